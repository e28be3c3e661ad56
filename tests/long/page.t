#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The page in a browser, on three widths, dark and on paper: nothing is cut or overlaps.
# shellcheck source=tests/tap.sh
. tests/tap.sh
compare=${BUILD:-build}/dexcompare

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
	skip 'the page in a browser' 'no chromium: apt-get install chromium (300 MB)'
	claims_done
}
# browse OPTION... - without network, and with no profile of the user.
browse() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
		--user-data-dir="$scratch/profile" --host-resolver-rules='MAP * ~NOTFOUND' \
		"$@" 2>"$scratch/log"
}

# look FILE WIDTH PAPER OPTION... - what boxes.js says. In a frame: no window is that narrow.
look() {
	file=$1 width=$2 paper=$3
	shift 3
	{
		sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$file"
		echo "<script>const PAPER = $paper;"
		cat tests/long/boxes.js
		echo '</script>'
	} >"$scratch/copy.html"
	cat >"$scratch/frame.html" <<-END
	<iframe src="copy.html" style="width: ${width}px; height: 1000px; border: 0"></iframe>
	<pre></pre>
	<script>onmessage = told => document.querySelector('pre').textContent = told.data</script>
	END
	browse --window-size=1700,1100 --virtual-time-budget=10000 "$@" \
		--dump-dom "file://$scratch/frame.html" |
		sed -n 's/^\(.*<pre>\)\{0,1\}BOXES //p' >"$scratch/boxes"
}

# claim_boxes SENTENCE TONE FILE WIDTH PAPER
claim_boxes() {
	scheme=1
	[ "$2" = light ] || scheme=0
	look "$3" "$4" "$5" "--blink-settings=preferredColorScheme=$scheme"
	claim_has "$1, $4 px, $2: is laid out" "$(tail -n 1 "$scratch/boxes")" \
		"^width $4, [1-9][0-9]+ texts, $2$"
	output=$(sed '$d' "$scratch/boxes")
	claim '  nothing is cut, overlaps, is faint or comes from elsewhere' [ -z "$output" ]
}

tests/data/generate "$scratch/exact"
tests/data/generate-timed "$scratch/timed/base" base 8 -v rows=3
tests/data/generate-timed "$scratch/timed/patched" patched 8 -v rows=3 -v shift=300
"$compare" --html="$scratch/exact.html" "$scratch/exact/base" "$scratch/exact/patched"
"$compare" --html="$scratch/timed.html" "$scratch/timed/base" "$scratch/timed/patched"
for page in exact timed; do
	file=$scratch/$page.html
	for width in 360 900 1600; do
		for tone in light dark; do claim_boxes "$page" "$tone" "$file" "$width" false; done
	done
	# A4 between margins of 1 cm, at 96 dots an inch.
	claim_boxes "$page, on paper" light "$file" 718 true
	browse --print-to-pdf="$scratch/page.pdf" "file://$file"
	claim "$page: is printed" [ "$(head -c 5 "$scratch/page.pdf")" = %PDF- ]
	claim "$page: worse and better are words, too" \
		[ "$(sed 's/<[^>]*>//g' "$file" | grep -cE '^(Worse|Better) ')" -ge 2 ]
done
# What the claims are worth: a page whose text is cut, overlaps, or is faint.
{
	cat "$scratch/exact.html"
	echo '<p style="width: 4em; overflow: hidden; white-space: nowrap">text that is longer</p>'
	echo '<p>text</p><p style="margin-top: -3em">text on it</p><p style="color: #ddd">faint</p>'
} >"$scratch/bad.html"
look "$scratch/bad.html" 900 false
output=$(sed -n 's/:.*//p' "$scratch/boxes" | sort -u | paste -sd ' ')
claim 'a page with faults is found out' [ "$output" = 'cut faint overlap' ]
claims_done
