# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# boots.sh - boot any number of kernels again and again in turn, with retry and resume.
#
# The caller sets labels (a word for each kernel, the name of its folder), out, seed, vm_file,
# vm_platform, program, plan_name, memory (yes or empty), and $scratch/LABEL/kernel and dexdev.ko.
# Sets for its caller: failed, wanted (boots of each kernel so far). In $out:
#
#	boots			the journal, a line each: label, number, attempt, exit status
#	ab.goal			how many boots: at first, at most, until sure
#	LABEL/boot-N.jsonl	a boot that is complete: run-in-vm ended well, or at least the plan did
#	LABEL/boot-N.console .log	what the kernel said, and what run-in-vm said
#	LABEL/boot-N.part	results of a guest that runs, or was interrupted
#	LABEL/boot-N.failed-A.*	what was left of attempt A

failed=0
attempts=2

# The order of round I of boots: boot_order I LABEL... Two rounds are an order and its reverse, such as
# ABBA or BAAB, drawn by the seed, so that a machine that drifts, drifts for all. The generator is Park
# and Miller's (CACM 31:10, 1988): the same on every awk.
boot_order() {
	awk -v seed="$seed" 'BEGIN {
		round = ARGV[1]
		n = ARGC - 2
		for (i = 1; i <= n; i++) order[i] = ARGV[i + 1]
		state = seed % 2147483646 + 1
		for (i = 0; i < 10 + int((round - 1) / 2) * (n - 1); i++) state = state * 16807 % 2147483647
		for (i = n; i > 1; i--) {
			state = state * 16807 % 2147483647
			j = i - int(i * state / 2147483647)
			swapped = order[i]; order[i] = order[j]; order[j] = swapped
		}
		for (i = 1; i <= n; i++) printf "%s ", order[round % 2 ? i : n + 1 - i]
	}' "$@"
}

# A boot that is complete has an end record.
has_end() { "$build/dexcompare" field "$1" end:runs >/dev/null 2>&1; }

# Does the oracle disagree with a kernel in any boot of $out?
has_findings() {
	for file in "$out"/*/boot-*.jsonl; do
		[ ! -f "$file" ] || [ "$("$build/dexcompare" field "$file" end:findings)" = 0 ] || return 0
	done
	return 1
}

is_done() {
	[ -f "$out/$1/boot-$2.jsonl" ] &&
		awk -v label="$1" -v number="$2" '$1 == label && $2 == number { got = $4 } END { exit got != "0" }' "$out/boots"
}

# start LABEL NUMBER ATTEMPT
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
		${memory:+--memory} \
		-- /dexbench run --quiet --kernel-info /kernel.json --accept-findings \
		--seed "$trial_seed" $shuffle "/$plan_name" >"$name.log" 2>&1 8>&- &
	children="$children $!"
	printf '%s %s %s %s\n' "$!" "$1" "$2" "$3" >>"$scratch/running"
}

# What is left of a boot whose guest ended: finish LABEL NUMBER ATTEMPT STATUS
finish() {
	name=$out/$1/boot-$2
	if [ "$4" -eq 0 ] && ! has_end "$name.part"; then
		echo 'run-in-vm ended well, but the results have no end record' >>"$name.log"
		set -- "$1" "$2" "$3" 1
	fi
	printf '%s %s %s %s\n' "$1" "$2" "$3" "$4" >>"$out/boots"
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

# Looks after the guests until fewer than N run.
wait_below() {
	while [ "$(wc -l <"$scratch/running")" -ge "$1" ]; do
		while read -r pid label number attempt; do
			kill -0 "$pid" 2>/dev/null && continue
			if wait "$pid"; then got=0; else got=$?; fi
			children=$(printf '%s' "$children" | tr ' ' '\n' | grep -vx "$pid" | paste -sd ' ' -)
			sed -i "/^$pid /d" "$scratch/running"
			finish "$label" "$number" "$attempt" "$got"
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
	progress "measuring $wanted boots of each kernel" "$got" $((records * wanted * kernels)) "$began"
}

# A kernel that failed twice and has no boot that worked will not do better.
gave_up() {
	awk -v label="$1" '$1 == label { found = 1 } END { exit !found }' "$scratch/failed" &&
		! awk -v label="$1" '$1 == label && $4 == 0 { found = 1 } END { exit !found }' "$out/boots"
}

# Boots up to number $wanted of each that are not done.
boot_up_to() {
	wanted=$1
	i=1
	while [ "$i" -le "$wanted" ]; do
		# shellcheck disable=SC2086 # words
		for next in $(boot_order "$i" $labels); do
			is_done "$next" "$i" && continue
			wait_below "$slots"
			gave_up "$next" || start "$next" "$i" 1
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
		read -r boots max_boots until_sure <"$out/ab.goal" || :
		printf '%s\n' "$boots $max_boots $until_sure" | grep -qxE '[1-9][0-9]{0,8} [1-9][0-9]{0,8} (yes)?' ||
			fail "$out/ab.goal: is damaged: say again how many boots, with --boots N or --until-sure"
	fi
	: "${boots:=2}" "${max_boots:=10}"
	echo "$boots $max_boots $until_sure" >"$out/ab.goal.new"
	mv -- "$out/ab.goal.new" "$out/ab.goal"
}

boot_all() {
	# Instructions do not depend on what else the host does; times do.
	slots=1
	[ "$vm_platform" != exact ] || slots=${guests:-$(nproc)}
	kernels=$(printf '%s' "$labels" | wc -w)
	: >"$scratch/running"
	: >"$scratch/failed"
	[ -f "$out/boots" ] || : >"$out/boots"
	began=$(date +%s)
	set_goal
	boot_up_to "$boots"
	while [ -n "$until_sure" ] && [ "$wanted" -lt "$max_boots" ] && ! is_sure; do
		if gave_up base || gave_up patched; then break; fi
		boot_up_to $((wanted + 1))
	done
	[ -z "$until_sure" ] || is_sure || say "after $wanted boots of each kernel some rows are still open"
	while read -r label number why; do
		say "boot $number of $label failed twice: $why"
	done <"$scratch/failed"
}
