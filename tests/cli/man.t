#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The manual pages: what --help says, all of it and nothing else, and clean roff.
# slow: formats each manual page
# shellcheck source=tests/tap.sh
. tests/tap.sh
: "${BUILD:=build}"

run packaging/write-man-pages --help
claim_has '--help tells the usage' "$output" '^usage: write-man-pages'
run packaging/write-man-pages
claim 'no folder is wrong usage' [ "$status" -eq 2 ]
run env BUILD="$scratch" packaging/write-man-pages "$scratch/man"
claim 'without the programs there are no pages' [ "$status" -eq 1 ]
claim_has 'and what to do is said' "$output" 'dexbench is not built: run make'

export SOURCE_DATE_EPOCH=1000000000
run packaging/write-man-pages "$scratch/man"
claim 'the pages are written' [ "$status" -eq 0 ]
claim 'their paths are printed' [ "$(printf '%s\n' "$output" | sort)" = "$(find "$scratch/man" -type f | sort)" ]
packaging/write-man-pages "$scratch/again" >"$scratch/paths"
claim 'twice the same bytes' diff -r "$scratch/man" "$scratch/again"
claim_has 'with the date that was asked for' "$(cat "$scratch/man/dexbench.1")" '^\.TH DEXBENCH 1 2001-09-09 '

# pages_of PROGRAM - those that its --help promises.
pages_of() {
	echo "$1"
	"$BUILD/$1" --help | sed -n "s/^  \([a-z][a-z-]*\) .*/$1-\1/p"
}
{ pages_of dexbench; pages_of dexcompare; } | sort >"$scratch/promised"
# shellcheck source=packaging/installed.sh
. packaging/installed.sh
script_of() { ls "scripts/$1" "tools/$1/$1" 2>/dev/null; }
for name in $user_scripts; do echo "dexbench-$name"; done >"$scratch/of-scripts"
find "$scratch/man" -name '*.1' | sed 's/.*\///; s/\.1$//' | sort >"$scratch/written"
sort "$scratch/promised" "$scratch/of-scripts" >"$scratch/all-promised"
claim_silent 'every verb and every script of users has its page, and each page is of one' diff "$scratch/all-promised" "$scratch/written"
claim 'there are verbs of both programs' [ "$(grep -c -e '^dexbench-' -e '^dexcompare-' "$scratch/promised")" -ge 9 ]
find docs/man -name '*.man' | sed 's/.*\///; s/\.man$//' | sort >"$scratch/by-hand"
claim_silent 'what is written by hand is of a page that there is' comm -23 "$scratch/by-hand" "$scratch/written"

if ! command -v groff >/dev/null; then
	skip 'pages are what --help says' 'groff is not installed: make deps'
	claims_done
fi

# As text without line ends in the middle of what belongs together.
rendered() { groff -man -Tascii -P-c -P-b -P-u -P-o -rHY=0 -rLL=2000n -- "$1"; }
squeezed() { tr -s ' \n' '  '; }
section() { sed -n "/^$1\$/,/^[A-Z]/p" | sed '/^[A-Z]/d'; }
help_of() {
	case $1 in
	*-*) "$BUILD/${1%%-*}" "${1#*-}" --help ;;
	*) "$BUILD/$1" --help ;;
	esac
}
# Verbs come after the options, or before them.
options() { sed -n '/^ \{2,6\}-/,$p' | sed '/^ \{0,2\}[a-z]/d'; }

while read -r page; do help_of "$page"; done <"$scratch/promised" |
	grep -oE -- '--[a-z][a-z-]+' | sort -u >"$scratch/known"
while read -r page; do
	file=$scratch/man/$page.1
	run groff -man -ww -z -- "$file"
	claim "$page: groff has nothing to complain of" [ "$status" -eq 0 -a -z "$output" ]
	text=$(rendered "$file" 2>/dev/null)
	help=$(help_of "$page")
	wanted=$(printf '%s\n' "$help" | options | squeezed)
	output=$(printf '%s\n' "$text" | section OPTIONS | squeezed)
	claim "$page: its options are those of --help, word for word" [ "${wanted:-none}" = "$output" ]
	wanted=$(printf '%s\n' "$help" | sed -n '1s/^usage: //p' | squeezed)
	output=$(printf '%s\n' "$text" | section SYNOPSIS | squeezed)
	claim "$page: so is the synopsis" [ "${wanted% }" = "$(echo "$output" | sed 's/^ *//; s/ *$//')" ]
	output=$text
	for section in NAME DESCRIPTION 'EXIT STATUS' 'SEE ALSO'; do
		claim_has "$page: it has a section $section" "$text" "^$section\$"
	done
	printf '%s\n' "$text" | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$scratch/named"
	claim_silent "$page: it names no option that there is not" comm -23 "$scratch/named" "$scratch/known"
done <"$scratch/promised"

# Scripts say it in other words: usage first, options anywhere.
while read -r page; do
	file=$scratch/man/$page.1
	run groff -man -ww -z -- "$file"
	claim "$page: groff has nothing to complain of" [ "$status" -eq 0 -a -z "$output" ]
	text=$(rendered "$file" 2>/dev/null)
	help=$(DEXBENCH_CALLED=$page "$(script_of "${page#dexbench-}")" --help)
	claim_has "$page: the name is that of the command" "$text" "^ *$page - $(printf '%s\n' "$help" | sed -n '1s/.* - //p')\$"
	wanted=$(printf '%s\n' "$help" | sed -n '/^usage: /,/^$/{s/^usage: //;p}' | squeezed)
	output=$(printf '%s\n' "$text" | section SYNOPSIS | squeezed)
	claim "$page: so is the synopsis" [ "$(echo "$wanted" | sed 's/^ *//; s/ *$//')" = "$(echo "$output" | sed 's/^ *//; s/ *$//')" ]
	# Paragraphs change places, words do not get lost.
	printf '%s\n' "$help" | sed 1d | tr -s ' ' '\n' | grep -v '^usage:$' | sort >"$scratch/wanted"
	printf '%s\n' "$text" | sed -n '/^SYNOPSIS/,/^EXIT STATUS/p' | grep -vE '^[A-Z ]+$' | tr -s ' ' '\n' | sort >"$scratch/got"
	claim_silent "$page: each word of --help is in it, and none else" diff "$scratch/wanted" "$scratch/got"
done <"$scratch/of-scripts"

# A verb and options that nobody has heard of yet need no change of anything.
mkdir "$scratch/programs"
cat >"$scratch/programs/dexbench" <<'END'
#!/bin/sh
case $1 in
--version) echo 'dexbench 9.9 (unknown)' ;;
--help) printf 'usage: dexbench VERB\n\nMeasures.\n\n  juggle   keep pages in the air\n' ;;
juggle) cat ;;
esac <<'HELP'
usage: dexbench juggle [OPTION ...] BALLS

Keeps pages in the air.

  -b, --balls=N           that many; it
                          may be 'three'
      --with-an-option-that-is-long=AND,LONG
                          -1 and \n are no numbers of balls
      --help              print this and exit
HELP
END
printf '#!/bin/sh\nprintf "usage: dexcompare FILE\\n\\nCompares.\\n"\n' >"$scratch/programs/dexcompare"
chmod +x "$scratch"/programs/*
run env BUILD="$scratch/programs" packaging/write-man-pages "$scratch/new"
claim 'a verb without a text of its own gets a page' [ "$status" -eq 0 -a -e "$scratch/new/dexbench-juggle.1" ]
run groff -man -ww -z -- "$scratch/new/dexbench-juggle.1"
claim 'that is clean' [ "$status" -eq 0 -a -z "$output" ]
output=$(rendered "$scratch/new/dexbench-juggle.1" | squeezed)
claim_has 'with its options' "$output" " -b, --balls=N that many; it may be 'three' "
claim_has 'also long ones, and nothing in their text is taken for roff' "$output" \
	' --with-an-option-that-is-long=AND,LONG -1 and \\n are no numbers of balls '
claim_has 'and the exit status of its program' "$output" ' 77 What was asked for'
claims_done
