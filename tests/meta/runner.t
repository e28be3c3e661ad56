#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The test runner itself: a test that fails, dies or claims nothing is no pass.
# shellcheck source=tests/tap.sh
. tests/tap.sh

# try SCRIPT - run the runner on a test with that text.
try() {
	printf '%s\n' "$1" >"$scratch/case.t"
	run tests/run "$scratch/log" "$scratch/case.t"
	last=$(printf '%s\n' "$output" | tail -n 1)
}

try 'echo "ok 1 - fine"; echo 1..1'
claim 'a test that passes, passes' [ "$status" -eq 0 ]
claim 'and is counted' [ "$last" = '1 passed, 0 failed' ]

try 'echo "ok 1 - fine"; echo "not ok 2 - broken"; echo 1..2; exit 1'
claim 'a failed claim fails' [ "$status" -ne 0 ]
claim 'and is counted beside the others' [ "$last" = '1 passed, 1 failed' ]

try 'echo "ok 1 - fine"; exit 0'
claim 'a test that dies before its plan fails' [ "$status" -ne 0 ]

try 'echo "ok 1 - fine"; echo 1..1; exit 3'
claim 'a test that exits non-zero without a failed claim fails' [ "$status" -ne 0 ]

try 'exit 0'
claim 'a test without claims fails' [ "$status" -ne 0 ]

try 'echo "ok 1 - nothing # SKIP no reason"; echo 1..1'
claim 'skips alone are no pass' [ "$status" -ne 0 ]
claim 'and are counted as skips' [ "$last" = '0 passed, 0 failed, 1 skipped' ]

claims_done
