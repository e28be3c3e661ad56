#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tools/ab-boot/ab-boot: what it refuses, and what it plans. tests/long/ab-boot.t boots.
# slow: plans 90 installations
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/cli/fake-machine.sh
. tests/cli/fake-machine.sh

# refused STATUS SENTENCE PATTERN OPTION...
refused() {
	wanted=$1 sentence=$2 pattern=$3
	shift 3
	run tools/ab-boot/ab-boot "$@"
	claim "$sentence is refused" [ "$status" -eq "$wanted" ]
	claim_has "$sentence is named" "$output" "$pattern"
	claim "$sentence takes one line" [ "$(lines "$output")" -eq 1 ]
}

new_machine
two='--base 6.12-a --patched 6.12-b'
# Words.
# shellcheck disable=SC2086
{
	refused 2 'no kernel' 'which kernels'
	refused 2 'one kernel' 'which kernels' --base 6.12-a
	refused 2 'an unknown option' 'no such option: --fast' --fast
	refused 2 'a number of boots that is none' '--boots wants a whole number' $two --boots many
	refused 2 'an unknown method' '--method is auto, kexec' $two --method luck
	refused 2 'an unknown unit' '--unit is systemd or none' $two --unit runit
	HOME='/root
ExecStart=/bin/evil' refused 1 'a HOME with more than a line' 'has a character that a unit file cannot have: set another$' $two
	refused 2 'a plan that is not there' 'no such file: /nosuch' $two --plan /nosuch
	refused 2 'two things at once' '--abort goes alone' --abort --dry-run
	refused 1 'a kernel that is not installed' 'no kernel 5.0 .*installed are: 6.1.0-old 6.12-a 6.12-b' --base 5.0 --patched 6.12-b
	refused 1 'an image that is not there' 'no such file: /nosuch' --base 6.12-a --patched /nosuch:/initrd
	refused 1 'a module of another kernel' 'is a module for 6.12-b, not for 6.12-a: name another --base-build' \
		$two --base-build "$root/lib/modules/6.12-b/build"
	refused 1 'aborting nothing' 'no comparison is in progress' --abort
	refused 1 'resuming nothing' 'no comparison is in progress' --resume
	refused 1 'the state of what was not begun' 'was not begun by ab-boot' --status "$scratch"
	rm "$root/sys/kernel/kexec_loaded"
	refused 1 'kexec where the kernel has none' 'by kexec: .*CONFIG_KEXEC' $two --method kexec
	refused 1 'a machine without a way' 'no way to boot another kernel once: kexec: .*; systemd-boot: .*; grub: ' $two
	: >"$root/sys/kernel/kexec_loaded"
	echo 1 >"$root/proc/sys/kernel/kexec_load_disabled"
	refused 1 'kexec that is switched off' 'kexec_load_disabled is 1' $two --method kexec
	echo 0 >"$root/proc/sys/kernel/kexec_load_disabled"
	echo 'none [integrity] confidentiality' >"$root/sys/kernel/security/lockdown"
	refused 1 'kexec of a kernel that is locked down' 'locked down \(integrity\)' $two --method kexec
	rm "$root/sys/kernel/security/lockdown"
	echo 1000 >"$fake/uid"
	refused 1 'a user who is not root' 'needs root' $two
	rm "$fake/uid"
	rmdir "$root/run/systemd/system"
	refused 1 'a machine without systemd' 'not run by systemd: take --unit none' $two
	mkdir "$root/run/systemd/system"
	echo tmpfs >"$fake/filesystem"
	refused 1 'a folder that a boot empties' 'is in memory, which a boot empties: name another --output' $two
	rm "$fake/filesystem"
	rm -r "$root/lib/modules/6.12-b/build"
	refused 1 'a kernel without headers' '6.12-b: nothing to build the module against: .*--patched-build' $two
	install_kernel 6.12-b
	: >"$fake/no-kexec-in-$old"
	refused 1 'a kernel that cannot be loaded' 'the base kernel cannot be loaded: kexec_load failed' $two
	rm "$fake/no-kexec-in-$old"
}
claim 'what was refused booted nothing' [ "$(lines "$(cat "$fake/boots")")" -eq 1 ]
claim 'and left nothing' nothing_is_left

echo 1000 >"$fake/uid"
ab_boot --dry-run
rm "$fake/uid"
claim 'a dry run takes no root' [ "$status" -eq 0 ]
claim_has 'it names the kernels' "$output" "^patched: 6.12-b  $root/boot/vmlinuz-6.12-b  $root/boot/initrd.img-6.12-b"
claim_has 'and the order of boots' "$output" '^boots, by kexec: (base-1 patched-1 patched-2 base-2|patched-1 base-1 base-2 patched-2)'
claim_has 'what ends a kernel that hangs' "$output" 'reset by the watchdog after 120 s'
claim_has 'and how to stop it' "$output" 'to stop.*--abort'
claim 'it boots nothing' [ "$(lines "$(cat "$fake/boots")")" -eq 1 -a ! -e "$out" ]
order=$(printf '%s\n' "$output" | grep '^boots')
ab_boot --dry-run --seed 1
claim 'the same seed, the same order' [ "$(printf '%s\n' "$output" | grep '^boots')" = "$order" ]
ab_boot --dry-run --seed 4
claim 'another seed, another order' [ "$(printf '%s\n' "$output" | grep '^boots')" != "$order" ]
rm "$root/dev/watchdog0"
ab_boot --dry-run
claim_has 'where there is no watchdog it says so' "$output" 'No hardware watchdog: .* by hand'

# As x86 images say who they are: where the header points to.
x86_image() {
	head -c 514 /dev/zero
	printf HdrS
	head -c 8 /dev/zero
	printf '\000\001'
	head -c 240 /dev/zero
	printf '%s (me@here) #1 SMP 2026\0more' "$1"
}
x86_image 6.12-b >"$root/boot/vmlinuz-6.12-b"
ab_boot --dry-run
claim 'an x86 image is read' [ "$status" -eq 0 ]
x86_image 6.13 >"$root/boot/vmlinuz-6.12-b"
refused 1 'an x86 image of another release' 'is a kernel 6.13, not 6.12-b' --base 6.12-a --patched 6.12-b
install_kernel 6.12-b

# As Fedora, and as Arch name their files.
mv "$root/boot/initrd.img-6.12-a" "$root/boot/initramfs-6.12-a.img"
mv "$root/boot/vmlinuz-6.12-b" "$root/boot/vmlinuz-linux"
echo linux >"$root/lib/modules/6.12-b/pkgbase"
: >"$root/boot/initramfs-linux.img"
rm "$root/boot/initrd.img-6.12-b"
ab_boot --dry-run
claim_has 'Fedora names its files otherwise' "$output" '^base: .*/boot/initramfs-6.12-a.img'
claim_has 'and so does Arch' "$output" '^patched: .*/boot/vmlinuz-linux .*/boot/initramfs-linux.img'
mv "$root/boot/vmlinuz-linux" "$root/boot/vmlinuz-6.12-b"
echo 'Linux version 6.13 (me@here) (gcc 12) #1' >"$root/boot/vmlinuz-6.12-b"
refused 1 'an image of another release' 'is a kernel 6.13, not 6.12-b' --base 6.12-a --patched 6.12-b

# Without systemd.
new_machine
rmdir "$root/run/systemd/system"
ab_boot --unit none --dry-run
claim_has 'without systemd the hook is named' "$output" 'have .*/var/lib/dexbench/ab-boot.d/tools/ab-boot/ab-boot --resume called'
claim 'and it works without' [ "$status" -eq 0 ]

# GRUB, as Debian has it. Where it cannot forget the entry, a kernel that panics would be booted for ever.
new_machine
install_grub
# shellcheck disable=SC2086
{
	ab_boot --dry-run --method grub
	claim_has 'GRUB boots them as well' "$output" '^boots, by grub: '
	claim_has 'and what ends a panic is asked for' "$output" '^Add panic=30 to the command lines'
	claim 'if its default is a saved one' [ "$status" -eq 0 ]
	refused 2 'a command line for what is in entries' '--append goes with kexec' $two --method grub --append nokaslr
	refused 1 'an image that GRUB does not know' 'takes kexec, not grub' --base 6.12-a --patched "$root/boot/vmlinuz-6.12-b" --method grub
	install_kernel 6.13
	refused 1 'a kernel without an entry' '6.13: has no entry in grub: run update-grub' --base 6.12-a --patched 6.13 --method grub
	: >"$root/etc/default/grub"
	refused 1 'a default that is no saved one' 'by grub: GRUB_DEFAULT is not saved' $two --method grub
	echo GRUB_DEFAULT=saved >"$root/etc/default/grub"
	echo lvm >"$fake/abstraction"
	refused 1 'a GRUB that cannot write' 'by grub: .*LVM or RAID, and so would not forget' $two --method grub
	rm "$fake/abstraction"
}

new_machine
install_systemd_boot
ab_boot --dry-run --method systemd-boot
claim_has 'so does systemd-boot' "$output" '^boots, by systemd-boot: '
rm "$root/efi/loader/entries/1234-6.12-a.conf"
ab_boot --dry-run --method systemd-boot
claim_has 'if it has entries of both' "$output" '6.12-a: has no entry in systemd-boot'

claims_done
