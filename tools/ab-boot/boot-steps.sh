# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# boot-steps.sh - what ab-boot knows of each boot, and what it does in one.
#
# Needs common.sh, local-kernels.sh and next-boot.sh. In $out:
#
#	ab-boot.settings	what was asked for, and what was found
#	boots.plan		a line a boot: step, side, number, state, and why
#	boot-id			of the boot in which the last step was started
#	SIDE/boot-N.jsonl	a boot whose plan ran to its end
#	SIDE/boot-N.console .log	what the kernel said, and what dexbench said
#	SIDE/boot-N.part	what was measured of a boot that ended before its plan did
#	missing.txt		at the end: which boots are missing, and what ailed others
#
# A step goes from pending to started before the machine leaves, to running once the kernel that
# was asked for is up, and to done or failed. It never goes back: so no kernel is booted for ever.

# setting KEY - of the file $settings.
setting() { sed -n "s/^$1 //p" "$settings"; }

# FILE's new text is on the disk before it takes FILE's place: replace FILE <TEXT
replace() {
	if cat >"$1.new" && sync "$1.new" && mv -- "$1.new" "$1" && sync "$1"; then return; fi
	fail "cannot write $1"
}

make_plan() {
	for number in $(seq "$boots"); do
		for side in $(boot_order "$number" base patched); do echo "$side $number pending"; done
	done | awk '{ print NR, $0 }'
}

# Sets step, side, number of the first boot that is in one of STATE...: or is false.
find_step() {
	found=$(awk -v states=" $* " 'index(states, " " $4 " ") { print $1, $2, $3, $4; exit }' "$out/boots.plan")
	[ -n "$found" ] || return 1
	read -r step side number state <<-END
	$found
	END
}

# mark STATE [WHY] - of the boot that find_step found.
mark() {
	awk -v step="$step" -v state="$1" -v why="${2:+ $2}" '
	$1 == step { $0 = $1 " " $2 " " $3 " " state why }
	{ print }' "$out/boots.plan" | replace "$out/boots.plan" || exit 1
	[ -z "${2-}" ] || say "boot $number of $side: $1: $2"
}

# A kernel whose last two boots failed will not do better.
is_given_up() {
	awk -v side="$1" '
	$2 == side && $4 == "done" { failed = 0 }
	$2 == side && $4 == "failed" { failed++ }
	END { exit failed < 2 }' "$out/boots.plan"
}

# Is the kernel of SIDE running, and in the boot that this step was started for?
is_side() {
	if [ "$method" = kexec ] && ! tr ' ' '\n' <"$sysroot/proc/cmdline" | grep -qx "dexbench\.ab-boot=$step"; then
		return 1
	fi
	is_running "$(setting "$1_release")" "$(setting "$1_version")" "$(setting "$1_build_id")"
}

is_original() {
	! grep -q 'dexbench\.ab-boot=' "$sysroot/proc/cmdline" &&
		is_running "$(setting original_release)" "$(setting original_version)" "$(setting original_build_id)"
}

# Of all CPUs together, in hundredths of a second.
busy_time() { awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 }' "$sysroot/proc/stat"; }

other_jobs() {
	[ "$unit" = systemd ] || return 0
	systemctl list-jobs --no-legend 2>/dev/null | awk -v self="$unit_name" 'index($2, self) != 1 { print $2 }'
}

# Waits for what a boot still has to do: no jobs, and less than a twentieth of one CPU for 5 s.
settle() {
	limit=$(setting settle) waited=0
	while [ "$waited" -lt "$limit" ]; do
		busy=$(busy_time)
		sleep 5
		waited=$((waited + 5))
		busy=$(($(busy_time) - busy))
		[ -n "$(other_jobs)" ] || [ "$busy" -gt 25 ] || return 0
	done
	say "boot $number of $side: not idle after $limit s: measured all the same"
}

taint() { cat "$sysroot/proc/sys/kernel/tainted"; }

unload() {
	[ ! -e "$sysroot/sys/module/dexdev" ] || rmmod dexdev
}

# 0x3000: a module that is out of tree and unsigned, as ours is.
complaints() {
	new=$(($(taint) & ~$1 & ~0x3000))
	[ "$new" -eq 0 ] || echo "the kernel complained while it was measured (taint $new): see $side/boot-$number.console"
}

# In the kernel of the step: measure it, and mark what came of it.
measure() {
	name=$out/$side/boot-$number
	mark running
	# A panic ends this boot, whatever the command line says.
	[ "$(cat "$sysroot/proc/sys/kernel/panic")" != 0 ] || echo "$panic_seconds" >"$sysroot/proc/sys/kernel/panic"
	settle
	before=$(taint)
	unload
	if ! why=$(insmod "$held/$side/dexdev.ko" 2>&1); then
		mark failed "cannot load the module dexdev: ${why##*: }"
		return
	fi
	if "$held/build/dexbench" run --quiet --kernel-info "$held/$side/kernel.json" --accept-findings --shuffle \
		--seed $(($(setting seed) + number)) --output "$name.part" "$held/run.plan" >"$name.log" 2>&1; then
		got=0
	else
		got=$?
	fi
	unload || echo 'the module dexdev cannot be unloaded' >>"$name.log"
	dmesg >"$name.console" 2>/dev/null || :
	why=$(complaints "$before")
	[ "$got" -eq 0 ] || why=${why:-$(tail -n 1 "$name.log")}
	[ "$got" -eq 0 ] || why="dexbench ended $got${why:+: $why}"
	# A plan that ran to its end is worth comparing; what ailed it is reported all the same.
	if has_end "$name.part"; then
		sync "$name.part"
		mv -- "$name.part" "$name.jsonl"
		mark "done" "$why"
	else
		mark failed "${why:-dexbench ended well, but its results have no end record}"
	fi
}

# What became of the step that was under way when this boot began.
judge_boot() {
	if [ "$state" = running ]; then
		mark failed 'the boot ended while it was measured: it panicked, hung, took too long, or was reset'
	elif [ "$(running_boot)" = "$(cat "$out/boot-id")" ]; then
		fail "the machine is still in the boot that it was to leave for boot $number of $side: reboot it, or end all with $(command_of ab-boot) --abort"
	elif is_side "$side"; then
		measure
	else
		mark failed "came back in $(running_release): $side panicked, hung, or was never reached"
	fi
}

# Leaves for the next boot, and does not return; returns once there is none that can be had. From a
# kernel that starts no other the way is back to the old one, once for each step at most.
leave_for_next() {
	while find_step pending; do
		if is_given_up "$side"; then
			mark failed "given up: the two boots of $side before it failed"
		elif arm_boot "$side" "$step"; then
			running_boot | replace "$out/boot-id" || exit 1
			mark started
			set_deadline
			say "boot $number of $side: leaving for $(setting "${side}_release"), as step $step of $(wc -l <"$out/boots.plan")"
			leave_or_fail armed
		elif ! is_original && ! grep -qsx "$step" "$out/returns"; then
			echo "$step" >>"$out/returns"
			say "$(running_release) starts no other kernel ($load_error): back to $(setting original_release) first"
			leave_or_fail default
		else
			mark failed "cannot be started: $load_error"
		fi
	done
}

leave_or_fail() {
	leave "$1" || fail "cannot leave this boot: reboot the machine, or end all with $(command_of ab-boot) --abort"
	exit 0
}

# missing.txt: what a reader of the comparison must know, or an empty file.
list_missing() {
	awk -v base="$(setting base_release)" -v patched="$(setting patched_release)" '
	{
		why = $0
		sub(/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ ?/, "", why)
		release = $2 == "base" ? base : patched
		wanted[$2]++
		got[$2] += $4 == "done"
		if ($4 != "done")
			print "MISSING: boot " $3 " of " $2 " (" release "): " (why == "" ? $4 : why)
		else if (why != "")
			print "boot " $3 " of " $2 " (" release ") is compared, but: " why
		missing += $4 != "done"
	}
	END {
		if (missing)
			printf "%d of %d boots of base and %d of %d of patched are there.\n",
			       got["base"], wanted["base"], got["patched"], wanted["patched"]
	}' "$out/boots.plan" | replace "$out/missing.txt"
}
