#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `make bench` does around the module, on kernels that refuse it in every way: insmod, rmmod and
# dexbench are played, and so are /sys and /proc. All else is what users run.
# shellcheck source=tests/tap.sh
. tests/tap.sh

play=$scratch/play
mkdir -p "$play/bin" "$play/sys/module" "$play/sys/kernel/security" "$play/proc/sys/kernel" "$play/build"
export PLAY="$play" DEXBENCH_SYS="$play/sys" DEXBENCH_PROC="$play/proc"
echo 6.99-played >"$play/proc/sys/kernel/osrelease"
echo 0 >"$play/proc/sys/kernel/modules_disabled"
: >"$play/dexdev.ko"

# insmod fails with the words in $play/insmod, if there are any; with $play/half-way it has loaded, too.
cat >"$play/bin/insmod" <<'END'
#!/bin/sh
echo "insmod $1" >>"$PLAY/calls"
[ -s "$PLAY/insmod" ] && [ ! -e "$PLAY/half-way" ] || mkdir "$PLAY/sys/module/dexdev"
[ -s "$PLAY/insmod" ] || exit 0
echo "insmod: ERROR: could not insert module $1: $(cat "$PLAY/insmod")" >&2
exit 1
END
cat >"$play/bin/rmmod" <<'END'
#!/bin/sh
echo rmmod >>"$PLAY/calls"
left=$(cat "$PLAY/busy" 2>/dev/null || echo 0)
if [ "$left" -gt 0 ]; then
	echo $((left - 1)) >"$PLAY/busy"
	echo 'rmmod: ERROR: Module dexdev is in use' >&2
	exit 1
fi
rm -r "$PLAY/sys/module/$1"
END
# modprobe fails with the words in $play/modprobe, if there are any.
cat >"$play/bin/modprobe" <<'END'
#!/bin/sh
echo "modprobe $*" >>"$PLAY/calls"
[ ! -s "$PLAY/modprobe" ] || { echo "modprobe: FATAL: $(cat "$PLAY/modprobe")" >&2; exit 1; }
mkdir "$PLAY/sys/module/$1"
END
cat >"$play/bin/dmesg" <<'END'
#!/bin/sh
cat "$PLAY/dmesg" 2>/dev/null
END
cat >"$play/bin/modinfo" <<'END'
#!/bin/sh
cat "$PLAY/vermagic"
END
# What it does is in $play/run; its own words are noted.
cat >"$play/build/dexbench" <<'END'
#!/bin/sh
echo "dexbench $*" >>"$PLAY/calls"
case $1 in
untune) exit 0 ;;
esac
echo '{"record":"header"}' >>"$3"
. "$PLAY/run"
END
chmod +x "$play"/bin/* "$play/build/dexbench"
PATH=$play/bin:$PATH
echo '6.99-played SMP mod_unload' >"$play/vermagic"

# here - forgets what was, and measures; with what the kernel says to the module.
here() {
	rm -rf "$play/calls" "$play/results.jsonl" "$play/sys/module/dexdev"
	printf '%s' "${1-}" >"$play/insmod"
	run scripts/measure-here "$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" --tune some.plan
}

# refused SENTENCE WORDS PATTERN - the reason on standard output, in one line.
refused() {
	here "$2"
	claim "$1: it is skipped" [ "$status" -eq 77 ]
	claim "$1: in one line" [ "$(lines "$output")" -eq 1 ]
	claim_has "$1: it says why, and what to do" "$output" "$3"
	claim_lacks "$1: nothing is run" "$(cat "$play/calls")" dexbench
	claim "$1: nothing is loaded" [ ! -e "$play/sys/module/dexdev" ]
}

run scripts/measure-here --help
claim_has '--help tells the usage' "$output" '^usage: measure-here'
run scripts/measure-here "$play/dexdev.ko"
claim 'too few words are wrong usage' [ "$status" -eq 2 ]

echo 'exit 0' >"$play/run"
here
claim 'a kernel that takes the module is measured' [ "$status" -eq 0 ]
claim 'loaded, run, unloaded' [ "$(sed 's/ .*//' "$play/calls" | paste -sd ' ')" = 'insmod dexbench rmmod' ]
claim_has 'with the words of the caller' "$(cat "$play/calls")" "run --output $play/results.jsonl --tune some.plan"

echo 'exit 5' >"$play/run"
here
claim 'a run that fails is told as it ended' [ "$status" -eq 5 ]
claim 'and the module is unloaded' [ ! -e "$play/sys/module/dexdev" ]
echo 'kill -KILL $$' >"$play/run"
here
claim 'a run that is killed is no success' [ "$status" -eq 137 ]
claim 'what it tuned is put back, and the module unloaded' \
	[ "$(sed 's/ .*\(untune\)/-\1/; s/ .*//' "$play/calls" | paste -sd ' ')" = 'insmod dexbench dexbench-untune rmmod' ]

echo 'exit 0' >"$play/run"
echo 3 >"$play/busy"
here
claim 'a module that is busy for a moment is unloaded when it is not' [ "$status" -eq 0 ]
claim 'and gone' [ ! -e "$play/sys/module/dexdev" ]
echo 1000 >"$play/busy"
here
claim 'one that cannot be unloaded is a failure' [ "$status" -eq 1 ]
claim_has 'and is told of, with what to do' "$output" 'cannot be unloaded: .*in use; try: sudo rmmod dexdev'
rm "$play/busy"

# by_test_hmm - the same with the kernel's own module, where modprobe says WORDS.
by_test_hmm() {
	rm -rf "$play/calls" "$play/results.jsonl"
	printf '%s' "${1-}" >"$play/modprobe"
	run scripts/measure-here test_hmm "$play/results.jsonl" "$play/build/dexbench" --device=test_hmm some.plan
}
by_test_hmm
claim "the kernel's own test_hmm is loaded by its name, used and unloaded" \
	[ "$(sed 's/ .*//' "$play/calls" | paste -sd ' ')" = 'modprobe dexbench rmmod' ]
claim 'and gone' [ "$status" -eq 0 -a ! -e "$play/sys/module/test_hmm" ]
mkdir "$play/sys/module/test_hmm"
by_test_hmm
claim 'where somebody has loaded it already, it is used' [ "$(sed 's/ .*//' "$play/calls" | paste -sd ' ')" = dexbench ]
claim 'and stays' [ -e "$play/sys/module/test_hmm" ]
rm -r "$play/sys/module/test_hmm"
by_test_hmm 'Module test_hmm not found.'
claim 'a kernel that does not load it is skipped' [ "$status" -eq 77 ]
claim_has 'with what modprobe says' "$output" '^test_hmm: the kernel does not load its own test of HMM: modprobe: FATAL: Module test_hmm not found\.$'

refused 'a signature that is wanted' 'Key was rejected by service' 'signed ones only .*CONFIG_MODULE_SIG_FORCE.*sign it with'
refused 'an unknown key' 'Required key not available' 'signed ones only .*sign it with'
mkdir -p "$play/sys/firmware/efi/efivars"
printf '\006\000\000\000\001' >"$play/sys/firmware/efi/efivars/SecureBoot-8be4df61"
refused 'Secure Boot' 'Key was rejected by service' 'mokutil --import.*DKMS.*Secure Boot off'
printf '\006\000\000\000\000' >"$play/sys/firmware/efi/efivars/SecureBoot-8be4df61"
refused 'Secure Boot that is off' 'Key was rejected by service' 'scripts/sign-file.*module.sig_enforce'
echo 'none [integrity] confidentiality' >"$play/sys/kernel/security/lockdown"
refused 'lockdown' 'Operation not permitted' 'locked down \(integrity\).*sign it with'
echo '[none] integrity confidentiality' >"$play/sys/kernel/security/lockdown"
refused 'a container' 'Operation not permitted' 'root may not load modules here'
echo 1 >"$play/proc/sys/kernel/modules_disabled"
refused 'modules that are disabled' 'Operation not permitted' 'kernel.modules_disabled=1'
echo 0 >"$play/proc/sys/kernel/modules_disabled"
refused 'symbols of another build' 'Invalid module format' 'headers of another build; name .*KDIR='
echo '[   12.3] dexdev: disagrees about version of symbol make_device_exclusive' >"$play/dmesg"
refused 'versions that differ' 'Invalid module format' 'another build \(disagrees about version of symbol make_device_exclusive\)'
echo '6.98-other SMP mod_unload' >"$play/vermagic"
refused 'another release' 'Exec format error' 'built for 6.98-other, and 6.99-played runs'
echo '[   12.4] dexdev: Unknown symbol make_device_exclusive (err -2)' >"$play/dmesg"
refused 'a kernel without device-private pages' 'Unknown symbol in module, or unknown parameter' \
	'lacks what the module calls \(Unknown symbol make_device_exclusive .*CONFIG_DEVICE_PRIVATE'
refused 'a module that is there already' 'File exists' 'loaded already: sudo rmmod dexdev'
refused 'what nobody foresaw' 'Cannot allocate memory' 'insmod: ERROR: .*Cannot allocate memory'

: >"$play/half-way"
refused 'an insmod that fails with the module loaded' 'Interrupted system call' 'Interrupted'
rm "$play/half-way"

claim 'what is refused leaves no empty results' absent "$play/results.jsonl"

# Root writes to nothing that is there.
written() { find "$play" \( -name 'results*' -o -name target \) -printf '%p %s %U %y %l %T@\n' | sort; }
: >"$play/insmod"
for kind in file link dangling; do
	rm -f "$play/calls" "$play/results.jsonl" "$play/target"
	case $kind in
	file) echo finished >"$play/results.jsonl" ;;
	link) echo finished >"$play/target"; ln -s target "$play/results.jsonl" ;;
	dangling) ln -s target "$play/results.jsonl" ;;
	esac
	before=$(written)
	run env SUDO_UID=65534 scripts/measure-here "$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" some.plan
	claim "$kind: results that are there are not written" [ "$status" -eq 1 -a ! -e "$play/calls" ]
	claim_has "$kind: which is said" "$output" 'results\.jsonl: exists already: name a new file$'
	claim "$kind: nor changed, nor given away" [ "$(written)" = "$before" ]
done
if [ "$(id -u)" -eq 0 ]; then
	rm -f "$play/results.jsonl"
	run env SUDO_UID=65534 scripts/measure-here "$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" some.plan
	claim 'new results belong to who called sudo' [ "$(stat -c %u "$play/results.jsonl")" = 65534 ]
else
	skip 'new results belong to who called sudo' 'it needs root'
fi

rm -rf "$play/calls" "$play/insmod" "$play/results.jsonl"
mkdir -p "$play/sys/module/dexdev"
run scripts/measure-here "$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" some.plan
claim 'a module left by a run that was killed does no harm' [ "$status" -eq 0 ]
claim_has 'and is told of' "$output" 'loaded already.*unloading it'
claim 'it is unloaded before the new one is loaded' \
	[ "$(sed 's/ .*//' "$play/calls" | paste -sd ' ')" = 'rmmod insmod dexbench rmmod' ]
mkdir -p "$play/sys/module/dexdev"
rm "$play/results.jsonl"
echo 1 >"$play/sys/module/dexdev/refcnt"
run scripts/measure-here "$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" some.plan
claim 'a module that another run uses is left alone' [ -e "$play/sys/module/dexdev" ]
claim 'and that is a failure' [ "$status" -eq 1 ]
claim_has 'which says so' "$output" 'in use: another measurement runs'

# A run that goes on until it is told to end.
cat >"$play/run" <<'END'
trap 'echo told >>"$PLAY/calls"; exit 143' TERM
echo begun >>"$PLAY/calls"
while :; do sleep 0.1; done
END
begin() {
	rm -rf "$play/calls" "$play/sys/module/dexdev" "$play/results.jsonl"
	: >"$play/calls"
	rm -f "$play/parent_watch"
	mkfifo "$play/parent_watch"
	# As a terminal would, and not with the signals of a background job.
	setsid sh -c 'trap - INT; exec "$@" <"$PLAY/parent_watch"' sh "$@" scripts/measure-here --parent-watch \
		"$play/dexdev.ko" "$play/results.jsonl" "$play/build/dexbench" some.plan >"$play/log" 2>&1 &
	job=$!
	exec 8>"$play/parent_watch"
	tries=0
	until grep -q begun "$play/calls" || [ $tries -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done
}
for name in INT TERM HUP; do
	begin env --default-signal=INT,TERM,HUP
	kill -$name $job
	wait $job
	status=$? output=$(cat "$play/calls")
	claim "$name: it does not end well" [ "$status" -gt 128 ]
	claim_has "$name: the run is told to end" "$output" told
	claim "$name: before the module is unloaded" [ "$(tail -n 1 "$play/calls")" = rmmod ]
	exec 8>&-
done
begin env
exec 8>&-
tries=0
while kill -0 $job 2>/dev/null && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
claim 'when its caller is gone, it does not go on' [ $tries -lt 100 ]
kill -KILL -$job 2>/dev/null
wait $job
status=$?
claim 'when its caller is gone, it ends' [ "$status" -gt 128 ]
claim 'and unloads the module' [ "$(tail -n 1 "$play/calls")" = rmmod ]

claims_done
