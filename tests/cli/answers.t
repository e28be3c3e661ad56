#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Answers for programs: as JSON of one schema; boots in Go's benchmark format.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
tests/data/generate-local "$scratch/local" 8
set -- "$scratch/x/base" "$scratch/x/patched"

# ask WHAT COMMAND... - the answer is one of the schema.
ask() {
	what=$1
	shift
	status=0
	"$@" >"$scratch/answer" 2>"$scratch/log" || status=$?
	claim "$what: is answered" [ "$status" -eq 0 ]
	claim_results "$what: as docs/answers.schema.json says" "$scratch/answer"
	claim "$what: in one schema" [ "$(jq -r '[.schema, .answer, (.rows | type)] | join(" ")' "$scratch/answer")" = "1 $what array" ]
}
if command -v jq >/dev/null; then
	ask history "$compare" history --json "$@"
	claim 'history: a row for each row and kernel, with cost and faults' \
		[ "$(jq -r '.rows[] | select(.label == "soft_dirty_write (folio=dirty)") | "\(.kernel) \(.cost) \(.extra_write) \(.parameters.folio)"' \
			"$scratch/answer" | paste -sd ' ' -)" = 'base 1414 0 dirty patched 2219 1 dirty' ]
	ask show "$compare" show --json "$scratch/x/base"
	claim 'show: one kernel' [ "$(jq -r '[.rows[].kernel] | unique | join(" ")' "$scratch/answer")" = base ]
	ask baselines "$compare" baselines --json "$scratch/local"
	claim 'baselines: with the interval' [ "$(jq -r '.rows[0] | "\(.label) \(.median) \(.low) \(.high)"' "$scratch/answer")" = \
		'baseline_minor_fault 1031.5 994.25 1068.75' ]
	dexbench=${BUILD:-build}/dexbench
	ask list "$dexbench" list --json
	claim 'list: every scenario' [ "$(jq '.rows | length' "$scratch/answer")" = \
	 "$("$dexbench" list --names | grep -c .)" ]
	claim 'list: says what is missing, as the table does' \
		[ "$(jq '[.rows[] | select(.unmet)] | length' "$scratch/answer")" = \
		"$("$dexbench" list | grep -c ' not met ')" ]
	ask doctor "$dexbench" doctor --json
	"$dexbench" doctor >"$scratch/text"
	claim 'doctor: the same things as in the table' \
		[ "$(jq -r '.rows[].name' "$scratch/answer")" = \
		"$(sed -n '/^[a-z]/s/^.\{6\}\(.\{20\}\).*/\1/p' "$scratch/text" | sed 's/ *$//')" ]
	ask topology "$dexbench" topology --json
	claim 'topology: one CPU measures, as in the table' \
		[ "CPU $(jq '.rows[] | select(.use == "measures").cpu' "$scratch/answer")" = \
		"$("$dexbench" topology | sed -n 's/^measures *//p')" ]
	ask probe "$dexbench" probe --json
	claim 'probe: the same things as in the table' \
		[ "$(jq -r '.rows[].name' "$scratch/answer")" = \
		"$("$dexbench" probe | sed 's/^\(.\{23\}\).*/\1/; s/ *$//')" ]
	jq '.rows[0].value = 3' "$scratch/answer" >"$scratch/wrong"
	run tests/validate-results "$scratch/wrong"
	[ "$status" -eq 77 ] ||
		claim_has 'what does not fit is refused' "$output" 'rows\[0\]\.value: 3 is not'
else
	skip 'show, history and baselines as JSON' 'no jq: make deps'
fi

# The format is https://golang.org/design/14313-benchmark-format: lines "Unit unit key=value", "key: value" with a
# key in lower case, and results: a name, iterations, and pairs of a value and its unit.
run "$compare" export --format=benchfmt "$@"
claim 'boots are written in the benchmark format' [ "$status" -eq 0 ]
printf '%s\n' "$output" | awk '
/^Unit [^ ]+( [^ =]+=[^ ]+)+$/ { exact[$2] = $3; next }
/^[a-z][^A-Z ]*: / { key = $1; sub(/:$/, "", key); config[key] = $2; next }
/^Benchmark[^a-z ][^ ]* [1-9][0-9]*( [0-9.e+-]+ [^ ]+)+$/ && NF % 2 == 0 {
	for (i = 3; i < NF; i += 2) print config["kernel"], $1, $i, $(i + 1), exact[$(i + 1)]
	next
}
{ print "bad line: " $0 }' >"$scratch/read"
claim_lacks 'each line is one of the format' "$(cat "$scratch/read")" 'bad line'
claim 'a line for each boot, and what is exact is called so' [ "$(grep -c \
	'^patched BenchmarkSoft_dirty_write/folio=dirty/order=random/pages=256 2219 instructions/page assume=exact$' "$scratch/read")" -eq 2 ]
claim_has 'faults too' "$(cat "$scratch/read")" '^patched BenchmarkSoft_dirty_write/folio=dirty/order=random/pages=256 2 faults/page assume=exact$'
claim 'the figures are those of the TSV' [ "$("$compare" --tsv "$@" | awk -F '\t' 'NR > 1 { n += $4 + $5 } END { print 2 * n }')" = \
	"$(awk '$4 == "instructions/page" { n += $3 } END { print n }' "$scratch/read")" ]
if command -v benchstat >/dev/null; then
	"$compare" export --format=benchfmt "$@" >"$scratch/go.txt"
	claim_has 'benchstat reads it' "$(benchstat -col kernel "$scratch/go.txt")" 'Soft_dirty_write'
else
	skip 'benchstat reads it' 'no benchstat here'
fi
run "$compare" export --format=xml "$@"
claim 'another format is wrong usage' [ "$status" -eq 2 ]
"$(dirname "$0")/../data/generate-crowd" "$scratch/counts" smp-counts
run "$compare" export --format=benchfmt "$scratch/counts/base"
claim 'where times mean nothing there are no benchmarks' [ "$status" -ne 0 ]

claims_done
