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
# Has a claim told of how the command of the last run ended?
told=
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# claim SENTENCE COMMAND... - holds if COMMAND succeeds.
claim() {
	claims_made=$((claims_made + 1))
	claim_sentence=$1
	shift
	case ${1-}${2-} in "[${status-}") told=yes ;; esac
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
	grep -qE -- "$2" <<END
$1
END
}

# An empty text lacks everything: what printed it may have failed.
text_lacks() {
	[ -n "$1" ] && ! text_has "$@"
}

# claim_has SENTENCE TEXT PATTERN - holds if TEXT matches the extended regex.
claim_has() {
	[ "$2" != "${output-}" ] || told=yes
	claim "$1" text_has "$2" "$3"
}

# claim_lacks SENTENCE TEXT PATTERN - holds if TEXT is not empty and does not match. Of a command that
# failed its output tells nothing, unless a claim told of its status or of what it printed.
claim_lacks() {
	if [ "$2" = "${output-}" ] && [ "${status:-0}" -ne 0 ] && [ -z "$told" ]; then
		claim "$1" [ "$status" -eq 0 ]
	else
		claim "$1" text_lacks "$2" "$3"
	fi
}

# claim_silent SENTENCE COMMAND... - holds if COMMAND succeeds and prints nothing, also on standard error.
claim_silent() {
	silent_sentence=$1
	shift
	run "$@"
	claim "$silent_sentence" [ "$status" -eq 0 -a -z "$output" ]
}

# ends STATUS COMMAND... - for what must fail in one way: grep that finds nothing and cmp that finds a
# difference end with 1, and with another status where they could not read.
ends() {
	wanted_status=$1
	shift
	"$@"
	[ $? -eq "$wanted_status" ]
}

# lines_but PATTERN FILE - prints the lines that do not match; fails where FILE cannot be read.
lines_but() {
	grep -vE -- "$1" "$2"
	[ $? -le 1 ]
}

# absent PATH... - a pattern stays as it is where nothing matches.
absent() {
	for path; do
		[ ! -e "$path" ] && [ ! -h "$path" ] || return
	done
}

# all_have PATTERN FILE... - each file has a line that matches.
all_have() {
	wanted_pattern=$1
	shift
	for path; do grep -qE -- "$wanted_pattern" "$path" || return; done
}

# trials_have FILE PATTERN - there are trials, and each matches.
trials_have() {
	grep '"record":"trial"' "$1" >"$scratch/trials" && ends 1 grep -qvE -- "$2" "$scratch/trials"
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
	told=
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
