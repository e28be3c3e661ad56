#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What scripts/split-patches takes out of diffs, mails, mboxes and pages, and what
# scripts/change-kernel makes of it.
# shellcheck source=tests/tap.sh
. tests/tap.sh

if ! command -v git >/dev/null || ! command -v patch >/dev/null; then
	skip 'patches are read' 'no git or no patch'
	claims_done
fi
mkdir -p "$scratch/tree/mm"
printf 'one\ntwo\n\nthree\nfour\n' >"$scratch/tree/mm/a.c"

# diff FROM TO - of one line.
diff() {
	printf -- '--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,3 +1,3 @@\n-%s\n+%s\n two\n \n' "$1" "$2"
}

# mail SUBJECT [FROM TO] - as git format-patch writes it, signature and all.
mail() {
	printf 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n'
	printf 'From: A <a@example.org>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nSubject: %s\n\nWords.\n' "$1"
	[ $# -eq 1 ] || { printf -- '---\n mm/a.c | 2 +-\n\ndiff --git a/mm/a.c b/mm/a.c\n'; diff "$2" "$3"; }
	printf -- '-- \n2.48.1\n\n'
}

# split FILE - into an empty folder.
split() {
	rm -rf "$scratch/out"
	mkdir "$scratch/out"
	run scripts/split-patches "$1" "$scratch/out"
	taken=$(cat "$scratch"/out/*.patch 2>/dev/null | sed -n 's/^+\([a-z]*\)$/\1/p' | paste -sd ' ' -)
}

diff one ONE >"$scratch/plain"
diff one uno >"$scratch/plain.diff"
split "$scratch/plain.diff"
claim 'a diff is a patch' [ "$taken" = uno ]

seed=../shared/seed/patch-05-of-12-and-review.txt
if [ -f "$seed" ]; then
	split "$seed"
	claim 'the page of patchwork has one patch' [ "$(lines "$output")" -eq 1 ]
	claim 'with one hunk, though replies quote it' [ "$(grep -c '^@@' "$scratch/out/0001.patch")" -eq 1 ]
	claim_lacks 'and nothing else' "$(cat "$scratch/out/0001.patch")" '^>|^-- $|^2\.48|^David'
else
	skip 'the page of patchwork has one patch' "no $seed here"
fi

{
	mail '[PATCH v2 0/3] a series' one cover
	mail '[PATCH v2 2/3] second' due tre
	mail 'Re: [PATCH v2 1/3] first' one reply
	mail '[PATCH v2 1/3] first' one due
	mail '[PATCH v1 1/3] first' one old
	mail '[PATCH v2 3/3] third' tre quattro
	mail '[PATCH v2 2/3] second' due tre
} >"$scratch/series.mbox"
split "$scratch/series.mbox"
claim 'a series comes in order, without cover letter, replies, old versions and duplicates' [ "$taken" = 'due tre quattro' ]
claim_has 'the version that is taken is named' "$output" 'more than one version: v2 is taken'
sed 's/$/\r/' "$scratch/series.mbox" >"$scratch/dos.mbox"
split "$scratch/dos.mbox"
claim 'also with carriage returns' [ "$taken" = 'due tre quattro' ]

mail '[PATCH 5/12] fifth' one five >"$scratch/part"
split "$scratch/part"
claim 'a part of a series is taken' [ "$status" -eq 0 -a "$taken" = five ]
claim_has 'and what is missing is said' "$output" 'a part of a series of 12: without 1-4, 6-12'
sed 1d "$scratch/part" >"$scratch/one.eml"
split "$scratch/one.eml"
claim 'a mail needs no mbox' [ "$taken" = five ]
{ sed '/^Words/,$d' "$scratch/one.eml" | sed '/^$/i Content-Transfer-Encoding: base64'
  sed '1,/^$/d' "$scratch/one.eml" | base64; } >"$scratch/base64.eml"
split "$scratch/base64.eml"
claim 'its encoding is undone' [ "$taken" = five ]

# refused SENTENCE PATTERN FILE
refused() {
	split "$3"
	claim "$1 is refused" [ "$status" -eq 1 ]
	claim_has "$1 is named" "$output" "$2"
	claim "$1 leaves no patch" [ -z "$taken" ]
}
{ mail '[PATCH 1/2] x' one due; mail '[PATCH 1/2] y' one other; } >"$scratch/clash"
refused 'two patches of one number' 'clash: has two different patches 1/2' "$scratch/clash"
{ mail '[PATCH 1/2] x' one due; mail '[PATCH 1/3] y' one other; } >"$scratch/two"
refused 'two series' 'two: has patches of more than one series \(of 2, of 3\)' "$scratch/two"
head -n 6 "$scratch/plain" >"$scratch/short"
refused 'a hunk that is cut off' 'short: mm/a.c: hunk #1 \(line 3\): is cut off' "$scratch/short"
sed 's/^ two/two/' "$scratch/plain" >"$scratch/damaged"
refused 'a hunk that lost its blanks' 'damaged: mm/a.c: hunk #1 \(line 3\): is damaged at line 6' "$scratch/damaged"
echo 'No diff.' >"$scratch/words"
refused 'a file without a diff' 'words: has no diff in it' "$scratch/words"
mail 'Re: [PATCH] x' one due >"$scratch/reply"
refused 'a reply alone' 'reply: has no diff in it' "$scratch/reply"
printf 'diff --git a/x b/x\nindex 1..2\nGIT binary patch\n' >"$scratch/binary"
refused 'a binary diff' 'binary: line 3: a binary diff' "$scratch/binary"
run scripts/split-patches "$scratch/plain"
claim 'a folder is wanted' [ "$status" -eq 2 ]

{ mail '[PATCH 1/2] first' one due; mail '[PATCH 2/2] second' due tre; } >"$scratch/good.mbox"
run scripts/change-kernel "$scratch/tree" "$scratch/good.mbox"
claim 'a series is applied' [ "$status" -eq 0 -a "$(head -n 1 "$scratch/tree/mm/a.c")" = tre ]
{ mail '[PATCH 1/2] first' tre due; mail '[PATCH 2/2] second' nothing tre; } >"$scratch/bad.mbox"
run scripts/change-kernel --source-name linux-x "$scratch/tree" "$scratch/bad.mbox"
claim 'one that does not fit fails' [ "$status" -eq 1 ]
claim_has 'with patch, file and hunk' "$output" \
	'bad.mbox does not apply to linux-x: \[PATCH 2/2\] second: mm/a.c: Hunk #1 FAILED'

claims_done
