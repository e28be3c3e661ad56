#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Claims over a command's output do not hold because the command failed.
# shellcheck source=tests/tap.sh
. tests/tap.sh

# fails SENTENCE CLAIMS - a test with these claims has failed.
fails() {
	printf '%s\n' '. tests/tap.sh' "$2" 'claims_done' >"$scratch/case.t"
	run tests/run "$scratch/log" "$scratch/case.t"
	claim "$1: fails" [ "$status" -eq 1 ]
	claim_has "$1: not ok" "$output" '^not ok '
}

# holds SENTENCE CLAIMS
holds() {
	printf '%s\n' '. tests/tap.sh' "$2" 'claims_done' >"$scratch/case.t"
	run tests/run "$scratch/log" "$scratch/case.t"
	claim "$1" [ "$status" -eq 0 ]
}

holds 'a text that lacks a pattern' 'claim_lacks x "some text" other'
fails 'a text that has it' 'claim_lacks x "some text" some'
fails 'an empty text' 'claim_lacks x "" other'
fails 'the text of a command that is missing' 'claim_lacks x "$(nosuch-tool)" other'
fails 'the text of a command that failed' 'claim_lacks x "$(cat /nosuch/file)" other'
fails 'the text of a pipeline whose first command is missing' 'claim_lacks x "$(nosuch-tool | sed "s/^$/words/"; echo words)" other'
fails 'the output of a command that is missing' 'run nosuch-tool; claim_lacks x "$output" other'
fails 'the output of a command that failed, of which no claim tells' \
	'run sh -c "echo words; exit 1"; claim_lacks x "$output" other'
holds 'the output of a command that must fail' \
	'run sh -c "echo words; exit 1"; claim y [ "$status" -eq 1 ]; claim_lacks x "$output" other'
fails 'the output of a command that was killed' 'run sh -c "echo words; kill -KILL \$\$"; claim_lacks x "$output" other'

holds 'a command that prints nothing' 'claim_silent x true'
fails 'a command that prints something' 'claim_silent x echo words'
fails 'a silent command that failed' 'claim_silent x false'
fails 'a command that is missing' 'claim_silent x nosuch-tool'
fails 'a command that complains' 'claim_silent x sh -c "echo words >&2"'

echo words >"$scratch/file"
holds 'a file without a pattern' "claim x ends 1 grep -q other '$scratch/file'"
fails 'a file with it' "claim x ends 1 grep -q words '$scratch/file'"
fails 'a file that is not there' "claim x ends 1 grep -q other '$scratch/nosuch'"
fails 'a command that is missing, of which a failure is wanted' 'claim x ends 1 nosuch-tool'
fails 'lines of a file that is not there' "claim_silent x lines_but words '$scratch/nosuch'"
holds 'no path of a pattern' "claim x absent '$scratch'/nosuch*"
fails 'a path of a pattern' "claim x absent '$scratch'/fi*"
fails 'files of which one is without a pattern' "echo no >'$scratch/other'; claim x all_have words '$scratch/file' '$scratch/other'"
fails 'trials of a file without any' "claim x trials_have '$scratch/file' words"

fails 'a missing command outside of a claim' 'claim x true; nosuch-tool'
fails 'a missing command within an operand' 'claim x [ -z "$(nosuch-tool)" ]'
fails 'a missing command of a pipeline' 'claim x [ "$(nosuch-tool | wc -l)" -eq 0 ]'
fails 'a file that cannot be read' 'claim x [ -z "$(cat /nosuch/file | sort)" ]'

claims_done
