#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# CONTRIBUTING.md: adding a scenario, a plan, a change and a kernel works word for word.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/contributing.sh
. tests/contributing.sh

copy_tree >"$scratch/log" 2>&1
for section in 'Add a scenario' 'Add a plan' 'Add a change' 'Add a kernel'; do
	follow "$section"
done
report=$(cat "$copy/results/my/report.txt")
claim_has 'the new scenario costs more on the new kernel, by what the change adds' "$report" '^my_scenario +[0-9]+ +[0-9]+ +\+37 '

claims_done
