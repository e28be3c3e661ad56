/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.c: the requests of kmod/dexdev_uapi.h.
 */
#include "sys/device.h"
#include "base/err.h"
#include "kmod/dexdev_uapi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct device {
	int fd;
};

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

int device_open(struct device **device, const char *name)
{
	int fd, err;

	if (name && strcmp(name, "dexdev"))
		return err_set(EINVAL, "--device=%s: must be dexdev", name);

	fd = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return explain_open(errno);

	err = check_version(fd);
	if (err)
		goto out_close;

	*device = malloc(sizeof(**device));
	if (!*device) {
		err = -ENOMEM;
		goto out_close;
	}
	(*device)->fd = fd;
	return 0;

out_close:
	close(fd);
	return err;
}

void device_close(struct device *device)
{
	if (!device)
		return;
	close(device->fd);
	free(device);
}

int device_make_exclusive(struct device *device, void *start, size_t pages, enum folio folio)
{
	struct dexdev_make_exclusive request = {
		.abi = DEXDEV_ABI_VERSION,
		.flags = folio == FOLIO_CLEAN ? DEXDEV_FOLIO_CLEAN : 0,
		.start = (uintptr_t)start,
		.pages = pages,
	};

	if (ioctl(device->fd, DEXDEV_MAKE_EXCLUSIVE, &request))
		return err_set(errno, "make exclusive: page %llu of %zu: %s",
			       (unsigned long long)request.done, pages, strerror(errno));
	return 0;
}

struct device_request {
	int fd;
	struct dexdev_make_exclusive request;
};

struct device_request *device_prepare(struct device *device, size_t pages, enum folio folio)
{
	struct device_request *prepared = calloc(1, sizeof(*prepared));

	if (!prepared)
		return NULL;
	prepared->fd = device->fd;
	prepared->request.abi = DEXDEV_ABI_VERSION;
	prepared->request.flags = folio == FOLIO_CLEAN ? DEXDEV_FOLIO_CLEAN : 0;
	prepared->request.pages = pages;
	return prepared;
}

int device_fire(struct device_request *request, void *start)
{
	request->request.start = (uintptr_t)start;
	return ioctl(request->fd, DEXDEV_MAKE_EXCLUSIVE, &request->request);
}

void device_release(struct device_request *request)
{
	free(request);
}

int device_pte_states(struct device *device, void *start, size_t pages, uint16_t *states)
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
	if (ioctl(device->fd, DEXDEV_PTE_STATE, &request))
		err = err_set(errno, "PTE state: page %llu of %zu: %s",
			      (unsigned long long)request.done, pages, strerror(errno));
	for (size_t i = 0; i < pages && !err; i++)
		states[i] = (uint16_t)(raw[i] & (PTE_STATES - 1));
	free(raw);
	return err;
}

int device_try_make_exclusive(struct device *device, void *start, size_t pages, size_t *done)
{
	struct dexdev_make_exclusive request = {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)start,
		.pages = pages,
	};
	int err = ioctl(device->fd, DEXDEV_MAKE_EXCLUSIVE, &request) ? -errno : 0;

	*done = request.done;
	return err;
}

int device_try_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
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
	int err = ioctl(device->fd, DEXDEV_DEVICE_ACCESS, &request) ? -errno : 0;

	*sum = request.sum;
	*done = request.done;
	return err;
}

int device_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
		  uint64_t *sum)
{
	size_t done;
	int err = device_try_access(device, start, pages, op, operand, sum, &done);

	if (err)
		return err_set(-err, "device access: page %zu of %zu: %s", done, pages, strerror(-err));
	return 0;
}

int device_notifier(struct device *device, void *start, size_t pages)
{
	struct dexdev_notifier request = {
		.abi = DEXDEV_ABI_VERSION,
		.flags = pages ? DEXDEV_NOTIFIER_ON : 0,
		.start = pages ? (uintptr_t)start : 0,
		.pages = pages,
	};

	if (ioctl(device->fd, DEXDEV_NOTIFIER, &request))
		return err_set(errno, "cannot switch the notifier %s for %zu pages: %s", pages ? "on" : "off",
			       pages, strerror(errno));
	return 0;
}

int device_events(struct device *device, struct device_events *events)
{
	struct dexdev_counts request = { .abi = DEXDEV_ABI_VERSION };
	uint64_t all = 0;

	if (ioctl(device->fd, DEXDEV_COUNTS, &request))
		return err_set(errno, "cannot read what the notifier counted: %s", strerror(errno));
	for (int i = 0; i < DEXDEV_EVENT_COUNT; i++)
		all += request.events[i];
	events->taken = request.events[DEXDEV_EVENT_EXCLUSIVE_OWN];
	events->restored = request.events[DEXDEV_EVENT_EXCLUSIVE_OTHER] + request.events[DEXDEV_EVENT_CLEAR];
	events->other = all - events->taken - events->restored;
	return 0;
}

int device_cpu_flags(struct device *device, struct cpu_flags *flags)
{
	struct dexdev_cpu request = { .abi = DEXDEV_ABI_VERSION };

	if (ioctl(device->fd, DEXDEV_CPU, &request))
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

const char *pte_words(unsigned int state, char *words)
{
	static const struct {
		unsigned int bit;
		const char *word;
	} table[] = {
		{ PTE_PRESENT, "present" },
		{ PTE_EXCLUSIVE, "exclusive" },
		{ PTE_NONPRESENT, "non-present" },
		{ PTE_HUGE, "huge" },
		{ PTE_WRITE, "write" },
		{ PTE_DIRTY, "dirty" },
		{ PTE_YOUNG, "young" },
		{ PTE_SOFT_DIRTY, "soft-dirty" },
		{ PTE_UFFD_WP, "uffd-wp" },
	};
	size_t used = 0;

	words[0] = '\0';
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (state & table[i].bit)
			used += (size_t)snprintf(words + used, PTE_WORDS_SIZE - used, "%s%s",
						 used ? " " : "", table[i].word);
	return used ? words : strcpy(words, "none");
}
