#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The default plan in riscv64 guests, by what their hardware sets in an entry: Svade neither flag,
# Svadu both. Skipped where the compiler, the libraries or the kernels are not there: nobody
# else needs them, and they take a while.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/vm/plan-guest.sh
. tests/vm/plan-guest.sh
: "${BUILD:=build}"
: "${CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}"
program=$BUILD/riscv64/dexbench limit=180
host=$(uname -m)

if [ "$host" = riscv64 ]; then
	program=$BUILD/dexbench
elif ! command -v riscv64-linux-gnu-gcc >/dev/null || [ ! -d "$CACHE/libraries-riscv64" ]; then
	skip 'riscv64 guests' 'no cross compiler or no libraries for them: make deps ARCHES=riscv64'
	claims_done
fi
for kernel in base patched; do
	run scripts/build-kernel --arch riscv64 --cached "$kernel"
	[ "$status" -eq 77 ] || continue
	skip 'riscv64 guests' "$(printf '%s\n' "$output" | tail -n 1)"
	claims_done
done

# probe VM KERNEL MODULE FLAGS - what trying finds: no register can be read.
probe() {
	run in_guest "$1" "$2" "$3" "$scratch/probe" /dexbench probe
	claim "$1: probe ends well" [ "$status" -eq 0 ]
	claim_has "$1: hardware access flag: $4" "$output" "^hardware access flag +$4\$"
	claim_has "$1: hardware dirty flag: $4" "$output" "^hardware dirty flag +$4\$"
	claim_has "$1: no soft-dirty bits" "$output" '^soft-dirty bits +no'
	claim_has "$1: an atomic faults as a write" "$output" '^atomics fault first as +write'
	claim_has "$1: its clock counts instructions" "$output" '^clock counts +instructions'
}

# riscv64 has neither soft-dirty bits nor userfaultfd's write protection in 6.12.
untracked=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | grep -c -e soft_dirty -e uffd_wp)

# abi KERNEL FOLDER MODULE RESTORE - the module holds to its ABI; RESTORE is how entries become dirty.
abi() {
	scripts/run-in-vm --kernel "$2" --vm riscv64-svade-exact --program "${program%/*}/abi" --module "$3" \
		--output "$scratch/abi" --console "$scratch/abi.console" --timeout 180 -- /dexbench "$4" >"$scratch/said" 2>&1
	status=$?
	repeat_claims "$1, module" "$scratch/said"
	claim "$1, module: the guest ends well, its kernel's log is clean" [ "$status" -eq 0 ]
}

# measure KERNEL VM FOLDER MODULE - two boots.
measure() {
	for i in 1 2; do
		run in_guest "$2" "$3" "$4" "$scratch/$1-$2-$i.jsonl" /dexbench run --quiet --kernel-info /kernel.json /run.plan
		claim "$1, $2, boot $i: the plan ends 0, as the oracle predicts, with a clean kernel log" [ "$status" -eq 0 ]
		claim "$1, $2, boot $i: nothing failed, and no more was skipped than soft-dirty and write protection" \
			grep -q '"record":"end","runs":[0-9]*,"skipped":'"$untracked"',"failed":0,"findings":0' "$scratch/$1-$2-$i.jsonl"
		claim_has "$1, $2, boot $i: counted in instructions, of QEMU's CPU" "$(head -n 1 "$scratch/$1-$2-$i.jsonl")" \
			'"source":"instret","hz":1000000000,.*"cpu":"rv64[a-z]*",.*"hypervisor":"QEMU"'
		# All but the header, which tells when it was.
		sed 1d "$scratch/$1-$2-$i.jsonl" >"$scratch/boot-$i"
	done
	claim "$1, $2: two boots agree to the bit" cmp "$scratch/boot-1" "$scratch/boot-2"
}

for kernel in base patched; do
	if ! folder=$(scripts/build-kernel --arch riscv64 "$kernel") || ! module=$(scripts/build-module "$folder"); then
		claim "$kernel and its module are built" false
		continue
	fi
	if [ "$kernel" = base ]; then
		abi base "$folder" "$module" always-dirty
		probe riscv64-svade-exact "$folder" "$module" no
		probe riscv64-svadu-exact "$folder" "$module" yes
		claim_has "the firmware is QEMU's own, and knows Svadu" "$(cat "$scratch/probe.console")" \
			'^Boot HART ISA Extensions.*svadu'
	else
		abi patched "$folder" "$module" follows-folio
	fi
	measure "$kernel" riscv64-svade-exact "$folder" "$module"
	measure "$kernel" riscv64-svadu-exact "$folder" "$module"

	run in_guest riscv64-smp-counts "$folder" "$module" "$scratch/smp.jsonl" /dexbench run --quiet --kernel-info /kernel.json /run.plan
	claim "$kernel: many vCPUs agree with the oracle, too" [ "$status" -eq 0 ]
	claim_has "$kernel: their clock is time, which does not count instructions" "$(head -n 1 "$scratch/smp.jsonl")" '"source":"time"'
	claim_lacks "$kernel: no IPI of a flush is counted where none can be told from others" "$(cat "$scratch/smp.jsonl")" '"tlb_ipis":[0-9]'
done

for flags in svade svadu; do
	claim "base, $flags: a page whose folio was clean takes no extra write fault" \
		[ "$(extra "$scratch/base-riscv64-$flags-exact" clean)" = 0 ]
	claim "patched, $flags: nor does one whose folio was dirty" \
		[ "$(extra "$scratch/patched-riscv64-$flags-exact" dirty)" = 0 ]
done
claim 'patched, Svade: a clean one takes exactly one' [ "$(extra "$scratch/patched-riscv64-svade-exact" clean)" = 1 ]
claim 'patched, Svadu: a clean one takes none' [ "$(extra "$scratch/patched-riscv64-svadu-exact" clean)" = 0 ]

claims_done
