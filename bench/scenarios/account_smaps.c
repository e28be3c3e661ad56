/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * account_smaps: what /proc/self/smaps says of pages that a device holds.
 *
 * They are this process's alone, and "essentially behave like present entries" (the change that
 * made them keep their reference in 6.15), so they are private, and dirty as their folios are.
 * numa_maps, mincore() and PAGEMAP_SCAN (Linux 6.7) are recorded as well, and nothing is predicted
 * of them. One sample is one read of the whole file.
 */
#include "run/entries.h"
#include "run/scenario.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* include/uapi/linux/fs.h since Linux 6.7. */
struct scan {
	uint64_t size, flags, start, end, walk_end, regions, regions_count, max_pages;
	uint64_t inverted, all_of, any_of, returned;
};

struct scanned {
	uint64_t start, end, categories;
};

enum { SCAN_PRESENT = 1 << 3, SCAN_SWAPPED = 1 << 4 };
#define SCAN	_IOWR('f', 16, struct scan)

enum { MOST_BYTES = 1 << 20 };

/* Of smaps, in kB. */
enum { RSS, PSS, PRIVATE_CLEAN, PRIVATE_DIRTY, SHARED_CLEAN, SHARED_DIRTY, VALUES };

static const char *const names[VALUES] = {
	[RSS] = "Rss", [PSS] = "Pss", [PRIVATE_CLEAN] = "Private_Clean",
	[PRIVATE_DIRTY] = "Private_Dirty", [SHARED_CLEAN] = "Shared_Clean",
	[SHARED_DIRTY] = "Shared_Dirty",
};

static struct state {
	char *text;		/* of the file */
	long values[VALUES];
} state;

/* A flag that no neighbour has keeps the kernel from joining them to one mapping. */
static int setup(struct run *run)
{
	state.text = malloc(MOST_BYTES);
	if (!state.text)
		return -ENOMEM;
	/* So that no page of it faults while it is timed. */
	memset(state.text, 1, MOST_BYTES);
	if (madvise(run->region.start, run->region.pages * run->region.page_size, MADV_DONTDUMP))
		return err_set(errno, "madvise(MADV_DONTDUMP): %s", strerror(errno));
	return 0;
}

static int arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got = 0;

	if (fd < 0)
		return err_set(errno, "%s: %s", path, strerror(errno));
	do {
		used += (size_t)got;
		got = read(fd, state.text + used, MOST_BYTES - 1 - used);
	} while (got > 0);
	close(fd);
	state.text[used] = '\0';
	return got ? err_set(EIO, "%s: cannot read all of it", path) : 0;
}

static int fire(struct run *run)
{
	uint64_t start = clock_start();
	int err = read_file("/proc/self/smaps");

	run->trial.ticks[0] = clock_stop() - start;
	return err;
}

/* The line that begins with the address of the region and @after, or NULL. */
static char *find_region(const struct run *run, char after)
{
	char wanted[32], *line = state.text;

	snprintf(wanted, sizeof(wanted), "%08lx%c", (unsigned long)run->region.start, after);
	while (line && strncmp(line, wanted, strlen(wanted)))
		line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL;
	return line;
}

static int parse(const struct run *run)
{
	char *line = find_region(run, '-'), *found;
	char key[32];

	if (!line)
		return err_set(ENODATA, "/proc/self/smaps: does not list the region");
	for (int i = 0; i < VALUES; i++) {
		snprintf(key, sizeof(key), "\n%s:", names[i]);
		found = strstr(line, key);
		if (!found)
			return err_set(ENODATA, "/proc/self/smaps: has no line %s", names[i]);
		state.values[i] = strtol(found + strlen(key), NULL, 10);
	}
	return 0;
}

/* Pages that numa_maps counts on its nodes; a kernel without NUMA has no such file. */
static void count_numa_pages(struct run *run)
{
	char *line, *end;
	long pages = 0, node;

	if (read_file("/proc/self/numa_maps") || !(line = find_region(run, ' ')))
		return;
	end = line + strcspn(line, "\n");
	for (char *at = strstr(line, " N"); at && at < end; at = strstr(at + 1, " N")) {
		node = 0;
		if (sscanf(at, " N%*d=%ld", &node) == 1)
			pages += node;
	}
	trial_add_fact(&run->trial, "numa_maps_pages", UNIT_COUNT, (double)pages);
}

static int count_resident(struct run *run)
{
	unsigned char *resident = calloc(run->region.pages, 1);
	size_t pages = 0;
	int err = 0;

	if (!resident)
		return -ENOMEM;
	if (mincore(run->region.start, run->region.pages * run->region.page_size, resident))
		err = err_set(errno, "mincore: %s", strerror(errno));
	for (size_t i = 0; i < run->region.pages; i++)
		pages += resident[i] & 1;
	trial_add_fact(&run->trial, "mincore_pages", UNIT_COUNT, (double)pages);
	free(resident);
	return err;
}

/* Pages of the region that a scan for @category finds; -1: this kernel has no scan. */
static double scan(const struct run *run, uint64_t category)
{
	size_t bytes = run->region.pages * run->region.page_size, found = 0;
	struct scanned regions[64] = { 0 };
	struct scan scan = {
		.size = sizeof(scan), .start = (uintptr_t)run->region.start,
		.end = (uintptr_t)run->region.start + bytes, .regions = (uintptr_t)regions,
		.regions_count = 64, .all_of = category, .returned = category,
	};
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int count = fd < 0 ? -1 : ioctl(fd, SCAN, &scan);

	for (int i = 0; i < count; i++)
		found += (regions[i].end - regions[i].start) / run->region.page_size;
	if (fd >= 0)
		close(fd);
	return count < 0 ? -1.0 : (double)found;
}

static void add_scans(struct run *run)
{
	double present = scan(run, SCAN_PRESENT), swapped = scan(run, SCAN_SWAPPED);

	if (present < 0.0)
		return;
	trial_add_fact(&run->trial, "scan_present_pages", UNIT_COUNT, present);
	trial_add_fact(&run->trial, "scan_swapped_pages", UNIT_COUNT, swapped);
}

static void find_wrong(struct run *run, long all)
{
	const long *seen = state.values;

	if (seen[PRIVATE_DIRTY] + seen[PRIVATE_CLEAN] == all && seen[RSS] == all &&
	    seen[PSS] == all && !seen[SHARED_DIRTY] && !seen[SHARED_CLEAN])
		return;
	trial_find(&run->trial, "smaps: expected %ld kB of %s memory, all private, saw Rss %ld, "
		   "Pss %ld, Private_Clean %ld, Private_Dirty %ld, Shared_Clean %ld, "
		   "Shared_Dirty %ld",
		   all, entries_words(run), seen[RSS], seen[PSS], seen[PRIVATE_CLEAN],
		   seen[PRIVATE_DIRTY], seen[SHARED_CLEAN], seen[SHARED_DIRTY]);
}

static void add_facts(struct trial *trial, const long *seen)
{
	trial_add_fact(trial, "rss_kb", UNIT_COUNT, (double)seen[RSS]);
	trial_add_fact(trial, "pss_kb", UNIT_COUNT, (double)seen[PSS]);
	trial_add_fact(trial, "private_clean_kb", UNIT_COUNT, (double)seen[PRIVATE_CLEAN]);
	trial_add_fact(trial, "private_dirty_kb", UNIT_COUNT, (double)seen[PRIVATE_DIRTY]);
	trial_add_fact(trial, "shared_clean_kb", UNIT_COUNT, (double)seen[SHARED_CLEAN]);
	trial_add_fact(trial, "shared_dirty_kb", UNIT_COUNT, (double)seen[SHARED_DIRTY]);
}

static int observe(struct run *run)
{
	int err = parse(run);

	if (!err)
		add_facts(&run->trial, state.values);
	if (!err)
		find_wrong(run, (long)(run->region.pages * run->region.page_size / 1024));
	count_numa_pages(run);
	add_scans(run);
	if (!err)
		err = count_resident(run);
	return err ? err : entries_check_region(run);
}

static void teardown(struct run *run)
{
	free(state.text);
}

static void predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	entries_predict_harness(page);
}

static const char smaps_in_c[] =
	"FILE *file = fopen(\"/proc/self/smaps_rollup\", \"r\");\n"
	"char line[256];\n"
	"\n"
	"if (!file)\n"
	"\terr(2, \"/proc/self/smaps_rollup\");\n"
	"while (fgets(line, sizeof(line), file))\n"
	"\tsscanf(line, \"Shared_Dirty: %ld\", &bad);\n"
	"bad = bad * 1024 / size;";

SCENARIO(account_smaps) {
	.in_c		= { .find = smaps_in_c, .bad = "exclusive pages that are Shared_Dirty" },
	.family		= "life cycle",
	.summary	= "reading /proc/self/smaps, and what it says of exclusive pages",
	.chart		= "touch",
	.needs		= NEED_MODULE,
	.parameters	= (const struct parameter[]){ PARAMETER_EXCLUSIVE, PARAMETER_ALL, { 0 } },
	STATE(state),
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.observe	= observe,
	.teardown	= teardown,
	.predict	= predict,
};
