/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune_state.h: what --tune is about to change, on disk before it does.
 *
 * A file of its own, and not the process's memory, is what survives kill -9. Each entry alone is
 * enough to put its place back.
 */
#ifndef SYS_TUNE_STATE_H
#define SYS_TUNE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file of the kernel's that is set. All strings are the place's own. */
struct tune_place {
	char *knob;	/* a name of the table in knobs.h, or TUNE_IRQS */
	char *path;	/* without the root */
	char *from, *to;
};

#define TUNE_IRQS	"irq_affinity"
#define TUNE_IRQ_PATH	"/proc/irq/*/smp_affinity_list"

/* Zeroed, it holds nothing. */
struct tune_state {
	struct tune_place *places;
	size_t count;
	char boot[40];		/* boot id: what is set does not outlive the boot */
	int64_t owner;		/* process that set it */
	uint64_t owner_start;	/* when it was started, so that another of its number is not taken for it */
};

/* Adds a copy. Returns 0 or -ENOMEM. */
int tune_state_add(struct tune_state *state, const char *knob, const char *path, const char *from,
		   const char *to);

/* Forgets entry @index. */
void tune_state_drop(struct tune_state *state, size_t index);
void tune_state_free(struct tune_state *state);

/* Says that @state is this process's, in this boot. */
void tune_state_own(struct tune_state *state);

/* True if the process that owns it is alive; a zombie is not. */
bool tune_state_has_owner(const struct tune_state *state);

/* True if it is of this boot, or if that cannot be told. */
bool tune_state_is_of_this_boot(const struct tune_state *state);

/*
 * Writes it to @path, whose folder is made if it is not there, and returns only once it is on the
 * disk. @anew: there must be none yet. Returns 0, or -errno with a line in err_text(): -EBUSY if there is.
 */
int tune_state_write(const struct tune_state *state, const char *path, bool anew);

/*
 * Reads it. An entry whose path is not one of those that --tune sets is refused. Returns 0 with @state
 * for the caller to tune_state_free(), or -errno with a line in err_text(): -ENOENT if there is none.
 */
int tune_state_read(struct tune_state *state, const char *path);

/*
 * Removes the file, for good: the folder is on the disk when this returns. Where another process has written
 * its own by now, that is left alone. Returns 0, or -errno with a line in err_text().
 */
int tune_state_remove(const struct tune_state *state, const char *path);

#endif /* SYS_TUNE_STATE_H */
