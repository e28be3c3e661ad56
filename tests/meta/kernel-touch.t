#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What must fail where the kernel touches pages: a call that did nothing, went another way or
# failed, and faults that are not what they are said to be.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench-meta
out=$scratch/out.jsonl

# fails HOW PATTERN SENTENCE - the call does HOW, and the run says so and keeps no sample.
fails() {
	rm -f "$out"
	run "$bench" run --quiet --output "$out" false_kernel_touch "how=$1"
	claim "$3" [ "$status" -eq 1 ]
	claim_has 'with what was expected and what was seen' "$output" "^dexbench run: error: false_kernel_touch: $2"
	claim 'and without a sample' ends 1 grep -q samples "$out"
}

fails idle 'page 0 has not the data that were put there$' 'a call that does nothing fails the run'
fails fails '256 of 256 calls failed: Bad address$' 'so does one that fails'
if [ "$(id -u)" -eq 0 ] && grep -q '^nr_foll_pin_acquired ' /proc/vmstat && [ -r /proc/sys/vm/stat_refresh ]; then
	fails copies 'expected a pin on each of 256 pages, saw [0-9]+$' 'and one that copies where it should pin'
else
	skip 'one that copies where it should pin' 'it needs root and a kernel that counts pins'
fi

run "$bench" run --quiet --output "$scratch/clean.jsonl" false_kernel_touch folio=clean
claim 'a clean folio without a device is refused' [ "$status" -eq 1 ]
claim_has 'and why' "$output" 'folio=clean: only the device lets go of a clean folio'

run "$bench" run --quiet --output "$out" false_gup
if grep -q '"counted"' "$out"; then
	claim 'exceptions that pass for faults of get_user_pages() are a finding' [ "$status" -eq 1 ]
	claim_has 'that says what was expected and what was seen' "$output" \
		'finding: false_gup: libperf counted 256 minor faults, getrusage\(\) 256 that should all be without an exception$'
else
	skip 'exceptions that pass for faults of get_user_pages()' 'libperf may not count here'
fi

claims_done
