#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What check-debug must find: the module is built with one mistake at a time.
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tests/debug/guest.sh
. tests/debug/guest.sh

if ! debug_kernel base-debug; then
	claim 'base-debug and its module are built' false
	claims_done
fi

# make_mistake WHAT FILE SED-SCRIPT - builds a module whose FILE is changed: sets $wrong.
make_mistake() {
	rm -rf -- "$scratch/tree"
	mkdir -- "$scratch/tree"
	cp -R -- kmod scripts configs "$scratch/tree"
	sed -i "$3" "$scratch/tree/kmod/$2"
	wrong=
	if ! cmp -s -- "kmod/$2" "$scratch/tree/kmod/$2"; then
		wrong=$("$scratch/tree/scripts/build-module" "$folder" 2>"$scratch/said")
		output=$(cat "$scratch/said")
	fi
	claim "a module is built that $1" [ -n "$wrong" ]
}

# in_use COMMAND... - COMMAND... with what uses the module for a moment.
in_use() { "$@" -- /dexbench run --quiet --trials 1 --pages 16 restore_read; }

# claim_left WHAT PATTERN - holds if that, and nothing else, is said to be left.
claim_left() {
	output=$(cat "$scratch/said" "$scratch/left")
	claim "it is found that $1 is left" grep -q "^not ok .* - .*$2" "$scratch/left"
	claim 'and that nothing else is' [ "$(grep '^not ok' "$scratch/left" | grep -cv "$2")" -eq 0 ]
	claim 'the guest fails' [ "$status" -eq 1 ]
}

make_mistake 'forgets to put a folio' exclusive.c '/^\tfolio_put(folio);$/d'
in_use boot_and_look "$wrong"
claim_left 'a page' 'no anonymous page is left'
claim_has 'with who allocated it' "$output" '^# *Page allocated via order 0.*dexbench'

make_mistake 'forgets to drop an address space' main.c '/^#include <linux\/slab.h>$/a #include <linux/sched/mm.h>
/^\tfilp->private_data = file;$/a mmgrab(current->mm);'
in_use boot_and_look "$wrong"
claim_left 'an address space' 'no address space is left'

make_mistake 'forgets to free an object' main.c '/^\tkfree(file);$/d'
in_use boot_and_look "$wrong"
claim_left 'an object' 'every object of the kernel has somebody who refers to it'
claim_has 'with who allocated it' "$output" 'dexdev_open'

# claim_complaint PATTERN - holds if the guest failed because the kernel's log has it.
claim_complaint() {
	claim 'the guest fails' [ "$status" -eq 1 ]
	claim_has 'with what the kernel says of it' "$output" "the guest's kernel complained: .*$1"
}

make_mistake 'uses memory that it has freed' main.c '/^\tmutex_destroy(&file->lock);$/d
/^\tkfree(file);$/a mutex_destroy(&file->lock);'
in_use boot "$wrong"
claim_complaint 'KASAN: slab-use-after-free'

make_mistake 'keeps a lock beyond a call' main.c '/^\tfilp->private_data = file;$/a mutex_lock(&file->lock);
/^\tdexdev_notifier_off(file);$/i mutex_unlock(&file->lock);'
in_use boot "$wrong"
claim_complaint 'lock held when returning to user space'

make_mistake 'may sleep with a lock held' entry.c '/^\tspin_unlock(pml);$/i might_sleep();'
in_use boot "$wrong"
claim_complaint 'sleeping function called from invalid context'

claims_done
