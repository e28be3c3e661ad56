/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile.h: the instructions of one touch, by function.
 */
#ifndef RUN_PROFILE_H
#define RUN_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROFILE_NAME = 96, PROFILE_DEPTH = 64 };

struct profile_row {
	char name[PROFILE_NAME];
	uint64_t self;		/* instructions in the function itself */
	uint64_t inclusive;	/* and in what it called, exceptions included */
	uint64_t calls;		/* how often it was entered */
	uint64_t stamp;		/* of the last instruction that inclusive counts */
};

/* A call that has not returned: its stack pointer was @sp on entry. */
struct profile_frame {
	size_t row;
	uint64_t sp;
};

struct profile {
	struct profile_row *rows;
	size_t count;
	uint64_t instructions;	/* executed: the sum of all self */
	uint64_t ticks;		/* what the guest's own clock says: the measured sample */
	uint64_t faults;	/* exceptions taken, which are no instructions */
	uint64_t median;	/* of the samples of an undisturbed boot, at its rank's lower side */
	uint64_t touch;		/* which touch of the trial, from 1 */
	char kernel[64], release[64], scenario[512];
	char finding[512];	/* of the oracle, about these trials; empty: none */

	struct profile_frame frames[PROFILE_DEPTH];
	size_t depth;
};

/* Where an instruction stands. */
struct profile_place {
	const char *function;	/* its symbol; a compiler's suffix (.isra.0, .cold) is dropped */
	const char *where;	/* added in brackets: "user"; NULL: the kernel */
	uint64_t sp;		/* the stack pointer before it */
	bool entry;		/* it is the first of the function */
	bool user;		/* it runs in user mode */
};

/* Counts one instruction. Returns 0 or -ENOMEM. */
int profile_add(struct profile *profile, const struct profile_place *place);

/* Forgets what was counted, to begin with another touch; names and median stay. */
void profile_restart(struct profile *profile);

/* The same sum three ways. Returns 0, or -EILSEQ with a line that shows them. */
int profile_check(const struct profile *profile);

/* Writes to, and reads from, a file of one JSON object. -errno with a line in err_text(). */
int profile_write(const struct profile *profile, const char *path);
int profile_read(struct profile *profile, const char *path);

void profile_free(struct profile *profile);

#endif /* RUN_PROFILE_H */
