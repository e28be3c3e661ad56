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

run "$compare" --fail-on-regression=50 "$base" "$patched"
claim 'more IPIs are a regression' [ "$status" -eq 3 ]
claim_has 'and named' "$output" 'regression: shootdown_make_exclusive \(bystanders=2 distance=l3\): TLB-flush IPIs per page 2 -> 3;'

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
