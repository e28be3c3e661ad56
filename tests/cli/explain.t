#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What dexbench explain and scripts/explain refuse before any guest boots.
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench

# refused STATUS PATTERN ARGUMENT... - ends so, with one line that matches.
refused() {
	wanted=$1 pattern=$2
	shift 2
	run "$@"
	claim "exit $wanted: $(echo "$*" | sed "s|$scratch/||g; s|^[^ ]*/||")" [ "$status" -eq "$wanted" ]
	claim_has '  in words' "$output" "$pattern"
	claim '  in one line' [ "$(lines "$output")" -eq 1 ]
}

refused 2 'which scenario\?' "$bench" explain
refused 2 'restore_raed: no such scenario' "$bench" explain restore_raed
refused 2 'restore_write: one scenario at a time' "$bench" explain restore_read restore_write
refused 2 'one value for each parameter' "$bench" explain restore_read folio=dirty,clean
refused 2 'folio=wet: must be dirty' "$bench" explain restore_read folio=wet
refused 2 'touches=0' "$bench" explain --touches=0 null
refused 2 'wants --symbols' "$bench" explain --gdb "$scratch/s" null
refused 2 'only one of' "$bench" explain --native --show "$scratch" null
refused 2 'takes no scenario' "$bench" explain --show "$scratch" null
refused 1 'base.profile: ' "$bench" explain --show "$scratch"
printf '{}' >"$scratch/base.profile"
refused 1 'base.profile: no profile of dexbench explain' "$bench" explain --show "$scratch"
refused 1 "$scratch: exists already" "$bench" explain --output "$scratch" null
refused 2 'no such kernel|no kernel|nosuch' "$bench" explain --output "$scratch/new" --base nosuch null

refused 2 '--base is missing' scripts/explain -- null
refused 2 'no scenario after --' scripts/explain --base a --patched b --output "$scratch/new2"
refused 2 '--touches wants a number' scripts/explain --base a --patched b --output "$scratch/new2" --touches x -- null
mkdir "$scratch/bare" && echo '{}' >"$scratch/bare/kernel.json"
if command -v qemu-system-x86_64 >/dev/null; then
	refused 1 'bare has no symbols: neither vmlinux nor System.map' "$bench" explain --output "$scratch/new3" --base "$scratch/bare" null
else
	skip 'a kernel without symbols is refused' 'QEMU is not installed'
fi

# A PATH with all that is needed but QEMU.
mkdir "$scratch/bin"
for tool in sh env dirname sed basename realpath rm date; do ln -s "$(command -v $tool)" "$scratch/bin/$tool"; done
refused 1 'qemu-system-x86_64 is not installed: run make deps' env PATH="$scratch/bin" "$bench" explain --output "$scratch/new4" null

# Up to the socket, without a guest: a result file as one boot leaves it, and this program's own symbols.
cat >"$scratch/free.jsonl" <<'END'
{"record":"header","schema":1,"tool":{"version":"0.1","commit":"x"},"platform":"PLATFORM","unit":"instructions","timer":{"source":"tsc","hz":1000000000,"overhead":5},"machine":{"arch":"x86_64","cpu":"x","cpus":1,"nodes":1,"page_size":4096,"hypervisor":null,"topology":"x"},"kernel":{"name":"base","release":"6.12","build":"x","config_digest":null,"source":null,"changes":null,"compiler":null},"semantics":"unknown","hardware":{"access_flag":true,"dirty_flag":true},"boot":"x","plan":{"name":"null","digest":"x"},"seed":1,"command":["x"],"knobs":{},"warnings":[]}
{"record":"trial","run":0,"scenario":"null","parameters":{"pages":"2"},"trial":1,"role":"timed","pages_per_sample":1,"touched_pages":2,"samples":[[5,2]],"faults":{"restore":0,"extra_write":0,"other":0},"proof":{"minor_faults":0,"major_faults":0,"context_switches":0,"migrations":0,"reuse":0,"tlb_ipis":null,"pte_before":null,"pte_after":null},"oracle":{"faults":{"restore":0.0,"extra_write":0.0,"other":0.0},"reuse":0.0,"pte_after":null},"finding":null}
{"record":"end","runs":1,"skipped":0,"failed":0,"findings":0}
END
sed -i 's/PLATFORM/exact/' "$scratch/free.jsonl"
sed 's/"exact"/"kvm"/; s/"instructions"/"ns"/' "$scratch/free.jsonl" >"$scratch/kvm.jsonl"
# shellcheck disable=SC2317 # called through refused
attach() { "$bench" explain --gdb "$scratch/nobody" --patience 0.1 --program "$bench" --profile "$scratch/out.profile" "$@" null; }
refused 1 "$scratch/nobody: cannot connect to QEMU" attach --symbols "$bench" --results "$scratch/free.jsonl"
refused 1 'only "exact" counts instructions' attach --symbols "$bench" --results "$scratch/kvm.jsonl"
strip -o "$scratch/stripped" "$bench" 2>/dev/null && [ -s "$scratch/stripped" ] &&
	refused 1 'stripped: has no symbols: was it stripped' attach --symbols "$scratch/stripped" --results "$scratch/free.jsonl"
refused 1 'free.jsonl: neither an ELF file' attach --symbols "$scratch/free.jsonl" --results "$scratch/free.jsonl"
claim 'none of them leaves a profile' [ ! -e "$scratch/out.profile" ]

if [ ! -e /sys/kernel/tracing/current_tracer ] && [ "$(id -u)" -eq 0 ]; then
	refused 77 'no tracefs' "$bench" explain --native null
fi

run "$bench" explain --help
claim '--help ends well' [ "$status" -eq 0 ]
for option in $(printf '%s\n' "$output" | grep -o -- '^ .*--[a-z-]*' | grep -o -- '--[a-z-]*'); do
	case $option in --help|--gdb|--symbols|--program|--results|--profile|--patience|--base|--patched|--output|--no-chart) continue ;; esac
	claim "docs/explain.md tells of $option" grep -qe "$option" docs/explain.md
done

claims_done
