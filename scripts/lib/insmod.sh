# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# insmod.sh - why a kernel does not take the module, in one line, and what helps.
#
# The tests are on other machines: they name another /sys and /proc.

sys=${DEXBENCH_SYS:-/sys} proc=${DEXBENCH_PROC:-/proc}

# explain_insmod MODULE WORDS - what insmod said is told apart by the words of strerror().
explain_insmod() {
	printf 'dexdev: the kernel does not take the module: '
	case $2 in
	*'Key was rejected'* | *'Required key not available'* | *'Key has '*) explain_signature ;;
	*'Operation not permitted'*) explain_forbidden ;;
	*'nvalid module format'* | *'Exec format error'*) explain_format "$1" ;;
	*'Unknown symbol'*) explain_symbols ;;
	*'File exists'*) echo "it is loaded already: sudo rmmod dexdev" ;;
	*) printf '%s\n' "$2" | tail -n 1 ;;
	esac
}

# The kernel's own last word on the module; empty where dmesg may not be read.
kernel_said() {
	dmesg 2>/dev/null | sed -n 's/^.*\(dexdev: .*\)/\1/p' | grep -E "$1" | tail -n 1
}

# Of the boot loader's variables the last byte is the value.
has_secure_boot() {
	for variable in "$sys"/firmware/efi/efivars/SecureBoot-*; do
		[ ! -r "$variable" ] || [ "$(tail -c 1 -- "$variable" | od -An -tu1 | tr -d ' ')" != 1 ] || return 0
	done
	return 1
}

# How a module of one's own becomes one that is trusted, by what the machine has.
advise_signing() {
	if has_secure_boot; then
		printf 'sign it with a key that the firmware knows (mokutil --import KEY.der, reboot, then %s), ' \
			'scripts/sign-file of the kernel; DKMS keeps such a key in /var/lib/dkms'
		echo 'or switch Secure Boot off'
	else
		echo 'sign it with the key the kernel was built with (scripts/sign-file), or boot without module.sig_enforce'
	fi
}

explain_signature() {
	printf 'it takes signed ones only (CONFIG_MODULE_SIG_FORCE, module.sig_enforce or Secure Boot); '
	advise_signing
}

explain_forbidden() {
	mode=$(sed -n 's/.*\[\(.*\)\].*/\1/p' "$sys/kernel/security/lockdown" 2>/dev/null)
	if [ "$(cat "$proc/sys/kernel/modules_disabled" 2>/dev/null)" = 1 ]; then
		echo 'loading modules is disabled until the next boot (kernel.modules_disabled=1); reboot without it'
	elif [ -n "$mode" ] && [ "$mode" != none ]; then
		printf 'the kernel is locked down (%s), so it takes signed ones only; ' "$mode"
		advise_signing
	else
		echo 'root may not load modules here; outside of a container it may'
	fi
}

explain_format() {
	built_for=$(modinfo -F vermagic "$1" 2>/dev/null | cut -d ' ' -f 1)
	running=$(cat "$proc/sys/kernel/osrelease")
	if [ -n "$built_for" ] && [ "$built_for" != "$running" ]; then
		echo "it was built for $built_for, and $running runs; name the headers of that one (KDIR=), or boot the other"
	else
		said=$(kernel_said 'disagrees|version magic|should be')
		echo "it was built against headers of another build${said:+ (${said#dexdev: })}; name this kernel's own build tree (KDIR=)"
	fi
}

explain_symbols() {
	said=$(kernel_said 'Unknown symbol')
	echo "it lacks what the module calls${said:+ (${said#dexdev: })}; CONFIG_DEVICE_PRIVATE must be set"
}
