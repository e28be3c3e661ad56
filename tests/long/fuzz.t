#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make fuzz: half a minute of each fuzzer; what they find fails, and stays in build/fuzz/found.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"
unset MAKEFLAGS

# A harness that dies, and one that was never run, are failures.
mkdir -p "$scratch/fuzz"
printf '#!/bin/sh\nexit 77\n' >"$scratch/fuzz/plans"
chmod +x "$scratch/fuzz/plans"
run tests/fuzz/fuzz "$scratch" 1 plans
claim 'fuzz: an input that ends a harness is a failure' [ "$status" -eq 1 ]
claim_has 'and the folder of the input is named' "$output" "^plans: failed; the input is in $scratch/fuzz/found/plans"
run tests/fuzz/fuzz "$scratch" 1 trace
claim 'fuzz: a harness that is missing is a failure' [ "$status" -eq 1 ]
run tests/fuzz/fuzz "$scratch" 1m plans
claim 'fuzz: a time that is no number is refused' [ "$status" -eq 2 ]

if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -w -x c -fsanitize=fuzzer,address -o "$scratch/works" - 2>/dev/null; then
	skip 'make fuzz' 'no clang with libFuzzer: install the packages clang and libclang-rt-dev'
	claims_done
fi
run make --no-print-directory fuzz SECONDS=30 BUILD="$BUILD"
claim 'make fuzz: no input of half a minute fails' [ "$status" -eq 0 ]
for name in results plans machine trace patches; do
	claim_has "make fuzz: $name has run" "$output" "^$name: inputs: [1-9][0-9]"
done
claims_done
