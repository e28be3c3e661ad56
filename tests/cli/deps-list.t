#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/install-deps: nothing is installed.
# slow: runs install-deps on mock distributions
# shellcheck source=tests/tap.sh
. tests/tap.sh

# A folder of commands in front of the host's.
mkdir "$scratch/bin"
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
	chmod +x "$scratch/bin/$1"
}
export OS_RELEASE="$scratch/os-release"

# on ID... - a distribution on which nothing is installed.
on() {
	printf 'NAME="Some Linux"\nID=%s\nID_LIKE="%s"\n' "$1" "${2-}" >"$OS_RELEASE"
	for query in dpkg-query rpm pacman; do fake "$query" 'exit 1'; done
}
# Called through run.
# shellcheck disable=SC2317
with_fakes() { PATH=$scratch/bin:$PATH "$@"; }

on debian
run with_fakes scripts/install-deps --dry-run
claim 'a dry run ends well' [ "$status" -eq 0 ]
claim_has 'on Debian it names Debian packages' "$output" '^qemu-system-x86$'
claim 'one a line, none twice' [ "$(printf '%s\n' "$output" | sort -u | wc -l)" -eq "$(lines "$output")" ]
claim_lacks 'and nothing else' "$output" ' '

claim_lacks 'nor what packages are built with' "$output" '^debhelper$'
run with_fakes scripts/install-deps --dry-run --deb
claim_has 'which --deb adds' "$output" '^debhelper$'

on fedora
run with_fakes scripts/install-deps --deb
claim 'Fedora builds no Debian packages' [ "$status" -eq 1 ]
claim_has 'and that is said' "$output" "^install-deps: Debian's packages are built on Debian alone"
run with_fakes scripts/install-deps --dry-run
claim_has 'Fedora has a libperf' "$output" '^libperf-devel$'
on opensuse-leap 'suse opensuse'
run with_fakes scripts/install-deps --dry-run
claim_has 'openSUSE has its own names' "$output" '^qemu-x86$'
on arch
run with_fakes scripts/install-deps --dry-run
claim_has 'Arch has its own names' "$output" '^pkgconf$'
on mint 'ubuntu debian'
run with_fakes scripts/install-deps --dry-run
claim_has 'a distribution derived from Debian is one' "$output" '^libhwloc-dev$'

on somebsd
run with_fakes scripts/install-deps
claim 'an unknown distribution fails' [ "$status" -eq 1 ]
claim_has 'and is told what is needed' "$output" 'needed is .*gcc.*libhwloc-dev.*qemu'

on debian
fake id 'echo 1000'
run with_fakes scripts/install-deps
claim 'without root it fails' [ "$status" -eq 1 ]
claim_has 'with the command to run' "$output" 'run: sudo apt-get install --yes --no-install-recommends gcc make'
claim 'in one line' [ "$(lines "$output")" -eq 1 ]

fake id 'echo 0'
fake apt-get ':'
fake spatch ':'
fake pkg-config ':'
fake debconf-set-selections "cat >'$scratch/selections'"
run with_fakes scripts/install-deps
claim 'with root packages are installed' [ "$status" -eq 0 ]
claim_has 'of which none changes how the machine reboots' "$(cat "$scratch/selections")" 'load_kexec boolean false'

on fedora
fake rpm 'shift 3; printf "%s\\n" "$@"'
run with_fakes scripts/install-deps --dry-run
claim 'where nothing is missing, nothing is named' [ "$status" -eq 0 -a -z "$output" ]

run scripts/install-deps --install-all
claim 'an unknown option is wrong usage' [ "$status" -eq 2 ]
run scripts/build-libperf --nosuch
claim 'of build-libperf, too' [ "$status" -eq 2 ]

claims_done
