#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/check-tools finds a command that no package list has, wherever a script or test calls it.
# shellcheck source=tests/tap.sh
. tests/tap.sh

if ! command -v shfmt >/dev/null; then
	skip 'commands are found' 'shfmt is not installed: make deps'
	claims_done
fi

# write LINE... - a script with these lines.
write() {
	{ echo '#!/bin/sh'; printf '%s\n' "$@"; } >"$scratch/case.sh"
}

# finds SENTENCE LINE... - in which nosuch-tool is called.
finds() {
	sentence=$1
	shift
	write "$@"
	run scripts/check-tools "$scratch/case.sh"
	claim "$sentence: ends 1" [ "$status" -eq 1 ]
	claim_has "$sentence: is found" "$output" '/case.sh: calls nosuch-tool, which tool_table of scripts/lib/packages.sh does not list'
}

# passes SENTENCE LINE... - without a word.
passes() {
	sentence=$1
	shift
	write "$@"
	claim_silent "$sentence" scripts/check-tools "$scratch/case.sh"
}

# The commands stay as they are written.
# shellcheck disable=SC2016
{
	finds 'a command' 'nosuch-tool file'
	finds 'a command of a pipeline' 'ls | nosuch-tool -r . | sort'
	finds 'a command in a substitution' 'x="a $(nosuch-tool "$y") b"'
	finds 'a command in the operand of a claim' 'claim "x" [ "$(nosuch-tool -r . "$2" | sort -u)" = 64 ]'
	finds 'a command of a claim' 'claim "words of it" nosuch-tool .'
	finds 'a command that run calls' 'run env LC_ALL=C timeout 5 nosuch-tool'
	finds 'a command behind others' 'find . -name x -print0 | xargs -0 -n 1 nosuch-tool'
	finds 'a command of find' 'find . -exec nosuch-tool {} +'
	finds 'a command of an inner shell' 'sh -c "! nosuch-tool \"\$1\"" sh x'
	finds 'a command in a trap' 'trap "nosuch-tool x" EXIT'
	finds 'a command in a function' 'f() {' '	if ! nosuch-tool; then echo; fi' '}' 'f'
	finds 'a command in a condition' '[ -e x ] && { nosuch-tool || exit; }'
	finds 'a command by its path' '/usr/bin/nosuch-tool x'
	finds 'a command that is looked for and then called' '! command -v nosuch-tool || nosuch-tool x'
	finds 'a command of a script in a here-document' "cat >x <<'END'" '#!/bin/sh' 'nosuch-tool' 'END'

	passes 'a command that is only looked for is none' 'command -v nosuch-tool >/dev/null'
	passes 'nor is a word, or a function' '# nosuch-tool' 'echo nosuch-tool "nosuch-tool x"' 'nosuch-tool() { :; }' 'nosuch-tool'
	passes 'what is listed is fine' 'grep x y | sort | awk 1 | git grep x; readelf -n x; python3 -c 1' '"$program" x' 'scripts/ab x'
	write 'if then'
	run scripts/check-tools "$scratch/case.sh"
	claim 'what is no shell is a fault' [ "$status" -eq 1 ]
}

printf 'all:\n\t@ls $(FILES) | nosuch-tool -r "$$x"\n' >"$scratch/Makefile"
run scripts/check-tools "$scratch/Makefile"
claim_has 'a command of a Makefile is found' "$output" '/Makefile: calls nosuch-tool'
printf '#!/usr/bin/python3\nimport subprocess\nsubprocess.run(["nosuch-tool", "x"])\n' >"$scratch/case"
run scripts/check-tools "$scratch/case"
claim_has 'a command of a Python script is found' "$output" '/case: calls nosuch-tool'

claims_done
