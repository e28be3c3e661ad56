# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are the test's:
#
# plan-guest.sh - the default plan in guests of an architecture, and what its table says.
#
# Needs tests/tap.sh; $program is what runs in the guest, for $limit seconds at most.

# in_guest VM KERNEL MODULE OUTPUT COMMAND...
# shellcheck disable=SC2317 # called by name, through run
in_guest() {
	guest_vm=$1 guest_kernel=$2 guest_module=$3 guest_output=$4
	shift 4
	scripts/run-in-vm --kernel "$guest_kernel" --vm "$guest_vm" --program "$program" --module "$guest_module" \
		--file configs/plans/fault.plan:/run.plan --output "$guest_output" --console "$guest_output.console" \
		--timeout "$limit" -- "$@"
}

# column FILES SCENARIO FOLIO NAME - of dexcompare's table of one kernel.
column() {
	"$BUILD/dexcompare" --separate --tsv "$1-1.jsonl" "$1-2.jsonl" | awk -F '\t' -v scenario="$2" -v folio="folio=$3" -v name="$4" '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	$at["scenario"] == scenario && index($0, folio) { print $at[name]; exit }'
}

# extra FILES FOLIO - the extra write faults per page of a write after a read restore.
extra() { column "$1" write_after_read "$2" base_extra_write; }
