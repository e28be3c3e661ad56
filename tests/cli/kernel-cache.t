#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build-kernel on a source that is no kernel but answers make as one does: what is
# built, what is found in the cache, and what an interruption leaves.
# slow: builds kernels whose make answers at once
# shellcheck source=tests/tap.sh
. tests/tap.sh

for tool in flex bison bc cc make git python3; do
	command -v "$tool" >/dev/null && continue
	skip 'kernels are built once' "$tool is not installed"
	claims_done
done

export CACHE="$scratch/cache"
mkdir -p "$scratch/tree/mm"
echo 'char memory[] = "as it was";' >"$scratch/tree/mm/memory.c"
: >"$scratch/tree/mm/other.c"
cat >"$scratch/tree/Makefile" <<'END'
tinyconfig: ; @echo '# CONFIG_SMP is not set' >$(O)/.config
olddefconfig: ; @sed -i '/CONFIG_SMP is not/d; /NO_SUCH/d' $(O)/.config
$(O)/memory.o: mm/memory.c
	@echo '  CC      mm/memory.o'
	@if [ -e $(BLOCKED) ]; then sleep 60; fi
	@(cat mm/memory.c; echo 'int main(void) { return 0; }') | $(CC) -x c -c -o $@ -
	@echo built >>$(BUILDS)
$(O)/other.o: mm/other.c
	@mkdir -p $(O)/tools
	@echo "$(CURDIR)/$(O)" | tee $(O)/tools/.tool.cmd >$@
vmlinux: $(O)/memory.o $(O)/other.o
	@mkdir -p $(O)/include/config; echo 1.2.3 >$(O)/include/config/kernel.release
	@$(CC) -o $(O)/vmlinux $(O)/memory.o
modules prepare modules_prepare: ; @:
END
export BUILDS="$scratch/builds" BLOCKED="$scratch/blocked"
: >"$BUILDS"

# describe NAME LINE... - a description of a kernel of this source.
describe() {
	{
		echo "source $scratch/tree"
		name=$1
		shift
		printf '%s\n' "$@"
	} >"$scratch/described"
	mv "$scratch/described" "$scratch/$name.kernel"
}

echo 'CONFIG_SMP=y' >"$scratch/good.config"
printf 'CONFIG_SMP=y\nCONFIG_NO_SUCH=y\n# CONFIG_OTHER is not set\n' >"$scratch/bad.config"

describe fake 'config good.config' 'semantics always-dirty'
run scripts/build-kernel --cached "$scratch/fake.kernel"
claim 'who asks for what is cached alone is told that it is not' [ "$status" -eq 77 ]
claim_has 'and how to get it' "$output" 'fake is not in the cache: run scripts/build-kernel'
claim 'and nothing was built' [ ! -s "$BUILDS" ]
run scripts/build-kernel "$scratch/fake.kernel"
claim 'a kernel is built' [ "$status" -eq 0 ]
folder=$(printf '%s\n' "$output" | tail -n 1)
for file in image config kernel.json build/vmlinux log; do
	claim "its folder has $file" [ -e "$folder/$file" ]
done
claim_has 'kernel.json has the name' "$(cat "$folder/kernel.json")" '"name": "fake"'
claim_has 'kernel.json has the release' "$(cat "$folder/kernel.json")" '"release": "1.2.3"'
claim_has 'kernel.json has the claimed semantics' "$(cat "$folder/kernel.json")" '"expected_semantics": "always-dirty"'

run scripts/build-kernel "$scratch/fake.kernel"
claim 'a second call prints the folder alone' [ "$output" = "$folder" ]
run scripts/build-kernel --cached "$scratch/fake.kernel"
claim 'and so does one that asks for what is cached' [ "$output" = "$folder" ]
claim 'and builds nothing' [ "$(lines "$(cat "$BUILDS")")" -eq 1 ]

cat >"$scratch/other.patch" <<'END'
--- a/mm/memory.c
+++ b/mm/memory.c
@@ -1 +1 @@
-char memory[] = "as it was";
+char memory[] = "as changed";
END
run scripts/build-kernel "$scratch/fake.kernel" --change "$scratch/other.patch"
changed=$(printf '%s\n' "$output" | tail -n 1)
claim 'a changed kernel is another kernel' [ "$status" -eq 0 -a "$changed" != "$folder" ]
claim 'it is built from the changed source' grep -q 'as changed' "$changed/image"
claim 'the kernel that objects are copied from is in use meanwhile' \
	[ "$(find "$folder/users" -type f | wc -l)" -gt 3 ]
claim 'an object that did not change is shared' \
	[ "$changed/build/other.o" -ef "$folder/build/other.o" ]
claim 'one that did is not' [ ! "$changed/build/memory.o" -ef "$folder/build/memory.o" ]
claim 'tools have the paths of their own tree' grep -qF "$changed/" "$changed/build/tools/.tool.cmd"
claim 'and those of the first have its own' grep -qF "$folder/" "$folder/build/tools/.tool.cmd"
claim 'the source in the cache is as it was' grep -q 'as it was' "$CACHE"/sources/*/mm/memory.c
claim_has 'kernel.json names the change' "$(cat "$changed/kernel.json")" '"changes": \["other.patch sha256:[0-9a-f]*"\]'
claim_has 'of whose semantics nothing is claimed' "$(cat "$changed/kernel.json")" '"expected_semantics": "unknown"'

# What is copied from the changed kernel must not bring the change along.
rm -rf "$folder"
run scripts/build-kernel "$scratch/fake.kernel"
claim 'a kernel built after a changed one starts from its objects' [ -e "$folder/.seeded" ]
claim 'and is without the change' grep -q 'as it was' "$folder/image"

sed 's/as it was/as it never was/' "$scratch/other.patch" >"$scratch/unfit.patch"
run scripts/build-kernel "$scratch/fake.kernel" --change "$scratch/unfit.patch"
claim 'a patch that does not fit fails' [ "$status" -eq 1 ]
claim_has 'and is named with file and hunk' "$output" 'unfit.patch does not apply to .*/tree: mm/memory.c: Hunk #1'
claim 'and leaves no half-changed tree' absent "$CACHE"/kernels/*unfit*/

odd=$(printf '[PATCH] mm: don'\''t "\033[31m\\n\302\233\342\200\256\377.patch')
cp "$scratch/other.patch" "$scratch/$odd"
run scripts/build-kernel "$scratch/fake.kernel" --change "$scratch/$odd"
claim 'a patch may have any name' [ "$status" -eq 0 ]
json=$(cat "$(printf '%s\n' "$output" | tail -n 1)/kernel.json")
claim_has 'of which the kernel has what is safe in one' "$json" '"name": "fake\+-PATCH--mm--don-t----31m'
claim 'kernel.json is JSON without control characters' /usr/bin/python3 -I -c '
import json, sys
for text in json.loads(sys.argv[1])["changes"]: assert text.isprintable() and "don'\''t \"?[31m\\n??.patch" in text, text' "$json"
sed 's/as it was/as it never was/' "$scratch/other.patch" >"$scratch/$odd"
run scripts/build-kernel "$scratch/fake.kernel" --change "$scratch/$odd"
printf '%s\n' "$output" >"$scratch/said"
claim_has 'an error names it' "$output" "don't \"\?\[31m\\\\n"
claim 'without what would steer a terminal' ends 1 env LC_ALL=C grep -q "[^$(printf '\t') -~]" "$scratch/said"
newline=$scratch/'a
b.patch'
cp "$scratch/other.patch" "$newline"
run scripts/build-kernel "$scratch/fake.kernel" --change "$newline"
claim 'but for a newline' [ "$status" -eq 1 ]
claim_has 'which is named' "$output" 'a name with a newline in it cannot be taken'

touch "$scratch/good.config"
run scripts/build-kernel "$scratch/fake.kernel"
claim 'a newer fragment of the same content makes the same kernel' [ "$output" = "$folder" ]

describe bad 'config bad.config'
run scripts/build-kernel "$scratch/bad.kernel"
claim 'an option that did not take fails' [ "$status" -eq 1 ]
claim_has 'and is named, with its fragment' "$output" 'bad.config: CONFIG_NO_SUCH=y: came out as: # CONFIG_NO_SUCH is not set'
claim_lacks 'one that holds is not' "$output" 'CONFIG_OTHER|CONFIG_SMP'

describe slow 'config good.config' 'semantics follows-folio'
: >"$BLOCKED"
scripts/build-kernel "$scratch/slow.kernel" --change "$scratch/other.patch" >"$scratch/slow.log" 2>&1 &
builder=$!
tries=0
while [ $tries -lt 100 ] && ! grep -qs CC "$CACHE"/kernels/slow+*/log.make; do
	tries=$((tries + 1))
	sleep 0.1
done
kill "$builder"
wait "$builder"
claim 'an interrupted build says so by its exit status' [ $? -eq 143 ]
rm -f "$BLOCKED"
claim 'and is not taken for a finished one' absent "$CACHE"/kernels/slow+*/kernel.json
run scripts/build-kernel "$scratch/slow.kernel" --change "$scratch/other.patch"
claim 'the next build finishes it, and need not wait for leftovers' [ "$status" -eq 0 ]
claim_lacks 'as there are none' "$output" waiting

sed -i 's/@echo built/@false/' "$scratch/tree/Makefile"
run scripts/build-kernel "$scratch/fake.kernel"
claim 'a build that fails, fails' [ "$status" -eq 1 ]
claim_has 'and names its log' "$output" "make vmlinux modules failed: .*; all of it is in $CACHE/kernels/fake-.*/log"

claims_done
