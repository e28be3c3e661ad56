#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What all commands have in common: -h, -V, where they look for folders, and colour.
# slow: asks each program and script for its help
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# asks COMMAND... - it tells its version and its usage, in one form, long and short.
asks() {
	run "$@" --version
	claim "$*: --version" [ "$status" -eq 0 ]
	claim_has "$*: in one form" "$output" "^[a-z-]+ $(sed 's/\./\\./g' VERSION) \([0-9a-z-]+\)\$"
	claim "$*: -V is the same" [ "$("$@" -V)" = "$output" ]
	run "$@" --help
	claim "$*: --help" [ "$status" -eq 0 -a -n "$output" ]
	claim "$*: -h is the same" [ "$("$@" -h)" = "$output" ]
}

for command in dexbench 'dexbench list' 'dexbench run' dexcompare 'dexcompare show' explain-show; do
	# shellcheck disable=SC2086 # program and verb
	asks "$BUILD/"$command
done
# Of those that read common.sh, which knows both, some; the others each.
for script in ab plot split-patches check-tools lint new-scenario check-layers check-limits write-result-docs write-version; do
	asks "scripts/$script"
done
asks tools/explain/explain
others=$(find scripts -maxdepth 1 -type f ! -name '*.*' -exec grep -LF lib/common.sh {} + | sort | paste -sd ' ' -)
claim 'all other scripts read common.sh' [ "$others" = \
	'scripts/check-layers scripts/check-limits scripts/check-tools scripts/lint scripts/new-scenario scripts/split-patches scripts/write-result-docs scripts/write-version' ]

tests/data/generate "$scratch/x"
esc=$(printf '\033')
set -- "$scratch/x/base" "$scratch/x/patched"
claim_lacks 'without a terminal there is no colour' "$("$BUILD/dexcompare" "$@")" "$esc"
run "$BUILD/dexcompare" --color=always "$@"
claim_has 'with --color=always worse rows are red' "$output" "$esc\[31mrestore_read +1412 "
claim_has 'and better ones green' "$output" "$esc\[32mmprotect_cycle_write +2177 "
claim_lacks 'and no others' "$output" "$esc\[3[12]mbaseline_cow"
claim 'each colour ends' [ "$(printf '%s\n' "$output" | grep -c "$esc\[3[12]m")" -eq "$(printf '%s\n' "$output" | grep -c "$esc\[0m")" ]
claim 'colour alone tells nothing' [ "$(printf '%s\n' "$output" | sed "s/$esc\[[0-9]*m//g")" = "$("$BUILD/dexcompare" "$@")" ]
claim_lacks 'a letter has none' "$("$BUILD/dexcompare" --color=always --cover-letter "$@")" "$esc"
claim_has 'a change log has, on a terminal' \
	"$("$BUILD/dexcompare" --color=always --commit-message "$@")" "$esc\[31m  soft_dirty_write "
for program in "$BUILD/dexcompare $*" "$BUILD/dexbench run null" scripts/ab; do
	# shellcheck disable=SC2086 # words
	run $program --color=red
	claim_has "$(basename "${program%% *}"): another word is wrong usage" "$status $output" \
		'^2 .*--color(=|: )red: must be auto, always or never'
done
if command -v script >/dev/null; then
	on_terminal() { TERM=xterm script -qec "$*" /dev/null </dev/null; }
	claim_has 'a terminal has colour' "$(on_terminal "$BUILD/dexcompare" "$@")" "$esc\[31m"
	claim_lacks 'but not with NO_COLOR' "$(NO_COLOR=1 on_terminal "$BUILD/dexcompare" "$@")" "$esc\[3"
	claim_lacks 'nor with --color=never' "$(on_terminal "$BUILD/dexcompare" --color=never "$@")" "$esc\[3"
else
	skip 'a terminal has colour' 'no script(1)'
fi

run env -u RESULTS DEXBENCH_RESULTS="$scratch/elsewhere" scripts/plot --latest
claim_has 'DEXBENCH_RESULTS is where results are' "$output" "$scratch/elsewhere/latest"
run env DEXBENCH_RESULTS="$scratch/elsewhere" RESULTS="$scratch/there" scripts/plot --latest
claim_has 'what make is told comes first' "$output" "$scratch/there/latest"
run env -u RESULTS -u CACHE DEXBENCH_RESULTS=/a DEXBENCH_CACHE=/b make -n help
claim 'make has them too' [ "$(env -u RESULTS -u CACHE DEXBENCH_RESULTS=/a DEXBENCH_CACHE=/b make help | grep -cE 'RESULTS=DIR .*\[/a\]|CACHE=DIR .*\[/b\]')" -eq 2 ]
run env -u CACHE DEXBENCH_CACHE=/dev/null/b scripts/fetch-kernel linux-source-6.12
claim_has 'DEXBENCH_CACHE is where kernels are' "$output" '/dev/null/b'

claims_done
