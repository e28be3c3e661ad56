# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# fake-machine.sh - a machine that boots at once, for tests of tools/ab-boot/ab-boot: kernels in a
# folder, and what starts them first in PATH.
#
# Needs tap.sh. In $fake:
#
#	running		the release that runs, and after it its version
#	root		what is elsewhere / of the machine
#	boots		a line a boot: release, and the step that its command line names
#	panic-STEP	that step's boot ends in the old kernel
#	panic-RELEASE	every boot of it does
#	die-STEP	that step's boot ends while it is measured
#	taint-STEP	the kernel complains while it is measured
#	no-kexec-in-RELEASE	it can load no other kernel
#	never-forgets	GRUB boots an entry again that it was told to boot once
#	told		a line for each entry that a boot loader was told

out=$scratch/out
plan=configs/plans/smoke.plan

fake=$scratch/fake
root=$fake/root
old=6.1.0-old
mkdir -p "$fake/bin" "$scratch/build"
tests/data/generate "$fake/data"
ln -s "$(realpath "${BUILD:-build}/dexcompare")" "$scratch/build/dexcompare"
DEXBENCH=$(realpath "${BUILD:-build}/dexbench")
export AB_BOOT_ROOT="$root" FAKE="$fake" DEXBENCH
export BUILD="$scratch/build" RESULTS="$scratch/results" CACHE="$scratch/cache"

# install_kernel RELEASE - as Debian does.
install_kernel() {
	build=$root/lib/modules/$1/build
	mkdir -p "$root/boot" "$build/include/config" "$build/include/generated"
	echo "Linux version $1 (me@here) (gcc 12) #1 SMP $1" >"$root/boot/vmlinuz-$1"
	: >"$root/boot/initrd.img-$1"
	echo "$1" >"$build/include/config/kernel.release"
	printf 'modules:\n\tcp include/config/kernel.release $(M)/dexdev.ko\n' >"$build/Makefile"
}

new_machine() {
	rm -rf "$root" "$fake/boots" "$fake/next" "$fake/told" "$fake"/panic-* "$fake"/die-* "$fake"/taint-* "$fake/uid" "$scratch/results"
	mkdir -p "$root/proc/sys/kernel/random" "$root/sys/kernel" "$root/sys/kernel/security" "$root/dev" "$root/run/systemd/system"
	for release in $old 6.12-a 6.12-b; do install_kernel "$release"; done
	: >"$root/dev/watchdog0"
	echo 0 >"$root/sys/kernel/kexec_loaded"
	echo 0 >"$root/proc/sys/kernel/kexec_load_disabled"
	echo 30 >"$root/proc/sys/kernel/panic"
	echo 'cpu 1 1 1 1 1 1 1 1' >"$root/proc/stat"
	: >"$fake/boots"
	FAKE_CMDLINE="root=/dev/vda quiet" "$fake/bin/boot" $old
}

fake() { cat >"$fake/bin/$1"; chmod +x "$fake/bin/$1"; }

# boot RELEASE - what the machine does once it has left.
fake boot <<'END'
#!/bin/sh
step=$(echo "$FAKE_CMDLINE" | sed -n 's/.*dexbench\.ab-boot=\([0-9]*\).*/\1/p')
release=$1
echo "$release $step" >>"$FAKE/boots"
if [ -e "$FAKE/panic-$step" ] || [ -e "$FAKE/panic-$release" ]; then
	release=6.1.0-old
	FAKE_CMDLINE='root=/dev/vda quiet'
fi
echo "$release #1 SMP $release" >"$FAKE/running"
echo "BOOT_IMAGE=/boot/vmlinuz-$release $FAKE_CMDLINE" >"$AB_BOOT_ROOT/proc/cmdline"
wc -l <"$FAKE/boots" >"$AB_BOOT_ROOT/proc/sys/kernel/random/boot_id"
echo 0 >"$AB_BOOT_ROOT/proc/sys/kernel/tainted"
rm -rf "$AB_BOOT_ROOT/sys/module"
END
fake uname <<'END'
#!/bin/sh
read -r release version <"$FAKE/running"
case $1 in -r) echo "$release" ;; -v) echo "$version" ;; *) exec /bin/uname "$@" ;; esac
END
fake id <<'END'
#!/bin/sh
cat "$FAKE/uid" 2>/dev/null || echo 0
END
fake systemctl <<'END'
#!/bin/sh
case $* in
kexec) FAKE_CMDLINE=$(sed 's/.*--append=//' "$FAKE/loaded") boot "$(sed 's/.*vmlinuz-\([^ ]*\) .*/\1/' "$FAKE/loaded")" ;;
reboot)
	next=$(cat "$FAKE/next" 2>/dev/null)
	[ -e "$FAKE/never-forgets" ] || rm -f "$FAKE/next"
	FAKE_CMDLINE='root=/dev/vda quiet' boot "${next:-6.1.0-old}"
	;;
*) echo "$*" >>"$FAKE/systemctl" ;;
esac
END
fake kexec <<'END'
#!/bin/sh
case $* in
'-c -l '*)
	[ ! -e "$FAKE/no-kexec-in-$(uname -r)" ] || { echo 'kexec_load failed: Function not implemented' >&2; exit 1; }
	echo "$*" >"$FAKE/loaded"
	;;
-u) : >"$FAKE/loaded" ;;
*) exit 1 ;;
esac
END
fake insmod <<'END'
#!/bin/sh
[ "$(cat "$1")" = "$(uname -r)" ] || { echo 'insmod: ERROR: could not insert module: Invalid module format' >&2; exit 1; }
mkdir -p "$AB_BOOT_ROOT/sys/module/dexdev"
END
fake rmmod <<'END'
#!/bin/sh
rmdir "$AB_BOOT_ROOT/sys/module/$1"
END
fake stat <<'END'
#!/bin/sh
case $1 in -f) cat "$FAKE/filesystem" 2>/dev/null || echo ext2/ext3 ;; *) exec /usr/bin/stat "$@" ;; esac
END
fake modinfo <<'END'
#!/bin/sh
exec cat "$3"
END
fake gnuplot <<'END'
#!/bin/sh
: >"$4"
END
for name in sleep readelf dmesg; do echo '#!/bin/sh' | fake $name; done
cat >"$scratch/build/dexbench" <<'END'
#!/bin/sh
case $* in *--dry-run*) exec "$DEXBENCH" "$@" ;; esac
step=$(sed -n 's/.*dexbench\.ab-boot=\([0-9]*\).*/\1/p' "$AB_BOOT_ROOT/proc/cmdline")
while [ "$1" != --output ]; do shift; done
[ ! -e "$FAKE/taint-$step" ] || echo 512 >"$AB_BOOT_ROOT/proc/sys/kernel/tainted"
if [ -e "$FAKE/die-$step" ]; then
	head -n 5 "$FAKE/data/base/boot-1.jsonl" >"$2"
	FAKE_CMDLINE='root=/dev/vda quiet' boot 6.1.0-old
	# Nobody outlives it.
	kill -9 "$PPID"
	exit
fi
sed "s/\"name\":\"base\"/\"name\":\"$(uname -r)\"/" "$FAKE/data/base/boot-1.jsonl" >"$2"
END
chmod +x "$scratch/build/dexbench"
PATH=$fake/bin:$PATH

# GRUB and systemd-boot boot what they are told once: the release in it.
for name in grub-reboot bootctl; do
	fake $name <<'END'
#!/bin/sh
case $1 in
--print-*) [ ! -d "$AB_BOOT_ROOT/efi" ] || echo "$AB_BOOT_ROOT/efi" ; exit ;;
is-installed) [ -d "$AB_BOOT_ROOT/efi" ]; exit ;;
set-oneshot) shift ;;
esac
echo "$1" >>"$FAKE/told"
echo "$1" | sed 's/.*\(6\.12-.\).*/\1/' >"$FAKE/next"
END
done
fake grub-editenv <<'END'
#!/bin/sh
case $2 in
list) [ ! -e "$FAKE/next" ] || echo "next_entry=$(tail -n 1 "$FAKE/told")" ;;
unset) [ -e "$FAKE/never-forgets" ] || rm -f "$FAKE/next" ;;
esac
END
fake grub-probe <<'END'
#!/bin/sh
[ "$1" != --target=abstraction ] || cat "$FAKE/abstraction" 2>/dev/null
END

install_grub() {
	mkdir -p "$root/boot/grub" "$root/etc/default"
	echo GRUB_DEFAULT=saved >"$root/etc/default/grub"
	: >"$root/boot/grub/grubenv"
	{
		# shellcheck disable=SC2016
		echo 'if [ "${next_entry}" ] ; then'
		for release in 6.12-b 6.12-a $old; do
			[ "$release" != 6.12-a ] || echo "submenu 'Advanced' \$menuentry_id_option 'gnulinux-advanced-12' {"
			for kind in recovery advanced; do
				[ "$release" != 6.12-b ] || kind=simple
				printf "menuentry 'GNU/Linux, with %s' --class gnu \$menuentry_id_option 'gnulinux-%s-%s-12' {\n" "$release" "$release" $kind
				printf '\tlinux\t/boot/vmlinuz-%s root=/dev/vda ro\n\tinitrd\t/boot/initrd.img-%s\n}\n' "$release" "$release"
			done
		done
		echo '}'
	} >"$root/boot/grub/grub.cfg"
}

install_fedora_entries() {
	mkdir -p "$root/boot/loader/entries"
	echo blscfg >>"$root/boot/grub/grub.cfg"
	for release in 6.12-a 6.12-b; do
		printf 'title Fedora\nversion %s\nlinux /vmlinuz-%s\n' "$release" "$release" >"$root/boot/loader/entries/1234-$release.conf"
	done
}

install_systemd_boot() {
	mkdir -p "$root/efi/loader/entries"
	for release in 6.12-a 6.12-b; do
		printf 'title Debian\nversion %s\nlinux /1234/linux\n' $release >"$root/efi/loader/entries/1234-$release.conf"
	done
}

# The unit of each boot, for as long as it is installed; at most 20. Sets $said to all that was said.
go_on() {
	rounds=0 said=
	while [ -e "$root/etc/systemd/system/multi-user.target.wants/dexbench-ab-boot.service" ] && [ $rounds -lt 20 ]; do
		rounds=$((rounds + 1))
		run env -u BUILD sh -c "$(sed -n 's/^ExecStart=//p' "$root/etc/systemd/system/dexbench-ab-boot.service")"
		said="$said
$output"
	done
}

# ab_boot OPTION... - of the two kernels, into $out.
ab_boot() {
	rm -rf "$out"
	run tools/ab-boot/ab-boot --base 6.12-a --patched 6.12-b --plan "$plan" --output "$out" "$@"
}

# What is there of the comparison: "base-1 base-2 patched-1".
results() {
	find "$out" -name 'boot-*.jsonl' | sed 's|.*/\([a-z]*\)/boot-\(.*\)\.jsonl|\1-\2|' | sort | paste -sd ' ' -
}

nothing_is_left() {
	[ -z "$(find "$root/var/lib/dexbench" -name 'ab-boot*' 2>/dev/null)" ] &&
		[ -z "$(find "$root/etc" -name '*dexbench*')" ]
}
