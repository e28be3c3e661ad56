#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What dexbench reproducer writes: each program, built and run in a guest, takes as many faults and
# leaves the entry that dexbench counts and sees there; with test_hmm as many faults. Those of
# findings show what dexbench finds.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}" "${CC:=cc}"

"$BUILD/dexbench" reproducer --list >"$scratch/names"
claim 'ten scenarios and more have a reproducer' [ "$(wc -l <"$scratch/names")" -ge 10 ]
set --
while read -r name; do
	"$BUILD/dexbench" reproducer "$name" pages=64 >"$scratch/$name.c"
	claim "$name: at most 80 lines" [ "$(wc -l <"$scratch/$name.c")" -le 80 ]
	claim "$name: of at most 100 columns" [ "$(expand "$scratch/$name.c" | awk '{ if (length > most) most = length } END { print most }')" -le 100 ]
	run "$CC" -O2 -Wall -Wextra -Werror -o "$scratch/$name" "$scratch/$name.c"
	claim "$name: builds without a warning" [ "$status" -eq 0 ]
	set -- "$@" --file "$scratch/$name:/reproduce/$name"
	echo "$name pages=64 trials=2" >>"$scratch/run.plan"
done <"$scratch/names"

cat >"$scratch/session" <<'END'
#!/bin/sh
/dexbench run --quiet --kernel-info /kernel.json --accept-findings --output "$DEXBENCH_OUTPUT" \
	/run.plan || exit
for program in /reproduce/*; do
	status=0
	"$program" >/tmp/said || status=$?
	echo "dexdev ${program##*/} $status" $(/bin/busybox cat /tmp/said)
done
/bin/busybox rmmod dexdev
for program in /reproduce/*; do
	status=0
	"$program" >/tmp/said || status=$?
	echo "test_hmm ${program##*/} $status" $(/bin/busybox cat /tmp/said)
done
END

# counted SCENARIO - faults a page and, where dexbench looks at it, the entry.
counted() {
	grep "\"scenario\":\"$1\".*\"role\":\"timed\"" "$scratch/results" | sed 's/,"oracle":.*//' >"$scratch/trials"
	sed 's/.*"faults":{"restore":\([0-9]*\),"extra_write":\([0-9]*\),"other":\([0-9]*\).*/\1 \2 \3/' "$scratch/trials" |
		awk '{ printf "%.3f\n", ($1 + $2 + $3) / 64 }' | sort -u
	sed -n 's/.*"pte_after":{"\([^"]*\)":64}.*/\1/p' "$scratch/trials" | sort -u
}

# extra SCENARIO FAULTS - 1 where that is more than the touch has to take.
extra() { awk -v name="$1" -v faults="$2" 'BEGIN { print (faults > (name ~ /_after_read$/ ? 0 : 1)) }'; }

# ended SCENARIO - how its program ended, with dexdev.
ended() { sed -n "s/^dexdev $1 \([0-9]*\) .*/\1/p" "$scratch/said"; }

# found SCENARIO - 1 where dexbench found something.
found() {
	grep "\"scenario\":\"$1\"" "$scratch/results" |
		awk '/"finding":"/ { n = 1 } END { print NR ? n + 0 : "none" }'
}

for kernel in base patched 7.3; do
	if ! folder=$(scripts/build-kernel "$kernel") || ! module=$(scripts/build-module "$folder") ||
		! test_hmm=$(scripts/build-module --test-hmm "$folder"); then
		claim "$kernel and its modules are built" false
		continue
	fi
	run scripts/run-in-vm --kernel "$folder" --vm x86_64-exact --program "$BUILD/dexbench" --module "$module" --module "$test_hmm" \
		--file "$scratch/run.plan:/run.plan" --file "$scratch/session:/session" "$@" \
		--output "$scratch/results" --console "$scratch/console" --timeout 200 -- sh /session
	claim "$kernel: all are run, and the kernel has nothing to complain of" [ "$status" -eq 0 ]
	printf '%s\n' "$output" >"$scratch/said"
	while read -r name; do
		if grep -q 'long bad' "$scratch/$name.c"; then
			for device in dexdev test_hmm; do
				ended=$(sed -n "s/^$device $name \([0-9]*\) .*/\1/p" "$scratch/said")
				claim "$kernel: $name finds with $device what dexbench does: $ended" \
					[ "$ended" = "$(found "$name")" ]
			done
			continue
		fi
		said=$(sed -n "s/^dexdev $name [01] faults per page: //p" "$scratch/said" | sed 's/ entry of the first page://; s/ known to dexdev alone//')
		counted=$(counted "$name" | paste -sd ' ' -)
		case $counted in *\ *) ;; *) said=${said%% *} ;; esac
		claim "$kernel: $name counts and sees what dexbench does: $counted" [ "$said" = "$counted" ]
		claim "$kernel: $name ends 1 where a page takes an extra fault, and only there" \
			[ "$(ended "$name")" -eq "$(extra "$name" "${said%% *}")" ]
		claim "$kernel: $name takes as many faults with test_hmm" \
			[ "$(sed -n "s/^test_hmm $name [01] faults per page: \([0-9.]*\).*/\1/p" "$scratch/said")" = "${said%% *}" ]
	done <"$scratch/names"
	case $kernel in base) shows=mprotect_cycle_write not=soft_dirty_write ;; *) shows=soft_dirty_write not=mprotect_cycle_write ;; esac
	four='m(un)?lock_exclusive|account_smaps|uffd_move'
	[ "$kernel" != 7.3 ] || claim 'the four of findings show them on 7.3' \
		[ "$(grep -cE "^dexdev ($four) 1 " "$scratch/said")" -eq 4 ]
	claim "$kernel: $shows shows an extra fault, $not none" [ "$(ended "$shows") $(ended "$not")" = '1 0' ]
done

claims_done
