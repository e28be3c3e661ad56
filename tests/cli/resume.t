#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --resume: what is kept, what is measured again, and what is never cut.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench
file=$scratch/file.jsonl

# on FILE [WORD...] - goes on with FILE.
on() {
	output_file=$1
	shift
	run "$@" "$bench" run --resume --quiet --device=none --output "$output_file" \
		null baseline_minor_fault restore_read pages=4 trials=3
}
trials() { grep -c '"record":"trial"' "$1"; }
on "$scratch/whole.jsonl"
claim 'a file that is not there is begun' [ "$status" -eq 0 ]
whole=$scratch/whole.jsonl
size() { wc -c <"$1"; }
# Without its end it can be gone on with.
sed '$d' "$whole" >"$scratch/open.jsonl"

# What cannot be read is never cut.
if command -v strace >/dev/null && strace -qq -e trace=none true 2>/dev/null; then
	for error in EIO ENOMEM EINTR; do
		cp "$scratch/open.jsonl" "$file"
		path=$(realpath "$file")
		on "$file" strace -qq -o "$scratch/trace" -P "$path" -e trace=read -e "inject=read:error=$error:when=1"
		claim "a read that fails with $error does not cut the file" [ "$(size "$file")" -ge "$(size "$scratch/open.jsonl")" ]
		[ "$error" = EINTR ] || claim "$error fails, and names the file" [ "$status" -eq 1 -a "${output#*"$file"}" != "$output" ]
	done
	claim 'an interrupted read is repeated' [ "$status" -eq 0 ]
else
	skip 'a read that fails does not cut the file' 'strace is not installed, or may not trace'
fi
head -c 100 /dev/zero | tr '\0' 'a' >"$file"
on "$file"
claim 'a file that is no result is refused' [ "$status" -eq 1 ]
claim 'and left alone' [ "$(size "$file")" -eq 100 ]
sed '3s/.*/damaged/' "$scratch/open.jsonl" >"$file"
cp "$file" "$scratch/damaged.jsonl"
on "$file"
claim 'damage in the middle is refused' [ "$status" -eq 1 ]
claim_has 'by line' "$output" "$file:3: no JSON"
claim 'and the file left alone' cmp -s "$file" "$scratch/damaged.jsonl"
sed '3p' "$scratch/open.jsonl" >"$file"
on "$file"
claim_has 'so is a trial that is there twice' "$output" 'trial [0-9]* of run 0 .* is on line'

# A last line of which only the newline is missing is not a line yet.
head -n 3 "$whole" | head -c -1 >"$file"
on "$file"
claim 'a line without its newline is measured again' [ "$status" -eq 0 ]
claim 'once' [ "$(trials "$file")" -eq "$(trials "$whole")" ]
run "${BUILD:-build}/dexcompare" show "$file"
claim 'the file reads well' [ "$status" -eq 0 ]

# An interruption may look like a failure of its run.
{ head -n 1 "$whole"; echo '{"record":"error","run":0,"scenario":"null","parameters":{"pages":"4","trials":"3","order":"random","cpu":"quiet"},"reason":"interrupted"}'; } >"$file"
sed -n '2s/.*"parameters":\({[^}]*}\).*/\1/p' "$whole" >"$scratch/parameters"
sed -i "2s/\"parameters\":{[^}]*}/\"parameters\":$(cat "$scratch/parameters")/" "$file"
cp "$file" "$scratch/error.jsonl"
on "$file"
claim 'a run that failed last is measured again' [ "$status" -eq 0 ]
claim 'and its failure is gone' [ "$(grep -c '"record":"error"' "$file")" -eq 0 ]
claim 'all trials are there' [ "$(trials "$file")" -eq "$(trials "$whole")" ]
{ cat "$scratch/error.jsonl"; grep '"run":1' "$whole" | head -n 1; } >"$file"
on "$file"
claim 'one that failed before others is not' [ "$status" -eq 1 ]
claim 'the end record counts what was there before' grep -q '"record":"end","runs":3,"skipped":1,"failed":1' "$file"

# What is written can be read.
run "$bench" run --seed 18446744073709551615 --output "$scratch/seed.jsonl" null
claim 'a seed that no result can hold is wrong usage' [ "$status" -eq 2 ]
claim_has 'and the limit is named' "$output" '^dexbench run: --seed=18446744073709551615: must be at most 9223372036854775807$'
for info in '{"name": 17}' '{"name": "a\u009bb"}' '{"changes": {"a": 1}}'; do
	echo "$info" >"$scratch/kernel.json"
	rm -f "$scratch/odd.jsonl"
	run "$bench" run --quiet --kernel-info "$scratch/kernel.json" --output "$scratch/odd.jsonl" null
	claim "a kernel described as $info is refused" [ "$status" -eq 1 ]
	claim 'and nothing is written' [ ! -s "$scratch/odd.jsonl" ]
done
claims_done
