#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A signal is never a measurement: whenever it comes, no failure of the run is on record, and
# --resume measures what is missing.
# slow: runs scenarios for as long as a signal takes to come
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench
results=$scratch/results.jsonl
# So many that a run lasts longer than it takes to send a signal.
trials=60

lines_there() {
	[ ! -e "$results" ] || wc -l <"$results"
	[ -e "$results" ] || echo 0
}

# begin_run WORD... - starts a run, and returns once $1 lines of results are there.
begin_run() {
	wanted=$1
	shift
	"$bench" run --device=none --quiet --output "$results" "$@" "trials=$trials" 2>"$scratch/log" &
	started=$!
	while kill -0 "$started" 2>/dev/null && [ "$(lines_there)" -lt "$wanted" ]; do
		sleep 0.03
	done
}

finish() {
	wait "$started" 2>/dev/null
	status=$?
	output=$(cat "$scratch/log"; grep -ave '"record":"trial"' "$results")
}

is_all_there() {
	[ "$status" -eq 0 ] && [ "$(grep -c '"role":"timed"' "$results")" -eq "$trials" ] &&
		tail -n 1 "$results" | grep -q '"skipped":0,"failed":0,"findings":0'
}

# ended_by NUMBER SIGNAL WORD... - ends a run after so many lines; what is left is measured later.
ended_by() {
	number=$1 name=$2
	shift 2
	lines=0
	for lines in 2 5; do
		rm -f "$results"
		begin_run "$lines" "$@"
		kill "-$name" "$started"
		finish
		[ "$status" -eq $((128 + number)) ] || break
		! grep -qaE '"record":"(error|skip|end)"|"finding":"' "$results" || break
		run "$bench" run --device=none --quiet --resume --output "$results" "$@" "trials=$trials"
		is_all_there || break
		lines=all
	done
	claim "$*: ended by SIG$name, nothing is taken for a failure and the rest can be measured" \
		[ "$lines" = all ]
}

# paused WORD... - stops and continues a run several times.
paused() {
	rm -f "$results"
	begin_run 2 "$@"
	for _ in 1 2 3; do
		kill -STOP "$started"
		sleep 0.02
		kill -CONT "$started"
		sleep 0.02
	done
	finish
	claim "$*: stopped and continued, it is measured whole" is_all_there
}

for words in 'baseline_uffd_minor handler=thread pages=32' baseline_cow shootdown_mprotect; do
	# shellcheck disable=SC2086 # words
	set -- $words
	rm -f "$results"
	run "$bench" run --device=none --quiet --output "$results" "$@" trials=1
	if [ "$status" -eq 77 ]; then
		skip "$words: ended by a signal" 'it cannot run here'
		continue
	fi
	ended_by 15 TERM "$@"
	paused "$@"
done
ended_by 3 QUIT baseline_cow

# Whatever of its processes and threads a signal comes to.
rm -f "$results"
begin_run 3 baseline_cow
for _ in 1 2 3 4 5 6 7 8; do
	pkill -TERM -P "$started"
done
finish
claim 'a signal to a child alone changes nothing' is_all_there

rm -f "$results"
run sh -c 'trap "" CHLD; exec "$@"' sh "$bench" run --device=none --quiet --output "$results" \
	baseline_cow "trials=$trials"
claim 'nor does it matter that SIGCHLD was ignored' is_all_there
run sh -c '"$@" | head -n 2' sh "$bench" run --device=none --quiet --output - null "trials=$trials"
claim_has 'a reader that goes away is named' "$output" '^dexbench run: -: cannot write a result: Broken pipe$'
claims_done
