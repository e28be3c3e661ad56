#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# campaigns, of kernels that cost what they are told to: planned, done in any order and by any
# engine, killed, and merged.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh

campaign=tools/campaign/campaign file=$scratch/file store=$scratch/store
one=$scratch/one two=$scratch/two three=$scratch/three four=$scratch/four
five=$scratch/five six=$scratch/six seven=$scratch/seven large=$scratch/large
for name in old new; do make_kernel "$name" "$([ $name = old ] && echo 1412 || echo 1449)"; done
# An image that was built elsewhere is a kernel, too.
for name in old new; do
	printf '%s\n' "image $scratch/kernels/$name/image" \
		"build $scratch/kernels/$name/build" >"$scratch/$name.kernel"
done
cp configs/plans/smoke.plan "$scratch/other.plan"
printf '%s\n' '# Two kernels on a machine, by two plans.' \
	"kernel $scratch/old.kernel" "kernel $scratch/new.kernel" \
	'vm x86_64-exact' 'plan smoke' "plan $scratch/other.plan" 'boots 2' >"$file"

run $campaign plan "$file" "$one"
claim 'a campaign is planned' [ "$status" -eq 0 ]
claim_has 'with its size' "$output" '^2 builds and 8 boots$'
claim_has 'a row a job' "$(cat "$one/jobs")" \
	"^10	boot	x86_64-exact	old	default	other	2	1$"
run $campaign step "$one" 3
claim 'a boot whose kernel is not built is for later' [ "$status" -eq 75 ]
run $campaign step "$one" 1
claim 'a kernel is built' [ "$status" -eq 0 ]
run $campaign step "$one" 3
claim 'a boot is done' [ "$status" -eq 0 ]
for index in 2 3 4 5 6 7 8 9; do
	run $campaign step "$one" $index
	claim "job $index is done" [ "$status" -eq 0 ]
done
run $campaign step "$one" 3
claim 'one that is done stays' [ "$status" -eq 0 -a "$(wc -l <"$fake/pids")" -eq 7 ]
claim 'what is pending, is told' [ "$($campaign pending "$one" boot)" = 10 ]
run $campaign merge "$one"
claim 'what is missing fails the merge' [ "$status" -eq 1 ]
claim_has 'and is named, with the reason' "$(cat "$one/missing.tsv")" \
	'^10	x86_64-exact	other	old	2	not started$'
echo 2 >"$fake/fail-old"
run $campaign step "$one" 10
claim 'a boot that fails twice has failed' [ "$status" -eq 1 ]
run $campaign status "$one"
claim_has 'which is counted' "$output" '^boots: 7 of 8 done, 0 running, 1 failed'
run $campaign merge "$one"
claim_has 'with its reason' "$(cat "$one/missing.tsv")" \
	'old	2	failed	-	run-in-vm: QEMU failed: the fake is out of order'
run $campaign step "$one" 10
claim 'it is done when it is tried again' [ "$status" -eq 0 ]
run $campaign merge "$one"
claim 'a whole campaign is merged' [ "$status" -eq 0 -a ! -s "$one/missing.tsv" ]
claim_has 'into a line for each row and kernel' "$(cat "$one/merged.tsv")" \
	'^x86_64-exact	smoke	new	default	.*	1449	1	0	0	'
claim_has 'and a table of kernels by rows' "$(cut -f 1,4 "$one/x86_64-exact.other.tsv")" \
	'^old	1412$'
run "$BUILD/dexcompare" "$one/x86_64-exact/smoke/old" "$one/x86_64-exact/smoke/new"
claim_has 'any two kernels can be compared' "$output" 'restore_read +1412 +1449'

# submit_killed OUT SUBMIT... - does all of OUT, killing SUBMIT and all that it started a few times.
submit_killed() {
	folder=$1
	shift
	for moment in 0.3 0.9 0.5 1.4 0.7 2; do
		setsid "$@" "$folder" >"$scratch/log" 2>&1 &
		submitter=$!
		sleep $moment
		kill -9 "-$submitter" 2>/dev/null
		wait "$submitter" 2>/dev/null
	done
	run "$@" "$folder"
}

$campaign plan "$file" "$two" >"$scratch/log"
if command -v parallel >/dev/null; then
	run $campaign submit --engine parallel --jobs 3 "$two"
	claim 'GNU parallel does all jobs' [ "$status" -eq 0 ]
	claim_has 'and is told to the end' "$output" '^boots: 8 of 8 done, 0 running, 0 failed'
	$campaign merge "$two" >"$scratch/log" 2>&1
	claim 'the tables are the same to the byte' cmp "$one/merged.tsv" "$two/merged.tsv"
	$campaign plan "$file" "$three" >"$scratch/log"
	submit_killed "$three" $campaign submit
	claim 'killed at any moment, it is done when it is started again' [ "$status" -eq 0 ]
	$campaign merge "$three" >"$scratch/log" 2>&1
	claim 'with the same tables' cmp "$one/merged.tsv" "$three/merged.tsv"
else
	skip 'GNU parallel does all jobs' 'parallel is not installed: make deps'
fi
$campaign plan "$file" "$four" >"$scratch/log"
for kind in build boot; do
	$campaign pending "$four" $kind | xargs -P 3 -n 1 $campaign step "$four" 2>"$scratch/log"
done
$campaign merge "$four" >"$scratch/log" 2>&1
claim 'xargs -P does, too' cmp "$one/merged.tsv" "$four/merged.tsv"
$campaign plan "$file" "$five" >"$scratch/log"
# shellcheck disable=SC2016 # of make
for kind in build boot; do
	all=$($campaign pending "$five" $kind | paste -sd ' ' -)
	printf 'all: %s\n%%:; @%s step %s $@\n' "$all" $campaign "$five" |
		make -s -j3 -f - >"$scratch/log" 2>&1
done
$campaign merge "$five" >"$scratch/log" 2>&1
claim 'and make -j' cmp "$one/merged.tsv" "$five/merged.tsv"

# A store of kernels: what is there is not built, and two writers leave one.
mkdir "$store"
{ cat "$file"; echo "store $scratch/store"; } >"$scratch/stored"
$campaign plan "$scratch/stored" "$six" >"$scratch/log"
$campaign plan "$scratch/stored" "$seven" >"$scratch/log"
for folder in six seven; do $campaign step "$scratch/$folder" 1 2>"$scratch/log.$folder" & done
wait
claim 'two who build one kernel leave one' [ "$(find "$store" -name sums | wc -l)" -eq 1 ]
claim 'and nothing else' [ "$(find "$store" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
kernel=$(echo "$store"/old-*)
claim 'a whole one' [ -s "$kernel/image" -a -s "$kernel/sums" -a -e "$kernel/dexdev.ko" ]
mkdir "$scratch/other-store"
cp -R "$store/." "$scratch/other-store"
rm -rf "$CACHE/kernels" "$CACHE/modules"
$campaign step "$seven" 1
claim 'what a store has is not built' absent "$CACHE/kernels"
echo cut >"$kernel/image"
$campaign step "$seven" 1
claim 'one that is damaged is built again' grep -q FAKE "$kernel/image"
if command -v rsync >/dev/null; then
	echo cut >"$kernel/image"
	rsync -a --checksum "$scratch/other-store/" "$store/"
	rm -rf "$CACHE/kernels"
	$campaign step "$seven" 1
	claim 'or comes from another store, by rsync' absent "$CACHE/kernels"
else
	skip 'or comes from another store, by rsync' 'rsync is not installed'
fi

echo '# changed' >>"$scratch/new.kernel"
run $campaign step "$six" 2
claim 'a kernel that is described otherwise than as planned is not built' [ "$status" -eq 77 ]
claim_has 'with the reason' "$output" 'its kernel new is another one here than as planned'

printf '%s\n' "source $scratch/nowhere" 'config own.config' >"$scratch/described.kernel"
sed "s|new.kernel|described.kernel|" "$file" >"$scratch/described"
for fragment in CONFIG_A=y CONFIG_B=y; do
	echo $fragment >"$scratch/own.config"
	$campaign plan "$scratch/described" "$scratch/$fragment" >"$scratch/log"
done
claim 'the fragments of a description go into its digest' \
	ends 1 cmp "$scratch/CONFIG_A=y/digests" "$scratch/CONFIG_B=y/digests"
run $campaign step "$scratch/CONFIG_B=y" 2
claim 'a kernel as it was planned is built, or fails' [ "$status" -eq 1 ]
claim_has 'with the reason' "$output" 'no such tarball or folder'

for wrong in 'kernle base' 'kernel nowhere' 'boots none' 'vm nowhere' 'plan nowhere' \
	'config nowhere'; do
	{ cat "$file"; echo "$wrong"; } >"$scratch/wrong"
	run $campaign plan "$scratch/wrong" "$scratch/none"
	claim "$wrong is wrong usage" [ "$status" -eq 2 ]
done
claim 'and leaves nothing' absent "$scratch/none"
run $campaign plan "$file" "$one"
claim_has 'no campaign is written over' "$output" 'exists already'
run $campaign step "$one" 99
claim 'a job that there is not is wrong usage' [ "$status" -eq 2 ]
run $campaign submit --engine kubernetes "$seven"
claim 'a manifest for Kubernetes is written' grep -q 'completions: 8' "$seven/kubernetes.yaml"

# 6,000 cells, by a step that only writes what merge reads.
for number in $(seq 100); do
	cp "$scratch/old.kernel" "$scratch/k$number.kernel"
	echo "kernel $scratch/k$number.kernel"
done >"$scratch/many"
{
	for number in $(seq 20); do
		: >"$scratch/c$number.config"
		echo "config $scratch/c$number.config"
	done
	for vm in exact numa-exact smp-counts; do echo "vm x86_64-$vm"; done
	printf '%s\n' 'plan smoke' 'boots 1'
} >>"$scratch/many"
run $campaign plan "$scratch/many" "$large"
claim_has 'a campaign may be large' "$output" '^2000 builds and 6000 boots$'
awk -F '\t' -v OFS='\t' -v out="$large" '$2 == "boot" {
	cell = out "/" $3 "/" $6 "/" $4 "+" $5
	print cell
	print $1, $4 >(out "/cells")
}' "$large/jobs" | tee "$scratch/cells" | xargs mkdir -p
while read -r cell; do
	echo '{}' >"$cell/boot-1.jsonl"
	ln "$one/x86_64-exact/smoke/old/cell.tsv" "$cell/cell.tsv"
done <"$scratch/cells"
began=$(date +%s)
prlimit --as=300000000 $campaign merge "$large" >"$scratch/log" 2>&1
claim 'within 300 MB and 20 s, of which 10 are for other tests' [ $(($(date +%s) - began)) -le 20 ]
claim 'a whole campaign of 6,000 cells is merged' [ ! -s "$large/missing.tsv" ]
claims_done
