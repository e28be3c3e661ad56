#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --cover-letter, --markdown and --html: what they say, and what they must not leave out.
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

# fits TEXT - plain ASCII, at most 72 columns, no tabs, no blanks at ends.
# shellcheck disable=SC2317 # called by claim
fits() {
	printf '%s\n' "$1" | LC_ALL=C awk 'length > 72 || /[^ -~]/ || / $/ { bad = 1 } END { exit bad }'
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

# The letter.
run "$compare" --cover-letter "$base" "$patched"
letter=$output
claim 'a cover letter is written' [ "$status" -eq 0 ]
claim 'in plain ASCII of at most 72 columns' fits "$letter"
claim 'of at most 45 lines' [ "$(printf '%s\n' "$letter" | wc -l)" -le 45 ]
claim 'its table holds the rows that changed and are not constructed, and no others' \
	[ "$(marked "$letter")" = "$(changed "$base" "$patched" | grep -v ' clean$')" ]
claim '... which are many' [ "$(marked "$letter" | wc -l)" -gt 10 ]
run "$compare" --cover-letter --full "$base" "$patched"
full=$output
claim '--full is plain ASCII of 72 columns as well' fits "$full"
claim_has 'and has the rows that are the same' "$(flat "$full")" 'Same: null 31 31 = 0 '
claim_has 'a row has base, patched, difference and per cent' "$letter" '^restore_write +1414 +1451 +\+37 +\+2\.6  1$'
claim_has 'and its faults where they change' "$letter" '^soft_dirty_write +1414 +2219 +\+805 +\+56\.9  1 -> 2$'
claim_has 'more than tenfold is a factor' "$letter" '^soft_dirty_write_after_read +33 +809 +\+776 +x25  0 -> 1$'
claim 'regressions come first' [ "$(printf '%s\n' "$letter" | grep -nm1 '^  \* Worse' | cut -d: -f1)" -lt \
	"$(printf '%s\n' "$letter" | grep -nm1 '^  \* Better' | cut -d: -f1)" ]
claim_has 'the kernels are told apart by their change' "$(flat "$letter")" 'patched Linux 6\.12\.117, .*with restore-follows-folio'
claim_has 'instructions are said to be no time' "$(flat "$letter")" 'path length \(QEMU -icount\), not time'
claim_has 'restore fault and extra write fault are explained' "$(flat "$full")" 'in this restore fault .* an extra write fault\.'
claim_has 'boots and trials are told' "$letter" '^boots +2 of each kernel; 3 timed trials a boot and row'
claim_has 'constructed rows are called so' "$(flat "$full")" 'Worse, clean folio \(constructed\): restore_read'
claim_has 'and explained' "$(flat "$full")" 'With the drivers in the kernel the folio is dirty then'
claim_has 'a row has the PTE of both kernels where they differ' "$(flat "$full")" 'mprotect_cycle_read 1398 1449 \+51 \+3\.6 1 --ys- -> wdys-'
claim_has 'what is the same is one line with names' "$(flat "$letter")" 'Same: 6 rows, cost, faults and PTE: null, make_exclusive, write_after_read, baseline_minor_fault'
claim_has 'what was skipped is named' "$(flat "$full")" 'shootdown, on base and patched: needs two CPUs'
claim_has 'rows are explained in the words of their scenario' "$(flat "$full")" 'restore_read: the first read of an exclusive page'
claim_lacks 'an A/B says nothing of an A/A' "$letter" 'A/A'
claim_lacks 'and nothing is to be read first' "$letter" 'WARNING|FINDING|ERROR'
run "$compare" --cover-letter '--command=scripts/ab --boots 2' "$base" "$patched"
claim_has '--command says how to repeat it' "$output" '^repeat +scripts/ab --boots 2$'

# The change log: twelve lines.
run "$compare" --commit-message "$base" "$patched"
claim 'what a change log takes has at most 12 lines' [ "$status" -eq 0 -a "$(printf '%s\n' "$output" | wc -l)" -le 12 ]
claim 'of plain ASCII, at most 72 columns' fits "$output"
claim_has 'it says what is not claimed' "$output" 'path length \(QEMU -icount, x86_64\), not time'
claim_has 'rows that differ alike share a line' "$output" '^  restore_\{read,write,rmw\} +1412\.\.1415 +\+37$'
claim_has 'an extra fault is named' "$output" '^  soft_dirty_write +1414 +\+805 faults 1 -> 2$'
claim 'each changed row is there, by line or by name' sh -c '
	for row in restore_ mprotect_cycle_read mprotect_cycle_write mprotect_cycle_write_after_read soft_dirty_read \
		soft_dirty_write soft_dirty_write_after_read uffd_wp_armed_write uffd_wp_resolved_write; do
		printf "%s\n" "$1" | tr " " "\n" | grep -q "^$row" || exit 1; done' sh "$output"
claim_has 'what is the same is counted' "$(flat "$output")" 'Same: 6 rows\. Constructed, left out: 7 rows\.'
claim_has 'the touches are proven' "$output" '^All 73728 touches took the faults and left the PTE that was predicted\.$'
claim_has 'the tool and its commit are named' "$output" '^dexbench 0\.1 \(0123456789ab\), '
claim_lacks 'kernels that are no git revisions introduce nothing' "$output" regzbot
run "$compare" --commit-message --cover-letter "$base" "$patched"
claim 'one form at a time' [ "$status" -eq 2 ]
run "$compare" --full "$base" "$patched"
claim '--full alone is wrong usage' [ "$status" -eq 2 ]
cp -r "$scratch/x" "$scratch/git"
for boot in "$scratch"/git/*/*.jsonl; do
	case $boot in */base/*) id=0123456789ab ;; *) id=ba9876543210 ;; esac
	edit "$boot" "1s/\"source\":\"linux-source[^\"]*\"/\"source\":\"linux_$id\"/; 1s/\"changes\":\[[^]]*\]/\"changes\":[]/"
done
for format in --commit-message --cover-letter; do
	run "$compare" "$format" "$scratch/git/base" "$scratch/git/patched"
	claim_has "$format names a regression between git revisions for regzbot" "$output" '^#regzbot introduced: 0123456789ab\.\.ba9876543210$'
done
claim 'which fits as well' [ "$("$compare" --commit-message "$scratch/git/base" "$scratch/git/patched" | wc -l)" -le 12 ]
run "$compare" --commit-message "$scratch/git/base"/*.jsonl
claim_lacks 'no regression, no line' "$output" regzbot

# What it must not leave out.
cp -r "$scratch/x" "$scratch/found"
edit "$scratch/found/patched/boot-1.jsonl" '/"restore_write".*"dirty".*"trial":1/s/"finding":null/"finding":"expected a present page, found none"/'
edit "$scratch/found/patched/boot-1.jsonl" 's/^{"record":"skip",\(.*\)"reason":.*/{"record":"error",\1"reason":"the region could not be mapped"}/'
edit "$scratch/found/base/boot-1.jsonl" '1s/"warnings":\[\]/"warnings":["noisy knob: turbo"]/'
for boot in "$scratch/found/patched"/*; do edit "$boot" '1s/"kernel":{/&"debug":["KASAN","lockdep"],/'; done
for boot in "$scratch/x/base"/* "$scratch/x/patched"/*; do
	sed '1s/"platform":"exact","unit":"instructions"/"platform":"kvm","unit":"ns"/; 1s/TCGTCGTCGTCG/KVMKVMKVM/' "$boot" >"$scratch/edited"
	mkdir -p "$scratch/guest/$(basename "$(dirname "$boot")")"
	mv "$scratch/edited" "$scratch/guest/$(basename "$(dirname "$boot")")/$(basename "$boot")"
done
for format in '' '--cover-letter --full' --markdown --html=-; do
	# shellcheck disable=SC2086
	run "$compare" $format "$scratch/found/base" "$scratch/found/patched"
	claim_has "${format:-the table} names the debug kernel in its head" "$(flat "$output")" 'patched.* with restore-follows-folio; a DEBUG KERNEL \(KASAN, lockdep\); a restored PTE'
	claim_lacks "${format:-the table} names no other" "$(flat "$output")" 'base [^;]*; a DEBUG KERNEL'
	claim_lacks "${format:-the table} does not call our own guest a virtual machine" "$(flat "$output")" 'a virtual machine \('
	# shellcheck disable=SC2086
	run "$compare" $format "$scratch/guest/base" "$scratch/guest/patched"
	claim_has "${format:-the table} names a virtual machine in its head" "$(flat "$output")" 'machine.* 1 CPU, a virtual machine \(KVMKVMKVM\); (the )?hardware sets'
done
run "$compare" --commit-message "$scratch/found/base" "$scratch/found/patched"
claim_has '--commit-message tells of a finding' "$output" '^FINDING: '
claim_has 'and of the debug kernel' "$output" 'DEBUG KERNEL'
claim_has 'and of warnings' "$output" '^Warnings: 3'
claim 'and has 12 lines all the same' [ "$(printf '%s\n' "$output" | wc -l)" -le 12 ]
for format in --cover-letter --markdown --html=-; do
	run "$compare" "$format" "$scratch/found/base" "$scratch/found/patched"
	claim_has "$format tells of a finding" "$(flat "$output")" 'FINDING.*restore_write \(folio=dirty\), on patched: expected a present page, found none'
	claim_has "$format tells of an error" "$(flat "$output")" 'ERROR.*shootdown.*, on patched: the region could not be mapped'
	claim_has "$format tells of a warning" "$(flat "$output")" 'noisy knob: turbo'
done
run "$compare" --cover-letter "$base" "$patched/boot-1.jsonl"
claim_has 'one boot is warned of' "$(flat "$output")" 'WARNING: one boot only'
claim_has 'its rows are inconclusive' "$(flat "$output")" 'Inconclusive: the cost of 24 of 24 rows, because one boot of a kernel confirms nothing'
claim 'and none but those with other faults are marked' text_lacks "$(marked "$output")" '^restore_'
cp -r "$scratch/x" "$scratch/varies"
edit "$scratch/varies/patched/boot-2.jsonl" '/"restore_rmw".*"dirty"/s/\[1452,250\]/[1460,250]/'
run "$compare" --cover-letter --full "$scratch/varies/base" "$scratch/varies/patched"
claim_has 'boots that differ are given one by one, while they are few' "$(flat "$output")" \
	'restore_rmw 1415 1456 \? - 1 wdys- boots differ, each: 1415 1415 \| 1452 1460'
run "$compare" --cover-letter "$scratch/varies/base" "$scratch/varies/patched"
claim_lacks 'and are not marked' "$(marked "$output")" '^restore_rmw dirty'
claim_has 'nor are all called exact' "$(flat "$output")" 'Exact: all boots of a kernel agree in 23 of 24 rows'
cp -r "$scratch/x" "$scratch/onesided"
for file in "$scratch/onesided/patched"/*.jsonl; do edit "$file" '/"restore_rmw"/d'; done
run "$compare" --cover-letter "$scratch/onesided/base" "$scratch/onesided/patched"
claim_has 'a row that is gone is missed' "$(flat "$output")" 'WARNING: a row that only one kernel has: .*restore_rmw'
run "$compare" --cover-letter "$base"/*.jsonl
claim_has 'an A/A says so' "$(flat "$output")" 'one kernel \(A/A\): any difference below is a false positive'
claim 'and marks nothing' [ "$status" -eq 0 -a -z "$(marked "$output")" ]

# A timed platform: each boot with noise of its own.
timed() {
	mkdir -p "$scratch/timed/$1"
	for boot in 1 2 3 4 5 6 7 8; do
		awk -v boot="$boot" -v side="$1" 'BEGIN { srand(boot * 7 + (side == "patched") * 1000) }
		NR == 1 {
			sub(/"exact","unit":"instructions"/, "\"bare-metal\",\"unit\":\"ns\"")
			sub(/"boot":"[^"]*"/, "\"boot\":\"" side boot "\"")
		}
		match($0, /\],\[[0-9]+,250\]/) {
			value = substr($0, RSTART + 3, RLENGTH - 8)
			sub(/\],\[[0-9]+,250\]/, "],[" int(value + 3 + rand() * value * 0.01) ",250]")
		}
		{ print }' "$scratch/x/$1/boot-1.jsonl" >"$scratch/timed/$1/boot-$boot.jsonl"
	done
}
timed base
timed patched
run "$compare" --cover-letter "$scratch/timed/base" "$scratch/timed/patched"
claim 'a timed letter fits, too' fits "$output"
claim_has 'differences have intervals' "$output" '^ +14[0-9.]+ +14[0-9.]+ +\+[0-9.]+ +\+[0-9.]+\.\.\+[0-9.]+ +\+[0-9.]+  1$'
claim_has 'and faults behind them' "$(printf '%s\n' "$output" | grep -A 1 '^soft_dirty_write$')" '  1 -> 2$'
run "$compare" --cover-letter --full "$scratch/timed/base" "$scratch/timed/patched"
claim_has 'the method is named' "$(flat "$output")" 'estimated \(Hodges-Lehmann, 95 % interval\)'
claim_has 'and the bound of the same' "$(flat "$output")" 'Same: [0-9]+ rows, faults and PTE, and the cost is equivalent within 1 %: null,'
claim_lacks 'nothing is called exact' "$output" 'exact'

mkdir "$scratch/few" "$scratch/few/base" "$scratch/few/patched"
for boot in 1 2 3; do
	cp "$scratch/timed/base/boot-$boot.jsonl" "$scratch/few/base"
	cp "$scratch/timed/patched/boot-$boot.jsonl" "$scratch/few/patched"
done
run "$compare" --cover-letter "$scratch/few/base" "$scratch/few/patched"
claim_has 'of too few boots it is told how many may do' "$(flat "$output")" \
	'up to [0-9]+ boots of each kernel may do'
claim_has 'and what each measured' "$(flat "$output")" 'each boot: 14[0-9]+ 14[0-9]+ 14[0-9]+ \| 22[0-9]+ '
claim_has 'and costs in the table are in doubt' "$(flat "$output")" 'soft_dirty_write 14[0-9]+ 22[0-9]+ \+[0-9.]+\? '

# Events only: no figures, no column for them.
cp -r "$scratch/x" "$scratch/events"
for file in "$scratch"/events/*/*.jsonl; do
	edit "$file" '1s/"exact","unit":"instructions"/"smp-counts","unit":"ns"/; s/"samples":\[.*\],"faults"/"samples":[],"faults"/'
done
run "$compare" --cover-letter "$scratch/events/base" "$scratch/events/patched"
claim_has 'without times, faults are compared' "$output" '^soft_dirty_write +1 -> 2$'
claim_has 'and it is said that there are none' "$output" 'Cost: unknown: this platform has no times'
claim_lacks 'nor any figure' "$output" '14[0-9][0-9]| diff |[%?]'

# Hostile files: a kernel may be called anything.
cp -r "$scratch/x" "$scratch/hostile"
for file in "$scratch/hostile/patched"/*.jsonl; do
	edit "$file" '1s/"name":"patched"/"name":"<script>alert(1)<\/script> J\\u00f6rg | `x`"/; s/"scenario":"restore_rmw"/"scenario":"<img src=x>"/; s/"source":"[^"]*"/"source":"https:\/\/example.org\/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"/'
done
for file in "$scratch/hostile/base"/*.jsonl; do edit "$file" 's/"scenario":"restore_rmw"/"scenario":"<img src=x>"/'; done
run "$compare" --cover-letter "$scratch/hostile/base" "$scratch/hostile/patched"
claim 'the letter stays within 72 columns of ASCII' fits "$output"
claim_has 'and still has the row' "$output" '^<img src=x> +1415'
run "$compare" --html=- "$scratch/hostile/base" "$scratch/hostile/patched"
claim 'a page is written for it' [ "$status" -eq 0 ]
claim_lacks 'whose script is no script, and image no image' "$output" '<script|<img'
claim_has 'but text' "$output" '&lt;script&gt;alert\(1\)'
run "$compare" --markdown "$scratch/hostile/base" "$scratch/hostile/patched"
claim_lacks 'nor in Markdown' "$output" '<script|<img|[^\\]`x'
claim 'where no cell is broken by a bar' [ "$(printf '%s\n' "$output" | sed 's/\\|//g' | grep '^| \*\*patched' | tr -cd '|' | wc -c)" -eq 3 ]

# The page.
run "$compare" "--html=$scratch/page.html" "$base" "$patched"
claim 'a page is written into a file' [ "$status" -eq 0 ]
claim 'and nothing else' [ "$status" -eq 0 -a -z "$output" ]
page=$(cat "$scratch/page.html")
claim_lacks 'the page fetches and runs nothing' "$page" '(src|href)=|url\(|<script|<link|https?://|@import'
claim_has 'and forbids itself to' "$page" "default-src 'none'"
claim 'it has both charts' [ "$(printf '%s\n' "$page" | grep -c '^<svg ')" -eq 2 ]
claim_has 'which name their rows' "$page" '>mprotect_cycle_write_after_read</text>'
claim_has 'and their unit' "$page" '>median instructions per page</text>'
for tag in svg table tbody tr ul li dl figure main g text html; do
	claim "each <$tag> ends" [ "$(printf '%s\n' "$page" | grep -oE "<${tag}[ >]" | wc -l)" -eq \
		"$(printf '%s\n' "$page" | grep -o "</$tag>" | wc -l)" ]
done
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
run "$compare" --html=- --markdown "$base" "$patched"
claim 'two texts on standard output are wrong usage' [ "$status" -eq 2 ]

# Markdown.
run "$compare" --markdown "$base" "$patched"
claim_has 'Markdown has the rows' "$output" '^\| restore_write \| 1414 \| 1451 \| \+37 \| \+2\.6 \| 1 \| wdys- \|$'
claim 'each table has as many cells in all its lines' sh -c 'printf "%s\n" "$1" |
	awk -F "|" "/^\|/ { if (n && NF != n) exit 1; n = NF; next } { n = 0 }"' sh "$output"

# Where the words of the scenarios come from.
"${BUILD:-build}/dexbench" run --quiet --trials 1 --output "$scratch/native.jsonl" baseline_cow >/dev/null 2>&1
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
claim_has 'by file and line' "$output" 'boot-1.jsonl:1: header: "scenarios.null" is an integer, not a string'

claims_done
