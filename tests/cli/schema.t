#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# docs/results.schema.json: what dexbench writes fits it, and what is wrong does not.
# tests/vm/kernels.t holds results of guests against it.
# slow: starts a Python program 26 times
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

run tests/validate-results --help
claim_has '--help tells the usage' "$output" '^usage: validate-results'
run tests/validate-results
if [ "$status" -eq 77 ]; then
	skip 'results fit their schema' 'python3-jsonschema is not installed: make deps'
	claims_done
fi
claim 'no file is wrong usage' [ "$status" -eq 2 ]

valid() {
	run tests/validate-results "$2"
	claim "$1" [ "$status" -eq 0 -a -z "$output" ]
}

echo '{"name": "mine", "expected_semantics": "unknown", "a_key_of_its_builder": 1}' >"$scratch/kernel.json"
run "$BUILD/dexbench" run --quiet --shuffle --kernel-info "$scratch/kernel.json" --output "$scratch/native.jsonl" \
	null baseline_minor_fault baseline_uffd_wp shootdown_mprotect pages=16 trials=2 restore_read
claim 'results are written here' grep -q '"record":"end"' "$scratch/native.jsonl"
valid 'they fit' "$scratch/native.jsonl"
"$BUILD/dexbench-meta" run --quiet --output "$scratch/meta.jsonl" wrong_oracle setup_fails no_fault >"$scratch/log" 2>&1
claim 'runs have failed, and found something' grep -q '"failed":2,"findings":1' "$scratch/meta.jsonl"
valid 'their records fit' "$scratch/meta.jsonl"
tests/data/generate "$scratch/data"
for file in "$scratch"/data/*/*.jsonl; do
	valid "$(basename "$(dirname "$file")"), $(basename "$file"): what the tests of dexcompare read fits" "$file"
done
good=$scratch/data/base/boot-1.jsonl

# mutant SENTENCE PATTERN SED - results that are changed by SED do not fit, and PATTERN says where.
mutant() {
	sed "$3" "$good" >"$scratch/mutant.jsonl"
	claim "there is something to change: $1" ends 1 cmp -s "$good" "$scratch/mutant.jsonl"
	run tests/validate-results "$scratch/mutant.jsonl"
	claim "$1" [ "$status" -eq 1 ]
	claim_has 'it is said where' "$output" "^$scratch/mutant.jsonl:$2"
}
mutant 'a field that is missing' "1: record: 'seed' is a required property" '1s/"seed":1,//'
mutant 'one inside of another' "1: \.timer: 'hz' is a required property" '1s/"hz":[0-9]*,//'
mutant 'a field of another type' "1: \.seed: '1' is not of type 'integer'" '1s/"seed":1,/"seed":"1",/'
mutant 'a number that is negative' '2: \.trial: -1 is less than' '2s/"trial":0/"trial":-1/'
mutant 'a count that is no whole number' '2: \.touched_pages: 256\.5 is not of type' '2s/"touched_pages":256/"touched_pages":256.5/'
mutant 'a sample without its count' '2: \.samples\[0\]: \[30\] is too short' '2s/\[30,3\]/[30]/'
mutant 'a field that nobody knows' "1: record: Additional properties.*'sead'" '1s/"seed":1,/"seed":1,"sead":1,/'
mutant 'one inside of another that nobody knows' "2: \.proof: Additional properties.*'reused'" '2s/"reuse":0/"reuse":0,"reused":0/'
mutant 'a hardware count that there is not' "2: \.pmu\.counts: 'cycles_lost' is not one of" \
	'2s/"finding":null/"finding":null,"pmu":{"ticks":9,"counts":{"cycles_user":8,"cycles_lost":1},"refused":{}}/'
mutant 'one that is scaled' "2: \.pmu\.counts\.cycles_user: 8.5 is not of type 'integer'" \
	'2s/"finding":null/"finding":null,"pmu":{"ticks":9,"counts":{"cycles_user":8.5},"refused":{}}/'
mutant 'a platform that there is not' "1: \.platform: 'cloud' is not one of" '1s/"exact"/"cloud"/'
mutant 'a version that this is not' '1: \.schema: 1 was expected' '1s/"schema":1/"schema":2/'
mutant 'a kind of record that there is not' "2: \.record: 'trail' is not one of" '2s/"trial"/"trail"/'
mutant 'a record of no kind' "2: record: 'record' is a required property" '2s/"record":"trial",//'
mutant 'a state that is no words' '2: \.proof\.pte_after: .* does not match' '2s/"pte_after":{"present/"pte_after":{"0x1/'
mutant 'a line that is cut' '2: no JSON' '2s/.\{9\}$//'
mutant 'a file without header' ' the first record, and no other, is the header' 1d
mutant 'something after the end' ' something comes after the end' '$p'

claim_silent 'docs/results.schema.json and docs/results.md say what lib/result/tables.c does' scripts/write-result-docs --check
claims_done
