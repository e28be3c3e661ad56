/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * project.c: where what comes with this program lies.
 */
#include "sys/project.h"
#include "base/err.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As packaging/install lays it out, and as a build does; relative to the program's folder. */
static const struct place {
	const char *root, *build;
} places[] = {
	{ "../share/dexbench", "../libexec/dexbench" },
	{ "..", "." },
};

static int is_root(const char *folder)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/configs/plans", folder);
	return !access(path, X_OK);
}

/*
 * Fills @project by where this program lies: what `make install` put beside it, or the tree that
 * it was built in, or the current folder. Returns 0, or -errno with a line in err_text().
 */
static int project_find(struct project *project)
{
	char self[PATH_MAX / 2] = "", *folder;

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return err_set(errno, "/proc/self/exe: %s", strerror(errno));
	folder = dirname(self);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(project->root, sizeof(project->root), "%s/%s", folder, places[i].root);
		snprintf(project->build, sizeof(project->build), "%s/%s", folder, places[i].build);
		if (is_root(project->root))
			return 0;
	}
	/* A build folder somewhere else. */
	snprintf(project->root, sizeof(project->root), ".");
	if (is_root(project->root))
		return 0;
	return err_set(ENOENT, "the scripts and plans of dexbench are not beside %s: install it (make install), or go to the project's folder",
		       folder);
}

int project_file(const char *name, char *path, size_t size)
{
	struct project project;
	int err = project_find(&project);

	if (err)
		return err;
	snprintf(path, size, "%s/%s", project.root, name);
	return access(path, R_OK) ? err_set(errno, "%s: %s", path, strerror(errno)) : 0;
}
