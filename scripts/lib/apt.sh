# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# apt.sh - finds a package in the archive without touching the host's own apt state, and
# unpacks it without installing it.
#
# Needs common.sh.

# Newer than any release a host may run; every Debian mirror has them under these names.
apt_suites='stable stable-backports testing unstable experimental'
# Of the host's architecture, unless apt_ask names another, and then nothing else is asked.
apt_folder=apt apt_arch='' apt_only=''
apt_isolated=
apt_version='' apt_size='' apt_error=''
# What apt says is looked for in its answers.
export LC_ALL=C

# apt-get, with the host's configuration or, once apt_isolate was called, with ours.
apt_get() { apt_tool apt-get "$@"; }

apt_tool() {
	tool=$1
	shift
	# Downloads go where an unprivileged _apt cannot write; this also keeps apt from warning of it.
	[ "$(id -u)" -ne 0 ] || set -- -o APT::Sandbox::User=root "$@"
	if [ -n "$apt_isolated" ]; then
		set -- -o Dir::Etc::SourceList="$apt_isolated/sources.list" -o Dir::Etc::SourceParts=/dev/null \
			-o Dir::State::Lists="$apt_isolated/lists" -o Dir::Cache="$apt_isolated" \
			-o Acquire::Languages=none "$@"
		# The newest on offer, whatever the host has installed, and of backports, too.
		[ -z "$apt_only" ] || set -- -o Dir::State::status=/dev/null \
			-o Dir::Etc::Preferences="$apt_isolated/preferences" -o Dir::Etc::PreferencesParts=/dev/null "$@"
		[ -z "$apt_arch" ] || set -- -o APT::Architectures::="$apt_arch" "$@"
	fi
	# In a subshell of its own, with apt_exec=exec, it is what $! names.
	${apt_exec-} "$tool" "$@"
}

# From here on apt_find asks these suites alone, with lists in FOLDER of the cache: apt_ask FOLDER
# ARCH SUITE... - ARCH as Debian calls it; empty for the host's.
apt_ask() {
	apt_folder=$1 apt_arch=$2 apt_only=yes
	shift 2
	apt_suites=$*
}

# Sets apt_version and apt_size: apt_find PACKAGE. Else apt_error says why not.
apt_find() {
	apt_isolated=
	if [ -z "$apt_only" ]; then
		apt_candidate "$1" && return
	fi
	apt_error="not in the suites that apt is configured for"
	apt_isolate || return 1
	# What was read yesterday may name a version that the mirror no longer has.
	if [ -n "$(find "$apt_isolated/updated" -mmin -1440 2>/dev/null)" ] && apt_candidate "$1"; then
		return
	fi
	if [ -n "$apt_only" ]; then
		say "asking $apt_mirror for $1"
	else
		say "$1 is not in the configured suites: asking $apt_mirror for newer ones"
	fi
	mkdir -p -- "$apt_isolated/lists/partial" "$apt_isolated/archives/partial"
	if ! apt_get -q update >"$apt_isolated/update.log" 2>&1 && ! apt_candidate "$1"; then
		apt_error="cannot read $apt_mirror: $(grep -m 1 '^[EW]:' "$apt_isolated/update.log")"
		return 1
	fi
	date >"$apt_isolated/updated"
	apt_error="neither in the configured suites nor in $apt_suites of $apt_mirror"
	[ -z "$apt_only" ] || apt_error="not in $apt_suites of $apt_mirror"
	apt_candidate "$1"
}

# Of the newest version on offer, whatever the pinning: nothing is installed.
apt_candidate() {
	apt_record=$(apt_tool apt-cache show --no-all-versions "$1" 2>/dev/null) || return 1
	apt_version=$(printf '%s\n' "$apt_record" | sed -n 's/^Version: //p;/^$/q')
	apt_size=$(printf '%s\n' "$apt_record" | sed -n 's/^Size: //p;/^$/q')
	[ -n "$apt_version" ] && [ -n "$apt_size" ]
}

apt_isolate() {
	if ! grep -q '^ID="\{0,1\}debian"\{0,1\}$' /etc/os-release; then
		apt_error="$apt_error, and this is no Debian, of which the names of other suites are known"
		return 1
	fi
	# Of what an update would read: that is known without lists, and to users without root.
	apt_mirror=$(apt-get --print-uris update 2>/dev/null |
		sed -n "/security/d; s|^'\([^']*[^/]\)/*/dists/.*|\1|p" | head -n 1)
	[ -n "$apt_mirror" ] || {
		apt_error="$apt_error, and they name no Debian mirror"
		return 1
	}
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	apt_isolated=$cache/$apt_folder
	mkdir -p -- "$apt_isolated"
	for suite in $apt_suites; do
		echo "deb [signed-by=$keyring${apt_arch:+ arch=$apt_arch}] $apt_mirror $suite main"
	done >"$apt_isolated/sources.list"
	printf 'Package: *\nPin: release *\nPin-Priority: 500\n' >"$apt_isolated/preferences"
}

# Unpacks the newest of each into FOLDER of the cache, all of them or nothing: unpack_packages
# FOLDER PACKAGE...
unpack_packages() {
	unpacked=$1
	shift
	needs dpkg-deb
	make_scratch "$cache"
	mkdir -- "$scratch/tree"
	for package in "$@"; do
		apt_find "$package" || fail "cannot find $package: $apt_error"
		(cd -- "$scratch" && apt_get -q download "$package=$apt_version" >apt.log 2>&1) ||
			fail "cannot download $package: $(grep -m 1 '^[EW]:' "$scratch/apt.log" || tail -n 1 "$scratch/apt.log")"
	done
	for package in "$scratch"/*.deb; do
		dpkg-deb -x "$package" "$scratch/tree" || fail "cannot unpack $package: is the disk full?"
	done
	rm -rf -- "$unpacked"
	mv -T -- "$scratch/tree" "$unpacked"
}
