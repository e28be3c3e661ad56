#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --fail-on-regression: what must not pass, and what must be said of what does.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
base=$scratch/x/base patched=$scratch/x/patched

edit() {
	sed "$2" "$1" >"$scratch/edited" && mv "$scratch/edited" "$1"
}

# gate PCT BASE PATCHED - sets $status, and $output to what stands on stderr.
# shellcheck disable=SC2034
gate() {
	status=0
	output=$("$compare" --tsv "--fail-on-regression=$1" "$2" "$3" 2>&1 >"$scratch/stdout" </dev/null) || status=$?
}

# Without the rows whose faults change, restore_* and mprotect_cycle_read are left: +2.6 to +3.6 %.
cp -r "$scratch/x" "$scratch/cost"
for file in "$scratch"/cost/*/*.jsonl; do
	edit "$file" '/"soft_dirty_\|"uffd_wp_\|"mprotect_cycle_write/d'
	# The end record counts the runs that are left.
	left=$(grep -o '"run":[0-9]*' "$file" | sort -u | wc -l)
	edit "$file" "/\"record\":\"end\"/s/\"runs\":[0-9]*/\"runs\":$left/"
done
cost=$scratch/cost

gate 3 "$cost/base" "$cost/patched"
claim 'a row that costs more than the bound ends in 3' [ "$status" -eq 3 ]
claim_has 'and is named with its figures' "$output" \
	'^dexcompare: regression: mprotect_cycle_read \(folio=dirty\): 1398 -> 1449 instructions per page, \+3\.6%; exact$'
claim_lacks 'those below the bound are not' "$output" 'restore_'
claim_has 'the comparison is printed all the same' "$(cat "$scratch/stdout")" '^restore_read	'
gate 4 "$cost/base" "$cost/patched"
claim 'below the bound all is well' [ "$status" -eq 0 ]
claim 'and nothing is said' [ -z "$output" ]
gate 4 "$cost/patched" "$cost/base"
claim 'what costs less is no regression' [ "$status" -eq 0 ]
gate 1000 "$base" "$patched"
claim 'more faults are a regression at any bound' [ "$status" -eq 3 ]
claim_has 'and are counted' "$output" 'regression: soft_dirty_write \(folio=dirty\): faults per page 1 -> 2; '
gate 0 "$base" "$base/../base"
claim 'a file is not compared with itself, whatever is asked of it' [ "$status" -eq 1 ]

# What cannot be told passes, but not in silence.
gate 0 "$cost/base" "$cost/patched/boot-1.jsonl"
claim 'one boot is not certain: 0' [ "$status" -eq 0 ]
claim_has 'but named' "$output" 'inconclusive: restore_read \(folio=dirty\): 1412 -> 1449 instructions per page; one boot$'
claim_has 'and counted' "$output" 'of 15 rows 0 regressed .*, 15 inconclusive'
cp -r "$cost" "$scratch/gone"
for file in "$scratch/gone/patched"/*.jsonl; do edit "$file" '/"mprotect_cycle_read"/d'; done
gate 3 "$scratch/gone/base" "$scratch/gone/patched"
claim 'a row that the patched kernel lost cannot be told' [ "$status" -eq 0 ]
claim_has 'and is named' "$output" 'inconclusive: mprotect_cycle_read \(folio=dirty\): not measured on patched'
for file in "$scratch/gone/patched"/*.jsonl; do edit "$file" 's/"scenario":"/"scenario":"other_/'; done
gate 3 "$scratch/gone/base" "$scratch/gone/patched"
claim 'but a gate with nothing to judge fails' [ "$status" -eq 1 ]
claim_has 'and says why' "$output" 'no row that both kernels have'
cp -r "$cost" "$scratch/found"
edit "$scratch/found/patched/boot-1.jsonl" '/"restore_write".*"dirty".*"trial":1/s/"finding":null/"finding":"expected a present page"/'
gate 4 "$scratch/found/base" "$scratch/found/patched"
claim_has 'a finding is named, too' "$output" '^dexcompare: finding: restore_write \(folio=dirty\): expected a present page'

# Bounds that are none.
for bound in -1 -0.001 1001 1e9 nan inf 5% ''; do
	gate "$bound" "$base" "$patched"
	claim "a bound of '$bound' is wrong usage" [ "$status" -eq 2 ]
done
run "$compare" --fail-on-regression
claim 'so is none' [ "$status" -eq 2 ]
status=0
"$compare" --fail-on-regression=3 "$cost/base" "$cost/patched" >/dev/full 2>/dev/null || status=$?
claim 'a report that cannot be written fails, and does not pass for a verdict' [ "$status" -eq 1 ]

claims_done
