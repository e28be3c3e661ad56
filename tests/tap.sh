# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tap.sh - claims in sentences, for tests written in shell.
#
#	. tests/tap.sh
#	run dexcompare missing.jsonl
#	claim 'a missing file fails' [ "$status" -eq 1 ]
#	claim_has 'and is named' "$output" missing.jsonl
#	claims_done
#
# Tests run from the project's root. $scratch is a folder of their own.

set -u

claims_made=0
claims_failed=0
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# claim SENTENCE COMMAND... - holds if COMMAND succeeds.
claim() {
	claims_made=$((claims_made + 1))
	claim_sentence=$1
	shift
	if "$@" >/dev/null 2>&1; then
		echo "ok $claims_made - $claim_sentence"
	else
		claims_failed=$((claims_failed + 1))
		echo "not ok $claims_made - $claim_sentence"
		echo "#   failed: $*" | head -c 2000 | tr '\n' ' '
		echo
		printf '%s\n' "${output-}" | tail -n 20 | sed 's/^/#   | /'
	fi
}

text_has() {
	printf '%s\n' "$1" | grep -qE -- "$2"
}

text_lacks() {
	! text_has "$@"
}

# claim_has SENTENCE TEXT PATTERN - holds if TEXT matches the extended regex.
claim_has() {
	claim "$1" text_has "$2" "$3"
}

claim_lacks() {
	claim "$1" text_lacks "$2" "$3"
}

skip() {
	claims_made=$((claims_made + 1))
	echo "ok $claims_made - $1 # SKIP $2"
}

# claim_results SENTENCE FILE... - holds if all records fit docs/results.schema.json.
claim_results() {
	claim_sentence=$1
	shift
	output=$(tests/validate-results "$@" 2>&1)
	case $? in
	77) skip "$claim_sentence" 'python3-jsonschema is not installed: make deps' ;;
	0) claim "$claim_sentence" true ;;
	*) claim "$claim_sentence" false ;;
	esac
}

# run COMMAND... - sets $status and $output (both streams).
# shellcheck disable=SC2034
run() {
	output=$("$@" 2>&1 </dev/null)
	status=$?
}

# lines TEXT - how many lines TEXT has.
lines() {
	printf '%s\n' "$1" | wc -l
}

# repeat_claims NAME FILE - takes over what another test claimed, such as one in a guest, and claims
# that it was all.
repeat_claims() {
	repeated=0
	plan=
	while IFS= read -r line; do
		case $line in
		'ok '*|'not ok '*)
			repeated=$((repeated + 1))
			claims_made=$((claims_made + 1))
			result=${line%%[0-9]*}
			[ "$result" = 'ok ' ] || claims_failed=$((claims_failed + 1))
			echo "$result$claims_made - $1: ${line#*" - "}"
			;;
		'1..'*) plan=${line#1..} ;;
		'#'*) echo "$line" ;;
		*) echo "# $line" ;;
		esac
	done <"$2"
	claim "$1: all claims were made" [ "$plan" = "$repeated" ]
}

claims_done() {
	echo "1..$claims_made"
	[ "$claims_failed" -eq 0 ] && [ "$claims_made" -gt 0 ]
	exit
}
