#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What guests of riscv64 take from newer suites: which QEMU is taken, what is said where the
# archive does not have it, and that nothing half done stays.
# shellcheck source=tests/tap.sh
. tests/tap.sh
export CACHE="$scratch/cache"

if [ "$(uname -m)" = riscv64 ]; then
	skip 'nothing is unpacked' 'the host is a riscv64 one'
	claims_done
fi

mkdir "$scratch/bin"
PATH=$scratch/bin:$PATH
# command NAME FILE - a program that does as FILE's lines say.
command_is() {
	mkdir -p "$(dirname -- "$1")"
	{ echo '#!/bin/sh'; cat; } >"$1"
	chmod +x "$1"
}

installed=$scratch/bin/qemu-system-riscv64
command_is "$installed" <<'END'
echo "$*" >>"$CALLS"
case $* in *svadu=on*) exit 0 ;; esac
exit 1
END
export CALLS="$scratch/calls"
run scripts/find-for-guest qemu riscv64
claim 'an installed QEMU that knows Svadu is taken' [ "$output" = qemu-system-riscv64 ]

# One of Debian 12, and an archive that has nothing.
command_is "$installed" <<'END'
exit 1
END
command_is "$scratch/bin/apt-get" <<'END'
case $* in
*print-uris*) echo "'http://mirror.test/debian/dists/here/InRelease' mirror.test_InRelease 0" ;;
*) echo 'E: Could not resolve mirror.test' >&2; exit 100 ;;
esac
END
command_is "$scratch/bin/apt-cache" <<'END'
exit 100
END
if grep -q '^ID="\{0,1\}debian"\{0,1\}$' /etc/os-release; then
	for what in qemu libraries busybox; do
		run scripts/find-for-guest "$what" riscv64
		claim "$what: a mirror that cannot be read fails" [ "$status" -eq 1 ]
		claim_has "$what: by what was wanted and apt's reason" "$output" \
			'cannot find [a-z-]*(:riscv64)?: cannot read http://mirror.test/debian: E: Could not resolve'
		claim_silent "$what: nothing half done stays" find "$CACHE" -name "*.find-for-guest.*" -o -name tree
	done
	# Lists that can be read, and do not have it.
	command_is "$scratch/bin/apt-get" <<-'END'
	case $* in *print-uris*) echo "'http://mirror.test/debian/dists/here/InRelease' mirror.test_InRelease 0" ;; esac
	END
	run scripts/find-for-guest libraries riscv64
	claim_has 'a package that is in no list is named, with where it was looked for' "$output" \
		'cannot find libhwloc-dev:riscv64: not in stable of http://mirror.test/debian'
	claim 'backports are as good as the release itself' grep -q '^Pin: release \*$' "$CACHE/apt-riscv64/preferences"
	claim 'only such lists are read as are for that architecture' grep -q 'arch=riscv64\]' "$CACHE/apt-riscv64/sources.list"
else
	skip 'what a mirror has not' 'the host is no Debian, whose suites are known'
fi

# A package that can be downloaded, but holds something else.
command_is "$scratch/bin/apt-cache" <<'END'
printf 'Version: 1\nSize: 1\n'
END
command_is "$scratch/bin/apt-get" <<'END'
case $* in
*print-uris*) echo "'http://mirror.test/debian/dists/here/InRelease' mirror.test_InRelease 0" ;;
*download*) : >package.deb ;;
esac
END
command_is "$scratch/bin/dpkg-deb" <<'END'
mkdir -p "$3/usr/bin"
cp /bin/sh "$3/usr/bin/busybox"
END
if grep -q '^ID="\{0,1\}debian"\{0,1\}$' /etc/os-release; then
	run scripts/find-for-guest busybox riscv64
	claim 'a busybox of another architecture is refused' [ "$status" -eq 1 ]
	claim_has 'by name, with the remedy' "$output" 'usr/bin/busybox is not for riscv64: remove .*/busybox-riscv64'
fi

kept=$CACHE/qemu-riscv64
command_is "$kept/usr/bin/qemu-system-riscv64" <<'END'
exit 1
END
run scripts/find-for-guest qemu riscv64
claim 'an unpacked QEMU that does not know Svadu fails' [ "$status" -eq 1 ]
claim_has 'with the remedy' "$output" 'does not know Svadu: remove .*/qemu-riscv64'
command_is "$kept/usr/bin/qemu-system-riscv64" <<'END'
echo "$QEMU_MODULE_DIR $*" >>"$CALLS"
END
run scripts/find-for-guest qemu riscv64
claim 'one that does is taken in place of the installed one' [ "$output" = "$kept/usr/bin/qemu-system-riscv64" ]

# It takes its own firmware and modules.
if [ -x /bin/busybox ] && command -v cpio >/dev/null; then
	mkdir -p "$scratch/kernel" "$CACHE/busybox-riscv64/bin"
	echo '{}' >"$scratch/kernel/kernel.json"
	: >"$scratch/kernel/image"
	{
		printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000\363\000'
	} >"$scratch/program"
	cp "$scratch/program" "$CACHE/busybox-riscv64/bin/busybox"
	chmod +x "$CACHE/busybox-riscv64/bin/busybox"
	: >"$CALLS"
	run scripts/run-in-vm --kernel "$scratch/kernel" --vm riscv64-svade-exact --program "$scratch/program" \
		--output "$scratch/out.jsonl" -- true
	claim_has 'an unpacked QEMU boots with its own firmware and modules' "$(tail -n 1 "$CALLS")" \
		"^$kept/usr/lib/qemu -L $kept/usr/share/qemu .*-cpu rv64,svade=on,svadu=off"
else
	skip 'an unpacked QEMU boots with its own firmware' 'no static busybox or no cpio'
fi

claims_done
