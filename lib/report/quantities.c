/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quantities.c: facts and series into figures.
 */
#include "report/quantities.h"
#include "base/grow.h"
#include "report/hardware.h"
#include "result/reader.h"
#include "stats/summary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* System-wide and per page: less may be somebody else's. */
#define STRAY_IPIS	0.01

const struct quantity *quantities_find(const struct quantities *quantities, const char *name)
{
	for (size_t i = 0; i < quantities->count; i++)
		if (!strcmp(quantities->items[i].name, name))
			return &quantities->items[i];
	return NULL;
}

double quantity_value(const struct quantity *quantity)
{
	return quantity ? compare_spread(quantity->boots).median : (double)NAN;
}

int quantities_add_value(struct quantities *quantities, const char *name, const char *suffix,
			 const char *unit, double value)
{
	struct quantity *item, *more;
	double *medians;
	char whole[sizeof(item->name)];

	snprintf(whole, sizeof(whole), "%s%s", name, suffix);
	item = (struct quantity *)quantities_find(quantities, whole);
	if (!item) {
		more = grow(quantities->items, quantities->count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		quantities->items = more;
		item = &more[quantities->count++];
		*item = (struct quantity){ .unit = unit };
		memcpy(item->name, whole, sizeof(whole));
	}
	medians = grow(item->boots.medians, item->boots.count, sizeof(*medians));
	if (!medians)
		return -ENOMEM;
	item->boots.medians = medians;
	medians[item->boots.count++] = value;
	return 0;
}

/* Units in a tick of this file's timer. */
static double scale_of(const struct result_header *header)
{
	return strcmp(header->unit, "ns") ? 1.0 : 1e9 / (double)header->timer_hz;
}

static bool has_bystanders(const struct result_run *run)
{
	for (size_t i = 0; i < run->parameter_count; i++)
		if (!strcmp(run->parameters[i].name, "bystanders"))
			return true;
	return false;
}

/* Of a row that has nothing to do with other CPUs, no IPIs go without saying. */
static int add_ipis(struct quantities *quantities, const struct quantity_trials *boot)
{
	double ipis = 0.0, pages = 0.0, visits = 0.0;
	int err;

	for (size_t i = 0; i < boot->count; i++) {
		const struct result_trial *trial = boot->trials[i];

		if (trial->tlb_ipis == RESULT_UNKNOWN)
			return 0;
		ipis += (double)trial->tlb_ipis;
		pages += (double)trial->touched_pages;
		visits += (double)(trial->touched_pages * trial->spinning);
	}
	if (!pages || (!has_bystanders(&boot->trials[0]->run) && !visits && ipis / pages < STRAY_IPIS))
		return 0;
	err = quantities_add_value(quantities, QUANTITY_IPIS, "", "", ipis / pages);
	return err || !visits ? err : quantities_add_value(quantities, QUANTITY_IPIS_EACH, "", "", ipis / visits);
}

static const struct result_fact *find_fact(const struct result_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->fact_count; i++)
		if (!strcmp(trial->facts[i].name, name))
			return &trial->facts[i];
	return NULL;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median_of(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), ascending);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* The median over the trials that have a fact of that name. */
static int add_fact(struct quantities *quantities, const struct quantity_trials *boot,
		    const char *name)
{
	bool ticks = strstr(name, "ticks") != NULL;
	double *values = calloc(boot->count, sizeof(*values));
	size_t count = 0;
	int err;

	if (!values)
		return -ENOMEM;
	for (size_t i = 0; i < boot->count; i++) {
		const struct result_fact *fact = find_fact(boot->trials[i], name);

		if (fact)
			values[count++] = fact->value;
	}
	err = quantities_add_value(quantities, name, "", ticks ? boot->result->header.unit : "",
				   median_of(values, count) * (ticks ? scale_of(&boot->result->header) : 1.0));
	free(values);
	return err;
}

static bool had_fact(const struct quantity_trials *boot, size_t trials, const char *name)
{
	for (size_t i = 0; i < trials; i++)
		if (find_fact(boot->trials[i], name))
			return true;
	return false;
}

static int add_facts(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = 0;

	for (size_t i = 0; i < boot->count; i++) {
		const struct result_trial *trial = boot->trials[i];

		for (size_t j = 0; j < trial->fact_count && !err; j++)
			if (!had_fact(boot, i, trial->facts[j].name))
				err = add_fact(quantities, boot, trial->facts[j].name);
	}
	return err;
}

static const struct result_series *find_series(const struct result_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->series_count; i++)
		if (!strcmp(trial->series[i].name, name))
			return &trial->series[i];
	return NULL;
}

static const struct {
	const char *suffix;
	double fraction;
} quantiles[] = { { "_p50", 0.5 }, { "_p90", 0.9 }, { "_p99", 0.99 }, { "_max", 1.0 } };

/* All trials' samples together: a boot's distribution is one. */
static int add_series(struct quantities *quantities, const struct quantity_trials *boot,
		      const struct result_series *like)
{
	const char *unit = like->ticks ? boot->result->header.unit : "";
	double scale = like->ticks ? scale_of(&boot->result->header) : 1.0, value;
	struct sorted *lists = calloc(boot->count, sizeof(*lists));
	int err = lists ? 0 : -ENOMEM;

	for (size_t i = 0; lists && i < boot->count; i++) {
		const struct result_series *series = find_series(boot->trials[i], like->name);

		if (series)
			lists[i] = (struct sorted){ series->pairs, series->count };
	}
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]) && !err; i++) {
		err = summary_quantile(&value, lists, boot->count, quantiles[i].fraction);
		if (!err && !isnan(value))
			err = quantities_add_value(quantities, like->name, quantiles[i].suffix, unit,
						   value * scale);
	}
	free(lists);
	return err;
}

static bool had_series(const struct quantity_trials *boot, size_t trials, const char *name)
{
	for (size_t i = 0; i < trials; i++)
		if (find_series(boot->trials[i], name))
			return true;
	return false;
}

static int add_all_series(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = 0;

	for (size_t i = 0; i < boot->count; i++) {
		const struct result_trial *trial = boot->trials[i];

		for (size_t j = 0; j < trial->series_count && !err; j++)
			if (!had_series(boot, i, trial->series[j].name))
				err = add_series(quantities, boot, &trial->series[j]);
	}
	return err;
}

int quantities_add(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = add_ipis(quantities, boot);

	if (!err)
		err = add_facts(quantities, boot);
	if (!err)
		err = hardware_add(quantities, boot);
	return err ? err : add_all_series(quantities, boot);
}

void quantities_free(struct quantities *quantities)
{
	for (size_t i = 0; i < quantities->count; i++)
		free(quantities->items[i].boots.medians);
	free(quantities->items);
	memset(quantities, 0, sizeof(*quantities));
}

static const struct {
	const char *name, *title;
	bool aside;
} known[] = {
	{ QUANTITY_IPIS,		"TLB-flush IPIs per page", false },
	{ QUANTITY_IPIS_EACH,		"TLB-flush IPIs per page and bystander", false },
	{ "stolen_ticks_per_page",	"stolen per page and bystander", false },
	{ "bystander_gap_p50",		"its gaps, median", false },
	{ "bystander_gap_p90",		"its gaps, 90th percentile", false },
	{ "bystander_gap_p99",		"99th percentile", false },
	{ "bystander_gap_max",		"longest", false },
	{ "touch_p50",			"one thread's touch, median", false },
	{ "touch_p99",			"99th percentile", false },
	{ "round_trip_p50",		"a round trip, median", false },
	{ "round_trip_p99",		"99th percentile", false },
	{ "touches_per_second",		"touches per second", false },
	{ "elapsed_ticks_per_touch",	"elapsed per touch, all threads together", false },
	{ "round_trips_per_second",	"round trips per second", false },
	{ "bystanders",			"bystanders", true },
	{ "pushed_aside",		"bystanders pushed aside", true },
	{ "lost_gaps",			"gaps that were not noted", true },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

const char *quantity_title(const struct quantity *quantity)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(known[i].name, quantity->name))
			return known[i].title;
	return quantity->name;
}

bool quantity_is_aside(const struct quantity *quantity)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(known[i].name, quantity->name))
			return known[i].aside;
	return false;
}
