/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracking.c: /proc/self/clear_refs and userfaultfd(2).
 */
#include "sys/tracking.h"
#include "base/err.h"
#include "sys/pagemap.h"
#include "sys/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Debian bookworm's headers are those of 6.1; 6.7 added this one. */
#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif

/* Documentation/admin-guide/mm/pagemap.rst: bit 55 of an entry. */
static const uint64_t PAGEMAP_SOFT_DIRTY = UINT64_C(1) << 55;

int tracking_clear_soft_dirty(void)
{
	return setting_write("/proc/self/clear_refs", "4");
}

bool tracking_is_soft_dirty(const void *page)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	uint64_t entry;

	return !pagemap_words(PAGEMAP_PATH, (uintptr_t)page / page_size, &entry, 1) &&
	       (entry & PAGEMAP_SOFT_DIRTY);
}

/*
 * A kernel without the feature accepts the write to clear_refs all the same, so
 * look whether a page just written is reported as soft-dirty.
 */
bool tracking_has_soft_dirty(void)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	char *page = mmap(NULL, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool has;

	if (page == MAP_FAILED)
		return false;
	*(volatile char *)page = 1;
	has = tracking_is_soft_dirty(page);
	munmap(page, page_size);
	return has;
}

static int fd_of(const struct write_protection *wp)
{
	return wp->fd_plus_one - 1;
}

static struct uffdio_range range_of(const struct region *region)
{
	return (struct uffdio_range){
		.start = (uintptr_t)region->start,
		.len = region->pages * region->page_size,
	};
}

/* Linux 7.3; headers may be older. The request is laid out as UFFDIO_WRITEPROTECT's. */
#define FEATURE_RWP		(UINT64_C(1) << 17)
#define FEATURE_RWP_ASYNC	(UINT64_C(1) << 18)
#define REGISTER_MODE_RWP	(UINT64_C(1) << 3)
#define IOCTL_RWPROTECT		_IOWR(UFFDIO, 0x09, struct uffdio_writeprotect)

/* What a mode takes, and what it is called where the kernel has it not. */
static const struct {
	uint64_t features, registered;
	const char *name;
} modes[] = {
	[WP_BLOCKING] = { UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFDIO_REGISTER_MODE_WP,
			  "write protection" },
	[WP_ASYNC] = { UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_ASYNC,
		       UFFDIO_REGISTER_MODE_WP, "asynchronous write protection (Linux 6.7)" },
	[WP_RWP_ASYNC] = { FEATURE_RWP | FEATURE_RWP_ASYNC, REGISTER_MODE_RWP,
			   "read-write protection (Linux 7.3)" },
};

static int enable_features(int fd, enum wp_mode mode)
{
	struct uffdio_api api = { .api = UFFD_API, .features = modes[mode].features };

	if (ioctl(fd, UFFDIO_API, &api))
		return err_set(EOPNOTSUPP, "userfaultfd: this kernel has no %s", modes[mode].name);
	return 0;
}

int wp_open(struct write_protection *wp, struct region *region, enum wp_mode mode)
{
	struct uffdio_register request = {
		.range = range_of(region),
		.mode = modes[mode].registered,
	};
	long fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return err_set(errno == ENOSYS ? EOPNOTSUPP : errno, "userfaultfd: %s",
			       strerror(errno));
	*wp = (struct write_protection){ (int)fd + 1, mode };

	err = enable_features((int)fd, mode);
	if (err)
		return err;
	if (ioctl((int)fd, UFFDIO_REGISTER, &request))
		return err_set(EOPNOTSUPP, "userfaultfd: cannot register for write protection: %s",
			       strerror(errno));
	return 0;
}

void wp_close(struct write_protection *wp)
{
	if (wp->fd_plus_one)
		close(fd_of(wp));
	wp->fd_plus_one = 0;
}

static int protect(struct write_protection *wp, struct region *region, uint64_t mode)
{
	struct uffdio_writeprotect request = { .range = range_of(region), .mode = mode };

	if (ioctl(fd_of(wp), wp->mode == WP_RWP_ASYNC ? IOCTL_RWPROTECT : UFFDIO_WRITEPROTECT, &request))
		return err_set(errno, "UFFDIO_%sPROTECT: %s", wp->mode == WP_RWP_ASYNC ? "RW" : "WRITE",
			       strerror(errno));
	return 0;
}

int wp_arm(struct write_protection *wp, struct region *region)
{
	return protect(wp, region, UFFDIO_WRITEPROTECT_MODE_WP);
}

int wp_resolve(struct write_protection *wp, struct region *region)
{
	/* No thread waits for this fault, so nobody needs waking. */
	return protect(wp, region, UFFDIO_WRITEPROTECT_MODE_DONTWAKE);
}
