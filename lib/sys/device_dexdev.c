/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_dexdev.c: the requests of kmod/dexdev_uapi.h.
 */
#include "sys/device_ops.h"
#include "base/err.h"
#include "kmod/dexdev_uapi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct dexdev {
	struct device device;
	int fd;
};

static int fd_of(const struct device *device)
{
	return ((const struct dexdev *)device)->fd;
}

/* device.h names the bits again so that nobody else includes the ABI. */
_Static_assert((int)PTE_PRESENT == (int)DEXDEV_PTE_PRESENT &&
	       (int)PTE_EXCLUSIVE == (int)DEXDEV_PTE_EXCLUSIVE &&
	       (int)PTE_NONPRESENT == (int)DEXDEV_PTE_NONPRESENT &&
	       (int)PTE_HUGE == (int)DEXDEV_PTE_HUGE &&
	       (int)PTE_WRITE == (int)DEXDEV_PTE_WRITE &&
	       (int)PTE_DIRTY == (int)DEXDEV_PTE_DIRTY &&
	       (int)PTE_YOUNG == (int)DEXDEV_PTE_YOUNG &&
	       (int)PTE_SOFT_DIRTY == (int)DEXDEV_PTE_SOFT_DIRTY &&
	       (int)PTE_UFFD_WP == (int)DEXDEV_PTE_UFFD_WP, "the bits of pte_state are the ABI's");

static int check_version(int fd)
{
	struct dexdev_query query = { .abi = DEXDEV_ABI_VERSION };

	if (ioctl(fd, DEXDEV_QUERY, &query))
		return err_set(errno, DEXDEV_PATH ": cannot ask the module for its version: %s; "
			       "load the module built from this tree", strerror(errno));
	if (query.abi != DEXDEV_ABI_VERSION)
		return err_set(EPROTO, DEXDEV_PATH ": the module speaks ABI %u, this dexbench %u; "
			       "load the module built from this tree", query.abi, DEXDEV_ABI_VERSION);
	return 0;
}

static int explain_open(int err)
{
	switch (err) {
	case ENOENT:
		return err_set(err, DEXDEV_PATH ": the module dexdev is not loaded");
	case EACCES:
	case EPERM:
		return err_set(err, DEXDEV_PATH ": only root may use the module dexdev");
	default:
		return err_set(err, DEXDEV_PATH ": cannot open it: %s", strerror(err));
	}
}

static void dexdev_close(struct device *device)
{
	close(fd_of(device));
	free(device);
}

static int make_exclusive(struct device *device, void *start, size_t pages, enum folio folio, size_t *done)
{
	struct dexdev_make_exclusive request = {
		.abi = DEXDEV_ABI_VERSION,
		.flags = folio == FOLIO_CLEAN ? DEXDEV_FOLIO_CLEAN : 0,
		.start = (uintptr_t)start,
		.pages = pages,
	};
	int err = ioctl(fd_of(device), DEXDEV_MAKE_EXCLUSIVE, &request) ? -errno : 0;

	*done = request.done;
	return err;
}

struct device_request {
	int fd;
	struct dexdev_make_exclusive request;
};

static int prepare(struct device_request **request, struct device *device, size_t pages, enum folio folio)
{
	struct device_request *prepared = calloc(1, sizeof(*prepared));

	if (!prepared)
		return -ENOMEM;
	prepared->fd = fd_of(device);
	prepared->request.abi = DEXDEV_ABI_VERSION;
	prepared->request.flags = folio == FOLIO_CLEAN ? DEXDEV_FOLIO_CLEAN : 0;
	prepared->request.pages = pages;
	*request = prepared;
	return 0;
}

/* No other device has requests to fire: nothing stands between the caller and the ioctl(). */
int device_fire(struct device_request *request, void *start)
{
	request->request.start = (uintptr_t)start;
	return ioctl(request->fd, DEXDEV_MAKE_EXCLUSIVE, &request->request);
}

void device_release(struct device_request *request)
{
	free(request);
}

/* Nor can any other device. */
int device_hold(struct device *device, void *page, unsigned int microseconds)
{
	struct dexdev_hold request = {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)page,
		.microseconds = microseconds,
	};

	return ioctl(fd_of(device), DEXDEV_HOLD, &request) ? -errno : 0;
}

static int pte_states(struct device *device, void *start, size_t pages, uint16_t *states)
{
	struct dexdev_pte_state request = {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)start,
		.pages = pages,
	};
	uint32_t *raw = calloc(pages, sizeof(*raw));
	int err = 0;

	if (!raw)
		return -ENOMEM;
	request.states = (uintptr_t)raw;
	if (ioctl(fd_of(device), DEXDEV_PTE_STATE, &request))
		err = err_set(errno, "PTE state: page %llu of %zu: %s",
			      (unsigned long long)request.done, pages, strerror(errno));
	for (size_t i = 0; i < pages && !err; i++)
		states[i] = (uint16_t)(raw[i] & (PTE_STATES - 1));
	free(raw);
	return err;
}

static int try_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
		      uint64_t *sum, size_t *done)
{
	static const uint32_t ops[] = {
		[DEVICE_READ] = DEXDEV_READ, [DEVICE_ADD] = DEXDEV_ADD, [DEVICE_WRITE] = DEXDEV_WRITE,
	};
	struct dexdev_device_access request = {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)start,
		.pages = pages,
		.op = ops[op],
		.operand = operand,
	};
	int err = ioctl(fd_of(device), DEXDEV_DEVICE_ACCESS, &request) ? -errno : 0;

	*sum = request.sum;
	*done = request.done;
	return err;
}

static int notifier(struct device *device, void *start, size_t pages)
{
	struct dexdev_notifier request = {
		.abi = DEXDEV_ABI_VERSION,
		.flags = pages ? DEXDEV_NOTIFIER_ON : 0,
		.start = pages ? (uintptr_t)start : 0,
		.pages = pages,
	};

	if (ioctl(fd_of(device), DEXDEV_NOTIFIER, &request))
		return err_set(errno, "cannot switch the notifier %s for %zu pages: %s", pages ? "on" : "off",
			       pages, strerror(errno));
	return 0;
}

static int events_of(struct device *device, struct device_events *events)
{
	struct dexdev_counts request = { .abi = DEXDEV_ABI_VERSION };
	uint64_t all = 0;

	if (ioctl(fd_of(device), DEXDEV_COUNTS, &request))
		return err_set(errno, "cannot read what the notifier counted: %s", strerror(errno));
	for (int i = 0; i < DEXDEV_EVENT_COUNT; i++)
		all += request.events[i];
	events->taken = request.events[DEXDEV_EVENT_EXCLUSIVE_OWN];
	events->restored = request.events[DEXDEV_EVENT_EXCLUSIVE_OTHER] + request.events[DEXDEV_EVENT_CLEAR];
	events->other = all - events->taken - events->restored;
	return 0;
}

static int cpu_flags(struct device *device, struct cpu_flags *flags)
{
	struct dexdev_cpu request = { .abi = DEXDEV_ABI_VERSION };

	if (ioctl(fd_of(device), DEXDEV_CPU, &request))
		return err_set(errno, DEXDEV_PATH ": cannot ask for the CPU's registers: %s",
			       strerror(errno));
	*flags = (struct cpu_flags){
		.has_access_flag = request.has & DEXDEV_CPU_ACCESS_FLAG,
		.has_dirty_flag = request.has & DEXDEV_CPU_DIRTY_FLAG,
		.uses_access_flag = request.uses & DEXDEV_CPU_ACCESS_FLAG,
		.uses_dirty_flag = request.uses & DEXDEV_CPU_DIRTY_FLAG,
	};
	return 0;
}

static const struct device_ops ops = {
	.name = "dexdev",
	.close = dexdev_close,
	.make_exclusive = make_exclusive,
	.pte_states = pte_states,
	.try_access = try_access,
	.notifier = notifier,
	.events = events_of,
	.prepare = prepare,
	.cpu_flags = cpu_flags,
};

int dexdev_open(struct device **device)
{
	int fd = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);
	struct dexdev *dexdev;
	int err;

	if (fd < 0)
		return explain_open(errno);
	err = check_version(fd);
	dexdev = err ? NULL : malloc(sizeof(*dexdev));
	if (!dexdev) {
		close(fd);
		return err ? err : -ENOMEM;
	}
	*dexdev = (struct dexdev){ .device.ops = &ops, .fd = fd };
	*device = &dexdev->device;
	return 0;
}
