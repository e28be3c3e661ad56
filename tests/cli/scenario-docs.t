#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs/scenarios.md and the names in docs/results.md: as the code has them.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench

run scripts/write-scenario-docs --help
claim_has '--help tells the usage' "$output" '^usage: write-scenario-docs'
run scripts/write-scenario-docs --prnt
claim 'an unknown option is wrong usage' [ "$status" -eq 2 ]

run scripts/write-scenario-docs --print
claim 'the page is written' [ "$status" -eq 0 ]
page=$output
claim 'docs/scenarios.md is what make docs writes: if not, run it' [ "$page" = "$(cat docs/scenarios.md)" ]
claim_lacks 'no comment is left out' "$page" '^@'
grep -hoE '^(SCENARIO|STATE_TOUCH|SHOOTDOWN|GUARDED)\([a-z0-9_]+' bench/scenarios/*.c | sed 's/.*(//' |
while read -r name; do
	printf '%s\n' "$page" | grep -qx "### \`$name\`" || echo "$name"
done >"$scratch/missing"
claim_silent 'every scenario has its chapter' cat "$scratch/missing"
claim_has 'what is written by hand is in it' "$page" '^## The clean folio is constructed$'
claim_has 'so is the place for what was seen in guests' "$page" '^## Seen in guests$'

chapter() {
	printf '%s\n' "$page" | sed -n "/^### \`$1\`\$/,/^##* [^#]*\$/p" | sed '1b; /^##/q'
}
claim_has 'a chapter has the prose of its file' "$(chapter mprotect_cycle_read)" '^Up to 6\.14 mprotect\(\) turns the entry'
claim_has 'its needs' "$(chapter mprotect_cycle_write)" '^Needs the module\.$'
claim_has 'its parameters' "$(chapter make_exclusive)" '^\| `batch` \| 1 \| .*1 to 1048576 \|'
claim_has 'what is predicted up to 6.14 and since 6.15' "$(chapter mprotect_cycle_write)" \
	'^\| x86-64; .* \| 1 restore, 1 extra write \| [a-z ]+ \| 1 restore \| [a-z ]+ \|$'
claim_has 'and of other hardware where it differs' "$(chapter restore_write)" '^\| arm64, flags set by faults; `folio=clean` \|'
claim_has 'flushes are predicted' "$(chapter shootdown_make_exclusive)" '\| none, 1 flush \|'
claim_has 'what needs no module says so' "$(chapter baseline_minor_fault)" '^Runs on any machine'

# No module, no root and no device may change what is predicted.
run env -i "PATH=$PATH" "$bench" list --markdown
claim 'the list needs nothing' [ "$status" -eq 0 ]

cat bench/scenarios/*.c lib/run/*.c | tr '\n\t' '  ' |
	grep -oE 'trial_add_(fact|series)\([^";]*"[a-z_0-9]+"' | sed 's/.*"\(.*\)"/\1/' | sort -u >"$scratch/names"
claim 'facts and series have names' [ "$(wc -l <"$scratch/names")" -gt 10 ]
claim 'and no trial adds one under a name that is not written there' \
	[ "$(cat bench/scenarios/*.c lib/run/*.c | tr '\n\t' '  ' | grep -oE 'trial_add_(fact|series)\(' | wc -l)" -eq \
	"$(($(cat bench/scenarios/*.c lib/run/*.c | tr '\n\t' '  ' | grep -oE 'trial_add_(fact|series)\([^";]*"[a-z_0-9]+"' | wc -l) + 2))" ]
sed -n '/^#### Series/,/^### skip/p' docs/results.md | grep '^|' | cut -d '|' -f 2 | grep -o '`[^`]*`' | tr -d '`' | sort -u >"$scratch/documented"
claim_silent 'docs/results.md has each' comm -23 "$scratch/names" "$scratch/documented"
claims_done
