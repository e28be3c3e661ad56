/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune.h: makes the machine quiet for a while, and puts it back.
 *
 * What is changed stands in a file on disk before the first change, so that tune_recover() can put it back
 * where the process was killed. A power loss needs nothing: no setting outlives the boot, and the file of
 * another boot is only removed.
 *
 * Putting back is careful: a place that says what it said before is left alone; so is one that says neither
 * that nor what was set, since somebody else has set it meanwhile, and that is told.
 */
#ifndef SYS_TUNE_H
#define SYS_TUNE_H

#include <stddef.h>

struct tune;

struct tune_wants {
	const char *root;	/* where the knobs are: "" for this machine */
	const char *state;	/* the file on disk */
	const char *quiet_cpus;	/* a list; interrupts are to stay away from these. NULL: they stay */
	const char *aslr_before;	/* what the kernel's setting is, where this process has left it; else NULL */
	void (*tell)(const char *text);	/* a line for the user, without newline */
};

/* What a knob was and is; of several places the different texts, with ", " between. */
struct tune_change {
	const char *knob;
	char from[256], to[256];
	size_t places;
};

/* Where the state is: $DEXBENCH_STATE, else /var/lib/dexbench/tuned.json. */
const char *tune_state_path(void);

/*
 * Sets all that can be set and tells each knob, and each that this user or machine cannot set, which is no
 * failure. What a dead process left behind is put back first. Returns 0 with *@tune for the caller to
 * tune_end(), or -errno with a line in err_text() and nothing changed: -EBUSY if another process has tuned
 * the machine and is alive. @wants must outlive *@tune.
 */
int tune_begin(struct tune **tune, const struct tune_wants *wants);

/*
 * Puts all back and frees @tune. Returns 0, or -errno with a line in err_text() if something could not be put
 * back: each such place was told, and stays in the file for tune_recover(). NULL is fine.
 */
int tune_end(struct tune *tune);

/*
 * Puts back what the file says. Returns 0, having told if there was nothing to do, or -errno with a line in
 * err_text() as tune_end() does; -EBUSY if the process that tuned is alive, which puts it back itself.
 */
int tune_recover(const struct tune_wants *wants);

/* The changes that are in force, one a knob. NULL has none. */
size_t tune_count(const struct tune *tune);
const struct tune_change *tune_change_at(const struct tune *tune, size_t index);

#endif /* SYS_TUNE_H */
