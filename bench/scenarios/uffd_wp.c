/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uffd_wp: writes to an exclusive page after userfaultfd write protection was armed.
 *
 * The restore keeps the protection, so the write faults once more, on all kernels: the
 * protection asks for it. Asynchronous mode lets the kernel resolve that fault without a handler.
 *
 * uffd_wp_resolved_write: the protection was resolved again, so nothing watches the page any more.
 * Up to 6.14 arming turns the entry into the read-only type and resolving does not turn it
 * back, so the write costs an extra write fault all the same. Nothing touches the pages while
 * they are protected, so that no handler is needed.
 */
#include "run/scenario.h"
#include "run/steps.h"

static struct state {
	struct write_protection wp;
} state;

static int open_async(struct run *run)
{
	return wp_open(&state.wp, &run->region, WP_ASYNC);
}

static int open_blocking(struct run *run)
{
	return wp_open(&state.wp, &run->region, WP_BLOCKING);
}

static int armed_arm(struct run *run)
{
	int err = exclusive_arm(run);

	return err ? err : wp_arm(&state.wp, &run->region);
}

static void armed_predict(const struct run *run, struct oracle *page)
{
	exclusive_predict(run, page);
	oracle_arm_uffd_wp(page);
}

static int resolved_arm(struct run *run)
{
	int err = armed_arm(run);

	return err ? err : wp_resolve(&state.wp, &run->region);
}

static void resolved_predict(const struct run *run, struct oracle *page)
{
	armed_predict(run, page);
	oracle_resolve_uffd_wp(page);
}

static void teardown(struct run *run)
{
	wp_close(&state.wp);
}

#define WP_IN_C(last)							\
	"int fd = syscall(SYS_userfaultfd, O_CLOEXEC);\n"		\
	"struct uffdio_api api = { UFFD_API, UFFD_FEATURE_PAGEFAULT_FLAG_WP | 1 << 15, 0 };\n" \
	"struct uffdio_register all = { { (uintptr_t)p, PAGES * size }, UFFDIO_REGISTER_MODE_WP, 0 };\n" \
	"struct uffdio_writeprotect no = { all.range, 0 }, wp = { all.range, 1 /* MODE_WP */ };\n" \
	"if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &all) ||\n" \
	"    ioctl(fd, UFFDIO_WRITEPROTECT, &wp)" last ")\n"		\
	"\terr(2, \"userfaultfd\");"
#define armed_IN_C	WP_IN_C(" || (no.mode = 0)")
#define resolved_IN_C	WP_IN_C(" || ioctl(fd, UFFDIO_WRITEPROTECT, &no)")

STATE_TOUCH(uffd_wp_armed_write, armed, STATE_WRITE,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first write after userfaultfd-wp was armed (async)",
	    STATE(state), .setup = open_async, .teardown = teardown);

STATE_TOUCH(uffd_wp_resolved_write, resolved, STATE_WRITE,
	    .family = "upgrade", .chart = "touch", .needs = NEED_MODULE,
	    .summary = "the first write after userfaultfd-wp was armed and resolved",
	    STATE(state), .setup = open_blocking, .teardown = teardown);
