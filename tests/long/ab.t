#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/ab: the order of boots, what becomes of those that fail, interrupts, resuming. QEMU is
# a fake that is put first in PATH.
# shellcheck source=tests/tap.sh
. tests/tap.sh

if [ ! -x /bin/busybox ] || ! command -v cpio >/dev/null || ! command -v perl >/dev/null; then
	skip 'two kernels are compared' 'no static busybox, no cpio or no perl'
	claims_done
fi
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh
make_kernel one 1412
make_kernel two 1449
one=$scratch/kernels/one two=$scratch/kernels/two

# ab NAME OPTION... - compares one with two into $scratch/NAME.
ab() {
	out=$scratch/$1
	shift
	: >"$fake/pids"
	rm -rf "$fake/overlaps" "$fake/running"
	run scripts/ab --base "$one" --patched "$two" --output "$out" "$@"
}

# How many boots of it are complete: boots [FOLDER].
boots() { find "${1:-$out}" -name 'boot-?.jsonl' | wc -l; }

# refused SENTENCE PATTERN OPTION...
refused() {
	sentence=$1 pattern=$2
	shift 2
	run scripts/ab "$@"
	claim "$sentence is wrong usage" [ "$status" -eq 2 ]
	claim_has "$sentence is named" "$output" "$pattern"
	claim "$sentence takes one line" [ "$(lines "$output")" -eq 1 ]
}

refused 'an unknown option' 'no such option: --colour' --colour
refused 'a number of boots that is none' '--boots wants a whole number.*many' --boots many
refused 'no boot at all' '--boots wants' --boots 0
refused 'an option without its value' '--plan wants a value' --plan
refused 'a patch that is not there' '--patch: no such file: /nosuch' --patch /nosuch
refused 'a patch and a patched kernel' 'either it or --patched' --patch COPYING --patched two
mkdir "$scratch/b4"
printf '#!/bin/sh\n[ "$*" != "-q am --no-cover -o $CACHE/series -n a-b-c -- a@b.c" ] || echo "no diff" >"$CACHE/series/a-b-c.mbx"\n' >"$scratch/b4/b4"
chmod +x "$scratch/b4/b4"
command -v b4 >/dev/null || refused 'the id of a message without b4' 'as the id of a message it takes b4, which is not installed' --patch 1234@example.org
(PATH=$scratch/b4:$PATH CACHE=$scratch/b4cache scripts/ab --patch a@b.c --plan /nosuch) >"$scratch/said" 2>&1 || :
claim 'with it the series is fetched once, into the cache' [ -f "$scratch/b4cache/series/a-b-c.mbx" ]
refused 'a plan that is not there' '--plan: no such file: /nosuch' --plan /nosuch
refused 'an unknown kernel' 'no such kernel: nosuch; there are: .*base' --base nosuch
refused 'an unknown machine' 'no such machine: toaster' --vm toaster
refused 'a limit of nothing' '--max-boots goes with --until-sure' --max-boots 4
refused 'going on with what was not begun' 'was not begun by ab' --resume "$scratch"
refused 'going on with another kernel' '--resume goes on with what was begun' --resume "$scratch" --base two
claim 'nothing of it leaves a folder' [ ! -e "$RESULTS" ]
run scripts/ab --help
claim_has 'the help has the usage' "$output" '^usage: ab .*--patch FILE'

ab first --guests 1
claim 'two kernels are compared' [ "$status" -eq 0 ]
claim 'two boots each' [ "$(boots)" -eq 4 ]
claim 'in turns, ABBA or BAAB' [ "$(cut -d ' ' -f 1 "$out/boots" | uniq | wc -l)" -eq 3 ]
claim_has 'the report has the difference' "$(cat "$out/report.txt")" '1412 +1449 +\+37'
claim 'the latest comparison is this one' [ "$(readlink "$RESULTS/latest")" = "$out" ]
claim 'one guest at a time, if so asked' [ ! -e "$fake/overlaps" ]
ab first
claim 'results are not written over' [ "$status" -eq 1 ]
claim_has 'and the way out is named' "$output" 'exists already; name another --output, or --resume'

ab same --no-report --guests 1 --boots 6 --seed 1
claim 'the same seed, the same order' \
	[ "$(head -n 4 "$out/boots")" = "$(cat "$scratch/first/boots")" ]
seed_one=$(cut -d ' ' -f 1 "$out/boots")
ab other --no-report --guests 1 --boots 6 --seed 4
claim 'another seed, another order' [ "$(cut -d ' ' -f 1 "$out/boots")" != "$seed_one" ]
claim 'each kernel as often as the other' [ "$(grep -c '^base' "$out/boots")" -eq 6 ]
claim 'without a report there is none' [ ! -e "$out/report.txt" ]
claim 'and it is not the latest comparison' [ "$(readlink "$RESULTS/latest")" = "$scratch/first" ]

: >"$fake/pair"
ab beside --no-report --guests 2
claim 'on exact, guests run side by side' [ -e "$fake/overlaps" ]
rm "$fake/pair"
sed 's/^platform exact/platform smp-counts/' configs/vms/x86_64-exact.vm >"$scratch/timed.vm"
ab timed --no-report --guests 2 --vm "$scratch/timed.vm"
claim 'elsewhere one at a time, whatever is asked for' [ "$status" -eq 0 -a ! -e "$fake/overlaps" ]

# A boot that fails.
echo 1 >"$fake/fail-two"
ab retried --guests 1
claim 'a boot that fails is tried once more' [ "$status" -eq 0 ]
claim_has 'which is said' "$output" 'boot [12] of patched failed: .*out of order.*; once more'
claim_has 'and written down' "$(cat "$out/boots")" '^patched [12] 1 1$'
claim 'all boots are there' [ "$(boots)" -eq 4 ]
claim 'what the first attempt said is kept' grep -q 'out of order' "$out"/patched/boot-?.failed-1.log

ab once --guests 1 --boots 1 --no-report
echo 2 >"$fake/fail-two"
: >"$fake/pids"
run scripts/ab --resume "$out" --boots 3 --guests 1
claim 'a boot that fails twice is a failure' [ "$status" -eq 1 ]
claim_has 'which is reported' "$output" 'boot [23] of patched failed twice: .*out of order'
claim 'the other boots are kept' [ "$(boots)" -eq 5 ]
claim 'and compared' grep -q 1449 "$out/report.txt"
run scripts/ab --resume "$out" --guests 1
claim 'resuming makes up for it' [ "$status" -eq 0 -a "$(boots)" -eq 6 ]
claim 'by the one boot that was missing' [ "$(tail -n +9 "$out/boots" | wc -l)" -le 1 ]

echo 99 >"$fake/fail-two"
ab never --guests 1 --boots 5
claim 'a kernel that never boots is a failure' [ "$status" -eq 1 ]
claim 'it is given up after two attempts' [ "$(grep -c ' two$' "$fake/pids")" -eq 2 ]
claim 'while the other boots as often as asked' [ "$(boots "$out/base")" -eq 5 ]
rm "$fake/fail-two"

# Interrupts. Shells start what is in their background with SIGINT ignored, so perl brings it back.
interrupt() {
	out=$scratch/interrupted-$1
	: >"$fake/pids"
	rm -rf "$fake/running" "$fake/overlaps"
	: >"$fake/hang"
	perl -e 'setpgrp; $SIG{INT} = "DEFAULT"; exec @ARGV' scripts/ab --base "$one" --patched "$two" \
		--guests 2 --output "$out" >"$scratch/said" 2>&1 &
	started=$!
	wait_for sh -c "[ \$(grep -c . '$fake/pids') -eq 2 ] && [ -s '$out/base/boot-1.part' ]"
	before=$(alive)
	case $1 in
	ctrl-c) perl -e 'kill "INT", -$ARGV[0]' "$started" ;;
	*) kill "-$1" "$started" ;;
	esac
	wait "$started"
	status=$?
	output=$(cat "$scratch/said")
	rm "$fake/hang"
	claim "$1: two guests ran" [ "$before" -eq 2 ]
	claim "$1: ab ends as interrupted" [ "$status" -eq "$2" ]
	claim "$1: no guest outlives it" [ "$(alive)" -eq 0 ]
	claim_has "$1: how to go on is said" "$output" "interrupted; what is complete stays: scripts/ab --resume $out"
	claim "$1: half a boot is not taken for one" absent "$out"/*/*.jsonl
	claim "$1: the latest comparison is still the one before" [ -e "$RESULTS/latest/report.txt" ]
}
interrupt ctrl-c 130
interrupt TERM 143
run scripts/ab --resume "$out"
claim 'what was interrupted is gone on with' [ "$status" -eq 0 -a -s "$out/report.txt" ]
claim 'and is whole then' [ "$(boots)" -eq 4 ]
claim 'without leftovers' absent "$out"/*/*.part
: >"$fake/pids"
run scripts/ab --resume "$out"
claim 'a complete one is reported again, and not booted' [ "$status" -eq 0 -a ! -s "$fake/pids" ]
run scripts/ab --resume "$out" --boots 3
claim 'more boots can be asked for' [ "$status" -eq 0 -a "$(wc -l <"$fake/pids")" -eq 2 ]
echo made otherwise >"$two/inputs"
mv "$two" "$scratch/kernels/three"
ln -s "$scratch/kernels/three" "$two"
run scripts/ab --resume "$out"
claim 'another kernel is not gone on with' [ "$status" -eq 1 ]
claim_has 'and the setting is named' "$output" 'cannot go on, since its patched_kernel is another one now'
rm "$two"
mv "$scratch/kernels/three" "$two"

# Two kernels that nobody can tell apart in the results.
make_kernel other 1412
sed -i 's/other/one/' "$scratch/kernels/other/kernel.json"
run scripts/ab --base "$one" --patched "$scratch/kernels/other" --output "$scratch/alike"
claim 'two kernels of one name are refused' [ "$status" -eq 1 ]
claim_has 'by that name' "$output" 'both kernels are called one'
run scripts/ab --base "$one" --patched "$one" --output "$scratch/aa"
claim 'a kernel is compared with itself' [ "$status" -eq 0 ]
claim_lacks 'and has no difference' "$(cat "$scratch/aa/report.txt")" '1412 +1412 +[+-]'

# Until it is sure: one boot shows nothing, two do.
ab sure --until-sure --boots 1 --guests 1
claim 'boots are added until the verdicts are in' [ "$status" -eq 0 -a "$(wc -l <"$out/boots")" -eq 4 ]
ab limited --until-sure --boots 1 --max-boots 1 --guests 1
claim 'but not above the limit' [ "$(wc -l <"$out/boots")" -eq 2 ]
claim_has 'and then that is said' "$output" 'after 1 boots? of each kernel some rows are still open'

# A goal that was not written to its end.
: >"$out/ab.goal"
run scripts/ab --resume "$out"
claim 'an empty ab.goal is a failure' [ "$status" -eq 1 ]
claim_has 'in one line that says what to do' "$output" 'ab.goal: is damaged: say again how many boots, with --boots N'
run scripts/ab --resume "$out" --boots 2 --no-report
claim 'and what is said again is gone on with' [ "$status" -eq 0 -a "$(boots)" -eq 4 ]

# Any number of kernels.
make_kernel three 1430
out=$scratch/many
: >"$fake/pids"
run scripts/ab --kernel "$one" --kernel "$two" --kernel "$scratch/kernels/three" --guests 1 --output "$out"
claim 'three kernels are booted' [ "$status" -eq 0 -a "$(boots)" -eq 6 ]
claim 'in turn, and then the other way round' \
	[ "$(head -n 3 "$out/boots" | cut -d ' ' -f 1)" = "$(tail -n 3 "$out/boots" | sed '1!G;h;$!d' | cut -d ' ' -f 1)" ]
claim_has 'and shown side by side' "$(cat "$out/report.txt")" '1412 .*1449 .*1430'
rm "$out"/two/boot-2.jsonl
run scripts/ab --resume "$out" --guests 1
claim 'the boot that is missing is made up for' [ "$status" -eq 0 -a "$(wc -l <"$fake/pids")" -eq 7 ]
refused 'a comparison of many' '--kernel compares nothing' --kernel "$one" --base "$two"

# Two that begin in one second.
printf '#!/bin/sh\ncase $1 in +%%Y*) echo 20261129-000000 ;; *) exec %s "$@" ;; esac\n' "$(command -v date)" >"$fake/bin/date"
chmod +x "$fake/bin/date"
rm -rf "$RESULTS"
for seed in 4 5; do
	scripts/ab --kernel "$one" --seed "$seed" --boots 1 --no-report >"$scratch/said-$seed" 2>&1 &
done
wait
rm "$fake/bin/date"
output=$(cat "$scratch/said-4" "$scratch/said-5")
claim 'two that begin in one second have a folder each' \
	[ "$(cat "$RESULTS"/20261129-000000*/ab.settings | grep '^seed' | sort | paste -sd ' ')" = 'seed 4 seed 5' ]
claim 'and both their boots' [ "$(boots "$RESULTS")" -eq 2 ]

# A signal to all processes at once, as a terminal or a supervisor sends it.
mkdir "$scratch/tmp"
for signal in TERM HUP TERM; do
	: >"$fake/pids"
	: >"$fake/hang"
	rm -rf "$fake/running" "$scratch/group"
	TMPDIR=$scratch/tmp perl -e 'setpgrp; exec @ARGV' scripts/ab --base "$one" --patched "$two" \
		--guests 2 --output "$scratch/group" >"$scratch/said" 2>&1 &
	started=$!
	wait_for sh -c "[ \$(grep -c . '$fake/pids') -eq 2 ]"
	perl -e 'kill $ARGV[0], -$ARGV[1]' "$signal" "$started"
	wait "$started"
	rm "$fake/hang"
done
output=$(find "$scratch/tmp" -mindepth 1)
claim 'a signal to the whole group leaves nothing in TMPDIR' [ -z "$output" ]
claim 'and no guest' [ "$(alive)" -eq 0 ]

claims_done
