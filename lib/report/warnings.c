/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * warnings.c: the closed list, and what was met of it.
 */
#include "report/warnings.h"
#include "base/grow.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[WARNING_KINDS] = {
	[WARNING_FINDING]	= "a run disagrees with the oracle",
	[WARNING_FAILED]	= "a run failed",
	[WARNING_ALLOWED]	= "files that differ are compared, by --allow",
	[WARNING_CUT]		= "the last line is cut off and was dropped",
	[WARNING_INCOMPLETE]	= "incomplete: the file has no end record",
	[WARNING_ONE_BOOT]	= "one boot only: nothing has confirmed the figures",
	[WARNING_VARIES]	= "boots of one kernel disagree",
	[WARNING_SAME_BOOT]	= "two files carry one boot id",
	[WARNING_FEW_BOOTS]	= "too few boots",
	[WARNING_DRIFT]		= "drift within a run",
	[WARNING_BIMODAL]	= "samples in two groups",
	[WARNING_OUTLIERS]	= "outliers",
	[WARNING_OVERHEAD]	= "the harness is more than a tenth of the figure",
	[WARNING_CONTENDED]	= "major faults in a contended row",
	[WARNING_ENVIRONMENT]	= "environments differ",
	[WARNING_ONE_SIDED]	= "a row that only one kernel has",
	[WARNING_OF_FILE]	= "",
};

const char *warning_text(enum warning_kind kind)
{
	return texts[kind];
}

int warnings_add(struct warnings *warnings, enum warning_kind kind,
		 const char *format, ...)
{
	struct warning *more;
	char *detail;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&detail, format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;

	for (size_t i = 0; i < warnings->count; i++) {
		if (warnings->items[i].kind == kind && !strcmp(warnings->items[i].detail, detail)) {
			free(detail);
			return 0;
		}
	}
	more = grow(warnings->items, warnings->count, sizeof(*more));
	if (!more) {
		free(detail);
		return -ENOMEM;
	}
	warnings->items = more;
	warnings->items[warnings->count++] = (struct warning){ kind, detail };
	return 0;
}

bool warnings_has(const struct warnings *warnings, enum warning_kind kind)
{
	for (size_t i = 0; i < warnings->count; i++)
		if (warnings->items[i].kind == kind)
			return true;
	return false;
}

void warnings_drop(struct warnings *warnings, enum warning_kind kind)
{
	size_t kept = 0;

	for (size_t i = 0; i < warnings->count; i++) {
		if (warnings->items[i].kind == kind)
			free(warnings->items[i].detail);
		else
			warnings->items[kept++] = warnings->items[i];
	}
	warnings->count = kept;
}

void warnings_cut(struct warnings *warnings, size_t count)
{
	while (warnings->count > count)
		free(warnings->items[--warnings->count].detail);
}

void warnings_free(struct warnings *warnings)
{
	warnings_cut(warnings, 0);
	free(warnings->items);
	memset(warnings, 0, sizeof(*warnings));
}
