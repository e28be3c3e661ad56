/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.c: standard streams that are closed, full or broken.
 */
#include "base/output.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void output_open(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return;
}

int output_close(const char *program, int status)
{
	bool pending = __fpending(stdout), failed = ferror(stdout);
	int err = 0;

	/* Who prints nothing may do without a standard output. */
	if (fclose(stdout))
		err = errno;
	if (err == EBADF && !pending)
		err = 0;
	if ((!failed && !err) || (status != EXIT_DONE && status != EXIT_REGRESSION))
		return status;
	/* An earlier write failed, for a reason that is gone. */
	fprintf(stderr, "%s: standard output: cannot be written%s%s\n", program, err ? ": " : "",
		err ? strerror(err) : "");
	return EXIT_FAILED;
}

int output_check_colour(const char *when)
{
	if (!when || !strcmp(when, "auto") || !strcmp(when, "always") || !strcmp(when, "never"))
		return 0;
	return err_set(EINVAL, "--color=%s: must be auto, always or never", when);
}

bool output_has_colour(const char *when, FILE *stream)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	return !(none && *none) && isatty(fileno(stream)) && terminal && strcmp(terminal, "dumb");
}
