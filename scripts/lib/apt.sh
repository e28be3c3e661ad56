# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are shared with the scripts that read this file:
# shellcheck disable=SC2034,SC2154
#
# apt.sh - finds a package in the archive without touching the host's own apt state.
#
# Needs common.sh.

# Newer than any release a host may run; every Debian mirror has them under these names.
apt_suites='stable stable-backports testing unstable experimental'
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
	fi
	# In a subshell of its own, with apt_exec=exec, it is what $! names.
	${apt_exec-} "$tool" "$@"
}

# Sets apt_version and apt_size: apt_find PACKAGE. Else apt_error says why not.
apt_find() {
	apt_isolated=
	apt_candidate "$1" && return
	apt_error="not in the suites that apt is configured for"
	apt_isolate || return 1
	# What was read yesterday may name a version that the mirror no longer has.
	if [ -n "$(find "$apt_isolated/updated" -mmin -1440 2>/dev/null)" ] && apt_candidate "$1"; then
		return
	fi
	say "$1 is not in the configured suites: asking $apt_mirror for newer ones"
	mkdir -p -- "$apt_isolated/lists/partial" "$apt_isolated/archives/partial"
	if ! apt_get -q update >"$apt_isolated/update.log" 2>&1 && ! apt_candidate "$1"; then
		apt_error="cannot read $apt_mirror: $(grep -m 1 '^[EW]:' "$apt_isolated/update.log")"
		return 1
	fi
	date >"$apt_isolated/updated"
	apt_error="neither in the configured suites nor in $apt_suites of $apt_mirror"
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
		apt_error="$apt_error; name a tarball or a git tree in the kernel's description"
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
	apt_isolated=$cache/apt
	mkdir -p -- "$apt_isolated"
	for suite in $apt_suites; do
		echo "deb [signed-by=$keyring] $apt_mirror $suite main"
	done >"$apt_isolated/sources.list"
}
