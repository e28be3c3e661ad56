#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What scripts/run-in-vm and build-module refuse before anything boots or is built.
# shellcheck source=tests/tap.sh
. tests/tap.sh

mkdir "$scratch/kernel"
echo '{}' >"$scratch/kernel/kernel.json"
: >"$scratch/program"

# start OPTION... - all that a run needs, and then OPTION...
start() {
	run scripts/run-in-vm --kernel "$scratch/kernel" --program "$scratch/program" --output "$scratch/out.jsonl" "$@"
}

run scripts/run-in-vm --kernel base --program x --output y -- true
claim 'no machine is wrong usage' [ "$status" -eq 2 ]
claim_has 'and the option is named' "$output" '--vm is missing'
start --vm nosuch -- true
claim 'an unknown machine is wrong usage' [ "$status" -eq 2 ]
claim_has 'those that there are, are named' "$output" 'no such machine: nosuch; there are: .*x86_64-exact'
start --vm x86_64-exact
claim_has 'a run has a command' "$output" 'no command after --'
start --vm x86_64-exact --timeout soon -- true
claim 'a timeout is a number' [ "$status" -eq 2 ]
start --vm x86_64-exact --file nowhere -- true
claim_has 'a file has a place in the guest' "$output" '--file wants HOST:/GUEST'
start --vm x86_64-exact --module "$scratch/nosuch.ko" -- true
claim 'a module that is not there fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" 'cannot read .*/nosuch.ko'
start --vm x86_64-exact -- true
claim 'a kernel that was only prepared fails' [ "$status" -eq 1 ]
claim_has 'and is told how to build it' "$output" 'has no image.*run build-kernel without --prepare-only'
: >"$scratch/kernel/image"

printf 'platform exact\nqemu qemu-system-x86_64\nmachine q35\ncpu max\nwheels 4\n' >"$scratch/odd.vm"
start --vm "$scratch/odd.vm" -- true
claim 'an unknown key of a machine is wrong usage' [ "$status" -eq 2 ]
claim_has 'with file and line' "$output" 'odd.vm:5: no such key: wheels'
printf 'platform exact\n' >"$scratch/odd.vm"
start --vm "$scratch/odd.vm" -- true
claim_has 'a key that is missing is named' "$output" 'odd.vm: has no qemu'
sed 's/^qemu .*/qemu no-such-qemu/' configs/vms/x86_64-exact.vm >"$scratch/odd.vm"
start --vm "$scratch/odd.vm" -- true
claim_has 'a QEMU that is not installed is named with the remedy' "$output" 'no-such-qemu is not installed: run make deps'

if command -v qemu-system-x86_64 >/dev/null && [ -x /bin/busybox ]; then
	sed 's/^machine .*/machine toaster/' configs/vms/x86_64-exact.vm >"$scratch/odd.vm"
	start --vm "$scratch/odd.vm" -- true
	claim 'a machine that QEMU does not know fails' [ "$status" -eq 1 ]
	claim_has "with QEMU's own words and the file" "$output" 'QEMU failed: .*machine type.*odd.vm'
	claim 'in one line' [ "$(lines "$output")" -eq 1 ]
else
	skip 'a machine that QEMU does not know fails' 'no QEMU or no static busybox'
fi

run scripts/build-module
claim 'a module is for a kernel' [ "$status" -eq 2 ]
run scripts/build-module "$scratch"
claim 'a folder without a kernel fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" "$scratch: holds nothing to build a module against"

claims_done
