#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Device and CPU add to one word in turns while the machine is busy and short of memory: no
# addition may get lost. ROUNDS=500000 tests/vm/ping-pong.t makes a million turns of each
# trial's sum (a quarter of an hour for each kernel; longer on a busy host).
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}" "${ROUNDS:=10000}"

# play KERNEL - the game in a guest; results in $out.
# shellcheck disable=SC2317 # called by name, through run
play() {
	folder=$(scripts/build-kernel "$1") && module=$(scripts/build-module "$folder") || return 1
	scripts/run-in-vm --kernel "$folder" --vm x86_64-smp-counts --program "$BUILD/dexbench" \
		--module "$module" --file tests/vm/ping-pong-guest:/ping-pong --output "$out" \
		--timeout $((120 + ROUNDS / 50)) -- /bin/busybox sh /ping-pong "$ROUNDS"
}

for kernel in base 7.2; do
	out=$scratch/$kernel.jsonl
	run play "$kernel"
	claim "$kernel: $ROUNDS round trips leave the right sum, as CPU and device see it" [ "$status" -eq 0 ]
	claim "$kernel: both trials went to their end, and neither is a finding" \
		[ "$(grep -c "\"round_trips\":$ROUNDS\.0,.*\"finding\":null" "$out")" -eq 2 ]
	claim_has "$kernel: the machine was busy meanwhile" "$output" '^busy: [1-9][0-9][0-9]+ ticks'
	claim_has "$kernel: memory was short meanwhile" "$output" '^swapped out: [1-9][0-9]* pages'
	printf '%s\n' "$output" | sed -n 's/^busy\|^swapped out/# &/p'
	sed -n 's/.*"facts":\({[^}]*}\).*/# \1/p' "$out"
done

claims_done
