#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# explain: the plugin counts what the guest's clock counts, and changes nothing.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
base='' patched=''

# column FILE NAME - a column of a table by its name.
column() {
	awk -F '\t' -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR > 1 { print $c }' "$1"
}
sum() { column "$1" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
# of FUNCTION NAME - a figure of the explained scenario.
of() { awk -F '\t' -v f="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } $1 == f { print $c }' "$tsv"; }
# figure SIDE NAME - a figure of the median touch.
figure() { jq ".rows[] | select(.side == \"$1\").median.$2" "$folder/explain.json"; }

# explain SCENARIO FOLIO [MACHINE] - and compare its sums with what dexcompare makes of the boots.
explain() {
	folder=$scratch/$1${3-}
	tsv=$folder/explain.tsv
	run tools/explain/explain "$1" "folio=$2" ${3:+--vm "$3"} --output "$folder"
	set -- "$1${3:+ on $3}"
	claim "$1: explain ends well" [ "$status" -eq 0 ]
	output=$("$BUILD/explain-show" --json "$folder" 2>&1 >"$folder/explain.json")
	claim "$1: --json ends well" [ -s "$folder/explain.json" ]
	claim_results "$1: as docs/answers.schema.json says" "$folder/explain.json"
	"$BUILD/dexcompare" --separate --tsv "$folder/base.jsonl" "$folder/patched.jsonl" >"$scratch/table.tsv" 2>/dev/null
	for side in base patched; do
		measured=$(column "$scratch/table.tsv" "$side")
		claim "$1: the functions of $side sum up to the table's figure" \
			[ "$(sum "$tsv" "$side")" = "${measured:-none}" ]
		eval "$side=\$measured"
	done
	claim "$1: the differences by function sum up to the difference" \
		[ "$(sum "$tsv" difference)" = "$(column "$scratch/table.tsv" difference)" ]
	claim "$1: stacks sum up to base's figure" \
		[ "$(awk '{ n += $(NF - 1) } END { print n }' "$folder/explain.folded")" = "${base:-none}" ]
	output=$("$BUILD/explain-show" --all "$folder" | awk 'length > 80')
	claim "$1: no line of the table is longer than 80 columns" [ -z "$output" ]
	[ -z "$(command -v gnuplot)" ] || claim "$1: a chart is drawn" [ -s "$folder/explain.png" ]
}

explain restore_read dirty
claim 'base does not call can_change_pte_writable' [ "$(of can_change_pte_writable base)" = 0 ]
claim 'patched calls it once' [ "$(of can_change_pte_writable patched_calls)" = 1 ]
claim 'both call restore_exclusive_pte once' \
	[ "$(of restore_exclusive_pte base_calls)$(of restore_exclusive_pte patched_calls)" = 11 ]
claim 'restore_exclusive_pte, with what it calls, holds all that differs' \
	[ $(($(of restore_exclusive_pte patched_inclusive) - $(of restore_exclusive_pte base_inclusive))) -eq $((patched - base)) ]
claim 'a read takes one fault on either' [ "$(figure base faults)$(figure patched faults)" = 11 ]
first=$folder

# The same boot without the plugin.
base_folder=$(scripts/build-kernel base)
echo 'restore_read folio=dirty' >"$scratch/run.plan"
run scripts/run-in-vm --kernel "$base_folder" --vm x86_64-exact --program "$BUILD/dexbench" \
	--module "$(scripts/build-module "$base_folder")" --file "$scratch/run.plan:/run.plan" \
	--output "$scratch/without.jsonl" -- /dexbench run --quiet --kernel-info /kernel.json --accept-findings /run.plan
claim 'a boot without the plugin ends well' [ "$status" -eq 0 ]
jq -c 'del(.series)' "$first/base.jsonl" >"$scratch/with.jsonl"
jq -c 'del(.series)' "$scratch/without.jsonl" >"$scratch/plain.jsonl"
claim 'a boot with the plugin gives the same results to the bit' \
	cmp "$scratch/with.jsonl" "$scratch/plain.jsonl"

explain mprotect_cycle_write dirty
claim 'base takes two faults, patched one' [ "$(figure base faults)$(figure patched faults)" = 21 ]
claim 'the second fault upgrades an entry' [ "$(of do_wp_page base)" -gt 0 ]
claim 'patched does not call do_wp_page' [ "$(of do_wp_page patched)" = 0 ]

# Without a dirty flag of the hardware, a clean entry takes one more fault of a write.
elsewhere() {
	for kernel in base patched; do
		run scripts/build-kernel --arch "$1" --cached "$kernel"
		[ "$status" -ne 0 ] || continue
		skip "$2: the extra write fault" "$(printf '%s\n' "$output" | tail -n 1)"
		return
	done
	if [ "$(uname -m)" != "$1" ] && [ ! -x "$BUILD/$1/dexbench" ]; then
		skip "$2: the extra write fault" "dexbench is not built: make all ARCHES=$1"
		return
	fi
	explain write_after_read clean "$2"
	faults=$(figure base faults)$(figure patched faults)
	claim "$2: base takes no fault, patched one" [ "$faults" = 01 ]
	claim "$2: it sets the entry's flags" [ "$(of handle_mm_fault patched_calls)" = 1 ]
}
elsewhere aarch64 aarch64-a57-exact
elsewhere riscv64 riscv64-svade-exact

# Killed alone, it leaves no guest.
tools/explain/explain restore_read --output "$scratch/killed" 2>"$scratch/said" &
pid=$!
for _ in $(seq 300); do
	! pgrep -f "qemu.*$scratch/killed" >/dev/null || break
	sleep 0.1
done
claim 'its guests run' pgrep -f "qemu.*$scratch/killed"
kill "$pid"
wait "$pid"
claim 'a signal ends it' [ $? -eq 143 ]
claim 'and its guests' [ "$(pgrep -f "qemu.*$scratch/killed" | wc -l)" -eq 0 ]
claim 'what is half done is removed' [ ! -e "$scratch/killed" ]

# What is not exact must not pass.
folder=$first
spoil() {
	cp -r "$first" "$scratch/$1"
	sed -i "$2" "$scratch/$1/base.jsonl"
	run "$BUILD/explain-show" "$scratch/$1"
}
run "$BUILD/explain-show" "$first"
claim 'what was recorded is shown again' [ "$status" -eq 0 ]
spoil sample "s/\[$(figure base instructions),/[7,/"
claim 'a sample that no touch has is refused' [ "$status" -eq 1 ]
claim_has 'as not exact, by line' "$output" 'base.jsonl:[0-9]*: not exact: restore_read: instructions of a touch: 7 by'
spoil fault 's/"faults":{"restore":256/"faults":{"restore":255/'
claim 'a fault count that differs from the exceptions is refused' [ "$status" -eq 1 ]
claim_has 'with both counts' "$output" 'faults: 255 by the guest.s count, 256 seen from outside'
cp -r "$first" "$scratch/cut"
truncate -s -16 "$scratch/cut/base.trace"
run "$BUILD/explain-show" "$scratch/cut"
claim 'a trace that was cut off is refused' [ "$status" -eq 1 ]
claim_has 'by name' "$output" 'base.trace: cut off or damaged'

claims_done
