#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What cannot be written to standard output is an error, whatever the command.
# shellcheck source=tests/tap.sh
. tests/tap.sh
build=${BUILD:-build}

if [ ! -c /dev/full ]; then
	skip 'a full device is an error' 'there is no /dev/full'
	claims_done
fi

# full WORD... - a program that writes to a full device fails with one line.
full() {
	program=$build/$1
	shift
	"$program" "$@" >/dev/full 2>"$scratch/log" </dev/null
	status=$?
	output=$(cat "$scratch/log")
	set -- "${program##*/}" "$@"
	claim "$*: a full device is an error" [ "$status" -eq 1 ]
	claim_has "$*: which is named" "$output" "^$1: standard output: cannot be written: No space left"
	claim "$*: in one line" [ "$(lines "$output")" -eq 1 ]
}
"$build/dexbench" run --quiet --output="$scratch/null.jsonl" null 2>"$scratch/log"
full dexbench --version
full dexbench --help
full dexbench run --help
full dexbench run --dry-run null
full dexbench list
full dexbench list --markdown
full dexbench topology
full dexbench topology --list
full dexbench doctor
full dexbench probe
full dexcompare --version
full dexcompare --help
full dexcompare show "$scratch/null.jsonl"
full dexcompare export "$scratch/null.jsonl"
tests/data/generate "$scratch"
for form in --json --html=- --markdown --tsv 'history --json'; do
	# shellcheck disable=SC2086
	full dexcompare $form "$scratch/base" "$scratch/patched"
done

"$build/dexbench" run --quiet --output=- null >/dev/full 2>"$scratch/log"
claim 'so are results' [ $? -eq 1 ]
"$build/dexbench" run --quiet --ktap --output="$scratch/ktap.jsonl" null >&- 2>"$scratch/log"
claim 'KTAP without standard output fails' [ $? -eq 1 ]
claim 'and says why' grep -q '^dexbench run: standard output: cannot write KTAP: Bad file' "$scratch/log"
echo '[]' >"$scratch/kernel.json"
run "$build/dexbench" run --kernel-info="$scratch/kernel.json" --output=/dev/null null
claim_has 'a description of a kernel that is a list is named' "$output" 'kernel.json: not a description of a kernel: no object$'

run "$build/dexbench" run --dry-run "$(printf '\033[2Jnull\302\233')"
claim 'a name reaches no terminal with control characters in it' [ "$status" -eq 2 ]
claim 'they are escaped' text_has "$output" '\\x1b\[2Jnull\\u009b'

# Without standard streams, no file takes their place.
"$build/dexbench" run --quiet --output="$scratch/closed.jsonl" null >&- 2>&- <&-
claim 'a run needs no standard streams' [ $? -eq 0 ]
claim_results 'and its result is whole' "$scratch/closed.jsonl"
"$build/dexbench" list >&- 2>"$scratch/log"
claim 'a list without standard output fails' [ $? -eq 1 ]
claims_done
