#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The changes of configs/changes on the sources they are for, where these are in the
# cache, and on others, which they must refuse.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/dexbench}"

# change SOURCE CHANGE - applies it to a copy of the function alone, as the whole file takes
# seconds; false if the source is not in the cache.
change() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/mm"
	[ -f "$CACHE/sources/$1/mm/memory.c" ] || return 1
	restore "$CACHE/sources/$1" >"$scratch/tree/mm/memory.c"
	run scripts/change-kernel --source-name "$1" "$scratch/tree" "$2"
}

# restore [TREE] - prints the function that the changes are about.
restore() {
	sed -n '/^static void restore_exclusive_pte(/,/^}/p' "${1:-$scratch/tree}/mm/memory.c"
}

sentence='6.12 takes restore-follows-folio'
if change linux-source-6.12 configs/changes/restore-follows-folio.sed; then
	claim "$sentence" [ "$status" -eq 0 ]
	claim_has 'and then asks whether the page may be writable' "$(restore)" 'can_change_pte_writable'
	claim_lacks 'and not for the type of the entry' "$(restore)" 'is_writable_device_exclusive_entry|pte_to_swp_entry'
	run scripts/change-kernel --source-name twice "$scratch/tree" configs/changes/restore-follows-folio.sed
	claim 'but not twice' [ "$status" -eq 1 ]
else
	skip "$sentence" 'its source is not in the cache'
fi

sentence='6.1 refuses restore-follows-folio'
if change linux-source-6.1 configs/changes/restore-follows-folio.sed; then
	claim "$sentence" [ "$status" -eq 1 ]
	claim_has 'by name' "$output" \
		'restore-follows-folio.sed does not apply to linux-source-6.1: it matches nothing in mm/memory.c'
	claim 'in one line' [ "$(lines "$output")" -eq 1 ]
else
	skip "$sentence" 'its source is not in the cache'
fi

mkdir -p "$scratch/tree/mm"
echo 'int memory;' >"$scratch/tree/mm/memory.c"
printf '# files: mm/memory.c\n1e touch %s\n' "$scratch/PWNED" >"$scratch/shell.sed"
run scripts/change-kernel "$scratch/tree" "$scratch/shell.sed"
claim 'a script of sed starts no command' [ "$status" -eq 1 -a ! -e "$scratch/PWNED" ]

if ! command -v spatch >/dev/null; then
	skip 'semantic patches apply where they should' 'spatch is not installed'
	claims_done
fi

for release in 7.2 7.3; do
	sentence="$release takes restore-always-dirty"
	if change linux-source-$release configs/changes/restore-always-dirty.cocci; then
		claim "$sentence" [ "$status" -eq 0 ]
		claim_lacks 'and then does not look at the folio' "$(restore)" 'folio_test_dirty|can_change_pte_writable'
	else
		skip "$sentence" 'its source is not in the cache'
	fi
done

scripts/write-known-cost 37 "$scratch/plus.cocci"
sentence='6.12 takes a known cost'
if change linux-source-6.12 "$scratch/plus.cocci"; then
	claim "$sentence" [ "$status" -eq 0 ]
	claim 'once' [ "$(restore | grep -c '\.rept 37')" -eq 1 ]
else
	skip "$sentence" 'its source is not in the cache'
fi

run scripts/write-known-cost none "$scratch/plus.cocci"
claim 'a known cost is a number' [ "$status" -eq 2 ]
sed -i '/files:/d' "$scratch/plus.cocci"
mkdir -p "$scratch/tree"
run scripts/change-kernel "$scratch/tree" "$scratch/plus.cocci"
claim_has 'a semantic patch says which files it is for' "$output" "plus.cocci: has no line '// files:"

claims_done
