#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# the kernel cache: what it holds, and what is removed, never what is used.
# slow: counts the bytes of folders
# shellcheck source=tests/tap.sh
. tests/tap.sh

export CACHE="$scratch/cache"
unset DEXBENCH_JOB
# make_cached NAME DAYS - a kernel of 2 MiB that was last used so many days ago.
make_cached() {
	mkdir -p "$CACHE/kernels/$1/source/build" "$CACHE/kernels/$1/users"
	head -c 2097152 /dev/zero >"$CACHE/kernels/$1/source/build/vmlinux"
	: >"$CACHE/kernels/$1/kernel.json"
	touch -d "$2 days ago" "$CACHE/kernels/$1/used" "$CACHE/kernels/$1/kernel.json"
}
left() { (cd "$CACHE/kernels" && ls -d ./*/kernel.json) | cut -d / -f 2 | sort | paste -sd ' ' -; }

for age in 1 2 3 4 5; do make_cached "k$age" $age; done
mkdir -p "$CACHE/kernels/half/source"
run scripts/cache
claim 'what the cache holds is shown' [ "$status" -eq 0 ]
claim_has 'with size and last use' "$output" \
	"^ +2  $(date -d '5 days ago' +%F) [0-9:]{5}  kernels/k5\$"
claim_has 'and what all of it takes' "$output" '^ +10 +total'

sleep 60 &
user=$!
: >"$CACHE/kernels/k5/users/$user"
: >"$CACHE/kernels/k3/users/999999999"
run scripts/cache
claim_has 'what is in use is told' "$output" 'kernels/k5, in use$'
(exec 9>"$CACHE/kernels/.k4.lock" && flock 9 && sleep 60) &
locker=$!
while flock -n "$CACHE/kernels/.k4.lock" true; do sleep 0.1; done
run make -s cache PRUNE=7M BUILD="$scratch/build"
claim 'the least recently used are removed' [ "$status" -eq 0 ]
claim_has 'in a line' "$output" '^cache: removed the 2 least recently used kernels, 3 are left: '
claim 'but for one that is used, and one that is built' [ "$(left)" = 'k1 k4 k5' ]
claim 'a build that was interrupted stays' [ -d "$CACHE/kernels/half" ]
run scripts/cache --prune 1M
claim_has 'what cannot be removed is told' "$output" 'what is left is more: it is in use'
claim 'used and built kernels stay in any case' [ "$(left)" = 'k4 k5' ]
kill "$user" "$locker"
wait 2>/dev/null
run scripts/cache --keep 1
claim 'all but the last can be removed' [ "$(left)" = k4 ]

for age in $(seq 20); do make_cached "m$age" "$age"; done
scripts/cache --keep 5 2>"$scratch/log.1" &
scripts/cache --keep 5 2>"$scratch/log.2" &
wait
claim 'two may prune at once' [ "$(left)" = 'k4 m1 m2 m3 m4' ] || [ "$(left)" = 'm1 m2 m3 m4 m5' ]
run scripts/cache --prune 10
claim 'a size has a unit' [ "$status" -eq 2 ]
run env CACHE="$scratch/none" scripts/cache
claim 'no cache is no fault' [ "$status" -eq 0 ]
claims_done
