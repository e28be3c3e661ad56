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
module=$(scripts/build-module "$kernel/build")
hmm=$(scripts/build-module --test-hmm "$kernel/build")
# One step needs root: with sudo in the guest, from the cache where the host has none.
sudo=
command -v sudo >/dev/null || sudo=$(scripts/fetch-package sudo 2>/dev/null)

# What the guest's user does. Its output is what is judged.
cat >"$scratch/session" <<END
#!/bin/sh
module=$module hmm=$hmm sudo=$sudo cache=$(realpath "${CACHE:-$HOME/.cache/dexbench}")
END
cat >>"$scratch/session" <<'END'
mount -o bind . . && mount -o remount,bind,ro . && cd "$PWD"
touch README.md 2>/dev/null && echo 'the tree is writable'
export RESULTS=/mnt/results

is_loaded() { [ -e /sys/module/dexdev ]; }

# All that can be set, but what changes by itself, and that a module of ours was once loaded.
knobs() {
	find /proc/sys /sys/kernel/mm /sys/devices/system/cpu /sys/devices/system/node -path /proc/sys/net -prune -o \
		-type f -perm -200 -readable -print |
		grep -vE '/random/|ns_last_pid|/tainted|/fs/.*(state|-nr)|/pty/nr|compact|drop_caches|uevent|/stats/|/demote' |
		sort | xargs grep -sH .
	cut -d ' ' -f 1 /proc/modules
	cat /proc/swaps
}

# judge WHAT - what must hold however it ended.
judge() {
	is_loaded && echo "$1: left the module" && rmmod dexdev
	knobs >/mnt/after
	diff /mnt/before /mnt/after | sed "s/^/$1: other knobs: /"
}

knobs >/mnt/before
echo "there are $(wc -l </mnt/before) knobs"
make bench
echo "bench ended $?"
judge bench
find /mnt/results -name boot-1.jsonl -size +100k | sed 's/^/bench wrote /'
find /mnt/results -name report.txt -size +1k | sed 's/^/bench reported /'

# From here on less of it does.
export BENCH_ARGS='--trials=3'

# Ctrl-C reaches the whole process group; setsid gives the job one of its own.
interrupt() {
	rm -rf /mnt/results
	setsid sh -c 'trap - INT; exec "$@"' sh env --default-signal=INT make bench >/mnt/log 2>&1 &
	job=$!
	until eval "$2"; do
		kill -0 $job 2>/dev/null || { echo "$1: ended before it was interrupted"; tail -n 3 /mnt/log; break; }
		sleep 0.1
	done
	kill -INT -$job
	wait $job
	echo "$1: ended $?"
	judge "$1"
	find /mnt/results -name boot-1.jsonl -size +0 | sed "s/^/$1: kept /"
}
result='/mnt/results/*/native/boot-1.jsonl'
export CACHE=/mnt/cache
interrupt 'interrupted when building' 'ls -d /mnt/cache/modules/.build-module.*/dexdev/*.o >/dev/null 2>&1'
unset CACHE
interrupt 'interrupted when loaded' is_loaded
interrupt 'interrupted when early' "grep -qs '\"trial\"' $result"
interrupt 'interrupted when late' "grep -qs baseline_minor_fault $result"
# The table takes a blink.
printf '#!/bin/sh\nsleep 5\nexec /mnt/dexcompare "$@"\n' >/mnt/slow
chmod +x /mnt/slow
cp "$BUILD/dexcompare" /mnt/dexcompare
mount -o bind /mnt/slow "$BUILD/dexcompare"
interrupt 'interrupted when reporting' 'ls /mnt/results/*/report.txt.new >/dev/null 2>&1'
umount "$BUILD/dexcompare"

# begin_and_kill WHAT PATTERN - kills without a word all processes that match, once it measures.
begin_and_kill() {
	rm -rf /mnt/results
	setsid make bench >/mnt/log 2>&1 &
	job=$!
	until grep -qs '"trial"' $result; do kill -0 $job || break; sleep 0.1; done
	pkill -KILL -s $job -f "$2"
	wait $job 2>/dev/null
	echo "$1: ended $?"
}
# Where one step is sudo's, it and what it runs are in this session as well.
begin_and_kill 'make and bench killed' '^make|scripts/bench'
tries=0
while is_loaded && [ $tries -lt 300 ]; do tries=$((tries + 1)); sleep 0.1; done
judge 'make and bench killed'

begin_and_kill 'all killed' .
is_loaded && echo 'all killed: the module is there'
"$BUILD/dexbench" untune
echo "untune ended $?"
knobs | grep -v '^dexdev' >/mnt/after
diff /mnt/before /mnt/after | sed 's/^/untuned: other knobs: /'
make bench >/mnt/log 2>&1
echo "after all were killed, bench ended $?"
grep 'unloading it' /mnt/log
judge 'after all were killed'

# A kernel without headers, but with its own test of HMM as distributions lay it out.
mkdir -p "/lib/modules/$(uname -r)/kernel/lib"
cp "$hmm" "/lib/modules/$(uname -r)/kernel/lib/"
depmod
rm -rf /mnt/results
make bench KDIR=/nosuch >/mnt/log 2>&1
echo "without headers, bench ended $?"
grep 'takes the pages instead' /mnt/log
grep -l '"device":"test_hmm"' /mnt/results/*/native/boot-1.jsonl | sed 's/^/without headers, by test_hmm: /'
[ ! -e /sys/module/test_hmm ] || echo 'left test_hmm'
judge 'without headers'

if [ -n "$sudo" ]; then cp -a "$sudo/usr" "$sudo/etc" /; fi
if command -v sudo >/dev/null; then
	echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/nobody
	chmod 440 /etc/sudoers.d/nobody
	chmod 755 /root /root/.cache "$cache"
	rm -rf /mnt/results
	mkdir /mnt/home
	chown nobody /mnt/home
	chmod 1777 /mnt
	CACHE=$cache HOME=/mnt/home setpriv --reuid=65534 --regid=65534 --clear-groups make bench >/mnt/log 2>&1
	echo "nobody's bench ended $?"
	grep -E 'Measuring the running|sudo' /mnt/log
	find /mnt/results ! -user nobody | sed 's/^/not of nobody: /'
	find /mnt/results -name boot-1.jsonl -size +10k | sed "s/^/nobody's bench wrote /"
	judge "nobody's bench"
else
	echo 'no sudo'
fi
END

run env BUILD="$BUILD" scripts/run-in-vm --kernel "$kernel" --vm x86_64-userland --program /bin/busybox \
	--file tests/vm/userland-init:/userland-init --file "$scratch/session:/session" \
	--output "$scratch/out" --console "$scratch/console" --timeout 2400 \
	-- /bin/busybox sh /userland-init "$PWD" "$kernel/build" "env BUILD='$BUILD' sh /mnt/session"

claim 'the guest ends well, with a clean kernel log' [ "$status" -eq 0 ]
claim_lacks 'the tree is read-only' "$output" 'the tree is writable'
claim_has 'make bench measures the running kernel' "$output" '^Measuring the running kernel, 6\.12'
claim_has 'and ends 0' "$output" '^bench ended 0'
claim_has 'with the entry of a clean folio writable and clean, as on a patched kernel' "$output" ' 1\+0 +w-ys-'
claim_has 'its results are kept' "$output" '^bench wrote /mnt/results/.*/native/boot-1\.jsonl'
claim_has 'and its report' "$output" '^bench reported /mnt/results/'
claim_has 'both are named' "$output" '^results: /mnt/results/.*table: /mnt/results/'
claim_has 'there are knobs to be looked at' "$output" '^there are [0-9]{3,} knobs'
claim_lacks 'knobs are as before, whatever became of it' "$output" 'other knobs'
claim_lacks 'the module is gone, whatever became of it' "$output" 'left the module'
for moment in building loaded early late reporting; do
	claim_has "interrupted when $moment, it does not end 0" "$output" "^interrupted when $moment: ended (130|2|[1-9][0-9]*)"
	claim_lacks "interrupted when $moment, it was interrupted" "$output" "interrupted when $moment: ended before"
done
for moment in early late reporting; do
	claim_has "interrupted when $moment: what was measured is kept" "$output" "^interrupted when $moment: kept "
done
claim_has 'with make and bench killed, the step that has root ends by itself' "$output" '^make and bench killed: ended [1-9]'
claim_has 'with all killed, the module stays' "$output" '^all killed: the module is there'
claim_has 'untune puts all back' "$output" '^untune ended 0'
claim_has 'the next bench removes it, and says so' "$output" 'loaded already.*unloading it'
claim_has 'and measures' "$output" '^after all were killed, bench ended 0'
claim_has "without headers the kernel's own test_hmm takes the pages" "$output" 'headers .* not installed.*: test_hmm takes the pages instead'
claim_has 'and bench ends 0' "$output" '^without headers, bench ended 0'
claim_has 'with results that say so' "$output" '^without headers, by test_hmm: '
claim_lacks 'and test_hmm is gone' "$output" '^left test_hmm'
if text_has "$output" '^no sudo'; then
	skip 'an ordinary user measures with sudo' 'there is no sudo, and none in the archive'
else
	claim_has 'an ordinary user measures with sudo' "$output" "^nobody's bench ended 0"
	claim_has 'and has the results' "$output" "^nobody's bench wrote "
	claim_lacks 'which belong to that user' "$output" '^not of nobody'
fi

claims_done
