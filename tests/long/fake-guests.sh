# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# fake-guests.sh - kernels that cost what they are told to, for tests of the scripts that boot.
#
# QEMU is another one, which comes first in PATH: it writes a result file of what stands in the
# kernel's image, "FAKE NAME COST". So is gnuplot, which takes its time and has tests of its own. All
# else is what users run. Needs tap.sh. In $fake:
#
#	pids		of each QEMU, a line as it starts: pid, name of the kernel
#	fail-NAME	how many more boots of NAME fail
#	hang		guests write half of their results and go on for ever
#	pair		a guest ends only once there were two
#	only		a pattern of the records that guests write
#	overlaps	gets a line if a guest starts while another runs

fake=$scratch/fake
mkdir -p "$fake/bin" "$scratch/build/tests"
tests/data/generate "$fake/data"
for program in dexbench dexcompare tests/simulate; do
	ln -s "$(realpath "${BUILD:-build}/$program")" "$scratch/build/$program"
done
export BUILD="$scratch/build" RESULTS="$scratch/results" CACHE="$scratch/cache" FAKE="$fake"

cat >"$fake/bin/qemu-system-x86_64" <<'END'
#!/bin/sh
for word; do
	case $word in
	file,id=results,path=*) results=${word#*path=} ;;
	file,id=status,path=*) status=${word#*path=} ;;
	esac
	[ "${previous-}" != -kernel ] || set_kernel=$(grep -a -o -m 1 'FAKE [a-z]* [0-9]*' "$word")
	previous=$word
done
name=${set_kernel#FAKE } cost=${set_kernel##* }
name=${name% *}
echo "$$ $name" >>"$FAKE/pids"
mkdir "$FAKE/running" 2>/dev/null || echo "$name" >>"$FAKE/overlaps"
left=$(cat "$FAKE/fail-$name" 2>/dev/null || echo 0)
if [ "$left" -gt 0 ]; then
	echo $((left - 1)) >"$FAKE/fail-$name"
	rmdir "$FAKE/running"
	echo 'qemu-system-x86_64: the fake is out of order' >&2
	exit 1
fi
if [ -e "$FAKE/hang" ]; then
	head -n 9 "$FAKE/data/base/boot-1.jsonl" >"$results"
	exec sleep 100
fi
tries=0
while [ -e "$FAKE/pair" ] && [ "$(wc -l <"$FAKE/pids")" -lt 2 ] && [ $tries -lt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
sed "s/\"name\":\"base\"/\"name\":\"$name\"/; s/\[1412,250\]/[$cost,250]/" "$FAKE/data/base/boot-1.jsonl" |
	grep -E "$(cat "$FAKE/only" 2>/dev/null || echo .)" >"$results"
echo 'exit 0 taint 0' >"$status"
rmdir "$FAKE/running" 2>/dev/null
exit 0
END
printf '#!/bin/sh\n: >"$4"\n' >"$fake/bin/gnuplot"
chmod +x "$fake/bin/qemu-system-x86_64" "$fake/bin/gnuplot"
PATH=$fake/bin:$PATH
: >"$fake/pids"

# make_kernel NAME COST - a folder as of build-kernel, with what the module is built against.
make_kernel() {
	kernel=$scratch/kernels/$1
	mkdir -p "$kernel/build/include/config" "$kernel/build/include/generated"
	echo "FAKE $1 $2" >"$kernel/image"
	echo "{\"name\": \"$1\", \"release\": \"6.12\", \"changes\": [\"it.sed sha256:1\"]}" \
		>"$kernel/kernel.json"
	echo "made $1" >"$kernel/inputs"
	echo 6.12 >"$kernel/build/include/config/kernel.release"
	printf 'modules:\n\ttouch $(M)/dexdev.ko\n' >"$kernel/build/Makefile"
}

# wait_for COMMAND... - until it holds, at most 20 s.
wait_for() {
	waited=0
	until "$@" 2>/dev/null; do
		waited=$((waited + 1))
		[ $waited -lt 200 ] || return 1
		sleep 0.1
	done
}

# Of the fake QEMUs, how many still run.
alive() {
	cut -d ' ' -f 1 "$fake/pids" | while read -r pid; do ! kill -0 "$pid" 2>/dev/null || echo "$pid"; done | wc -l
}
