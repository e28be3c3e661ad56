/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_hmm.c: the kernel's own test of HMM plays the device (CONFIG_TEST_HMM, /dev/hmm_dmirror0).
 *
 * It makes pages exclusive, and that is all it is good for here. Which pages are, and of which type, is read from
 * /proc/self/pagemap; what else an entry has, nobody tells.
 *
 * An open file of it mirrors the process that opened it, for good: a child that used its parent's would
 * take the parent's pages. So the file is opened again in each process that wants pages. It is closed while nobody
 * does, since it has all of the process's address space watched (an MMU-interval notifier); pages that are exclusive
 * stay so.
 */
#include "sys/device_ops.h"
#include "base/err.h"
#include "sys/pagemap.h"
#include "sys/region.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Two equal devices; one may be missing where somebody made the files by hand. */
static const char *const paths[] = { "/dev/hmm_dmirror0", "/dev/hmm_dmirror1" };

/* What is asked, and what comes back if all of it was done. The size is part of the request's number. */
struct mirror_request {
	uint64_t start;		/* address of the first page */
	uint64_t buffer;	/* gets a copy of the pages */
	uint64_t pages;
	uint64_t copied;	/* out */
	uint64_t faults;	/* out */
};

/* The number is the one since Linux 6.0; before, it asked something that changes nothing. */
#define MAKE_EXCLUSIVE	_IOWR('H', 5, struct mirror_request)

struct mirror {
	struct device device;
	int fd;			/* -1: at rest */
	pid_t owner;		/* the process that @fd mirrors */
	const char *path;
	size_t page_size;
	void *buffer;		/* for a copy of a page that nobody wants */
	unsigned int writable_type, read_only_type;	/* of swap entries; may be the same */
};

static struct mirror *mirror_of(struct device *device)
{
	return (struct mirror *)device;
}

static void mirror_rest(struct device *device)
{
	struct mirror *mirror = mirror_of(device);

	if (mirror->fd >= 0)
		close(mirror->fd);
	mirror->fd = -1;
}

static void mirror_close(struct device *device)
{
	mirror_rest(device);
	free(mirror_of(device)->buffer);
	free(device);
}

/* Mirrors this process if no file does so yet. */
static int attend(struct mirror *mirror)
{
	pid_t self = getpid();

	if (mirror->fd >= 0 && mirror->owner == self)
		return 0;
	mirror_rest(&mirror->device);
	mirror->fd = open(mirror->path, O_RDWR | O_CLOEXEC);
	mirror->owner = self;
	return mirror->fd < 0 ? -errno : 0;
}

/*
 * Page by page, as dexdev does, so that it is known how far it got; up to 6.14 it would take 64 at once,
 * and call each failure EBUSY.
 */
static int make_exclusive(struct device *device, void *start, size_t pages, enum folio folio, size_t *done)
{
	struct mirror *mirror = mirror_of(device);
	int err = attend(mirror);

	(void)folio;
	for (*done = 0; *done < pages && !err; *done += !err) {
		struct mirror_request request = {
			.start = (uintptr_t)start + *done * mirror->page_size,
			.buffer = (uintptr_t)mirror->buffer,
			.pages = 1,
		};

		if (!ioctl(mirror->fd, MAKE_EXCLUSIVE, &request))
			continue;
		/* The page was taken, and a CPU took it back before it was copied. */
		err = errno == ENOENT ? 0 : -errno;
	}
	return err;
}

static uint16_t state_of(const struct mirror *mirror, const struct pagemap_entry *entry)
{
	uint16_t state = entry->uffd_wp ? PTE_UFFD_WP : 0;

	if (entry->present)
		return state | PTE_PRESENT;
	if (!entry->swap)
		return state;
	if (entry->type == mirror->writable_type)
		return state | PTE_EXCLUSIVE | PTE_WRITE;
	if (entry->type == mirror->read_only_type)
		return state | PTE_EXCLUSIVE;
	return state | PTE_NONPRESENT;
}

static int pte_states(struct device *device, void *start, size_t pages, uint16_t *states)
{
	const struct mirror *mirror = mirror_of(device);
	const struct region region = { .start = start, .pages = pages, .page_size = mirror->page_size };
	struct pagemap_entry *entries = calloc(pages, sizeof(*entries));
	int err = entries ? pagemap_read(&region, entries) : -ENOMEM;

	for (size_t i = 0; i < pages && !err; i++)
		states[i] = state_of(mirror, &entries[i]);
	free(entries);
	return err;
}

/* The pagemap's soft-dirty bit is also set for what the mapping says, so it says nothing of the entry. */
static unsigned int sees(unsigned int state)
{
	const unsigned int always = PTE_PRESENT | PTE_EXCLUSIVE | PTE_NONPRESENT | PTE_UFFD_WP;

	if (state & PTE_HUGE)
		state |= PTE_PRESENT;
	return state & (state & PTE_EXCLUSIVE ? always | PTE_WRITE : always);
}

static const struct device_limit limits[] = {
	{ DEVICE_CLEANS, "test_hmm cannot let go of a clean folio; dexdev can" },
	{ DEVICE_ACCESSES, "test_hmm cannot access a page and keep it exclusive; dexdev can" },
	{ DEVICE_NOTIFIES, "test_hmm cannot switch its notifier off, nor tell what it was told; dexdev can" },
	{ DEVICE_SEES, "test_hmm cannot tell whether an entry is writable, dirty or young; dexdev can" },
	{ DEVICE_TIMED, "test_hmm cannot make pages exclusive without copying them as well, so its requests are "
			"not timed; dexdev's are" },
	{ 0 },
};

static const struct device_ops ops = {
	.name = "test_hmm",
	.limits = limits,
	.close = mirror_close,
	.make_exclusive = make_exclusive,
	.pte_states = pte_states,
	.sees = sees,
	.rest = mirror_rest,
};

/* The type of the entry of @region's only page, which must be no page. */
static int entry_type(const struct mirror *mirror, const struct region *region, unsigned int *type)
{
	struct pagemap_entry entry = { 0 };
	int err = pagemap_read(region, &entry);

	if (!err && !entry.swap)
		return err_set(EPROTO, "%s: was asked for a page, and did not take it; test_hmm is of use since Linux 6.0",
			       mirror->path);
	*type = entry.type;
	return err;
}

/*
 * Takes a page, to see that it can, and which types of entry that makes: the kernel's numbers for them
 * differ. Up to 6.14 mprotect() turns the first into the second; since, there is only one.
 */
static int learn_types(struct mirror *mirror)
{
	struct region region = { 0 };
	size_t done;
	int err = region_map(&region, 1, REGION_ANY_NODE);

	if (!err) {
		err = make_exclusive(&mirror->device, region.start, 1, FOLIO_DIRTY, &done);
		if (err)
			err = err_set(-err, "%s: cannot take a page: %s", mirror->path, strerror(-err));
	}
	if (!err)
		err = entry_type(mirror, &region, &mirror->writable_type);
	if (!err)
		err = region_make_read_only(&region);
	if (!err)
		err = region_make_writable(&region);
	if (!err)
		err = entry_type(mirror, &region, &mirror->read_only_type);
	region_unmap(&region);
	return err;
}

/* Some kernels up to 6.1 make no files for its devices. */
static bool is_loaded(void)
{
	FILE *devices = fopen("/proc/devices", "r");
	char line[128];
	bool found = false;

	while (devices && !found && fgets(line, sizeof(line), devices))
		found = strstr(line, " HMM_DMIRROR");
	if (devices)
		fclose(devices);
	return found;
}

static int explain_open(const char *path, int err)
{
	switch (err) {
	case ENOENT:
		if (is_loaded())
			return err_set(err, "%s: test_hmm is loaded but has no device file: mknod %s c "
				       "$(awk '/HMM_DMIRROR/ { print $1 }' /proc/devices) 0", path, path);
		return err_set(err, "%s: the module test_hmm is not loaded", path);
	case EACCES:
	case EPERM:
		return err_set(err, "%s: only root may use the module test_hmm", path);
	default:
		return err_set(err, "%s: cannot open it: %s", path, strerror(err));
	}
}

int test_hmm_open(struct device **device)
{
	struct mirror *mirror = calloc(1, sizeof(*mirror));
	int err;

	if (!mirror)
		return -ENOMEM;
	mirror->device.ops = &ops;
	mirror->fd = -1;
	mirror->page_size = (size_t)sysconf(_SC_PAGESIZE);
	mirror->buffer = calloc(1, mirror->page_size);
	mirror->path = access(paths[0], F_OK) && !access(paths[1], F_OK) ? paths[1] : paths[0];

	err = mirror->buffer ? attend(mirror) : -ENOMEM;
	if (err && mirror->buffer)
		err = explain_open(mirror->path, -err);
	if (!err)
		err = learn_types(mirror);
	if (err) {
		mirror_close(&mirror->device);
		return err;
	}
	*device = &mirror->device;
	return 0;
}
