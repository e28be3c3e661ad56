/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resume.h: how far an interrupted result file got.
 */
#ifndef RESULT_RESUME_H
#define RESULT_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resume {
	bool has_header;
	bool *done;	/* per run of the plan: the file says that it was skipped or has failed */
	bool *failed;	/* of these: it has failed */
	bool *finding;	/* per run: a trial in the file has a finding */
	size_t trials;	/* of each run in @taken */
	bool *taken;	/* per run and trial: the file holds it */
};

/* What the file must agree with to be gone on with. */
struct resume_wanted {
	uint64_t plan_digest;
	size_t runs;		/* of the plan */
	const char *platform;
	const char *device;	/* who takes the pages */
	const char *boot;	/* one file is one boot */
	bool shuffle;		/* trials are, across runs */
	uint64_t seed;		/* of every random choice */
	size_t trials;		/* the most that a run has */
};

/*
 * Reads @path, which may not exist yet. Each trial stands for itself: all that the file
 * holds is kept. Cut off is only a last line without its end, and an error that is the last
 * record: the interruption may have caused it. What cannot be read is never cut.
 *
 * Returns 0 with @resume for the caller to resume_free(), or -errno with a line
 * in err_text(): -EINVAL if the file is of another plan, platform, device, boot, seed or
 * order; -EALREADY if it is complete; -EBADMSG if it is no result file, or damaged.
 */
int resume_read(struct resume *resume, const char *path, const struct resume_wanted *wanted);

/* Whether the file holds this trial. */
bool resume_has_trial(const struct resume *resume, size_t run, size_t trial);

void resume_free(struct resume *resume);

#endif /* RESULT_RESUME_H */
