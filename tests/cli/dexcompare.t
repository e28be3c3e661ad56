#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexcompare: its usage, how files become kernels, and files that are damaged. What it says of files
# that are whole is in tests/cli/golden.t.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
base=$scratch/x/base patched=$scratch/x/patched

# edit FILE COMMAND - sed in place, without GNU's -i.
edit() {
	sed "$2" "$1" >"$scratch/edited" && mv "$scratch/edited" "$1"
}

run "$compare"
claim 'no file is wrong usage' [ "$status" -eq 2 ]
run "$compare" --help
claim '--help ends well' [ "$status" -eq 0 ]
claim_has 'and names the options' "$output" '--allow=FIELD'
run "$compare" --version
claim_has '--version tells the version' "$output" '^dexcompare [0-9]+\.[0-9]+'
run "$compare" --tsv --json "$base" "$patched"
claim 'two formats at once are wrong usage' [ "$status" -eq 2 ]

# Sides.
run "$compare" "$base" "$patched"
table=$output
claim 'two folders are compared' [ "$status" -eq 0 ]
claim_lacks 'counted trials enter no figure' "$table" '391[0-9]'
run "$compare" "$base"/*.jsonl "$patched"/*.jsonl
claim 'files are sorted into kernels' [ "$output" = "$table" ]
run "$compare" --separate "$base"/*.jsonl "$patched/boot-1.jsonl"
claim '--separate makes each file a side: two comparisons' \
	[ "$(printf '%s\n' "$output" | grep -cE '^(base|patched) against base$')" -eq 2 ]
run "$compare" "$base"
claim 'one kernel alone is not compared' [ "$status" -eq 1 ]
claim_has 'show is named instead' "$output" 'dexcompare show'

# Files that are damaged.
sed '$d' "$base/boot-1.jsonl" >"$scratch/incomplete.jsonl"
run "$compare" show "$scratch/incomplete.jsonl"
claim 'an incomplete file is shown' [ "$status" -eq 0 ]
claim_has 'with a warning' "$output" 'incomplete: the file has no end record'
head -c -100 "$base/boot-1.jsonl" >"$scratch/cut.jsonl"
run sh -c '"$1" show "$2" 2>&1 >/dev/null' sh "$compare" "$scratch/cut.jsonl"
claim_has 'a cut line is warned of on stderr' "$output" \
	'^dexcompare: warning: .*cut.jsonl: the last line is cut off'
edit "$scratch/cut.jsonl" '3s/"finding":null/&,"pmu":{"ticks":1,"counts":{"cycles_user":-1}}/'
run "$compare" show "$scratch/cut.jsonl"
claim 'a count that is none is refused' [ "$status" -eq 1 ]
claim_has 'with file and line' "$output" \
	'cut.jsonl:3: trial: "pmu.counts.cycles_user" is negative: -1'
run "$compare" export --tsv "$base"
claim 'export prints each pair of each trial, counted ones too' \
	[ "$(printf '%s\n' "$output" | grep -c '	counted	')" -gt 40 ]

# What dexbench writes here and now.
"${BUILD:-build}/dexbench" run --quiet --output "$scratch/native.jsonl" null baseline_minor_fault \
	baseline_cow baseline_syscall >/dev/null 2>&1
run "$compare" show "$scratch/native.jsonl"
claim 'what dexbench writes is read' [ "$status" -eq 0 ]
claim_has 'and shown' "$output" '^baseline_cow +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +0\+0\+1'
claim_has 'a system call is less than a minor fault' "$output" \
	'^ +0\.[0-9]+ +1\.00 +baseline_syscall$'
claim 'and each of its warnings is a heading of docs/warnings.md' sh -c '
	sed -n "1s/.*\"warnings\":\[\([^]]*\)\].*/\1/p" "$1" |
		grep -o "\"[^\"]*\"" | tr -d \" | sed "s/:.*//" >"$2"
	sed -n 1p "$1" | grep -q "\"warnings\":\[" || exit 1
	while read -r text; do grep -qx "## $text" docs/warnings.md || exit 1; done <"$2"' \
	sh "$scratch/native.jsonl" "$scratch/warned"

# Somebody else had the CPU: cycles are not to be compared with ticks then.
counts='"pmu":{"ticks":102400,"counts":{"cycles_user":25600,"cycles_kernel":102400}}'
sed 's/"finding":null/&,'"$counts"'/
	s/"context_switches":0/"context_switches":1/' "$base/boot-1.jsonl" >"$scratch/switched.jsonl"
run "$compare" show "$scratch/switched.jsonl"
claim_lacks 'where the thread lost its CPU, no rate is claimed' "$output" 'A tick is not'
claim_has 'and the counts are there' "$output" '^ +100 +400  null$'
claims_done
