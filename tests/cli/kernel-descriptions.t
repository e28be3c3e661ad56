#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What descriptions of kernels may say, and what scripts/build-kernel may be asked.
# slow: runs build-kernel for each line that can be wrong
# shellcheck source=tests/tap.sh
. tests/tap.sh

# Whatever slips through finds nothing to build.
export CACHE="$scratch/cache"

run scripts/build-kernel
claim 'no kernel is wrong usage' [ "$status" -eq 2 ]
claim_has 'and the kernels that there are, are named' "$output" 'base.*patched'

run scripts/build-kernel nosuch
claim 'an unknown kernel is wrong usage' [ "$status" -eq 2 ]
claim_has 'it is named, with those that there are' "$output" 'no such kernel: nosuch; there are: .*base'
claim 'in one line' [ "$(lines "$output")" -eq 1 ]

run scripts/build-kernel --jobs many base
claim 'a number of jobs that is none is wrong usage' [ "$status" -eq 2 ]
run scripts/build-kernel --change /nosuch.patch base
claim 'a change that is not there is wrong usage' [ "$status" -eq 2 ]
claim_has 'and is named' "$output" '/nosuch.patch'
run scripts/build-kernel --help
claim 'help is no error' [ "$status" -eq 0 ]
claim_has 'and has the usage' "$output" '^usage: build-kernel'

# wrong SENTENCE PATTERN LINE... - a description with these lines is refused.
wrong() {
	sentence=$1 pattern=$2
	shift 2
	printf '%s\n' "$@" >"$scratch/wrong.kernel"
	run scripts/build-kernel "$scratch/wrong.kernel"
	claim "$sentence: exit 2" [ "$status" -eq 2 ]
	claim_has "$sentence: named with file and line" "$output" "$pattern"
	claim "$sentence: in one line" [ "$(lines "$output")" -eq 1 ]
}

# encoded SENTENCE PATTERN COMMAND... - a description that COMMAND makes of text is refused.
encoded() {
	sentence=$1 pattern=$2
	shift 2
	printf 'image nosuch\n' | "$@" >"$scratch/encoded.kernel"
	run scripts/build-kernel "$scratch/encoded.kernel"
	claim "$sentence: exit 2" [ "$status" -eq 2 ]
	claim_has "$sentence is named" "$output" "encoded.kernel: .*$pattern"
	claim "$sentence: in one line" [ "$(lines "$output")" -eq 1 ]
}
# shellcheck disable=SC2317 # called through encoded
marked() { printf '\357\273\277'; cat; }
encoded 'a byte order mark' 'UTF-8 byte order mark' marked
encoded 'UTF-16' 'is UTF-16 text' iconv -f UTF-8 -t UTF-16
encoded 'UTF-16 without a mark' 'is it UTF-16' iconv -f UTF-8 -t UTF-16LE
encoded 'gzip' 'compressed by gzip' gzip
encoded 'xz' 'compressed by xz' xz

# Lines may end with CRLF: the file that is missing is named without the carriage return.
printf '# a comment\r\n\r\nsource linux-source-6.12\r\nconfig guest.config\r\n' >"$scratch/crlf.kernel"
run scripts/build-kernel "$scratch/crlf.kernel"
claim 'a description with CRLF is read' [ "$status" -eq 2 ]
claim_has 'and names in it are found without it' "$output" "crlf.kernel:4: no such file: .*/guest.config$"
wrong 'an unknown key' 'wrong.kernel:3: no such key: colour' '# a comment' 'source linux-source-6.12' 'colour blue'
wrong 'a release without its sha256' 'wrong.kernel:1: release wants VERSION SHA256' 'release 6.16'
wrong 'a key without a value' 'wrong.kernel:1: source has no value' 'source'
wrong 'a second source' 'wrong.kernel:2: a second source' 'source one' 'source two'
wrong 'a fragment that is not there' 'wrong.kernel:2: no such file: .*/nosuch.config' 'source one' 'config nosuch.config'
wrong 'a change that is not there' 'wrong.kernel:2: no such change: nosuch; there are: .*follows' 'source one' 'change nosuch'
wrong 'unknown semantics' 'wrong.kernel:2: no such semantics: dirtier' 'source one' 'semantics dirtier'
wrong 'neither source nor image' 'wrong.kernel: has no source, release or image' 'semantics always-dirty'
: >"$scratch/image"
wrong 'an image with a source' 'wrong.kernel: has an image' 'image image' 'source one'

printf 'image image\nsemantics follows-folio\n' >"$scratch/ready.kernel"
run scripts/build-kernel "$scratch/ready.kernel"
claim 'a ready image needs no build' [ "$status" -eq 0 -a -f "$output/image" ]
claim_has 'and has a kernel.json, with null for what is not known' "$(cat "$output/kernel.json")" '"release": null'

for kernel in configs/kernels/*.kernel; do
	file=$kernel
	fragment=$(sed -n 's/^config //p' "$file" | head -n 1)
	claim "$kernel has a source, a fragment and semantics" \
		sh -c "grep -q '^source \|^release ' '$file' && [ -f 'configs/kernels/$fragment' ] && grep -q '^semantics ' '$file'"
done

run scripts/fetch-kernel
claim 'no source is wrong usage' [ "$status" -eq 2 ]
run scripts/fetch-kernel ./nosuch.tar.xz
claim 'a tarball that is not there fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" 'nosuch.tar.xz'
mkdir "$scratch/empty"
tar -cf "$scratch/empty.tar" -C "$scratch" empty
run scripts/fetch-kernel "$scratch/empty.tar"
claim 'a tarball without a kernel fails' [ "$status" -eq 1 ]
claim_has 'and is told so' "$output" 'empty.tar: holds no kernel source'
run scripts/fetch-kernel "$scratch/empty@v1"
claim_has 'only a git tree has revisions' "$output" 'empty: not a git tree, so it has no revision v1'
claim 'nothing of it stays' absent "$CACHE"/sources/*/

mkdir -p "$scratch/tree/mm"
echo 'all:' >"$scratch/tree/Makefile"
echo one >"$scratch/tree/mm/memory.c"
as_author() { git -C "$scratch/tree" -c user.name=a -c user.email=a@example.org "$@" >/dev/null; }
as_author init -q
as_author add .
as_author commit -q -m one
as_author tag v1
echo two >"$scratch/tree/mm/memory.c"
as_author commit -q -a -m two
run scripts/fetch-kernel "$scratch/tree@v1"
claim 'a git tree is taken at a revision' [ "$status" -eq 0 -a "$(cat "$output/mm/memory.c")" = one ]
run scripts/fetch-kernel "$scratch/tree"
claim 'or at its HEAD' [ "$status" -eq 0 -a "$(cat "$output/mm/memory.c")" = two ]
echo three >"$scratch/tree/mm/memory.c"
run scripts/fetch-kernel "$scratch/tree"
claim_has 'what is not committed is said to be left out' "$output" 'tree: builds HEAD; what is not committed'
run scripts/fetch-kernel "$scratch/tree@v9"
claim_has 'an unknown revision is named' "$output" 'tree: no such revision: v9'

tar -czf "$scratch/tree.tar.gz" -C "$scratch" --exclude=.git tree
run scripts/fetch-kernel "$scratch/tree.tar.gz"
first=$(printf '%s\n' "$output" | tail -n 1)
claim 'a tarball is unpacked' [ "$status" -eq 0 -a "$(cat "$first/mm/memory.c")" = three ]
run scripts/fetch-kernel "$scratch/tree.tar.gz"
claim 'once' [ "$output" = "$first" ]
head -c 100 "$scratch/tree.tar.gz" >"$scratch/torn.tar.gz"
run scripts/fetch-kernel "$scratch/torn.tar.gz"
claim 'a torn tarball fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" 'cannot unpack .*/torn.tar.gz: '

claims_done
