/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parameters.h: the key=value words of a run, and what each may be.
 */
#ifndef RUN_PARAMETERS_H
#define RUN_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One row of a table that a row without name ends. */
struct parameter {
	const char *name;
	const char *fallback;	/* the value where none is given */
	const char *choices;	/* words that are allowed, "dirty|clean"; may be NULL */
	uint64_t low, high;	/* bounds of an allowed number; @high 0: no number */
	const char *help;	/* completes "NAME=VALUE  ..." */
	const char *constructed;	/* the choice that no driver in the kernel leads to; or NULL */
};

enum { MAX_PARAMETERS = 12 };

struct value {
	const struct parameter *parameter;
	char text[48];
};

/* The values of one run, one for each parameter that its scenario has. */
struct values {
	struct value list[MAX_PARAMETERS];
	size_t count;
};

/* The parameters that every scenario has. */
extern const struct parameter common_parameters[];

/* For scenarios to name in their own tables. */
#define PARAMETER_FOLIO							\
	{ "folio", "dirty", "dirty|clean", 0, 0,			\
	  "the folio's dirty flag when the device lets go; clean is constructed", "clean" }

#define PARAMETER_BATCH							\
	{ "batch", "1", NULL, 1, 1 << 20,				\
	  "pages a request; the number of pages is a multiple of it" }

/* Fills @values with the fallbacks of the common table and of @own, which may be NULL. */
void values_default(struct values *values, const struct parameter *own);

/*
 * Sets one value. Returns 0, or -EINVAL with a line in err_text() that lists
 * what would be allowed; @values is then unchanged.
 */
int values_set(struct values *values, const char *name, const char *text);

/* The text of a value; it must be a parameter of the scenario. */
const char *values_text(const struct values *values, const char *name);

/* The same as a number; a value that is a word gives @otherwise. */
uint64_t values_count(const struct values *values, const char *name, uint64_t otherwise);

/* Whether a parameter has its value that is constructed. */
bool values_constructed(const struct values *values);

#endif /* RUN_PARAMETERS_H */
