#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `make bench` where restores cannot be measured: each way to get there, and the report with both
# sides. QEMU is played, and what dexbench says of the kernel; ordinary pages are measured for real.
# shellcheck source=tests/tap.sh
. tests/tap.sh

run env BASELINES=all scripts/bench
claim 'BASELINES is only, or is not given' [ "$status" -eq 2 ]
claim_has 'and that is said' "$output" 'BASELINES=all: must be only'
run env BUDGET=soon scripts/bench
claim 'BUDGET is seconds' [ "$status" -eq 2 ]
run scripts/bench --colour
claim 'an unknown option is wrong usage' [ "$status" -eq 2 ]

if [ ! -x /bin/busybox ] || ! command -v cpio >/dev/null; then
	skip 'make bench without a module' 'no static busybox, or no cpio'
	claims_done
fi
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh
real=$(realpath "$BUILD/dexbench")

# The kernels that it compares by default are described elsewhere: these are found in their place.
make_kernel base 1412
make_kernel patched 1449
cp -r scripts configs kmod plots "$scratch"
cat >"$scratch/scripts/build-kernel" <<END
#!/bin/sh
for word; do last=\$word; done
echo "$scratch/kernels/\$last"
END

# dexbench that says of the kernel what \$can says.
rm "$BUILD/dexbench"
cat >"$BUILD/dexbench" <<END
#!/bin/sh
if [ "\$1 \$2" = 'doctor --native' ]; then
	cat "$scratch/why"
	exit \$(cat "$scratch/can")
fi
exec "$real" "\$@"
END
chmod +x "$BUILD/dexbench"

# bench CAN WHY [NAME=VALUE...] - dexbench doctor ends CAN and says WHY.
bench() {
	rm -rf "$RESULTS"
	: >"$fake/pids"
	rm -rf "$fake/overlaps" "$fake/running"
	echo "$1" >"$scratch/can"
	echo "$2" >"$scratch/why"
	shift 2
	run env BUDGET=2 "$@" sh "$scratch/scripts/bench"
	folder=$(find "$RESULTS" -mindepth 1 -maxdepth 1 -type d ! -name '*-here')
}

# What it printed but for progress.
says() { printf '%s\n' "$output" | grep -v '^[a-z-]*: '; }

# both WHAT - the report has both sides, and what was measured is there.
both() {
	claim_has "$1: ordinary pages are measured" "$(cat "$RESULTS"/*-here/report.txt)" '^ *[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ % +1\.00 baseline_minor_fault$'
	claim "$1: it says first what it does, how long, and how much disk" sh -c '
		printf "%s\n" "$1" | head -n 3 | cut -d " " -f 1 | paste -sd " " - | grep -qE "^(Not|Measuring) Time: Disk:$"' sh "$(says)"
	claim_has "$1: restores are compared" "$(says)" '^CPU touch of device-exclusive pages: '
	claim_has "$1: says which kernels" "$(says)" '^base \(6\.12 \+ it\.sed\) against patched \('
	claim "$1: it ends in at most 20 lines" [ "$(says | awk '/^Disk: / { n = 0; next } { n++ } END { print n }')" -le 20 ]
	for file in report.html report.txt cover-letter.txt; do
		claim_has "$1: which name $file" "$(says)" "  $folder/$file"
	done
	claim_has "$1: the report ends with both" "$(sed -n '/^This machine compared with/,$p' "$folder/report.txt")" '^restore_read'
	claim_has "$1: so does the page" "$(cat "$folder/report.html")" 'This machine compared with base and patched'
}

bench 77 'this kernel has no make_device_exclusive()'
claim 'a kernel that cannot: bench ends well' [ "$status" -eq 0 ]
claim_has 'and says why' "$output" '^Not measuring restores on this kernel: this kernel has no make_device_exclusive\(\)\. Instead: '
both 'a kernel that cannot'

mkdir -p "$scratch/cache/kernels/base-1" "$scratch/cache/kernels/patched-1"
bench 77 'no reason' CACHE="$scratch/cache"
claim_lacks 'a kernel that was not built to its end is not in the cache' "$output" 'they are in'
touch "$scratch/cache/kernels/base-1/kernel.json" "$scratch/cache/kernels/patched-1/kernel.json"
bench 77 'no reason' CACHE="$scratch/cache"
claim_has 'one that was built is' "$output" '10 min more on 2 CPUs \(they are in the cache\)'

bench 0 '' KDIR=/nosuch
claim 'a module that does not build: bench ends with 1' [ "$status" -eq 1 ]
claim_has 'and says why' "$output" '^Not measuring restores on this kernel: .*no such kernel: /nosuch|/nosuch: '
both 'a module that does not build'
claim_has 'and again at the end' "$(printf '%s\n' "$output" | tail -n 1)" 'were not measured: '

# This kernel has no test_hmm; one that has is played, and then does not load it.
cat >"$fake/bin/modprobe" <<'END'
#!/bin/sh
[ "$1" = -n ] || { echo 'modprobe: ERROR: could not insert test_hmm: Key was rejected by service' >&2; exit 1; }
END
chmod +x "$fake/bin/modprobe"
run env DEVICE=nobody scripts/bench
claim 'a DEVICE that there is not is wrong usage' [ "$status" -eq 2 ]
if [ "$(id -u)" -eq 0 ]; then
	bench 77 'the headers of this kernel are not installed'
	claim 'a kernel without headers, and a test_hmm that is refused: bench ends well' [ "$status" -eq 0 ]
	claim_has 'test_hmm was tried' "$output" ': the headers of this kernel are not installed: test_hmm takes the pages instead$'
	claim_has 'and both reasons are told' "$output" \
		'^Not measuring restores on this kernel: the headers .* are not installed; test_hmm: the kernel does not load .*: Key was rejected by service\. Instead: '
	bench 0 '' KDIR=/nosuch DEVICE=dexdev
	claim 'nor does it end well without' [ "$status" -eq 1 ]
	claim_lacks 'who wants dexdev alone gets no other' "$output" 'instead'
fi
rm "$fake/bin/modprobe"

# From here on the module is built, by a make that touches a file, and insmod is played.
for tool in insmod rmmod; do
	printf '#!/bin/sh\necho "insmod: ERROR: could not insert module: $(cat %s)" >&2; exit 1\n' "$scratch/insmod" >"$fake/bin/$tool"
	chmod +x "$fake/bin/$tool"
done
# One that has no password for anybody.
printf '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n' >"$fake/bin/sudo"
chmod +x "$fake/bin/sudo"
if [ "$(id -u)" -ne 0 ]; then
	skip 'a kernel that refuses the module' 'it needs root, though insmod is played'
else
	echo 'Key was rejected by service' >"$scratch/insmod"
	bench 0 '' KDIR="$scratch/kernels/base/build"
	claim 'a kernel that refuses the module: bench ends well' [ "$status" -eq 0 ]
	claim_has 'and says why' "$output" '^Not measuring restores on this kernel: dexdev: the kernel does not take the module: it takes signed ones only'
	claim_lacks 'and no results without samples stay' "$(find "$RESULTS" -type d)" 'native'
	both 'a kernel that refuses the module'

	chmod -R a+rX "$scratch"
	chmod 777 "$scratch" "$scratch/cache" "$scratch/cache/modules" "$fake"
	chmod -R a+w "$scratch/cache" "$fake"
	cp "$real" "$scratch/real"
	sed -i "s|exec .*|exec $scratch/real \"\$@\"|" "$BUILD/dexbench"
	rm "$BUILD/dexcompare"
	cp "$(dirname "$real")/dexcompare" "$BUILD/dexcompare"
	bench 0 '' KDIR="$scratch/kernels/base/build" HOME="$scratch" setpriv --reuid=65534 --regid=65534 --clear-groups
	claim 'a user whom sudo refuses: bench ends well' [ "$status" -eq 0 ]
	claim_has 'and says why' "$output" '^Not measuring restores on this kernel: sudo does not run scripts/measure-here'
	both 'a user whom sudo refuses'
fi

claims_done
