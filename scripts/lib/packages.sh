# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# packages.sh - what dexbench needs of each distribution.
#
# Needs common.sh.

# One row per need, one column per family of distributions; - where it has no such package,
# or needs none. Columns: Debian and Ubuntu, Fedora, openSUSE, Arch. A line "# TIER: ..." begins
# those of a tier, and `make deps TARGET` installs the tiers of TARGET alone.
package_table='
# build: dexbench and dexcompare, and what tells functions and kernels apart
gcc              gcc                     gcc                  gcc
make             make                    make                 make
pkg-config       pkgconf-pkg-config      pkg-config           pkgconf
libc6-dev        glibc-devel             glibc-devel          glibc
libhwloc-dev     hwloc-devel             hwloc-devel          hwloc
libnuma-dev      numactl-devel           libnuma-devel        numactl
libjansson-dev   jansson-devel           libjansson-devel     jansson
liburing-dev     liburing-devel          liburing-devel       liburing
libgsl-dev       gsl-devel               gsl-devel            gsl
-                libperf-devel           -                    -
git              git-core                git-core             git
libdw-dev        elfutils-devel          libdw-devel          libelf
xz-utils         xz                      xz                   xz
# guests: to build kernels and the module, and to boot them
flex             flex                    flex                 flex
bison            bison                   bison                bison
bc               bc                      bc                   bc
libelf-dev       elfutils-libelf-devel   libelf-devel         libelf
binutils         binutils                binutils             binutils
python3          python3                 python3              python
perl             perl-interpreter        perl                 perl
qemu-system-x86  qemu-system-x86-core    qemu-x86             qemu-system-x86
busybox-static   busybox                 busybox-static       busybox
cpio             cpio                    cpio                 cpio
kmod             kmod                    kmod                 kmod
# charts: and the picture of the machine
gnuplot-nox      gnuplot                 gnuplot              gnuplot
fonts-dejavu-core  dejavu-sans-fonts     dejavu-fonts         ttf-dejavu
hwloc-nox        hwloc                   hwloc                hwloc
# checks: of scripts, module, results and manual pages, and what tests take
coccinelle       coccinelle              coccinelle           -
shellcheck       ShellCheck              ShellCheck           shellcheck
shfmt            shfmt                   shfmt                shfmt
sparse           sparse                  sparse               sparse
jq               jq                      jq                   jq
strace           strace                  strace               strace
parallel         parallel                gnu_parallel         parallel
procps           procps-ng               procps               procps-ng
e2fsprogs        e2fsprogs               e2fsprogs            e2fsprogs
python3-jsonschema  python3-jsonschema   python3-jsonschema   python-jsonschema
groff-base       groff-base              groff                groff
# reboots: to boot installed kernels in turn, and to test that; make asks for them outside of containers
kexec-tools      kexec-tools             kexec-tools          kexec-tools
systemd          systemd                 systemd              systemd
# packaging: the packages of this distribution, and what they are checked with
dpkg-dev         rpm-build               rpm-build            base-devel
debhelper        -                       -                    -
dh-dkms          -                       -                    -
dkms             -                       -                    -
lintian          -                       -                    -
'

# The commands that scripts, tests and the Makefile call, after the package of Debian that has each;
# scripts/check-tools finds one that is not here.
tool_table='
gcc              gcc
make             make
pkg-config       pkg-config
git              git
flex             flex
bison            bison
bc               bc
binutils         nm objcopy readelf strip
xz-utils         xz
coccinelle       spatch
perl             perl prove
qemu-system-x86  qemu-system-x86_64
busybox-static   busybox
cpio             cpio
kmod             insmod modinfo modprobe rmmod
kexec-tools      kexec
systemd          bootctl systemctl
e2fsprogs        mkfs.ext4
gnuplot-nox      gnuplot
hwloc-nox        hwloc-calc
shellcheck       shellcheck
shfmt            shfmt
jq               jq
strace           strace
parallel         parallel
procps           pgrep pkill
python3-jsonschema  python3
groff-base       groff
dpkg-dev         dpkg-buildpackage dpkg-checkbuilddeps dpkg-parsechangelog
dkms             dkms
lintian          lintian
'
# Those that every system has: of packages that Debian calls required or essential, and of apt.
base_tools='apt-get apt-cache awk base64 basename bash cat chmod chown cmp comm cp cut date dd
debconf-set-selections dirname dmesg dpkg dpkg-deb dpkg-query du env expand find flock grep gzip head iconv id install join
ldd ln ls mkdir mkfifo mktemp mount mv nproc od paste prlimit readlink realpath rm rmdir script sed seq setpriv setsid sh
sha256sum sleep sort split stat sync tail tar taskset tee timeout touch tr truncate umount uname uniq wc
xargs'
# Those that are only called where they are: of other distributions and kinds of init, of kselftest, or after
# `command -v`. clang, for `make fuzz` alone, is 230 MB.
found_tools='b4 benchstat clang man pacman reboot rpm rsync run_many sbatch sinfo
munged slurmctld slurmd squeue'

# The packages of COLUMN, one a line, of all tiers or of TIER: packages_of 1..4 [TIER].
packages_of() {
	printf '%s\n' "$package_table" | awk -v column="$1" -v wanted="${2-}" '
	/^#/ { tier = $2; next }
	NF == 4 && $column != "-" && (wanted == "" || tier == wanted ":") { print $column }'
}

tiers_known() { printf '%s\n' "$package_table" | sed -n 's/^# \([a-z]*\):.*/\1/p' | paste -sd ' ' -; }

# What guests of another architecture take, on Debian: cross_packages ARCH. The libraries
# are multiarch ones, beside the host's, or unpacked in the cache: scripts/find-for-guest.
cross_packages() {
	case $1 in
	aarch64)
		echo qemu-system-arm
		echo gcc-aarch64-linux-gnu
		;;
	x86_64)
		echo qemu-system-x86
		echo gcc-x86-64-linux-gnu
		;;
	riscv64)
		echo gcc-riscv64-linux-gnu
		echo libc6-dev-riscv64-cross
		;;
	esac
	set_arch "$1"
	is_unpacked && return
	debian=$arch_debian
	for library in libhwloc-dev libnuma-dev libjansson-dev liburing-dev; do echo "$library:$debian"; done
}

# Sets $family to one that the table has, or to nothing, and $column to what it calls packages.
find_family() {
	family='' column=1
	# The tests name another file, to be on another distribution.
	: "${OS_RELEASE:=/etc/os-release}"
	[ -r "$OS_RELEASE" ] || return 0
	# "ID_LIKE" lets derived distributions in; quotes are optional in that file.
	ids=$(sed -n 's/^ID=//p; s/^ID_LIKE=//p' "$OS_RELEASE" | tr -d '"'"'" | paste -sd ' ' -)
	for id in $ids; do
		case $id in
		debian|ubuntu) family=debian column=1 ;;
		fedora|rhel|centos) family=fedora column=2 ;;
		opensuse*|suse|sles) family=opensuse column=3 ;;
		arch) family=arch column=4 ;;
		*) continue ;;
		esac
		return
	done
}

# Prints those of $wanted that the host does not have, by their own name or by one that provides it.
missing_packages() {
	# shellcheck disable=SC2086
	case $family in
	fedora|opensuse)
		for package in $wanted; do
			rpm -q --whatprovides "$package" >/dev/null 2>&1 || echo "$package"
		done
		;;
	arch) pacman -T $wanted || : ;;
	*)
		# One call for all: it is asked at every `make deps`. hwloc is hwloc-nox with windows, and
		# excludes it.
		# shellcheck disable=SC2016
		have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n${db:Status-Status} ${Package}:${Architecture}\n' \
			$wanted hwloc 2>/dev/null | sed -n 's/^installed hwloc$/installed hwloc-nox/; s/^installed //p')
		for package in $wanted; do
			printf '%s\n' "$have" | grep -qxF -- "$package" || printf '%s\n' "$package"
		done
		;;
	esac
}

# The command that installs: its words.
install_command() {
	case $family in
	debian) echo apt-get install --yes --no-install-recommends ;;
	fedora) echo dnf install --assumeyes --setopt=install_weak_deps=False ;;
	opensuse) echo zypper --non-interactive install --no-recommends ;;
	arch) echo pacman -S --needed --noconfirm ;;
	esac
}
