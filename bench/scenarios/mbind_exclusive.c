/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mbind_exclusive: mbind() of exclusive pages to another node, to be moved and strictly.
 *
 * MPOL_MF_STRICT with MPOL_MF_MOVE: the call fails with EIO where pages could not be moved
 * (mbind(2)). So either all pages are on the other node afterwards, or it fails. Since 6.15
 * exclusive pages move as others do when the kernel finds them by their folio.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <numaif.h>

static struct state {
	unsigned long home, away;	/* masks of one node */
	int away_node;
	int error;
} state;

static int setup(struct run *run)
{
	int home = topology_node_of_cpu(run->topology, run->cpu);

	state.away_node = home ? 0 : 1;
	state.home = 1ul << home;
	state.away = 1ul << state.away_node;
	return 0;
}

static int bind_to(void *start, size_t bytes, unsigned long node)
{
	return (int)mbind(start, bytes, MPOL_BIND, &node, sizeof(node) * 8,
			  MPOL_MF_MOVE | MPOL_MF_STRICT);
}

static int arm(struct run *run)
{
	state.error = 0;
	return entries_make(run, &run->region);
}

/* That it fails is an answer. */
static int send_away(void *start, size_t bytes)
{
	if (bind_to(start, bytes, state.away))
		state.error = errno;
	return state.error && state.error != EIO ? -1 : 0;
}

static int fire(struct run *run)
{
	return entries_fire(run, send_away, "mbind");
}

static int observe(struct run *run)
{
	size_t moved = 0;
	/* The CPU has them back then, and they can be asked for. */
	int err = entries_check_region(run);

	if (!err)
		err = region_count_on_node(&run->region, state.away_node, &moved);
	trial_add_fact(&run->trial, "moved_pages", UNIT_COUNT, (double)moved);
	trial_add_fact(&run->trial, "mbind_errno", UNIT_COUNT, state.error);
	if (!err && !state.error && moved != run->region.pages)
		trial_find(&run->trial, "mbind(MPOL_MF_MOVE | MPOL_MF_STRICT) of %zu %s pages "
			   "succeeded and moved %zu", run->region.pages, entries_words(run), moved);
	return err;
}

static void disarm(struct run *run)
{
	region_discard(&run->region);
	bind_to(run->region.start, run->region.pages * run->region.page_size, state.home);
}

/* Which way an exclusive page goes is the kernel's own affair. */
static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	page->any_entry = entries_are_exclusive(run);
	entries_predict_thread(page);
}

SCENARIO(mbind_exclusive) {
	.family		= "life cycle",
	.summary	= "mbind() of \"batch\" exclusive pages to another NUMA node",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_TWO_NODES,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE,
		{ "batch", "all", "all", 1, 1 << 20, "pages a call" }, { 0 }
	},
	STATE(state),
	.leaves_cpu	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.predict	= predict,
};
