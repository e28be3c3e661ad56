# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# ktap.sh - what dexbench run --ktap prints, compared with KTAP version 1.
#
# Needs tap.sh.

# report_of FILE COMMAND... - standard output into FILE; sets $status, and $output to standard error.
# shellcheck disable=SC2034
report_of() {
	report=$1
	shift
	output=$("$@" 2>&1 >"$report" </dev/null)
	status=$?
}

# ktap_faults FILE - what is wrong in it by the kernel's dev-tools/ktap.rst, a line each.
ktap_faults() {
	awk '
	NR == 1 { if ($0 != "KTAP version 1") print "no version line"; next }
	NR == 2 { if ($0 !~ /^1\.\.[1-9][0-9]*$/) print "no plan"; planned = substr($0, 4) + 0; next }
	/^#/ { next }
	!/^(not )?ok [0-9]+ [a-z][^#]*( # .+)?$/ { print "no result: " $0; next }
	/[[:cntrl:]]|[ ]$|[ ]#$/ { print "ends or holds what it must not: " $0 }
	{
		rest = $0
		sub(/^not /, "", rest)
		sub(/^ok /, "", rest)
		if (rest + 0 != ++results)
			print "out of turn: " $0
		sub(/^[0-9]+ /, "", rest)
		sub(/ #.*/, "", rest)
		if (seen[rest]++)
			print "twice: " rest
		if (/# (ERROR|TIMEOUT)/ && !/^not ok/)
			print "an error that is ok: " $0
	}
	END { if (results != planned) printf "%d planned, %d told\n", planned, results }' "$1"
}

# claim_ktap SENTENCE FILE
claim_ktap() {
	output=$(ktap_faults "$2")
	claim "$1" [ -s "$2" -a -z "$output" ]
}
