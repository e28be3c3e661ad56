/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tap.h: claims in sentences, printed as TAP.
 *
 *	int main(void)
 *	{
 *		claim(plan_parse(...) == -EINVAL, "a plan without runs is refused");
 *		return claims_done();
 *	}
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int claims_made, claims_failed;

/* Prints one test line; a failed claim also says where it stands. */
#define claim(holds, ...) claim_at(__FILE__, __LINE__, (holds), __VA_ARGS__)

__attribute__((format(printf, 4, 5)))
static inline bool claim_at(const char *file, int line, bool holds, const char *format, ...)
{
	__builtin_va_list args;

	claims_made++;
	claims_failed += !holds;
	printf("%s %d - ", holds ? "ok" : "not ok", claims_made);
	__builtin_va_start(args, format);
	vprintf(format, args);
	__builtin_va_end(args);
	printf("\n");
	if (!holds)
		printf("# %s:%d\n", file, line);
	fflush(stdout);
	return holds;
}

static inline void claim_skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++claims_made, what, why);
}

/* The same text; shows both where they differ. */
static inline bool claim_text(const char *seen, const char *wanted, const char *sentence)
{
	bool same = seen && wanted && !strcmp(seen, wanted);

	claim(same, "%s", sentence);
	if (!same)
		printf("#   seen:   %s\n#   wanted: %s\n", seen ? seen : "(null)", wanted);
	return same;
}

static inline bool claim_near(double seen, double wanted, double tolerance, const char *sentence)
{
	bool near = fabs(seen - wanted) <= tolerance;

	claim(near, "%s", sentence);
	if (!near)
		printf("#   seen %.10g, wanted %.10g +/- %g\n", seen, wanted, tolerance);
	return near;
}

/* Prints the plan and returns the exit status. A test without claims has failed. */
static inline int claims_done(void)
{
	printf("1..%d\n", claims_made);
	return claims_failed || !claims_made;
}

#endif /* TESTS_TAP_H */
