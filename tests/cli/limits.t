#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/check-limits: what is over a limit is named, in a tree of its own.
# shellcheck source=tests/tap.sh
. tests/tap.sh

tree=$scratch/tree
mkdir -p "$tree/scripts" "$tree/lib" "$tree/configs"
cp scripts/check-limits "$tree/scripts"
git -C "$tree" init -q
commit() { git -C "$tree" add -A && git -C "$tree" -c user.name=t -c user.email=t@t commit -qm "$1"; }
printf 'one\ntwo\n' >"$tree/lib/a.c"
printf 'lib 2 0 0\n' >"$tree/configs/limits"
printf '# comment\noldword\tnew word\n' >"$tree/configs/words"
commit 'this subject stands before the limits do, has no area, and is longer than seventy-two'
claim_silent 'a tree within its limits' "$tree/scripts/check-limits"

printf '%0101d\n' 0 >"$tree/lib/b.c"
run "$tree/scripts/check-limits"
claim 'a folder that grew fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" '^configs/limits:1: lib has 3 lines, more than 2:'
claim_has 'a line of 101 columns is counted' "$output" '^configs/limits:1: lib has 1 lines of more than 100 columns, and had 0$'

run env LIMITS=/dev/null "$tree/scripts/check-limits"
claim 'an empty list fails' [ "$status" -eq 1 ]
printf 'lib 2 3 1\n' >"$tree/configs/limits"
claim_silent 'what a folder had over its budget stays allowed' "$tree/scripts/check-limits"
rm "$tree/lib/b.c"
run "$tree/scripts/check-limits"
claim_has 'until it is within it' "$output" 'lib is within its budget of 2 now: write that instead of 3'
printf 'lib 2 0 0\n' >"$tree/configs/limits"

echo 'an oldword' >"$tree/lib/a.c"
run "$tree/scripts/check-limits"
claim_has 'a word that is not to be used is named, with the right one' "$output" '^lib/a.c:1:an oldword  <- new word$'
echo 'an oldworded' >"$tree/lib/a.c"
claim_silent 'a part of a word is not that word' "$tree/scripts/check-limits"

commit 'lib: a subject that has an area and is longer than the seventy-two characters it may have'
commit_more() { echo "$1" >>"$tree/notes.md"; commit "$1"; }
commit_more 'no area'
run "$tree/scripts/check-limits"
claim_has 'a long subject is named' "$output" '^[0-9a-f]+: a subject of 8[0-9] characters; 72 are enough$'
claim_has 'and one without an area' "$output" '^[0-9a-f]+: a subject is "area: imperative"$'

echo 'lib two' >"$tree/configs/limits"
run "$tree/scripts/check-limits"
claim_has 'a line that is no limit is named' "$output" '^configs/limits:1: wants a folder and three numbers$'

claims_done
