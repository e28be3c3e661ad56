#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module's whole test and the default plan on arm64 kernels with pages of 16 and 64 KiB: nothing
# here may assume 4096.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
folder_of=$BUILD/aarch64
[ "$(uname -m)" != aarch64 ] || folder_of=$BUILD

if [ "$(uname -m)" != aarch64 ] && ! command -v aarch64-linux-gnu-gcc >/dev/null; then
	skip 'pages of 16 and 64 KiB' 'no cross compiler for arm64: make deps ARCHES=aarch64'
	claims_done
fi

# The module's test takes thousands of pages at once.
sed 's/^memory .*/memory 2G/' configs/vms/aarch64-a76-exact.vm >"$scratch/large.vm"

# boot VM PROGRAM COMMAND... - in a guest of $folder, into $scratch/out.jsonl.
# shellcheck disable=SC2317 # called by name, through run
boot() {
	boot_vm=$1 boot_program=$2
	shift 2
	scripts/run-in-vm --kernel "$folder" --vm "$boot_vm" --module "$module" --program "$boot_program" \
		--file configs/plans/fault.plan:/run.plan --output "$scratch/out.jsonl" --console "$scratch/console" \
		--timeout 600 -- "$@"
}

untracked=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | grep -c soft_dirty)

for kernel in base-16k patched-16k base-64k patched-64k; do
	size=${kernel#*-}
	size=${size%k}
	# The A57 has no pages of 16 KiB; the A55 is an A76 under another name, and sets no dirty flag either.
	plain=a57
	[ "$size" -ne 16 ] || plain=a55
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	for cpu in $plain a76; do
		run boot "aarch64-$cpu-exact" "$folder_of/dexbench" /dexbench run --quiet --kernel-info /kernel.json /run.plan
		claim "$kernel, $cpu: the plan ends 0, as the oracle predicts, with a clean kernel log" [ "$status" -eq 0 ]
		claim "$kernel, $cpu: nothing failed, and no more was skipped than soft-dirty" \
			grep -q '"record":"end","runs":[0-9]*,"skipped":'"$untracked"',"failed":0,"findings":0' "$scratch/out.jsonl"
		claim_has "$kernel, $cpu: its pages are of $size KiB" "$(head -n 1 "$scratch/out.jsonl")" "\"page_size\":$((size << 10)),"
	done
	run boot "$scratch/large.vm" "$folder_of/abi" /dexbench "$(sed -n 's/^semantics //p' "configs/kernels/$kernel.kernel")"
	claim "$kernel: the module keeps its promises" [ "$status" -eq 0 ]
	claim_lacks "$kernel: all of them" "$output" '^not ok'
	claim_has "$kernel: and there were many" "$output" '^ok 260 '
done

claims_done
