#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/aa: counting false positives, and failing where there are too many. QEMU is a fake.
# shellcheck source=tests/tap.sh
. tests/tap.sh

run scripts/aa --help
claim '--help ends well' [ "$status" -eq 0 ]
claim_has 'and names what is counted' "$output" '^aa - count false positives'
for option in --colour '--comparisons 0' '--comparisons many' '--simulated --real'; do
	# shellcheck disable=SC2086 # an option and its value
	run scripts/aa $option
	claim "$option is wrong usage" [ "$status" -eq 2 ]
done
run scripts/aa --simulated -- --tables=10 --rows=7 --quiet
claim 'A/A is simulated' [ "$status" -eq 0 ]
claim 'without a cost, and with one' [ "$(printf '%s\n' "$output" | grep -c '^tables with a false positive .* of 10:')" -eq 2 ]
run scripts/aa --simulated --noise "$scratch/none"
claim 'noise that is not there fails' [ "$status" -eq 1 ]
run scripts/aa --simulated -- --tables=0
claim 'so do wrong options of the simulation' [ "$status" -eq 1 ]

if [ ! -x /bin/busybox ] || ! command -v cpio >/dev/null || ! command -v perl >/dev/null; then
	skip 'real comparisons are counted' 'no static busybox, no cpio or no perl'
	claims_done
fi
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh
make_kernel one 1412

# real FOLDER OPTION... - two comparisons of one with itself.
real() {
	folder=$scratch/$1
	shift
	run scripts/aa --real --comparisons 2 --base "$scratch/kernels/one" --output "$folder" "$@"
}

real quiet
claim 'a kernel is compared with itself' [ "$status" -eq 0 ]
claim_has 'as often as asked' "$output" '0 of 2 tables with a false positive'
claim_has 'over all rows' "$output" '^real comparison 2 of 2: 24 rows, 0 false positives, 0 not told$'
real quiet
claim 'a folder that is there is left alone' [ "$status" -eq 1 ]

# An alarm cannot be had from honest boots: dexcompare is made to lie.
honest=$(realpath "$BUILD/dexcompare")
rm "$BUILD/dexcompare"
lie() {
	cat >"$BUILD/dexcompare" <<-END
	#!/bin/sh
	"$honest" "\$@" | awk -F '\t' -v OFS='\t' 'NR == 3 { $1 } { print }'
	END
	chmod +x "$BUILD/dexcompare"
}
# shellcheck disable=SC2016 # awk's fields
lie '$6 = 1'
real alarm
claim 'one difference on an exact platform fails' [ "$status" -eq 1 ]
claim_has 'and is counted, table by table' "$output" '2 of 2 tables with a false positive'
# shellcheck disable=SC2016
lie '$8 = "changed"'
real changed
claim 'so does one that is called changed' [ "$status" -eq 1 ]
# shellcheck disable=SC2016
lie '$10 = 1'
real faults
claim 'and so do other faults' [ "$status" -eq 1 ]
# shellcheck disable=SC2016
lie '$8 = "varies"'
real varies
claim_has 'a row that cannot be told is no alarm, but counted' "$output" '24 rows, 0 false positives, 1 not told'
printf '#!/bin/sh\n[ "$1" != field ] || exec "%s" "$@"\n' "$honest" >"$BUILD/dexcompare"
real nothing
claim 'comparing nothing fails' [ "$status" -eq 1 ]
claim_has 'and is told' "$output" 'compares nothing'

claims_done
