/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hmm_range: a device's range fault (hmm_range_fault()) over pages that another device holds.
 *
 * The kernel's test_hmm asks for the pages as a driver does that mirrors page tables: it reads, or
 * writes, through what the walk found, 32 or 64 pages at a time. The walk has an exclusive page
 * faulted in, and begins again behind it. One that only looks (a snapshot) changes nothing.
 * The pages are held by dexdev: load test_hmm as well.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* lib/test_hmm_uapi.h of the kernel, of which no package has the header. */
struct mirror_request {
	uint64_t start, buffer, pages, copied, faults;
};

enum { MIRROR_READ = 0, MIRROR_WRITE = 1, MIRROR_SNAPSHOT = 4 };
#define MIRROR(request)	_IOWR('H', request, struct mirror_request)

static struct state {
	int fd_plus_one;
	unsigned long request;
	char *buffer;		/* what is read, or is to be written; of a snapshot a byte a page */
	uint64_t faults;	/* ranges that it says it faulted */
} state;

static bool accesses(const struct run *run, const char *how)
{
	return !strcmp(values_text(&run->values, "access"), how);
}

static int setup(struct run *run)
{
	size_t bytes = run->trial.pages_per_sample * run->region.page_size;
	int fd = open("/dev/hmm_dmirror0", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return err_set(EOPNOTSUPP, "/dev/hmm_dmirror0: %s: load test_hmm", strerror(errno));
	state.fd_plus_one = fd + 1;
	state.request = accesses(run, "write") ? MIRROR(MIRROR_WRITE) :
			accesses(run, "read") ? MIRROR(MIRROR_READ) : MIRROR(MIRROR_SNAPSHOT);
	state.buffer = malloc(bytes);
	if (!state.buffer)
		return -ENOMEM;
	memset(state.buffer, 1, bytes);
	return 0;
}

static int arm(struct run *run)
{
	state.faults = 0;
	return entries_make(run, &run->region);
}

static int ask(void *start, size_t bytes)
{
	struct mirror_request request = {
		.start = (uintptr_t)start,
		.buffer = (uintptr_t)state.buffer,
		.pages = bytes / (size_t)sysconf(_SC_PAGESIZE),
	};
	int failed = ioctl(state.fd_plus_one - 1, state.request, &request);

	state.faults += request.faults;
	return failed;
}

static int fire(struct run *run)
{
	return entries_fire(run, ask, "test_hmm");
}

static int observe(struct run *run)
{
	trial_add_fact(&run->trial, "range_faults", UNIT_COUNT, (double)state.faults);
	return accesses(run, "write") ? 0 : entries_check_region(run);
}

static void teardown(struct run *run)
{
	if (state.fd_plus_one)
		close(state.fd_plus_one - 1);
	free(state.buffer);
}

static void predict(const struct run *run, struct oracle *page)
{
	bool access_flag = page->traits.access_flag;

	entries_predict(run, page);
	oracle_fire(page);
	if (accesses(run, "snapshot") || !page->exclusive)
		return;
	/* The fault is of a write where the device writes; no CPU makes the entry young. */
	page->traits.access_flag = true;
	oracle_touch(page, TOUCH_READ);
	page->traits.access_flag = access_flag;
	page->young = false;
}

SCENARIO(hmm_range) {
	.family		= "kernel touch",
	.summary	= "a device's range fault over \"batch\" exclusive pages of another device",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_REQUEST,
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE, PARAMETER_BATCH_OR_ALL,
		{ "access", "read", "read|write|snapshot", 0, 0,
		  "what the device does with the pages; snapshot: it asks what is there" },
		{ 0 }
	},
	STATE(state),
	.gup_faults	= true,
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
