/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cgroup.h: a memory cgroup of this process's own, whose pages it has reclaimed.
 */
#ifndef SYS_CGROUP_H
#define SYS_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed is none. */
struct cgroup {
	char path[128];		/* of our own */
	char home[384];		/* where this process was before */
};

/*
 * Makes a cgroup (v2, with the memory controller) and moves this process into it. What the process
 * has charged before stays where it is, so that only pages that come from now on are reclaimed. Returns
 * 0, or -errno with a line in err_text(): -EOPNOTSUPP where there is no such thing. Whatever it
 * returns, the caller calls cgroup_leave().
 */
int cgroup_enter(struct cgroup *cgroup);

/* Moves the process back and takes the cgroup away. */
void cgroup_leave(struct cgroup *cgroup);

/*
 * Asks the kernel to reclaim @bytes of the cgroup (memory.reclaim). Returns 0 with *@all telling
 * whether it did all of it, or -errno with a line in err_text().
 */
int cgroup_reclaim(const struct cgroup *cgroup, size_t bytes, bool *all);

#endif /* SYS_CGROUP_H */
