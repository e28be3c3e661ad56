#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# TLB-flush IPIs in guests of 2 and 4 vCPUs: one for each page and spinning bystander at
# make exclusive, none at a restore or an extra write fault, none where bystanders sleep.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

cat >"$scratch/run.plan" <<'END'
shootdown_make_exclusive	pages=64 trials=9 bystanders=1,3
shootdown_make_exclusive	pages=64 trials=1 bystanders=1 bystander=asleep
shootdown_restore		pages=64 trials=1 bystanders=1,3
shootdown_extra_write		pages=64 trials=1 bystanders=1,3
shootdown_mprotect		pages=64 trials=1 bystanders=1,3
shootdown_dontneed		pages=64 trials=9 bystanders=1,3 batch=16
shootdown_munmap		pages=64 trials=1 bystanders=1,3
END

# boot KERNEL MODULE VCPUS OUTPUT
# shellcheck disable=SC2317 # called by name, through run
boot() {
	sed "s/^smp .*/smp $3/" configs/vms/x86_64-smp-counts.vm >"$scratch/smp.vm"
	scripts/run-in-vm --kernel "$1" --vm "$scratch/smp.vm" --program "$BUILD/dexbench" --module "$2" \
		--file "$scratch/run.plan:/run.plan" --output "$4" --console "$4.console" --timeout 300 \
		-- /dexbench run --quiet --kernel-info /kernel.json /run.plan
}

# ipis FILE SCENARIO WORDS... - of each trial, one a line, where the record has all WORDS.
ipis() {
	records=$(grep "\"record\":\"trial\".*\"scenario\":\"$2\"" "$1")
	shift 2
	for word in "$@"; do records=$(printf '%s\n' "$records" | grep -F "$word"); done
	printf '%s\n' "$records" | sed -n 's/.*"tlb_ipis":\([0-9a-z]*\).*/\1/p'
}

# The trial with the most: a bystander whose CPU a kernel thread took is spared.
most() { sort -n | tail -n 1; }

# about WANTED SEEN - once a second the kernel also asks a CPU that it has no need to.
# shellcheck disable=SC2317 # called by name, through claim
about() { [ "$2" -ge "$1" ] && [ "$2" -le "$(($1 + 2))" ]; }

# once_about WANTED SEEN... - in the trial that nothing disturbed, of several: on a busy host a
# bystander's CPU is now and then with a kernel thread, which needs no IPI.
# shellcheck disable=SC2317 # called by name, through claim
once_about() {
	wanted=$1
	shift
	for seen in "$@"; do about "$wanted" "$seen" && return; done
	return 1
}

for kernel in base patched 7.2; do
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	for cpus in 2 4; do
		[ "$kernel" != patched ] || [ "$cpus" -eq 4 ] || continue
		out=$scratch/$kernel-$cpus.jsonl
		run boot "$folder" "$module" "$cpus" "$out"
		at="$kernel, $cpus vCPUs:"
		claim "$at no finding, no failure, and a clean kernel log" [ "$status" -eq 0 ]
		# shellcheck disable=SC2046 # words
		claim "$at a page costs one spinning bystander one IPI" \
			once_about 64 $(ipis "$out" shootdown_make_exclusive '"bystander":"spinning"' '"bystanders":"1"')
		claim "$at a sleeping one none" \
			about 0 "$(ipis "$out" shootdown_make_exclusive '"bystander":"asleep"' | most)"
		claim "$at a restore costs none" about 0 "$(ipis "$out" shootdown_restore | most)"
		claim "$at an extra write fault costs none" about 0 "$(ipis "$out" shootdown_extra_write | most)"
		# shellcheck disable=SC2046 # words
		claim "$at madvise() costs one a call" \
			once_about 4 $(ipis "$out" shootdown_dontneed '"bystanders":"1"')
		if [ "$cpus" -eq 4 ]; then
			# shellcheck disable=SC2046 # words
			claim "$at three spinning bystanders three a page (at least 190 of 192)" \
				once_about 190 $(ipis "$out" shootdown_make_exclusive '"bystanders":"3"')
		else
			claim "$at three bystanders are skipped, with the reason" \
				grep -q '"record":"skip".*bystanders=3 distance=any: CPU . has 1 such neighbours' "$out"
		fi
		claim_results "$at results without times fit their schema" "$out"
		claim "$at no time is written" trials_have "$out" '"samples":\[\]'
		claim "$at nor what is made of times" ends 1 grep -e stolen_ticks -e bystander_gap "$out"
	done
done

claims_done
