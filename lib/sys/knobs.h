/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * knobs.h: what disturbs a measurement, and can be read.
 */
#ifndef SYS_KNOBS_H
#define SYS_KNOBS_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the longest value there is: what is done against the CPU's own vulnerabilities. */
enum { KNOB_VALUE_SIZE = 2048 };

enum knob_kind {
	KNOB_NOISE,	/* unless it is quiet, a figure taken under it comes with a warning */
	KNOB_FACT,	/* part of the machine: told and compared, never warned of */
	KNOB_PASSING,	/* noise that comes and goes: warned of, but no two results are compared by it */
};

/*
 * Something that may disturb a measurement: where to read it, which values are
 * quiet, and what to do about the others.
 */
struct knob {
	const char *name;
	const char *path;	/* with a * in it: all that match, such as of every CPU */
	const char *quiet;	/* shell patterns that are fine, with | between */
	const char *why;	/* "it ..." */
	const char *remedy;	/* a command */

	/* What --tune writes to each path that is not quiet. NULL: --tune leaves it alone. */
	const char *tuned;

	/* Another knob may change it along, so it is put back even where it was quiet. */
	bool follows;

	/* Reads it where it takes more than the first line of @path. */
	bool (*read)(const char *root, char *value, size_t size);

	enum knob_kind kind;

	/* It costs time and no instructions, so it is no noise where those alone are counted. */
	bool times_only;

	/* What to tell where it is there and cannot be read; NULL: then it is taken to be absent. */
	const char *unread;
};

/* All of them; a row without name ends the table. */
extern const struct knob knobs[];

/*
 * Reads @knob below @root, which is "" for this machine: the first line of its path; of several
 * paths the different ones, with ", " between. False if this machine has it not.
 */
bool knob_read(const struct knob *knob, const char *root, char *value, size_t size);

/* True if @value is among the quiet ones; of several, if each is. */
bool knob_is_quiet(const struct knob *knob, const char *value);

/* The first line of @path below @root, without its newline. */
bool knob_line(const char *root, const char *path, char *line, size_t size);

#endif /* SYS_KNOBS_H */
