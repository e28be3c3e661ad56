# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# completion.bash - completes the words of dexbench, dexcompare and the installed scripts.
#
#	. packaging/completion.bash
#
# or installed below .../bash-completion/completions for each command. Verbs, options, scenarios
# and parameters are asked of the command itself, so what it learns is completed at once.

# The verbs that "$1" --help lists.
_dexbench_verbs() {
	"$1" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}

# A line for each option that "$@" --help has: name, name of its argument or "-", text.
_dexbench_options() {
	"$@" --help 2>/dev/null | awk '
		function flush() {
			if (argument != "")
				print long, argument text
			if (argument != "" && short != "")
				print short, argument text
			argument = ""
		}
		/^ +(-., )?--[a-z]/ {
			flush()
			# A script has --plan PLAN where a program has --plan=PLAN.
			if (/^  --[a-z-]+ \[?[A-Z]/) {
				$2 = $1 "=" $2
				$1 = ""
			}
			short = $1 ~ /^-.,$/ ? substr($1, 1, 2) : ""
			sub(/^ *(-., )?/, "")
			long = argument = $1
			$1 = ""
			text = $0
			sub(/=.*/, "", long)
			if (!sub(/^[^=]*=/, "", argument))
				argument = "-"
			next
		}
		/^        / { $1 = $1; text = text " " $0; next }
		{ flush() }
		END { flush() }'
}

# _dexbench_add PREFIX WORD OPTION... - adds what compgen OPTION... finds for WORD, with PREFIX before each.
_dexbench_add() {
	local -a found
	mapfile -t found < <(compgen "${@:3}" -- "$2")
	COMPREPLY+=("${found[@]/#/"$1"}")
	[[ ${#found[@]} -eq 0 || $3 == -[df] ]] || only_files=
}

# Files of one kind, and folders, which are on the way to them. $3: how they end.
_dexbench_add_files() {
	_dexbench_add "$1" "$2" -d
	_dexbench_add "$1" "$2" -f -X "!*$3"
}

# The argument of an option whose line of _dexbench_options is $3...
_dexbench_add_argument() {
	case ${4#[} in
	PLAN*) _dexbench_add_files "$1" "$2" .plan ;;
	FILE*) _dexbench_add_files "$1" "$2" '' ;;
	FOLDER*) _dexbench_add "$1" "$2" -d ;;
	PATTERN*) _dexbench_add "$1" "$2" -W "$("$program" list --names)" ;;
	NAME)
		# "exact, kvm or none" in its text are the names that it may have.
		[[ ${*:5} =~ ([a-z0-9_-]+, )*[a-z0-9_-]+\ or\ [a-z0-9_-]+ ]] &&
			_dexbench_add "$1" "$2" -W "$(sed 's/ or / /; s/,//g' <<<"${BASH_REMATCH[0]}")"
		;;
	esac
}

# key=value words, for the last scenario on the line. $1 has a "=" already, or not yet.
_dexbench_add_parameters() {
	local names scenario='' word
	names=$("$program" list --names 2>/dev/null)
	for word in "${before[@]}"; do
		[[ $'\n'$names$'\n' != *$'\n'"$word"$'\n'* ]] || scenario=$word
	done
	[[ $scenario ]] || return
	names=$("$program" list --names "$scenario" 2>/dev/null)
	if [[ $1 == *=* ]]; then
		# Of folio=dirty,cl what stands behind the comma is completed.
		word=${1##*[,=]}
		_dexbench_add "${1%"$word"}" "$word" -W "$(sed -n "s/^${1%%=*}=//p" <<<"$names")"
	else
		_dexbench_add '' "$1" -W "$(cut -d = -f 1 <<<"$names" | sort -u | sed 's/$/=/')"
	fi
}

# What is neither an option nor its argument: as the command's usage has it.
_dexbench_add_words() {
	local usage
	usage=$("${command[@]}" --help 2>/dev/null | grep -m 1 '^usage: ')
	[[ ${#command[@]} -gt 1 ]] || _dexbench_add '' "$1" -W "$(_dexbench_verbs "${command[0]}")"
	if [[ $usage == *KEY=VALUE* ]]; then
		_dexbench_add_parameters "$1"
		[[ $1 != *=* ]] || return
	fi
	[[ $usage != *SCENARIO* ]] || _dexbench_add '' "$1" -W "$("$program" list --names)"
	[[ $usage != *PLAN* ]] || _dexbench_add_files '' "$1" .plan
	[[ $usage != *FOLDER* ]] || _dexbench_add_files '' "$1" .jsonl
}

# Fills COMPREPLY for $current, the word that is being typed after the words $before.
_dexbench_complete() {
	local options option=${before[-1]} row
	options=$(_dexbench_options "${command[@]}")
	[[ $current != --*=* ]] || option=${current%%=*}
	read -ra row < <(grep -- "^$option " <<<"$options")
	if [[ $current == --*=* ]]; then
		_dexbench_add_argument "$option=" "${current#*=}" "${row[@]}"
	elif [[ $option == -* && ${row[1]:--} != - ]]; then
		_dexbench_add_argument '' "$current" "${row[@]}"
	elif [[ $current == -* ]]; then
		_dexbench_add '' "$current" -W "$(sed -n 's/^\(--[^ ]*\) -\( .*\|$\)/\1/p; t; s/^\(--[^ ]*\) .*/\1=/p' <<<"$options")"
	else
		_dexbench_add_words "$current"
	fi
}

_dexbench() {
	local line=${COMP_LINE:0:COMP_POINT} breaks='' current='' only_files=yes program typed i
	local -a before command
	read -ra before <<<"$line"
	if [[ $line != *[[:blank:]] ]]; then
		current=${before[-1]}
		unset 'before[-1]'
	fi
	command=("${before[0]}")
	# What a script does not know of scenarios, dexbench does.
	program=${before[0]%%-*}
	if [[ ${#before[@]} -gt 1 ]] && _dexbench_verbs "${command[0]}" | grep -qxF -- "${before[1]}"; then
		command+=("${before[1]}")
	fi
	COMPREPLY=()
	_dexbench_complete

	# As such bash puts a slash behind folders; but it quotes the "=" of what is no file.
	[[ ! $only_files ]] || compopt -o filenames 2>/dev/null
	# What ends in "=" goes on.
	[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
	# bash splits at these characters, too, and replaces only what is behind the last.
	[[ $COMP_WORDBREAKS != *=* ]] || breaks+='='
	[[ $COMP_WORDBREAKS != *:* ]] || breaks+=':'
	[[ $breaks ]] || return
	typed=${current%"${current##*["$breaks"]}"}
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$typed"}
	done
}

complete -F _dexbench dexbench dexcompare dexbench-{ab,ab-boot,bench,build-module,campaign,explain,history,plot,report}
