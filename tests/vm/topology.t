#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What only a kernel can do to CPUs: isolcpus= and maxcpus=, on two nodes and with two threads a core.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

cat >"$scratch/guest" <<'END'
# told WORD... - what a command says, between its name and how it ended.
told() {
	echo "## $*"
	/dexbench "$@" 2>&1
	echo "exit $?"
}
{
	told topology
	told topology --cpus=2-3
	told topology --cpus=3
	told topology --nodes=1
	told topology --cpus=2 --nodes=1
	told run --quiet --output=/tmp/own.jsonl null baseline_minor_fault
	told run --quiet --output=/tmp/named.jsonl --cpus=2-3 null baseline_minor_fault shootdown_mprotect
	[ ! -e /tmp/named.jsonl ] || cat /tmp/named.jsonl
} >"$DEXBENCH_OUTPUT"
END

if ! folder=$(scripts/build-kernel base); then
	claim 'the kernel is built' false
	claims_done
fi

# boot VM APPEND - and leave what was told in $scratch/told.
boot() {
	sed "s/^append .*/& $2/" "configs/vms/$1.vm" >"$scratch/guest.vm"
	run scripts/run-in-vm --kernel "$folder" --vm "$scratch/guest.vm" --program "$BUILD/dexbench" \
		--file "$scratch/guest:/guest" --output "$scratch/told" --console "$scratch/console" --timeout 300 \
		-- /bin/sh /guest
	claim "$1 with $2: boots, with a clean kernel log" [ "$status" -eq 0 ]
}
# said WORDS - what the command of these words said.
said() { awk -v head="## $1" '$0 == head { on = 1 } on { print } /^exit / { on = 0 }' "$scratch/told"; }

boot x86_64-numa-smp-counts isolcpus=2-3
output=$(said topology)
claim_has 'isolated CPUs are left to who names them' "$output" '^1 +1 +[0-9-]+ +2 +2 +left out: --cpus must name it, isolated$'
claim_has 'all others are used' "$output" '^used CPUs +0-1$'
claim_has 'the firmware tells how far nodes are' "$output" '^0 +0-1 +0:10 1:20$'
output=$(said 'topology --cpus=2-3')
claim_has 'named, they are used' "$output" '^1 +1 +[0-9-]+ +3 +3 +measures, isolated$'
claim_has 'though memory of the other node stays' "$output" '^used nodes +0-1$'
output=$(said 'topology --nodes=1')
claim_has 'a node of isolated CPUs alone is refused' "$output" '^exit 2$'
claim_has 'with what to do' "$output" 'next to nodes 1; isolated ones must be named by --cpus$'
claim_has 'with --cpus it is not' "$(said 'topology --cpus=2 --nodes=1')" '^used nodes +1$'
output=$(said 'run --quiet --output=/tmp/named.jsonl --cpus=2-3 null baseline_minor_fault shootdown_mprotect')
claim_has 'a run can use them, and a bystander the other' "$output" '3 runs, 0 skipped, 0 failed, 0 findings'
grep '^{' "$scratch/told" >"$scratch/named.jsonl"
claim_has 'its result says so' "$(head -n 1 "$scratch/named.jsonl")" '"cpus":"2-3","nodes":"0-1","measures":3,"isolated":"2-3"'
claim 'the CPU was not changed meanwhile' \
	[ "$(grep '"record":"trial"' "$scratch/named.jsonl" | grep -cv '"migrations":0')" -eq 0 ]
claim_results 'and it fits the schema' "$scratch/named.jsonl"

boot x86_64-smt-smp-counts maxcpus=3
output=$(said topology)
claim_has 'threads of a core are one row' "$output" '^0 +0 +[0-9-]+ +0 +0,1 +used$'
claim_has 'one that is offline is told of' "$output" '^- +- +- +- +3 +offline$'
claim_has 'the other thread of its core measures' "$output" '^1 +[0-9]+ +[0-9-]+ +1 +2 +measures$'
claim_has 'and has no sibling then' "$output" '^smt +none$'
claim_has 'but others in another package' "$output" '^other-package +0 1$'
output=$(said 'topology --cpus=3')
claim_has 'an offline CPU is refused' "$output" '^exit 2$'
claim_has 'with how to bring it up' "$output" \
	'--cpus=3: CPU 3 is offline, 0-2 are not: echo 1 >/sys/devices/system/cpu/cpu3/online$'
claim_has 'so is a node that there is not' "$(said 'topology --nodes=1')" 'there is no NUMA node 1; this machine has 0$'
claim_has 'a run without options ends well' \
	"$(said 'run --quiet --output=/tmp/own.jsonl null baseline_minor_fault')" ' 0 failed, 0 findings'

claims_done
