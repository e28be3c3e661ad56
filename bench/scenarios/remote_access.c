/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * remote_access: an access to exclusive pages by another way than the process's own mapping.
 *
 * process_vm_readv() pins the pages and copies; /proc/PID/mem goes the way of ptrace's PEEK and
 * POKE (access_remote_vm()). Neither has an exception: get_user_pages() gives the page back and
 * looks again. The other process is this one: nothing in either path asks.
 * (process_vm_writev is a scenario of its own.)
 */
#include "run/kernel_touch.h"
#include "run/scenario.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

static struct state {
	struct kernel_touch touch;
	int mem_plus_one;	/* /proc/self/mem */
	pid_t self;
	char *buffer;		/* what was read */
} state;

static bool is(const struct run *run, const char *by)
{
	return !strcmp(values_text(&run->values, "by"), by);
}

static int setup(struct run *run)
{
	int err = kernel_touch_check(run), fd;

	if (!err)
		err = source_in_memory(&state.touch.source);
	fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	state.mem_plus_one = fd + 1;
	state.self = getpid();
	state.buffer = malloc(run->region.page_size);
	if (err || !state.buffer)
		return err ? err : -ENOMEM;
	/* So that no page of it faults while it is timed. */
	memset(state.buffer, 1, run->region.page_size);
	return fd < 0 ? err_set(errno, "/proc/self/mem: %s", strerror(errno)) : 0;
}

static ssize_t read_pages(void *of_run, void *page, size_t bytes)
{
	const struct iovec into = { state.buffer, bytes }, from = { page, bytes };
	ssize_t done = process_vm_readv(state.self, &into, 1, &from, 1, 0);

	return done < 0 ? -errno : done;
}

static ssize_t peek(void *of_run, void *page, size_t bytes)
{
	ssize_t done = pread(state.mem_plus_one - 1, state.buffer, bytes, (off_t)(uintptr_t)page);

	return done < 0 ? -errno : done;
}

static ssize_t poke(void *of_run, void *page, size_t bytes)
{
	ssize_t done = pwrite(state.mem_plus_one - 1, state.touch.source.content, bytes,
			      (off_t)(uintptr_t)page);

	return done < 0 ? -errno : done;
}

static int fire(struct run *run)
{
	if (is(run, "process_vm_readv"))
		return kernel_touch_fire(run, read_pages, NULL);
	return is(run, "mem_read") ? kernel_touch_fire(run, peek, NULL) :
	       kernel_touch_fire(run, poke, NULL);
}

static int observe(struct run *run)
{
	uint64_t mark = source_other_word(&state.touch.source);

	if (is(run, "mem_write"))
		return kernel_touch_check_data(run);
	if (*(uint64_t *)state.buffer != mark)
		return err_set(ENODATA, "%s: read %#llx, where %#llx was written", run->entry->name,
			       (unsigned long long)*(uint64_t *)state.buffer,
			       (unsigned long long)mark);
	return kernel_touch_check_marks(run);
}

static void teardown(struct run *run)
{
	if (state.mem_plus_one)
		close(state.mem_plus_one - 1);
	free(state.buffer);
	kernel_touch_teardown(run);
}

/* A read past the entry leaves a restored one old; no hardware has a part in it. */
static void predict_read(struct oracle *page)
{
	bool access_flag = page->traits.access_flag;

	if (!page->exclusive)
		return;
	page->traits.access_flag = true;
	oracle_touch(page, TOUCH_READ);
	page->traits.access_flag = access_flag;
	page->young = false;
}

static void predict(const struct run *run, struct oracle *page)
{
	kernel_touch_tell(run, page);
	if (is(run, "mem_write"))
		oracle_gup_write(page);
	else
		predict_read(page);
}

SCENARIO(remote_access) {
	.family		= "kernel touch",
	.summary	= "an access to an exclusive page by process_vm_readv() or /proc/PID/mem",
	.chart		= "touch",
	.needs		= NEED_MODULE | NEED_ROOT,
	.parameters	= (const struct parameter[]){
		PARAMETERS_KERNEL_TOUCH,
		{ "by", "process_vm_readv", "process_vm_readv|mem_read|mem_write", 0, 0,
		  "the system call, or /proc/self/mem, as a debugger peeks and pokes" },
		{ 0 }
	},
	STATE(state),
	.gup_faults	= true,
	.setup		= setup,
	.arm		= kernel_touch_arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
