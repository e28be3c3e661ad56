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
run "$compare" baselines "$scratch/here"
claim 'eight processes have a table' [ "$status" -eq 0 ]
# 1007 to 1056, a quarter of 49 and half a tick more.
claim_has 'with the median and the interval' "$output" '^ *1032 +994\.2 +1069 +[0-9.]+ % +1\.00 baseline_minor_fault$'
claim_has 'and the least effect that would be found' "$output" '3\.10 % +1\.00 baseline_minor_fault$'
claim_has 'and multiples of a minor fault' "$output" ' 1\.97 baseline_cow$'
claim 'in the order of the plan' [ "$(printf '%s\n' "$output" | grep -o 'baseline_.*' | head -n 1)" = baseline_minor_fault ]
claim_has 'processes are called so' "$output" '^boots +1, 8 processes'
claim_lacks 'and that they are of one boot is nothing to be warned of' "$output" 'carry one boot id'

processes "$scratch/few" 5
run "$compare" baselines "$scratch/few"
claim 'five processes have a table' [ "$status" -eq 0 ]
claim_has 'without an interval' "$output" '^ *1021 +- +- +- +1\.00 baseline_minor_fault$'
claim_has 'which is said' "$output" 'Fewer than 6 processes have no interval'

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
beside=$(printf '%s\n' "$output" | sed -n '/^This machine compared with base and patched/,$p')
claim_has 'under a heading of its own' "$beside" '^This machine compared with base and patched'
claim_has 'ordinary pages with their interval' "$(printf '%s\n' "$beside" | grep -A 1 '^baseline_cow')" '^ *2032 +19[0-9.]+ +20[0-9.]+ '
claim_has 'and restores with both kernels' "$(printf '%s\n' "$beside" | grep -A 1 '^restore_read')" '^ *- +- +- +1412 +1449 '
claim_has 'what both have measured is one row' "$(printf '%s\n' "$beside" | grep -A 1 '^baseline_minor_fault')" \
	'^ *1032 .* [0-9]+ .* 1\.00 +1\.00 +1\.00$'
claim 'and no second' [ "$(printf '%s\n' "$beside" | grep -c '^baseline_minor_fault')" -eq 1 ]
claim_has 'it says that an instruction is no unit of time' "$(printf '%s' "$beside" | tr '\n' ' ')" 'An instruction is no unit of time'
claim_lacks 'no line is too wide' "$beside" '^.{79}'

run "$compare" "--here=$scratch/here" "--html=$scratch/page.html" "$scratch/exact/base" "$scratch/exact/patched"
claim 'it is in the page, too' [ "$status" -eq 0 ]
page=$(cat "$scratch/page.html")
claim_has 'with its heading' "$page" '<h1>This machine compared with base and patched</h1>'
claim_has 'and its rows' "$page" '<tr><td>baseline_cow</td><td>2032</td>'
claim_lacks 'and no markup of a result becomes its own' "$page" '<b>CPU</b>'
run "$compare" --here=/nosuch "$scratch/exact/base" "$scratch/exact/patched"
claim 'a folder that is not there is a failure' [ "$status" -eq 1 ]
claim_has 'which names it' "$output" '/nosuch'

claims_done
