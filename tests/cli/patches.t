#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What scripts/split-patches takes out of diffs and mboxes (more in split-patches.t), and what
# scripts/change-kernel makes of it.
# slow: applies patches in 100 repositories
# shellcheck source=tests/tap.sh
. tests/tap.sh

if ! command -v git >/dev/null || ! [ -x /usr/bin/python3 ]; then
	skip 'patches are read' 'no git or no python3'
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

# apply - $scratch/x.diff to a new tree, whose mm/a.c is a hard link to a file in $scratch/cached.
apply() {
	rm -rf "$scratch/tree" "$scratch/cached"
	mkdir -p "$scratch/tree/mm" "$scratch/tree/kernel" "$scratch/cached"
	printf 'one\ntwo\n\nthree\nfour\n' >"$scratch/cached/a.c"
	ln "$scratch/cached/a.c" "$scratch/tree/mm/a.c"
	for file in kernel/Makefile Makefile; do echo one >"$scratch/tree/$file"; done
	ln -s a.c "$scratch/tree/mm/l"
	ln -s "$scratch/cached" "$scratch/tree/mm/outside"
	run scripts/change-kernel --source-name X "$scratch/tree" "$scratch/x.diff"
}
# applies SENTENCE [FILE] - and then FILE, or mm/a.c, begins with uno.
applies() {
	apply
	claim "$1" [ "$status" -eq 0 -a "$(head -n 1 "$scratch/tree/${2:-mm/a.c}")" = uno ]
	claim "$1: the cache stays as it is" [ "$(head -n 1 "$scratch/cached/a.c")" = one ]
}
# fails SENTENCE PATTERN - names what does not fit, and changes nothing.
fails() {
	apply
	claim "$1 fails" [ "$status" -eq 1 ]
	claim_has "$1 is named" "$output" "$2"
	claim "$1: one line is said" [ "$(lines "$output")" -eq 1 ]
	claim "$1 changes nothing" [ "$(cat "$scratch/tree/mm/a.c")$(ls "$scratch/tree/mm")" = "$(cat "$scratch/cached/a.c")a.c
l
outside" -a "$(ls "$scratch/cached")" = a.c ]
}
names() { diff one uno | sed "s|a/mm/a.c|$1|; s|b/mm/a.c|$2|" >"$scratch/x.diff"; }
while IFS='|' read -r sentence old new; do
	names "$old" "$new"
	applies "$sentence"
done <<-'END'
	paths without a/ and b/ are found in the tree|mm/a.c|mm/a.c
	diff -u mm/a.c.orig mm/a.c|mm/a.c.orig|mm/a.c
	diff -u mm/a.c.orig mm/a.c with times|mm/a.c.orig	2024-01-01 00:00:00.000000000 +0000|mm/a.c	2024-01-02 00:00:00.000000000 +0000
	diff -u mm/a.c mm/a.c.new|mm/a.c|mm/a.c.new
	diff -u ./mm/a.c.orig ./mm/a.c|./mm/a.c.orig|./mm/a.c
	svn diff|mm/a.c	(revision 1)|mm/a.c	(working copy)
	quilt diff|linux-6.12.orig/mm/a.c|linux-6.12/mm/a.c
	paths from the root|/home/u/linux.orig/mm/a.c|/home/u/linux/mm/a.c
	paths from another folder|../linux.orig/mm/a.c|../linux/mm/a.c
	diff.mnemonicPrefix|i/mm/a.c|w/mm/a.c
END
names mm/a.c mm/a.c
sed -i '1i diff --git mm/a.c mm/a.c' "$scratch/x.diff"
applies 'diff.noprefix'
printf -- '--- kernel/Makefile\n+++ kernel/Makefile\n@@ -1 +1 @@\n-one\n+uno\n' >"$scratch/x.diff"
applies 'a path without prefix is no shorter path' kernel/Makefile
diff one uno | sed 's/^@@.*/@@ -1 +1 @@/; /^ /d' >"$scratch/x.diff"
applies 'a hunk without context'
# new OLD NEW - a new file, as git has it.
new() {
	printf 'diff --git %s %s\nnew file mode 100644\nindex 0000000..1111111\n' "$1" "$2"
	printf -- '--- /dev/null\n+++ %s\n@@ -0,0 +1 @@\n+uno\n' "$2"
}
new mm/n.c mm/n.c >"$scratch/x.diff"
applies 'a new file without prefix' mm/n.c
new a/mm/n.c b/mm/n.c >"$scratch/x.diff"
applies 'a new file' mm/n.c
new a/new/sub/n.c b/new/sub/n.c >"$scratch/x.diff"
applies 'a new file in a new folder' new/sub/n.c
new mm/n.c mm/n.c | sed 1,3d >"$scratch/x.diff"
applies 'a new file without prefix, of plain diff' mm/n.c
new x/mm/n.c x/mm/n.c | sed '1,3d; s|/dev/null|x.orig/mm/n.c\t1970-01-01 00:00:00 +0000|' >"$scratch/x.diff"
applies 'a new file of diff -N' mm/n.c
new mm/n.c mm/n.c | sed '1,3d; s|/dev/null|mm/n.c\t(nonexistent)|' >"$scratch/x.diff"
applies 'a new file of svn' mm/n.c
{
	printf 'diff --git a/mm/a.c b/mm/r.c\nsimilarity index 90%%\nrename from mm/a.c\nrename to mm/r.c\n'
	diff one uno | sed 's|b/mm/a.c|b/mm/r.c|'
} >"$scratch/x.diff"
applies 'a rename' mm/r.c
claim 'which leaves nothing behind' [ ! -e "$scratch/tree/mm/a.c" ]
sed -i 's/^rename/copy/' "$scratch/x.diff"
applies 'a copy' mm/r.c
printf 'diff --git a/mm/a.c b/mm/a.c\nold mode 100644\nnew mode 100755\n' >"$scratch/x.diff"
apply
claim 'a new mode is set' [ -x "$scratch/tree/mm/a.c" -a ! -x "$scratch/cached/a.c" ]
{
	printf 'diff --git a/mm/a.c b/mm/a.c\ndeleted file mode 100644\n--- a/mm/a.c\n+++ /dev/null\n@@ -1,5 +0,0 @@\n'
	sed 's/^/-/' "$scratch/cached/a.c"
} >"$scratch/x.diff"
apply
claim 'a file is deleted' [ "$status" -eq 0 -a ! -e "$scratch/tree/mm/a.c" -a -e "$scratch/cached/a.c" ]
# link FILE - changes where a symbolic link leads.
link() {
	printf 'diff --git a/%s b/%s\nindex 1..2 120000\n--- a/%s\n+++ b/%s\n' "$1" "$1" "$1" "$1"
	printf '@@ -1 +1 @@\n-a.c\n\\ No newline at end of file\n+b.c\n\\ No newline at end of file\n'
}
link mm/l >"$scratch/x.diff"
apply
claim 'a symbolic link is changed, and stays one' [ "$(readlink "$scratch/tree/mm/l")" = b.c ]
claim 'and not what it leads to' [ "$(head -n 1 "$scratch/tree/mm/a.c")" = one ]

{ diff one uno; diff one due | sed 's|mm/a.c|mm/gone.c|'; } >"$scratch/x.diff"
fails 'a file that is missing' 'x.diff does not apply to X: mm/gone.c: No such file'
printf 'diff --git a/mm/a.c b/mm/a.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/a.c\n@@ -0,0 +1 @@\n+x\n' >"$scratch/x.diff"
fails 'a new file that exists' 'X: mm/a.c: already exists'
printf 'diff --git a/mm/gone.c b/mm/gone.c\ndeleted file mode 100644\n--- a/mm/gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n' >"$scratch/x.diff"
fails 'a deleted file that is missing' 'X: mm/gone.c: No such file'
printf 'diff --git a/mm/gone.c b/mm/r.c\nsimilarity index 100%%\nrename from mm/gone.c\nrename to mm/r.c\n' >"$scratch/x.diff"
fails 'a renamed file that is missing' 'X: mm/gone.c: No such file'
{ diff one uno; printf '@@ -4,2 +4,2 @@\n three\n-fuor\n+six\n'; } >"$scratch/x.diff"
fails 'a second hunk' 'X: mm/a.c: Hunk #2 FAILED at 4\.'
diff one uno | sed 's/^ two/ zwo/' >"$scratch/x.diff"
fails 'a hunk that fits with fuzz alone' 'X: mm/a.c: Hunk #1 FAILED at 1\.'
for name in mm/l mm/outside/a.c ../cached/a.c mm/../../cached/a.c "$scratch/cached/a.c" mm/outside/n.c; do
	names "a/$name" "b/$name"
	case $name in */n.c) new "a/$name" "b/$name" >"$scratch/x.diff" ;; esac
	fails "a path through a link or out of the tree ($name)" 'x.diff does not apply to X: '
done

{ mail '[PATCH 1/2] first' one due; mail '[PATCH 2/2] second' due tre; } >"$scratch/good.mbox"
run scripts/change-kernel "$scratch/tree" "$scratch/good.mbox"
claim 'a series is applied' [ "$status" -eq 0 -a "$(head -n 1 "$scratch/tree/mm/a.c")" = tre ]
{ mail '[PATCH 1/2] first' tre due; mail '[PATCH 2/2] second' nothing tre; } >"$scratch/bad.mbox"
run scripts/change-kernel --source-name linux-x "$scratch/tree" "$scratch/bad.mbox"
claim 'one that does not fit fails' [ "$status" -eq 1 ]
claim_has 'with patch, file and hunk' "$output" \
	'bad.mbox does not apply to linux-x: \[PATCH 2/2\] second: mm/a.c: Hunk #1 FAILED'

claims_done
