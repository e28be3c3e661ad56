/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shootdown_restore: the CPU takes pages back while the process is busy elsewhere.
 *
 * A restore makes an entry present that no TLB can hold: nothing is flushed and no
 * bystander is interrupted. What the initiator pays beyond restore_read is for the locks
 * and cache lines that it shares with them.
 */
#include "run/bystanders.h"
#include "run/scenario.h"
#include "run/steps.h"

static int arm(struct run *run)
{
	int err = exclusive_arm(run);

	if (!err)
		bystanders_begin(run);
	return err;
}

static int fire(struct run *run)
{
	return fire_each(&run->trial, touch_read);
}

static void predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

SCENARIO(shootdown_restore) {
	.family		= "shootdown",
	.summary	= "the first read of an exclusive page while bystanders of the process run",
	.chart		= "shootdown",
	.chart_axis	= "bystanders",
	.needs		= NEED_MODULE | NEED_TWO_CPUS,
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, PARAMETERS_BYSTANDERS, { 0 } },
	.setup		= bystanders_start,
	.arm		= arm,
	.fire		= fire,
	.observe	= bystanders_observe,
	.disarm		= bystanders_end,
	.teardown	= bystanders_stop,
	.predict	= predict,
};
