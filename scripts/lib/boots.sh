# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are shared with the scripts that read this file:
# shellcheck disable=SC2034,SC2154
#
# boots.sh - how ab boots two kernels in turn, and what becomes of each boot.
#
# Needs common.sh, and what ab sets. In $out:
#
#	boots			the journal, a line each: side, number, attempt, exit status
#	ab.settings		what must be the same in every boot
#	ab.goal			how many boots: at first, at most, until sure
#	SIDE/boot-N.jsonl	a boot that is complete: run-in-vm ended well, or at least the plan did
#	SIDE/boot-N.console .log	what the kernel said, and what run-in-vm said
#	SIDE/boot-N.part	results of a guest that runs, or was interrupted
#	SIDE/boot-N.failed-A.*	what was left of attempt A

children='' failed=0
attempts=2

# By pid, and each waited for: run-in-vm ends its QEMU before it ends itself.
end_children() {
	# Words.
	# shellcheck disable=SC2086
	[ -z "$children" ] || kill $children 2>/dev/null || :
	for child in $children; do wait "$child" 2>/dev/null || :; done
	children=
}

# The order of pair I of boots: blocks of two pairs are ABBA or BAAB, as the seed has it, so that
# a machine that drifts, drifts for both. The generator is Park and Miller's (CACM 31:10, 1988):
# the same on every awk.
pair_order() {
	awk -v seed="$seed" -v pair="$1" 'BEGIN {
		state = seed % 2147483646 + 1
		for (i = 0; i < 10 + int((pair + 1) / 2); i++) state = state * 16807 % 2147483647
		base_first = (state < 1073741824) == (pair % 2 == 1)
		print base_first ? "base patched" : "patched base"
	}'
}

is_done() {
	[ -f "$out/$1/boot-$2.jsonl" ] && [ "$(last_status "$1" "$2")" = 0 ]
}

last_status() {
	awk -v side="$1" -v number="$2" '$1 == side && $2 == number { got = $4 } END { print got }' "$out/boots" 2>/dev/null
}

# start SIDE NUMBER ATTEMPT
start() {
	name=$out/$1/boot-$2
	rm -f -- "$name.part" "$name.jsonl"
	# On exact, every boot of a kernel repeats: a seed of its own would change what it measures.
	trial_seed=$seed shuffle=
	if [ "$vm_platform" != exact ]; then
		trial_seed=$((seed + $2)) shuffle=--shuffle
	fi
	[ -t 2 ] || say "measuring: boot $2 of $wanted, $1$([ "$3" -eq 1 ] || echo ", again")"
	# shellcheck disable=SC2086
	"$project/scripts/run-in-vm" --kernel "$scratch/$1/kernel" --vm "$vm_file" \
		--program "$program" --module "$scratch/$1/dexdev.ko" \
		--file "$out/run.plan:/$plan_name" --output "$name.part" --console "$name.console" \
		-- /dexbench run --quiet --kernel-info /kernel.json --accept-findings \
		--seed "$trial_seed" $shuffle "/$plan_name" >"$name.log" 2>&1 8>&- &
	children="$children $!"
	printf '%s %s %s %s\n' "$!" "$1" "$2" "$3" >>"$scratch/running"
}

# What is left of a boot whose guest ended: finish SIDE NUMBER ATTEMPT STATUS
finish() {
	name=$out/$1/boot-$2
	printf '%s %s %s %s\n' "$1" "$2" "$3" "$4" >>"$out/boots"
	if [ "$4" -eq 0 ] && ! has_end "$name.part"; then
		echo 'run-in-vm ended well, but the results have no end record' >>"$name.log"
		sed -i '$ s/ 0$/ 1/' "$out/boots"
		set -- "$1" "$2" "$3" 1
	fi
	if [ "$4" -eq 0 ]; then
		mv -- "$name.part" "$name.jsonl"
		return
	fi
	why=$(tail -n 1 "$name.log")
	if [ "$3" -lt "$attempts" ]; then
		say "boot $2 of $1 failed: ${why:-exit $4}; once more"
		for kind in part console log; do mv -- "$name.$kind" "$name.failed-$3.$kind" 2>/dev/null || :; done
		start "$1" "$2" "$(($3 + 1))"
		return
	fi
	failed=1
	printf '%s %s %s\n' "$1" "$2" "${why:-exit $4}" >>"$scratch/failed"
	# A plan that ran to its end is worth comparing; what ailed it is reported all the same.
	if has_end "$name.part"; then
		mv -- "$name.part" "$name.jsonl"
	else
		mv -- "$name.part" "$name.failed-$3.part" 2>/dev/null || :
	fi
}

has_end() { tail -n 1 "$1" 2>/dev/null | grep -q '"record":"end"'; }

# Looks after the guests until fewer than N run.
wait_below() {
	while [ "$(wc -l <"$scratch/running")" -ge "$1" ]; do
		while read -r pid side number attempt; do
			kill -0 "$pid" 2>/dev/null && continue
			if wait "$pid"; then got=0; else got=$?; fi
			children=$(printf '%s' "$children" | tr ' ' '\n' | grep -vx "$pid" | paste -sd ' ' -)
			sed -i "/^$pid /d" "$scratch/running"
			finish "$side" "$number" "$attempt" "$got"
		done <<-END
		$(cat "$scratch/running")
		END
		show_progress
		sleep 0.2
	done
}

# On a terminal a line that is overwritten; else every boot has one of its own.
show_progress() {
	[ -t 2 ] || return 0
	got=$(cat "$out"/*/boot-*.jsonl "$out"/*/boot-*.part 2>/dev/null | wc -l)
	progress "measuring $wanted boots of each kernel" "$got" $((records * wanted * 2)) "$began"
}

# A kernel that failed twice and has no boot that worked will not do better.
is_hopeless() {
	[ -s "$scratch/failed" ] && grep -q "^$1 " "$scratch/failed" &&
		! awk -v side="$1" '$1 == side && $4 == 0 { found = 1 } END { exit !found }' "$out/boots"
}

# Boots up to number $wanted of each that are not done.
boot_up_to() {
	wanted=$1
	i=1
	while [ "$i" -le "$wanted" ]; do
		for next in $(pair_order "$i"); do
			is_done "$next" "$i" && continue
			wait_below "$slots"
			is_hopeless "$next" || start "$next" "$i" 1
		done
		i=$((i + 1))
	done
	wait_below 1
	progress_done
}

# Every row of the comparison has a verdict that more boots would not make firmer.
is_sure() {
	"$build/dexcompare" --tsv "$out/base" "$out/patched" >"$scratch/verdicts" 2>/dev/null || return 1
	awk -F '\t' '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == "verdict") column = i; next }
	!column || $column ~ /cannot tell|one boot|varies|no verdict/ { open = 1 }
	END { exit open || NR < 2 }' "$scratch/verdicts"
}

# How many boots: what is asked for, or what was when this was begun.
set_goal() {
	if [ -z "$boots$until_sure$max_boots" ] && [ -f "$out/ab.goal" ]; then
		read -r boots max_boots until_sure <"$out/ab.goal"
	fi
	: "${boots:=2}" "${max_boots:=10}"
	echo "$boots $max_boots $until_sure" >"$out/ab.goal"
}

boot_all() {
	# Instructions do not depend on what else the host does; times do.
	slots=1
	[ "$vm_platform" != exact ] || slots=${guests:-$(nproc)}
	: >"$scratch/running"
	: >"$scratch/failed"
	[ -f "$out/boots" ] || : >"$out/boots"
	began=$(date +%s)
	set_goal
	boot_up_to "$boots"
	while [ -n "$until_sure" ] && [ "$wanted" -lt "$max_boots" ] && ! is_sure; do
		if is_hopeless base || is_hopeless patched; then break; fi
		boot_up_to $((wanted + 1))
	done
	[ -z "$until_sure" ] || is_sure || say "after $wanted boots of each kernel some rows are still open"
	while read -r side number why; do
		say "boot $number of $side failed twice: $why"
	done <"$scratch/failed"
}
