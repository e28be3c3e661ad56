# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are shared with the scripts that read this file:
# shellcheck disable=SC2034,SC2154
#
# installed.sh - what of scripts/ is installed, and as what.

# Those that a user calls: installed, they are commands dexbench-NAME with manual pages.
user_scripts='ab ab-boot bench build-module explain history plot report'

# Those for work on dexbench itself, which are not installed.
own_scripts='aa build-deb check-layers completion.bash install lint new-scenario write-man-pages write-scenario-docs write-version'

# The file of a script, below the project: a tool has a folder of its own. script_of NAME.
script_of() { if [ -f "$project/scripts/$1" ]; then echo "scripts/$1"; else echo "tools/$1/$1"; fi; }
