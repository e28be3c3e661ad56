#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make install and make uninstall: what lies where, that it works from there, and that nothing is left.
# tests/long/deb.t holds the Debian packages against the same.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# Programs that are here, and one that is played: to install it, nobody runs it.
build=$scratch/build
mkdir -p "$build"
for program in dexbench dexcompare explain-show explain-plugin.so; do cp "${BUILD:-build}/$program" "$build"; done
unset PREFIX DESTDIR bindir mandir docdir bashcompletiondir INSTALL RESULTS
# shellcheck disable=SC2317 # called through run
into() { make -s --no-print-directory BUILD="$build" "$@"; }

run packaging/install --help
claim_has '--help tells the usage' "$output" '^usage: install \[--remove\]'
run packaging/install --force
claim 'another option is wrong usage' [ "$status" -eq 2 ]
run env BUILD="$scratch" packaging/install
claim_has 'what is not built is not installed' "$output" '^install: .*/dexbench is not built: run make all$'
run env BUILD="$build" PREFIX=opt packaging/install
claim_has 'a PREFIX is a full path' "$output" '^install: opt: not a full path'
run env BUILD="$build" PREFIX='/opt/my folder' packaging/install
claim 'without blanks' [ "$status" -eq 2 ]
run env BUILD="$build" PREFIX=/opt bindir=/usr/bin DESTDIR="$scratch/none" packaging/install
claim_has 'bindir lies where the programs find the rest' "$output" '^install: bindir: /usr/bin: .*\.\./share/dexbench'
run env BUILD="$build" DESTDIR="$scratch/none" packaging/install --remove
claim 'what was not installed is not removed' [ "$status" -eq 1 ]
claim_has 'by name' "$output" '/usr/local/share/dexbench/installed: not there'

before=$(find "$build" -printf '%p %T@\n' | sort)
root=$scratch/root
run into install DESTDIR="$root"
claim 'make install' [ "$status" -eq 0 ]
claim_has 'says where' "$output" "files are installed below $root/usr/local\$"
output=$(find "$build" -printf '%p %T@\n' | sort)
claim 'and builds nothing: no file of the build is newer' [ "$output" = "$before" ]
there=$root/usr/local

for file in bin/dexbench bin/dexcompare bin/dexbench-ab bin/dexbench-bench libexec/dexbench/explain-show \
	share/dexbench/scripts/ab share/dexbench/scripts/vm/init; do
	claim "$file can be executed by all" [ "$(stat -c %a "$there/$file")" = 755 ]
done
for file in share/man/man1/dexbench.1 share/man/man1/dexbench-run.1 share/man/man1/dexbench-ab.1 share/man/man1/dexcompare.1 \
	share/dexbench/scripts/lib/common.sh share/dexbench/configs/plans/fault.plan share/dexbench/configs/kernels/base.kernel \
	share/dexbench/configs/vms/x86_64-exact.vm share/dexbench/configs/changes/restore-follows-folio.sed \
	share/dexbench/plots/style.gp share/dexbench/kmod/main.c share/dexbench/kmod/Makefile share/doc/dexbench/README.md \
	share/doc/dexbench/docs/results.schema.json share/bash-completion/completions/dexbench; do
	claim "$file can be read by all" [ "$(stat -c %a "$there/$file")" = 644 ]
done
claim_silent 'no link leads nowhere' find "$root" -xtype l
claim_silent 'nothing can be written by others' find "$root" ! -type l -perm /022
claim_silent 'what other files are made of is not installed' find "$there" -name '*.o' -o -name '*.mod.c' -o -name '*.in.md' -o -name '*.man'
# Variables that hold a list of words.
# shellcheck source=packaging/installed.sh
own_scripts=$(. packaging/installed.sh && echo "$own_scripts")
# common.sh calls write-version only where it is not installed.
output=$(for name in $own_scripts; do
	[ -e "scripts/$name" ] || echo "$name is not in scripts"
	grep -rE "scripts/$name( |\"|\$)" "$there/share/dexbench/scripts" "$there/bin" |
		grep -v -e ':[[:space:]]*#' -e '/common.sh:.*write-version'
done)
claim 'no installed script calls one that is not' [ -z "$output" ]
claim 'the module has a version for dkms' \
	grep -qx "PACKAGE_VERSION=\"$("$build/dexbench" --version | cut -d ' ' -f 2)\"" "$there/share/dexbench/kmod/dkms.conf"
find docs -name '*.md' ! -name '*.in.md' | while read -r file; do
	cmp "$file" "$there/share/doc/dexbench/$file"
done >"$scratch/differ" 2>&1
claim_silent 'every page of docs/ is installed as it is' cat "$scratch/differ"

# From there, in a folder where nothing is, and with nothing of this tree but the interpreter.
mkdir "$scratch/elsewhere"
# shellcheck disable=SC2317 # called through run
elsewhere() { (cd "$scratch/elsewhere" && PATH=$there/bin:$PATH "$@"); }
run elsewhere dexbench run --dry-run smoke.plan
claim 'a plan is found by its name' [ "$status" -eq 0 ]
claim 'the installed one' [ "$output" = "$("$build/dexbench" run --dry-run configs/plans/smoke.plan)" ]
run elsewhere dexbench run --quiet --output=here.jsonl baseline_syscall trials=1 pages=4
claim 'a scenario runs' [ "$status" -eq 0 ]
run elsewhere dexcompare show here.jsonl
claim_has 'and is shown' "$output" baseline_syscall
for name in ab bench build-module history plot report; do
	run elsewhere "dexbench-$name" --help
	claim_has "dexbench-$name says who it is" "$output" "^dexbench-$name - "
	claim_has "dexbench-$name: and how it is called" "$output" "^usage: dexbench-$name( |\$)"
	run elsewhere "dexbench-$name" --nosuch
	claim "dexbench-$name: wrong usage exits 2" [ "$status" -eq 2 ]
	claim_has "dexbench-$name: and names its help" "$output" "\(see dexbench-$name --help\)\$"
done
run elsewhere env CACHE="$scratch/cache" dexbench-ab --plan smoke --base nosuch
claim_has 'ab reads the plan by its name, and knows the installed kernels' "$output" \
	'no such kernel: nosuch; there are: .*\<base\>.*\<patched\>'
claim_has 'ab knows the installed machines' "$(elsewhere dexbench-ab --vm nosuch 2>&1)" 'there are: .*x86_64-exact'
run elsewhere env CACHE="$scratch/cache" dexbench-explain --base nosuch null
claim_has 'explain finds its script' "$output" 'no such kernel: nosuch'
run elsewhere env CACHE="$scratch/cache" dexbench-build-module /nowhere
claim_has 'so does build-module' "$output" '^build-kernel: no such kernel: /nowhere;'
other=aarch64
[ "$(uname -m)" != aarch64 ] || other=x86_64
vm=$(basename "$(find configs/vms -name "$other-*exact.vm" | sort | head -n 1)" .vm)
run elsewhere dexbench-ab --vm "$vm"
claim_has 'what is not installed is named, and how to get it' "$output" \
	"/$other/dexbench is not installed: run make all static ARCHES=$other install where dexbench is built from\$"
mkdir "$scratch/bin"
for tool in dirname readlink realpath sed rm mktemp uname awk date cat tr cut head mkdir; do ln -s "$(command -v $tool)" "$scratch/bin"; done
mkdir -p "$scratch/pair/base" "$scratch/pair/patched"
cp tests/data/noise/boot-1.jsonl "$scratch/pair/base"
cp tests/data/noise/boot-2.jsonl "$scratch/pair/patched"
run elsewhere env RESULTS="$scratch/results" dexbench-report "$scratch/pair"
claim 'a comparison is reported' [ "$status" -eq 0 -a -s "$scratch/pair/report.html" ]
run env "PATH=$scratch/bin" /bin/sh "$there/bin/dexbench-plot" "$scratch/pair"
claim_has 'what is missing is said to be installed by a script that is there' "$output" \
	"gnuplot is not installed: run $there/share/dexbench/scripts/install-deps\$"

if command -v man >/dev/null; then
	run env MANPATH="$there/share/man" MANPAGER=cat man dexbench-ab
	claim_has 'man finds the pages' "$output" 'dexbench-ab - compare two kernels'
else
	skip 'man finds the pages' 'man is not installed'
fi
if command -v bash >/dev/null; then
	for name in dexbench dexcompare; do
		# shellcheck disable=SC2016
		run bash --norc -c '. "$0/$1" && complete -p "$1"' "$there/share/bash-completion/completions" "$name"
		claim "bash completes $name" [ "$output" = "complete -F _dexbench $name" ]
	done
else
	skip 'bash completes' 'bash is not installed'
fi

(cd "$root" && find . -type f -exec sha256sum {} + | sort) >"$scratch/first"
run into install DESTDIR="$root"
(cd "$root" && find . -type f -exec sha256sum {} + | sort) >"$scratch/second"
claim 'a second installation is the same' cmp "$scratch/first" "$scratch/second"
cp -a "$root" "$scratch/moved"
run "$scratch/moved/usr/local/bin/dexbench" run --dry-run smoke.plan
claim 'it can be moved as a whole' [ "$status" -eq 0 ]
# An older version had more.
echo 'file /usr/local/bin/dexbench-old' >>"$there/share/dexbench/installed"
: >"$there/bin/dexbench-old"
: >"$there/bin/dexbench-mine"
run into install DESTDIR="$root"
claim 'what an older version had is removed' [ "$status" -eq 0 -a ! -e "$there/bin/dexbench-old" ]
mkdir "$there/share/dexbench/mine"
run into uninstall DESTDIR="$root"
claim 'make uninstall' [ "$status" -eq 0 ]
output=$(cd "$root" && find . ! -type d)
claim 'leaves nothing but what others put there' [ "$output" = ./usr/local/bin/dexbench-mine ]
rmdir "$there/share/dexbench/mine"

mkdir -p "$scratch/root2/opt/dex/share" "$scratch/mans"
run into install DESTDIR="$scratch/root2" PREFIX=/opt/dex mandir=/man docdir=/opt/dex/doc
claim 'PREFIX, mandir and docdir are where they are told to be' \
	[ -x "$scratch/root2/opt/dex/bin/dexbench" -a -f "$scratch/root2/man/man1/dexbench.1" -a -f "$scratch/root2/opt/dex/doc/README.md" ]
claim 'and nowhere else' [ "$(ls "$scratch/root2")" = "$(printf 'man\nopt')" ]
claim 'what was built for no other guests is not there' [ ! -e "$scratch/root2/opt/dex/libexec/dexbench/$other" ]
run into uninstall DESTDIR="$scratch/root2" PREFIX=/opt/dex
output=$(cd "$scratch/root2" && find . | sort | paste -sd ' ' -)
claim 'uninstalled, folders that were there before stay, and no other' [ "$output" = '. ./opt ./opt/dex ./opt/dex/share' ]
mkdir "$scratch/locked"
chmod 555 "$scratch/locked"
if [ "$(id -u)" -ne 0 ]; then
	run into install DESTDIR="$scratch/locked"
	claim 'where nothing may be written, that is said' text_has "$output" '^install: cannot make .*locked'
else
	: >"$scratch/afile"
	run into install DESTDIR="$scratch/afile"
	claim 'where nothing can be written, that is said' text_has "$output" '^install: cannot make .*afile'
fi
claims_done
