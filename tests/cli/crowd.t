#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# what reports and charts say of many CPUs: IPIs, stolen time, rates; and no time
# where there is none.
# slow: draws 49 charts
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate-crowd "$scratch/x"
tests/data/generate-crowd "$scratch/counts" smp-counts
base=$scratch/x/base patched=$scratch/x/patched

flat() {
	printf '%s\n' "$1" | tr '\n' ' ' | tr -s ' '
}

widest() {
	printf '%s\n' "$1" | awk 'length > w { w = length } END { print w + 0 }'
}

# One kernel.
run "$compare" show "$base"
claim 'a kernel is shown' [ "$status" -eq 0 ]
claim 'in at most 78 columns' [ "$(widest "$output")" -le 78 ]
claim_has 'what most rows share goes without saying in names' "$output" '^unsaid +bystander=spinning pages=64$'
claim_has 'what tells rows apart is named' "$output" '^shootdown_make_exclusive \(bystanders=4 distance=l3\)$'
claim_has 'and what is unusual' "$output" 'shootdown_make_exclusive \(bystander=asleep bystanders=4 distance=l3\)$'
claim_has 'IPIs are shown per page, and per page and bystander' "$(flat "$output")" 'shootdown_make_exclusive \(bystanders=4 distance=l3\) 4 1 shootdown'
claim_has 'those who sleep get none' "$(flat "$output")" '\(bystander=asleep bystanders=4 distance=l3\) 0 - '
claim_has 'the time that was stolen, and gaps' "$(flat "$output")" \
	'shootdown_make_exclusive \(bystanders=4 distance=l3\) 310 319.8 344.8 596'
claim_has 'one touch of many, and their rate' "$output" '^ *2879\.8 +3105\.8 +620025 +contend_page \(.*threads=4\)$'
claim_has 'round trips a second' "$output" '^ *5310\.8 +5727\.2 +189925 +ping_pong \(pages=1\)$'
claim_has 'other facts by name' "$output" ': retries 3$'
claim_has 'costs in multiples of a fault and of a system call' "$(flat "$output")" 'baseline_cow 1\.76 11\.89 '

# Two.
run "$compare" "$base" "$patched"
claim 'two kernels are compared' [ "$status" -eq 0 ]
claim 'in at most 78 columns, too' [ "$(widest "$output")" -le 78 ]
claim_has 'a row that takes more IPIs is said to' "$(flat "$output")" 'Worse: 1 row, more TLB-flush IPIs per page with the same faults'
claim_has 'and shown with both' "$output" '-> +3$|-> +3 '
letter=$("$compare" --cover-letter --full "$base" "$patched")
claim_has 'a letter calls it worse' "$(flat "$letter")" \
	'Worse: 1 row, more TLB-flush IPIs per page with the same faults: shootdown_make_exclusive \(bystanders=2 distance=l3\)'
claim_has 'and has what was stolen' "$(flat "$letter")" 'stolen gap gap p99 longest'
for form in --markdown --html=-; do
	output=$("$compare" $form "$base" "$patched")
	claim_has "$form has IPIs and stolen time" "$(flat "$output")" '[ >]2 .{1,6} 3[ <].*stolen: from each bystander per page.*[ >]310[ <]'
done
run "$compare" --fail-on-regression=50 "$base" "$patched"
claim 'more IPIs are a regression' [ "$status" -eq 3 ]
claim_has 'and named' "$output" 'regression: shootdown_make_exclusive \(bystanders=2 distance=l3\): TLB-flush IPIs per page 2 -> 3;'

# Exports.
run "$compare" export --figures "$base" "$patched"
claim_has 'figures have a column for each parameter' "$output" 'value	min	max	bystander	bystanders	distance'
claim_has 'ticks are turned into the unit' "$output" 'stolen_ticks_per_page	ns	310	'
claim_has 'rates stay rates' "$output" 'round_trips_per_second	NA	1[0-9.]+	'
claim_has 'multiples are figures' "$output" 'baseline_cow	.*cost_in_minor_faults	NA	1\.76'
run "$compare" export --series "$base"
claim_has 'series are exported sample by sample' "$output" 'timed	bystander_gap	ns	[0-9.]+	[0-9]+	shootdown_make_exclusive'
run "$compare" export --series --figures "$base"
claim 'not both at once' [ "$status" -eq 2 ]

# The same files with a platform that has no times: none may be seen, in whatever form.
base=$scratch/counts/base patched=$scratch/counts/patched
claim 'the files hold times' grep -q '"samples":\[\[[0-9]' "$base/boot-1.jsonl"
for form in '' --chart --cover-letter --markdown --html=- --tsv --json; do
	# shellcheck disable=SC2086 # one word or none
	"$compare" $form "$base" "$patched" >"$scratch/form" 2>&1
	claim "${form:-the table} is made" grep -q 'base' "$scratch/form"
	sed '/^\.facts\|<style>/d' "$scratch/form" | tr -d '\n' >"$scratch/line"
	# Every time here is above 80 ns, and no count is.
	claim "${form:-the table} has no time" ends 1 grep -qE 'stolen|_gap|per.second|[0-9]+(\.[0-9]+)? ns|1[0-9]{3}\.[0-9]' "$scratch/line"
done
for words in show 'show --chart' export 'export --figures' 'export --series'; do
	# shellcheck disable=SC2086 # words
	"$compare" $words "$base" >"$scratch/form" 2>&1
	claim "$words has no time" ends 1 grep -qE 'stolen|_gap|per_second|cost|touch_|[0-9]+(\.[0-9]+)? ns|[0-9]{3}\.[0-9]' "$scratch/form"
done
run "$compare" show "$base"
claim_has 'while IPIs are told' "$(flat "$output")" 'shootdown_make_exclusive \(bystanders=8 distance=l3\) 8 1 '
run "$compare" --cover-letter "$base" "$patched"
claim_has 'and compared' "$(flat "$output")" 'Worse: 1 row, more TLB-flush IPIs'

if ! command -v gnuplot >/dev/null; then
	skip 'charts are drawn' 'gnuplot is not installed'
	claims_done
fi
run scripts/plot "$scratch/x"
claim 'charts are drawn' [ "$status" -eq 0 ]
claim_lacks 'and gnuplot has nothing to complain of' "$output" '[Ww]arning|undefined'
claim_lacks 'none is missing' "$output" '^plot: no '
for chart in multiples shootdown-make_exclusive shootdown-restore ipis contention latency-ecdf ping-pong; do
	claim "$chart is a PNG" sh -c 'head -c 4 "$1" | grep -q PNG' sh "$scratch/x/$chart.png"
	claim "$chart is an SVG that ends" sh -c 'tail -n 2 "$1" | grep -q "</svg>"' sh "$scratch/x/$chart.svg"
	[ "$chart" = multiples ] || claim "$chart is text of at most 72 columns" \
		awk 'length > 72 { wide = 1 } NF { lines++ } END { exit(wide || lines < 15) }' "$scratch/x/$chart.txt"
done
svg=$(cat "$scratch/x/shootdown-make_exclusive.svg")
for word in 'base, smt' 'patched, other-package' 'base, asleep' 'initiator, ns per page' 'each bystander, ns per page' 'rgb\( *0, 114, 178\)' 'rgb\(213, *94, *0\)'; do
	claim_has "the shootdown chart has \"$word\"" "$svg" "$word"
done
claim 'the distribution of round trips has a panel for each row' \
	[ "$(grep -c 'ping_pong (pages=' "$scratch/x/ping-pong.svg")" -eq 2 ]
claim 'shares of samples end at 1' awk -F '\t' '/^#/ { next } NF == 2 && $2 > 1 { bad = 1 } $2 > 0.99 { seen = 1 } END { exit bad || !seen }' "$scratch/x/ecdf.tsv"

run scripts/plot "$scratch/counts"
claim 'where there are no times, charts of counts are drawn' [ "$status" -eq 0 ]
claim 'IPIs are one' [ -s "$scratch/counts/ipis.png" ]
for chart in ab-bars multiples shootdown contention latency-ecdf ping-pong; do
	claim_has "$chart is not, and why is said" "$output" "^plot: no $chart: [a-z]"
done
claim_silent 'nor are there files of them' find "$scratch/counts" -name 'shootdown*' -o -name 'latency*.png' -o -name 'ab-bars*'

sed -i '/"scenario":"contend_page"/s/"facts":{/"facts":{"major_faults":3,/' "$scratch"/counts/base/*.jsonl
run "$compare" "$scratch/counts/base" "$scratch/counts/patched"
claim_has 'faults that waited twice are warned of, since they are accounted as major' "$(flat "$output")" \
	'WARNING: major faults in a contended row: base, 4 of [0-9]* rows; most in contend_page \([^)]*\): 3 a trial'

mkdir "$scratch/one"
cp "$scratch"/x/base/*.jsonl "$scratch/one"
run scripts/plot "$scratch/one"
claim 'charts of one kernel are drawn' [ "$status" -eq 0 ]
claim_lacks 'without complaints' "$output" '[Ww]arning|undefined'
claim_has 'but for those that compare' "$output" '^plot: no ab-bars: one kernel only$'
claims_done
