#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The plan io on base, patched and 7.2: kernel touches of exclusive pages against the
# oracle, their entries, and what the restore costs in them.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# boot KERNELDIR OUTPUT - the plan in a guest.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	scripts/run-in-vm --kernel "$1" --vm x86_64-exact --program "$BUILD/dexbench" \
		--module "$(scripts/build-module "$1")" --file configs/plans/io.plan:/run.plan --output "$2" \
		--console "$2.console" --timeout 120 -- /dexbench run --quiet --kernel-info /kernel.json /run.plan
}

# of ROLE KERNEL SCENARIO [PARAMETER=VALUE]... - its trials in that role; the parameters in the file's order.
of() {
	role=$1
	trials=$scratch/$2.jsonl
	pattern="\"scenario\":\"$3\""
	shift 3
	for parameter in "$@"; do pattern="$pattern.*\"${parameter%=*}\":\"${parameter#*=}\""; done
	grep "$pattern.*\"role\":\"$role\"" "$trials"
}

# entries KERNEL SCENARIO [PARAMETER=VALUE]... - afterwards, in words, and of how many pages.
entries() { of timed "$@" | sed 's/.*"pte_after":{\([^}]*\)}.*/\1/' | sort -u; }

# cheapest KERNEL SCENARIO [PARAMETER=VALUE]... - instructions of the cheapest sample.
cheapest() { of timed "$@" | sed 's/.*"samples":\[\[\([0-9]*\),.*/\1/' | sort -n | head -n 1; }

# dearer KERNEL SCENARIO N STATE - exclusive pages cost at least N instructions more than present ones.
# shellcheck disable=SC2317 # called by name, through claim
dearer() {
	with=$(cheapest "$1" "$2" folio=dirty state="$4" exclusive=yes)
	without=$(cheapest "$1" "$2" folio=dirty state="$4" exclusive=no)
	[ -n "$with" ] && [ -n "$without" ] && [ "$((with - without))" -ge "$3" ]
}

runs=$("$BUILD/dexbench" run --dry-run configs/plans/io.plan | wc -l)
copies='read_syscall uring_read'
pins='process_vm_writev direct_read uring_register'

for kernel in base patched 7.2; do
	run boot "$(scripts/build-kernel "$kernel")" "$scratch/$kernel.jsonl"
	claim "$kernel: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
	claim "$kernel: all $runs runs are measured, none skipped, failed or a finding" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":0,\"failed\":0,\"findings\":0" "$scratch/$kernel.jsonl"
	for scenario in $copies $pins; do
		claim "$kernel: in $scenario the restore of a page costs 1000 instructions or more" \
			dearer "$kernel" "$scenario" 1000 plain
	done
	for scenario in $copies; do
		output=$(of counted "$kernel" "$scenario" state=plain exclusive=yes)
		claim_has "$kernel: the faults of $scenario are exceptions" "$output" '"minor_faults":256,.*"minor-faults":256'
		claim "$kernel: $scenario leaves young entries" \
			[ "$(entries "$kernel" "$scenario" folio=dirty state=plain)" = '"present write dirty young soft-dirty":256' ]
	done
	for scenario in $pins; do
		output=$(of counted "$kernel" "$scenario" state=plain exclusive=yes)
		claim_has "$kernel: the faults of $scenario are none" "$output" '"minor_faults":256,.*"minor-faults":0'
		claim "$kernel: $scenario leaves old entries" \
			[ "$(entries "$kernel" "$scenario" folio=dirty state=plain exclusive=yes)" = '"present write dirty soft-dirty":256' ]
	done
	claim "$kernel: what was pinned before is read into while the device holds it" \
		[ "$(entries "$kernel" pinned_before exclusive=yes)" = '"exclusive write soft-dirty":256' ]
	claim "$kernel: and costs what it costs otherwise" \
		[ "$(cheapest "$kernel" pinned_before exclusive=yes)" = "$(cheapest "$kernel" pinned_before exclusive=no)" ]
done

# extra KERNEL SCENARIO STATE - extra write faults of its pages.
extra() { of timed "$1" "$2" folio=dirty state="$3" exclusive=yes | sed 's/.*"extra_write":\([0-9]*\),.*"proof".*/\1/' | sort -u; }

for scenario in $copies $pins; do
	for row in 'base mprotect-cycled 256' 'base soft-dirty 0' 'patched mprotect-cycled 0' 'patched soft-dirty 256'; do
		# shellcheck disable=SC2086
		set -- $row
		claim "$1: $scenario takes an extra write fault on $3 of 256 pages, $2" [ "$(extra "$1" "$scenario" "$2")" = "$3" ]
	done
	claim "$scenario of present pages costs the same on base and patched" [ \
		"$(cheapest base "$scenario" folio=dirty state=plain exclusive=no)" = \
		"$(cheapest patched "$scenario" folio=dirty state=plain exclusive=no)" ]
done

# libperf can count in a guest, wherever this runs.
base=$(scripts/build-kernel base)
run scripts/run-in-vm --kernel "$base" --vm x86_64-exact --program "$BUILD/dexbench-meta" \
	--output "$scratch/meta.jsonl" --console "$scratch/console" --timeout 120 -- /dexbench run --quiet false_gup
claim 'exceptions that pass for faults of get_user_pages() are a finding' [ "$status" -eq 1 ]
claim_has 'that says what was expected and what was seen' "$output" \
	'finding: false_gup: libperf counted 256 minor faults, getrusage\(\) 256 that should all be without an exception'

claims_done
