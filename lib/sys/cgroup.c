/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cgroup.c: /sys/fs/cgroup and memory.reclaim.
 */
#include "sys/cgroup.h"
#include "base/err.h"
#include "sys/setting.h"
#include "sys/walkers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"

/* The line of cgroup v2 in /proc/self/cgroup is "0::PATH". */
static int find_home(struct cgroup *cgroup)
{
	char path[160];
	bool found = setting_find("/proc/self/cgroup", "0::", path, sizeof(path));

	snprintf(cgroup->home, sizeof(cgroup->home), ROOT "%s/cgroup.procs", path);
	return found && !access(cgroup->home, W_OK) ? 0 :
	       err_set(EOPNOTSUPP, ROOT ": there is no cgroup v2 that this process may leave");
}

static int move_to(const char *procs)
{
	return walker_tell_number(procs, (uint64_t)getpid());
}

static int check_reclaim(const struct cgroup *cgroup)
{
	char file[160];

	snprintf(file, sizeof(file), "%s/memory.reclaim", cgroup->path);
	return access(file, W_OK) ? err_set(EOPNOTSUPP, "%s: %s (Linux 5.19, memory controller)", file,
					    strerror(errno)) : 0;
}

int cgroup_enter(struct cgroup *cgroup)
{
	char path[128], procs[160];
	int err = find_home(cgroup);

	if (err)
		return err;
	/* Refused where it is on already in another way; check_reclaim() tells. */
	walker_tell(ROOT "/cgroup.subtree_control", "+memory");
	snprintf(path, sizeof(path), ROOT "/dexbench-%d", getpid());
	if (mkdir(path, 0755) && errno != EEXIST)
		return err_set(errno, "%s: %s", path, strerror(errno));
	snprintf(cgroup->path, sizeof(cgroup->path), "%s", path);

	err = check_reclaim(cgroup);
	if (err)
		return err;
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", cgroup->path);
	return move_to(procs);
}

void cgroup_leave(struct cgroup *cgroup)
{
	if (!cgroup->path[0])
		return;
	move_to(cgroup->home);
	rmdir(cgroup->path);
	cgroup->path[0] = '\0';
}

/*
 * On several CPUs the counts by which reclaim decides lag behind, and it may think that there is nothing on the
 * active list. Whoever reads them brings them up to date.
 */
static void flush_counts(const struct cgroup *cgroup)
{
	char file[160], text[64];

	snprintf(file, sizeof(file), "%s/memory.stat", cgroup->path);
	setting_line(file, text, sizeof(text));
}

int cgroup_reclaim(const struct cgroup *cgroup, size_t bytes, bool *all)
{
	char file[160], amount[32];
	int err, tries = 3;

	snprintf(file, sizeof(file), "%s/memory.reclaim", cgroup->path);
	snprintf(amount, sizeof(amount), "%zu", bytes);
	flush_counts(cgroup);
	/* What io_uring has left for this thread to do interrupts it once, without a signal. */
	do {
		err = setting_write(file, amount);
	} while (err == -EINTR && tries--);
	*all = !err;
	return err == -EAGAIN ? 0 : err;
}
