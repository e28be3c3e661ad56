#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Debian source package as it is laid out; tests/long/deb.t builds it.
# slow: lays out whole source packages
# shellcheck source=tests/tap.sh
. tests/tap.sh

run packaging/build-deb --help
claim_has '--help tells the usage' "$output" '^usage: build-deb'
run packaging/build-deb --nosuch
claim 'another option is wrong usage' [ "$status" -eq 2 ]
run packaging/build-deb one two
claim 'so is a second folder' [ "$status" -eq 2 ]
mkdir "$scratch/bin"
for tool in dirname sed rm mktemp uname awk date cat mkdir; do ln -s "$(command -v $tool)" "$scratch/bin"; done
run env "PATH=$scratch/bin" /bin/sh packaging/build-deb "$scratch/none"
claim 'without dpkg-buildpackage there is no package' [ "$status" -eq 1 ]
claim_has 'and what to install is said' "$output" '^build-deb: dpkg-buildpackage is not installed: run sudo make deps DEB=yes'

# A repository of its own, so that this tree's commits, or that it has none, have no part in it.
tree=$scratch/tree
mkdir "$tree"
tar -c --exclude=./build --exclude=./results --exclude=./debian --exclude=./.git . | tar -x -C "$tree"
rm -rf "$tree/configs/plans"
mkdir "$tree/configs/plans" "$tree/build"
cp configs/plans/smoke.plan "$tree/configs/plans"
# Of a tree that came out of an archive itself, too.
sed -i "s/^archived='.*'/archived='\$Format:%H\$'/" "$tree/scripts/write-version"
laid_out() { "$tree/packaging/build-deb" --layout-only "$scratch/deb" 2>"$scratch/said"; }
version_of() { sed -n '1s/^dexbench (\(.*\)) .*/\1/p' "$1/debian/changelog"; }
upstream=$(cat VERSION)

at=$(laid_out)
claim 'a tree that is no repository is packed' [ -n "$at" ]
claim 'as the version that dexbench has' [ "$(version_of "$at")" = "$upstream" ]
claim 'without what was built in it' [ ! -e "$at/build" -a -e "$at/Makefile" ]
claim 'debian/ is where Debian has it' [ -x "$at/debian/rules" -a -f "$at/debian/changelog" ]
claim 'of a native package' grep -qx '3.0 (native)' "$at/debian/source/format"
rm -rf "$tree/build"

(cd "$tree" && git init -q && git add -A && git -c user.name=a -c user.email=a@b.invalid commit -q -m one) >/dev/null 2>&1
commit=$(git -C "$tree" rev-parse HEAD)
at=$(laid_out)
short=$(printf '%.12s' "$commit")
claim_has 'before its release, a commit sorts before it' "$(version_of "$at")" "^$upstream~git[0-9]{12}\\.$short\$"
claim 'all of it is said to be packed' [ ! -s "$scratch/said" ]
(cd "$at" && scripts/write-version "$scratch/version.h")
claim_has 'the source knows its commit' "$(cat "$scratch/version.h")" "DEXBENCH_COMMIT \"$short\""
: >"$tree/more"
at=$(laid_out)
claim_has 'what is not committed is told' "$(cat "$scratch/said")" '^build-deb: packs the last commit; what is not committed'
claim 'and left out' [ ! -e "$at/more" ]
rm "$tree/more"
git -C "$tree" tag "v$upstream"
claim 'the release is the version itself' [ "$(version_of "$(laid_out)")" = "$upstream" ]
(cd "$tree" && git -c user.name=a -c user.email=a@b.invalid commit -q --allow-empty -m two) >/dev/null 2>&1
at=$(DEBFULLNAME='A Builder' DEBEMAIL=b@c.invalid laid_out)
claim_has 'and what follows it sorts after it' "$(version_of "$at")" "^$upstream\\+git[0-9]{12}\\."
claim_has 'the changelog is signed by who builds' "$(cat "$at/debian/changelog")" '^ -- A Builder <b@c.invalid>  [A-Z][a-z]{2}, '
if command -v dpkg-parsechangelog >/dev/null; then
	run dpkg-parsechangelog -l "$at/debian/changelog" -S Version
	claim 'dpkg reads it' [ "$status" -eq 0 -a "$output" = "$(version_of "$at")" ]
else
	skip 'dpkg reads the changelog' 'dpkg-dev is not installed'
fi

# The last paragraph of debian/copyright that matches a file, as dpkg reads it, against the file's SPDX line.
git ls-files --cached --others --exclude-standard 2>/dev/null | grep -v '^packaging/debian/copyright$' |
	while read -r file; do
		[ -f "$file" ] || continue
		said=$(head -n 3 "$file" | sed -n 's/.*SPDX-License-Identifier: \([A-Za-z0-9.+-]*\).*/\1/p')
		[ -z "$said" ] || echo "$file $said"
	done >"$scratch/spdx"
sed -n '/^Files: /,/^License: /{s/^Files: *\|^  *//;p}' packaging/debian/copyright | awk '
	/^(Copyright|Comment): / { next }
	/^License: / { for (i = 1; i <= n; i++) print patterns[i], $2; n = 0; next }
	{ patterns[++n] = $1 }' >"$scratch/patterns"
output=$(while read -r file said; do
	got=
	while read -r pattern license; do
		# shellcheck disable=SC2254 # a pattern
		case $file in $pattern) got=$license ;; esac
	done <"$scratch/patterns"
	[ "$got" = "$said" ] || echo "$file: $said, but in debian/copyright $got"
done <"$scratch/spdx")
if [ -s "$scratch/spdx" ]; then
	claim "debian/copyright agrees with each file's SPDX line" [ -z "$output" -a "$(wc -l <"$scratch/patterns")" -ge 9 ]
else
	skip "debian/copyright agrees with each file's SPDX line" 'this is no git tree'
fi
# What make deps installs to build dexbench is what the package is built with.
output=$(sed -n '/^# to build dexbench/,/^# to build kernels/p' scripts/lib/packages.sh | awk '!/^#/ && $1 ~ /^lib/ && $1 != "libc6-dev" { print $1 }' |
	while read -r package; do
		sed -n '/^Build-Depends:/,/^$/p' packaging/debian/control | grep -qE "(^| )$package(,|\$)" || echo "$package"
	done)
claim 'the libraries of make deps are among Build-Depends' [ -z "$output" ]
for line in 'packaging/dexbench.spec:Version: *' packaging/PKGBUILD:pkgver=; do
	claim "${line%%:*} has the version" grep -qx "${line#*:}$(cat VERSION)" "${line%%:*}"
done
claims_done
