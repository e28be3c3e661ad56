# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# guest.sh - how run-in-vm makes a guest, boots it, and judges how it ended.
#
# Needs common.sh, descriptions.sh, and what run-in-vm sets.

take_arch() { set_arch "$1" || wrong_line "no such architecture: $1; there are: $(arch_names)"; }
for vm_key in platform qemu machine cpu smp memory icount rtc seed append accel; do
	eval "take_$vm_key() { vm_$vm_key=\$1; }"
done
# More of QEMU's arguments, one a line.
take_argument() { vm_arguments=$(append_line "$vm_arguments" "$1"); }

# Sets vm_*, and arch to the guest's: read_vm FILE-OR-NAME.
read_vm() {
	vm_platform='' vm_qemu='' vm_machine='' vm_cpu='' vm_smp=1 vm_memory=512M
	vm_icount='' vm_rtc='' vm_seed='' vm_append='' vm_accel=tcg vm_arguments=''
	vm_file=$1
	[ -f "$vm_file" ] || vm_file=$project/configs/vms/$1.vm
	[ -f "$vm_file" ] || wrong_usage "no such machine: $1; there are: $(list_names vms vm)"
	set_arch "$host_arch" || :
	read_description "$vm_file" 'arch platform qemu machine cpu smp memory icount rtc seed append accel argument'
	for vm_key in platform qemu machine cpu; do
		eval "[ -n \"\$vm_$vm_key\" ]" || { say "$vm_file: has no $vm_key"; exit 2; }
	done
}

quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

put() {
	mkdir -p -- "$(dirname -- "$root/$2")"
	cp -L -- "$1" "$root/$2" || fail "cannot copy $1 into the guest"
	[ ! -x "$1" ] || put_libraries "$1"
}

# Of a dynamic program of this host's architecture: what its loader names, and the loader.
put_libraries() {
	libraries=$(ldd "$1" 2>/dev/null) || return 0
	while read -r library sign found _; do
		case $library$sign$found in
		*'=>not') fail "$1 cannot run here, nor in a guest: $library is not found" ;;
		/*'=>/'*) put "$found" "$library" ;;
		/*) put "$library" "$library" ;;
		*'=>/'*) put "$found" "lib/$library" ;;
		esac
	done <<-END
	$libraries
	END
}

put_module() {
	module_number=$((module_number + 1))
	put "$1" "modules/$module_number-$(basename -- "$1" .ko).ko"
}

put_pair() { put "${1%%:/*}" "${1#*:/}"; }

# Everything that the guest has: make_initramfs COMMAND...
make_initramfs() {
	root=$scratch/root
	busybox=$("$project/scripts/find-for-guest" busybox "$arch") || exit
	umask 022
	mkdir -p -- "$root/proc" "$root/sys" "$root/dev" "$root/tmp"
	put "$busybox" bin/busybox
	ln -s busybox "$root/bin/sh"
	put "$project/scripts/vm/init" init
	put "$program" dexbench
	put "$folder/kernel.json" kernel.json
	# Numbered, since the guest loads them in the order of their names.
	module_number=0
	each_line "$modules" put_module
	each_line "$files" put_pair
	{
		echo '#!/bin/sh'
		printf 'exec'
		for word in "$@"; do printf ' %s' "$(quote "$word")"; done
		echo
	} >"$root/command"
	echo "export DEXBENCH_PLATFORM=$(quote "$vm_platform")" >"$root/environment"
	chmod 755 "$root/init" "$root/command" "$root/dexbench" "$root/bin/busybox"
	# Times, numbers and owners of this host must not show in the guest: boots repeat to the bit.
	find "$root" -exec touch -h -d @0 {} +
	(cd -- "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R +0:+0 --reproducible) \
		>"$scratch/initramfs" || fail "cannot write $scratch/initramfs: is the disk full?"
}

# QEMU takes a comma in a file's name when it is doubled.
comma() { printf '%s' "$1" | sed 's/,/,,/g'; }

# Boots, and waits for the end: sets qemu_status.
boot() {
	set -- -machine "$vm_machine" -accel "$vm_accel" -cpu "$vm_cpu" -smp "$vm_smp" -m "$vm_memory" \
		-nodefaults -no-user-config -display none -no-reboot \
		-kernel "$folder/image" -initrd "$scratch/initramfs" \
		-append "console=$arch_console quiet loglevel=5 panic=-1 $arch_reboot LD_LIBRARY_PATH=/lib $vm_append"
	[ -z "$vm_icount" ] || set -- "$@" -icount "$vm_icount"
	[ -z "$vm_rtc" ] || set -- "$@" -rtc "$vm_rtc"
	[ -z "$vm_seed" ] || set -- "$@" -seed "$vm_seed"
	if [ -n "$vm_arguments" ]; then
		while IFS= read -r argument; do set -- "$@" "${argument%% *}" "${argument#* }"; done <<-END
		$vm_arguments
		END
	fi
	# Without ioeventfd the vCPU's own thread completes a write: a helper thread would do so
	# at a time of its own, and boots would differ.
	set -- "$@" -chardev "file,id=console,path=$(comma "$console")" -serial chardev:console \
		-device virtio-serial-pci,ioeventfd=off,max_ports=4 \
		-chardev "file,id=results,path=$(comma "$output")" -device virtserialport,chardev=results,name=results \
		-chardev "file,id=status,path=$scratch/status" -device virtserialport,chardev=status,name=status \
		-chardev "file,id=terminal,path=$scratch/terminal" -device virtserialport,chardev=terminal,name=terminal

	# An unpacked one would take the firmware and the modules of one that is installed.
	case $vm_qemu in
	*/bin/*)
		set -- -L "${vm_qemu%/bin/*}/share/qemu" "$@"
		export QEMU_MODULE_DIR="${vm_qemu%/bin/*}/lib/qemu"
		;;
	esac

	[ -z "${plugin:-}" ] || set -- "$@" -plugin "$plugin"

	# The command's messages appear as they come: QEMU writes into a pipe.
	mkfifo "$scratch/terminal"
	: >"$scratch/status"
	# Held open for as long as QEMU runs: one that never opens it would leave the reader waiting.
	exec 7<>"$scratch/terminal"
	exec 6<"$scratch/terminal"
	cat <&6 >&2 7>&- &
	reader=$!
	exec 6<&-
	timeout --foreground --kill-after=5 "$timeout" "$vm_qemu" "$@" </dev/null >"$scratch/qemu.log" 2>&1 7>&- &
	qemu=$!
	started=$(date +%s)
	if wait "$qemu"; then qemu_status=0; else qemu_status=$?; fi
	qemu=
	exec 7>&-
	wait "$reader" 2>/dev/null || :
}

# What must not be in a kernel's messages.
trouble='WARNING:|BUG:|BUG at|Oops|KASAN|UBSAN|KFENCE|lockdep is turned off|possible circular locking|inconsistent lock state'
trouble="$trouble|Bad rss-counter|[Bb]ad page|Kernel panic|general protection fault|soft lockup|hung task"
trouble="$trouble|unreferenced object|double fault|stack guard page"

# The first line of trouble, without the clock.
first_trouble() {
	tr -d '\r' <"$console" | grep -E -m 1 -- "$trouble" | sed 's/^\[[ 0-9.]*\] *//'
}

# Ends this script as the guest ended.
judge() {
	case $qemu_status in
	0) ;;
	124|137)
		[ $(($(date +%s) - started)) -ge "$timeout" ] ||
			fail "QEMU was killed from outside: does the host have $vm_memory of memory for the guest?"
		fail "the guest hung: ended after $timeout s; its console is in $console"
		;;
	*)
		[ -s "$scratch/status" ] ||
			fail "QEMU failed: $(head -n 1 "$scratch/qemu.log" | sed 's/^[^ ]*: //') (machine: $vm_file)"
		;;
	esac
	how='' number='' taint=''
	reported=$(head -n 1 "$scratch/status")
	trouble_line=$(first_trouble || :)
	case $reported in
	'exit '*' taint '*)
		number=${reported#exit }
		number=${number%% *}
		taint=${reported##* }
		;;
	'setup '*)
		how=${reported#setup }
		fail "${how% taint *}; the guest's console is in $console"
		;;
	*) fail "the guest crashed: ${trouble_line:-no status came, and its console names no reason}; its console is in $console" ;;
	esac
	if [ -n "$trouble_line" ]; then
		say "the guest's kernel complained: $trouble_line; its console is in $console"
		[ "$number" -ne 0 ] || number=1
	elif [ $((taint & ~0x3000)) -ne 0 ]; then
		# 0x3000: a module that is out of tree and unsigned, as ours is.
		say "the guest's kernel is tainted ($taint) by more than a module from outside; its console is in $console"
		[ "$number" -ne 0 ] || number=1
	fi
	exit "$number"
}
