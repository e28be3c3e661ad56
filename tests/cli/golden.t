#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every form of output of dexcompare is, to the byte, what tests/data/golden holds.
# shellcheck source=tests/tap.sh
. tests/tap.sh

tests/golden "$scratch/now"
for file in tests/data/golden/*; do
	name=${file##*/}
	output=$(diff -u "$file" "$scratch/now/$name" 2>&1)
	claim "$name is as reviewed; if the change is meant: make golden, and look at its diff" [ -z "$output" ]
done
for file in "$scratch/now"/*; do
	claim "${file##*/} has been reviewed" [ -e "tests/data/golden/${file##*/}" ]
done
claims_done
