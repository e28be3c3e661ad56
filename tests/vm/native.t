#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The native path of `make bench`: a whole distribution on a kernel that can make
# pages exclusive, shared from the host as vng does. The project's tree is
# read-only there but for the results.
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

kernel=$(realpath "$(scripts/build-kernel userland)")
# Built here, as the guest would, and found by it in the cache: a compiler takes minutes in QEMU.
scripts/build-module "$kernel/build" >/dev/null

# What the guest's user does. Its output is what is judged.
cat >"$scratch/session" <<'END'
#!/bin/sh
mount -o bind . . && mount -o remount,bind,ro . && cd "$PWD"
touch README.md 2>/dev/null && echo 'the tree is writable'
export RESULTS=/mnt/results

make bench
echo "bench ended $?"
[ -e /sys/module/dexdev ] && echo 'bench left the module'
find /mnt/results -name boot-1.jsonl -size +100k | sed 's/^/bench wrote /'

# Ctrl-C reaches the whole process group; timeout gives the job one of its own.
interrupt() {
	rm -rf /mnt/results
	timeout --signal=INT 300 make bench >/mnt/log 2>&1 &
	job=$!
	until eval "$1"; do
		kill -0 $job 2>/dev/null || { echo "$2: ended before it was interrupted"; break; }
		sleep 0.1
	done
	kill -INT -$job
	wait $job
	echo "$2: ended $?"
	[ -e /sys/module/dexdev ] && echo "$2: left the module"
	find /mnt/results -name boot-1.jsonl -size +0 | sed "s/^/$2: kept /"
}
interrupt '[ -e /sys/module/dexdev ]' 'interrupted when loaded'
interrupt 'grep -qs make_exclusive /mnt/results/*/native/boot-1.jsonl' 'interrupted when running'
END

run scripts/run-in-vm --kernel "$kernel" --vm x86_64-userland --program /bin/busybox \
	--file tests/vm/userland-init:/userland-init --file "$scratch/session:/session" \
	--output "$scratch/out" --console "$scratch/console" --timeout 900 \
	-- /bin/busybox sh /userland-init "$PWD" "$kernel/build" 'sh /mnt/session'

claim 'the guest ends well, with a clean kernel log' [ "$status" -eq 0 ]
claim_lacks 'the tree is read-only' "$output" 'the tree is writable'
claim_has 'make bench measures the running kernel' "$output" '^Measuring the running kernel, 6\.12'
claim_has 'and ends 0' "$output" '^bench ended 0'
claim_has 'with the entry of a clean folio writable and clean, as on a patched kernel' "$output" ' 1\+0 +w-ys-'
claim_has 'its results are kept' "$output" '^bench wrote /mnt/results/.*/native/boot-1\.jsonl'
claim_has 'and named' "$output" '^results: /mnt/results/.*table: /mnt/results/'
claim_lacks 'the module is gone afterwards' "$output" 'bench left the module'
for moment in loaded running; do
	claim_has "interrupted when $moment, it does not end 0" "$output" "^interrupted when $moment: ended (130|2|[1-9][0-9]*)"
	claim_lacks "interrupted when $moment, it was interrupted" "$output" "interrupted when $moment: ended before"
	claim_lacks "interrupted when $moment, the module is gone" "$output" "interrupted when $moment: left the module"
done
claim_has 'what was measured before the interruption is kept' "$output" '^interrupted when running: kept '

claims_done
