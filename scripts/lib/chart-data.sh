# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# chart-data.sh - exports of dexcompare into what charts draw. Nothing is read from a
# table for people. All read an export on standard input, with its line of names.

# Puts the columns of an export into at["name"].
columns_by_name='NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }'

# kernels - from an export: the kernels, by side, one a line.
kernels() {
	awk -F '\t' "$columns_by_name"' { name[$at["side"]] = $at["kernel"] } END { for (i = 1; i in name; i++) print name[i] }'
}

# Has an export of figures such a quantity? figure_exists QUANTITY SCENARIO-REGEX
figure_exists() { [ -n "$(scenarios_with "$@")" ]; }

# scenarios_with QUANTITY REGEX - from an export of figures: the scenarios that match and have it.
scenarios_with() {
	awk -F '\t' -v quantity="$1" -v scenario="$2" "$columns_by_name"'
	$at["quantity"] == quantity && $at["scenario"] ~ scenario && $at["constructed"] == "no" && !seen[$at["scenario"]]++ {
		print $at["scenario"]
	}'
}

# unit_of QUANTITY - from an export of figures.
unit_of() {
	awk -F '\t' -v quantity="$1" "$columns_by_name"' $at["quantity"] == quantity { print $at["unit"]; exit }'
}

# arch_of FOLDER... - of the machine, from the first of the files.
arch_of() {
	for first in "$1"/*.jsonl; do
		head -n 1 -- "$first" | sed -n 's/.*"arch": *"\([^"]*\)".*/\1/p'
		return
	done
}

# multiples FIGURES ARCH - a line a row: what plots/multiples.gp draws. What has a chart against the
# number of CPUs would only fill this one, as would a row that is near nothing on each kernel.
multiples() {
	ARCH=$2 awk -F '\t' -v OFS='\t' "$columns_by_name"'
	{ kernel[$at["side"]] = $at["kernel"]; platform = $at["platform"] }
	$at["scenario"] ~ /^(shootdown_|contend_|tug_)/ { next }
	$at["quantity"] == "cost_in_minor_faults" && $at["side"] <= 2 {
		label = $at["label"]
		visible[label] = visible[label] || $at["value"] >= 0.01
		if (!(label in seen)) {
			seen[label] = 1
			labels[++rows] = label
		}
		value[label, $at["side"]] = $at["value"]
	}
	function known(label, side) { return ((label, side) in value) ? value[label, side] : "NA" }
	END {
		print "label", "base", "patched", "base_kernel", "base_release", "patched_kernel", "patched_release", "platform", "arch", "unit", "low"
		for (i = 1; i <= rows; i++)
			if (visible[labels[i]])
				print labels[i], known(labels[i], 1), known(labels[i], 2), kernel[1], "", (2 in kernel) ? kernel[2] : "-", "", platform, ENVIRON["ARCH"], "NA", "NA"
	}' "$1"
}

# ecdf_rows SIDES - rows of an export of samples: "panel side value count name". At most 12 rows, and not
# those that have charts of their own, or that nobody meets in practice; baselines where there is but
# one kernel.
ecdf_rows() {
	awk -F '\t' -v OFS='\t' -v sides="$1" "$columns_by_name"'
	$at["role"] != "timed" || $at["side"] > 2 || $at["parameters"] ~ /folio=clean/ { next }
	$at["scenario"] ~ /^(null|shootdown_|contend_|ping_pong|tug_)/ { next }
	sides > 1 && $at["scenario"] ~ /^baseline_/ && $at["scenario"] != "baseline_minor_fault" { next }
	{
		label = $at["label"]
		if (!(label in panel) && panels < 12)
			panel[label] = ++panels
		if (label in panel)
			print panel[label], $at["side"], $at["value"] / $at["pages_per_sample"], $at["count"], label
	}'
}

# The same of round trips, from an export of series, with the number of its bin for a value: bins are
# each 2 per cent wide.
trip_rows() {
	awk -F '\t' -v OFS='\t' "$columns_by_name"'
	$at["role"] != "timed" || $at["series"] != "round_trip" || $at["side"] > 2 || $at["parameters"] ~ /folio=clean/ { next }
	{
		label = $at["label"]
		if (!(label in panel) && panels < 12)
			panel[label] = ++panels
		if (label in panel && $at["value"] > 0)
			print panel[label], $at["side"], int(log($at["value"]) / 0.02 + 0.5), $at["count"], label
	}'
}

# blocks SIDES MODE - sorts such rows, and makes of them a block of "value share name" for each panel
# and side, before a panel's first one "#" and its number: of each value the share of it and all below (MODE cumulated), or the outline of a bar (MODE
# binned), to 99.5 per cent.
blocks() {
	sort -t "$(printf '\t')" -k 1,1n -k 2,2n -k 3,3g | awk -F '\t' -v OFS='\t' -v sides="$1" -v mode="$2" '
	# The outline of a bar.
	function bin(number, share,    low, high) {
		low = exp(0.02 * (number - 0.5))
		high = exp(0.02 * (number + 0.5))
		print low, 0, name "\n" low, share, name "\n" high, share, name "\n" high, 0, name
	}
	function flush(    i, sum) {
		if (!n)
			return
		if (side == 1 || last != panel)
			print "#" panel
		for (; blocks < sides * (panel - 1) + side - 1; blocks++)
			print 0, 0, name "\n\n"
		if (mode == "cumulated")
			print value[1], 0, name
		for (i = 1; i <= n; i++) {
			sum += count[i]
			if (sum - count[i] >= 0.995 * total)
				break
			if (mode == "binned")
				bin(value[i], count[i] / total)
			else
				print value[i], sum / total, name
		}
		print "\n"
		blocks++
		last = panel
		n = total = 0
	}
	$1 != panel || $2 != side { flush(); panel = $1; side = $2; name = $5 }
	{
		if (!n || value[n] != $3) {
			value[++n] = $3
			count[n] = 0
		}
		count[n] += $4
		total += $4
	}
	END { flush() }'
}

# ecdf SIDES COMPARE FOLDER... - what plots/latency-ecdf.gp draws.
ecdf() {
	ecdf_sides=$1 ecdf_compare=$2
	shift 2
	"$ecdf_compare" export "$@" | ecdf_rows "$ecdf_sides" | blocks "$ecdf_sides" cumulated
}

# trips SIDES COMPARE FOLDER... - what plots/ping-pong.gp draws.
trips() {
	trips_sides=$1 trips_compare=$2
	shift 2
	"$trips_compare" export --series "$@" | trip_rows | blocks "$trips_sides" binned
}
