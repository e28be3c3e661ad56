/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mlock_exclusive, munlock_exclusive, mlock_limit: mlock() and munlock() of pages that a device
 * holds.
 *
 * After mlock() of mapped memory each page has its flag (PG_mlocked) and lies on the unevictable
 * list, and after munlock() none has: "All pages in the VMA are then munlocked"
 * (Documentation/mm/unevictable-lru.rst). Since 6.15 both pass over exclusive entries, and the
 * restore does not make up for it: what was locked before it was made exclusive stays
 * unevictable, beyond RLIMIT_MEMLOCK, until its process frees it. mlock_limit goes that way: as a
 * user who may lock one batch of pages at a time, it locks one, has the device take it, and
 * unlocks it, batch after batch.
 */
#include "run/entries.h"
#include "run/scenario.h"
#include "sys/pagemap.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct state {
	struct pagemap_entry *entries;
	struct rlimit limit;		/* as it was */
	const struct run *run;
} state;

static int setup(struct run *run)
{
	state.entries = calloc(run->region.pages, sizeof(*state.entries));
	return state.entries ? 0 : -ENOMEM;
}

static int lock(void *start, size_t bytes)
{
	return mlock(start, bytes);
}

static int unlock(void *start, size_t bytes)
{
	return munlock(start, bytes);
}

/* Whether root's right to lock any amount is in effect. */
static int set_right(bool may_lock)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };
	long failed = syscall(SYS_capget, &head, sets);

	sets[0].effective &= ~(1u << CAP_IPC_LOCK);
	sets[0].effective |= may_lock ? sets[0].permitted & 1u << CAP_IPC_LOCK : 0;
	if (!failed)
		failed = syscall(SYS_capset, &head, sets);
	return failed ? err_set(errno, "capset: %s", strerror(errno)) : 0;
}

static int limit_setup(struct run *run)
{
	struct rlimit one = { .rlim_cur = run->trial.pages_per_sample * run->region.page_size };
	int err = setup(run);

	state.run = run;
	getrlimit(RLIMIT_MEMLOCK, &state.limit);
	one.rlim_max = state.limit.rlim_max;
	if (!err && setrlimit(RLIMIT_MEMLOCK, &one))
		err = err_set(errno, "RLIMIT_MEMLOCK: %s", strerror(errno));
	return err ? err : set_right(false);
}

static int limit_arm(struct run *run)
{
	entries_write(&run->region);
	return 0;
}

static int lock_and_unlock(void *start, size_t bytes)
{
	int err = 0;

	if (mlock(start, bytes))
		return -1;
	if (entries_are_exclusive(state.run))
		err = device_make_exclusive(state.run->device, start,
					    bytes / state.run->region.page_size, FOLIO_DIRTY);
	errno = -err;
	return err ? -1 : munlock(start, bytes);
}

static int limit_fire(struct run *run)
{
	return entries_fire(run, lock_and_unlock, "mlock, take, munlock");
}

static int lock_arm(struct run *run)
{
	return entries_make(run, &run->region);
}

static int unlock_arm(struct run *run)
{
	region_write(&run->region);
	if (mlock(run->region.start, run->region.pages * run->region.page_size))
		return err_set(errno, "mlock: %s", strerror(errno));
	return entries_make(run, &run->region);
}

static int lock_fire(struct run *run)
{
	return entries_fire(run, lock, "mlock");
}

static int unlock_fire(struct run *run)
{
	return entries_fire(run, unlock, "munlock");
}

static int count_mlocked(const struct run *run, size_t *mlocked)
{
	int err = pagemap_read(&run->region, state.entries);

	*mlocked = 0;
	for (size_t i = 0; i < run->region.pages && !err; i++) {
		bool has = false;

		err = pagemap_has_flag(state.entries[i].frame, PAGE_IS_MLOCKED, &has);
		*mlocked += has;
	}
	return err;
}

/* Once the CPU has all pages back: up to 6.14 the restore locks them. */
static int observe(struct run *run, size_t wanted, const char *call)
{
	size_t mlocked = 0;
	int err = entries_check_region(run);

	if (!err)
		err = count_mlocked(run, &mlocked);
	trial_add_fact(&run->trial, "mlocked_pages", UNIT_COUNT, (double)mlocked);
	if (!err && mlocked != wanted)
		trial_find(&run->trial, "after %s() of %zu %s pages expected %zu mlocked pages, "
			   "saw %zu", call, run->region.pages, entries_words(run), wanted, mlocked);
	return err;
}

static int lock_observe(struct run *run)
{
	return observe(run, run->region.pages, "mlock");
}

static int unlock_observe(struct run *run)
{
	return observe(run, 0, "munlock");
}

/* What is freed is mlocked no more, whatever it was. */
static void disarm(struct run *run)
{
	munlock(run->region.start, run->region.pages * run->region.page_size);
	region_discard(&run->region);
}

static void teardown(struct run *run)
{
	free(state.entries);
}

static void limit_teardown(struct run *run)
{
	set_right(true);
	setrlimit(RLIMIT_MEMLOCK, &state.limit);
	teardown(run);
}

/* It brings in what is not present, for writing. */
static void lock_predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
	oracle_gup_write(page);
}

static void unlock_predict(const struct run *run, struct oracle *page)
{
	entries_predict(run, page);
	oracle_fire(page);
}

static void limit_predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
	entries_predict(run, page);
	page->any_flushes = true;
}

#define LOCK_IN_C	"if (mlock(p, PAGES * size))\n\terr(2, \"mlock\");\n"

/* Pages whose flag is another one once the CPU has all of them back. */
#define COUNT_IN_C(is_bad)							\
	"int pagemap = open(\"/proc/self/pagemap\", O_RDONLY);\n"		\
	"int flags = open(\"/proc/kpageflags\", O_RDONLY);\n"			\
	"uint64_t entry, all;\n"						\
	"\n"									\
	"for (char *page = p; page < p + PAGES * size; page += size) {\n"	\
	"\t*page = 2;\n"							\
	"\tif (pread(pagemap, &entry, 8, (uintptr_t)page / size * 8) != 8 ||\n"	\
	"\t    pread(flags, &all, 8, (entry & ((1ULL << 55) - 1)) * 8) != 8)\n"	\
	"\t\terr(2, \"/proc/kpageflags\");\n"				\
	"\tbad += " is_bad "(all >> 33 & 1);	/* KPF_MLOCKED */\n"		\
	"}"

#define MLOCK_SCENARIO								\
	.family		= "life cycle",						\
	.chart		= "touch",						\
	.needs		= NEED_MODULE | NEED_ROOT,				\
	STATE(state),								\
	.gup_faults	= true,							\
	.disarm		= disarm

#define CALL_SCENARIO								\
	MLOCK_SCENARIO,								\
	.parameters	= (const struct parameter[]){				\
		PARAMETER_EXCLUSIVE,						\
		{ "batch", "all", "all", 1, 1 << 20, "pages a call" }, { 0 }	\
	},									\
	.setup		= setup,						\
	.teardown	= teardown

SCENARIO(mlock_exclusive) {
	CALL_SCENARIO,
	.summary	= "mlock() of \"batch\" exclusive pages, which takes them from the device",
	.arm		= lock_arm,
	.fire		= lock_fire,
	.observe	= lock_observe,
	.in_c		= { .find = LOCK_IN_C COUNT_IN_C("!"),
			    .bad = "pages that mlock() did not mark" },
	.predict	= lock_predict,
};

SCENARIO(munlock_exclusive) {
	CALL_SCENARIO,
	.summary	= "munlock() of pages that were locked before they became exclusive",
	.arm		= unlock_arm,
	.fire		= unlock_fire,
	.observe	= unlock_observe,
	.in_c		= { .before = LOCK_IN_C,
			    .find = "munlock(p, PAGES * size);\n" COUNT_IN_C(""),
			    .bad = "pages that munlock() left marked" },
	.predict	= unlock_predict,
};

SCENARIO(mlock_limit) {
	MLOCK_SCENARIO,
	.summary	= "mlock(), make exclusive, munlock() within RLIMIT_MEMLOCK",
	.parameters	= (const struct parameter[]){
		PARAMETER_EXCLUSIVE,
		{ "pages", "4096", NULL, 1, 1 << 20, "pages of the region, a multiple of batch" },
		{ "batch", "256", "all", 1, 1 << 20, "pages a time, and RLIMIT_MEMLOCK" }, { 0 }
	},
	.setup		= limit_setup,
	.arm		= limit_arm,
	.fire		= limit_fire,
	.observe	= unlock_observe,
	.teardown	= limit_teardown,
	.predict	= limit_predict,
};
