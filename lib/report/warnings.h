/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * warnings.h: why a number may not be trusted.
 *
 * The list is closed. The text of each is a heading of docs/warnings.md, where
 * the reader learns what it means and what to do.
 */
#ifndef REPORT_WARNINGS_H
#define REPORT_WARNINGS_H

#include <stdbool.h>
#include <stddef.h>

enum warning_kind {
	WARNING_FINDING,
	WARNING_FAILED,
	WARNING_ALLOWED,
	WARNING_CUT,
	WARNING_INCOMPLETE,
	WARNING_ONE_BOOT,
	WARNING_VARIES,
	WARNING_SAME_BOOT,
	WARNING_FEW_BOOTS,
	WARNING_DRIFT,
	WARNING_BIMODAL,
	WARNING_OUTLIERS,
	WARNING_OVERHEAD,
	WARNING_CONTENDED,
	WARNING_ENVIRONMENT,
	WARNING_ONE_SIDED,

	/* Of dexbench itself, from a file's header; the detail is its text. */
	WARNING_OF_FILE,
	WARNING_KINDS
};

struct warning {
	enum warning_kind kind;
	char *detail;		/* a file, a field with both values, a row */
};

struct warnings {
	struct warning *items;
	size_t count;
};

/* The heading; empty for WARNING_OF_FILE, whose detail begins with it. */
const char *warning_text(enum warning_kind kind);

/* Notes @kind once for each different detail. Returns 0 or -ENOMEM. */
int warnings_add(struct warnings *warnings, enum warning_kind kind,
		 const char *format, ...) __attribute__((format(printf, 3, 4)));

bool warnings_has(const struct warnings *warnings, enum warning_kind kind);

/* Forgets all of @kind. */
void warnings_drop(struct warnings *warnings, enum warning_kind kind);

/* Forgets all but the first @count. */
void warnings_cut(struct warnings *warnings, size_t count);

void warnings_free(struct warnings *warnings);

#endif /* REPORT_WARNINGS_H */
