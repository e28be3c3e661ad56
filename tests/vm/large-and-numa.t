#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Large folios and NUMA: the plans thp and numa on base, patched and 7.2, the flushes of a request
# for a page of a huge page, and guests whose topology is more than some CPUs.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# boot VM OUTPUT TRIALS WORDS... - so many timed trials of each run, in a guest with $folder's kernel.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	vm=$1 out=$2 trials=$3
	shift 3
	scripts/run-in-vm --kernel "$folder" --vm "$vm" --program "$BUILD/dexbench" --module "$module" \
		--file configs/plans/thp.plan:/thp.plan --file configs/plans/numa.plan:/numa.plan \
		--output "$out" --console "$out.console" --timeout 300 \
		-- /dexbench run --quiet --trials "$trials" --kernel-info /kernel.json "$@"
}

# trials SCENARIO WORDS... - the timed trials of $out whose records have all WORDS.
trials() {
	records=$(grep "\"record\":\"trial\".*\"scenario\":\"$1\".*\"role\":\"timed\"" "$out")
	shift
	for word in "$@"; do records=$(printf '%s\n' "$records" | grep -F "$word"); done
	printf '%s\n' "$records"
}

# number KEY - of records on stdin, the number after "KEY" that was seen, not predicted, one a line, each once.
number() { sed -n "s/\"oracle\":.*//; s/.*\"$1\":\([0-9]*\).*/\1/p" | sort -nu; }

# faults WORDS... - of each trial of thp_touch_all with all WORDS.
faults() { trials thp_touch_all "$@" | number minor_faults; }

# sends NUMBER PAGE - whether a request for that page of the only huge page, with one bystander, sends so many IPIs in
# a trial that nothing disturbed: a bystander whose CPU a kernel thread took is spared, and once a second the kernel
# also asks CPUs that it has no need to.
# shellcheck disable=SC2317 # called by name, through claim
sends() {
	grep "\"record\":\"trial\".*\"scenario\":\"thp_make_exclusive\".*\"page\":\"$2\"" "$out" |
		grep -F '"bystanders":"1"' | number tlb_ipis | grep -qx "$1"
}

runs=$("$BUILD/dexbench" run --dry-run configs/plans/thp.plan configs/plans/numa.plan | wc -l)
lonely=$("$BUILD/dexbench" run --dry-run configs/plans/thp.plan | grep -c 'bystanders=1')

for kernel in base patched 7.2; do
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	out=$scratch/$kernel.jsonl
	run boot x86_64-numa-exact "$out" 1 /thp.plan /numa.plan
	claim "$kernel: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
	claim "$kernel: of $runs runs none fails or is a finding, and those with a bystander are skipped" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":$lonely,\"failed\":0,\"findings\":0" "$out"

	# 2048 pages: 4 huge pages of 512, or 512 folios of 4. Faults of all their pages, and requests that were refused.
	case $kernel in
	7.2) one=4 half=1024 all=2048 small=512 refused=0 scanned=0 ;;
	*) one=2048 half=2044 all=2044 small=2048 refused=4 scanned=$([ "$kernel" = base ] && echo 128 || echo 0) ;;
	esac
	claim "$kernel: one page of a huge page asked for, all touched: $one faults on 2048 pages" \
		[ "$(faults '"folio_order":"9"' '"exclusive":"one"')" = "$one" ]
	claim "$kernel: half of them: $half" [ "$(faults '"folio_order":"9"' '"exclusive":"half"')" = "$half" ]
	claim "$kernel: all of them: $all" [ "$(faults '"folio_order":"9"' '"exclusive":"all"')" = "$all" ]
	claim "$kernel: one page of each folio of 4: $small" [ "$(faults '"folio_order":"2"' '"exclusive":"one"')" = "$small" ]
	claim "$kernel: $refused of 4 requests for a huge page's last page are refused" \
		[ "$(trials thp_make_exclusive '"folio_order":"9"' '"page":"tail"' | number refused)" = "$refused" ]
	claim "$kernel: a write after NUMA balancing's scan takes $scanned extra write faults on 128 pages" \
		[ "$(trials numa_scan_write | number extra_write)" = "$scanned" ]
	claim "$kernel: the distance of the far node is recorded" \
		[ "$(trials numa_restore '"node":"1"' | number numa_distance)" = 20 ]
	claim "$kernel: and that of the near one" [ "$(trials numa_restore '"node":"0"' | number numa_distance)" = 10 ]

	[ "$kernel" != patched ] || continue
	out=$scratch/$kernel-smp.jsonl
	run boot x86_64-numa-smp-counts "$out" 3 thp_make_exclusive page=head,tail pages=512 bystanders=1 \
		thp_split by=discard before=huge,split pages=512 bystanders=1 \
		shootdown_make_exclusive distance=l3,other-package,other-node pages=16 numa_restore cpu=0,3 node=0,1
	claim "$kernel, two nodes of two CPUs: ends 0, nothing is skipped, failed or a finding" \
		grep -q '"record":"end","runs":11,"skipped":0,"failed":0,"findings":0' "$out"
	head=513 tail=1
	[ "$kernel" = base ] || { head=2; tail=2; }
	claim "$kernel: a request for the first page of a huge page sends $head IPIs" sends "$head" head
	claim "$kernel: one for its last page sends $tail" sends "$tail" tail
	claim "$kernel: the nodes are as far apart from either side" \
		[ "$(trials numa_restore '"cpu":"3"' '"node":"0"' | number numa_distance) $(
		trials numa_restore '"cpu":"0"' '"node":"1"' | number numa_distance)" = '20 20' ]
done

out=$scratch/smt.jsonl
run boot x86_64-smt-smp-counts "$out" 1 shootdown_make_exclusive distance=smt,other-package,l3 pages=16 thp_split numa_restore
claim 'two packages of one core with two threads: a sibling and another package are found' [ "$status" -eq 0 ]
claim 'a neighbour under the same L3 is not, nor is a second node' \
	grep -q '"record":"end","runs":5,"skipped":2,"failed":0,"findings":0' "$out"

claims_done
