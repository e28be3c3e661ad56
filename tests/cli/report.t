#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# report: a comparison written down in four forms.
# shellcheck source=tests/tap.sh
. tests/tap.sh

tests/data/generate "$scratch/x"

run scripts/report
claim 'no folder is wrong usage' [ "$status" -eq 2 ]
run scripts/report "$scratch/x" "$scratch/x"
claim 'nor are two' [ "$status" -eq 2 ]
run scripts/report --help
claim_has '--help tells the usage' "$output" '^usage: report'
run scripts/report "$scratch"
claim 'a folder without a comparison fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" 'no comparison, since it has no folder base'

run scripts/report "$scratch/x"
claim 'a comparison is written down' [ "$status" -eq 0 ]
claim_has 'as a table' "$(cat "$scratch/x/report.txt")" '^restore_write +1414 +1451'
claim_has 'as a cover letter' "$(cat "$scratch/x/cover-letter.txt")" '^Performance: base .* against patched'
claim_has 'as Markdown' "$(cat "$scratch/x/report.md")" '^## Performance: base'
claim_has 'as a page' "$(cat "$scratch/x/report.html")" '^</html>$'
claim_has 'which are repeated by the command in the files' "$(cat "$scratch/x/cover-letter.txt")" 'repeat +on each kernel: dexbench run'
printf '%s\n' 'base linux-source-6.12' "patch /tmp/it's mine.patch" 'seed 7' 'vm x86_64-exact' 'vm_digest 0' >"$scratch/x/ab.settings"
run scripts/report "$scratch/x"
claim_has 'or by what scripts/ab noted' "$(tr '\n' ' ' <"$scratch/x/cover-letter.txt" | tr -s ' ')" \
	"repeat scripts/ab --base linux-source-6.12 --patch '/tmp/it'\\\\''s mine.patch' --seed 7 --boots 2 "
echo 'scripts/ab --boots 2 --base "a <b>"' >"$scratch/x/command"
run scripts/report "$scratch/x"
claim_has 'or by that of the folder' "$(cat "$scratch/x/cover-letter.txt")" 'repeat +scripts/ab --boots 2 --base "a <b>"$'
claim_lacks 'which is text in the page' "$(cat "$scratch/x/report.html")" '"a <b>'

letter=$(cat "$scratch/x/cover-letter.txt")
sed 's/^{"record":"header"/{"record":"heading"/' "$scratch/x/base/boot-1.jsonl" >"$scratch/broken"
mv "$scratch/broken" "$scratch/x/base/boot-1.jsonl"
run scripts/report "$scratch/x"
claim 'results that cannot be read fail' [ "$status" -eq 1 ]
claim 'and leave what was written before' [ "$(cat "$scratch/x/cover-letter.txt")" = "$letter" ]
claim_silent 'and nothing unfinished' find "$scratch/x" -name '*.new'
claims_done
