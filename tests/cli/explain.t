#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What explain refuses before any guest boots.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
explain=tools/explain/explain

# refused STATUS PATTERN ARGUMENT... - ends so, with one line that matches.
refused() {
	wanted=$1 pattern=$2
	shift 2
	run "$@"
	claim "exit $wanted: $(echo "$*" | sed "s|$scratch/||g; s|^[^ ]*/||")" [ "$status" -eq "$wanted" ]
	claim_has '  in words' "$output" "$pattern"
	claim '  in one line' [ "$(lines "$output")" -eq 1 ]
}

refused 2 'which scenario\?' "$explain"
refused 2 '--show takes no scenario' "$explain" --show "$scratch" null
refused 2 'no such option: --gdb' "$explain" --gdb null
refused 2 'no such machine: vax' "$explain" --vm vax null
refused 2 'only exact counts instructions' "$explain" --vm x86_64-smp-counts null
refused 1 'exists already' "$explain" --output "$scratch" null
refused 1 'base.jsonl: ' "$explain" --show "$scratch"
refused 2 'takes one folder' "$BUILD/explain-show" --tsv --json "$scratch"
refused 2 'takes one folder' "$BUILD/explain-show" --results "$scratch/text"
refused 1 'nosuch: No such file' "$BUILD/explain-show" --vmlinux nosuch --program "$BUILD/dexbench"
printf x >"$scratch/text"
refused 1 "$scratch/text: " "$BUILD/explain-show" --vmlinux "$scratch/text" --program "$BUILD/dexbench"
strip -o "$scratch/stripped" "$BUILD/dexbench"
refused 1 'vmlinux has no [a-z_]*, where page faults enter: was it stripped' "$BUILD/explain-show" --vmlinux "$scratch/stripped" --program "$BUILD/dexbench"

run "$BUILD/explain-show" --help
claim '--help ends well' [ "$status" -eq 0 ]
for option in $("$explain" --help | grep -o -- '^  *--[a-z-]*'); do
	case $option in --base|--patched|--output|--no-chart) continue ;; esac
	claim "docs/explain.md describes $option" grep -qe "$option" docs/explain.md
done

claims_done
