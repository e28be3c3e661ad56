#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# CONTRIBUTING.md: adding a scenario and a plan works word for word. tests/vm/contributing.t adds a
# change and a kernel.
# slow: builds dexbench in copies of the tree
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/contributing.sh
. tests/contributing.sh

copy_tree >"$scratch/log" 2>&1
follow 'Add a scenario'
page=$(cat "$copy/docs/scenarios.md")
claim_has 'the new scenario has its chapter' "$page" '^### `my_scenario`$'
claim_has 'which is in the contents' "$page" '^\| \[`my_scenario`\]'
claim_has 'and says what is predicted' "$(printf '%s\n' "$page" | sed -n '/^### `my_scenario`/,/^##/p')" '1 restore'
follow 'Add a plan'
claim_has 'the new plan has a run for each folio' "$output" '^my_scenario .*folio=clean'

# A scenario may leave out what the contract calls optional.
sed -i '/\.family/d' "$copy/bench/scenarios/my_scenario.c"
run env -u BUILD make -C "$copy" docs
claim 'a scenario without a family is documented' [ "$status" -eq 0 ]
claim_has 'in a chapter of its own' "$(cat "$copy/docs/scenarios.md")" '^## Other$'
sed -i '/\.summary/d' "$copy/bench/scenarios/my_scenario.c"
run env -u BUILD make -C "$copy" docs
claim 'one without a summary as well' [ "$status" -eq 0 ]
claim_lacks 'without a word of "(null)"' "$(cat "$copy/docs/scenarios.md")" '\(null\)'
run "$copy/build/dexbench" list
claim_lacks 'also in the list' "$output" '\(null\)'

claims_done
