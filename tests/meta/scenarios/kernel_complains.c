/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_complains: the kernel's log gets a warning while it runs, which must be reported as a
 * finding.
 */
#include "base/err.h"
#include "run/run.h"
#include "run/scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int fire(struct run *run)
{
	return 0;
}

static int observe(struct run *run)
{
	static const char text[] = "<4>WARNING: made up by a test\n";
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	ssize_t written = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (written < 0)
		return err_set(errno, "/dev/kmsg: %s", strerror(errno));
	close(fd);
	return 0;
}

static void predict(const struct run *run, struct oracle *page)
{
	oracle_fire(page);
}

SCENARIO(kernel_complains) {
	.summary	= "nothing, while the kernel warns of something",
	.fire		= fire,
	.observe	= observe,
	.predict	= predict,
};
