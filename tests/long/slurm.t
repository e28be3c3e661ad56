#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# a campaign under Slurm, for real: a controller and two nodes on this machine, whose daemon dies.
# shellcheck source=tests/tap.sh
. tests/tap.sh

for tool in slurmctld slurmd munged sbatch; do
	command -v "$tool" >/dev/null && [ "$(id -u)" -eq 0 ] && continue
	skip 'Slurm does a campaign' "needs root, and $tool: install slurmctld, slurmd and munge"
	claims_done
done
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh
campaign=tools/campaign/campaign
for name in old new; do
	make_kernel "$name" "$([ $name = old ] && echo 1412 || echo 1449)"
	printf '%s\n' "image $scratch/kernels/$name/image" \
		"build $scratch/kernels/$name/build" >"$scratch/$name.kernel"
done
printf '%s\n' "kernel $scratch/old.kernel" "kernel $scratch/new.kernel" 'vm x86_64-exact' \
	'plan smoke' 'boots 3' >"$scratch/file"

# Daemons of this test's own, by pid: none that runs here already is touched.
pids=
stop() {
	for pid in $pids; do kill "$pid" 2>/dev/null; done
	wait
	rm -rf -- "$scratch"
}
trap stop EXIT
slurm=$scratch/slurm
mkdir -p "$slurm/state" "$slurm/one" "$slurm/two"
chmod 755 "$scratch"
head -c 128 /dev/urandom >"$slurm/key"
chmod 600 "$slurm/key"
munged --foreground --force --key-file "$slurm/key" --socket "$slurm/munge" \
	--pid-file "$slurm/pid" --log-file "$slurm/munge.log" \
	--seed-file "$slurm/seed" >/dev/null 2>&1 &
pids="$pids $!"
host=$(uname -n)
cat >"$slurm/slurm.conf" <<END
ClusterName=dexbench
SlurmctldHost=$host
SlurmUser=root
SlurmctldPort=27817
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$slurm/munge
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/%n
SlurmctldPidFile=$slurm/ctld.pid
SlurmdPidFile=$slurm/%n.pid
SlurmctldLogFile=$slurm/ctld.log
SlurmdLogFile=$slurm/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
ReturnToService=2
SlurmdTimeout=10
MessageTimeout=30
SlurmdParameters=config_overrides
NodeName=one NodeHostname=$host NodeAddr=127.0.0.1 Port=27818 CPUs=2 State=UNKNOWN
NodeName=two NodeHostname=$host NodeAddr=127.0.0.1 Port=27819 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=one,two Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$slurm/slurm.conf"
slurmctld -D >"$slurm/ctld.out" 2>&1 &
pids="$pids $!"
slurmd -D -N one >"$slurm/one.out" 2>&1 &
node=$!
slurmd -D -N two >"$slurm/two.out" 2>&1 &
pids="$pids $node $!"
idle() { [ "$(sinfo -h -o %D -t idle)" = "${1:-2}" ]; }
nothing_left() { [ -z "$(squeue -h)" ]; }
claim 'two nodes are up' wait_for idle

$campaign plan "$scratch/file" "$scratch/plain" >"$scratch/log"
for kind in build boot; do
	$campaign pending "$scratch/plain" $kind |
		xargs -n 1 $campaign step "$scratch/plain" 2>"$scratch/log"
done
$campaign merge "$scratch/plain" >"$scratch/log" 2>&1
$campaign plan "$scratch/file" "$scratch/slurmed" >"$scratch/log"
run $campaign submit --engine slurm "$scratch/slurmed"
claim 'builds and boots are submitted' [ "$status" -eq 0 ]
# It comes back, as that of a node that was restarted.
sleep 3
kill -9 "$node"
sleep 1
slurmd -D -N one >"$slurm/one.out" 2>&1 &
pids="$pids $!"
tries=0
while [ "$tries" -lt 6 ] && ! wait_for nothing_left; do tries=$((tries + 1)); done
claim 'all of it ends' nothing_left
run $campaign merge "$scratch/slurmed"
claim 'nothing is missing' [ "$status" -eq 0 ]
claim 'the tables are the same as without Slurm' \
	cmp "$scratch/plain/merged.tsv" "$scratch/slurmed/merged.tsv"
[ "$claims_failed" -eq 0 ] || tail -n 5 "$slurm"/*.log "$slurm"/*.out | sed 's/^/#   /'
claims_done
