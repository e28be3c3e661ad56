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

# Two tests that wait for each other end only when they run at the same time.
cat >"$scratch/first.t" <<END
until [ -e '$scratch/second-began' ]; do sleep 0.05; done
touch '$scratch/first-ended'
echo "ok 1 - first"; echo 1..1
END
cat >"$scratch/second.t" <<END
touch '$scratch/second-began'
until [ -e '$scratch/first-ended' ]; do sleep 0.05; done
echo "ok 1 - second"; echo 1..1
END
cat >"$scratch/alone.t" <<END
# alone: another test must not see its file
touch '$scratch/alone-runs'; sleep 0.2; rm '$scratch/alone-runs'
echo "ok 1 - alone"; echo 1..1
END
cat >"$scratch/other.t" <<END
[ ! -e '$scratch/alone-runs' ] && echo "ok 1 - other" || echo "not ok 1 - other"; echo 1..1
END
run env JOBS=2 timeout 300 tests/run "$scratch/log" "$scratch/alone.t" "$scratch/first.t" "$scratch/second.t" \
	"$scratch/other.t"
claim 'JOBS=2: two tests run at the same time' [ "$status" -eq 0 ]
output=$(grep '^ok' "$scratch/log" | tr '\n' ' ')
claim 'the log is in the order of the arguments' \
	[ "$output" = 'ok 1 - alone ok 1 - first ok 1 - second ok 1 - other ' ]

# shellcheck disable=SC2016
echo 'kill -9 $PPID' >"$scratch/case.t"
run tests/run "$scratch/log" "$scratch/case.t" "$scratch/other.t"
claim 'a test whose runner was killed fails' [ "$status" -ne 0 ]
claim_has 'and the log names it' "$(cat "$scratch/log")" 'not ok .*case.t'

cat >"$scratch/case.t" <<END
echo \$\$ >'$scratch/pid'
exec sleep 600
END
mkdir "$scratch/tmp"
TMPDIR="$scratch/tmp" tests/run "$scratch/log" "$scratch/case.t" >/dev/null 2>&1 &
runner=$!
until [ -s "$scratch/pid" ]; do sleep 0.05; done
kill -TERM "$runner"
tries=0
while [ -e "/proc/$(cat "$scratch/pid")" ] && [ "$tries" -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
claim 'SIGTERM to the runner ends the test that ran' [ "$tries" -lt 100 ]
kill -KILL "$(cat "$scratch/pid")" 2>/dev/null
wait "$runner"
claim 'SIGTERM ends the runner with a failure' [ $? -ne 0 ]
claim 'and leaves no file' rmdir "$scratch/tmp"

claims_done
