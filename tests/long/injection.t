#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# System calls of dexbench run, --resume and dexcompare that fail once: never exit 0 with less than the whole.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# A program that does not care is caught: one that writes nothing where it cannot open its file, and says 0.
mkdir "$scratch/build"
cat >"$scratch/build/dexbench" <<'END'
#!/bin/sh
while [ "$1" != --output ]; do shift; done
if [ -e "$2" ]; then exit 0; fi
(
	for record in header trial trial trial end; do
		echo "{\"record\":\"$record\"}"
	done >"$2"
) 2>/dev/null
exit 0
END
printf '#!/bin/sh\nread -r line <"$2"; echo "$line"; exit 0\n' >"$scratch/build/dexcompare"
chmod +x "$scratch/build/dexbench" "$scratch/build/dexcompare"
run tests/injection/inject "$scratch/build" 12
if [ "$status" -eq 77 ]; then
	skip 'system calls that fail' "$output"
	claims_done
fi
claim 'inject: what exits 0 with a part of the result is found' [ "$status" -eq 1 ]
claim_has 'and told' "$output" '[a-z]+ [0-9]+ fails with E[A-Z]+: exit 0, but the (result is not whole|output differs)'

run tests/injection/inject "$BUILD"
claim 'no failed call leads to exit 0 with less than the whole, or to a shorter file' [ "$status" -eq 0 ]
places=$(printf '%s\n' "$output" | sed -n 's/^\([0-9]*\) places, .*/\1/p')
claim 'of 200 calls or more' [ "${places:-0}" -ge 200 ]
claims_done
