#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernels that are named on the command line and described nowhere.
# shellcheck source=tests/tap.sh
. tests/tap.sh
export CACHE="$scratch/cache"

# needed - what guest-needs.config and what completes it on x86-64 list.
needed() {
	echo CONFIG_X86_64=y
	grep -h '^CONFIG' configs/kernels/guest-needs.config configs/kernels/guest-needs-x86_64.config
}

built=$scratch/built
mkdir -p "$built/include/config" "$built/arch/x86/boot"
echo 6.12.0-mine >"$built/include/config/kernel.release"
cp /bin/true "$built/vmlinux"
{ needed; echo CONFIG_PVH=y; } >"$built/.config"
run scripts/build-kernel "$built"
claim 'a built tree is a kernel' [ "$status" -eq 0 ]
claim 'its image is the vmlinux' [ -s "$output/image" ]
claim 'the module is built against it' [ "$(readlink -f "$output/build")" = "$(readlink -f "$built")" ]
claim_has 'the release is that of the tree' "$(cat "$output/kernel.json")" '"release": "6.12.0-mine"'
first=$output
cp /bin/false "$built/vmlinux"
run scripts/build-kernel "$built"
claim 'built again, it is another kernel' [ "$status" -eq 0 -a "$output" != "$first" ]
claim 'of another name' [ "$(cut -d , -f 1 "$output/kernel.json")" != "$(cut -d , -f 1 "$first/kernel.json")" ]
run scripts/build-kernel "$first"
claim 'a folder of build-kernel is a kernel, as it is' [ "$output" = "$first" ]
run scripts/build-kernel "$built" --change COPYING
claim 'what is built takes no change' [ "$status" -eq 2 ]

needed | grep -v 'VIRTIO_CONSOLE\|DEVTMPFS' >"$built/.config"
echo bzImage >"$built/arch/x86/boot/bzImage"
run scripts/build-kernel "$built"
claim 'one that cannot be a guest is refused' [ "$status" -eq 2 ]
claim_has 'and what is missing is named' "$output" 'cannot be a guest here: its .config is without CONFIG_DEVTMPFS=y CONFIG_VIRTIO_CONSOLE=y$'
needed >"$built/.config"
run scripts/build-kernel "$built"
claim 'without PVH the bzImage is taken' grep -q bzImage "$output/image"
rm "$built/arch/x86/boot/bzImage"
run scripts/build-kernel "$built"
claim_has 'one that cannot be booted is told so' "$output" 'has no arch/x86/boot/bzImage, and its vmlinux no CONFIG_PVH=y'
rm "$built/.config"
run scripts/build-kernel "$built"
claim_has 'half a tree is told what it lacks' "$output" 'not a built kernel: has no .config'

echo image >"$scratch/bzImage"
run scripts/build-kernel "$scratch/bzImage:$built"
claim 'an image and a build tree are a kernel' [ "$status" -eq 0 -a "$(cat "$output/image")" = image ]
mkdir -p "$scratch/modules"
run scripts/build-kernel "$scratch/bzImage:$scratch/modules"
claim 'a folder that modules cannot be built against is refused' [ "$status" -eq 2 ]
claim_has 'and named' "$output" 'modules holds nothing to build a module against'
ln -s "$built" "$scratch/modules/build"
run scripts/build-kernel "$scratch/bzImage:$scratch/modules"
claim 'that of /lib/modules will do' [ "$status" -eq 0 ]
run scripts/build-kernel /nosuch/tree
claim 'what is nothing is wrong usage' [ "$status" -eq 2 ]

# Two revisions of a git tree.
if ! command -v git >/dev/null; then
	skip 'revisions of a git tree share files' 'no git'
	claims_done
fi
tree=$scratch/linux
mkdir -p "$tree/mm"
echo 'all:' >"$tree/Makefile"
for name in a b c gone; do echo "$name" >"$tree/mm/$name.c"; done
in_tree() { git -C "$tree" -c user.name=a -c user.email=a@example.org "$@" >/dev/null 2>&1; }
in_tree init && in_tree add . && in_tree commit -m one && in_tree tag v1
echo changed >"$tree/mm/b.c"
rm "$tree/mm/gone.c"
in_tree add -A && in_tree commit -m two && in_tree tag v2
run scripts/fetch-kernel "$tree@v1"
one=$output
run scripts/fetch-kernel "$tree@v2"
two=$output
claim 'two revisions are two sources' [ "$one" != "$two" ]
claim 'what is the same is the same file' [ "$one/mm/a.c" -ef "$two/mm/a.c" ]
claim 'what changed is another' [ "$(cat "$one/mm/b.c" "$two/mm/b.c" | paste -sd ' ' -)" = 'b changed' ]
claim 'what went away is not there' [ -e "$one/mm/gone.c" -a ! -e "$two/mm/gone.c" ]
claim 'each is what git has' sh -c "git -C '$tree' archive v2 | tar -x -C '$scratch/modules' && diff -r '$scratch/modules/mm' '$two/mm'"

claims_done
