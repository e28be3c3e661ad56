#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a user sets on make's command line reaches the scripts as it is, and is run by nobody.
# shellcheck source=tests/tap.sh
. tests/tap.sh

# The Makefile with scripts that print what they get.
mkdir "$scratch/tree" "$scratch/tree/scripts" "$scratch/tree/packaging"
cp -r Makefile configs "$scratch/tree"
# shellcheck disable=SC2016
for name in scripts/ab scripts/known-cost scripts/install-deps scripts/bench packaging/install; do
	{
		echo '#!/bin/sh'
		echo 'for word; do printf "<%s>" "$word"; done'
		echo 'printf "<%s>" "${CPUS-}" "${PREFIX-}" "${CACHE-}" "${BENCH_ARGS-}"'
	} >"$scratch/tree/$name"
	chmod +x "$scratch/tree/$name"
done

# given TARGET VARIABLE... - what its script gets, from the command line and from the environment.
given() {
	target=$1
	shift
	run env -u MAKEFLAGS -u DEB -u ARCHES -u CPUS -u PREFIX -u CACHE -u BENCH_ARGS make -s -C "$scratch/tree" -o all \
		-o build/dexbench "$target" "$@"
	from_line=$output
	run env -u MAKEFLAGS -u DEB -u ARCHES -u CPUS -u PREFIX -u CACHE -u BENCH_ARGS "$@" make -s -C "$scratch/tree" \
		-o all -o build/dexbench "$target"
}
odd="x'; touch PWNED; echo \"\$(touch PWNED)\` touch PWNED\`\$\$b #\\n"
given ab "PATCH=$odd" "BASE=$odd" "VM=$odd" CACHE=c
wanted="<--vm><$odd><--base><$odd><--patch><$odd><><><c><>"
claim 'PATCH, BASE and VM reach ab as they are' [ "$from_line" = "$wanted" ]
claim 'also from the environment' [ "$output" = "$wanted" ]
given ab "PATCH=[PATCH] mm: don't.patch" "AB=--boots 3 * \$x" CACHE=c
claim 'AB is words' [ "$from_line" = "<--vm><x86_64-exact><--base><base><--patch><[PATCH] mm: don't.patch><--boots><3><*><\$x><><><c><>" ]
given compare "PATCHED=$odd" CACHE=c
claim 'PATCHED reaches compare' [ "$from_line" = "<--vm><x86_64-exact><--base><base><--patched><$odd><><><c><>" ]
given bench "CPUS=$odd" "PREFIX=$odd" "CACHE=$odd" "BENCH_ARGS=$odd" BASELINES=only
claim 'CPUS, PREFIX, CACHE and BENCH_ARGS reach bench' [ "$from_line" = "<$odd><$odd><$odd><$odd>" ]
claim 'also those of the environment' [ "$output" = "<$odd><$odd><$odd><$odd>" ]
given known-cost 'COSTS=1 ;touch PWNED $(touch PWNED)' CACHE=c
claim 'COSTS are words' [ "$from_line" = '<1><;touch><PWNED><$(touch><PWNED)><><><c><>' ]
given deps "ARCHES=aarch64 x';touch PWNED;'" CACHE=c
claim 'ARCHES are words' [ "$from_line" = "<--tier><build><--tier><guests><--tier><charts><--arch><aarch64><--arch><x';touch><--arch><PWNED;'><><><c><>" ]
run make -s -C "$scratch/tree" help "VM=$odd" "CACHE=$odd"
claim_has 'help shows values as they are' "$output" "VM=MACHINE.*\[x'; touch PWNED; "
for variable in BUILD GUEST; do
	run make -s -C "$scratch/tree" help "$variable=x;touch PWNED"
	claim "$variable stands in recipes, and is refused" [ "$status" -eq 2 ]
	claim_has "$variable is named" "$output" "$variable=x;touch PWNED: must be"
done
run make -s -C "$scratch/tree" help BUILD=
claim_has 'no BUILD at all is refused' "$output" 'BUILD=: must be'

# at_once GOAL... - how many commands make runs at a time.
at_once() {
	run env -u MAKELEVEL -u BUILD make -npq -C "$scratch/tree" "$@"
	printf '%s\n' "$output" | sed -n '/^MAKEFLAGS =/{ s/$/ -j1 /; s/^[^-]* -j\([0-9]*\) .*/\1/p; }'
}
claim 'what one goal needs is built on all CPUs' [ "$(at_once check-fast)" = "$(nproc)" ]
claim '... also with lint, which comes last' [ "$(at_once check-fast lint)" = "$(nproc)" ]
claim '-j tells how many CPUs' [ "$(at_once -j3 check-fast)" = 3 ]
for goals in 'deps check' 'clean all' 'all install'; do
	# shellcheck disable=SC2086
	claim "$goals: one after the other" [ "$(at_once $goals)" = 1 ]
done
claim_silent 'nothing was run' find "$scratch" -name 'PWNED*'
claims_done
