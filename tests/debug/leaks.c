/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leaks.c: runs a command, unloads the module, and claims that neither left anything behind
 * in the kernel.
 *
 *	leaks COMMAND [ARGUMENT]...
 *
 * Runs as root in a guest of a kernel with debug.config. Prints, after what COMMAND prints, the
 * line "# left behind:" and then its own claims. It looks for
 *
 *  - address spaces (mm_struct) and mappings: those that the slab allocator counts, less those of
 *    the processes that /proc shows, are as many as before;
 *  - pages: an anonymous page that no page table maps is held by a reference that somebody
 *    forgot. There is none in the whole machine, whoever allocated it;
 *  - objects of the kernel that nobody refers to (kmemleak), by name and after the unloading.
 *
 * All are exact. What was freed may take a moment to go (RCU, KASAN's quarantine, lists of each
 * CPU, and the last address space that an idle CPU used), so they are helped on, and waited for.
 */
#include "tests/tap.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SETTLE_TRIES = 20, SETTLE_US = 500000, SHOWN = 3 };

/* What the guest must be able to do, or nothing is known of what is left. */
static void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* Address spaces and mappings. */

enum kind { MMS, MAPPINGS, KINDS };

static const struct {
	const char *cache, *name;
} kinds[KINDS] = {
	[MMS] = { "mm_struct", "address space" },
	[MAPPINGS] = { "vm_area_struct", "mapping" },
};

/* Not exact before the cache's own stocks of free objects were given back, which shrinking does. */
static long allocated(enum kind kind)
{
	char path[100];
	long count = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", kinds[kind].cache);
	must(write_text(path, "1"), path);
	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/objects", kinds[kind].cache);
	file = fopen(path, "r");
	must(file && fscanf(file, "%ld", &count) == 1, path);
	fclose(file);
	return count;
}

static long count_mappings(const char *pid)
{
	char path[300], line[512];
	long count = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	file = fopen(path, "r");
	/* [vsyscall] is everybody's, and no object. */
	while (file && fgets(line, sizeof(line), file))
		count += !strstr(line, "[vsyscall]");
	if (file)
		fclose(file);
	return count;
}

/* Adds up what /proc shows of all processes. */
static void count_shown(long shown[KINDS])
{
	DIR *processes = opendir("/proc");

	must(processes, "/proc");
	memset(shown, 0, KINDS * sizeof(*shown));
	for (struct dirent *entry; (entry = readdir(processes));) {
		long mappings;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		mappings = count_mappings(entry->d_name);
		shown[MMS] += mappings > 0;
		shown[MAPPINGS] += mappings;
	}
	closedir(processes);
}

/* KSM and khugepaged keep an address space that they know, though it ended, until their next round. */
static void end_rounds(void)
{
	const char *khugepaged = "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs";

	/* 2: forget all that was merged, and whose it was. */
	must(write_text("/sys/kernel/mm/ksm/run", "2"), "KSM does not stop");
	must(write_text("/sys/kernel/mm/ksm/run", "0"), "KSM does not stop");
	must(write_text(khugepaged, "10"), khugepaged);
}

/* An idle CPU keeps the address space that it used last. Afterwards each has used ours. */
static void visit_each_cpu(void)
{
	cpu_set_t all, one;

	must(!sched_getaffinity(0, sizeof(all), &all), "sched_getaffinity");
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		must(!sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
	}
	must(!sched_setaffinity(0, sizeof(all), &all), "sched_setaffinity");
}

/* What is allocated beyond what is shown: the kernel's own, and what was left behind. */
static void count_hidden(long hidden[KINDS])
{
	long shown[KINDS];

	visit_each_cpu();
	for (int kind = 0; kind < KINDS; kind++)
		hidden[kind] = allocated((enum kind)kind);
	count_shown(shown);
	for (int kind = 0; kind < KINDS; kind++)
		hidden[kind] -= shown[kind];
}

/* The least of some looks: at each, something may still be on its way out. */
static void count_before(long before[KINDS])
{
	long now[KINDS];

	end_rounds();
	count_hidden(before);
	for (int i = 0; i < SETTLE_TRIES / 2; i++) {
		usleep(SETTLE_US);
		count_hidden(now);
		for (int kind = 0; kind < KINDS; kind++)
			before[kind] = now[kind] < before[kind] ? now[kind] : before[kind];
	}
}

static bool is_as_before(const long after[KINDS], const long before[KINDS])
{
	return !memcmp(after, before, KINDS * sizeof(*after));
}

static void claim_nothing_hidden(const long before[KINDS])
{
	long after[KINDS];

	end_rounds();
	count_hidden(after);
	for (int i = 0; i < SETTLE_TRIES && !is_as_before(after, before); i++) {
		usleep(SETTLE_US);
		count_hidden(after);
	}
	for (int kind = 0; kind < KINDS; kind++)
		if (!claim(after[kind] == before[kind], "no %s is left", kinds[kind].name))
			printf("#   %s: %ld more than processes have, %ld before\n", kinds[kind].cache,
			       after[kind], before[kind]);
}

/* Pages. */

enum { CHUNK = 4096 };

#define BIT(n) (UINT64_C(1) << (n))

/* In these, the word that tells an anonymous page holds something else. */
#define OF_NO_USER (BIT(KPF_SLAB) | BIT(KPF_BUDDY) | BIT(KPF_OFFLINE) | BIT(KPF_PGTABLE))

/* One word for each page of the machine, from page @first on. Returns how many there were. */
static size_t read_words(int fd, uint64_t first, uint64_t words[CHUNK])
{
	ssize_t size = pread(fd, words, CHUNK * sizeof(*words), (off_t)(first * sizeof(*words)));

	must(size >= 0, "/proc/kpageflags, /proc/kpagecount");
	return (size_t)size / sizeof(*words);
}

static bool is_stray(uint64_t flags, uint64_t mapped)
{
	/* Broken memory is kept from everybody, and meant to be. */
	return (flags & BIT(KPF_ANON)) && !(flags & (OF_NO_USER | BIT(KPF_HWPOISON))) && !mapped;
}

/* Counts anonymous pages that no page table maps; the first few are kept in @found. */
static size_t find_strays(uint64_t found[SHOWN])
{
	static uint64_t flags[CHUNK], mapped[CHUNK];
	int of_flags = open("/proc/kpageflags", O_RDONLY), of_mapped = open("/proc/kpagecount", O_RDONLY);
	size_t strays = 0, count;

	must(of_flags >= 0 && of_mapped >= 0, "/proc/kpageflags, /proc/kpagecount");
	for (uint64_t first = 0; (count = read_words(of_flags, first, flags)); first += count) {
		must(read_words(of_mapped, first, mapped) == count, "/proc/kpagecount");
		for (size_t i = 0; i < count; i++) {
			if (!is_stray(flags[i], mapped[i]))
				continue;
			if (strays < SHOWN)
				found[strays] = first + i;
			strays++;
		}
	}
	close(of_flags);
	close(of_mapped);
	return strays;
}

/* Who allocated the page; page_owner's file is read by page number. */
static void show_owner(uint64_t page)
{
	char text[4096], *rest = text;
	int fd = open("/sys/kernel/debug/page_owner", O_RDONLY);
	ssize_t size = fd >= 0 ? pread(fd, text, sizeof(text) - 1, (off_t)page) : -1;

	if (fd >= 0)
		close(fd);
	if (size < 0)
		printf("#   page %#llx: cannot read its owner: %s\n", (unsigned long long)page, strerror(errno));
	text[size < 0 ? 0 : size] = '\0';
	for (char *line; (line = strsep(&rest, "\n"));)
		if (*line)
			printf("#   %s\n", line);
}

static void claim_no_strays(void)
{
	uint64_t found[SHOWN];
	size_t strays = 0;

	/* Each look takes seconds. */
	for (int i = 0; i < 5; i++) {
		/* Both empty the lists of pages that each CPU has in hand. */
		must(write_text("/proc/sys/vm/drop_caches", "3"), "drop_caches");
		must(write_text("/proc/sys/vm/compact_memory", "1"), "compact_memory");
		strays = find_strays(found);
		if (!strays)
			break;
		usleep(SETTLE_US);
	}
	if (claim(!strays, "no anonymous page is left that is mapped nowhere"))
		return;
	printf("#   pages: %zu\n", strays);
	for (size_t i = 0; i < strays && i < SHOWN; i++)
		show_owner(found[i]);
}

/* Objects that nobody refers to. */

static const char kmemleak[] = "/sys/kernel/debug/kmemleak";

/* Twice: the first scan only notes what an object holds, and one that changes is in use. */
static void scan(void)
{
	/* An object younger than five seconds is not reported. */
	sleep(6);
	for (int i = 0; i < 2; i++)
		must(write_text(kmemleak, "scan"), "kmemleak does not scan");
}

static void claim_no_unreferenced(const char *when)
{
	char line[512];
	int lines = 0;
	FILE *file;

	scan();
	file = fopen(kmemleak, "r");
	must(file, kmemleak);
	while (fgets(line, sizeof(line), file)) {
		if (!lines++)
			claim(false, "every object of the kernel has somebody who refers to it, %s", when);
		if (lines <= 60)
			printf("#   %s", line);
	}
	must(!ferror(file), kmemleak);
	fclose(file);
	if (!lines)
		claim(true, "every object of the kernel has somebody who refers to it, %s", when);
}

static bool is_loaded(void)
{
	return !access("/sys/module/dexdev", F_OK);
}

static void claim_unloads(void)
{
	/* A command may have unloaded it, as the test of the ABI does. */
	if (is_loaded())
		claim(!syscall(SYS_delete_module, "dexdev", O_NONBLOCK), "nobody uses the module, and it is unloaded");
	claim(!is_loaded(), "the module is gone");
}

static int run_command(char **argv)
{
	int status = 0;
	pid_t child = fork();

	must(child >= 0, "fork");
	if (!child) {
		execv(argv[0], argv);
		_exit(127);
	}
	must(waitpid(child, &status, 0) == child, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	long before[KINDS];
	int status;

	if (argc < 2) {
		fprintf(stderr, "usage: leaks COMMAND [ARGUMENT]...\n");
		return 2;
	}
	/* What the kernel's own start leaves behind is not ours. */
	scan();
	must(write_text(kmemleak, "clear"), kmemleak);
	count_before(before);

	status = run_command(argv + 1);
	printf("# left behind:\n");
	if (!claim(!status, "%s exits 0", argv[1]))
		printf("#   exit status: %d\n", status);
	claim_no_unreferenced("while the module is loaded");
	claim_unloads();
	claim_nothing_hidden(before);
	claim_no_strays();
	claim_no_unreferenced("after the module is unloaded");
	return claims_done();
}
