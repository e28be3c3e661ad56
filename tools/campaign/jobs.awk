# SPDX-License-Identifier: GPL-2.0-or-later
#
# jobs.awk - of the axes of a campaign, print a row a job: index, build or boot, architecture or
# machine, kernel, config, plan, boot, build.
#
# Every other round of boots is in the reverse order: a machine that drifts, drifts for all.

{ count[$1]++; name[$1, count[$1]] = $2; arch[$1, count[$1]] = $4 }

function builds_for(arch,    k, c) {
	for (k = 1; k <= count["kernel"]; k++)
		for (c = 1; c <= count["config"]; c++) {
			built[arch, k, c] = ++row
			print row, "build", arch, name["kernel", k], name["config", c],
				"-", "-", "-"
		}
}

function boots_of(v, p, b,    i, at, k, c, cells) {
	cells = count["kernel"] * count["config"]
	for (i = 0; i < cells; i++) {
		at = b % 2 ? i : cells - 1 - i
		k = int(at / count["config"]) + 1
		c = at % count["config"] + 1
		print ++row, "boot", name["vm", v], name["kernel", k], name["config", c],
			name["plan", p], b, built[arch["vm", v], k, c]
	}
}

END {
	for (v = 1; v <= count["vm"]; v++)
		if (!known[arch["vm", v]]++) builds_for(arch["vm", v])
	for (v = 1; v <= count["vm"]; v++)
		for (p = 1; p <= count["plan"]; p++)
			for (b = 1; b <= boots; b++) boots_of(v, p, b)
}
