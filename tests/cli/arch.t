#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernels, programs and machines of another architecture: what is refused before anything is
# built or boots, and what is taken.
# slow: compiles what lib/arch has to define, and describes kernels
# shellcheck source=tests/tap.sh
. tests/tap.sh
export CACHE="$scratch/cache"
host=$(uname -m)
case $host in x86_64) other=aarch64 ;; *) other=x86_64 ;; esac

run scripts/build-kernel --arch pdp11 base
claim 'an unknown architecture is wrong usage' [ "$status" -eq 2 ]
claim_has 'and those that there are, are named' "$output" 'no such architecture: pdp11; there are: x86_64 aarch64 riscv64'
run scripts/build-module --arch pdp11 base
claim 'of a module, too' [ "$status" -eq 2 ]
run scripts/build-libperf --arch pdp11
claim 'and of libperf' [ "$status" -eq 2 ]
run scripts/find-for-guest busybox
claim 'a busybox is for an architecture' [ "$status" -eq 2 ]
run scripts/find-for-guest qemu
claim 'and so is a QEMU' [ "$status" -eq 2 ]
run scripts/find-for-guest libraries pdp11
claim 'and libraries' [ "$status" -eq 2 ]
run scripts/find-for-guest libraries "$other"
claim 'libraries that can be installed are not unpacked' [ "$status" -eq 2 ]
claim_has 'and it says so' "$output" "the libraries for $other are installed, not unpacked"

# described PATTERN LINE... - a description with these lines is refused.
described() {
	sentence=$1 pattern=$2
	shift 2
	printf '%s\n' "$@" >"$scratch/odd.kernel"
	run scripts/build-kernel ${asked:+--arch "$asked"} "$scratch/odd.kernel"
	claim "$sentence: exit 2" [ "$status" -eq 2 ]
	claim_has "$sentence: named with file and line" "$output" "$pattern"
}
: >"$scratch/some.config"
asked=
described 'a kernel of no architecture' 'odd.kernel:1: no such architecture: pdp11' 'arch pdp11'
described 'an architecture after a fragment' 'odd.kernel:3: arch must come before config' \
	'source linux-source-6.12' 'config some.config' "arch $host"
described 'a fragment of one architecture that is not there' 'odd.kernel:1: no such file: .*/nosuch.config' \
	"config_for $other nosuch.config"
asked=$host
described 'a kernel of one architecture, for another' "odd.kernel:1: this kernel is for $other, not for $host" "arch $other"

# A tree that was built for arm64.
built=$scratch/built
mkdir -p "$built/include/config" "$built/arch/arm64/boot"
echo 6.12.0-mine >"$built/include/config/kernel.release"
: >"$built/vmlinux"
{
	echo CONFIG_ARM64=y
	grep -h '^CONFIG' configs/kernels/guest-needs.config configs/kernels/guest-needs-aarch64.config
} >"$built/.config"
run scripts/build-kernel "$built"
claim 'a built tree without an image is refused' [ "$status" -eq 2 ]
claim_has 'and told what it lacks' "$output" 'cannot be booted: has no arch/arm64/boot/Image'
echo Image >"$built/arch/arm64/boot/Image"
run scripts/build-kernel "$built"
claim 'of an arm64 tree the Image is taken' grep -q Image "$output/image"
run scripts/build-kernel --arch x86_64 "$built"
claim 'it is no kernel for x86-64' [ "$status" -eq 2 ]
claim_has 'and says so' "$output" 'is built for aarch64, not for x86_64'
sed -i '/PL011/d' "$built/.config"
run scripts/build-kernel "$built"
claim_has 'a console that its guest would be silent without is asked for' "$output" 'is without CONFIG_SERIAL_AMBA_PL011_CONSOLE=y'

mkdir -p "$built/arch/riscv/boot"
printf 'CONFIG_RISCV=y\n' >"$built/.config"
grep -h '^CONFIG' configs/kernels/guest-needs.config configs/kernels/guest-needs-riscv64.config >>"$built/.config"
echo Image of riscv64 >"$built/arch/riscv/boot/Image"
run scripts/build-kernel "$built"
claim 'of a riscv64 tree its Image is taken' grep -q 'Image of riscv64' "$output/image"
run scripts/build-kernel --arch aarch64 "$built"
claim_has 'and it is none for arm64' "$output" 'is built for riscv64, not for aarch64'

# program MACHINE - an ELF header, as far as anybody looks.
program() {
	{
		printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000'
		printf '%b\000' "\\0$1"
	} >"$scratch/program"
}
mkdir "$scratch/kernel"
echo '{}' >"$scratch/kernel/kernel.json"
: >"$scratch/kernel/image"
program 267
run scripts/run-in-vm --kernel "$scratch/kernel" --vm x86_64-exact --program "$scratch/program" --output "$scratch/out" -- true
claim 'a program of another architecture does not start a guest' [ "$status" -eq 1 ]
claim_has 'and both architectures are named' "$output" 'is for aarch64, and .*x86_64-exact.vm of x86_64'
program 076
run scripts/run-in-vm --kernel "$scratch/kernel" --vm aarch64-a57-exact --program "$scratch/program" --output "$scratch/out" -- true
claim_has 'nor the other way round' "$output" 'is for x86_64, and .*aarch64-a57-exact.vm of aarch64'
sed 's/^arch .*/arch pdp11/' configs/vms/x86_64-exact.vm >"$scratch/odd.vm"
run scripts/run-in-vm --kernel "$scratch/kernel" --vm "$scratch/odd.vm" --program "$scratch/program" --output "$scratch/out" -- true
claim 'a machine of no architecture is wrong usage' [ "$status" -eq 2 ]
claim_has 'with file and line' "$output" 'odd.vm:[0-9]*: no such architecture: pdp11'

for machine in configs/vms/*.vm; do
	claim "$machine says its architecture, and QEMU's name has it" \
		grep -q "^qemu qemu-system-$(sed -n 's/^arch //p' "$machine")\$" "$machine"
	claim "$machine is called after it" [ "${machine#"configs/vms/$(sed -n 's/^arch //p' "$machine")-"}" != "$machine" ]
done

# What would be installed, on a Debian that has nothing.
mkdir "$scratch/bin"
for query in dpkg-query rpm; do
	printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/$query"
	chmod +x "$scratch/bin/$query"
done
export OS_RELEASE="$scratch/os-release"
# Called through run.
# shellcheck disable=SC2317
install_deps() { PATH=$scratch/bin:$PATH scripts/install-deps "$@"; }
echo ID=debian >"$OS_RELEASE"
run install_deps --dry-run
claim_lacks 'without an architecture no cross compiler is wanted' "$output" 'linux-gnu'
run install_deps --dry-run --arch "$other"
claim_has 'with one, it is' "$output" '^gcc-.*-linux-gnu$'
claim_has 'and the libraries of that architecture' "$output" '^libhwloc-dev:(arm64|amd64)$'
if [ "$host" != riscv64 ]; then
	run install_deps --dry-run --arch riscv64
	claim_has 'for riscv64 the C library comes with the compiler' "$output" '^libc6-dev-riscv64-cross$'
	claim_lacks 'and no library of another release is installed' "$output" ':riscv64'
fi
run install_deps --dry-run --arch "$host"
claim_lacks "guests of the host's own architecture take none" "$output" 'linux-gnu'
echo ID=fedora >"$OS_RELEASE"
run install_deps --dry-run --arch "$other"
claim 'where no such packages are known it fails' [ "$status" -eq 1 ]
claim_has 'with the reason' "$output" "guests of $other: no packages of this distribution"
printf '#!/bin/sh\necho 1000\n' >"$scratch/bin/id"
chmod +x "$scratch/bin/id"
echo ID=debian >"$OS_RELEASE"
run install_deps --arch "$other"
claim_has 'without root it says what to run' "$output" "run: sudo make deps ARCHES='$other'"

# What CONTRIBUTING.md promises of lib/arch: the compiler lists what a new file has to define.
cp -R lib/arch "$scratch/lib"
mkdir "$scratch/arch"
mv "$scratch/lib" "$scratch/arch/arch"
for header in x86 arm64 riscv64; do : >"$scratch/arch/arch/$header.h"; done
missing=$(
	for file in lib/base/clock.c lib/sys/flush.c lib/sys/machine.c lib/run/header.c \
		bench/scenarios/contend_processes.c bench/scenarios/baseline_page_zeroing.c; do
		LC_ALL=C "${CC:-cc}" -std=c11 -D_GNU_SOURCE -fsyntax-only -iquote "$scratch/arch" -iquote lib -Ibench -I. \
			-I"${BUILD:-build}" "$file" 2>&1
	done | sed -n "s/.*'\([a-z_]*\)' used but never defined.*/\1/p" | sort -u
)
declared=$(sed -n 's/^static inline .*[ *]\([a-z_]*\)(.*;$/\1/p' lib/arch/arch.h | sort -u)
output=$missing
claim 'lib/arch: the compiler names each function that a new file lacks' [ -n "$declared" -a "$missing" = "$declared" ]

claims_done
