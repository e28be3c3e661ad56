#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench run --tune and dexbench untune on a machine of our own: it is quiet meanwhile, and as before
# afterwards, whatever ends the run.
# shellcheck source=tests/tap.sh
. tests/tap.sh

kernel=$(realpath "$(scripts/build-kernel userland)")
run scripts/run-in-vm --kernel "$kernel" --vm x86_64-userland --program /bin/busybox \
	--file tests/vm/userland-init:/userland-init --output "$scratch/out" --console "$scratch/console" --timeout 900 \
	-- /bin/busybox sh /userland-init "$PWD" "$kernel/build" "env BUILD=$(realpath "${BUILD:-build}") sh tests/vm/tune-guest 2>&1"
printf '%s\n' "$output" >"$scratch/said"
repeat_claims 'in a guest' "$scratch/said"
claim 'the guest ends well, with a clean kernel log' [ "$status" -eq 0 ]

claims_done
