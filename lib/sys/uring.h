/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uring.h: io_uring, one request at a time.
 *
 * No poll thread and no second request: whatever the kernel does for a request it
 * does in the thread that asks, inside the call.
 */
#ifndef SYS_URING_H
#define SYS_URING_H

#include <stddef.h>
#include <sys/types.h>

struct uring;

/*
 * Opens a ring. Returns 0 with *@uring for the caller to uring_close(), or -errno with a line
 * in err_text(): -EOPNOTSUPP where this kernel has no io_uring, or this process may not use it.
 */
int uring_open(struct uring **uring);

/* Closes it, which lets go of a registered buffer too. NULL is fine. */
void uring_close(struct uring *uring);

/*
 * As uring_register(), but not for the clock: it leaves a line in err_text(), and returns
 * -EOPNOTSUPP where this process may not pin as much.
 */
int uring_prepare_buffer(struct uring *uring, void *start, size_t bytes);

/*
 * What follows is for the clock: it returns -errno without a line in err_text().
 *
 * A request that does nothing. It writes all memory of this process that any other request
 * writes, but for what that reads into: so none takes a fault of its own after it. Returns 0.
 */
int uring_nop(struct uring *uring);

/* Reads @bytes from the beginning of @fd into @buffer. Returns how many were read. */
ssize_t uring_read(struct uring *uring, int fd, void *buffer, size_t bytes);

/*
 * Registers @bytes from @start: the kernel pins the pages, until they are unregistered. There
 * is one such buffer at most. Both return 0.
 */
int uring_register(struct uring *uring, void *start, size_t bytes);
int uring_unregister(struct uring *uring);

/* As uring_read(), into a part of what is registered: through the pins, not through the mapping. */
ssize_t uring_read_registered(struct uring *uring, int fd, void *buffer, size_t bytes);

#endif /* SYS_URING_H */
