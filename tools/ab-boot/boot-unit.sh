# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# boot-unit.sh - what ab-boot installs into systemd so that it goes on after each boot, and
# so that a boot which hangs comes to an end.
#
#	NAME.service		goes on
#	NAME-deadline.timer	ends a boot that takes too long, in emergency mode too
#	NAME-deadline.service	what it starts. Once: each boot is given another deadline
#	system.conf.d/NAME.conf	systemd feeds the hardware watchdog: a kernel that hangs is reset
#
# and without systemd, only the file that tells of a comparison in progress.
#
# What root runs and believes in these boots is a copy that belongs to root, $held: the checkout, and
# the folder of results, may be another user's.

unit_name=dexbench-ab-boot
unit_folder=$sysroot/etc/systemd/system
unit_settings=$sysroot/etc/systemd/system.conf.d/$unit_name.conf
in_progress=$sysroot/var/lib/dexbench/ab-boot
held=$in_progress.d
timer_link=$unit_folder/sysinit.target.wants/$unit_name-deadline.timer

# The folder of the comparison that is in progress, or nothing.
progressing() { cat "$in_progress" 2>/dev/null || :; }

has_watchdog() { [ -e "$sysroot/dev/watchdog0" ]; }

# The scripts, the programs, and what goes into each boot.
hold() {
	rm -rf -- "$held"
	(
		umask 022
		mkdir -p -- "$held/tools" "$held/build" "$held/base" "$held/patched" &&
			cp -R -- "$project/scripts" "$project/plots" "$project/configs" "$held/" &&
			cp -R -- "$project/tools/ab-boot" "$held/tools/" &&
			cp -- "$build/dexbench" "$build/dexcompare" "$held/build/" &&
			{ is_installed || cp -- "$project/Makefile" "$held/"; } &&
			cp -- "$out/ab-boot.settings" "$out/run.plan" "$held/"
		for side in base patched; do
			cp -- "$scratch/$side/dexdev.ko" "$out/$side/kernel.json" "$held/$side/"
		done
	) || fail "cannot write $held"
}

install_unit() {
	mkdir -p -- "$(dirname -- "$in_progress")" || fail "cannot write $in_progress"
	printf '%s\n' "$out" | replace "$in_progress" || exit 1
	hold
	[ "$unit" = systemd ] || return 0
	# Not oneshot: a job that takes long is drawn on the console twice a second, into what is measured.
	mkdir -p -- "$unit_folder/multi-user.target.wants" "$(dirname -- "$timer_link")" "$(dirname -- "$unit_settings")"
	cat >"$unit_folder/$unit_name.service" <<-END
	[Unit]
	Description=dexbench: two installed kernels in turn ($out)
	After=multi-user.target
	RequiresMountsFor=$held $out

	[Service]
	Type=exec
	Environment=HOME=${HOME:-/root}
	ExecStart=$held/tools/ab-boot/ab-boot --resume $out
	StandardOutput=append:$out/ab-boot.log
	StandardError=append:$out/ab-boot.log

	[Install]
	WantedBy=multi-user.target
	END
	cat >"$unit_folder/$unit_name-deadline.timer" <<-END
	[Unit]
	Description=dexbench: the end of a boot that takes too long
	DefaultDependencies=no
	IgnoreOnIsolate=yes

	[Timer]
	OnBootSec=$(setting timeout)min
	AccuracySec=1

	[Install]
	WantedBy=sysinit.target
	END
	# By itself it forgets the deadline: a machine must not be reset again and again.
	cat >"$unit_folder/$unit_name-deadline.service" <<-END
	[Unit]
	Description=dexbench: end a boot that takes too long
	DefaultDependencies=no
	IgnoreOnIsolate=yes

	[Service]
	Type=oneshot
	ExecStart=/bin/sh -c 'rm -f $timer_link; timeout 10 sync; exec systemctl --force --force reboot'
	END
	# What the process 1 of a kernel that works does is fed; one that does not is reset.
	if has_watchdog; then
		cat >"$unit_settings" <<-END
		[Manager]
		RuntimeWatchdogSec=$(setting watchdog)
		KExecWatchdogSec=$(setting watchdog)
		RebootWatchdogSec=$(setting watchdog)
		END
	fi
	ln -sfn "../$unit_name.service" "$unit_folder/multi-user.target.wants/$unit_name.service" ||
		fail "cannot install $unit_folder/$unit_name.service"
	systemctl daemon-reexec || fail "systemd does not read $unit_folder/$unit_name.service"
}

# For the boot that is about to begin, and no other.
set_deadline() {
	[ "$unit" != systemd ] || ln -sfn "../$unit_name-deadline.timer" "$timer_link"
}

# The watchdog stays fed until the next boot, which empties /run: not every one can be stopped once it
# was started, and systemd lets go of it when it is told to.
remove_unit() {
	if [ -f "$unit_settings" ]; then
		mkdir -p -- "$sysroot/run/systemd/system.conf.d"
		mv -- "$unit_settings" "$sysroot/run/systemd/system.conf.d/"
	fi
	rm -f -- "$in_progress" "$timer_link" \
		"$unit_folder/multi-user.target.wants/$unit_name.service" "$unit_folder/$unit_name.service" \
		"$unit_folder/$unit_name-deadline.timer" "$unit_folder/$unit_name-deadline.service"
	[ ! -d "$sysroot/run/systemd/system" ] || {
		systemctl stop "$unit_name-deadline.timer" 2>/dev/null || :
		systemctl daemon-reload || :
	}
}
