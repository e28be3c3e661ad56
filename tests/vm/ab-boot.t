#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tools/ab-boot/ab-boot for real: a guest with systemd, on the host's own userland, that starts base and
# patched in turn by kexec. Of three boots each, one panics and one hangs; QEMU's own -kernel is the
# boot loader's default that a reset leads to.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}" "${CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}"
BUILD=$(realpath "$BUILD")

if [ ! -x /lib/systemd/systemd ] || ! command -v kexec >/dev/null || ! command -v mkfs.ext4 >/dev/null; then
	skip 'two installed kernels are compared' 'the host, whose userland the guest has, has no systemd, kexec or mkfs.ext4'
	claims_done
fi
base=$(realpath "$(scripts/build-kernel userland-base)")
patched=$(realpath "$(scripts/build-kernel userland)")
# Built here, as the guest would, and found by it in the cache: a compiler takes minutes in QEMU.
for kernel in "$base" "$patched"; do scripts/build-module "$kernel/build" >/dev/null; done

# Which steps the second boot of patched and the third of base are.
# shellcheck disable=SC2034
seed=1
# shellcheck source=scripts/lib/boots.sh
. scripts/lib/boots.sh
order=$(for pair in 1 2 3; do boot_order "$pair" base patched; done | tr ' ' '\n')
step_of() { printf '%s\n' "$order" | grep -n "$1" | sed -n "$2s/:.*//p"; }

root=$scratch/root initrd=$scratch/initrd
mkdir -p "$root/bin" "$root/units"
cp -L "$(scripts/find-for-guest busybox x86_64)" "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
install -m 755 tests/vm/ab-boot-init "$root/init"
printf '%s\n' "panic $(step_of patched 2)" "hang $(step_of base 3)" >"$root/trouble"
cat >"$root/units/session.service" <<END
[Unit]
After=multi-user.target
[Service]
Type=exec
WorkingDirectory=$PWD
Environment=HOME=$HOME BUILD=$BUILD CACHE=$CACHE
ExecStart=/bin/sh /session
StandardOutput=file:/dev/ttyS0
StandardError=inherit
END
printf 'restore_read\tpages=64 trials=3\nrestore_write\tpages=64 trials=3\n' >"$scratch/tiny.plan"

# What the guest's user does in the first boot; in each, it waits for the end of the comparison.
cat >"$scratch/session" <<END
if [ ! -e /begun ]; then
	: >/begun
	tools/ab-boot/ab-boot --base '$base/image:$initrd' --patched '$patched/image:$initrd' --boots 3 --plan '$scratch/tiny.plan' \
		--output /results --watchdog 60 --settle 60 --timeout 15 --append panic=5 >/log 2>&1
fi
while [ -e /var/lib/dexbench/ab-boot ]; do sleep 2; done
while [ "\$(systemctl is-active dexbench-ab-boot.service)" = active ]; do sleep 1; done
{
	systemctl show -p Result dexbench-ab-boot.service
	tools/ab-boot/ab-boot --status /results
	echo "status \$?"
	find /etc/systemd /var/lib/dexbench -name '*ab-boot*' -exec echo left: {} +
	[ ! -e /sys/module/dexdev ] || echo left: dexdev
	uname -r
	cat /proc/cmdline
} >>/log 2>&1
tar -cf /dev/vdb /log /results
sync
systemctl poweroff
END
cp "$scratch/session" "$root/session"
# In the guest's root, by the first boot.
sed -i 's|^	: >/disk/is-set-up|	$box cp /session /root/session\n&|' "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$initrd"
truncate -s 256M "$scratch/disk"
mkfs.ext4 -q -F "$scratch/disk"
truncate -s 32M "$scratch/results.tar"

# norandmaps: QEMU translates a page of code anew for each address that it is mapped at, and the next
# kernel takes minutes to clear a page of which there are thousands of translations.
timeout 1200 qemu-system-x86_64 -machine q35 -accel tcg -cpu max -smp 2 -m 1536M -nodefaults -no-user-config \
	-display none -kernel "$patched/image" -initrd "$initrd" \
	-append 'console=ttyS0 loglevel=4 norandmaps no_timer_check panic=5 i6300esb.nowayout=1 i6300esb.heartbeat=60' \
	-serial "file:$scratch/console" -device i6300esb -action watchdog=reset \
	-virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
	-drive "file=$scratch/disk,format=raw,if=virtio" -drive "file=$scratch/results.tar,format=raw,if=virtio" \
	>"$scratch/qemu" 2>&1 </dev/null
status=$?
mkdir "$scratch/guest"
tar -xf "$scratch/results.tar" -C "$scratch/guest" 2>/dev/null
results=$scratch/guest/results
log=$(cat "$scratch/guest/log" "$results/ab-boot.log" 2>&1)
output=$(tr -d '\r' <"$scratch/console" | tail -n 20)

claim 'the guest ends' [ "$status" -eq 0 ]
claim_has 'the comparison is begun' "$log" 'boot 1 of patched: leaving for 6\.12'
claim_has 'one boot panics' "$(cat "$scratch/console")" 'Kernel panic - not syncing: sysrq'
claim_has 'one hangs' "$(cat "$scratch/console")" 'ab-boot-init: hang in step'
for boot in base-1 base-2 patched-1 patched-3; do
	file=$results/${boot%-*}/boot-${boot#*-}.jsonl
	claim "the results of $boot are there" [ -s "$file" ]
	claim_results 'and are results' "$file"
done
for boot in base/boot-3 patched/boot-2; do
	claim "none of $boot" [ ! -e "$results/$boot.jsonl" ]
done
claim_has 'those of base are of the kernel without the change' "$(cat "$results/base/boot-1.jsonl")" '"name": *"userland-base"'
claim_has 'those of patched of that with it' "$(cat "$results/patched/boot-1.jsonl")" '"name": *"userland"'
claim 'each is of a boot of its own' [ "$(cat "$results"/*/boot-*.jsonl | grep -o '"boot": *"[^"]*"' | sort -u | wc -l)" -eq 4 ]
report=$(cat "$results/report.txt")
claim_has 'the comparison is there' "$report" 'restore_read'
claim_has 'and says which boot is missing' "$report" '^MISSING: boot 2 of patched .*: came back in 6\.12.*panicked, hung, or was never reached'
claim_has 'the one that hung as well' "$report" '^MISSING: boot 3 of base .*: came back'
claim_has 'and how many are there' "$report" '^2 of 3 boots of base and 2 of 3 of patched are there'
claim_has 'the unit ends as failed' "$log" '^Result=exit-code'
claim_has 'and so does its status' "$log" '^status 1'
claim_lacks 'nothing of it is left on the machine' "$log" '^left:'
claim_lacks 'which runs the kernel that it came from' "$(tail -n 1 "$scratch/guest/log")" 'dexbench.ab-boot='
claim_lacks 'each boot was idle before it was measured' "$log" 'not idle after'

claims_done
