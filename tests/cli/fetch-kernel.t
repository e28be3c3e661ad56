#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/fetch-kernel copies a source that symbolic links lead to; nothing in the cache leads out of it.
# slow: unpacks kernel sources that it packs itself
# shellcheck source=tests/tap.sh
. tests/tap.sh
export CACHE="$scratch/cache"

at=$scratch/user/linux
mkdir -p "$at/mm" "$at/tools"
echo 'all:' >"$at/Makefile"
echo 'char memory[] = "as it was";' >"$at/mm/memory.c"
ln -s ../mm/memory.c "$at/tools/inside"
cat >"$scratch/other.patch" <<'END'
--- a/mm/memory.c
+++ b/mm/memory.c
@@ -1 +1 @@
-char memory[] = "as it was";
+char memory[] = "as changed";
END

# is_copy FOLDER - a folder of the cache that holds the source, none of it elsewhere.
# shellcheck disable=SC2317 # called through claim
is_copy() {
	case $(readlink -f -- "$1") in "$(readlink -f -- "$CACHE")"/*) ;; *) return 1 ;; esac
	[ ! -h "$1" ] && [ -f "$1/mm/memory.c" ] || return
	find "$1" -type l >"$scratch/links" || return
	while IFS= read -r link; do
		case $(readlink -m -- "$link") in "$(readlink -f -- "$1")"/*) ;; *) return 1 ;; esac
	done <"$scratch/links"
}

# copied SENTENCE SOURCE - from an empty cache; a change of the copy changes the copy alone.
copied() {
	rm -rf "$CACHE"
	run scripts/fetch-kernel "$2"
	claim "$1: is fetched" [ "$status" -eq 0 ]
	claim "$1: is copied into the cache" is_copy "$(printf '%s\n' "$output" | tail -n 1)"
	run scripts/change-kernel "$(printf '%s\n' "$output" | tail -n 1)" "$scratch/other.patch"
	claim "$1: can be changed" [ "$status" -eq 0 ]
	claim "$1: and the user's own tree is as it was" grep -q 'as it was' "$at/mm/memory.c"
}

copied 'a folder' "$at"
ln -s linux "$scratch/user/relative"
copied 'a relative link' "$scratch/user/relative"
copied 'one with a slash at its end' "$scratch/user/relative/"
ln -s "$at" "$scratch/absolute"
copied 'an absolute link' "$scratch/absolute"
ln -s user "$scratch/middle"
copied 'a link in the middle of a path' "$scratch/middle/linux"
ln -s absolute "$scratch/chain"
copied 'a link to a link' "$scratch/chain"
ln -s ../absolute "$scratch/user/around"
copied 'a link through links' "$scratch/middle/around"

mkdir "$scratch/farm"
ln -s "$at/Makefile" "$at/mm" "$scratch/farm"
ln -s "$scratch/nosuch" "$scratch/farm/tags"
copied 'a folder of links' "$scratch/farm"
claim 'what its links lead to is copied as files and folders' [ ! -h "$(echo "$CACHE"/sources/farm_*)/mm" ]
held=$(basename "$CACHE"/sources/farm_*)
mv "$CACHE/sources/$held" "$scratch/kept"
ln -s "$at" "$CACHE/sources/$held"
run scripts/fetch-kernel "$scratch/farm"
claim 'a link in the cache is not taken for a source' is_copy "$(printf '%s\n' "$output" | tail -n 1)"
run scripts/fetch-kernel "$scratch/farm"
first=$output
claim 'it is copied once' [ "$status" -eq 0 -a "$(lines "$output")" -eq 1 ]
echo 'int more;' >>"$at/mm/memory.c"
run scripts/fetch-kernel "$scratch/farm"
claim 'and again when what a link leads to has changed' [ "$(printf '%s\n' "$output" | tail -n 1)" != "$first" ]
claim_has 'a link to nothing is reported' "$output" 'farm/tags: links to nothing: left out'
echo 'char memory[] = "as it was";' >"$at/mm/memory.c"

ln -s .. "$scratch/farm/up"
run scripts/fetch-kernel "$scratch/farm"
claim 'a link to a folder that holds the source fails' [ "$status" -eq 1 -a "$(lines "$output")" -eq 2 ]
claim_has 'and is named' "$output" 'farm/up: links to a folder that holds the source: remove it'
rm "$scratch/farm/up"

# In what others made a link that leads out is no part of the source.
tar -cf "$scratch/farm.tar" -C "$scratch" farm
run scripts/fetch-kernel "$scratch/farm.tar"
claim 'a tarball with a link that leads out fails' [ "$status" -eq 1 ]
claim_has 'and the link is named' "$output" 'farm.tar: its link [a-zA-Z]* leads out of it'
tar -czf "$scratch/linux.tar.gz" -C "$scratch/user" linux
ln -s linux.tar.gz "$scratch/tarball.tar.gz"
copied 'a link to a tarball' "$scratch/tarball.tar.gz"
as_author() { git -C "$at" -c user.name=a -c user.email=a@example.org "$@" >/dev/null; }
as_author init -q && as_author add . && as_author commit -q -m one
copied 'a link to a git tree' "$scratch/middle/around"
copied 'at a revision' "$scratch/absolute@HEAD"
ln -s / "$at/tools/root"
as_author add . && as_author commit -q -m two
run scripts/fetch-kernel "$scratch/absolute"
claim 'a git tree with a link that leads out fails' [ "$status" -eq 1 ]
claim_has 'and the link is named, of a git tree' "$output" 'absolute: its link tools/root leads out of it'

# A release where the distribution has no package of the source: here no apt is found.
mkdir -p "$scratch/mirror/v9.x" "$scratch/tools"
tar -cJf "$scratch/mirror/v9.x/linux-9.1.tar.xz" -C "$scratch/user" --exclude=root --exclude=.git linux
pin=$(sha256sum "$scratch/mirror/v9.x/linux-9.1.tar.xz" | cut -c1-64)
for tool in /bin/* /usr/bin/*; do
	case ${tool##*/} in apt-*) ;; *) ln -sf "$tool" "$scratch/tools/" ;; esac
done
# released MIRROR RELEASE [SOURCE]
# shellcheck disable=SC2317 # called through run
released() {
	env PATH="$scratch/tools" DEXBENCH_MIRROR="$1" scripts/fetch-kernel --release "$2" "${3:-linux-source-9.1}"
}
run released "file://$scratch/mirror" "9.1:$pin"
claim 'a release is taken where there is no package' [ "$status" -eq 0 ]
claim_has 'and that is said' "$output" 'linux-source-9.1: no source packages .*: taking the release 9.1$'
claim 'as a copy in the cache' is_copy "$(printf '%s\n' "$output" | tail -n 1)"
run released "$scratch/nosuch" "9.1:$pin"
claim 'once it is there, no mirror is asked' [ "$status" -eq 0 -a "$(lines "$output")" -eq 1 ]
rm -r "$CACHE"
other=$(echo "$pin" | tr 0-9a-f 1-9a-f0)
run released "file://$scratch/mirror" "9.1:$other" linux-9.1
claim 'a tarball that is not what its sha256 says fails' [ "$status" -eq 1 ]
claim_has 'and both are named' "$output" "linux-9.1.tar.xz is not what configs/kernels says: its sha256 is $pin, not $other\$"
claim_silent 'and nothing of it stays' find "$CACHE/sources" -name 'linux-*' -o -name '.fetch-kernel.*'
run released "file://$scratch/nosuch" "9.1:$pin"
claim 'a mirror that is not there fails' [ "$status" -eq 1 ]
claim_has 'and the remedy is named' "$output" 'linux-9.1.tar.xz: no such file; .*_MIRROR, or .*BASE=~/linux@v6.14'
# Downloads: by curl, and where there is none by what apt brings along.
python3 -u -c 'import functools, http.server as server, sys
handler = functools.partial(server.SimpleHTTPRequestHandler, directory=sys.argv[1])
site = server.HTTPServer(("127.0.0.1", 0), handler)
print(site.server_port)
site.serve_forever()' "$scratch/mirror" >"$scratch/port" 2>/dev/null &
site=$!
until [ -s "$scratch/port" ]; do sleep 0.1; done
for by in curl apt-helper; do
	rm -rf "$CACHE"
	[ "$by" = curl ] || rm -f "$scratch/tools/curl"
	if [ "$by" = curl ] && [ ! -e "$scratch/tools/curl" ] ||
		[ "$by" = apt-helper ] && [ ! -x /usr/lib/apt/apt-helper ]; then
		skip "a release is downloaded by $by" "$by is not installed"
		continue
	fi
	run released "http://127.0.0.1:$(cat "$scratch/port")" "9.1:$pin"
	claim "a release is downloaded by $by" is_copy "$(printf '%s\n' "$output" | tail -n 1)"
done
kill "$site"
as_author rm -q tools/root && as_author commit -q -m three && as_author tag v9.1
run released "$at" "9.1:$pin"
claim 'a git tree is a mirror by its tags' is_copy "$(printf '%s\n' "$output" | tail -n 1)"
run env PATH="$scratch/tools" scripts/fetch-kernel linux-source-9.1
claim_has 'without a release, the remedy is named, too' "$output" 'distribution; name a tree or a tarball: make'

claims_done
