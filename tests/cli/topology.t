#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench topology, --cpus and --nodes: on this machine, in its cgroups, and on machines nobody owns.
# slow: starts dexbench on machines of many kinds
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench

run "$bench" topology
claim 'topology ends well' [ "$status" -eq 0 ]
claim 'one CPU measures' [ "$(printf '%s\n' "$output" | grep -cE '^[0-9-].* measures(, isolated)?$')" -eq 1 ]
claim_has 'which is named' "$output" '^measures +CPU [0-9]+$'
for distance in any smt l3 package other-package other-node; do
	claim_has "so are those at distance=$distance, or that there are none" "$output" "^$distance +([0-9 ]+|none)( and [0-9]+ more)?$"
done
claim_has 'and the nodes' "$output" '^0 +[0-9,-]+'
claim_lacks 'no line ends in blanks' "$output" ' $'
used=$("$bench" topology --list)
first=${used%%[,-]*}
claim_has '--list is a list of CPUs' "$used" '^[0-9]+([,-][0-9]+)*$'
run "$bench" topology 0-3
claim 'CPUs without --cpus are wrong usage' [ "$status" -eq 2 ]
if [ -c /dev/full ]; then
	"$bench" topology >/dev/full 2>"$scratch/log"
	status=$?
	claim 'what cannot be written fails' [ "$status" -eq 1 ]
fi

# refuse PATTERN OPTION... - wrong usage, in one line, for every verb that takes CPUs.
refuse() {
	pattern=$1
	shift
	for verb in topology 'run --quiet --output=- null' probe doctor; do
		# shellcheck disable=SC2086 # words
		run "$bench" $verb "$@"
		claim "${verb%% *} $*: is wrong usage" [ "$status" -eq 2 ]
		claim_has 'it says why, in one line' "$output" "^dexbench ${verb%% *}: .*$pattern"
		claim 'and nothing else' [ "$(lines "$output")" -eq 1 ]
	done
}
refuse "there is no CPU 60000; this machine has 0" --cpus=60000
refuse "'core:60000': there is no core:60000; the last is core:" --cpus=core:60000
refuse "there is no NUMA node 60000; this machine has 0" --nodes=60000
refuse "'0-' is neither a number, a range" --cpus=0-
refuse 'a number or an object is missing' --nodes=

# On machines nobody owns.
on() {
	machine=$1
	shift
	run env "$machine" "$bench" topology "$@"
}
eight='HWLOC_SYNTHETIC=pack:2 numa:1 l3:1 core:2 pu:2'
on "$eight"
claim_has 'of two packages, the first threads of cores come first' "$output" '^any +0 2 4 1 3 5 7$'
claim_has 'siblings are told' "$output" '^smt +7$'
claim_has 'so are those of the other package' "$output" '^other-package +0 2 1 3$'
on "$eight" --cpus=package:0,pu:7
claim_has 'objects of hwloc are CPUs' "$output" '^used CPUs +0-3,7$'
claim_has 'what was asked for is repeated' "$output" '^asked for +--cpus=package:0,pu:7$'
claim_has 'what was not is left out' "$output" '^1 +1 +1 +2 +4,5 +left out: not asked for$'
claim_has 'threads of one core may fare differently' "$output" '^1 +1 +1 +3 +7 +measures$'
on "$eight" --nodes=0
claim_has 'a node has its CPUs' "$output" '^used CPUs +0-3$'
claim_has 'and no other node is used' "$output" '^used nodes +0$'
on "$eight" --nodes=0 --cpus=4
claim 'CPUs of another node are wrong usage' [ "$status" -eq 2 ]
claim_has 'of which both are named' "$output" '--cpus=4 --nodes=0: CPUs 4 may be used, and none of them is next to nodes 0'
on 'HWLOC_SYNTHETIC=pack:1 core:1 pu:1'
claim_has 'one CPU measures alone' "$output" '^any +none$'

# Where siblings are N and N+4, and CPU 0 is left out.
on 'HWLOC_SYNTHETIC=pack:1 l3:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)' --cpus=1-7
claim_has 'the first thread of the last core measures' "$output" '^0 +0 +0 +3 +3 +measures$'
claim_has 'and first threads of other cores come first' "$output" '^any +1 2 4 5 6 7$'
on 'HWLOC_SYNTHETIC=core:4 pu:1'
claim_has 'without packages no CPU is in another' "$output" '^other-package +none$'
on 'HWLOC_SYNTHETIC=pack:4 numa:1(indexes=0,2,1,3) core:1 pu:1' --cpus=numa:1
claim_has "a node that hwloc numbers otherwise shows both numbers" "$output" '^2 \(numa:1\) +1 '

# Variables that cannot be used.
for variable in 'HWLOC_XMLFILE=/nonexistent.xml' 'HWLOC_SYNTHETIC=pack:2 foo:1' 'HWLOC_FSROOT=/nonexistent'; do
	on "$variable"
	claim "$variable is an error" [ "$status" -eq 1 ]
	claim_has 'that names it' "$output" "^dexbench topology: $variable: "
done
run env HWLOC_XMLFILE=/nonexistent.xml "$bench" run --quiet --output=- null
claim 'and no run is of this machine instead' [ "$status" -eq 1 ]

# Objects mean what they mean to hwloc-calc.
if ! command -v hwloc-calc >/dev/null; then
	skip 'objects are those of hwloc-calc' 'hwloc-calc is not installed'
else
	for machine in 'pack:2 numa:1 l3:2 core:2 pu:2' 'numa:2 pack:1 core:3 pu:1' 'pack:1 l3:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)'; do
		for object in package:all.core:0 package:0.core:1 core:all.pu:0 core:1:2 core:2:4 core:even numa:all.core:1- \
			numa:0.pu:odd machine:0.core:1 package:all.core:all.pu:all pu:3; do
			calc=$(hwloc-calc -i "$machine" --po -I PU "$object" 2>/dev/null | tr , '\n' | sort -n | paste -sd , -)
			run env HWLOC_SYNTHETIC="$machine" "$bench" topology --list --cpus="$object"
			listed=$(printf '%s\n' "$output" | tr , '\n' |
				awk -F - '{ for (i = $1; i <= $NF; i++) print i }' | paste -sd , -)
			claim "$object of '$machine' is CPUs $calc" [ -n "$calc" -a "$listed" = "$calc" ]
		done
	done
fi

hybrid=HWLOC_XMLFILE=tests/data/hybrid.xml
on "$hybrid"
claim_has 'hybrid cores are told apart' "$output" '^0 +0 +0 +2 +4 +IntelAtom +left out: of another kind$'
claim_has 'a run keeps to those with performance' "$output" '^used CPUs +0-3$'
claim_lacks 'of which none is warned' "$output" '^warning'
on "$hybrid" --cpus=2-4,6
claim_has 'unless --cpus names others' "$output" '^warning +CPUs of several kinds: IntelAtom 4,6, IntelCore 2-3$'
HWLOC_XMLFILE=tests/data/hybrid.xml "$bench" run --quiet --output="$scratch/mixed.jsonl" --cpus=0-4 null 2>"$scratch/log"
claim 'which the result warns of' grep -qF '"CPUs of several kinds: IntelAtom 4, IntelCore 0-3"' "$scratch/mixed.jsonl"
claim 'by a heading of docs/warnings.md' grep -qx '## CPUs of several kinds' docs/warnings.md
claim_has 'it keeps who was asked for and who measured' "$(head -n 1 "$scratch/mixed.jsonl")" \
	'"placement":\{"asked_cpus":"0-4","asked_nodes":null,"cpus":"0-4","nodes":"0","measures":2,"isolated":null,"kind":"IntelCore"\}'
claim_results 'and fits the schema' "$scratch/mixed.jsonl"
HWLOC_XMLFILE=tests/data/hybrid.xml "$bench" run --quiet --output="$scratch/one.jsonl" null 2>"$scratch/log"
claim 'a run of one kind warns of nothing' ends 1 grep -q 'CPUs of several' "$scratch/one.jsonl"

# Two sides that sat elsewhere.
for cpus in 0-1 2-3; do
	HWLOC_XMLFILE=tests/data/hybrid.xml "$bench" run --quiet --output="$scratch/on-$cpus.jsonl" --cpus="$cpus" null 2>"$scratch/log"
done
run "${BUILD:-build}/dexcompare" --separate "$scratch/on-0-1.jsonl" "$scratch/on-2-3.jsonl"
claim_has 'a comparison warns of sides on other CPUs' "$(printf '%s\n' "$output" | tr '\n' ' ' | tr -s ' ')" \
	'environments differ: the CPUs that runs may use: "0-1" in [^ ]+, "2-3" in '
HWLOC_XMLFILE=tests/data/hybrid.xml "$bench" run --quiet --output="$scratch/again.jsonl" --cpus=0-1 null 2>"$scratch/log"
run "${BUILD:-build}/dexcompare" --separate "$scratch/on-0-1.jsonl" "$scratch/again.jsonl"
claim_lacks 'and of no others' "$output" 'CPUs that runs may use'

# What a cgroup keeps from a process, as hwloc has it.
sed 's/allowed_cpuset="0x0000005f"/allowed_cpuset="0x00000003"/' tests/data/hybrid.xml >"$scratch/cgroup.xml"
on "HWLOC_XMLFILE=$scratch/cgroup.xml"
claim_has 'what a cgroup keeps is not allowed' "$output" '^0 +0 +0 +1 +2,3 +IntelCore +not allowed: cgroup$'
on "HWLOC_XMLFILE=$scratch/cgroup.xml" --cpus=1-2
claim_has 'and is refused by name' "$output" '--cpus=1-2: CPU 2 is not in the cpuset of this process.s cgroup; 0-1 may be used$'

# This process's own limits.
# shellcheck disable=SC2317 # called through run
pinned() { taskset -c "$first" "$@"; }
if ! command -v taskset >/dev/null; then
	skip 'affinity' 'taskset is not installed'
else
	run pinned "$bench" topology
	claim_has 'under taskset its CPU is all there is' "$output" "^used CPUs +$first$"
	other=$(printf '%s\n' "$used" | sed 's/.*[,-]//')
	if [ "$other" != "$first" ] && ! grep -q . /sys/devices/system/cpu/isolated; then
		run pinned "$bench" topology --cpus="$other"
		claim 'another is wrong usage' [ "$status" -eq 2 ]
		claim_has 'for that reason' "$output" "CPU $other is not in this process's affinity \\(taskset\\); $first may be used"
		run pinned "$bench" run --quiet --output=- null cpu="$other"
		claim 'and a run that wants it fails' [ "$status" -eq 1 ]
		claim_has 'since it may not use it' "$output" "cpu=$other: not one of the CPUs that this run may use, $first;"
	fi
	run pinned "$bench" run --quiet --trials=1 --pages=64 --output="$scratch/alone.jsonl" configs/plans/baselines.plan
	claim 'on one CPU a plan runs as far as it can' [ "$status" -eq 0 ]
	grep '"record":"skip"' "$scratch/alone.jsonl" >"$scratch/skips"
	claim_silent 'what takes more is skipped, with the reason' lines_but '"reason":"[^"]+"' "$scratch/skips"
	claim_has 'and the CPU is on record' "$(head -n 1 "$scratch/alone.jsonl")" "\"cpus\":\"$first\",\"nodes\":\"0.*\"measures\":$first,"
fi

# in_cpuset COMMAND... - in a cgroup of one CPU, which goes away again.
# shellcheck disable=SC2016,SC2317 # $$ is of the sh inside; called through run
in_cpuset() {
	if [ -w /sys/fs/cgroup/cpuset/cgroup.procs ]; then
		cgroup=/sys/fs/cgroup/cpuset/dexbench-test.$$
	elif grep -qw cpuset /sys/fs/cgroup/cgroup.subtree_control 2>/dev/null && [ -w /sys/fs/cgroup/cgroup.procs ]; then
		cgroup=/sys/fs/cgroup/dexbench-test.$$
	else
		return 77
	fi
	mkdir "$cgroup" && echo "$first" >"$cgroup/cpuset.cpus" && echo 0 >"$cgroup/cpuset.mems" &&
		sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" "$@"
	code=$?
	rmdir "$cgroup"
	return "$code"
}
run in_cpuset "$bench" topology
if [ "$status" -eq 77 ]; then
	skip 'a cpuset binds' 'no cgroup with a cpuset can be made here'
else
	claim 'in a cpuset topology ends well' [ "$status" -eq 0 ]
	claim_has 'its CPU is all there is' "$output" "^used CPUs +$first$"
	if [ "${other:-$first}" != "$first" ]; then
		claim_has 'others are kept from it by the cgroup' "$output" " $other +not allowed: cgroup$"
		run in_cpuset "$bench" run --quiet --output=- --cpus="$other" null
		claim 'and are wrong usage' [ "$status" -eq 2 ]
		claim_has 'for that reason' "$output" "CPU $other is not in the cpuset of this process's cgroup; $first may be used"
	fi
fi

claims_done
