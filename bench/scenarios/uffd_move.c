/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uffd_move: UFFDIO_MOVE of pages that a device holds, to another mapping (Linux 6.8).
 *
 * A present page moves. What is on its way elsewhere gives EAGAIN until it has arrived, and a
 * call that comes again moves it. An exclusive page should do either; the kernel answers EFAULT
 * instead, however often it is asked. One sample moves "batch" pages; a call that says EAGAIN is
 * repeated within it.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/userfault.h"

#include <sys/mman.h>

enum { MOST_CALLS = 1000 };

static struct state {
	struct userfault userfault;
	struct region to;
	size_t calls, refused;	/* samples that were not moved */
	int error;		/* of the last of these */
} state;

static int setup(struct run *run)
{
	int err = region_map(&state.to, run->region.pages, run->region.node);

	return err ? err : userfault_open(&state.userfault, &state.to, USERFAULT_MISSING, false);
}

static int arm(struct run *run)
{
	int err = region_discard(&state.to);

	state.calls = state.refused = 0;
	state.error = 0;
	return err ? err : entries_make(run, &run->region);
}

static int move(char *from, char *to, size_t bytes)
{
	size_t moved = 0;
	int err = -EAGAIN;

	for (int i = 0; i < MOST_CALLS && err == -EAGAIN; i++) {
		size_t done = 0;

		err = userfault_move(&state.userfault, to + moved, from + moved, bytes - moved,
				     &done);
		state.calls++;
		moved += done;
	}
	return err;
}

static int fire(struct run *run)
{
	struct trial *trial = &run->trial;
	size_t bytes = trial->pages_per_sample * run->region.page_size;

	for (size_t i = 0; i < trial->samples; i++) {
		char *from = trial->targets[i];
		char *to = state.to.start + (from - run->region.start);
		uint64_t start = clock_start();
		int err = move(from, to, bytes);

		trial->ticks[i] = clock_stop() - start;
		if (err) {
			state.refused++;
			state.error = -err;
		}
	}
	return 0;
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "move_calls", UNIT_COUNT, (double)state.calls);
	trial_add_fact(&run->trial, "moves_refused", UNIT_COUNT, (double)state.refused);
	trial_add_fact(&run->trial, "move_errno", UNIT_COUNT, state.error);
	trial_add_fact(&run->trial, "moved_pages", UNIT_COUNT,
		       (double)((run->trial.samples - state.refused) *
				run->trial.pages_per_sample));
	if (!state.refused)
		return entries_check(run, state.to.start, 0, run->region.pages);
	trial_find(&run->trial, "UFFDIO_MOVE refused %zu of %zu requests of %s pages: %s",
		   state.refused, run->trial.samples, entries_words(run), strerror(state.error));
	return 0;
}

static void disarm(struct run *run)
{
	region_discard(&run->region);
}

static void teardown(struct run *run)
{
	userfault_close(&state.userfault);
	region_unmap(&state.to);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	/* How the kernel gets hold of an exclusive page is its own affair. */
	if (entries_are_exclusive(run)) {
		page->maybe++;
		page->any_flushes = true;
	} else {
		oracle_flush(page);
	}
	oracle_discard(page);
}

static const char move_in_c[] =
	"struct { uint64_t to, from, bytes, mode; int64_t moved; } move;\n"
	"struct uffdio_api api = { .api = UFFD_API, .features = 1 << 16 }; /* UFFD_FEATURE_MOVE */\n"
	"struct uffdio_register range = { .range.len = PAGES * size, .mode = 1 };\n"
	"int how = PROT_READ | PROT_WRITE, fd = syscall(__NR_userfaultfd, O_NONBLOCK);\n"
	"char *to = mmap(NULL, PAGES * size, how, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
	"\n"
	"range.range.start = (uintptr_t)to;\n"
	"if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &range))\n"
	"\terr(2, \"userfaultfd without UFFDIO_MOVE\");\n"
	"for (long at = 0; at < PAGES * size; at += size) {\n"
	"\tmove.to = (uintptr_t)to + at;\n"
	"\tmove.from = (uintptr_t)p + at;\n"
	"\tmove.bytes = size;\n"
	"\tmove.mode = 0;\n"
	"\tbad += ioctl(fd, _IOC(3, 0xaa, 5, sizeof(move)), &move) != 0; /* UFFDIO_MOVE */\n"
	"}";

SCENARIO(uffd_move) {
	.in_c		= { .find = move_in_c, .bad = "exclusive pages that do not move" },
	.family		= "life cycle",
	.summary	= "UFFDIO_MOVE of \"batch\" exclusive pages to another mapping",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL, { 0 } },
	STATE(state),
	.gup_faults	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};
