# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# installed.sh - what of scripts/ is installed, and as what.

# Those that a user calls: installed, they are commands dexbench-NAME with manual pages.
user_scripts='ab ab-boot bench build-module campaign explain history plot report'

# Those for work on dexbench itself, which are not installed.
own_scripts='aa check-layers check-limits check-tools finding-mail lint lint.mk new-scenario write-result-docs write-scenario-docs write-version'
