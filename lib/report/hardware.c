/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hardware.c: counts per page, and cycles against ticks.
 */
#include "report/hardware.h"
#include "report/rows.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PER_PAGE	"_per_page"

static const char *const known[] = {
	"cycles_user", "cycles_kernel", "instructions_user", "instructions_kernel",
	"dtlb_load_misses", "dtlb_store_misses", "dtlb_walks",
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

/* NAN where the trial has no such count: the event is absent, or was refused. */
static double count_of(const struct result_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->hardware_count; i++)
		if (!strcmp(trial->hardware[i].name, name))
			return trial->hardware[i].value;
	return (double)NAN;
}

static double per_page(const struct result_trial *trial, const char *name)
{
	return trial->touched_pages ? count_of(trial, name) / (double)trial->touched_pages : (double)NAN;
}

/* Cycles are this thread's, ticks everybody's: only of use if nobody else had the CPU. */
static double core_rate(const struct result_trial *trial, const char *name)
{
	(void)name;
	if (!trial->hardware_ticks || trial->context_switches)
		return (double)NAN;
	return (count_of(trial, "cycles_user") + count_of(trial, "cycles_kernel")) / (double)trial->hardware_ticks;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The median over the trials of which it is known. */
static int add_median(struct quantities *quantities, const struct quantity_trials *boot, const char *name,
		      const char *suffix, double (*of)(const struct result_trial *trial, const char *name))
{
	double *values = calloc(boot->count + 1, sizeof(*values));
	size_t count = 0;
	int err = 0;

	if (!values)
		return -ENOMEM;
	for (size_t i = 0; i < boot->count; i++) {
		double value = of(boot->trials[i], name);

		if (!isnan(value))
			values[count++] = value;
	}
	qsort(values, count, sizeof(*values), ascending);
	if (count)
		err = quantities_add_value(quantities, name, suffix, "",
					   (values[(count - 1) / 2] + values[count / 2]) / 2);
	free(values);
	return err;
}

int hardware_add(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = 0;

	for (size_t i = 0; i < KNOWN && !err; i++)
		err = add_median(quantities, boot, known[i], PER_PAGE, per_page);
	return err ? err : add_median(quantities, boot, QUANTITY_CORE_RATE, "", core_rate);
}

bool hardware_is(const struct quantity *quantity)
{
	for (size_t i = 0; i < KNOWN; i++) {
		size_t length = strlen(known[i]);

		if (!strncmp(quantity->name, known[i], length) && !strcmp(quantity->name + length, PER_PAGE))
			return true;
	}
	return !strcmp(quantity->name, QUANTITY_CORE_RATE);
}

void hardware_rate_text(char *text, size_t size, const struct rows *rows, const size_t *which, size_t count)
{
	double least = (double)NAN, most = (double)NAN;

	for (size_t row = 0; row < rows->count; row++) {
		for (size_t side = 0; side < count; side++) {
			const struct quantities *all = &rows->items[row].figures[which[side]].quantities;
			double rate = quantity_value(quantities_find(all, QUANTITY_CORE_RATE));

			least = fmin(least, rate);
			most = fmax(most, rate);
		}
	}
	text[0] = '\0';
	if (isnan(least))
		return;
	if (most - least < 0.005)
		snprintf(text, size, "A tick is not a cycle: the core ran at %.2f times the timer's rate", most);
	else
		snprintf(text, size, "A tick is not a cycle: the core ran at %.2f to %.2f times the timer's rate", least, most);
}
