# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are shared with the scripts that read this file:
# shellcheck disable=SC2034,SC2154
#
# next-boot.sh - three ways to boot another kernel once: kexec, GRUB, systemd-boot.
#
# Each leaves the boot loader's default as it is: whatever resets the machine brings back the old
# kernel. Needs common.sh and local-kernels.sh; $unit tells whether systemd is the init.

panic_seconds=30

# Each prints why its method does not work here, or nothing.
why_not_kexec() {
	lockdown=$(sed -n 's/.*\[\(.*\)\].*/\1/p' "$sysroot/sys/kernel/security/lockdown" 2>/dev/null) || :
	if ! command -v kexec >/dev/null 2>&1; then
		echo 'kexec-tools is not installed: run make deps'
	elif [ ! -e "$sysroot/sys/kernel/kexec_loaded" ]; then
		echo 'the running kernel has no kexec (CONFIG_KEXEC)'
	elif [ "$(cat "$sysroot/proc/sys/kernel/kexec_load_disabled" 2>/dev/null)" = 1 ]; then
		echo 'kernel.kexec_load_disabled is 1, which only a reboot undoes'
	elif [ -n "$lockdown" ] && [ "$lockdown" != none ]; then
		echo "the running kernel is locked down ($lockdown): switch Secure Boot off, or choose another --method"
	fi
}

# Sets grub_* to what this distribution calls them; false where there is no GRUB.
find_grub() {
	for grub in grub grub2; do
		grub_folder=$sysroot/boot/$grub
		command -v "$grub-reboot" >/dev/null 2>&1 || continue
		command -v "$grub-editenv" >/dev/null 2>&1 || continue
		[ ! -f "$grub_folder/grub.cfg" ] || return 0
	done
	return 1
}

# GRUB forgets the entry only if it can write where grubenv lies: else a kernel that panics would be
# booted for ever.
why_not_grub() {
	if ! find_grub; then
		echo 'there is no grub-reboot, no grub-editenv or no grub.cfg'
	elif ! grep -qs '^GRUB_DEFAULT=.\{0,1\}saved' "$sysroot/etc/default/grub"; then
		echo 'GRUB_DEFAULT is not saved in /etc/default/grub: set it, run update-grub, and grub-set-default the kernel to return to'
	elif ! grep -q next_entry "$grub_folder/grub.cfg"; then
		echo "$grub_folder/grub.cfg knows no next_entry: run update-grub"
	elif [ ! -w "$grub_folder/grubenv" ] && [ "$(id -u)" -eq 0 ]; then
		echo "$grub_folder/grubenv cannot be written"
	elif [ -n "$("$grub-probe" --target=abstraction "$grub_folder" 2>/dev/null)" ]; then
		echo "GRUB cannot write $grub_folder/grubenv on LVM or RAID, and so would not forget the entry"
	else
		case $("$grub-probe" --target=fs "$grub_folder" 2>/dev/null) in
		btrfs|zfs) echo "GRUB cannot write $grub_folder/grubenv on btrfs or zfs, and so would not forget the entry" ;;
		esac
	fi
}

why_not_systemd_boot() {
	if ! command -v bootctl >/dev/null 2>&1; then
		echo 'there is no bootctl'
	elif ! bootctl is-installed >/dev/null 2>&1; then
		echo 'systemd-boot is not installed'
	fi
}

why_not() {
	case $1 in
	kexec) why_not_kexec ;;
	grub) why_not_grub ;;
	systemd-boot) why_not_systemd_boot ;;
	esac
}

# The first that works is the one which leaves the boot loader alone.
choose_method() {
	reasons=
	for method in kexec systemd-boot grub; do
		why=$(why_not "$method")
		[ -n "$why" ] || return 0
		reasons="$reasons; $method: $why"
	done
	fail "no way to boot another kernel once: ${reasons#; }"
}

# The boot loader's name for the entry of RELEASE, or nothing: entry_of RELEASE IMAGE
entry_of() {
	case $method in
	kexec) echo kexec ;;
	grub) entry_of_grub "$1" "$2" ;;
	systemd-boot) entry_of_systemd_boot "$1" ;;
	esac
}

# SUBMENU>ENTRY, by their ids; on Fedora entries are files of their own.
entry_of_grub() {
	entry=$(grep -lsx "version  *$1" "$sysroot"/boot/loader/entries/*.conf | grep -v rescue | head -n 1)
	if [ -n "$entry" ] && grep -q blscfg "$grub_folder/grub.cfg"; then
		basename -- "$entry" .conf
		return
	fi
	awk -v image="$(basename -- "$2")" '
	function id(line) {
		if (match(line, /menuentry_id_option['\''" ]+[^'\''" ]+/)) {
			line = substr(line, RSTART, RLENGTH)
			sub(/^menuentry_id_option['\''" ]+/, "", line)
			return line
		}
		split(line, parts, /['\''"]/)
		return parts[2]
	}
	$1 == "submenu" { submenu = id($0); in_menu = 1 }
	$1 == "menuentry" { entry = id($0); in_entry = 1 }
	in_entry && $1 ~ /^linux/ {
		n = split($2, path, "/")
		if (path[n] == image && entry !~ /recovery/) {
			print (in_menu ? submenu ">" : "") entry
			exit
		}
	}
	$1 == "}" { if (in_entry) in_entry = 0; else in_menu = 0 }
	' "$grub_folder/grub.cfg"
}

entry_of_systemd_boot() {
	for folder in "$(bootctl --print-boot-path 2>/dev/null)" "$(bootctl --print-esp-path 2>/dev/null)"; do
		entry=$(grep -lsx "version  *$1" "$folder"/loader/entries/*.conf | head -n 1)
		[ -n "$entry" ] || entry=$(first_file "$folder"/EFI/Linux/*"$1.efi" "$folder"/EFI/Linux/*"$1+"*.efi)
		[ -z "$entry" ] || { basename -- "$entry"; return; }
	done
}

# The words of the running kernel, without what a boot loader or we ourselves put there.
plain_command_line() {
	tr ' ' '\n' <"$sysroot/proc/cmdline" |
		grep -vE '^(BOOT_IMAGE=|initrd=|dexbench\.ab-boot=|panic=|watchdog\.(stop_on_reboot|open_timeout)=|$)' |
		paste -sd ' ' -
}

# An image of its own: kexec wants to be told that ELF is Linux, and which of two system calls the
# kernel allows; the newer takes no ELF. load_kernel IMAGE INITRD COMMAND-LINE
load_kernel() {
	set -- "$1" ${2:+"--initrd=$2"} "--append=$3"
	if [ "$(head -c 4 "$1" | tail -c 3)" = ELF ]; then
		image=$1
		shift
		set -- "$image" --args-linux "$@"
	else
		! kexec -s -l "$@" >/dev/null 2>&1 || return 0
	fi
	load_error=$(kexec -c -l "$@" 2>&1) && return
	load_error=$(printf '%s\n' "$load_error" | tail -n 1)
	return 1
}

# The next boot alone is to be of SIDE: arm_boot SIDE MARK; else load_error says why not.
arm_boot() {
	load_error=
	case $method in
	kexec)
		load_kernel "$(setting "$1_image")" "$(setting "$1_initrd")" \
			"$(setting command_line) panic=$panic_seconds watchdog.stop_on_reboot=0 watchdog.open_timeout=$(setting watchdog) dexbench.ab-boot=$2 $(setting append)"
		;;
	grub) find_grub && load_error=$("$grub-reboot" "$(setting "$1_entry")" 2>&1) ;;
	systemd-boot) load_error=$(bootctl set-oneshot "$(setting "$1_entry")" 2>&1) ;;
	esac
}

# What arm_boot did and no boot has used.
disarm_boot() {
	case $method in
	kexec) kexec -u >/dev/null 2>&1 || : ;;
	grub) if find_grub; then "$grub-editenv" "$grub_folder/grubenv" unset next_entry || :; fi ;;
	systemd-boot) bootctl set-oneshot '' >/dev/null 2>&1 || : ;;
	esac
}

# Did GRUB forget the entry that it was told to boot once?
is_still_armed() {
	[ "$method" = grub ] && find_grub && "$grub-editenv" "$grub_folder/grubenv" list | grep -q '^next_entry=.'
}

# Into what arm_boot set, or with "default" through the firmware into the boot loader's default.
leave() {
	# Debian's kexec-tools can make any reboot a kexec of /vmlinuz, but for this.
	if [ "$1" != armed ] && grep -qs '^LOAD_KEXEC=true' "$sysroot/etc/default/kexec"; then
		: >"$sysroot/no-kexec-reboot"
	fi
	sync
	if [ "$1" = armed ] && [ "$method" = kexec ]; then
		if [ "$unit" = systemd ]; then systemctl kexec; else kexec -e; fi
	elif [ "$unit" = systemd ]; then
		systemctl reboot
	else
		reboot
	fi
}
