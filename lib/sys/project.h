/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * project.h: where what comes with this program lies: scripts, plans, programs for guests.
 */
#ifndef SYS_PROJECT_H
#define SYS_PROJECT_H

#include <stddef.h>

struct project {
	char root[4096];	/* has scripts/ and configs/ */
	char build[4096];	/* has the programs, as the scripts take it from BUILD */
};

/*
 * Writes the path of @name, such as "configs/plans/smoke.plan", into @path. Returns 0, or -ENOENT
 * with a line in err_text().
 */
int project_file(const char *name, char *path, size_t size);

#endif
