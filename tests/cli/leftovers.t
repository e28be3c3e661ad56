#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a script that SIGKILL ended leaves in TMPDIR, the next one removes; and nothing else.
# shellcheck source=tests/tap.sh
. tests/tap.sh

mkdir "$scratch/tmp" "$scratch/tmp/.ab.foreign"
# script COMMAND - a script with a folder of its own that ends with COMMAND.
script() { sh -c "$text" scripts/ab "$scratch/tmp" "$1"; }
# shellcheck disable=SC2016
text='me=ab; . scripts/lib/common.sh; make_scratch "$1"; echo "$scratch"; eval "$2"'
# shellcheck disable=SC2016
killed=$(script 'kill -KILL $$' 2>/dev/null)
claim 'SIGKILL leaves a folder' [ -d "$killed" ]
script 'while :; do sleep 0.1; done' >"$scratch/out" &
until [ -s "$scratch/out" ]; do sleep 0.05; done
running=$(cat "$scratch/out")
claim 'which the next script removes' absent "$killed"
over=$(script :)
claim 'that of a script which runs stays' [ -d "$running" ]
claim 'that of one which ended is gone' absent "$over"
read -r boot space pid _ <"$running/.owner"
echo "$boot $space $pid 1" >"$running/.owner"
script : >/dev/null
claim 'a number that another process has now is no owner' absent "$running"
mkdir "$scratch/tmp/.ab.another"
echo "another-boot $space 999999999 1" >"$scratch/tmp/.ab.another/.owner"
script : >/dev/null
claim 'what another machine may use stays' [ -d "$scratch/tmp/.ab.another" ]
claim 'as does what no script has made' [ -d "$scratch/tmp/.ab.foreign" ]
kill "$pid" "$!" 2>/dev/null
claims_done
