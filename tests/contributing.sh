# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Variables are those of tap.sh:
#
# contributing.sh - the commands of CONTRIBUTING.md, run as they stand there in a copy of the tree.
#
# Needs tap.sh.

# Makes $copy, with what is built.
copy_tree() {
	copy=$scratch/copy
	mkdir "$copy" || return
	git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar -c -T - | tar -x -C "$copy"
	cp -a "${BUILD:-build}" "$copy/build"
	(cd "$copy" && git init -q && git add -A && git -c user.name=a -c user.email=a@b.invalid commit -q -m one)
}

# commands_of SECTION - the indented lines below that heading.
commands_of() {
	awk -v heading="## $1" '/^## / { inside = $0 == heading; next } inside && sub(/^    /, "")' CONTRIBUTING.md
}

# follow SECTION - claims that each of its commands does what it is there for; with an editor that
# changes nothing. What needs the module may be skipped.
follow() {
	commands_of "$1" >"$scratch/commands"
	claim "$1: has commands" [ -s "$scratch/commands" ]
	while IFS= read -r command; do
		run env -u BUILD -u RESULTS EDITOR=true sh -euc 'cd "$1"; eval "$2"' sh "$copy" "$command"
		case $command=$status in
		'build/dexbench run '*=77) skip "$1: $command" 'the module is not loaded' ;;
		*) claim "$1: $command" [ "$status" -eq 0 ] ;;
		esac
	done <"$scratch/commands"
}
