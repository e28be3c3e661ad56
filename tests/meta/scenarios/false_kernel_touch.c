/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * false_kernel_touch: claims that the kernel pins the pages and puts data there.
 *
 * It reports success and does nothing, or copies where it says that it pins, or fails. Each
 * must be seen.
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"

#include <unistd.h>

static struct state {
	struct kernel_touch touch;
	char how;	/* the first letter of the parameter */
} state;

static int setup(struct run *run)
{
	int err = kernel_touch_check(run);

	state.how = values_text(&run->values, "how")[0];
	return err ? err : source_in_memory(&state.touch.source);
}

static int arm(struct run *run)
{
	int err = state.how == 'c' ? kernel_touch_count_pins(run) : 0;

	return err ? err : kernel_touch_arm(run);
}

static ssize_t pretend(void *of_run, void *page, size_t bytes)
{
	if (state.how == 'i')
		return (ssize_t)bytes;
	if (state.how == 'f')
		page = NULL;
	return pread(source_fd(&state.touch.source), page, bytes, 0) < 0 ? -errno : (ssize_t)bytes;
}

static int fire(struct run *run)
{
	return kernel_touch_fire(run, pretend, NULL);
}

static int observe(struct run *run)
{
	return state.how == 'c' ? kernel_touch_check_pins(run) : kernel_touch_check_data(run);
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	oracle_gup_write(page);
}

SCENARIO(false_kernel_touch) {
	.summary	= "a call that does not do what it is timed for",
	.parameters	= (const struct parameter[]){
		PARAMETER_FOLIO,
		{ "state", "plain", "plain", 0, 0, "as in the real ones" },
		{ "exclusive", "no", "no", 0, 0, "as in the real ones" },
		{ "how", "idle", "idle|copies|fails", 0, 0, "what it does instead" },
		{ 0 }
	},
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= kernel_touch_teardown,
	.predict	= predict,
};
