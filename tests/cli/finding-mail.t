#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Findings as mails: what each page of docs/findings becomes, and what must not be in it.
# shellcheck source=tests/tap.sh
. tests/tap.sh

for page in docs/findings/*.md; do
	name=$(basename "$page" .md)
	run scripts/finding-mail "$name"
	claim "$name: is a mail" [ "$status" -eq 0 ]
	claim_has "$name: with the title as its subject" "$(printf '%s\n' "$output" | head -n 1)" '^Subject: \[BUG\] [^ ]+: '
	claim_lacks "$name: no line is wider than 72 columns" "$output" '^.{73}'
	claim_lacks "$name: without marks of Markdown, and no address" "$output" '`|\*\*|\]\(|^\||^#|@[a-z]+\.'
	for section in Mechanism Reproduce; do
		claim_has "$name: says: $section" "$output" "^$section\$"
	done
done

run scripts/finding-mail nosuch
claim 'a finding that there is not is wrong usage' [ "$status" -eq 2 ]

claims_done
