#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tab key offers, asked of bash as bash asks: packaging/completion.bash.
# slow: completes in a shell of its own each time
# shellcheck source=tests/tap.sh
. tests/tap.sh
bench=${BUILD:-build}/dexbench

run "$bench" list --names
claim 'list --names is one name a line, of every scenario' \
	[ "$(lines "$output")" -eq "$(cat bench/scenarios/*.c |
	grep -cE '^(SCENARIO|STATE_TOUCH|SHOOTDOWN|GUARDED)\([a-z0-9_]+')" ]
claim_lacks 'and nothing else' "$output" '[^a-z_]'
run "$bench" list --names restore_read
claim_has 'of a scenario it is words that a run takes, the default first' \
	"$(printf '%s' "$output" | tr '\n' ' ')" 'pages=256 .*folio=dirty folio=clean'
# They are words, one an argument.
# shellcheck disable=SC2046
run "$bench" run --dry-run restore_read $("$bench" list --names restore_read | sort -t = -u -k 1,1)
claim 'which a run does take' [ "$status" -eq 0 ]
run "$bench" list --names restore_raed
claim 'of a scenario that there is not it is wrong usage' [ "$status" -eq 2 ]
run "$bench" list restore_read
claim 'so is a scenario without --names' [ "$status" -eq 2 ]

if ! command -v bash >/dev/null; then
	skip 'the tab key' 'bash is not installed'
	claims_done
fi

cat >"$scratch/offer" <<'END'
. packaging/completion.bash
[ "$(complete -p dexbench)" = 'complete -F _dexbench dexbench' ] || exit
COMP_LINE=$1 COMP_POINT=${2:-${#1}}
_dexbench
printf '%s\n' "${COMPREPLY[@]}" | sort -u | paste -sd ' ' -
END
# The words of a user are names, as the programs are found.
PATH=$(realpath "${BUILD:-build}"):$PATH
offer() { output=$(bash --norc "$scratch/offer" "$@" 2>&1); }

# offers SENTENCE LINE WORDS - pressing the tab key at the end of LINE offers WORDS and no other.
offers() {
	offer "$2"
	claim "$1" [ "$output" = "$3" ]
}

verbs_of() { "$1" --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort | paste -sd ' ' -; }
options_of() {
	"$@" --help | grep -oE '^ {2,6}(-., )?--[a-z-]+=?' | grep -oE -e '--.*' | sort -u | paste -sd ' ' -
}
offers 'first come the verbs, as --help has them' 'dexbench ' "$(verbs_of dexbench)"
offers 'one that was begun is ended' 'dexbench pro' probe
for verb in $(verbs_of dexbench); do
	offers "$verb has the options of its --help" "dexbench $verb --" "$(options_of dexbench "$verb")"
done
for verb in $(verbs_of dexcompare); do
	offers "$verb has those of its own" "dexcompare $verb --" "$(options_of dexcompare "$verb")"
done
offers 'so has dexcompare without a verb' 'dexcompare --' "$(options_of dexcompare)"
offers 'its verbs come among the files' 'dexcompare hist' history
offers 'one that takes a value waits for it' 'dexbench run --outp' '--output='

offers 'a scenario' 'dexbench run restore_w' restore_write
offers 'another after it' 'dexbench run restore_write folio=clean restore_rm' restore_rmw
offers 'a plan' 'dexbench run configs/plans/smo' configs/plans/smoke.plan
offers 'a folder on the way to one' 'dexbench run confi' configs
offers 'nothing else that lies there' 'dexbench run READ' ''
offers 'its parameters' 'dexbench run restore_write fol' 'folio='
offers 'none of a scenario that has it not' 'dexbench run null fol' ''
offers 'of the last scenario that was named' 'dexbench run null restore_write fol' 'folio='
offers 'their choices' 'dexbench run restore_write folio=' 'clean dirty'
offers 'after a comma, too' 'dexbench run restore_write folio=dirty,cl' dirty,clean
offers 'the default where any number will do' 'dexbench run restore_write pages=' 256
offers 'nothing where there is nothing to know' 'dexbench run --seed ' ''
offers 'scenarios for a pattern' 'dexbench run --filter=walk_d' walk_damon
offers 'files for a file' 'dexbench run --output REA' README.md
offers 'behind = as well' 'dexbench run --kernel-info=REA' README.md
offers 'for a short option, too' 'dexbench run -o REA' README.md
offers 'and only that' 'dexbench run -q REA' ''
offers 'the names that --help tells' 'dexbench run --platform=' 'bare-metal exact kvm smp-counts'
offers 'also of devices' 'dexbench probe --device ' 'auto dexdev none test_hmm'
offers 'results' 'dexcompare tests/data/noise/boot-1' tests/data/noise/boot-1.jsonl
offers 'results of a verb' 'dexcompare show tests/data/noise/boot-1' tests/data/noise/boot-1.jsonl
offer 'dexbench run restore_w folio=clean' 22
claim 'in the middle of a line, what is before the cursor counts' [ "$output" = restore_write ]

# What is installed for users as dexbench-NAME has the options of the table at its head.
mkdir "$scratch/bin"
for name in ab explain ab-boot history; do
	file=$(ls "$PWD/scripts/$name" "$PWD/tools/$name/$name" 2>/dev/null)
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$file" >"$scratch/bin/dexbench-$name"
	chmod +x "$scratch/bin/dexbench-$name"
	# shellcheck disable=SC2030,SC2031
	wanted=$(sed -n '/^$/q; s/^#   \(--[a-z-]*\) \[\{0,1\}[A-Z].*/\1=/p; t; s/^#   \(--[a-z-]*\).*/\1/p' "$file" | sort -u | paste -sd ' ' -)
	PATH=$scratch/bin:$PATH
	offers "dexbench-$name has the options of its table" "dexbench-$name --" "$wanted"
done
offers 'a plan for a script' 'dexbench-ab --plan configs/plans/smo' configs/plans/smoke.plan
offers 'a scenario for a script' 'dexbench-explain restore_w' restore_write

if ! command -v script >/dev/null; then
	skip 'a terminal' 'script is not installed'
	claims_done
fi
printf '%s\n' '. packaging/completion.bash' 'dexbench run --dry-run restore_wr	fol	cl	' exit >"$scratch/keys"
output=$(script -qec 'env TERM=dumb INPUTRC=/dev/null bash --norc --noprofile -i' /dev/null <"$scratch/keys" 2>&1)
claim_has 'on a terminal, the tab key writes what is run then' "$output" '^restore_write pages=256 .*folio=clean'
claims_done
