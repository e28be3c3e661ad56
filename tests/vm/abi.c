/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi.c: holds the module dexdev to what kmod/dexdev_uapi.h says.
 *
 *	abi always-dirty | follows-folio	run all claims, unload the module at the end
 *	abi foreign NUMBER			the module is of ABI NUMBER, not ours
 *
 * The word says how this kernel restores: whether the PTE is dirty always or
 * as its folio is. Runs as root in a guest, with the module loaded.
 */
#include "kmod/dexdev_uapi.h"
#include "tests/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

#define PAGE page_size
#define HUGE huge_size

static size_t page_size, huge_size;	/* bytes; of a page, and of what one PMD maps */

static int dev;
static bool restore_follows_folio;
static bool since_6_15;

static bool claim_number(uint64_t seen, uint64_t wanted, const char *sentence)
{
	bool same = seen == wanted;

	claim(same, "%s", sentence);
	if (!same)
		printf("#   seen:   %llu = %#llx\n#   wanted: %llu = %#llx\n",
		       (unsigned long long)seen, (unsigned long long)seen,
		       (unsigned long long)wanted, (unsigned long long)wanted);
	return same;
}

static bool claim_error(int seen, int wanted, const char *sentence)
{
	bool same = seen == wanted;

	claim(same, "%s: %s", sentence, wanted ? strerrorname_np(wanted) : "no error");
	if (!same)
		printf("#   seen:   %s\n", seen ? strerrorname_np(seen) : "no error");
	return same;
}

/* What the guest must be able to do, or the test itself is broken. */
static void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The requests, as short as can be; each returns an errno or 0. */

static int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) ? errno : 0;
}

static int make(int fd, void *start, uint64_t pages, uint32_t flags,
		struct dexdev_make_exclusive *request)
{
	*request = (struct dexdev_make_exclusive) {
		.abi = DEXDEV_ABI_VERSION,
		.flags = flags,
		.start = (uintptr_t)start,
		.pages = pages,
		.done = 99,
		.dirty = 99,
	};
	return call(fd, DEXDEV_MAKE_EXCLUSIVE, request);
}

static int make_exclusive(void *start, uint64_t pages)
{
	struct dexdev_make_exclusive request;

	return make(dev, start, pages, 0, &request);
}

static int read_states(void *start, uint64_t pages, uint32_t *states, uint64_t *done)
{
	struct dexdev_pte_state request = {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)start,
		.pages = pages,
		.states = (uintptr_t)states,
		.done = 99,
	};
	int err = call(dev, DEXDEV_PTE_STATE, &request);

	if (done)
		*done = request.done;
	return err;
}

static uint32_t state_of(const void *page)
{
	uint32_t state = 0;

	must(!read_states((void *)page, 1, &state, NULL), "DEXDEV_PTE_STATE");
	return state;
}

/* How many of @pages have all of the bits @wanted. */
static size_t count_states(void *start, size_t pages, uint32_t wanted)
{
	uint32_t *states = calloc(pages, sizeof(*states));
	size_t count = 0;

	must(states && !read_states(start, pages, states, NULL), "DEXDEV_PTE_STATE");
	for (size_t i = 0; i < pages; i++)
		count += (states[i] & wanted) == wanted;
	free(states);
	return count;
}

static bool is_exclusive(const void *page)
{
	return state_of(page) & DEXDEV_PTE_EXCLUSIVE;
}

static int access_pages(void *start, uint64_t pages, uint32_t op, uint32_t offset,
			uint64_t operand, struct dexdev_device_access *request)
{
	*request = (struct dexdev_device_access) {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)start,
		.pages = pages,
		.op = op,
		.offset = offset,
		.operand = operand,
		.sum = 99,
		.done = 99,
	};
	return call(dev, DEXDEV_DEVICE_ACCESS, request);
}

static int device_op(void *start, uint64_t pages, uint32_t op, uint64_t operand)
{
	struct dexdev_device_access request;

	return access_pages(start, pages, op, 0, operand, &request);
}

static int notifier(int fd, uint32_t flags, void *start, uint64_t pages)
{
	struct dexdev_notifier request = {
		.abi = DEXDEV_ABI_VERSION,
		.flags = flags,
		.start = (uintptr_t)start,
		.pages = pages,
	};

	return call(fd, DEXDEV_NOTIFIER, &request);
}

static int read_counts(int fd, struct dexdev_counts *counts)
{
	*counts = (struct dexdev_counts) { .abi = DEXDEV_ABI_VERSION };
	return call(fd, DEXDEV_COUNTS, counts);
}

static uint64_t count_of(int fd, enum dexdev_event event)
{
	struct dexdev_counts counts;

	must(!read_counts(fd, &counts), "DEXDEV_COUNTS");
	return counts.events[event];
}

/* Memory. */

static char *map_pages(size_t pages, int protection, int flags, int fd)
{
	char *start = mmap(NULL, pages * PAGE, protection, flags, fd, 0);

	must(start != MAP_FAILED, "mmap");
	return start;
}

static uint64_t *word(void *start, size_t page)
{
	return (uint64_t *)((char *)start + page * PAGE);
}

/* Anonymous pages, none huge, each written with its number. */
static char *map_region(size_t pages)
{
	char *start = map_pages(pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	must(!madvise(start, pages * PAGE, MADV_NOHUGEPAGE), "MADV_NOHUGEPAGE");
	for (size_t i = 0; i < pages; i++)
		*word(start, i) = i;
	return start;
}

static void unmap(void *start, size_t pages)
{
	must(!munmap(start, pages * PAGE), "munmap");
}

static uint64_t cpu_sum(void *start, size_t pages)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pages; i++)
		sum += *(volatile uint64_t *)word(start, i);
	return sum;
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

/* The child's exit status, with what it claims in the parent. */
static int run_child(int (*body)(void *context), void *context)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	must(child >= 0, "fork");
	if (!child)
		_exit(body(context));
	must(waitpid(child, &status, 0) == child, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static void test_query(void)
{
	struct dexdev_query query = { .abi = 77 };

	claim_error(call(dev, DEXDEV_QUERY, &query), 0, "the query is answered, whatever its abi says");
	claim_number(query.abi, DEXDEV_ABI_VERSION, "it tells the ABI's version");
	claim_number(query.page_size, (uint64_t)sysconf(_SC_PAGESIZE), "it tells the page size");

	query = (struct dexdev_query) { .flags = 1 };
	claim_error(call(dev, DEXDEV_QUERY, &query), EINVAL, "a query with a flag is refused");
	query = (struct dexdev_query) { .reserved = 1 };
	claim_error(call(dev, DEXDEV_QUERY, &query), EINVAL,
		    "a query whose reserved field is not zero is refused");
	claim_error(call(dev, DEXDEV_QUERY, NULL), EFAULT, "a query at address 0 is refused");
}

/* Every request but the query, by its first two words and the length that its number tells. */
static const struct {
	const char *name;
	unsigned long request;
} requests[] = {
	{ "MAKE_EXCLUSIVE", DEXDEV_MAKE_EXCLUSIVE },
	{ "PTE_STATE", DEXDEV_PTE_STATE },
	{ "DEVICE_ACCESS", DEXDEV_DEVICE_ACCESS },
	{ "NOTIFIER", DEXDEV_NOTIFIER },
	{ "COUNTS", DEXDEV_COUNTS },
	{ "CPU", DEXDEV_CPU },
	{ "HOLD", DEXDEV_HOLD },
};

enum { REQUESTS = sizeof(requests) / sizeof(requests[0]) };

static void test_headers(uint32_t other_abi)
{
	char sentence[100];
	uint32_t argument[64], before[64];

	for (size_t i = 0; i < REQUESTS; i++) {
		memset(argument, 0x5a, sizeof(argument));
		argument[0] = other_abi;
		memcpy(before, argument, sizeof(before));
		snprintf(sentence, sizeof(sentence), "%s of another ABI is refused", requests[i].name);
		claim_error(call(dev, requests[i].request, argument), EPROTO, sentence);
		claim(!memcmp(argument, before, sizeof(before)), "and it is left as it was");
	}
}

static void test_unknown(void)
{
	uint32_t argument[64] = { DEXDEV_ABI_VERSION, 1U << 31 };
	char sentence[100];

	for (size_t i = 0; i < REQUESTS; i++) {
		snprintf(sentence, sizeof(sentence), "%s with an unknown flag is refused", requests[i].name);
		claim_error(call(dev, requests[i].request, argument), EINVAL, sentence);
	}
	for (size_t i = 0; i < REQUESTS; i++) {
		snprintf(sentence, sizeof(sentence), "%s at address 0 is refused", requests[i].name);
		claim_error(call(dev, requests[i].request, NULL), EFAULT, sentence);
	}

	claim_error(call(dev, _IOWR(DEXDEV_IOC_MAGIC, 255, struct dexdev_query), argument), ENOTTY,
		    "an unknown request is refused");
	claim_error(call(dev, _IOWR(DEXDEV_IOC_MAGIC, 1, struct dexdev_query), argument), ENOTTY,
		    "a known number with another size is refused");
}

/* A request in read-only memory could not say what it did, so it does nothing. */
static void test_read_only_request(void)
{
	char *region = map_region(1);
	struct dexdev_make_exclusive *request = (void *)map_region(1);

	*request = (struct dexdev_make_exclusive) {
		.abi = DEXDEV_ABI_VERSION,
		.start = (uintptr_t)region,
		.pages = 1,
	};
	must(!mprotect(request, PAGE, PROT_READ), "mprotect");
	claim_error(call(dev, DEXDEV_MAKE_EXCLUSIVE, request), EFAULT,
		    "a request in read-only memory is refused");
	claim(!is_exclusive(region), "and did nothing before it was");
	unmap(request, 1);
	unmap(region, 1);
}

/* The ways to name no range; those that take one answer alike. */
static void test_ranges(void)
{
	const struct {
		const char *what;
		uint64_t start, pages;
		int err;
	} wrong[] = {
		{ "an unaligned start", 8, 1, EINVAL },
		{ "no pages", PAGE, 0, EINVAL },
		{ "a size that overflows", 0, 1ULL << 52, EOVERFLOW },
		{ "an end that wraps around", -(uint64_t)PAGE, 2, EOVERFLOW },
		{ "a range that ends at 2^64", -(uint64_t)PAGE, 1, EOVERFLOW },
		{ "an address of the kernel's", 1ULL << 63, 1, EOVERFLOW },
		{ "a range that leaves user space", PAGE, 1ULL << 51, EOVERFLOW },
	};
	char sentence[100];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		void *start = (void *)(uintptr_t)wrong[i].start;
		struct dexdev_make_exclusive request;
		struct dexdev_device_access access;
		uint64_t done;
		uint32_t state;

		snprintf(sentence, sizeof(sentence), "MAKE_EXCLUSIVE with %s", wrong[i].what);
		claim_error(make(dev, start, wrong[i].pages, 0, &request), wrong[i].err, sentence);
		claim(request.done == 99 && request.dirty == 99, "and its answer is left as it was");
		snprintf(sentence, sizeof(sentence), "PTE_STATE with %s", wrong[i].what);
		claim_error(read_states(start, wrong[i].pages, &state, &done), wrong[i].err, sentence);
		claim_number(done, 99, "and its answer is left as it was");
		snprintf(sentence, sizeof(sentence), "DEVICE_ACCESS with %s", wrong[i].what);
		claim_error(access_pages(start, wrong[i].pages, DEXDEV_READ, 0, 0, &access),
			    wrong[i].err, sentence);
		claim(access.done == 99 && access.sum == 99, "and its answer is left as it was");
		snprintf(sentence, sizeof(sentence), "NOTIFIER with %s", wrong[i].what);
		claim_error(notifier(dev, DEXDEV_NOTIFIER_ON, start, wrong[i].pages),
			    wrong[i].err, sentence);
	}
}

/* Tries all three requests on the page at @start, of which PTE_STATE may know better. */
static void claim_refused(void *start, int make_err, int state_err, const char *what)
{
	struct dexdev_make_exclusive request;
	uint32_t state;
	char sentence[100];

	snprintf(sentence, sizeof(sentence), "MAKE_EXCLUSIVE of %s", what);
	claim_error(make(dev, start, 1, 0, &request), make_err, sentence);
	claim(request.done == 0 && request.dirty == 0, "and says that no page was done");
	snprintf(sentence, sizeof(sentence), "DEVICE_ACCESS to %s", what);
	claim_error(device_op(start, 1, DEXDEV_ADD, 1), make_err, sentence);
	snprintf(sentence, sizeof(sentence), "PTE_STATE of %s", what);
	claim_error(read_states(start, 1, &state, NULL), state_err, sentence);
}

static void *find_mapping(const char *name)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, found = 0;
	char line[512];

	must(maps, "/proc/self/maps");
	while (!found && fgets(line, sizeof(line), maps))
		if (strstr(line, name) && sscanf(line, "%lx", &start) == 1)
			found = start;
	fclose(maps);
	return (void *)found;
}

static void test_hugetlb(void)
{
	char *start;

	write_text("/proc/sys/vm/nr_hugepages", "1");
	start = mmap(NULL, HUGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (start == MAP_FAILED) {
		claim_skip("a hugetlb page is refused", "this guest gives none");
		return;
	}
	*start = 1;
	claim_refused(start, EOPNOTSUPP, EOPNOTSUPP, "a hugetlb page");
	must(!munmap(start, HUGE), "munmap");
	write_text("/proc/sys/vm/nr_hugepages", "0");
}

static void test_unusable_memory(void)
{
	char *region = map_region(1);
	int file = memfd_create("abi", MFD_CLOEXEC);
	char *mapping;

	must(file >= 0 && !ftruncate(file, PAGE), "memfd_create");
	unmap(region, 1);
	claim_refused(region, EFAULT, EFAULT, "an unmapped page");

	mapping = map_pages(1, PROT_READ | PROT_WRITE, MAP_SHARED, file);
	*mapping = 1;
	claim_refused(mapping, EOPNOTSUPP, 0, "a shared page of a file");
	unmap(mapping, 1);

	mapping = map_pages(1, PROT_READ | PROT_WRITE, MAP_PRIVATE, file);
	*mapping = 1;
	claim_refused(mapping, EOPNOTSUPP, 0, "a private page of a file");
	unmap(mapping, 1);

	mapping = map_pages(1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	*mapping = 1;
	claim_refused(mapping, EOPNOTSUPP, 0, "shared anonymous memory");
	unmap(mapping, 1);
	close(file);

	mapping = find_mapping("[vvar]");
	if (mapping)
		claim_refused(mapping, EOPNOTSUPP, 0, "a page that the kernel mapped by number");
	else
		claim_skip("a page that the kernel mapped by number is refused", "there is no vvar");

	mapping = map_region(1);
	must(!mprotect(mapping, PAGE, PROT_READ), "mprotect");
	claim_refused(mapping, EACCES, 0, "a read-only page");
	must(!mprotect(mapping, PAGE, PROT_NONE), "mprotect");
	claim_refused(mapping, EACCES, 0, "a page without any access");
	unmap(mapping, 1);
}

/* A range that goes wrong in the middle says how far it got, and means it. */
static void test_partial(void)
{
	struct dexdev_make_exclusive request;
	char *region = map_region(8);
	uint32_t states[8];
	uint64_t done;

	unmap(region + 5 * PAGE, 1);
	claim_error(make(dev, region, 8, 0, &request), EFAULT, "a range with a hole at page 5");
	claim_number(request.done, 5, "done says how far it got");
	claim_number(request.dirty, 5, "so does dirty");
	claim_number(count_states(region, 5, DEXDEV_PTE_EXCLUSIVE), 5, "the pages before the hole are exclusive");
	claim_number(count_states(region + 6 * PAGE, 2, DEXDEV_PTE_PRESENT), 2, "those behind it are present");

	memset(states, 0xff, sizeof(states));
	claim_error(read_states(region, 8, states, &done), EFAULT, "PTE_STATE over the hole");
	claim_number(done, 5, "it too says how far it got");
	claim(states[4] & DEXDEV_PTE_EXCLUSIVE && states[5] == ~0U,
	      "it wrote the states before the hole and no more");

	must(!mprotect(region + 3 * PAGE, PAGE, PROT_READ), "mprotect");
	claim_error(make(dev, region, 5, 0, &request), EACCES, "a range with a read-only page 3");
	claim_number(request.done, 3, "done says how far it got");
	unmap(region, 8);
}

static void test_many_pages(void)
{
	enum { PAGES = 200 };
	struct dexdev_make_exclusive request;
	char *region = map_region(PAGES);
	uint64_t rest;

	claim_error(make(dev, region, PAGES, 0, &request), 0, "200 pages are made exclusive at once");
	claim_number(request.done, PAGES, "done counts all of them");
	claim_number(request.dirty, PAGES, "all of them were dirty");
	claim_number(count_states(region, PAGES, DEXDEV_PTE_EXCLUSIVE), PAGES, "each of them is exclusive");
	claim_error(make(dev, region, PAGES, 0, &request), 0, "pages already exclusive are made so again");
	claim_number(request.done, PAGES, "done counts them too");
	rest = cpu_sum(region, PAGES);
	claim_number(rest, PAGES * (PAGES - 1) / 2, "the CPU finds its data in all of them");
	claim_number(count_states(region, PAGES, DEXDEV_PTE_PRESENT), PAGES, "then each is present");
	unmap(region, PAGES);

	region = map_pages(4, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	claim_error(make(dev, region, 4, 0, &request), 0, "pages never touched are made exclusive");
	claim_number(cpu_sum(region, 4), 0, "they read as zero");
	unmap(region, 4);
}

static volatile sig_atomic_t signals;

static void on_signal(int number)
{
	(void)number;
	signals++;
}

static void test_signal(void)
{
	enum { PAGES = 8192 };
	/* Again and again: on a busy host the first may come before the request begins. */
	struct itimerval every = { .it_value.tv_usec = 2000, .it_interval.tv_usec = 2000 };
	const struct itimerval never = { 0 };
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct dexdev_make_exclusive request;
	char *region = map_region(PAGES);
	uint64_t total;
	int err;

	must(!sigaction(SIGALRM, &action, NULL), "sigaction");
	must(!setitimer(ITIMER_REAL, &every, NULL), "setitimer");
	err = make(dev, region, PAGES, 0, &request);
	must(!setitimer(ITIMER_REAL, &never, NULL), "setitimer");
	claim_error(err, EINTR, "a signal ends a long request");
	claim(signals, "its handler has run");
	claim(request.done && request.done < PAGES, "done says how far it got");
	printf("#   done: %llu of %d\n", (unsigned long long)request.done, PAGES);
	claim_number(count_states(region, PAGES, DEXDEV_PTE_EXCLUSIVE), request.done,
		     "so many pages are exclusive and no more");

	must(!setitimer(ITIMER_REAL, &every, NULL), "setitimer");
	for (total = request.done; err == EINTR && request.done; total += request.done)
		err = make(dev, region + total * PAGE, PAGES - total, 0, &request);
	must(!setitimer(ITIMER_REAL, &never, NULL), "setitimer");
	claim_error(err, 0, "tried again and again under signals, it ends well");
	claim_number(total, PAGES, "then all pages were done");
	claim_number(cpu_sum(region, PAGES), (uint64_t)PAGES * (PAGES - 1) / 2, "and hold their data");
	unmap(region, PAGES);
}

static void test_life(void)
{
	const uint32_t seen = ~(uint32_t)DEXDEV_PTE_SOFT_DIRTY;
	const uint32_t page = DEXDEV_FOLIO_IS_DIRTY | DEXDEV_ANON_EXCLUSIVE;
	char *region = map_pages(1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	uint32_t state;

	must(!madvise(region, PAGE, MADV_NOHUGEPAGE), "MADV_NOHUGEPAGE");
	claim_number(state_of(region), 0, "a page never touched has an empty entry");
	cpu_sum(region, 1);
	state = state_of(region);
	claim((state & DEXDEV_PTE_PRESENT) && !(state & (DEXDEV_PTE_WRITE | page)),
	      "the zero page is present, not writable, and nobody's");

	*region = 1;
	claim_number(state_of(region) & seen & ~(uint32_t)DEXDEV_FOLIO_IS_DIRTY,
		     DEXDEV_PTE_PRESENT | DEXDEV_PTE_WRITE | DEXDEV_PTE_DIRTY | DEXDEV_PTE_YOUNG |
		     DEXDEV_ANON_EXCLUSIVE, "a written page is present, writable, dirty and young");

	claim_error(make_exclusive(region, 1), 0, "it is made exclusive");
	claim_number(state_of(region) & seen, DEXDEV_PTE_EXCLUSIVE | DEXDEV_PTE_WRITE | page,
		     "then it is exclusive, of the writable type, and its folio dirty");
	claim_number(state_of(region) & seen, DEXDEV_PTE_EXCLUSIVE | DEXDEV_PTE_WRITE | page,
		     "looking at it changed nothing");

	cpu_sum(region, 1);
	claim_number(state_of(region) & seen,
		     DEXDEV_PTE_PRESENT | DEXDEV_PTE_WRITE | DEXDEV_PTE_DIRTY | DEXDEV_PTE_YOUNG | page,
		     "a read restores it present, writable and dirty");

	must(!madvise(region, PAGE, MADV_DONTNEED), "MADV_DONTNEED");
	claim_number(state_of(region), 0, "dropped, its entry is empty again");
	unmap(region, 1);
}

/* Documentation/admin-guide/mm/pagemap.rst: bit 55 of an entry. */
static bool kernel_sees_soft_dirty(const char *page)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	off_t at = (off_t)((uintptr_t)page / PAGE * sizeof(uint64_t));
	uint64_t entry;

	must(fd >= 0 && pread(fd, &entry, sizeof(entry), at) == sizeof(entry), "/proc/self/pagemap");
	close(fd);
	return entry >> 55 & 1;
}

static void test_soft_dirty(void)
{
	char *region = map_region(2);

	must(!make_exclusive(region, 1), "DEXDEV_MAKE_EXCLUSIVE");
	if (!kernel_sees_soft_dirty(region + PAGE)) {
		claim_number(count_states(region, 2, DEXDEV_PTE_SOFT_DIRTY), 0,
			     "no entry is soft-dirty where the kernel knows no such bit");
		unmap(region, 2);
		return;
	}
	claim_number(count_states(region, 2, DEXDEV_PTE_SOFT_DIRTY), 2,
		     "pages written anew are soft-dirty, exclusive or present");
	if (!write_text("/proc/self/clear_refs", "4")) {
		claim_skip("cleared soft-dirty bits are seen", "this kernel does not track them");
	} else {
		claim_number(count_states(region, 2, DEXDEV_PTE_SOFT_DIRTY), 0,
			     "cleared soft-dirty bits are seen in both");
	}
	unmap(region, 2);
}

static void test_write_protect(void)
{
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
	int uffd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	char *region = map_region(2);
	struct uffdio_register registration = {
		.range = { (uintptr_t)region, 2 * PAGE },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect protection = {
		.range = { (uintptr_t)region, 2 * PAGE },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &registration)) {
		claim_skip("pages protected by userfaultfd are seen", strerror(errno));
		return;
	}
	must(!make_exclusive(region, 1), "DEXDEV_MAKE_EXCLUSIVE");
	must(!ioctl(uffd, UFFDIO_WRITEPROTECT, &protection), "UFFDIO_WRITEPROTECT");
	claim(state_of(region) & DEXDEV_PTE_EXCLUSIVE && state_of(region) & DEXDEV_PTE_UFFD_WP,
	      "an exclusive page protected by userfaultfd is seen as such");
	claim(state_of(region + PAGE) & DEXDEV_PTE_PRESENT && state_of(region + PAGE) & DEXDEV_PTE_UFFD_WP &&
	      !(state_of(region + PAGE) & DEXDEV_PTE_WRITE),
	      "and so is a present one, which is not writable");
	claim_error(make_exclusive(region + PAGE, 1), EFAULT,
		    "what only user space could fault in is refused as the kernel says");
	close(uffd);
	claim_number(cpu_sum(region, 2), 1, "the data is still there");
	unmap(region, 2);
}

static void test_protection(void)
{
	char *region = map_region(1);
	uint32_t state;

	must(!make_exclusive(region, 1), "DEXDEV_MAKE_EXCLUSIVE");
	must(!mprotect(region, PAGE, PROT_READ), "mprotect");
	claim_error(device_op(region, 1, DEXDEV_READ, 0), 0, "the device may read what the CPU may only read");
	claim_error(device_op(region, 1, DEXDEV_ADD, 1), EACCES, "but not write it");
	must(!mprotect(region, PAGE, PROT_READ | PROT_WRITE), "mprotect");
	claim_number(state_of(region) & (DEXDEV_PTE_EXCLUSIVE | DEXDEV_PTE_WRITE),
		     DEXDEV_PTE_EXCLUSIVE | (since_6_15 ? DEXDEV_PTE_WRITE : 0),
		     since_6_15 ? "mprotect and back leaves the only type there is" :
				  "mprotect and back leaves the read-only type");
	cpu_sum(region, 1);
	claim_number(state_of(region) & (DEXDEV_PTE_PRESENT | DEXDEV_PTE_WRITE),
		     DEXDEV_PTE_PRESENT | (restore_follows_folio ? DEXDEV_PTE_WRITE : 0),
		     restore_follows_folio ? "and the restore gives a writable entry" :
					     "and the restore gives a read-only entry");

	must(!mprotect(region, PAGE, PROT_NONE), "mprotect");
	state = state_of(region);
	claim((state & DEXDEV_PTE_PRESENT) && !(state & DEXDEV_PTE_WRITE),
	      "a page without any access is present and not writable");
	unmap(region, 1);
}

/* What a page is when a device took it clean and the CPU has read it since. */
static void test_clean(void)
{
	struct dexdev_make_exclusive request;
	char *region = map_region(4);
	uint32_t wanted = DEXDEV_PTE_PRESENT | DEXDEV_PTE_WRITE | (restore_follows_folio ? 0 : DEXDEV_PTE_DIRTY);

	claim_error(make(dev, region, 4, DEXDEV_FOLIO_CLEAN, &request), 0, "pages are made exclusive and clean");
	claim_number(request.done, 4, "done counts them");
	claim_number(request.dirty, 4, "dirty counts them as they were before");
	claim_number(count_states(region, 4, DEXDEV_PTE_EXCLUSIVE), 4, "all are exclusive");
	claim_number(count_states(region, 4, DEXDEV_FOLIO_IS_DIRTY), 0, "no folio is dirty");
	claim_number(cpu_sum(region, 4), 6, "the CPU reads its data");
	claim_number(state_of(region) & (DEXDEV_PTE_PRESENT | DEXDEV_PTE_WRITE | DEXDEV_PTE_DIRTY), wanted,
		     restore_follows_folio ? "the restored page is writable and clean" :
					     "the restored page is writable and dirty all the same");
	*word(region, 0) = 5;
	claim(state_of(region) & DEXDEV_PTE_DIRTY, "a write makes it dirty");
	claim_error(make(dev, region, 4, 0, &request), 0, "the pages are made exclusive again");
	claim_number(request.dirty, 4, "which dirties their folios");

	must(!make(dev, region, 4, DEXDEV_FOLIO_CLEAN, &request), "DEXDEV_MAKE_EXCLUSIVE");
	must(!device_op(region, 1, DEXDEV_READ, 0), "DEXDEV_READ");
	claim(!(state_of(region) & DEXDEV_FOLIO_IS_DIRTY), "a device that reads leaves a clean folio clean");
	must(!device_op(region, 1, DEXDEV_ADD, 1), "DEXDEV_ADD");
	claim(state_of(region) & DEXDEV_FOLIO_IS_DIRTY, "a device that writes dirties it");
	claim_number(cpu_sum(region, 4), 5 + 1 + 1 + 2 + 3, "and the data is right");
	unmap(region, 4);
}

static void claim_not_cleaned(void *page, const char *what)
{
	struct dexdev_make_exclusive request;
	char sentence[100];

	snprintf(sentence, sizeof(sentence), "FOLIO_CLEAN of %s", what);
	claim_error(make(dev, page, 1, DEXDEV_FOLIO_CLEAN, &request), EBUSY, sentence);
	claim(!request.done && !request.dirty, "and it is not counted");
	claim((state_of(page) & DEXDEV_PTE_EXCLUSIVE) && (state_of(page) & DEXDEV_FOLIO_IS_DIRTY),
	      "it is exclusive all the same, and dirty");
}

static void test_clean_pinned(void)
{
	struct io_uring_params params = { 0 };
	int ring = (int)syscall(SYS_io_uring_setup, 1, &params);
	char *region = map_region(1);
	struct iovec buffer = { region, PAGE };

	if (ring < 0 || syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, &buffer, 1)) {
		claim_skip("a pinned page is not cleaned", strerror(errno));
		return;
	}
	*word(region, 0) = 7;
	claim_not_cleaned(region, "a pinned page");
	claim_number(cpu_sum(region, 1), 7, "its data is there");
	close(ring);
	unmap(region, 1);
}

/* A page given up with MADV_FREE is not swap-backed: clean, it may be dropped at any time. */
static void test_clean_given_up(void)
{
	enum { PAGES = 256 };	/* the kernel works on these in batches: the first are through */
	char *region = map_region(PAGES);

	must(!madvise(region, PAGES * PAGE, MADV_FREE), "MADV_FREE");
	claim_not_cleaned(region, "a page given up with MADV_FREE");
	unmap(region, PAGES);
}

/* The number of KiB that a file of /proc gives after @name. */
static long read_kib(const char *path, const char *name)
{
	FILE *file = fopen(path, "re");
	char line[256];
	long size = -1;

	must(file, path);
	while (size < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			size = strtol(line + strlen(name), NULL, 10);
	fclose(file);
	must(size >= 0, name);
	return size;
}

/* A reference too many on each page would keep 64 MiB from being free again. */
static void test_no_leak(void)
{
	enum { PAGES = 4096 };
	long before = read_kib("/proc/meminfo", "MemFree:");
	long lost = 0;

	for (int i = 0; i < 4; i++) {
		char *region = map_region(PAGES);
		struct dexdev_make_exclusive request;

		must(!make(dev, region, PAGES, i & 1 ? DEXDEV_FOLIO_CLEAN : 0, &request), "DEXDEV_MAKE_EXCLUSIVE");
		must(!device_op(region, PAGES, DEXDEV_ADD, 1), "DEXDEV_ADD");
		cpu_sum(region, i & 2 ? PAGES : 0);
		unmap(region, PAGES);
	}
	/* A CPU may have freed pages in hand, more the more it freed, and lets go of them by and by. */
	for (int i = 0; i < 40; i++) {
		lost = before - read_kib("/proc/meminfo", "MemFree:");
		if (lost < 16 << 10)
			break;
		usleep(250000);
	}
	claim(lost < 16 << 10, "all memory that was exclusive is free again after munmap");
	printf("#   lost: %ld KiB\n", lost);
}

static void test_empty(void)
{
	const size_t pages = ((size_t)256 << 20) / PAGE;
	char *region = map_pages(pages, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	uint32_t *states = calloc(pages, sizeof(*states));
	size_t empty = 0;
	long before;

	must(states, "calloc");
	memset(states, 0xff, pages * sizeof(*states));
	before = read_kib("/proc/self/status", "VmPTE:");
	claim_error(read_states(region, pages, states, NULL), 0, "entries are read where there are no page tables");
	for (size_t i = 0; i < pages; i++)
		empty += !states[i];
	claim_number(empty, pages, "all of them are empty");
	claim_number((uint64_t)read_kib("/proc/self/status", "VmPTE:"), (uint64_t)before, "and no table was made for them");
	free(states);
	unmap(region, pages);
}

static void test_file_state(void)
{
	uint32_t state = state_of((void *)((uintptr_t)test_file_state & ~(uintptr_t)(PAGE - 1)));

	claim((state & DEXDEV_PTE_PRESENT) && !(state & (DEXDEV_PTE_WRITE | DEXDEV_ANON_EXCLUSIVE)),
	      "a page of our own program is present, not writable, and the file's");
}

static void test_huge(void)
{
	char *mapping = map_pages(2 * HUGE / PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *huge = (char *)(((uintptr_t)mapping + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
	struct dexdev_make_exclusive request;
	uint32_t state;

	/* The kernel says never by itself where memory is small. */
	write_text("/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
	must(!madvise(huge, HUGE, MADV_HUGEPAGE), "MADV_HUGEPAGE");
	*huge = 1;
	state = state_of(huge + 7 * PAGE);
	if (!(state & DEXDEV_PTE_HUGE)) {
		claim_skip("a huge page is seen as such", "this guest gives none");
		return;
	}
	claim_number(state & ~(uint32_t)(DEXDEV_PTE_SOFT_DIRTY | DEXDEV_FOLIO_IS_DIRTY),
		     DEXDEV_PTE_HUGE | DEXDEV_PTE_WRITE | DEXDEV_PTE_DIRTY | DEXDEV_PTE_YOUNG | DEXDEV_ANON_EXCLUSIVE,
		     "a huge page is huge in all of its parts, writable, dirty and young");
	claim_number(count_states(huge, 512, DEXDEV_PTE_HUGE), 512, "and looking at it splits nothing");
	claim_error(device_op(huge, 1, DEXDEV_READ, 0), EAGAIN, "the device may not access a huge page");

	claim_error(make(dev, huge + PAGE, 1, 0, &request), since_6_15 ? 0 : EBUSY,
		    "making exclusive a page inside of a huge one");
	claim_number(request.done, since_6_15, "and done says so");
	claim_not_cleaned(huge, "the first page of a huge one");
	claim_number(count_states(huge, 512, DEXDEV_PTE_EXCLUSIVE), since_6_15 ? 2 : 512,
		     since_6_15 ? "only what was asked for is exclusive" :
				  "the whole of it became exclusive with it");
	claim_number(cpu_sum(huge, 512), 1, "the data is right");
	claim_number(count_states(huge, 512, DEXDEV_PTE_PRESENT), 512, "and all of it is present again");
	must(!munmap(mapping, 2 * HUGE), "munmap");
}

/* Makes /dev/zram0 a swap area, in as few bytes as that takes. */
static bool swap_on(void)
{
	struct {
		char boot[1024];
		uint32_t version, last_page, bad_pages;
	} *header = (void *)map_region(1);
	char *area = (char *)header;
	bool written;
	int fd;

	if (!write_text("/sys/block/zram0/disksize", "16M")) {
		unmap(area, 1);
		return false;
	}
	*word(area, 0) = 0;
	header->version = 1;
	header->last_page = (uint32_t)((16 << 20) / PAGE - 1);
	memcpy(area + PAGE - 10, "SWAPSPACE2", 10);
	fd = open("/dev/zram0", O_WRONLY);
	written = fd >= 0 && write(fd, area, PAGE) == (ssize_t)PAGE;
	close(fd);
	unmap(area, 1);
	return written && !swapon("/dev/zram0", 0);
}

static void test_swapped(void)
{
	enum { PAGES = 64 };
	char *region = map_region(PAGES);
	struct dexdev_make_exclusive request;

	if (!swap_on()) {
		claim_skip("a swapped page is seen as non-present", "this guest has no zram");
		return;
	}
	must(!madvise(region, PAGES * PAGE, MADV_PAGEOUT), "MADV_PAGEOUT");
	if (!(state_of(region) & DEXDEV_PTE_NONPRESENT)) {
		claim_skip("a swapped page is seen as non-present", "the kernel kept it");
	} else {
		claim_number(state_of(region), DEXDEV_PTE_NONPRESENT, "a swapped page is non-present, and that is all");
		claim_error(device_op(region, 1, DEXDEV_READ, 0), EAGAIN, "the device may not access it");
		claim_error(make(dev, region, 1, 0, &request), 0, "it is made exclusive");
		claim_number(request.dirty, 1, "and its folio is dirty");
		claim_error(make(dev, region + PAGE, 1, DEXDEV_FOLIO_CLEAN, &request), 0,
			    "a swapped page is made exclusive and clean");
		must(!madvise(region, PAGES * PAGE, MADV_PAGEOUT), "MADV_PAGEOUT");
		claim_number(cpu_sum(region, PAGES), PAGES * (PAGES - 1) / 2, "and the data outlives all of it");
	}
	unmap(region, PAGES);
	must(!swapoff("/dev/zram0"), "swapoff");
}

#if defined(__riscv)
/* Those registers are the firmware's. What becomes of an entry, tests/vm/riscv64.t has probe tell. */
static void test_cpu(void)
{
	struct dexdev_cpu request = { .abi = DEXDEV_ABI_VERSION };

	claim_error(call(dev, DEXDEV_CPU, &request), EOPNOTSUPP, "the CPU's registers cannot be read");
	claim(!request.has && !request.uses, "and nothing is made up");
}
#else
/* What the registers say, against what becomes of an entry that nobody wrote since MADV_FREE. */
static void test_cpu(void)
{
	struct dexdev_cpu request = { .abi = DEXDEV_ABI_VERSION, .has = 99, .uses = 99 };
	char *region = map_region(1);
	const uint32_t flags = DEXDEV_PTE_YOUNG | DEXDEV_PTE_DIRTY;
	struct rusage before, after;
	bool sets_both;

	claim_error(call(dev, DEXDEV_CPU, &request), 0, "the CPU's registers are read");
	claim(!(request.uses & ~request.has), "the kernel uses no flag that the CPU does not have");
	must(!madvise(region, PAGE, MADV_FREE), "MADV_FREE");
	claim_number(state_of(region) & flags, 0, "an entry is clean and old");
	getrusage(RUSAGE_SELF, &before);
	*word(region, 0) = 1;
	getrusage(RUSAGE_SELF, &after);
	claim_number(state_of(region) & flags, flags, "written to it is dirty and young");
	sets_both = request.uses == (DEXDEV_CPU_ACCESS_FLAG | DEXDEV_CPU_DIRTY_FLAG);
	claim((after.ru_minflt == before.ru_minflt) == sets_both,
	      "without a fault where the registers say so, and with one elsewhere");
	unmap(region, 1);
}
#endif

static void test_access(void)
{
	struct dexdev_device_access request;
	char *region = map_region(100);
	const uint32_t last = PAGE - 8;

	claim_error(device_op(region, 1, DEXDEV_READ, 0), EAGAIN, "the device may not access a present page");
	must(!make_exclusive(region, 100), "DEXDEV_MAKE_EXCLUSIVE");
	claim_error(access_pages(region, 100, DEXDEV_READ, 0, 0, &request), 0, "the device reads what the CPU wrote");
	claim_number(request.sum, 4950, "its sum is right");
	claim_number(request.done, 100, "done counts the pages");
	claim_error(access_pages(region, 100, DEXDEV_ADD, 0, 1000, &request), 0, "the device adds");
	claim_number(request.sum, 4950, "the sum is of the values before");
	claim_error(access_pages(region, 100, DEXDEV_READ, 0, 0, &request), 0, "the device reads again");
	claim_number(request.sum, 4950 + 100000, "and finds what it added");
	claim_number(count_states(region, 100, DEXDEV_PTE_EXCLUSIVE), 100, "the pages are still exclusive");
	must(!access_pages(region, 100, DEXDEV_WRITE, last, 3, &request), "DEXDEV_WRITE");
	claim_number(request.sum, 0, "it writes to the last word of each page, where nothing was");

	claim_number(*(volatile uint64_t *)word(region, 42), 1042, "the CPU finds what the device added");
	claim_error(access_pages(region, 100, DEXDEV_ADD, 0, 1, &request), EAGAIN,
		    "after that restore the device may not access the page");
	claim_number(request.done, 42, "done says which");
	claim_number(request.sum, 42 * 41 / 2 + 42000, "the sum is of the pages before");
	claim_number(cpu_sum(region, 100), 4950 + 100000 + 42, "the CPU finds the rest");
	claim_number(*(uint64_t *)(region + 99 * PAGE + last), 3, "and what was written in the last word");

	must(!make_exclusive(region, 1), "DEXDEV_MAKE_EXCLUSIVE");
	claim_error(device_op(region, 1, 0, 0), EINVAL, "no operation");
	claim_error(device_op(region, 1, DEXDEV_WRITE + 1, 0), EINVAL, "an unknown operation");
	claim_error(device_op(region, 1, DEXDEV_READ, 1), EINVAL, "a read with an operand");
	claim_error(access_pages(region, 1, DEXDEV_READ, 4, 0, &request), EINVAL, "an offset that is no multiple of 8");
	claim_error(access_pages(region, 1, DEXDEV_READ, PAGE, 0, &request), EINVAL, "an offset outside of the page");
	claim_number(request.done, 99, "its answer is left as it was");
	unmap(region, 100);
}

static void test_states_buffer(void)
{
	/* Twice what one page of the array has room for; nobody touches them. */
	const size_t pages = 2 * PAGE / sizeof(uint32_t);
	char *region = map_pages(pages, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	char *buffer = map_region(2);
	uint64_t done;

	unmap(buffer + PAGE, 1);
	claim_error(read_states(region, 1, NULL, &done), EFAULT, "states written to address 0");
	claim_number(done, 0, "done says that none was");
	claim_error(read_states(region, pages, (uint32_t *)(void *)buffer, &done), EFAULT,
		    "states written to an array that ends too early");
	claim_number(done, PAGE / sizeof(uint32_t), "done says how many were");
	unmap(buffer, 1);
	unmap(region, pages);
}

static void test_notifier(void)
{
	const enum dexdev_event restore = since_6_15 ? DEXDEV_EVENT_CLEAR : DEXDEV_EVENT_EXCLUSIVE_OTHER;
	struct dexdev_counts counts;
	char *region = map_region(20);
	uint64_t others = 0;
	int other = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);

	must(other >= 0, DEXDEV_PATH);
	claim_error(read_counts(dev, &counts), ENODATA, "there are no counts before the notifier is on");
	claim_error(notifier(dev, 0, NULL, 0), 0, "switching off what is off");
	claim_error(notifier(dev, 0, region, 10), EINVAL, "switching off with a range");
	claim_error(notifier(dev, DEXDEV_NOTIFIER_ON, region, 10), 0, "the notifier is switched on");

	must(!make_exclusive(region, 20), "DEXDEV_MAKE_EXCLUSIVE");
	must(!read_counts(dev, &counts), "DEXDEV_COUNTS");
	for (int i = 0; i < DEXDEV_EVENT_COUNT; i++)
		others += i == DEXDEV_EVENT_EXCLUSIVE_OWN ? 0 : counts.events[i];
	claim_number(counts.events[DEXDEV_EVENT_EXCLUSIVE_OWN], 10, "it counts each page in its range that we make exclusive");
	claim_number(others, 0, "and nothing else");

	cpu_sum(region, 20);
	claim_number(count_of(dev, restore), 10, since_6_15 ? "each restore is a clear" :
		     "each restore is an exclusive event of nobody's");
	must(!notifier(dev, DEXDEV_NOTIFIER_ON, region, 10), "DEXDEV_NOTIFIER");
	claim_number(count_of(dev, DEXDEV_EVENT_EXCLUSIVE_OWN), 0, "switched on again it counts from zero");

	{
		struct dexdev_make_exclusive request;

		must(!make(other, region, 10, 0, &request), "DEXDEV_MAKE_EXCLUSIVE");
	}
	claim_number(count_of(dev, DEXDEV_EVENT_EXCLUSIVE_OTHER), 10, "what another open file makes exclusive is not ours");
	claim_number(count_of(dev, DEXDEV_EVENT_EXCLUSIVE_OWN), 0, "and not taken for ours");
	claim_error(read_counts(other, &counts), ENODATA, "the other file has no notifier");

	must(!mprotect(region, PAGE, PROT_READ), "mprotect");
	claim(count_of(dev, DEXDEV_EVENT_PROTECTION_VMA) > 0, "mprotect is counted");
	unmap(region, 20);
	claim(count_of(dev, DEXDEV_EVENT_UNMAP) > 0, "munmap is counted");
	claim_error(notifier(dev, 0, NULL, 0), 0, "the notifier is switched off");
	claim_error(read_counts(dev, &counts), ENODATA, "then there are no counts");
	claim_error(notifier(other, DEXDEV_NOTIFIER_ON, region, 20), 0, "a range that is not mapped may be watched");
	close(other);
}

static int child_reads(void *context)
{
	return (int)cpu_sum(context, 4);
}

static int child_exits_exclusive(void *context)
{
	struct dexdev_make_exclusive request;

	*word(context, 0) = 100;
	return make(dev, context, 4, 0, &request) || request.done != 4 || !is_exclusive(context);
}

static int hold(void *page, uint32_t microseconds)
{
	struct dexdev_hold request = {
		.abi = DEXDEV_ABI_VERSION, .start = (uintptr_t)page, .microseconds = microseconds,
	};

	return call(dev, DEXDEV_HOLD, &request);
}

static void *hold_page(void *page)
{
	return (void *)(intptr_t)hold(page, 100000);
}

/* A touch during the hold waits for its end. */
static void test_hold(void)
{
	char *region = map_region(1);
	pthread_t thread;
	struct timespec before, after;
	void *err;

	claim_error(hold(region, DEXDEV_HOLD_MOST + 1), EINVAL, "HOLD for too long");
	claim_error(hold(region + 1, 1), EINVAL, "HOLD of no page");
	claim_error(hold(region, 0), 0, "HOLD for no time at all");
	claim(is_exclusive(region), "and the page is exclusive");
	must(!pthread_create(&thread, NULL, hold_page, region), "a thread");
	usleep(20000);
	clock_gettime(CLOCK_MONOTONIC, &before);
	*(volatile char *)region = 1;
	clock_gettime(CLOCK_MONOTONIC, &after);
	pthread_join(thread, &err);
	claim_error((int)(intptr_t)err, 0, "HOLD for a tenth of a second");
	claim((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= 50,
	      "and a touch meanwhile waits for its end");
	unmap(region, 1);
}

static void test_fork(void)
{
	char *region = map_region(4);

	must(!notifier(dev, DEXDEV_NOTIFIER_ON, region, 4), "DEXDEV_NOTIFIER");
	must(!make_exclusive(region, 4), "DEXDEV_MAKE_EXCLUSIVE");
	claim_number((uint64_t)run_child(child_reads, region), 6, "a child finds the data of pages exclusive at fork");
	claim(count_of(dev, DEXDEV_EVENT_PROTECTION_PAGE) > 0, "fork is counted");
	must(!notifier(dev, 0, NULL, 0), "DEXDEV_NOTIFIER");
	claim_number(count_states(region, 4, DEXDEV_PTE_PRESENT), 4, "fork restored them");
	claim_number(count_states(region, 4, DEXDEV_PTE_WRITE), 0, "and wrote-protected them, to copy on write");
	claim_error(make_exclusive(region, 4), 0, "they are made exclusive again");

	claim_number((uint64_t)run_child(child_exits_exclusive, region), 0,
		     "an inherited file works on the child's memory, which may exit with it");
	claim_number(count_states(region, 4, DEXDEV_PTE_EXCLUSIVE), 0, "the parent's pages were left alone");
	claim_number(cpu_sum(region, 4), 6, "and so was its data");
	must(!make_exclusive(region, 4), "DEXDEV_MAKE_EXCLUSIVE");
	unmap(region, 4);
	claim(true, "exclusive pages are unmapped");
}

static int child_leaves_notifier(void *context)
{
	return notifier(dev, DEXDEV_NOTIFIER_ON, context, 4) || make_exclusive(context, 4);
}

static int child_leaves_own_notifier(void *context)
{
	int own = open(DEXDEV_PATH, O_RDWR);

	return own < 0 || notifier(own, DEXDEV_NOTIFIER_ON, context, 4) || make_exclusive(context, 4);
}

static void test_exit(void)
{
	char *region = map_region(4);

	claim_number((uint64_t)run_child(child_leaves_own_notifier, region), 0,
		     "a process may exit with a notifier on and pages exclusive");
	claim_number((uint64_t)run_child(child_leaves_notifier, region), 0,
		     "a child may leave the file to us with its own notifier on");
	claim(count_of(dev, DEXDEV_EVENT_RELEASE) > 0, "which counted the end of the child's memory");
	claim_number(count_of(dev, DEXDEV_EVENT_EXCLUSIVE_OWN), 4, "and what it made exclusive");
	claim_error(notifier(dev, DEXDEV_NOTIFIER_ON, region, 4), 0, "it moves to our own memory");
	claim_number(count_of(dev, DEXDEV_EVENT_RELEASE), 0, "and counts from zero");
	must(!notifier(dev, 0, NULL, 0), "DEXDEV_NOTIFIER");
	unmap(region, 4);
}

static int child_opens_as_nobody(void *context)
{
	(void)context;
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return 255;
	return open(DEXDEV_PATH, O_RDWR) < 0 ? errno : 0;
}

static int child_calls_as_nobody(void *context)
{
	struct dexdev_query query = { 0 };

	(void)context;
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return 255;
	return call(dev, DEXDEV_QUERY, &query);
}

static int child_opens_without_capabilities(void *context)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	(void)context;
	if (syscall(SYS_capset, &header, none))
		return 255;
	return open(DEXDEV_PATH, O_RDWR) < 0 ? errno : 0;
}

static void test_permission(void)
{
	struct stat node;

	must(!stat(DEXDEV_PATH, &node), DEXDEV_PATH);
	claim_number(node.st_mode & 07777, 0600, "the node is root's alone");
	claim_error(run_child(child_opens_as_nobody, NULL), EACCES, "nobody opens it");
	claim_error(run_child(child_opens_without_capabilities, NULL), EPERM, "root without capabilities opens it");
	claim_error(run_child(child_calls_as_nobody, NULL), EPERM, "nobody calls a file that root opened");
}

/*
 * All at once: two CPU threads and the device each add to a word of their own
 * in every page, while others look, fork, and switch notifiers. No addition
 * may get lost.
 */
enum { STRESS_PAGES = 96, STRESS_ROUNDS = 50 };

struct stress {
	char *region;
	uint64_t cpu[2];			/* how often each CPU thread went round */
	uint64_t device[STRESS_PAGES];		/* how often the device added to each page */
	atomic_bool over;
};

static struct stress stress;

static void *stress_cpu(void *argument)
{
	uint64_t which = (uintptr_t)argument;

	while (!stress.over) {
		for (size_t i = 0; i < STRESS_PAGES; i++)
			++*(volatile uint64_t *)(word(stress.region, i) + 1 + which);
		stress.cpu[which]++;
	}
	return NULL;
}

static void *stress_looks(void *argument)
{
	(void)argument;
	while (!stress.over)
		must(count_states(stress.region, STRESS_PAGES, 0) == STRESS_PAGES, "PTE_STATE");
	return NULL;
}

static void *stress_notifier(void *argument)
{
	int other = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);

	(void)argument;
	must(other >= 0, DEXDEV_PATH);
	while (!stress.over) {
		must(!notifier(other, DEXDEV_NOTIFIER_ON, stress.region, STRESS_PAGES), "DEXDEV_NOTIFIER");
		count_of(other, DEXDEV_EVENT_CLEAR);
		must(!notifier(other, 0, NULL, 0), "DEXDEV_NOTIFIER");
	}
	close(other);
	return NULL;
}

/* Up to 6.14 a fork may find a folio locked and fail with EBUSY: then there is no child. */
static void *stress_forks(void *argument)
{
	pid_t child;

	(void)argument;
	while (!stress.over) {
		child = fork();
		if (!child) {
			++*word(stress.region, 0);
			_exit(0);
		}
		if (child > 0)
			waitpid(child, NULL, 0);
		usleep(1000);
	}
	return NULL;
}

/*
 * Adds 1 to each page, making those exclusive that are not. Few at a time, or
 * the CPUs would have restored the first before the last is made exclusive.
 * False on an error that is no race.
 */
static bool stress_device_round(void)
{
	struct dexdev_device_access access;
	struct dexdev_make_exclusive made;
	uint64_t page = 0;
	int err;

	while (page < STRESS_PAGES) {
		char *start = stress.region + page * PAGE;
		uint64_t few = STRESS_PAGES - page < 4 ? STRESS_PAGES - page : 4;

		err = make(dev, start, few, 0, &made);
		if (err && err != EBUSY)
			return false;
		err = access_pages(start, few, DEXDEV_ADD, 0, 1, &access);
		if (err && err != EAGAIN)
			return false;
		for (uint64_t i = 0; i < access.done; i++)
			stress.device[page + i]++;
		page += access.done;
	}
	return true;
}

static void test_stress(void)
{
	static void *(*const bodies[])(void *) = {
		stress_cpu, stress_cpu, stress_looks, stress_notifier, stress_forks,
	};
	enum { THREADS = sizeof(bodies) / sizeof(bodies[0]) };
	pthread_t threads[THREADS];
	size_t right = 0, rounds = 0;

	stress.region = map_region(STRESS_PAGES);
	for (size_t i = 0; i < STRESS_PAGES; i++)
		*word(stress.region, i) = 0;
	for (size_t i = 0; i < THREADS; i++)
		must(!pthread_create(&threads[i], NULL, bodies[i], (void *)(uintptr_t)(i & 1)), "pthread_create");
	while (rounds < STRESS_ROUNDS && stress_device_round())
		rounds++;
	stress.over = true;
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);

	claim_number(rounds, STRESS_ROUNDS, "the device goes on while CPUs, forks and notifiers interfere");
	for (size_t i = 0; i < STRESS_PAGES; i++)
		right += word(stress.region, i)[0] == stress.device[i] &&
			 word(stress.region, i)[1] == stress.cpu[0] &&
			 word(stress.region, i)[2] == stress.cpu[1];
	claim_number(right, STRESS_PAGES, "and no addition of anyone's is lost");
	claim(stress.cpu[0] && stress.cpu[1], "the CPUs did add");
	printf("#   rounds: device %zu, CPUs %llu and %llu\n", rounds,
	       (unsigned long long)stress.cpu[0], (unsigned long long)stress.cpu[1]);
	unmap(stress.region, STRESS_PAGES);
}

/* What is exclusive outlives the file, and even the module. */
static void test_close_and_unload(void)
{
	char *region = map_region(4);
	struct dexdev_make_exclusive request;
	int other = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);

	must(other >= 0, DEXDEV_PATH);
	must(!notifier(other, DEXDEV_NOTIFIER_ON, region, 4), "DEXDEV_NOTIFIER");
	must(!make(other, region, 4, 0, &request), "DEXDEV_MAKE_EXCLUSIVE");
	claim(!close(other), "a file is closed with its notifier on");
	claim_number(count_states(region, 4, DEXDEV_PTE_EXCLUSIVE), 4, "its pages stay exclusive");
	claim_error(device_op(region, 1, DEXDEV_ADD, 10), 0, "another file of the process goes on with them");
	claim_number(cpu_sum(region, 2), 11, "the CPU restores them");

	claim(syscall(SYS_delete_module, "dexdev", O_NONBLOCK) && (errno == EBUSY || errno == EWOULDBLOCK),
	      "the module stays while a file is open");
	close(dev);
	claim(!syscall(SYS_delete_module, "dexdev", O_NONBLOCK), "the module is unloaded after the last close");
	claim(access("/sys/module/dexdev", F_OK) && access(DEXDEV_PATH, F_OK), "neither it nor its node is left");
	claim_number(cpu_sum(region, 4), 16, "the kernel restores what is still exclusive without it");
	unmap(region, 4);
}

static int run_foreign(uint32_t abi)
{
	struct dexdev_query query = { 0 };

	claim_error(call(dev, DEXDEV_QUERY, &query), 0, "a module of another ABI answers the query");
	claim_number(query.abi, abi, "it tells its own version");
	test_headers(DEXDEV_ABI_VERSION);
	return claims_done();
}

static void learn_release(void)
{
	struct utsname name;
	int major = 0, minor = 0;

	must(!uname(&name) && sscanf(name.release, "%d.%d", &major, &minor) == 2, "uname");
	since_6_15 = major > 6 || (major == 6 && minor >= 15);
	printf("# Linux %s\n", name.release);
}

int main(int argc, char **argv)
{
	if (argc < 2 || (!strcmp(argv[1], "foreign") && argc < 3)) {
		fprintf(stderr, "usage: abi always-dirty | follows-folio | foreign NUMBER\n");
		return 2;
	}
	dev = open(DEXDEV_PATH, O_RDWR | O_CLOEXEC);
	must(dev >= 0, DEXDEV_PATH);
	if (!strcmp(argv[1], "foreign"))
		return run_foreign((uint32_t)strtoul(argv[2], NULL, 10));

	page_size = (size_t)sysconf(_SC_PAGESIZE);
	/* A table is a page of 8-byte entries. */
	huge_size = page_size / sizeof(uint64_t) * page_size;
	restore_follows_folio = !strcmp(argv[1], "follows-folio");
	learn_release();
	test_query();
	test_headers(DEXDEV_ABI_VERSION + 1);
	test_unknown();
	test_read_only_request();
	test_ranges();
	test_unusable_memory();
	test_hugetlb();
	test_permission();
	test_partial();
	test_many_pages();
	test_signal();
	test_life();
	test_protection();
	test_clean();
	test_clean_pinned();
	test_clean_given_up();
	test_no_leak();
	test_empty();
	test_file_state();
	test_huge();
	test_access();
	test_cpu();
	test_states_buffer();
	test_notifier();
	test_hold();
	test_fork();
	test_exit();
	test_write_protect();
	test_swapped();
	test_soft_dirty();
	test_stress();
	test_close_and_unload();
	return claims_done();
}
