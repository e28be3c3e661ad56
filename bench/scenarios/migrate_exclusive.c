/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * migrate_exclusive: the first touch of a page that the kernel tried to move while a device held it.
 *
 * Up to 6.14 the page cannot be moved: it has references that no mapping accounts for. The entry stays
 * exclusive, and the touch is a plain restore. Since 6.15 the page moves, and the entry that is left is
 * present but read-only: a read costs nothing, and the first write one extra write fault. The kernel is
 * asked by soft offlining, which moves one page by its frame as compaction and memory hot-unplug do.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"
#include "sys/walkers.h"

#include <stdlib.h>

static struct state {
	struct pagemap_entry *before, *after;
	size_t refused, mapped;
} state;

static int setup(struct run *run)
{
	state.before = calloc(run->region.pages, sizeof(*state.before));
	state.after = calloc(run->region.pages, sizeof(*state.after));
	return state.before && state.after ? entries_check_sacrifice(run) : -ENOMEM;
}

/* That the kernel refuses is an answer; only that it cannot be asked is an error. */
static int move(struct run *run, size_t page)
{
	uint64_t count = 0;
	int err = pagemap_map_count(state.before[page].frame, &count);

	state.mapped += count > 0;
	if (!err)
		err = walker_soft_offline(state.before[page].frame, run->region.page_size);
	if (err != -EBUSY && err != -EIO && err != -EAGAIN)
		return err;
	state.refused++;
	return 0;
}

static int arm(struct run *run)
{
	int err = entries_make(run, &run->region);

	state.refused = state.mapped = 0;
	if (!err)
		err = walker_drain();
	if (!err)
		err = pagemap_read(&run->region, state.before);
	for (size_t i = 0; i < run->region.pages && !err; i++)
		err = move(run, i);
	return err ? err : pagemap_read(&run->region, state.after);
}

static int observe(struct run *run)
{
	size_t moved = 0;

	for (size_t i = 0; i < run->region.pages; i++)
		moved += state.before[i].frame != state.after[i].frame;
	trial_add_fact(&run->trial, "moved_pages", UNIT_COUNT, (double)moved);
	trial_add_fact(&run->trial, "refused_pages", UNIT_COUNT, (double)state.refused);
	trial_add_fact(&run->trial, "mapped_pages", UNIT_COUNT, (double)state.mapped);
	if (moved + state.refused != run->region.pages)
		trial_find(&run->trial, "%zu pages moved and %zu refused are not %zu", moved,
			   state.refused, run->region.pages);
	return entries_check_region(run);
}

static void teardown(struct run *run)
{
	free(state.before);
	free(state.after);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_migrate(page);
	oracle_fire(page);
	entries_predict_touch(run, page);
}

SCENARIO(migrate_exclusive) {
	.family		= "life cycle",
	.summary	= "the first touch of a page that was moved, or could not be, while exclusive",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_TOUCH, PARAMETER_SACRIFICE, { 0 }
	},
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= entries_touch,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
