#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The recipes of docs/ci.md: what of them is shell is run, and the rest is read.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# block LANGUAGE PATTERN - prints the recipe that has a line that matches.
block() {
	awk -v language="$1" -v wanted="$2" '
	/^```/ { if (text ~ wanted) print text; inside = $0 == "```" language; text = ""; next }
	inside { text = text $0 "\n" }' docs/ci.md
}

{
	"$BUILD/dexbench" run --ktap --quiet --output=/dev/null null baseline_syscall restore_read
	echo 'ok 4 restore_write folio=clean # 1508 instructions per page, 1 faults per page'
	echo 'not ok 5 restore_rmw # ERROR no such thing'
} >"$scratch/ktap" 2>/dev/null

block sh 'gsub' >"$scratch/parse"
output=$(sh "$scratch/parse" <"$scratch/ktap")
claim_has 'LKP: a figure has a key' "$output" '^restore_write\.folio=clean\.instructions: 1508$'
claim_has 'LKP: so are faults' "$output" '^restore_write\.folio=clean\.faults: 1$'
claim_has 'LKP: what was measured here, too' "$output" '^baseline_syscall.*\.ns: [0-9.]+$'
claim_lacks 'LKP: every line is one' "$output" '^[^ ]* [^0-9]|^[^:]*$'

# What takes the results on a LAVA device prints them here.
printf '#!/bin/sh\necho "$*"\n' >"$scratch/lava-test-case"
chmod +x "$scratch/lava-test-case"
block sh 'lava-test-case' >"$scratch/to-lava"
output=$(PATH=$scratch:$PATH sh "$scratch/to-lava" <"$scratch/ktap")
claim 'LAVA: every line of KTAP is one' [ "$(lines "$output")" -eq 5 ]
claim_has 'LAVA: with its unit' "$output" '^restore_write_folio=clean .* 1508 --units instructions$'
claim_has 'LAVA: a skipped run is skipped' "$output" '^restore_read.* --result (skip|pass)'
claim_has 'LAVA: a failed one fails' "$output" '^restore_rmw --result fail$'

for pattern in 'runs-on' 'image: debian' 'Lava-Test' 'suite: dexbench'; do
	block yaml "$pattern" >"$scratch/recipe.yml"
	recipe=$(cat "$scratch/recipe.yml")
	claim "$pattern: at most 20 lines" [ -n "$recipe" -a "$(lines "$recipe")" -le 20 ]
	python3 -c 'import yaml' 2>/dev/null || continue
	claim "$pattern: YAML" python3 -c 'import sys, yaml; yaml.safe_load(sys.argv[1])' "$recipe"
done
claims_done
