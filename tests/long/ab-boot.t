#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tools/ab-boot/ab-boot: what becomes of boots, on a machine that is played. tests/vm/ab-boot.t is the
# same for real.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/cli/fake-machine.sh
. tests/cli/fake-machine.sh

# All goes well.
new_machine
ab_boot
claim 'the first boot is left for' [ "$status" -eq 0 ]
claim 'the kernel is the one of the plan' grep -q '^6.12-. 1$' "$fake/boots"
claim_has 'with what ends a panic on its command line' "$(cat "$root/proc/cmdline")" '^BOOT.* root=/dev/vda quiet panic=30 watchdog'
unit=$(cat "$root/etc/systemd/system/dexbench-ab-boot.service")
held=$root/var/lib/dexbench/ab-boot.d
claim_has 'a unit goes on, in what belongs to root' "$unit" "^ExecStart=$held/tools/ab-boot/ab-boot --resume $out\$"
claim_lacks 'it runs nothing of this tree' "$unit" "$PWD/"
claim_silent 'nobody else can write what root runs, and no link leads out of it' \
	find "$held" ! -user "$(id -un)" -o -perm /022 ! -type l -o -type l
claim 'the module and the plan are there, too' [ -s "$held/base/dexdev.ko" -a -s "$held/patched/dexdev.ko" -a -s "$held/run.plan" ]
sed -i 's/^patched_image .*/patched_image \/evil/' "$out/ab-boot.settings"
claim 'in each boot' [ -e "$root/etc/systemd/system/multi-user.target.wants/dexbench-ab-boot.service" ]
claim 'a deadline is set' [ -e "$root/etc/systemd/system/sysinit.target.wants/dexbench-ab-boot-deadline.timer" ]
claim 'the watchdog is armed' grep -qx 'KExecWatchdogSec=120' "$root/etc/systemd/system.conf.d/dexbench-ab-boot.conf"
run tools/ab-boot/ab-boot --base 6.12-a --patched 6.12-b
claim_has 'another one is refused meanwhile' "$output" "a comparison is in progress in $out: .*--abort"
run tools/ab-boot/ab-boot --status
claim_has 'the state can be seen' "$output" '^1 [a-z]* 1 started'
claim 'and is not that of a success' [ "$status" -eq 1 ]
go_on
claim 'all went well' [ "$status" -eq 0 ]
claim 'each was booted three times, and the old kernel at the end' \
	[ "$(cut -d ' ' -f 1 "$fake/boots" | sort | uniq -c | paste -sd ' ' - | tr -s ' ')" = " 2 $old 3 6.12-a 3 6.12-b" ]
claim 'it is the old kernel that runs' [ "$(cut -d ' ' -f 1 "$fake/running")" = "$old" ]
claim 'all results are there' [ "$(results)" = 'base-1 base-2 base-3 patched-1 patched-2 patched-3' ]
claim 'each is of its kernel' all_have '"name":"6.12-a"' "$out"/base/*.jsonl
claim_has 'they are compared' "$(cat "$out/report.txt")" '6\.12-a.*6\.12-b|3 boots'
claim_lacks 'nothing is missing' "$(cat "$out/report.txt")" 'MISSING'
claim 'all that was installed is gone' nothing_is_left
claim 'but that the watchdog is fed until the next boot' [ -s "$root/run/systemd/system.conf.d/dexbench-ab-boot.conf" ]
run tools/ab-boot/ab-boot --status "$out"
claim 'the state is that of a success' [ "$status" -eq 0 ]
claim_has 'the module was unloaded' "$(ls "$root/sys/module" 2>&1)" 'No such file|^$'
run tools/ab-boot/ab-boot --resume "$out"
claim 'what has ended is not gone on with' [ "$status" -eq 1 ]

# One boot panics, one ends while it is measured, in one the kernel complains.
new_machine
: >"$fake/panic-3"
: >"$fake/die-5"
: >"$fake/taint-6"
ab_boot
go_on
claim 'a boot that panics makes it a failure' [ "$status" -eq 1 ]
for step in 3 5; do
	read -r side number <<-END
	$(sed -n "s/^$step \\([a-z]* [0-9]*\\) failed .*/\\1/p" "$out/boots.plan")
	END
	claim_has "the comparison says that boot $number of $side is missing" "$(cat "$out/report.txt")" "^MISSING: boot $number of $side \\(6\\.12-[ab]\\): "
	claim "its results are not there" [ ! -e "$out/$side/boot-$number.jsonl" ]
	claim "what there is of them is kept" [ "$step" -eq 3 -o -s "$out/$side/boot-$number.part" ]
done
claim_has 'why, if it came back' "$(cat "$out/report.txt")" "came back in $old: [a-z]* panicked, hung, or was never reached"
claim_has 'and if it was being measured' "$(cat "$out/report.txt")" 'ended while it was measured'
claim_has 'how many are there' "$(cat "$out/report.txt")" '^[123] of 3 boots of base and [123] of 3 of patched are there'
claim_has 'a kernel that complains is told of' "$(cat "$out/report.txt")" 'is compared, but: the kernel complained.*taint 512'
claim 'all other results are there' [ "$(results | wc -w)" -eq 4 ]
claim 'and all that was installed is gone' nothing_is_left
claim 'no boot was tried twice' [ "$(grep -c ' [0-9]' "$fake/boots")" -eq 6 ]

# A kernel that always panics.
new_machine
: >"$fake/panic-6.12-b"
ab_boot --boots 4
go_on
claim 'a kernel that never comes up is a failure' [ "$status" -eq 1 ]
claim 'it is given up after two boots' [ "$(grep -c '^6.12-b' "$fake/boots")" -eq 2 ]
claim_has 'which is said' "$(cat "$out/report.txt")" '^MISSING: boot 4 of patched .*given up'
claim 'the other boots as often as asked' [ "$(results)" = 'base-1 base-2 base-3 base-4' ]
claim_has 'and its results are shown' "$(cat "$out/report.txt")" 'restore_read'

# A kernel that cannot start another: the way is through the old one.
new_machine
: >"$fake/no-kexec-in-6.12-b"
ab_boot --boots 2
go_on
rm "$fake/no-kexec-in-6.12-b"
claim 'a kernel without kexec is left through the old one' [ "$status" -eq 0 ]
claim 'all results are there then, too' [ "$(results)" = 'base-1 base-2 patched-1 patched-2' ]

# Another kernel of that name was installed meanwhile.
new_machine
ab_boot --boots 1
release=$(cut -d ' ' -f 1 "$fake/running")
echo "$release #2 SMP" >"$fake/running"
run tools/ab-boot/ab-boot --resume
claim_has 'a kernel that is not the one which was checked is not measured' "$output" 'failed: came back in'
claim_silent 'and has no results' results

# Called again in the boot that was to be left.
new_machine
ab_boot --boots 1
go_on
new_machine
ab_boot
cp "$out/boots.plan" "$scratch/plan-before"
wc -l <"$fake/boots" >"$out/boot-id"
run tools/ab-boot/ab-boot --resume
claim_has 'a boot that was not left is not measured' "$output" 'still in the boot that it was to leave'
claim 'and nothing becomes of it' [ "$status" -eq 1 ]

run tools/ab-boot/ab-boot --abort
claim 'a comparison can be ended' [ "$status" -eq 0 ]
claim_has 'its results are named' "$output" "stays in $out"
claim 'and nothing goes on' nothing_is_left
claim_has 'what is missing is written down' "$(cat "$out/missing.txt")" 'MISSING: boot 3 of base .*aborted'

# By a boot loader.
new_machine
install_grub
: >"$fake/panic-6.12-b"
ab_boot --method grub --boots 2
go_on
claim_has 'GRUB is told an entry' "$(cat "$fake/told")" '^gnulinux-6.12-b-simple-12$'
claim_has 'or that of a submenu' "$(cat "$fake/told")" '^gnulinux-advanced-12>gnulinux-6.12-a-advanced-12$'
claim 'with GRUB a panic is survived as well' [ "$(results)" = 'base-1 base-2' ]
claim_has 'and told of' "$(cat "$out/report.txt")" '^MISSING: boot 2 of patched'
claim 'and the old kernel runs' [ "$(cut -d ' ' -f 1 "$fake/running")" = "$old" ]

new_machine
install_grub
: >"$fake/never-forgets"
ab_boot --method grub --boots 2
run tools/ab-boot/ab-boot --resume
rm "$fake/never-forgets"
claim_has 'a GRUB that does not forget ends it' "$output" 'does not forget the entry'
claim 'before anything is booted again' [ "$status" -eq 1 -a "$(wc -l <"$fake/boots")" -eq 2 ]
claim 'and nothing goes on' nothing_is_left

new_machine
install_grub
install_fedora_entries
ab_boot --method grub --boots 1
claim_has 'Fedora has a file for each entry' "$(cat "$fake/told")" '^1234-6.12-[ab]$'

new_machine
install_systemd_boot
ab_boot --method systemd-boot --boots 1
claim_has 'systemd-boot is told a file' "$(cat "$fake/told")" '^1234-6.12-[ab].conf$'
go_on
claim 'and boots both' [ "$status" -eq 0 -a "$(results)" = 'base-1 patched-1' ]

claims_done
