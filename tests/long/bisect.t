#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/bisect-step under git bisect run: a small git tree is built for real, QEMU is a fake.
# shellcheck source=tests/tap.sh
. tests/tap.sh

for tool in git flex bison bc cc make cpio objcopy; do
	command -v "$tool" >/dev/null && continue
	skip 'a bisection finds the commit' "$tool is not installed"
	claims_done
done
if [ ! -x /bin/busybox ]; then
	skip 'a bisection finds the commit' 'no static busybox'
	claims_done
fi
# shellcheck source=tests/long/fake-guests.sh
. tests/long/fake-guests.sh
echo '"record":"(header|end)"|restore_read".*"folio":"dirty"' >"$fake/only"
step=$(pwd)/scripts/bisect-step
tree=$scratch/tree
mkdir -p "$tree/mm"
cat >"$tree/Makefile" <<'END'
tinyconfig: ; @: >$(O)/.config
olddefconfig: ; @printf 'modules:\n\ttouch $$(M)/dexdev.ko\n' >$(O)/Makefile
vmlinux:
	@mkdir -p $(O)/include/config; echo 1.2.3 >$(O)/include/config/kernel.release
	@(cat mm/memory.c; echo 'int main(void) { return 0; }') | $(CC) -x c -o $(O)/vmlinux -
modules prepare modules_prepare: ; @:
END
in_tree() { git -C "$tree" -c user.name=a -c user.email=a@example.org "$@" >/dev/null 2>&1; }

# commit TAG LINE - a commit whose mm/memory.c is LINE.
commit() {
	printf '%s\n/* %s */\n' "$2" "$1" >"$tree/mm/memory.c"
	in_tree add . && in_tree commit -m "commit $1" && in_tree tag "$1"
}
costs() { echo "char memory[] = \"FAKE tree $1\";"; }
in_tree init
commit one "$(costs 1412)"
commit two "$(costs 1415)"
commit broken 'no C at all'
commit four "$(costs 1415)"
commit five "$(costs 1449)"
commit six "$(costs 1449)"
commit seven "$(costs 1451)"

# at TAG OPTION... - one step.
at() {
	in_tree checkout "$1"
	shift
	output=$(cd "$tree" && "$step" "$@" 2>&1 </dev/null)
	status=$?
}

at one --bad-above 1420 restore_read
claim 'a commit below the limit is good' [ "$status" -eq 0 ]
claim_has 'with its figure' "$output" 'commit one: 1412 instructions per page: good'
at five --bad-above 1420 restore_read
claim 'one above it is bad' [ "$status" -eq 1 ]
claim_has 'with its figure too' "$output" 'commit five: 1449 instructions per page: bad'
claim 'the kernel of the step before is gone' [ "$(find "$CACHE/kernels" -name kernel.json | wc -l)" -eq 1 ]
at five --bad-below 1420 restore_read
claim 'bad can be below' [ "$status" -eq 0 ]
at five --by faults --bad-above 1.5 restore_read
claim 'faults can be the measure' [ "$status" -eq 0 ]
claim_has 'and are named' "$output" '1 faults per page: good'
at broken --bad-above 1420 restore_read
claim 'what does not build is skipped' [ "$status" -eq 125 ]
claim_has 'and that is said' "$output" 'commit broken: skip: does not build: '

# Each boot is tried once more.
echo 4 >"$fake/fail-tree"
at five --bad-above 1420 restore_read
echo 0 >"$fake/fail-tree"
claim 'what does not boot is skipped' [ "$status" -eq 125 ]
claim_has 'and that is said, too' "$output" 'skip: does not boot, or not run: .*out of order'
echo '"record":"(header|end)"' >"$fake/only"
at five --bad-above 1420 restore_read
claim 'results that hold nothing end the bisection' [ "$status" -eq 255 ]
claim_has 'and are named' "$output" 'cannot read the results: .*no trial'
echo '"record":"(header|end)"|restore_read".*"folio":"dirty"' >"$fake/only"

# git would take 1 to 124 for "bad".
aborts() {
	sentence=$1 pattern=$2
	shift 2
	at one "$@"
	claim "$sentence ends the bisection" [ "$status" -eq 255 ]
	claim_has "$sentence is named" "$output" "$pattern"
}
aborts 'no limit' 'what is bad' restore_read
aborts 'a limit that is none' '--bad-above wants a number, not much' --bad-above much restore_read
aborts 'no scenario' 'which scenario' --bad-above 1
aborts 'a scenario that is not there' 'exampel: no such scenario' --bad-above 1 exampel
aborts 'two runs' 'one run, not 2' --bad-above 1 restore_read folio=dirty,clean
aborts 'an unknown option' 'no such option: --often' --bad-above 1 --often restore_read
output=$(cd "$scratch" && "$step" --bad-above 1 restore_read 2>&1)
claim 'a folder outside of any git tree ends it' [ $? -eq 255 ]

in_tree bisect start seven one
output=$(cd "$tree" && git bisect run "$step" --bad-above 1420 restore_read 2>&1)
claim_has 'a bisection finds the commit' "$output" "$(git -C "$tree" rev-parse five) is the first bad commit"

claims_done
