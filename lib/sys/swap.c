/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * swap.c: /sys/class/zram-control, swapon(2) and /proc/self/pagemap.
 */
#include "sys/swap.h"
#include "base/err.h"
#include "sys/pagemap.h"
#include "sys/setting.h"
#include "sys/walkers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

/* The C library's header has the name of ours. include/linux/swap.h: prefer it to areas of less priority. */
#ifndef SWAP_FLAG_PREFER
#define SWAP_FLAG_PREFER 0x8000
#define SWAP_FLAG_PRIO_MASK 0x7fff
#endif

#define ZRAM_CONTROL "/sys/class/zram-control/"

struct path {
	char text[64];
};

static struct path device_path(const struct swap *swap)
{
	struct path path;

	snprintf(path.text, sizeof(path.text), "/dev/zram%d", swap->device_plus_one - 1);
	return path;
}

static int add_device(struct swap *swap)
{
	char number[16] = "";
	bool added = setting_read(ZRAM_CONTROL "hot_add", number, sizeof(number));

	if (!added && errno == ENOENT)
		return err_set(EOPNOTSUPP, "%s: there is no zram; try: modprobe zram", ZRAM_CONTROL);
	if (!added || !number[0])
		return err_set(EOPNOTSUPP, "%shot_add: cannot add a zram device: %s", ZRAM_CONTROL,
			       strerror(added ? EIO : errno));
	swap->device_plus_one = atoi(number) + 1;
	return 0;
}

static int set_size(const struct swap *swap, size_t bytes)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/block/zram%d/disksize", swap->device_plus_one - 1);
	return walker_tell_number(path, bytes);
}

/* Where devices appear with a delay, a moment is given to whoever makes their names. */
static int open_device(const struct path *path)
{
	int fd = open(path->text, O_WRONLY | O_CLOEXEC);

	for (int i = 0; i < 100 && fd < 0 && errno == ENOENT; i++) {
		usleep(10000);
		fd = open(path->text, O_WRONLY | O_CLOEXEC);
	}
	return fd;
}

/* What mkswap writes: version 1, the number of the last page, and a magic at the end of page 0. */
static int write_signature(const struct path *path, size_t pages, size_t page_size)
{
	static const char magic[] = "SWAPSPACE2";
	char *page = calloc(1, page_size);
	/* cppcheck-suppress nullPointerArithmeticRedundantCheck ; not read before @page is checked */
	uint32_t *version = (uint32_t *)(page + 1024);
	int fd, err = 0;

	if (!page)
		return -ENOMEM;
	version[0] = 1;
	version[1] = (uint32_t)(pages - 1);
	memcpy(page + page_size - strlen(magic), magic, strlen(magic));

	fd = open_device(path);
	if (fd < 0 || write(fd, page, page_size) != (ssize_t)page_size)
		err = err_set(errno, "cannot write to %s: %s", path->text, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(page);
	return err;
}

int swap_open(struct swap *swap, size_t bytes)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE), pages = bytes / page_size + 1;
	struct path path;
	int err = add_device(swap);

	if (err)
		return err;
	path = device_path(swap);
	err = set_size(swap, pages * page_size);
	if (!err)
		err = write_signature(&path, pages, page_size);
	if (err)
		return err;
	if (syscall(SYS_swapon, path.text, SWAP_FLAG_PREFER | SWAP_FLAG_PRIO_MASK))
		return err_set(errno == ENOSYS || errno == EPERM ? EOPNOTSUPP : errno, "cannot swap to %s: %s", path.text,
			       strerror(errno));
	swap->is_on = true;
	return 0;
}

/* Who looks at every new block device may have it open for a moment: then it is busy. */
static int remove_device(const struct swap *swap)
{
	size_t number = (size_t)swap->device_plus_one - 1;
	int err = walker_tell_number(ZRAM_CONTROL "hot_remove", number);

	for (int i = 0; i < 100 && err == -EBUSY; i++) {
		usleep(10000);
		err = walker_tell_number(ZRAM_CONTROL "hot_remove", number);
	}
	return err;
}

int swap_close(struct swap *swap)
{
	struct path path = device_path(swap);
	int err;

	if (!swap->device_plus_one)
		return 0;
	if (swap->is_on && syscall(SYS_swapoff, path.text))
		return err_set(errno, "cannot switch off swap on %s: %s; make memory free, then: swapoff %s",
			       path.text, strerror(errno), path.text);
	swap->is_on = false;
	err = remove_device(swap);
	if (!err)
		swap->device_plus_one = 0;
	return err;
}

int swap_out(struct region *region)
{
	if (madvise(region->start, region->pages * region->page_size, MADV_PAGEOUT))
		return err_set(errno == EINVAL ? EOPNOTSUPP : errno, "madvise(MADV_PAGEOUT): %s", strerror(errno));
	return 0;
}

int swap_count(const struct region *region, size_t *pages)
{
	struct pagemap_entry *entries = calloc(region->pages, sizeof(*entries));
	int err = entries ? pagemap_read(region, entries) : -ENOMEM;

	*pages = 0;
	for (size_t i = 0; i < region->pages && !err; i++)
		*pages += entries[i].swap && entries[i].type < SWAP_FIRST_OTHER_TYPE;
	free(entries);
	return err;
}
