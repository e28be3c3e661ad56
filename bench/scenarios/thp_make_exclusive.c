/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thp_make_exclusive: the device takes pages of a large folio.
 *
 * One sample is one request for the folio's first page, its last, or all. Where a PMD
 * maps the folio, the request splits that mapping first, which is one TLB flush. Up to
 * 6.14 the first page stands for all, each with a flush of its own, and a request for any
 * other is refused: that is counted as the fact "refused", and is no failure.
 */
#include "base/err.h"
#include "run/bystanders.h"
#include "run/large_steps.h"
#include "run/scenario.h"

#include <errno.h>
#include <string.h>

static struct state {
	struct large large;
	struct device_request *request;
	size_t offset;		/* bytes from the folio's start to the first page asked for */
	size_t refused;		/* requests of a trial */
	int error;		/* of one that failed in another way */
} state;

static size_t first_asked(const struct run *run)
{
	return strcmp(values_text(&run->values, "page"), "tail") ? 0 : large_pages(run) - 1;
}

static size_t asked(const struct run *run)
{
	return strcmp(values_text(&run->values, "page"), "all") ? 1 : large_pages(run);
}

static int setup(struct run *run)
{
	int err = large_map(&state.large, &run->region, large_order(run));

	if (err)
		return err;
	run->trial.pages_per_sample = asked(run);
	state.offset = first_asked(run) * run->region.page_size;
	err = device_prepare(&state.request, run->device, asked(run), FOLIO_DIRTY);
	return err ? err : bystanders_start(run);
}

static int arm(struct run *run)
{
	int err = large_fill(&state.large, &run->region);

	state.refused = 0;
	state.error = 0;
	if (!err)
		bystanders_begin(run);
	return err;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;

	for (size_t i = 0; i < trial->samples; i++) {
		char *target = (char *)trial->targets[i] + state.offset;
		uint64_t start = clock_start();
		int failed = device_fire(state.request, target);

		trial->ticks[i] = clock_stop() - start;
		if (failed && errno == EBUSY)
			state.refused++;
		else if (failed)
			state.error = errno;
	}
	return 0;
}

/* Whether it was right to refuse shows in how many pages are exclusive now. */
static int observe(struct run *run)
{
	if (state.error)
		return err_set(state.error, "make exclusive: %s", strerror(state.error));
	trial_add_fact(&run->trial, "refused", UNIT_COUNT, (double)state.refused);
	return bystanders_observe(run);
}

static void teardown(struct run *run)
{
	bystanders_stop(run);
	device_release(state.request);
	large_release(&state.large);
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	oracle_request_large(run, page, first_asked(run), asked(run));
}

SCENARIO(thp_make_exclusive) {
	.family		= "thp",
	.summary	= "making exclusive one page of a large folio, or all",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_REQUEST | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETERS_LARGE,
		{ "page", "head", "head|tail|all", 0, 0, "which pages of the folio a request is for" },
		PARAMETERS_BYSTANDERS_BY_DEFAULT("0"),
		{ 0 }
	},
	STATE(state),
	/* Where it gives back what it took, before it refuses. */
	.gup_faults	= true,
	.stride		= large_pages,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= bystanders_end,
	.teardown	= teardown,
	.predict	= predict,
};
