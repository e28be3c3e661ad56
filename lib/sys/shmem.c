/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shmem.c: memfd_create(2).
 */
#include "sys/shmem.h"
#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int shmem_map_over(struct region *region)
{
	size_t size = region->pages * region->page_size;
	int fd = memfd_create("dexbench", MFD_CLOEXEC), err = 0;

	if (fd < 0)
		return err_set(errno, "memfd_create: %s", strerror(errno));
	if (ftruncate(fd, (off_t)size))
		err = err_set(errno, "ftruncate of %zu bytes of shared memory: %s", size, strerror(errno));
	if (!err && mmap(region->start, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
		err = err_set(errno, "mmap of %zu bytes of shared memory: %s", size, strerror(errno));
	close(fd);
	if (err)
		return err;
	/* As with anonymous regions: one page, one entry. Where there are no huge pages it fails. */
	madvise(region->start, size, MADV_NOHUGEPAGE);
	region_write(region);
	return 0;
}
