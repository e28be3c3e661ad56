#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The life cycle of exclusive pages on base, patched and 7.2: every run against the oracle, every kernel
# log, and what the kernels differ in, from the page's end to the entry's.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# boot KERNEL MODULE OUTPUT - the plan in a guest.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	scripts/run-in-vm --kernel "$1" --vm x86_64-exact --program "$BUILD/dexbench" --module "$2" \
		--file configs/plans/lifecycle.plan:/run.plan --output "$3" --console "$3.console" --timeout 300 \
		-- /dexbench run --quiet --kernel-info /kernel.json /run.plan
}

# timed SCENARIO PARAMETER... - the timed trials with all these parameters ("touch":"read"), one line each.
# shellcheck disable=SC2317 # called by a function that is called by name
timed() {
	scenario=$1
	shift
	lines=$(grep "\"scenario\":\"$scenario\"" "$out" | grep '"role":"timed"')
	for parameter; do
		lines=$(echo "$lines" | grep "$parameter")
	done
	echo "$lines"
}

# all_have TEXT SCENARIO PARAMETER... - there are such trials, and all of them contain TEXT.
# shellcheck disable=SC2317 # called by name, through claim
all_have() {
	text=$1
	shift
	trials=$(timed "$@")
	[ -n "$trials" ] && ! echo "$trials" | grep -qv "$text"
}

runs=$("$BUILD/dexbench" run --dry-run configs/plans/lifecycle.plan | wc -l)
exclusive='"exclusive":"yes"'

for kernel in base patched 7.2; do
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	out=$scratch/$kernel.jsonl
	run boot "$folder" "$module" "$out"
	claim "$kernel: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
	claim "$kernel: all $runs runs are measured, none skipped, failed or a finding" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":0,\"failed\":0,\"findings\":0" "$out"

	claim "$kernel: fork() gives every exclusive page back, read-only" \
		all_have '"pte_after":{"present dirty soft-dirty":256}' fork_exclusive "$exclusive"
	claim "$kernel: the parent's first write after it copies the page" \
		all_have '"restore":0,"extra_write":0,"other":256' fork_exclusive_touch "$exclusive" '"touch":"write"'
	claim "$kernel: MADV_PAGEOUT passes over exclusive pages" \
		all_have '"swapped_pages":0' reclaim_exclusive '"by":"pageout"'
	claim "$kernel: so does move_pages()" \
		all_have '"missing_pages":256' migrate_move_pages "$exclusive"
	claim "$kernel: idle page tracking leaves them as they are" \
		all_have '"pte_after":{"exclusive write soft-dirty":256}' walk_page_idle "$exclusive"
	claim "$kernel: collapsing them into a huge page takes them from the device" \
		all_have '"pte_after":{"huge write dirty young soft-dirty":512}' walk_khugepaged '"exclusive":"half"' \
		'"by":"madvise"'
	claim_results "$kernel: results with facts fit their schema" "$out"
done

for kernel in base patched; do
	out=$scratch/$kernel.jsonl
	claim "$kernel: reclaim cannot reach them" \
		all_have '"swapped_pages":0' reclaim_exclusive "$exclusive" '"by":"memory.reclaim"'
	claim "$kernel: nor compaction, which moves their neighbours" \
		all_have '"moved_pages":0' migrate_compaction "$exclusive"
	claim "$kernel: moving one by its frame is refused" \
		all_have '"moved_pages":0.0,"refused_pages":256' migrate_exclusive "$exclusive"
	claim "$kernel: a page whose memory failed is given back and used" \
		all_have '"failed_pages_used":64' walk_hwpoison "$exclusive"
done

out=$scratch/7.2.jsonl
claim '7.2: reclaim swaps them out, by the old and the multi-generational LRU' \
	all_have '"swapped_pages":256' reclaim_exclusive "$exclusive" '"by":"memory.reclaim"'
claim '7.2: and no entry is damaged on this architecture' \
	all_have '"damaged_entries":0' reclaim_exclusive "$exclusive"
claim '7.2: the same in a huge page that is exclusive in part' \
	all_have '"swapped_pages":512.0,"damaged_entries":0' reclaim_large
claim '7.2: compaction moves all of them' all_have '"moved_pages":128' migrate_compaction "$exclusive"
claim '7.2: what moved is present, read-only, old and clean' \
	all_have '"pte_before":{"present soft-dirty":256}' migrate_exclusive "$exclusive"
claim '7.2: so a read of it costs no fault' \
	all_have '"restore":0,"extra_write":0,"other":0' migrate_exclusive "$exclusive" '"touch":"read"'
claim '7.2: and the first write one extra write fault' \
	all_have '"restore":0,"extra_write":256,"other":0' migrate_exclusive "$exclusive" '"touch":"write"'
claim '7.2: a page whose memory failed gives SIGBUS' \
	all_have '"bus_errors":64' walk_hwpoison "$exclusive"

claims_done
