/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numa_scan.c: the sysctl kernel.numa_balancing, mbind(2), and a thread that spins.
 */
#include "sys/numa_scan.h"
#include "base/clock.h"
#include "base/err.h"

#include <errno.h>
#include <numa.h>
#include <numaif.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Linux 5.12 has it for set_mempolicy(2), and 5.15 for mbind(2). */
#ifndef MPOL_F_NUMA_BALANCING
#define MPOL_F_NUMA_BALANCING (1 << 13)
#endif

#define SETTING "/proc/sys/kernel/numa_balancing"

enum { LIMIT_SECONDS = 120 };

static char *sentinel_of(const struct numa_scan *scan)
{
	return region_page(&scan->region, scan->region.pages);
}

/* In place of the inaccessible page behind the region; alike in all, so that both are one VMA. */
static int map_sentinel(struct numa_scan *scan)
{
	size_t size = scan->region.page_size;
	char *page = mmap(sentinel_of(scan), size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (page == MAP_FAILED)
		return err_set(errno, "mmap of one page behind the region: %s", strerror(errno));
	scan->has_sentinel = true;
	/* Where the kernel has no huge pages the region is not marked either. */
	madvise(page, size, MADV_NOHUGEPAGE);
	return 0;
}

static int node_of(const void *page, int *node)
{
	if (get_mempolicy(node, NULL, 0, (void *)page, MPOL_F_NODE | MPOL_F_ADDR))
		return err_set(errno, "get_mempolicy: %s", strerror(errno));
	return 0;
}

static int allow_scan(const struct numa_scan *scan)
{
	struct bitmask *nodes;
	int node, err = node_of(scan->region.start, &node);

	if (err)
		return err;
	nodes = numa_allocate_nodemask();
	if (!nodes)
		return -ENOMEM;
	numa_bitmask_setbit(nodes, (unsigned int)node);
	if (mbind(scan->region.start, (scan->region.pages + 1) * scan->region.page_size,
		  MPOL_BIND | MPOL_F_NUMA_BALANCING, nodes->maskp, nodes->size + 1, 0))
		err = err_set(errno == EINVAL ? EOPNOTSUPP : errno,
			      "mbind(MPOL_BIND | MPOL_F_NUMA_BALANCING): %s", strerror(errno));
	numa_bitmask_free(nodes);
	return err;
}

int numa_scan_open(struct numa_scan *scan, const struct region *region)
{
	int err;

	scan->region = *region;
	if (!region_has_numa() || access(SETTING, W_OK))
		return err_set(EOPNOTSUPP, "NUMA balancing cannot be switched on: " SETTING ": %s", strerror(errno));
	err = map_sentinel(scan);
	if (!err)
		err = allow_scan(scan);
	return err ? err : setting_change(&scan->balancing, SETTING, "1");
}

void numa_scan_close(struct numa_scan *scan)
{
	setting_restore(&scan->balancing);
	if (scan->has_sentinel)
		mmap(sentinel_of(scan), scan->region.page_size, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
	memset(scan, 0, sizeof(*scan));
}

static long minor_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_minflt;
}

/* Called once before it counts, for the faults on the stack, which is scanned too. */
static bool does_read_fault(const char *page)
{
	long before = minor_faults();

	(void)*(const volatile char *)page;
	return minor_faults() != before;
}

static void spin_for_a_millisecond(void)
{
	double end = clock_seconds() + 0.001;

	while (clock_seconds() < end)
		for (volatile int i = 0; i < 1000; i++)
			;
}

/*
 * A new thread for each pass: the kernel scans for a thread whose accesses are all local ever more
 * rarely, down to once a minute. And pages that are near to the only thread of a
 * process are not scanned at all.
 */
static void *spin(void *argument)
{
	const struct numa_scan *scan = argument;
	double end = clock_seconds() + LIMIT_SECONDS;
	char *sentinel = sentinel_of(scan);

	*(volatile char *)sentinel = 1;
	while (clock_seconds() < end) {
		spin_for_a_millisecond();
		minor_faults();
		if (does_read_fault(sentinel))
			return NULL;
	}
	return (void *)scan;
}

int numa_scan_pass(struct numa_scan *scan)
{
	pthread_t thread;
	void *late;
	int err = pthread_create(&thread, NULL, spin, scan);

	if (err)
		return err_set(err, "cannot start a thread: %s", strerror(err));
	pthread_join(thread, &late);
	if (late)
		return err_set(ETIMEDOUT, "NUMA balancing did not scan the region within %d s of CPU time",
			       LIMIT_SECONDS);
	return 0;
}
