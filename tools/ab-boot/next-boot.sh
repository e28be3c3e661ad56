# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
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

why_not_systemd() {
	if ! command -v bootctl >/dev/null 2>&1; then
		echo 'there is no bootctl'
	elif ! bootctl is-installed >/dev/null 2>&1; then
		echo 'systemd-boot is not installed'
	fi
}

why_not() { "why_not_${1%-boot}"; }

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
entry_of() { "entry_of_${method%-boot}" "$1" "$2"; }

entry_of_kexec() { echo kexec; }

# SUBMENU>ENTRY, by their ids; on Fedora entries are files of their own.
entry_of_grub() {
	entry=
	! grep -q blscfg "$grub_folder/grub.cfg" || entry=$(best_entry "$1" "$2" "$sysroot/boot")
	if [ -n "$entry" ]; then
		printf '%s\n' "${entry%.conf}"
		return
	fi
	names=$(names_of "$1" "$2") awk '
	# Splits a line as GRUB does: blanks, quotes, backslashes, variables; ";" is a word.
	function split_line(line, words,   i, n, c, quote, word, begun, name) {
		n = 0; word = ""; quote = ""; begun = 0
		for (i = 1; i <= length(line); i++) {
			c = substr(line, i, 1)
			if (quote == "" && index(" \t\r;", c)) {
				if (begun)
					words[++n] = word
				if (c == ";")
					words[++n] = c
				word = ""; begun = 0
				continue
			}
			if (quote == "" && !begun && c == "#")
				break
			begun = 1
			if (c == "\\" && quote != Q)
				word = word substr(line, ++i, 1)
			else if (quote == "" && (c == Q || c == "\""))
				quote = c
			else if (c == quote)
				quote = ""
			else if (c == "$" && quote != Q && match(substr(line, i + 1), VARIABLE)) {
				name = substr(line, i + 1, RLENGTH)
				i += RLENGTH
				gsub(/[{}]/, "", name)
				word = word (name in value ? value[name] : "${" name "}")
			} else
				word = word c
		}
		if (begun)
			words[++n] = word
		return n
	}
	# Its id, else its title, in which ">" is written twice.
	function id_of(words, n,   i, title) {
		for (i = 3; i <= n; i++) {
			if (words[i] ~ /^\$\{?menuentry_id_option\}?$/ || words[i] == "--id")
				return words[i + 1]
			if (words[i] ~ /^--id=/)
				return substr(words[i], 6)
		}
		title = words[2]
		gsub(/>/, ">>", title)
		return title
	}
	function is_of_kernel(command, path,   parts, names, n, i, at) {
		n = split(path, parts, "/")
		path = parts[n]
		if (command != "chainloader")
			return index("\n" ENVIRON["names"] "\n", "\n" path "\n")
		# A unified image: is_unified_name.
		if (!sub(/\.[eE][fF][iI]$/, "", path))
			return 0
		n = split(ENVIRON["names"], names, "\n")
		for (i = 1; i <= n; i++) {
			sub(/^[A-Za-z]*-/, "", names[i])
			at = length(path) - length(names[i])
			if (path == names[i] ||
			    substr(path, at, 1) ~ /[-_]/ && substr(path, at + 1) == names[i])
				return 1
		}
		return 0
	}
	# One command, and whether a block begins behind it.
	function run(words, n, block,   name, at) {
		if (block && (words[1] == "submenu" || words[1] == "menuentry")) {
			name = id_of(words, n)
			path[depth + 1] = path[depth] (path[depth] == "" ? "" : ">") name
			# For repairs, or with another initrd.
			other = words[1] == "menuentry" &&
				tolower(words[2] " " name) ~ /recovery|rescue|fallback/
		} else if (block) {
			path[depth + 1] = path[depth]
		} else if (words[1] == "set" && (at = index(words[2], "="))) {
			value[substr(words[2], 1, at - 1)] = substr(words[2], at + 1)
		} else if (words[1] ~ /^(linux(16|efi)?|chainloader)$/ && !other &&
			   is_of_kernel(words[1], words[2])) {
			print path[depth]
			exit
		}
		depth += block
	}
	BEGIN { Q = sprintf("%c", 39); VARIABLE = "^([{][A-Za-z0-9_]+[}]|[A-Za-z0-9_]+)" }
	{
		line = line $0
		if (sub(/\\\r?$/, "", line))
			next
		split("", words)
		n = split_line(line, words)
		line = ""
		words[++n] = ";"
		m = 0
		split("", command)
		for (i = 1; i <= n; i++) {
			if (words[i] == ";" || words[i] == "{") {
				if (m)
					run(command, m, words[i] == "{")
				m = 0
				split("", command)
			} else if (m || words[i] !~ /^(then|else|do|[}])$/) {
				command[++m] = words[i]
			} else if (words[i] == "}" && depth) {
				depth--
			}
		}
	}' "$grub_folder/grub.cfg"
}

entry_of_systemd() {
	for folder in "$(bootctl --print-boot-path 2>/dev/null)" "$(bootctl --print-esp-path 2>/dev/null)"; do
		[ -n "$folder" ] || continue
		entry=$(best_entry "$1" "$2" "$folder")
		[ -z "$entry" ] || { printf '%s\n' "$entry"; return; }
	done
}

# What files of a kernel are called, one a line: names_of RELEASE IMAGE. Not by the names that each
# kernel has in a folder of its own.
names_of() {
	package=$(cat "$sysroot/lib/modules/$1/pkgbase" 2>/dev/null) || :
	image_name=${2##*/}
	printf '%s\n' "vmlinuz-$1" "vmlinux-$1" "linux-$1" "kernel-$1" "Image-$1" ${package:+"vmlinuz-$package"}
	case $image_name in
	vmlinuz|vmlinux|linux|kernel|Image|bzImage) ;;
	*) printf '%s\n' "$image_name" ;;
	esac
}

# The identifier of the entry below FOLDER that boots a kernel: best_entry RELEASE IMAGE FOLDER. By the
# entry's version, else by its kernel's content or path; then the newest of those that are no fallback.
best_entry() {
	{
		for file in "$3"/loader/entries/*.[cC][oO][nN][fF]; do
			[ ! -f "$file" ] || rank_entry "$1" "$2" "$3" "$file"
		done
		for file in "$3"/EFI/Linux/*.[eE][fF][iI]; do
			[ ! -f "$file" ] || rank_unified "$1" "$2" "$file"
		done
	} | LC_ALL=C sort -t '	' -k 1,1n -k 2,2Vr | sed -n '1s/^[0-9]*	//p'
}

# Prints rank, a tab, and the identifier, which is the file's name without a counter of boots.
print_rank() {
	rank=$1
	case $2 in *[Ff]allback*) rank=$((rank + 4)) ;; esac
	printf '%s\t%s\n' "$rank" "$(printf '%s\n' "${2##*/}" | sed -E 's/\+[0-9]+(-[0-9]+)?(\.[^.]*)$/\2/')"
}

# A type 1 entry. Blanks and line ends are of any kind.
rank_entry() {
	! is_rescue "$4" || return 0
	# Another system on the same disk.
	id=$(key_of machine-id "$4")
	[ -z "$id" ] || ! grep -qsvxF -e "$id" "$sysroot/etc/machine-id" || return 0
	# openSUSE writes the snapshot before it: 12@6.12.0-1-default.
	if key_of version "$4" | tr @ '\n' | grep -qxF -e "$1"; then
		print_rank 1 "$4"
		return
	fi
	for key in linux efi uki; do
		path=$(key_of $key "$4" | tr '\134' /)
		[ -n "$path" ] || continue
		if cmp -s -- "$3/$path" "$2"; then
			print_rank 2 "$4"
		elif [ -z "$(key_of version "$4")" ] && is_path_of "$1" "$2" "$path"; then
			print_rank 3 "$4"
		fi
		return 0
	done
}

# key_of KEY FILE - its value, of the last line with the key.
key_of() { tr '\r' '\n' <"$2" | sed -n "s/^[[:blank:]]*$1[[:blank:]]\{1,\}//p" | sed 's/[[:blank:]]*$//' | tail -n 1; }

is_rescue() {
	case ${1##*/} in *[Rr]escue*|*[Rr]ecovery*) return 0 ;; esac
	key_of title "$1" | grep -qiE 'rescue|recovery'
}

# By the name of the file, or of a folder that is called after the release.
is_path_of() {
	case $3/ in */"$1"/*) return 0 ;; esac
	names_of "$1" "$2" | grep -qxF -e "${3##*/}" || is_unified_name "$1" "$2" "$3"
}

# A unified kernel image, which says which release it is of; else by its name: ID-RELEASE.efi, or
# arch-PACKAGE.efi, with a counter of boots or without.
rank_unified() {
	section=$(mktemp)
	uname=
	# What it fails on it removes.
	! objcopy -O binary --only-section=.uname --set-section-flags .uname=alloc "$3" "$section" 2>/dev/null ||
		uname=$(tr -d '\0' <"$section")
	rm -f -- "$section"
	if [ "$uname" = "$1" ]; then
		print_rank 1 "$3"
	elif [ -z "$uname" ] && is_unified_name "$1" "$2" "$3"; then
		print_rank 3 "$3"
	fi
}

is_unified_name() {
	name=$(printf '%s\n' "${3##*/}" | sed -E 's/\.[eE][fF][iI]$//; s/\+[0-9]+(-[0-9]+)?$//')
	[ "$name" != "${3##*/}" ] || return
	for known in $(names_of "$1" "$2" | sed 's/^[A-Za-z]*-//'); do
		case $name in "$known"|*[-_]"$known") return 0 ;; esac
	done
	return 1
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
