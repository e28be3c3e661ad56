#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench run --ktap: KTAP version 1, of what the kernel's test runners read.
# What must be no pass there is in tests/meta/ktap.t; a guest does it in tests/vm/kernels.t.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/ktap.sh
. tests/ktap.sh
bench=${BUILD:-build}/dexbench

# shellcheck disable=SC2317 # called through report_of
ktap() { "$bench" run --ktap --quiet "$@"; }

report_of "$scratch/out" ktap --output "$scratch/out.jsonl" null restore_read folio=dirty,clean \
	baseline_minor_fault pages=256,64 trials=2
claim 'runs that are measured, or skipped, exit 0' [ "$status" -eq 0 ]
claim_ktap 'they are KTAP' "$scratch/out"
output=$(cat "$scratch/out")
claim_has 'one test is one run' "$output" '^1\.\.5$'
claim_has 'with its figures' "$output" '^ok 1 null # [0-9.]+ ns per page, 0 faults per page$'
claim_has 'a run is told by what is not as by default' "$output" '^ok 5 baseline_minor_fault pages=64 trials=2 # [0-9.]+ ns per page, 1 faults per page$'
if [ -e /dev/dexdev ]; then
	skip 'a run without its module' 'the module is loaded here'
else
	claim_has 'what is skipped is ok, with the reason' "$output" '^ok 3 restore_read folio=clean # SKIP /dev/dexdev: .*not loaded$'
fi
claim_lacks 'progress is not among it' "$output" '^\[|left|done'
claim 'results are written as ever' grep -q '"record":"end","runs":5' "$scratch/out.jsonl"
"${BUILD:-build}/dexcompare" export --figures "$scratch/out.jsonl" >"$scratch/figures"
claim 'the figure is that of dexcompare, but for how long a tick is' awk '
	FNR == NR { if (/^ok 4 /) { sub(/.*# /, ""); told = $1 }; next }
	{ split($0, cell, "\t") }
	cell[4] == "baseline_minor_fault" && cell[7] == "cost" && !seen { seen = cell[9] }
	END { exit !(told > 0 && seen > 0 && told / seen > 0.99 && told / seen < 1.01) }' "$scratch/out" "$scratch/figures"

report_of "$scratch/out" ktap --shuffle --output /dev/null null baseline_minor_fault baseline_syscall trials=3 restore_read
claim_ktap 'shuffled, it is KTAP, too' "$scratch/out"
claim 'each run ends once' [ "$(grep -c '^ok ' "$scratch/out")" -eq 4 ]

if [ ! -e /dev/dexdev ]; then
	report_of "$scratch/out" ktap --output /dev/null restore_read restore_write
	claim 'where all is skipped the status is 4' [ "$status" -eq 4 ]
	claim_ktap 'and it is KTAP' "$scratch/out"
fi

if command -v prove >/dev/null; then
	run prove --exec cat "$scratch/out"
	claim "a reader of TAP takes it, too" text_has "$output" '^Result: PASS'
else
	skip 'a reader of TAP takes it, too' 'prove is not installed'
fi
parser=$(find "${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}"/sources/*/tools/testing/kunit/kunit.py 2>/dev/null | tail -n 1)
if [ "$parser" ] && command -v python3 >/dev/null; then
	# It writes no cache into the kernel's source.
	output=$(PYTHONDONTWRITEBYTECODE=1 python3 "$parser" parse <"$scratch/out" 2>&1)
	claim_has "so does the kernel's own parser" "$output" "Ran $(grep -c '^ok ' "$scratch/out") tests: "
	claim_lacks 'with no error' "$output" '[Ee]rrors?:|crashed|missing'
else
	skip "so does the kernel's own parser" 'no source of a kernel is there: scripts/fetch-kernel linux-source-6.12'
fi

# The sample of docs/ecosystem.md, as the kernel's own runner runs it.
selftests=${parser%/kunit/kunit.py}/selftests
if [ "$parser" ] && [ -e "$selftests/kselftest/runner.sh" ]; then
	mkdir "$scratch/selftests" "$scratch/selftests/dexbench"
	ln -s "$selftests/kselftest" "$scratch/selftests/kselftest"
	sed -n '/^    #!\/bin\/sh$/,/^$/s/^    //p' docs/ecosystem.md >"$scratch/selftests/dexbench/dexbench.sh"
	sed -n 's/^    \(timeout=.*\)/\1/p' docs/ecosystem.md >"$scratch/selftests/dexbench/settings"
	chmod +x "$scratch/selftests/dexbench/dexbench.sh"
	run env "PATH=$(realpath "${BUILD:-build}"):$PATH" "BASE_DIR=$scratch/selftests" sh -c \
		'. "$BASE_DIR/kselftest/runner.sh"; cd "$BASE_DIR/dexbench" && run_many dexbench.sh'
	claim_has "the kernel's runner of selftests runs the sample" "$output" '^ok 1 selftests: dexbench: dexbench.sh$'
	claim_has 'with the time that its settings give it' "$output" '^# timeout set to 300$'
	claim_has 'and passes its lines on' "$output" '^# ok 1 null # '
	printf '#!/bin/sh\nexec dexbench run --ktap --output=/dev/null reclaim_exclusive make_exclusive\n' >"$scratch/selftests/dexbench/dexbench.sh"
	run env "PATH=$(realpath "${BUILD:-build}"):$PATH" "BASE_DIR=$scratch/selftests" sh -c \
		'. "$BASE_DIR/kselftest/runner.sh"; cd "$BASE_DIR/dexbench" && run_many dexbench.sh'
	[ -e /dev/dexdev ] || claim_has 'what is skipped altogether is a skip to it' "$output" '^ok 1 selftests: dexbench: dexbench.sh # SKIP'
else
	skip "the kernel's runner of selftests runs the sample" 'no source of a kernel is there: scripts/fetch-kernel linux-source-6.12'
fi

for other in '--output=-' --resume --dry-run; do
	run ktap "$other" null
	claim "$other with --ktap is wrong usage" [ "$status" -eq 2 ]
	claim_has 'by name' "$output" "^dexbench run: --ktap and $other: "
done
run ktap nosuch
claim 'wrong usage is that with --ktap as well' [ "$status" -eq 2 ]
claim_lacks 'and no KTAP' "$output" KTAP
claims_done
