#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make deb: the packages are built, hold what make install does, and work; dkms builds the module.
# Nothing is installed on this machine.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}

for tool in dpkg-buildpackage dh dh_dkms; do
	command -v "$tool" >/dev/null && continue
	skip 'the Debian packages' "$tool is not installed: make deps DEB=yes"
	claims_done
done
if ! git rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
	skip 'the Debian packages' 'this is no git tree'
	claims_done
fi

# What is here, committed or not, in a repository of its own.
tree=$scratch/tree
mkdir "$tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar -c -T - | tar -x -C "$tree"
(cd "$tree" && git init -q && git add -A && git -c user.name=a -c user.email=a@b.invalid commit -q -m one) >/dev/null 2>&1

# A folder of a kernel's source is as good as the package of it, which is large; dpkg would ask for that.
arguments=
if ls /usr/src/linux-source-*.tar.xz >/dev/null 2>&1 && dpkg-checkbuilddeps packaging/debian/control >/dev/null 2>&1; then
	claim "what is to be built with is installed" true
else
	skip 'what is to be built with is installed' 'not linux-source-6.12, and its source in the cache does as well'
	arguments=-d
	export LIBPERF_SOURCE="$cache/sources/linux-source-6.12"
	[ -d "$LIBPERF_SOURCE" ] || { skip 'the Debian packages' "no source of a kernel is there: scripts/fetch-kernel linux-source-6.12"; claims_done; }
fi
# The fast tests are of this very make check already.
run env DEB_BUILD_OPTIONS=nocheck DEB_BUILD_ARGUMENTS="$arguments" CACHE=/nonexistent "$tree/packaging/build-deb" "$scratch/deb"
claim 'the source package and the packages are built' [ "$status" -eq 0 ]
[ "$status" -eq 0 ] || tail -n 30 "$scratch/deb/log" | sed 's/^/#   | /'
tool=$(find "$scratch/deb" -name 'dexbench_*_*.deb')
module=$(find "$scratch/deb" -name 'dexdev-dkms_*_all.deb')
claim 'a package of the tools, one of the module, one of the source' \
	[ -f "$tool" -a -f "$module" -a -n "$(find "$scratch/deb" -name 'dexbench_*.dsc')" ]
if [ ! -f "$tool" ] || [ ! -f "$module" ]; then claims_done; fi
output=$(tar -tJf "$scratch"/deb/dexbench_*.tar.xz)
claim_lacks 'the source holds nothing that was built' "$output" '\.(o|ko|a)$|/debian/(cache|linux|tmp)/'

root=$scratch/root
dpkg-deb -x "$tool" "$root"
make -s --no-print-directory install BUILD="$BUILD" DESTDIR="$scratch/made" PREFIX=/usr 2>/dev/null
files_of() { (cd "$1" && find . ! -type d | sed 's/\.gz$//' | grep -vE "$2" | sort); }
files_of "$root" 'usr/share/doc/dexbench/(copyright|changelog)|usr/share/lintian/|libexec/dexbench/[a-z0-9_]*/' >"$scratch/packed"
files_of "$scratch/made" '/installed$|/COPYING$|libexec/dexbench/[a-z0-9_]*/' >"$scratch/installed"
claim_silent 'the package holds what make install does' diff "$scratch/installed" "$scratch/packed"
claim 'which are files' [ -s "$scratch/packed" ]
claim_has 'what runs in guests has symbols' "$(readelf -sW "$root/usr/bin/dexbench")" scenario_entry_restore_read
version=$(dpkg-deb -f "$tool" Version)
claim 'the programs know the commit that they are of' \
	[ "$("$root/usr/bin/dexbench" --version | sed 's/.*(\(.*\))/\1/')" = "${version##*.}" ]
claim_has 'the libraries are depended on' "$(dpkg-deb -f "$tool" Depends)" 'libhwloc15.*libnuma1'
# shellcheck disable=SC2016
run sh -c 'cd "$1" && "$2/usr/bin/dexbench" run --quiet --output=here.jsonl baseline_syscall trials=1 pages=4 && "$2/usr/bin/dexcompare" show here.jsonl' \
	sh "$scratch" "$root"
claim 'they run' [ "$status" -eq 0 ]
run "$root/usr/bin/dexbench-ab" --plan smoke --base nosuch
claim_has 'and find their scripts and plans' "$output" 'no such kernel: nosuch; there are: .*\<base\>'
if command -v lintian >/dev/null; then
	# As root it warns of that, and of nothing else; what is overridden has its reason beside it.
	output=$(lintian --profile debian --fail-on error,warning "$scratch"/deb/*.changes 2>&1)
	claim 'lintian has no error and no warning' [ "$?" -eq 0 ]
else
	skip 'lintian has no error and no warning' 'lintian is not installed: make deps DEB=yes'
fi

dpkg-deb -x "$module" "$root"
source=$(find "$root/usr/src" -mindepth 1 -maxdepth 1 -name 'dexdev-*')
number=${source##*/dexdev-}
claim 'the module is of the same version' grep -qx "PACKAGE_VERSION=\"$number\"" "$source/dkms.conf"
diff -r kmod "$source" >"$scratch/differ"
claim 'and is compared with kmod/' [ $? -eq 1 ]
claim_silent 'and is kmod/, all of it' ends 1 grep -vE '^[<>-]|^[0-9,]+c[0-9,]+$|^diff .*dkms.conf$|^Only in kmod: .*\.(o|ko|mod|mod\.c|cmd)$' "$scratch/differ"
kernel=
for folder in "$cache"/kernels/base-*/ "$cache"/kernels/7.2-*/ "$cache"/kernels/*/; do
	[ -n "$kernel" ] || [ ! -f "$folder/kernel.json" ] || ! grep -qs '^CONFIG_X86_64=y' "$folder/build/.config" || kernel=${folder%/}
done
if ! command -v dkms >/dev/null || [ -z "$kernel" ]; then
	skip 'dkms builds the module' "dkms is not installed (make deps DEB=yes), or no kernel is in $cache"
	claims_done
fi
# shellcheck disable=SC2317 # called through run
build_with() {
	mkdir -p "$scratch/dkms" "$scratch/modules"
	dkms build -m dexdev -v "$number" -k "$(cat "$kernel/build/include/config/kernel.release")" --kernelsourcedir="$1" \
		--dkmstree "$scratch/dkms" --sourcetree "$root/usr/src" --installtree "$scratch/modules"
}
run build_with "$kernel/build"
built=$(find "$scratch/dkms" -name 'dexdev.ko*')
claim 'dkms builds the module' [ "$status" -eq 0 -a -n "$built" ]
claim 'for that kernel' text_has "$(modinfo -F vermagic "$built")" "^$(cat "$kernel/build/include/config/kernel.release") "

# The same tree as if its kernel could not make pages exclusive.
mkdir "$scratch/without"
ln -s "$kernel"/build/* "$scratch/without"
grep -v '^CONFIG_DEVICE_PRIVATE=' "$kernel/build/.config" >"$scratch/without/.config"
cp -a "$scratch/dkms" "$scratch/kept"
rm -rf "$scratch/dkms"
run build_with "$scratch/without"
claim 'a kernel without device-private memory is left out' [ "$status" -ne 0 -a -z "$(find "$scratch/dkms" -name 'dexdev.ko*')" ]
claim_has 'and dkms says that it is' "$output" 'BUILD_EXCLUSIVE|should not be built'

if [ -f "$kernel/image" ] && command -v qemu-system-x86_64 >/dev/null; then
	run "$root/usr/share/dexbench/scripts/run-in-vm" --kernel "$kernel" --vm x86_64-exact --module "$(find "$scratch/kept" -name dexdev.ko)" \
		--program "$root/usr/bin/dexbench" --output "$scratch/guest.jsonl" \
		-- /dexbench run --quiet restore_read trials=1 pages=8
	claim "in a guest, the package's program measures with that module" [ "$status" -eq 0 ]
	run "$root/usr/bin/dexcompare" show "$scratch/guest.jsonl"
	claim_has 'what a restore costs' "$output" 'restore_read'
else
	skip "in a guest, the package's program measures with that module" 'no QEMU, or no image of that kernel'
fi
claims_done
