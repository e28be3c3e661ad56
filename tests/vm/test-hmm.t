#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel's own test_hmm as the device: what it can do agrees with dexdev in the same boot, on base,
# patched and 7.2, and what it cannot is skipped with the reason.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

# The plan with either device, then with whichever comes first; and what takes processes.
cat >"$scratch/session" <<'END'
#!/bin/sh
for device in dexdev test_hmm; do
	/dexbench probe --device=$device | sed "s/^/$device: /"
	/dexbench run --quiet --kernel-info /kernel.json --device=$device --output - /fault.plan >/tmp/$device || exit
done
cat /tmp/dexdev /tmp/test_hmm >"$DEXBENCH_OUTPUT"
/dexbench run --quiet --device=test_hmm --output - /more.plan >>"$DEXBENCH_OUTPUT" || exit
/dexbench run --quiet --device=dexdev --output - /range.plan >>"$DEXBENCH_OUTPUT" || exit
/dexbench probe | sed -n 's/^device/with both: device/p'
/bin/busybox rmmod dexdev
/dexbench probe | sed -n 's/^device/without dexdev: device/p'
/dexbench doctor --native && echo 'doctor: a native run can be had'
/dexbench run --quiet --device=dexdev --output - restore_read; echo "dexdev that is gone: $?"
/bin/busybox mv /dev/hmm_dmirror0 /dev/other0
/dexbench probe --device=test_hmm | sed -n 's/^device/without its first file: device/p'
/bin/busybox mv /dev/hmm_dmirror1 /dev/other1
/dexbench probe --device=test_hmm
/bin/busybox rmmod test_hmm && echo 'test_hmm is no longer in use'
END
cat >"$scratch/more.plan" <<'END'
contend_processes processes=1 trials=2
exit_exclusive trials=2
fork_exclusive trials=2
munmap_exclusive trials=2
mremap_exclusive trials=2
thp_touch_all trials=2
ping_pong device=self trials=2
tug_of_war trials=2
migrate_compaction trials=2
END

echo 'hmm_range exclusive=yes,no batch=1,256 access=read,write,snapshot trials=2' >"$scratch/range.plan"

# boot KERNELDIR VM PROGRAM OUTPUT
# shellcheck disable=SC2317 # called by name, through run
boot() {
	dexdev=$(scripts/build-module "$1") && test_hmm=$(scripts/build-module --test-hmm "$1") || return 1
	scripts/run-in-vm --kernel "$1" --vm "$2" --program "$3" --module "$dexdev" \
		--module "$test_hmm" --file configs/plans/fault.plan:/fault.plan --file "$scratch/more.plan:/more.plan" \
		--file "$scratch/range.plan:/range.plan" --file "$scratch/session:/session" --output "$4" --console "$4.console" --timeout 180 -- sh /session
}

# split_files NAME - of one boot's results: a header begins a file.
split_files() {
	awk -v files="$scratch/$1" '/"record":"header"/ { n++ } { print >(files "-" n) }' "$scratch/$1.jsonl"
}

# faults FILE, exclusive FILE - what the timed trials of each run say of them, each once.
faults() { grep '"role":"timed"' "$1" | sed 's/.*"run":\([0-9]*\),.*"faults":\({[^}]*}\),"proof".*/\1 \2/' | sort -u; }
exclusive() { grep '"role":"timed"' "$1" | sed 's/.*"run":\([0-9]*\),.*\("exclusive_before":[^,}]*,"exclusive_after":[^,}]*\).*/\1 \2/' | sort -u; }

# costs FILE - of each scenario its restores, its cheapest sample and its most frequent one.
costs() {
	grep '"role":"timed"' "$1" | grep -v '"scenario":"make_exclusive"\|"folio":"clean"' |
		sed 's/.*"scenario":"\([^"]*\)".*"samples":\[\[\(.*\)\]\],"series".*"times":[^:]*,"faults":{"restore":\([0-9]*\),.*/\1 \3 \2/' |
		awk '{ key = $1 " " $2; n = split($3, pairs, /\],\[/)
			for (i = 1; i <= n; i++) {
				split(pairs[i], pair, ",")
				if (!(key in least) || pair[1] + 0 < least[key]) least[key] = pair[1] + 0
				seen[key " " pair[1]] += pair[2]
				if (seen[key " " pair[1]] > most[key]) { most[key] = seen[key " " pair[1]]; mode[key] = pair[1] }
			} }
			END { for (key in least) print key, least[key], mode[key] }' | sort
}

runs=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | wc -l)
skipped=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | grep -c '^make_exclusive\|folio=clean')
clean=$("$BUILD/dexbench" run --dry-run configs/plans/fault.plan | grep -v '^make_exclusive' | grep -c 'folio=clean')

for kernel in base patched 7.2; do
	all=$scratch/$kernel.jsonl
	run boot "$(scripts/build-kernel "$kernel")" x86_64-exact "$BUILD/dexbench" "$all"
	claim "$kernel: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
	messages=$output
	split_files "$kernel"
	dexdev=$scratch/$kernel-1 test_hmm=$scratch/$kernel-2 more=$scratch/$kernel-3 range=$scratch/$kernel-4

	claim "$kernel: dexdev measures all of the plan as predicted" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":0,\"failed\":0,\"findings\":0" "$dexdev"
	claim "$kernel: so does test_hmm, but for what it cannot do" \
		grep -q "\"record\":\"end\",\"runs\":$runs,\"skipped\":$skipped,\"failed\":0,\"findings\":0" "$test_hmm"
	claim "$kernel: which is the clean folio, and says so" \
		[ "$(grep -c '"record":"skip".*"reason":"test_hmm cannot let go of a clean folio; dexdev can"' "$test_hmm")" -eq "$clean" ]
	claim "$kernel: and the cost of a request, and says so" \
		[ "$(grep -c '"record":"skip".*"scenario":"make_exclusive".*test_hmm cannot make pages exclusive without copying' "$test_hmm")" -eq 2 ]
	claim "$kernel: the header says who took the pages" \
		sh -c 'head -n 1 "$1" | grep -q "\"device\":\"dexdev\"" && head -n 1 "$2" | grep -q "\"device\":\"test_hmm\""' sh "$dexdev" "$test_hmm"
	claim_results "$kernel: the results are what they are documented to be" "$dexdev" "$test_hmm" "$more"

	for what in 'restore semantics' 'read-only entry type' 'soft-dirty bits'; do
		claim "$kernel: both find the same $what" [ "$(printf '%s\n' "$messages" |
			sed -n "s/^[a-z_]*: $what  *//p" | sort -u | wc -l)" -eq 1 ]
	done
	claim_lacks "$kernel: and do find it" "$messages" 'unknown'

	faults "$test_hmm" >"$scratch/faults"
	claim "$kernel: test_hmm has faults to compare" [ "$(wc -l <"$scratch/faults")" -eq $((runs - skipped)) ]
	faults "$dexdev" >"$scratch/all-faults"
	claim_silent "$kernel: each run has the faults that dexdev has" ends 1 grep -vxFf "$scratch/all-faults" "$scratch/faults"
	exclusive "$test_hmm" >"$scratch/pages"
	exclusive "$dexdev" >"$scratch/all-pages"
	claim_silent "$kernel: and as many exclusive pages before and after" ends 1 grep -vxFf "$scratch/all-pages" "$scratch/pages"
	claim "$kernel: which are all of them, and none" grep -q '"exclusive_before":256,"exclusive_after":0' "$scratch/pages"
	claim "$kernel: the entries' other bits are not claimed to be known" \
		trials_have "$test_hmm" '"pte_before":null,"pte_after":null'

	costs "$dexdev" >"$scratch/dexdev"
	costs "$test_hmm" >"$scratch/test_hmm"
	join "$scratch/dexdev" "$scratch/test_hmm" | awk '{ kind = ($2 ? "restore" : $1 == "baseline_cow" ? "cow" : "other"); print kind, $6 - $3, $7 - $4 }' |
		sort -u >"$scratch/more"
	output=$(cat "$scratch/more")
	claim "$kernel: each restore costs the same number of instructions more, in the cheapest sample and in the most frequent" \
		[ "$(awk '$1 == "restore" { n++; good += $2 == $3 } END { print n + 0, good + 0 }' "$scratch/more")" = '1 1' ]
	claim "$kernel: which are 80 to 200, for a look into empty lists" \
		awk '$1 == "restore" { seen = $2 >= 80 && $2 <= 200 } END { exit !seen }' "$scratch/more"
	claim "$kernel: what notifies nobody costs the same, to the instruction" [ "$(grep '^other' "$scratch/more")" = 'other 0 0' ]

	claim "$kernel: forks, exits, moves and large folios are measured with test_hmm as predicted" \
		grep -q '"record":"end","runs":9,"skipped":3,"failed":0,"findings":0' "$more"
	claim "$kernel: range faults over pages that dexdev holds are as predicted" \
		grep -q '"record":"end","runs":12,"skipped":0,"failed":0,"findings":0' "$range"
	claim "$kernel: a child has pages of its own taken, which it checks" grep -q '"record":"trial".*"scenario":"exit_exclusive"' "$more"
	for scenario in ping_pong tug_of_war; do
		claim "$kernel: $scenario is skipped, since test_hmm does not access what it holds" \
			grep -q "\"record\":\"skip\".*\"scenario\":\"$scenario\".*\"reason\":\"test_hmm cannot access a page" "$more"
	done
	claim "$kernel: migrate_compaction is skipped, since test_hmm does not see all of an entry" \
		grep -q '"record":"skip".*"scenario":"migrate_compaction".*"reason":"test_hmm cannot tell whether an entry' "$more"

	claim_has "$kernel: dexdev comes first where both are loaded" "$messages" '^with both: device +dexdev$'
	claim_has "$kernel: test_hmm is found by itself where it is alone" "$messages" '^without dexdev: device +test_hmm$'
	claim_has "$kernel: doctor knows that a native run can be had then" "$messages" '^doctor: a native run can be had$'
	claim_has "$kernel: dexdev that is asked for by name and gone is an error" "$messages" '^dexdev that is gone: 1$'
	claim_has "$kernel: either file of test_hmm does" "$messages" '^without its first file: device +test_hmm$'
	claim_has "$kernel: and without any, the message says how to make one" "$messages" \
		'^dexbench probe: /dev/hmm_dmirror0: test_hmm is loaded but has no device file: mknod /dev/hmm_dmirror0 c '
	claim_has "$kernel: nobody holds test_hmm in the end" "$messages" '^test_hmm is no longer in use$'
done

# Without soft-dirty bits, and since 6.15 without a type of entry that tells.
in_arm64() {
	program=$1
	shift
	# Without a hardware access flag large folios take fewer faults than predicted, with dexdev as well.
	sed -i /thp_/d "$scratch/more.plan"
	for kernel in base 7.2; do
		run boot "$(scripts/build-kernel --arch aarch64 "$kernel")" aarch64-a57-exact "$program" "$scratch/arm64-$kernel.jsonl"
		claim "arm64, $kernel: ends 0, with a clean kernel log" [ "$status" -eq 0 ]
		split_files "arm64-$kernel"
		faults "$scratch/arm64-$kernel-1" >"$scratch/all-faults"
		faults "$scratch/arm64-$kernel-2" >"$scratch/faults"
		messages=$output
		output=$(grep -vxFf "$scratch/all-faults" "$scratch/faults")
		claim "arm64, $kernel: each run has the faults that dexdev has" [ -s "$scratch/faults" -a -z "$output" ]
		claim_has "arm64, $kernel: semantics are $1" "$messages" "^test_hmm: restore semantics +$1 "
		shift
	done
	claim 'where they are not known, nothing is predicted for exclusive pages' \
		[ "$(grep '"scenario":"restore_' "$scratch/arm64-7.2-2" | grep -o '"oracle":[^,]*' | sort -u)" = '"oracle":null' ]
	claim 'but it is still proved that they were' \
		grep -q '"scenario":"restore_read".*"exclusive_before":256,"exclusive_after":0' "$scratch/arm64-7.2-2"
}

if [ "$(uname -m)" = aarch64 ] || command -v aarch64-linux-gnu-gcc >/dev/null; then
	program=$BUILD/aarch64/dexbench
	[ "$(uname -m)" != aarch64 ] || program=$BUILD/dexbench
	in_arm64 "$program" always-dirty unknown
else
	skip 'arm64 guests' 'no cross compiler for them: make deps ARCHES=aarch64'
fi

run "$BUILD/dexcompare" "$scratch/base-1" "$scratch/patched-2"
claim 'results of different devices are not compared' [ "$status" -eq 1 ]
claim_has 'and the field is named' "$output" 'differ in device: "dexdev" and "test_hmm"; to compare all the same: --allow=device'
run "$BUILD/dexcompare" "$scratch/base-2" "$scratch/patched-2"
claim 'those of test_hmm are' [ "$status" -eq 0 ]
claim_has 'and the report says so' "$output" '^WARNING: the device is test_hmm'

claims_done
