#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --cover-letter, --commit-message, --markdown and --html: what they must not leave out, and where
# they are written. tests/cli/golden.t holds what they say.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

tests/data/generate "$scratch/x"
base=$scratch/x/base patched=$scratch/x/patched

# edit FILE COMMAND - sed in place, without GNU's -i.
edit() {
	sed "$2" "$1" >"$scratch/edited" && mv "$scratch/edited" "$1"
}

flat() {
	printf '%s\n' "$1" | tr '\n' ' ' | tr -s ' '
}

# What a table of the letter marks as changed; what the TSV says has changed.
marked() {
	printf '%s\n' "$1" | awk '/^(Worse|Better).*:$/ { on = 1; clean = /constructed/; next }
		!NF || /^    / { on = NF && on; next } on { print $1, clean ? "clean" : "dirty" }' | sort
}

changed() {
	"$compare" --tsv "$@" | awk -F '\t' 'NR > 1 && ($6 != 0 || $9 + $10 + $11 != $12 + $13 + $14) {
		print $1, $2 ~ /folio=clean/ ? "clean" : "dirty" }' | sort
}

run "$compare" --cover-letter "$base" "$patched"
letter=$output
claim 'a cover letter is written' [ "$status" -eq 0 ]
claim 'of at most 45 lines' [ "$(printf '%s\n' "$letter" | wc -l)" -le 45 ]
claim 'its table holds the rows that changed and are not constructed, and no others' \
	[ "$(marked "$letter")" = "$(changed "$base" "$patched" | grep -v ' clean$')" ]
claim '... which are many' [ "$(marked "$letter" | wc -l)" -gt 10 ]
claim 'regressions come first' [ "$(printf '%s\n' "$letter" | grep -nm1 '^  \* Worse' | cut -d: -f1)" -lt \
	"$(printf '%s\n' "$letter" | grep -nm1 '^  \* Better' | cut -d: -f1)" ]
run "$compare" --cover-letter "$base" "$patched/boot-1.jsonl"
claim 'of one boot none but the rows with other faults are marked' \
	text_lacks "$(marked "$output")" '^restore_'
run "$compare" --cover-letter "$base"/*.jsonl
claim 'an A/A marks nothing' [ "$status" -eq 0 -a -z "$(marked "$output")" ]

run "$compare" --commit-message "$base" "$patched"
claim 'each changed row is in the change log, by line or by name' sh -c '
	for row in restore_ mprotect_cycle_read mprotect_cycle_write mprotect_cycle_write_after_read \
		soft_dirty_read soft_dirty_write soft_dirty_write_after_read uffd_wp_armed_write \
		uffd_wp_resolved_write; do
		printf "%s\n" "$1" | tr " " "\n" | grep -q "^$row" || exit 1; done' sh "$output"
claim_lacks 'kernels that are no git revisions introduce nothing' "$output" regzbot
for words in '--commit-message --cover-letter' --full '--html=- --markdown'; do
	# shellcheck disable=SC2086 # words
	run "$compare" $words "$base" "$patched"
	claim "$words is wrong usage" [ "$status" -eq 2 ]
done

cp -r "$scratch/x" "$scratch/git"
for boot in "$scratch"/git/*/*.jsonl; do
	case $boot in */base/*) id=0123456789ab ;; *) id=ba9876543210 ;; esac
	edit "$boot" "1s/\"source\":\"linux-source[^\"]*\"/\"source\":\"linux_$id\"/
		1s/\"changes\":\[[^]]*\]/\"changes\":[]/"
done
for format in --commit-message --cover-letter; do
	run "$compare" "$format" "$scratch/git/base" "$scratch/git/patched"
	claim_has "$format names a regression between git revisions for regzbot" "$output" \
		'^#regzbot introduced: 0123456789ab\.\.ba9876543210$'
done
claim 'which fits as well' \
	[ "$("$compare" --commit-message "$scratch/git/base" "$scratch/git/patched" | wc -l)" -le 12 ]
run "$compare" --commit-message "$scratch/git/base"/*.jsonl
claim_lacks 'no regression, no line' "$output" regzbot

# What no form may leave out.
cp -r "$scratch/x" "$scratch/found"
edit "$scratch/found/patched/boot-1.jsonl" \
	'/"restore_write".*"dirty".*"trial":1/s/"finding":null/"finding":"expected a page, found none"/
	s/^{"record":"skip",\(.*\)"reason":.*/{"record":"error",\1"reason":"it could not be mapped"}/'
edit "$scratch/found/base/boot-1.jsonl" '1s/"warnings":\[\]/"warnings":["noisy knob: turbo"]/'
for boot in "$scratch/found/patched"/*; do
	edit "$boot" '1s/"kernel":{/&"debug":["KASAN","lockdep"],/'
done
cp -r "$scratch/x" "$scratch/guest"
for boot in "$scratch"/guest/*/*.jsonl; do
	edit "$boot" '1s/"exact","unit":"instructions"/"kvm","unit":"ns"/; 1s/TCGTCGTCGTCG/KVMKVMKVM/'
done
for format in '' '--cover-letter --full' --markdown --html=-; do
	name=${format:-the table}
	# shellcheck disable=SC2086 # words
	run "$compare" $format "$scratch/found/base" "$scratch/found/patched"
	text=$(flat "$output")
	claim_has "$name names the debug kernel" "$text" \
		'patched.* with restore-follows-folio; a DEBUG KERNEL \(KASAN, lockdep\); a restored PTE'
	claim_lacks "$name names no other" "$text" 'base [^;]*; a DEBUG KERNEL'
	claim_has "$name tells of a finding" "$text" \
		'FINDING.*restore_write \(folio=dirty\), on patched: expected a page, found none'
	claim_has "$name tells of an error" "$text" 'ERROR.*shootdown.*, on patched: it could not be mapped'
	claim_has "$name tells of a warning" "$text" 'noisy knob: turbo'
	claim_lacks "$name does not call our own guest a virtual machine" "$text" 'a virtual machine \('
	# shellcheck disable=SC2086 # words
	run "$compare" $format "$scratch/guest/base" "$scratch/guest/patched"
	claim_has "$name names a virtual machine in its head" "$(flat "$output")" \
		'machine.* 1 CPU, a virtual machine \(KVMKVMKVM\); (the )?hardware sets'
done
run "$compare" --commit-message "$scratch/found/base" "$scratch/found/patched"
for word in '^FINDING: ' 'DEBUG KERNEL' '^Warnings: 3'; do
	claim_has "--commit-message has $word" "$output" "$word"
done

# The page.
run "$compare" "--html=$scratch/page.html" "$base" "$patched"
claim 'a page is written into a file, and nothing else' [ "$status" -eq 0 -a -z "$output" ]
claim_has 'it forbids itself to fetch' "$(cat "$scratch/page.html")" "default-src 'none'"
run "$compare" "--html=$scratch/both.html" --cover-letter "$base" "$patched"
claim 'a page and a letter in one go' [ "$output" = "$letter" ]
claim 'are the same page' cmp -s "$scratch/page.html" "$scratch/both.html"
run "$compare" --html=/nonexistent/page.html "$base" "$patched"
claim 'a page that cannot be written fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" '^dexcompare: /nonexistent/page.html: cannot be written'
if [ -c /dev/full ]; then
	run "$compare" --html=/dev/full "$base" "$patched"
	claim 'so does one for which there is no room' [ "$status" -eq 1 ]
fi

# Where the words of the scenarios come from.
"${BUILD:-build}/dexbench" run --quiet --trials 1 --output "$scratch/native.jsonl" baseline_cow \
	>/dev/null 2>&1
claim_has 'dexbench writes what its scenarios measure' "$(head -n 1 "$scratch/native.jsonl")" \
	'"scenarios": ?\{"baseline_cow": ?"a copy-on-write fault'
cp -r "$scratch/x" "$scratch/old"
for file in "$scratch"/old/*/*.jsonl; do edit "$file" '1s/,"scenarios":{[^}]*}//'; done
run "$compare" --cover-letter --full "$scratch/old/base" "$scratch/old/patched"
claim 'a file without is reported, too' [ "$status" -eq 0 ]
claim_lacks 'without such words' "$output" 'What the rows measure'
edit "$scratch/old/base/boot-1.jsonl" '1s/"warnings":\[\]/"warnings":[],"scenarios":{"null":7}/'
run "$compare" --cover-letter "$scratch/old/base" "$scratch/old/patched"
claim 'what is no text is refused' [ "$status" -eq 1 ]
claim_has 'by file and line' "$output" \
	'boot-1.jsonl:1: header: "scenarios.null" is an integer, not a string'

claims_done
