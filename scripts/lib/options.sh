# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
#
# options.sh - read a script's options by the one table that says which it has.
#
# The table is the comment at the script's head. --help prints it, and the manual page and the
# completion are made of that. Each option is a line and sets the variable of its name, with _ for -:
#
#	#   --until-sure      yes
#	#   --plan PLAN       the value
#	#   --boots N         a whole number from 1; also SECONDS and MINUTES
#	#   --module FILE...  each value on a line: it may be given again
#	#   --status [WHAT]   the value, or where none follows, yes
#	#   --arch ARCH       one that arch.sh knows, in $asked_arch; $arch is set as well
#
# --plan=PLAN is the same as --plan PLAN. All are empty at first. A script sets its defaults and reads what it was given by
#
#	while next_option "$@"; do shift "$taken"; done
#
# What is no option becomes a line of $operands; "--" and what follows it is left in "$@".
#
# Sets for its caller: the variables of the options, operands, taken, newline.

newline='
'
operands='' taken=''

# A line appended to a list: names may hold blanks, though no newlines.
append_line() {
	[ "${2%"$newline"*}" = "$2" ] || fail "$2: a name with a newline in it cannot be taken: rename the file"
	[ -z "$1" ] || printf '%s\n' "$1"
	printf '%s\n' "$2"
}

# each_line LIST COMMAND... - COMMAND with each line of LIST as its last argument.
each_line() {
	lines=$1
	shift
	[ -n "$lines" ] || return 0
	while IFS= read -r line; do
		"$@" "$line" || return
	done <<-END
	$lines
	END
}

# Sets variable to that of --NAME: variable_of --NAME.
variable_of() {
	variable=${1#--}
	[ "$variable" != arch ] || variable=asked_arch
	while [ "$variable" != "${variable#*-}" ]; do variable=${variable%%-*}_${variable#*-}; done
}

# Sets option_table: a line "--NAME", or "--NAME VALUE", for each option.
read_table() {
	option_table=
	while IFS= read -r table_line && [ -n "$table_line" ]; do
		case $table_line in '#   --'*) ;; *) continue ;; esac
		table_line=${table_line#'#   '}
		option_table=$option_table$newline${table_line%%  *}
		variable_of "${table_line%% *}"
		eval "$variable="
	done <"$0"
	option_table=$option_table$newline
}

# Prints the table, from "NAME - " on.
help() {
	sed -n "/^# $me - /,/^\$/s/^# \{0,1\}//p" "$0" |
		sed "s/^$me - /${DEXBENCH_CALLED:-$me} - /; s/^\(usage:\|      \) $me\>/\1 ${DEXBENCH_CALLED:-$me}/"
	exit 0
}

wrong_usage() { say "$* (see ${DEXBENCH_CALLED:-$me} --help)"; exit 2; }

# whole_number OPTION VALUE
whole_number() {
	case $2 in
	''|*[!0-9]*|0|??????????*) wrong_usage "$1 wants a whole number, 1 or more, not $2" ;;
	esac
}

# Reads the first of the arguments, and how many it is, into taken; false at the end and at "--".
next_option() {
	[ $# -gt 0 ] && [ "$1" != -- ] || return 1
	taken=1 width=2
	case $1 in
	--*=*) set -- "${1%%=*}" "${1#*=}"; width=1 ;;
	-?*) ;;
	*) operands=$(append_line "$operands" "$1") || exit; return ;;
	esac
	value=yes kind=
	case $option_table in
	*"$newline$1$newline"*) ;;
	*"$newline$1 "*) kind=${option_table#*"$newline$1 "} kind=${kind%%"$newline"*} ;;
	*) wrong_usage "no such option: $1" ;;
	esac
	case $kind=${2-} in
	=*) [ $width -eq 2 ] || wrong_usage "$1 takes no value" ;;
	'['*= | '['*=-*) ;;
	*)
		[ $# -ge 2 ] || wrong_usage "$1 wants a value"
		value=$2 taken=$width
		;;
	esac
	case $kind in
	N | SECONDS | MINUTES) whole_number "$1" "$2" ;;
	ARCH*) wants_arch "$2" ;;
	esac
	variable_of "$1"
	case $kind in *...) eval "value=\$(append_line \"\$$variable\" \"\$value\")" || exit ;; esac
	eval "$variable=\$value"
}

# Ends the script unless there is one operand: one_operand QUESTION.
one_operand() {
	[ -n "$operands" ] || wrong_usage "$1"
	case $operands in *"$newline"*) wrong_usage "one at a time, not also ${operands#*"$newline"}" ;; esac
}

no_operands() { [ -z "$operands" ] || wrong_usage "no such option: $operands"; }

read_table
