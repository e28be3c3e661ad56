# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154
#
# step.sh - do one job of a campaign.
#
# Needs what campaign reads and sets. What is published in $campaign appears by a rename: two
# workers with one job leave one whole result, and one that is killed leaves none.

# set_state STATE [NUMBER] [REASON] - of job $index: running since, done in so many seconds.
set_state() {
	state=$1
	printf '%s\t%s\t%s\n' "$1" "${2:--}" "${3:--}" >"$campaign/state/.$index.$worker"
	mv -- "$campaign/state/.$index.$worker" "$campaign/state/$index"
}

# give_up STATUS WHY
give_up() {
	case $1 in
	75) rm -f -- "$campaign/state/$index"; state='' ;;
	77) set_state unable '' "$2" ;;
	*) set_state failed '' "$2" ;;
	esac
	say "job $index: $2"
	exit "$1"
}

work='' state=''
cleanup() {
	[ -z "$work" ] || rm -rf -- "$work"
	[ "$state" != running ] || rm -f -- "$campaign/state/$index"
}

# axis KEY NAME - its value in FILE.
axis() {
	awk -F '\t' -v key="$1" -v name="$2" '$1 == key && $2 == name { print $3 }' "$campaign/axes"
}

# One digest for all that the description of a kernel names: digest_of_kernel KERNEL.
digest_of_kernel() {
	digests=$(
		asked_arch='' kernel_file=
		set_arch "$host_arch"
		read_kernel "$1"
		each_line "$kernel_file" digest_of_file
		each_line "$kernel_configs" digest_of_file
		each_line "$kernel_changes" digest_of_file
		each_line "$kernel_image" digest_of_file
		printf '%s\n' "$kernel_source"
	) || return
	printf '%s\n' "$digests" | sha256
}
digest_of_file() { [ ! -f "$1" ] || sha256 <"$1"; }

# same KEY NAME DIGEST - the worker has what was planned with.
same() {
	grep -qxF "$1$tab$2$tab$3" "$campaign/digests" ||
		give_up 77 "its $1 $2 is another one here than as planned: use the same commit"
}

# ask COMMAND... - leaves its answer in $scratch/answer; where it fails, so has the job.
ask() { child "$@" >"$scratch/answer" 2>"$scratch/log" || give_up 1 "$(tail -n 1 "$scratch/log")"; }

# A folder of this worker's own beside what it will be: make_work PATH.
make_work() { work=$(mktemp -d "$1.XXXXXX") || give_up 75 "cannot write ${1%/*}"; }

# Every file of it is there and as it was made; not so in the middle of a copy: is_whole FOLDER.
is_whole() { [ -f "$1/sums" ] && (cd -- "$1" && sha256sum --check --status sums 2>/dev/null); }

# publish FOLDER - what is in $work under its name; the first of two writers wins.
publish() {
	(cd -- "$work" && sha256sum -- * >"$scratch/sums" && mv -- "$scratch/sums" sums) ||
		give_up 75 "cannot write $work"
	chmod 755 "$work"
	mv -T -- "$work" "$1" 2>/dev/null && return
	is_whole "$1" && return
	{ mv -T -- "$1" "$work.damaged" && mv -T -- "$work" "$1"; } ||
		give_up 75 "cannot replace $1, which is damaged"
	rm -rf -- "$work.damaged"
}

has_build() {
	id=$(cat "$campaign/built/$index" 2>/dev/null) && is_whole "$campaign/kernels/$id"
}
has_boot() { [ -f "$cell/boot-$boot.jsonl" ]; }

build_job() {
	kernel_value=$(axis kernel "$kernel") config_value=$(axis config "$config")
	set_arch "$where" || give_up 77 "no such architecture: $where"
	for tool in make flex bison bc "${cross}gcc"; do
		command -v "$tool" >/dev/null || give_up 77 "$tool is not installed here"
	done
	module=$(cat -- "$project"/kmod/* | sha256)
	same module - "$module"
	digest_of_kernel "$kernel_value" >"$scratch/answer" 2>"$scratch/log" ||
		give_up 77 "$(tail -n 1 "$scratch/log")"
	same kernel "$kernel" "$(cat "$scratch/answer")"
	set -- --arch "$where"
	if [ "$config" != default ]; then
		same config "$config" "$(sha256 <"$config_value")"
		set -- "$@" --config "$config_value"
	fi
	ask "$project/scripts/build-kernel" "$@" --identity "$kernel_value"
	id=$(cat "$scratch/answer").$(printf '%.8s' "$module")
	if ! is_whole "$campaign/kernels/$id"; then
		ask "$project/scripts/build-kernel" "$@" "$kernel_value"
		folder=$(cat "$scratch/answer")
		ask "$project/scripts/build-module" "$folder"
		make_work "$campaign/kernels/.new"
		for file in "$folder/image" "$folder/kernel.json" "$(cat "$scratch/answer")"; do
			cp -L -- "$file" "$work/" || give_up 75 "cannot write $work"
		done
		[ ! -f "$folder/build/System.map" ] || cp -- "$folder/build/System.map" "$work/"
		publish "$campaign/kernels/$id"
	fi
	printf '%s\n' "$id" >"$campaign/built/.$index.$worker"
	mv -- "$campaign/built/.$index.$worker" "$campaign/built/$index"
}

boot_job() {
	id=$(cat "$campaign/built/$needs" 2>/dev/null) ||
		give_up 75 "waits for job $needs, which builds its kernel"
	if ! is_whole "$campaign/kernels/$id"; then
		rm -f -- "$campaign/built/$needs" "$campaign/state/$needs"
		give_up 75 "$campaign/kernels/$id is damaged: job $needs builds it again"
	fi
	read_vm "$campaign/vms/$(basename -- "$(axis vm "$where")")"
	"$project/scripts/find-for-guest" qemu "$arch" >/dev/null 2>&1 ||
		give_up 77 "there is no QEMU for $arch here"
	[ "$vm_accel" != kvm ] || [ -w /dev/kvm ] || give_up 77 'there is no KVM here'
	mkdir -p -- "$cell" "$scratch/$column"
	# What was killed long ago.
	find "$cell" -maxdepth 1 -name ".boot-$boot.*" -mmin +120 -exec rm -rf {} +
	make_work "$cell/.boot-$boot"
	ln -s -- "$campaign/kernels/$id" "$scratch/$column/kernel"
	ln -s -- "$campaign/kernels/$id/dexdev.ko" "$scratch/$column/dexdev.ko"
	# What boots.sh takes: one boot of one kernel, again if it fails.
	out=$work program=$campaign/programs/$arch/dexbench plan_name=$plan seed=1
	wanted=$boot records=1 kernels=1 began=$now
	mkdir -- "$out/$column"
	cp -- "$campaign/plans/$(basename -- "$(axis plan "$plan")")" "$out/run.plan"
	touch "$out/boots" "$scratch/running" "$scratch/failed"
	start "$column" "$boot" 1
	wait_below 1
	if [ "$failed" -ne 0 ]; then
		cp -- "$out/$column/boot-$boot".[cl]o* "$cell/" 2>/dev/null || :
		give_up 1 "$(cut -d ' ' -f 3- "$scratch/failed")"
	fi
	for kind in console log jsonl; do mv -- "$out/$column/boot-$boot.$kind" "$cell/"; done
}

# What merge reads of a cell: written with its last boot.
sum_up_cell() {
	[ ! -f "$cell/cell.tsv" ] || return 0
	got=$(find "$cell" -maxdepth 1 -name 'boot-*.jsonl' | wc -l)
	[ "$got" -eq "$(cat "$campaign/boots")" ] || return 0
	ask "$build/dexcompare" history --tsv "$cell"
	{ cp -- "$scratch/answer" "$cell/.$worker" && mv -- "$cell/.$worker" "$cell/cell.tsv"; } ||
		give_up 75 "cannot write $cell"
}

step() {
	campaign=$out index=$1 worker=$(uname -n).$$ now=$(date +%s)
	row=$(awk -F '\t' -v index_of="$index" '$1 == index_of { print; exit }' "$campaign/jobs")
	[ -n "$row" ] || wrong_usage "$campaign has no job ${index:-without a number}"
	needs_built "$build/dexcompare" all
	IFS=$tab read -r _ kind where kernel config plan boot needs <<-END
	$row
	END
	column=$kernel
	[ "$config" = default ] || column=$kernel+$config
	cell=$campaign/$where/$plan/$column
	old_state=$(cut -f 1 "$campaign/state/$index" 2>/dev/null || :)
	if ! "has_$kind"; then
		old_state=
		set_state running "$now" "$worker"
		"${kind}_job"
	fi
	[ "$kind" = build ] || sum_up_cell
	[ "$old_state" = "done" ] || set_state "done" $(($(date +%s) - now))
}
