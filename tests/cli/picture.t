#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The picture of the machine: drawn beside results, and shown on the page.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

tests/data/generate "$scratch/x"
page_of() { "$BUILD/dexcompare" "--html=$scratch/page.html" "$scratch/x/base" "$scratch/x/patched" 2>&1; }
pictures() { grep -c '<img ' "$scratch/page.html"; }
# shown N - the picture that is Nth on the page.
shown() { grep -o 'base64,[^"]*' "$scratch/page.html" | sed -n "${1}s/base64,//p" | base64 -d; }

page_of >"$scratch/log"
claim 'a page without a picture has none' [ "$(pictures)" -eq 0 ]
printf '<svg><script>alert(1)</script></svg>' >"$scratch/x/base/topology.svg"
page_of >"$scratch/log"
claim 'one beside the results of base is shown' [ "$(pictures)" -eq 1 ]
shown 1 >"$scratch/shown.svg"
claim 'as it is, to the byte' cmp "$scratch/shown.svg" "$scratch/x/base/topology.svg"
claim_lacks 'and nothing in it is markup of the page' "$(cat "$scratch/page.html")" '<script'
claim_has 'which may show pictures that are in it, and no other' "$(cat "$scratch/page.html")" \
	"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""
cp "$scratch/x/base/topology.svg" "$scratch/x/patched/topology.svg"
page_of >"$scratch/log"
claim 'the same beside patched is not shown twice' [ "$(pictures)" -eq 1 ]
for padding in a ab; do
	printf '<svg>%s</svg>' "$padding" >"$scratch/x/patched/topology.svg"
	page_of >"$scratch/log"
	claim 'another is' [ "$(pictures)" -eq 2 ]
	shown 2 >"$scratch/shown.svg"
	claim 'whatever its length' cmp "$scratch/shown.svg" "$scratch/x/patched/topology.svg"
done
rm "$scratch/x/patched/topology.svg"
mv "$scratch/x/base/topology.svg" "$scratch/x/topology.svg"
page_of >"$scratch/log"
claim 'one picture may stand for both, in the folder above' [ "$(pictures)" -eq 1 ]
mv "$scratch/x/topology.svg" "$scratch/picture.svg"
mkdir "$scratch/here"
cp "$scratch/x/base/boot-1.jsonl" "$scratch/picture.svg" "$scratch/here/"
mv "$scratch/here/picture.svg" "$scratch/here/topology.svg"
"$BUILD/dexcompare" "--html=$scratch/page.html" "--here=$scratch/here" "$scratch/x/base" "$scratch/x/patched" >"$scratch/log" 2>&1
claim 'that of the machine that is shown beside a comparison is shown' [ "$(pictures)" -eq 1 ]
mv "$scratch/picture.svg" "$scratch/x/topology.svg"
echo 'no picture' >"$scratch/x/base/topology.svg"
output=$(page_of)
status=$?
claim 'what is no picture fails' [ "$status" -eq 1 ]
claim_has 'and is named' "$output" "x/base/topology.svg: not an SVG picture: remove it"
head -c 9000000 /dev/zero | tr '\0' x >"$scratch/x/base/topology.svg"
claim_has 'so is what is too large' "$(page_of)" 'x/base/topology.svg: too large'
rm "$scratch/x/base/topology.svg" "$scratch/x/topology.svg"

run scripts/draw-topology --help
claim_has '--help tells the usage' "$output" '^usage: draw-topology'
run scripts/draw-topology
claim 'no folder is wrong usage' [ "$status" -eq 2 ]
run scripts/draw-topology "$scratch/missing"
claim 'a folder that is not there fails' [ "$status" -eq 1 ]
run scripts/draw-topology --cpus 60000 "$scratch/x"
claim 'CPUs that there are not are wrong usage' [ "$status" -eq 2 ]
claim_has 'and are named' "$output" 'there is no CPU 60000'

# A folder of commands, of which lstopo is one or is not.
mkdir "$scratch/bin"
for command in sh dirname taskset sed rm mv mkdir mktemp head; do
	ln -s "$(command -v "$command")" "$scratch/bin/$command"
done
BUILD=$(realpath "$BUILD")
export BUILD
run env PATH="$scratch/bin" HOME="$HOME" scripts/draw-topology "$scratch/x"
claim 'without lstopo it is skipped' [ "$status" -eq 77 ]
claim_has 'which is said in one line' "$output" '^draw-topology: no picture of the machine: lstopo is not installed: run make deps$'
printf '#!/bin/sh\necho no colours here >&2\nexit 3\n' >"$scratch/bin/lstopo"
chmod +x "$scratch/bin/lstopo"
run env PATH="$scratch/bin" HOME="$HOME" scripts/draw-topology "$scratch/x"
claim 'an lstopo that fails is a failure' [ "$status" -eq 1 ]
claim_has 'with what it said' "$output" '^draw-topology: lstopo cannot draw CPUs [0-9,-]+: no colours here$'
claim 'and leaves no picture' [ ! -e "$scratch/x/topology.svg" ]
printf '#!/bin/sh\nexit 0\n' >"$scratch/bin/lstopo"
run env PATH="$scratch/bin" HOME="$HOME" scripts/draw-topology "$scratch/x"
claim 'so is one that draws nothing' [ "$status" -eq 1 ]
claim_silent 'nothing unfinished is left' find "$scratch/x" -name '.draw*'

if ! command -v lstopo-no-graphics >/dev/null && ! command -v lstopo >/dev/null; then
	skip 'a picture is drawn' 'lstopo is not installed: make deps'
	claims_done
fi
used=$("$BUILD/dexbench" topology --list)
first=${used%%[,-]*}
run scripts/draw-topology --cpus "$first" "$scratch/x"
claim 'a picture is drawn' [ "$status" -eq 0 ]
claim 'one CPU is green, the one that is used' \
	[ "$(grep -c "<rect.*class='PU'.*fill='rgb(0,255,0)'" "$scratch/x/topology.svg")" -eq 1 ]
claim_has 'its viewBox has no units, which SVG does not allow' "$(cat "$scratch/x/topology.svg")" "viewBox='0 0 [0-9]+ [0-9]+'"
claim_lacks 'the name of this host is not in it' "$(cat "$scratch/x/topology.svg")" "Host"
page_of >"$scratch/log"
claim 'the page shows it' [ "$(pictures)" -eq 1 ]

claims_done
