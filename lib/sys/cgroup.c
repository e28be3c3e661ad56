/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cgroup.c: /sys/fs/cgroup and memory.reclaim.
 */
#include "sys/cgroup.h"
#include "base/err.h"
#include "sys/walkers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"

/* The line of cgroup v2 in /proc/self/cgroup is "0::PATH". */
static int find_home(struct cgroup *cgroup)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[256] = "";
	int err = -EOPNOTSUPP;

	while (file && err && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "0::", 3))
			continue;
		snprintf(cgroup->home, sizeof(cgroup->home), ROOT "%s/cgroup.procs", line + 3);
		err = access(cgroup->home, W_OK) ? -EOPNOTSUPP : 0;
	}
	if (file)
		fclose(file);
	return err ? err_set(EOPNOTSUPP, ROOT ": there is no cgroup v2 that this process may leave") : 0;
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
	char file[160], text[4096];
	int fd;

	snprintf(file, sizeof(file), "%s/memory.stat", cgroup->path);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while (read(fd, text, sizeof(text)) > 0)
		;
	close(fd);
}

int cgroup_reclaim(const struct cgroup *cgroup, size_t bytes, bool *all)
{
	char file[160], amount[32];
	int fd, err = 0;

	snprintf(file, sizeof(file), "%s/memory.reclaim", cgroup->path);
	snprintf(amount, sizeof(amount), "%zu", bytes);
	flush_counts(cgroup);
	fd = open(file, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(errno, "%s: %s", file, strerror(errno));
	*all = write(fd, amount, strlen(amount)) == (ssize_t)strlen(amount);
	if (!*all && errno != EAGAIN)
		err = err_set(errno, "%s: cannot reclaim %s bytes: %s", file, amount, strerror(errno));
	close(fd);
	return err;
}
