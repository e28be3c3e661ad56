/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * userfault.c: userfaultfd(2), one fault at a time.
 */
#include "sys/userfault.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fd_of(const struct userfault *userfault)
{
	return userfault->fd_plus_one - 1;
}

/* Linux 6.8; headers may be older. */
struct move {
	uint64_t to, from, bytes, mode;
	int64_t moved;
};
#define IOCTL_MOVE _IOWR(UFFDIO, 0x05, struct move)
static const uint64_t FEATURE_MOVE = UINT64_C(1) << 16;

/* What a kind takes of the kernel, and what it is called where the kernel has it not. */
static const struct kind {
	uint64_t feature, mode;
	const char *name;
} kinds[] = {
	[USERFAULT_WP] = { UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFDIO_REGISTER_MODE_WP, "write protection" },
	[USERFAULT_MINOR] = { UFFD_FEATURE_MINOR_SHMEM, UFFDIO_REGISTER_MODE_MINOR, "minor faults of shared memory" },
	[USERFAULT_MISSING] = { FEATURE_MOVE, UFFDIO_REGISTER_MODE_MISSING, "UFFDIO_MOVE" },
};

int userfault_open(struct userfault *userfault, const struct region *region,
		   enum userfault_kind kind, bool by_signal)
{
	struct uffdio_api api = { .api = UFFD_API, .features = kinds[kind].feature };
	struct uffdio_register request = {
		.range = { (uintptr_t)region->start, region->pages * region->page_size },
		.mode = kinds[kind].mode,
	};
	/* Poll needs a descriptor that does not block. */
	long fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY);

	if (fd < 0)
		return err_set(EOPNOTSUPP, "userfaultfd: %s", strerror(errno));
	if (by_signal)
		api.features |= UFFD_FEATURE_SIGBUS;
	*userfault = (struct userfault){ (int)fd + 1, kind, by_signal, *region };
	if (ioctl((int)fd, UFFDIO_API, &api))
		return err_set(EOPNOTSUPP, "userfaultfd: this kernel cannot handle %s", kinds[kind].name);
	if (ioctl((int)fd, UFFDIO_REGISTER, &request))
		return err_set(EOPNOTSUPP, "userfaultfd: cannot register the region: %s", strerror(errno));
	return 0;
}

void userfault_close(struct userfault *userfault)
{
	if (userfault->fd_plus_one)
		close(fd_of(userfault));
	userfault->fd_plus_one = 0;
}

int userfault_protect(const struct userfault *userfault)
{
	const struct region *region = &userfault->region;
	struct uffdio_writeprotect request = {
		.range = { (uintptr_t)region->start, region->pages * region->page_size },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	if (ioctl(fd_of(userfault), UFFDIO_WRITEPROTECT, &request))
		return err_set(errno, "UFFDIO_WRITEPROTECT: %s", strerror(errno));
	return 0;
}

void *userfault_wait(const struct userfault *userfault, int stop)
{
	struct pollfd files[] = {
		{ .fd = fd_of(userfault), .events = POLLIN },
		{ .fd = stop, .events = POLLIN },
	};
	struct uffd_msg message;

	for (;;) {
		poll(files, 2, -1);
		if (files[1].revents)
			return NULL;
		if (read(fd_of(userfault), &message, sizeof(message)) == (ssize_t)sizeof(message) &&
		    message.event == UFFD_EVENT_PAGEFAULT)
			return (void *)(uintptr_t)(message.arg.pagefault.address &
						   ~(uint64_t)(userfault->region.page_size - 1));
	}
}

int userfault_resolve(const struct userfault *userfault, void *page)
{
	struct uffdio_range range = { (uintptr_t)page, userfault->region.page_size };
	struct uffdio_writeprotect unprotect = {
		.range = range,
		.mode = userfault->by_signal ? UFFDIO_WRITEPROTECT_MODE_DONTWAKE : 0,
	};
	struct uffdio_continue resume = {
		.range = range,
		.mode = userfault->by_signal ? UFFDIO_CONTINUE_MODE_DONTWAKE : 0,
	};
	int err;

	if (userfault->kind == USERFAULT_WP)
		err = ioctl(fd_of(userfault), UFFDIO_WRITEPROTECT, &unprotect);
	else
		err = ioctl(fd_of(userfault), UFFDIO_CONTINUE, &resume);
	return err ? -errno : 0;
}

int userfault_move(const struct userfault *userfault, void *to, void *from, size_t bytes, size_t *moved)
{
	struct move move = { .to = (uintptr_t)to, .from = (uintptr_t)from, .bytes = bytes };
	int err = ioctl(fd_of(userfault), IOCTL_MOVE, &move) ? -errno : 0;

	*moved = move.moved > 0 ? (size_t)move.moved : 0;
	return err;
}

void userfault_give_up(const struct userfault *userfault)
{
	const struct region *region = &userfault->region;
	struct uffdio_range range = { (uintptr_t)region->start, region->pages * region->page_size };

	ioctl(fd_of(userfault), UFFDIO_UNREGISTER, &range);
	/* That wakes who waits for missing pages, and nobody else. */
	ioctl(fd_of(userfault), UFFDIO_WAKE, &range);
}
