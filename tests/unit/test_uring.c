/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_uring: io_uring's requests, what a page is read from, and pins that are counted.
 * links: sys base
 */
#include "base/err.h"
#include "sys/pins.h"
#include "sys/region.h"
#include "sys/source.h"
#include "sys/uring.h"
#include "tests/tap.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Has io_uring_setup() fail with @err from here on, as a container's seccomp profile would. */
static int refuse_io_uring(unsigned int err)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | err),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = { sizeof(program) / sizeof(program[0]), program };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) ? -errno : 0;
}

enum { SKIPPED_WITH_REASON, NOT_SKIPPED, NO_FILTER };

/* In a child, for a filter never goes away again. */
static int open_where_refused(unsigned int err, const char *reason)
{
	struct uring *uring = NULL;
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (refuse_io_uring(err))
			_exit(NO_FILTER);
		if (uring_open(&uring) == -EOPNOTSUPP && strstr(err_text(-EOPNOTSUPP), reason) && !uring)
			_exit(SKIPPED_WITH_REASON);
		_exit(NOT_SKIPPED);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return NOT_SKIPPED;
	return WEXITSTATUS(status);
}

static void refusals(void)
{
	int seen = open_where_refused(EPERM, "may not use it");

	if (seen == NO_FILTER) {
		claim_skip("where io_uring is refused, it is not supported", "no seccomp filter can be set here");
		return;
	}
	claim(seen == SKIPPED_WITH_REASON, "where io_uring is refused, it is not supported, and says why");
	claim(open_where_refused(ENOSYS, "this kernel has none") == SKIPPED_WITH_REASON,
	      "and where there is none, too");
}

static void requests(struct uring *uring, const struct source *source, struct region *region)
{
	char *page = region_page(region, 1);

	claim(!uring_nop(uring), "a request that does nothing succeeds");
	claim(uring_read(uring, source_fd(source), page, source->bytes) == (ssize_t)source->bytes,
	      "a page is read");
	claim(!memcmp(page, source->content, source->bytes), "and it is the source's");
	claim(uring_read(uring, -1, page, source->bytes) == -EBADF, "a file that is none is refused");
	claim(uring_read(uring, source_fd(source), NULL, source->bytes) == -EFAULT, "and so is a buffer");
	claim(!uring_nop(uring), "and the ring goes on");
}

static void buffers(struct uring *uring, const struct source *source, struct region *region)
{
	size_t bytes = region->pages * region->page_size;
	int err;

	claim(uring_unregister(uring) == -ENXIO, "nothing is registered at first");
	err = uring_register(uring, region->start, bytes);
	if (err == -ENOMEM) {
		claim_skip("a buffer is registered", "the limit of locked memory is too low");
		return;
	}
	claim(!err, "a buffer is registered");
	claim(uring_prepare_buffer(uring, region->start, bytes) == -EBUSY &&
	      strstr(err_text(-EBUSY), "cannot register"), "a second one is refused, in words");
	claim(uring_read_registered(uring, source_fd(source), region_page(region, 3), source->bytes) ==
	      (ssize_t)source->bytes, "a page of it is read into");
	claim(!memcmp(region_page(region, 3), source->content, source->bytes), "and has the source's data");
	claim(uring_read_registered(uring, source_fd(source), region->start + bytes, source->bytes) == -EFAULT,
	      "a page outside of it is refused");
	claim(!uring_unregister(uring), "it is unregistered");
}

static void pins(struct uring *uring, struct region *region)
{
	int64_t before, after;
	int err = pins_taken(&before);

	if (err) {
		claim_skip("pins are counted", err_text(err));
		return;
	}
	if (!uring_register(uring, region->start, region->pages * region->page_size)) {
		claim(!pins_taken(&after) && after - before >= (int64_t)region->pages,
		      "each page of a registered buffer is one pin more");
		uring_unregister(uring);
	}
}

static void sources(void)
{
	struct source disk = { 0 };
	char page[65536] __attribute__((aligned(4096)));
	int err;

	setenv("TMPDIR", "/nonexistent", 1);
	err = source_on_disk(&disk);
	claim(!err || (err == -EOPNOTSUPP && strstr(err_text(err), "TMPDIR")),
	      "a disk that cannot be read directly is not supported, and the way out is named");
	source_close(&disk);
	unsetenv("TMPDIR");

	err = source_on_disk(&disk);
	if (err) {
		claim_skip("a page is on a disk", err_text(err));
	} else {
		claim(pread(source_fd(&disk), page, disk.bytes, 0) == (ssize_t)disk.bytes &&
		      !memcmp(page, disk.content, disk.bytes), "a page on a disk is what it is said to be");
		claim(*(uint64_t *)disk.content != source_other_word(&disk), "a mark is not what it begins with");
	}
	source_close(&disk);
	claim(!disk.content && source_fd(&disk) == -1, "a closed source is empty");
	source_close(&disk);
}

int main(void)
{
	struct source memory = { 0 };
	struct uring *uring = NULL;
	struct region region = { 0 };
	int err;

	uring_close(NULL);
	sources();
	refusals();
	claim(!source_in_memory(&memory) && !region_map(&region, 8, REGION_ANY_NODE), "there is memory to read");
	err = uring_open(&uring);
	if (err) {
		claim_skip("io_uring opens", err_text(err));
	} else {
		requests(uring, &memory, &region);
		buffers(uring, &memory, &region);
		pins(uring, &region);
	}
	uring_close(uring);
	source_close(&memory);
	region_unmap(&region);
	return claims_done();
}
