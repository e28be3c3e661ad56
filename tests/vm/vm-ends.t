#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How guests end, well and badly, and what scripts/run-in-vm makes of it.
# shellcheck source=tests/tap.sh
. tests/tap.sh

if ! kernel=$(scripts/build-kernel base 2>"$scratch/said"); then
	output=$(cat "$scratch/said")
	claim 'a kernel to boot' false
	claims_done
fi
busybox=$(command -v busybox) || {
	skip 'guests boot' 'busybox is not installed'
	claims_done
}

# guest [OPTION...] -- SCRIPT - runs a shell script in a guest.
guest() {
	run scripts/run-in-vm --kernel "$kernel" --vm x86_64-exact --program "$busybox" \
		--output "$scratch/out.jsonl" --console "$scratch/console" --timeout 60 "$@"
}

guest -- sh -c 'echo said; echo "it'\''s $1 on $DEXBENCH_PLATFORM" >"$DEXBENCH_OUTPUT"; exit 5' sh 'a b'
claim "the guest's exit status is the script's" [ "$status" -eq 5 ]
claim 'what the command says appears' [ "$output" = said ]
claim 'what it writes is in the output, its arguments and the platform are right' \
	[ "$(cat "$scratch/out.jsonl")" = "it's a b on exact" ]

# The clock counts instructions: the same number of nanoseconds is the same number of instructions.
ticks() {
	guest -- sed -n 's/^now at //p' /proc/timer_list
	echo "$output"
}
first=$(ticks)
claim_has 'the guest has a clock' "$first" '^[0-9]+ nsecs$'
claim 'a second boot repeats it to the instruction' [ "$(ticks)" = "$first" ]

guest -- sh -c 'echo kept >"$DEXBENCH_OUTPUT"; echo c >/proc/sysrq-trigger'
claim 'a guest that panics fails' [ "$status" -eq 1 ]
claim_has 'with the reason and the console' "$output" 'crashed: Kernel panic .*sysrq.*console is in .*/console'
claim 'in one line' [ "$(lines "$output")" -eq 1 ]
claim 'what it wrote before is kept' [ "$(cat "$scratch/out.jsonl")" = kept ]

guest --timeout 6 -- sh -c 'echo kept >"$DEXBENCH_OUTPUT"; while :; do :; done'
claim 'a guest that hangs is ended and fails' [ "$status" -eq 1 ]
claim_has 'with the time it had' "$output" 'hung: ended after 6 s; its console is in'
claim 'what it wrote before is kept, too' [ "$(cat "$scratch/out.jsonl")" = kept ]

guest -- sh -c 'echo "<4>WARNING: a test" >/dev/kmsg'
claim "a warning in the kernel's log fails, though the command ended well" [ "$status" -eq 1 ]
claim_has 'and is shown' "$output" 'complained: .*WARNING: a test'

guest --module "$busybox" -- true
claim 'a module that does not load fails' [ "$status" -eq 1 ]
claim_has 'with the reason' "$output" 'cannot load the module busybox: '

guest -- /nosuch
claim 'a command that is not there ends as in a shell' [ "$status" -eq 127 ]

claims_done
