# SPDX-License-Identifier: GPL-2.0-or-later
#
# status.awk - of the rows of a campaign with their states, print how far it is.
#
# A job that has run for an hour was killed with its machine: a boot takes 20 minutes at most.

{ kind = $2; n[kind]++; state = $9 }
state == "running" && kind == "boot" && now - $10 > 3600 { state = "waiting" }
{ of[kind, state]++ }
state == "done" { seconds[kind] += $10 }

function print_kind(k,    open) {
	printf "%ss: %d of %d done, %d running, %d failed, %d cannot run here\n", k,
		of[k, "done"], n[k], of[k, "running"], of[k, "failed"], of[k, "unable"]
	open = of[k, "waiting"] + of[k, "running"]
	if (of[k, "done"]) left += open * seconds[k] / of[k, "done"]
	running += of[k, "running"]
}

END {
	print_kind("build")
	print_kind("boot")
	if (left && running)
		printf "about %d min left with %d at a time\n", left / running / 60 + 1, running
}
