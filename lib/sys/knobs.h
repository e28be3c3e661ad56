/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * knobs.h: what disturbs a measurement, and can be read.
 */
#ifndef SYS_KNOBS_H
#define SYS_KNOBS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Something that may disturb a measurement: where to read it, which values are
 * quiet, and what to do about the others.
 */
struct knob {
	const char *name;
	const char *path;
	const char *quiet;	/* shell patterns that are fine, with | between */
	const char *why;	/* "it ..." */
	const char *remedy;	/* a command */
};

/* All of them; a row without name ends the table. */
extern const struct knob knobs[];

/* Reads @knob's first line (or "on"/"off" for /proc/swaps). False if this machine has it not. */
bool knob_read(const struct knob *knob, char *value, size_t size);

/* True if @value is among the quiet ones. */
bool knob_is_quiet(const struct knob *knob, const char *value);

#endif /* SYS_KNOBS_H */
