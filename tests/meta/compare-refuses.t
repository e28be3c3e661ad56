#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What dexcompare must refuse: each with exit 1, one line, and its reason.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
base=$scratch/x/base/boot-1.jsonl patched=$scratch/x/patched/boot-1.jsonl
other=$scratch/other.jsonl

# refused SENTENCE PATTERN ARGUMENT... - exit 1, nothing on stdout, one line that matches.
refused() {
	sentence=$1 pattern=$2
	shift 2
	status=0
	shown=$("$compare" "$@" 2>"$scratch/stderr" </dev/null) || status=$?
	# shellcheck disable=SC2034 # shown by a claim that fails
	output=$(cat "$scratch/stderr")
	claim "$sentence" [ "$status" -eq 1 ]
	claim "... and nothing is reported" [ -z "$shown" ]
	claim "... but one line, with the reason" \
		sh -c '[ "$(wc -l <"$1")" -eq 1 ] && grep -qE -- "$2" "$1"' sh "$scratch/stderr" "$pattern"
}

# differs FIELD MEMBER SED - the patched kernel's file with another header.
differs() {
	sed "1$3" "$patched" >"$other"
	claim "the test can change $2" ends 1 cmp -s "$other" "$patched"
	refused "files that differ in $2 are refused" "differ in $2: \".*\" and \".*\".*--allow=$1" "$base" "$other"
	run "$compare" "--allow=$1" "$base" "$other"
	claim "--allow=$1 compares them" [ "$status" -eq 0 ]
	claim_has '... and the report says so' "$output" "^WARNING: files that differ are compared, by --allow: $2"
}

differs platform platform 's/"platform":"exact"/"platform":"kvm"/'
differs machine machine.cpu 's/"cpu":"QEMU/"cpu":"Another/'
differs machine machine.cpus 's/"cpus":1/"cpus":2/'
differs machine machine.hypervisor 's/"hypervisor":"[A-Z]*"/"hypervisor":null/'
differs device device 's/"device":"dexdev"/"device":"test_hmm"/'
differs plan plan.digest 's/c0ffee/decade/'
differs tool tool.version 's/"version":"0.1"/"version":"0.2"/'
differs tool tool.commit 's/0123456789ab/ba9876543210/'

sed '1s/c0ffee/decade/; 1s/"cpus":1/"cpus":2/' "$patched" >"$other"
refused 'one field allowed does not allow another' 'differ in plan.digest.*--allow=machine,plan' \
	--allow=machine "$base" "$other"
run "$compare" --allow=machine,plan "$base" "$other"
claim 'a list allows each of its fields' [ "$status" -eq 0 ]
sed '1s/"unit":"instructions"/"unit":"ns"/' "$patched" >"$other"
refused 'files of different units are refused' 'differ in unit: "instructions" and "ns"; no difference' "$base" "$other"
run "$compare" --allow=unit "$base" "$other"
claim 'and can never be allowed' [ "$status" -eq 2 ]
run "$compare" --allow=machines "$base" "$patched"
claim 'a field that is none is wrong usage' [ "$status" -eq 2 ]

sed '1s/"schema":1/"schema":2/' "$patched" >"$other"
refused 'a newer schema is refused by name' 'other.jsonl:1: header: schema 2 is newer than 1' "$base" "$other"
refused 'a missing file is refused' 'none.jsonl: No such file' "$base" "$scratch/none.jsonl"
mkdir "$scratch/empty"
refused 'a folder without results is refused' 'empty: no results' "$base" "$scratch/empty"
: >"$other"
refused 'an empty file is refused' 'other.jsonl: empty' "$base" "$other"
refused 'a file given twice is refused' 'the same file as' "$base" "$base"
ln -s "$base" "$scratch/link.jsonl"
refused 'also under another name' 'the same file as' "$base" "$scratch/link.jsonl"
mkdir "$scratch/mixed"
cp "$base" "$scratch/mixed/a.jsonl"
cp "$patched" "$scratch/mixed/b.jsonl"
refused 'a folder of two kernels is refused' 'b.jsonl: not of the same kernel as .*a.jsonl \(kernel.name\)' \
	"$scratch/mixed" "$scratch/x/patched"
sed '4s/.*/{"record":"trial"/' "$patched" >"$other"
refused 'a damaged line is refused' 'other.jsonl:4: no JSON' "$base" "$other"
sed '4s/"touched_pages":256,//' "$patched" >"$other"
refused 'a record without a field is refused' 'other.jsonl:4: trial: "touched_pages" is missing' "$base" "$other"
sed '4s/"pages_per_sample":1/"pages_per_sample":2/' "$patched" >"$other"
refused 'a run that changes its pages per sample is refused' 'other.jsonl:[0-9]+: trial: "pages_per_sample" is not that of line' \
	"$base" "$other"
run sh -c '"$1" "$2" "$3" >/dev/full' sh "$compare" "$base" "$patched"
claim 'a report that cannot be written fails' [ "$status" -eq 1 ]

claims_done
