/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.c: which device there is, and what all kinds of it share.
 */
#include "sys/device_ops.h"
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The first that is there; one that is there but may not be used is the answer as well. */
static int open_first(struct device **device)
{
	char why[256];
	int err = dexdev_open(device);

	if (err != -ENOENT)
		return err;
	snprintf(why, sizeof(why), "%s", err_text(err));
	err = test_hmm_open(device);
	return err == -ENOENT ? err_set(ENOENT, "%s; %s", why, err_text(err)) : err;
}

int device_open(struct device **device, const char *name)
{
	*device = NULL;
	if (!name || !strcmp(name, "auto"))
		return open_first(device);
	if (!strcmp(name, "dexdev"))
		return dexdev_open(device);
	if (!strcmp(name, "test_hmm"))
		return test_hmm_open(device);
	if (!strcmp(name, "none"))
		return err_set(ENOENT, "--device=none: no device is used");
	return err_set(EINVAL, "--device=%s: must be dexdev, test_hmm, none or auto", name);
}

void device_close(struct device *device)
{
	if (device)
		device->ops->close(device);
}

const char *device_name(const struct device *device)
{
	return device ? device->ops->name : "none";
}

const char *device_cannot(const struct device *device, unsigned int wanted)
{
	for (const struct device_limit *limit = device->ops->limits; limit && limit->what; limit++)
		if (limit->what & wanted)
			return limit->why;
	return NULL;
}

/* Returns 0, or -EOPNOTSUPP with why @device cannot do @what. */
static int check(const struct device *device, enum device_can what)
{
	const char *why = device_cannot(device, what);

	return why ? err_set(EOPNOTSUPP, "%s", why) : 0;
}

static int make_exclusive(struct device *device, void *start, size_t pages, enum folio folio, size_t *done)
{
	int err = folio == FOLIO_CLEAN ? check(device, DEVICE_CLEANS) : 0;

	*done = 0;
	return err ? err : device->ops->make_exclusive(device, start, pages, folio, done);
}

int device_make_exclusive(struct device *device, void *start, size_t pages, enum folio folio)
{
	size_t done;
	int err = make_exclusive(device, start, pages, folio, &done);

	if (err && err != -EOPNOTSUPP)
		return err_set(-err, "make exclusive: page %zu of %zu: %s", done, pages, strerror(-err));
	return err;
}

int device_try_make_exclusive(struct device *device, void *start, size_t pages, size_t *done)
{
	return make_exclusive(device, start, pages, FOLIO_DIRTY, done);
}

int device_prepare(struct device_request **request, struct device *device, size_t pages, enum folio folio)
{
	int err = check(device, DEVICE_TIMED);

	if (!err && folio == FOLIO_CLEAN)
		err = check(device, DEVICE_CLEANS);
	return err ? err : device->ops->prepare(request, device, pages, folio);
}

int device_pte_states(struct device *device, void *start, size_t pages, uint16_t *states)
{
	return device->ops->pte_states(device, start, pages, states);
}

unsigned int device_sees(const struct device *device, unsigned int state)
{
	return device->ops->sees ? device->ops->sees(state) : state;
}

int device_try_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
		      uint64_t *sum, size_t *done)
{
	int err = check(device, DEVICE_ACCESSES);

	*sum = 0;
	*done = 0;
	return err ? err : device->ops->try_access(device, start, pages, op, operand, sum, done);
}

int device_access(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
		  uint64_t *sum)
{
	size_t done;
	int err = device_try_access(device, start, pages, op, operand, sum, &done);

	if (err && err != -EOPNOTSUPP)
		return err_set(-err, "device access: page %zu of %zu: %s", done, pages, strerror(-err));
	return err;
}

int device_notifier(struct device *device, void *start, size_t pages)
{
	int err = check(device, DEVICE_NOTIFIES);

	return err ? err : device->ops->notifier(device, start, pages);
}

int device_events(struct device *device, struct device_events *events)
{
	int err = check(device, DEVICE_NOTIFIES);

	return err ? err : device->ops->events(device, events);
}

int device_cpu_flags(struct device *device, struct cpu_flags *flags)
{
	if (!device->ops->cpu_flags)
		return err_set(EOPNOTSUPP, "%s cannot read the CPU's registers", device->ops->name);
	return device->ops->cpu_flags(device, flags);
}

void device_rest(struct device *device)
{
	if (device && device->ops->rest)
		device->ops->rest(device);
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
