/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h: the states that several scenarios bring exclusive pages to, and the touches of these.
 *
 * A state called S is two functions: S_arm() works on the whole region and returns 0, or
 * -errno with a line in err_text(); S_predict() tells the oracle the same of one page; S_IN_C
 * is S_arm() behind exclusive_arm() as lines of C (struct in_c).
 */
#ifndef RUN_STEPS_H
#define RUN_STEPS_H

#include "run/run.h"
#include "sys/tracking.h"

/* One request for all pages: no system call stands between two samples. */
static inline int exclusive_arm(struct run *run)
{
	return device_make_exclusive(run->device, run->region.start, run->region.pages,
				     run_folio(run));
}

static inline void exclusive_predict(const struct run *run, struct oracle *page)
{
	oracle_make_exclusive(page, run_folio(run));
}

#define exclusive_IN_C	NULL

/* A first touch, untimed, if the timed one is to come after it. */
__attribute__((always_inline))
static inline int state_touched(struct run *run, int armed, bool read_first)
{
	if (!armed && read_first)
		touch_each(&run->trial, touch_read);
	return armed;
}

/* What is timed, what it is for the oracle, and whether an untimed read comes before it. */
#define STATE_READ		touch_read, TOUCH_READ, false, "(void)*page;"
#define STATE_WRITE		touch_write, TOUCH_WRITE, false, "*page = 1;"
#define STATE_RMW		touch_rmw, TOUCH_RMW, false, "__atomic_fetch_add(page, 1, __ATOMIC_SEQ_CST);"
#define STATE_WRITE_AFTER_READ	touch_write, TOUCH_WRITE, true, "*page = 1;"

/*
 * STATE_TOUCH - define the scenario called @id: the touch @how of pages in @state.
 *
 *	STATE_TOUCH(soft_dirty_read, soft_dirty, STATE_READ,
 *		    .family = "upgrade",
 *		    .summary = "the first read after soft-dirty tracking was armed",
 *		    ...);
 */
#define STATE_TOUCH(id, state, how, ...)	STATE_TOUCH_AS(id, state, how, __VA_ARGS__)
#define STATE_TOUCH_AS(id, state, touch, kind, first, c_touch, ...)			\
	static int id##_arm(struct run *run)					\
	{									\
		return state_touched(run, state##_arm(run), first);		\
	}									\
										\
	static int id##_fire(struct run *run)					\
	{									\
		return fire_each(&run->trial, touch);				\
	}									\
										\
	static void id##_predict(const struct run *run, struct oracle *page)	\
	{									\
		state##_predict(run, page);					\
		if (first)							\
			oracle_touch(page, TOUCH_READ);				\
		oracle_fire(page);						\
		oracle_touch(page, kind);					\
	}									\
										\
	SCENARIO(id) {								\
		.parameters = (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },	\
		.arm	    = id##_arm,						\
		.fire	    = id##_fire,					\
		.predict    = id##_predict,					\
		.in_c	    = { state##_IN_C, c_touch, first, !(first) },	\
		__VA_ARGS__							\
	}

#endif /* RUN_STEPS_H */
