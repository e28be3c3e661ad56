#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `make bench` as developers of the kernel call it in a guest: under vng, the distribution's
# where it has one, else from a newer suite. Nothing is installed here: it runs where it was unpacked.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# vng mounts an empty tmpfs on these in its guest.
case $PWD/ in
/tmp/*|/var/tmp/*)
	skip 'make bench under vng' "the tree is in $PWD, which vng hides from its guest"
	claims_done
	;;
esac

# Prints the folders of what vng is and needs, or nothing where one cannot be had.
unpack_vng() {
	for package in virtme-ng python3-argcomplete python3-requests python3-urllib3 python3-idna \
		python3-certifi python3-charset-normalizer; do
		scripts/fetch-package "$package" 2>"$scratch/why" || return
	done
}
if [ ! -x /usr/bin/python3 ] || ! folders=$(unpack_vng); then
	skip 'make bench under vng' "vng cannot be had: $(tail -n 1 "$scratch/why" 2>/dev/null || echo no /usr/bin/python3)"
	claims_done
fi

# A copy, for its init wants udev, and a container has none: all that it is to do is to name ports.
mkdir "$scratch/vng"
for folder in $folders; do cp -a "$folder/." "$scratch/vng"; done
packages=$scratch/vng/usr/lib/python3/dist-packages
if ! command -v udevadm >/dev/null; then
	cat >"$scratch/udevd" <<'END'
#!/bin/sh
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do
	[ ! -s "$port/name" ] || ln -sf "../${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"
done
END
	chmod 755 "$scratch" "$scratch/udevd"
	sed -i "s|udevd_ref=\"\$(command -v udevd)\"|udevd_ref=$scratch/udevd|" "$packages/virtme/guest/virtme-init"
fi

kernel=$(realpath "$(scripts/build-kernel userland)")
scripts/build-module "$kernel/build" >/dev/null
# Emulated, as all guests of the tests: a /dev/kvm need not work.
cache=$(realpath "${CACHE:-$HOME/.cache/dexbench}")
run env PATH="$scratch/vng/usr/bin:$PATH" PYTHONPATH="$packages" timeout 900 /usr/bin/python3 "$scratch/vng/usr/bin/vng" --run "$kernel/image" \
	--disable-kvm --qemu-opts='-cpu max' --user root --cpus 2 --memory 2G -- \
	"cd '$PWD' && make BUILD='$BUILD' CACHE='$cache' KDIR='$kernel/build' RESULTS=/tmp/results bench; echo bench ended \$?; ls -d /sys/module/dexdev || :"

claim 'vng ends well' [ "$status" -eq 0 ]
claim_has 'make bench measures the running kernel' "$output" 'Measuring the running kernel, 6\.12'
claim_has 'and ends 0' "$output" 'bench ended 0'
claim_has 'with the entry of a clean folio writable and clean, as on a patched kernel' "$output" ' 1\+0 +w-ys-'
claim_lacks 'the module is gone afterwards' "$output" '^/sys/module/dexdev'

claims_done
