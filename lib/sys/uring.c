/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uring.c: liburing.
 */
#include "sys/uring.h"
#include "base/err.h"

#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <string.h>

struct uring {
	struct io_uring ring;
};

static int explain_open(int err)
{
	switch (err) {
	case ENOSYS:
		return err_set(EOPNOTSUPP, "io_uring: this kernel has none");
	case EPERM:
	case EACCES:
		return err_set(EOPNOTSUPP, "io_uring: this process may not use it; "
			       "see sysctl kernel.io_uring_disabled, or the container's seccomp profile");
	default:
		return err_set(err, "io_uring: cannot open a ring: %s", strerror(err));
	}
}

int uring_open(struct uring **uring)
{
	struct uring *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return -ENOMEM;
	err = io_uring_queue_init(1, &opened->ring, 0);
	if (err) {
		free(opened);
		return explain_open(-err);
	}
	*uring = opened;
	return 0;
}

void uring_close(struct uring *uring)
{
	if (!uring)
		return;
	io_uring_queue_exit(&uring->ring);
	free(uring);
}

int uring_prepare_buffer(struct uring *uring, void *start, size_t bytes)
{
	int err = uring_register(uring, start, bytes);

	if (err == -ENOMEM)
		return err_set(EOPNOTSUPP, "io_uring: may not pin %zu bytes; see ulimit -l", bytes);
	if (err)
		return err_set(-err, "io_uring: cannot register %zu bytes: %s", bytes, strerror(-err));
	return 0;
}

/* Submits the one request, and returns its result once it is complete. */
static int complete(struct uring *uring)
{
	struct io_uring_cqe *cqe = NULL;
	int err = io_uring_submit_and_wait(&uring->ring, 1);

	if (err < 0)
		return err;
	/* A signal ends the wait, not the request: the ring must be empty for the next. */
	do {
		err = io_uring_wait_cqe(&uring->ring, &cqe);
	} while (err == -EINTR);
	if (err)
		return err;
	err = cqe->res;
	io_uring_cqe_seen(&uring->ring, cqe);
	return err;
}

int uring_nop(struct uring *uring)
{
	struct io_uring_sqe *request = io_uring_get_sqe(&uring->ring);

	/* Only where an earlier one could not even be submitted, and is there still. */
	if (!request)
		return -EBUSY;
	io_uring_prep_nop(request);
	return complete(uring);
}

ssize_t uring_read(struct uring *uring, int fd, void *buffer, size_t bytes)
{
	struct io_uring_sqe *request = io_uring_get_sqe(&uring->ring);

	if (!request)
		return -EBUSY;
	io_uring_prep_read(request, fd, buffer, (unsigned int)bytes, 0);
	return complete(uring);
}

int uring_register(struct uring *uring, void *start, size_t bytes)
{
	const struct iovec buffer = { start, bytes };

	return io_uring_register_buffers(&uring->ring, &buffer, 1);
}

int uring_unregister(struct uring *uring)
{
	return io_uring_unregister_buffers(&uring->ring);
}

ssize_t uring_read_registered(struct uring *uring, int fd, void *buffer, size_t bytes)
{
	struct io_uring_sqe *request = io_uring_get_sqe(&uring->ring);

	if (!request)
		return -EBUSY;
	io_uring_prep_read_fixed(request, fd, buffer, (unsigned int)bytes, 0, 0);
	return complete(uring);
}
