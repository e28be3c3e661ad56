#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The ordinary pages of a machine: their table, alone and beside an exact comparison.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

# processes FOLDER COUNT [-v KEY=VALUE]... - see tests/data/generate-local.
processes() {
	tests/data/generate-local "$@"
}

run "$compare" baselines --help
claim_has 'dexcompare baselines --help tells the usage' "$output" '^usage: dexcompare baselines'

processes "$scratch/here" 8
processes "$scratch/six" 6 -v rows=14
run "$compare" baselines "$scratch/six"
claim_has 'six processes have an interval' "$output" '^ *1024 +[0-9.]+ +[0-9.]+ +- +1\.00 baseline_minor_fault'
claim_has 'but as many boots find nothing in 14 rows' "$output" 'Over 14 rows so few boots detect nothing: it takes 7'

processes "$scratch/other" 6 -v kernel=other -v boot=o
run "$compare" baselines "$scratch/here" "$scratch/other"
claim 'two kernels are wrong usage' [ "$status" -eq 2 ]
claim_has 'and that is said' "$output" 'holds more than one kernel'

tests/data/generate "$scratch/exact"
run "$compare" "--here=$scratch/here" "$scratch/exact/base" "$scratch/exact/patched"
claim 'a comparison is shown beside what was measured here' [ "$status" -eq 0 ]
claim 'what both have measured is one row' [ "$(printf '%s\n' "$output" |
	sed -n '/^This machine compared/,$p' | grep -c '^baseline_minor_fault')" -eq 1 ]
run "$compare" "--here=$scratch/here" "--html=$scratch/page.html" "$scratch/exact/base" "$scratch/exact/patched"
claim 'it is in the page, too' grep -q '<h1>This machine compared with base and patched</h1>' "$scratch/page.html"
claim_lacks 'and no markup of a result becomes its own' "$(cat "$scratch/page.html")" '<b>CPU</b>'
run "$compare" --here=/nosuch "$scratch/exact/base" "$scratch/exact/patched"
claim 'a folder that is not there is a failure' [ "$status" -eq 1 ]
claim_has 'which names it' "$output" '/nosuch'

claims_done
