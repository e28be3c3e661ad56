#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where instructions go: the sum over functions is the measured count, and what
# differs by function is what differs in the table.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
bench=$BUILD/dexbench

# column FILE NAME - a column of a table by its name.
column() {
	awk -F '\t' -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR > 1 { print $c }' "$1"
}
sum() { column "$1" "$2" | awk '{ n += $1 } END { print n + 0 }'; }
# of FUNCTION NAME - a figure of the explained scenario.
of() { awk -F '\t' -v f="$1" -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } $1 == f { print $c }' "$tsv"; }

# explain SCENARIO - and hold its sums against what dexcompare makes of the undisturbed boots.
explain() {
	folder=$scratch/$1
	tsv=$folder/explain.tsv
	run "$bench" explain "$1" folio=dirty --base base --patched patched --output "$folder"
	claim "$1 is explained" [ "$status" -eq 0 ]
	"$BUILD/dexcompare" --separate --tsv "$folder/base-free.jsonl" "$folder/patched-free.jsonl" >"$scratch/table.tsv" 2>/dev/null
	for side in base patched; do
		measured=$(column "$scratch/table.tsv" "$side")
		claim "on $side its functions sum up to the table's figure" \
			[ "$(sum "$tsv" "$side")" = "${measured:-none}" ]
		claim "which the boot that was stepped agrees with" \
			[ "$(column "$tsv" "${side}_measured" | sort -u)" = "${measured:-none}" ]
		eval "$side=\$measured"
	done
	claim 'the differences by function sum up to the difference' \
		[ "$(sum "$tsv" difference)" = "$(column "$scratch/table.tsv" difference)" ]
	output=$("$bench" explain --show "$folder" --all | awk 'length > 80')
	claim 'no line of the table is longer than 80 columns' [ -z "$output" ]
	claim 'all of a touch is below its first function' [ "$(of 'fire [user]' base_inclusive)" = "${base:-none}" ]
	[ -z "$(command -v gnuplot)" ] || claim 'a chart is drawn' [ -s "$folder/explain.png" ]
}

explain restore_read
claim 'base does not call can_change_pte_writable' [ "$(of can_change_pte_writable base)" = 0 ]
claim 'patched calls it once' [ "$(of can_change_pte_writable patched_calls)" = 1 ]
claim 'both call restore_exclusive_pte once' \
	[ "$(of restore_exclusive_pte base_calls)$(of restore_exclusive_pte patched_calls)" = 11 ]
claim 'which holds all that differs' [ $(($(of restore_exclusive_pte patched_inclusive) - $(of restore_exclusive_pte base_inclusive))) -eq $((patched - base)) ]
first=$folder

explain mprotect_cycle_write
claim 'base faults twice, and patched once' \
	[ "$(of exc_page_fault base_calls)$(of exc_page_fault patched_calls)" = 21 ]
claim 'the second fault upgrades an entry' [ "$(of do_wp_page base)" -gt 0 ]
claim 'which patched need not' [ "$(of do_wp_page patched)" = 0 ]

# What is not exact must not pass.
tsv=$first/explain.tsv
spoil() { cp -r "$first" "$scratch/$1" && sed -i "$2" "$scratch/$1/$3" && run "$bench" explain --show "$scratch/$1"; }
run "$bench" explain --show "$first"
claim 'what was left is shown again' [ "$status" -eq 0 ]
spoil more "s/\"self\": \([0-9]*\)/\"self\": 1\1/" base.profile
claim 'a function with more than was executed fails' [ "$status" -eq 1 ]
claim_has 'as not exact, with all sums' "$output" 'not exact: the functions sum up to [0-9]* instructions, [0-9]* were executed'
spoil less 's/"ticks": 1/"ticks": 2/' patched.profile
claim 'so does a clock that disagrees' [ "$status" -eq 1 ]
spoil other "s/\[$(of 'fire [user]' base_inclusive),/[7,/" base.jsonl
claim 'and a stepped boot with another median' [ "$status" -eq 1 ]

# A guest of one kernel with the symbols of another.
base=$(scripts/build-kernel base) patched=$(scripts/build-kernel patched)
scripts/run-in-vm --kernel "$base" --vm x86_64-exact --program "$BUILD/static/dexbench" --timeout 120 \
	--module "$(scripts/build-module "$base")" --output "$scratch/wrong.jsonl" --gdb "$scratch/socket" \
	-- /dexbench run --quiet restore_read >"$scratch/wrong.log" 2>&1 &
guest=$!
run "$bench" explain --gdb "$scratch/socket" --symbols "$patched/build/vmlinux" --program "$BUILD/static/dexbench" \
	--results "$first/base-free.jsonl" --profile "$scratch/wrong.profile" restore_read
kill "$guest"
wait "$guest"
claim 'symbols of another build are refused' [ "$status" -eq 1 ]
claim_has 'in one line' "$output" '^dexbench explain: the symbols are not those of the kernel that runs'
claim 'and no profile is left' [ ! -e "$scratch/wrong.profile" ]

claims_done
