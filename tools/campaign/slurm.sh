#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# slurm.sh - a task of `campaign submit --engine slurm`: slurm.sh CAMPAIGN OUT LIST TASKS
#
# Does each of the jobs in LIST that is its own. One that fails is counted by `campaign status`.

sed -n "$((SLURM_ARRAY_TASK_ID + 1))~$4p" "$3" | while read -r index; do
	"$1" step "$2" "$index"
done
exit 0
