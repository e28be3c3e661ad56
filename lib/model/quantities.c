/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quantities.c: IPIs, facts, series and hardware counts into figures.
 */
#include "model/quantities.h"
#include "base/grow.h"
#include "result/reader.h"
#include "stats/summary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* System-wide and per page: fewer may be somebody else's. */
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

double quantities_per_page(const struct quantities *quantities, const char *series)
{
	char name[sizeof(quantities->items->name)];

	snprintf(name, sizeof(name), "%s_p50", series);
	return quantity_value(quantities_find(quantities, name));
}

/* Adds one more boot's @value of the quantity called @name@suffix. */
static int add_value(struct quantities *quantities, const char *name, const char *suffix,
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

/* Of a row that has nothing to do with other CPUs, no IPIs are the rule, and not said. */
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
		visits += (double)trial->touched_pages * (double)trial->spinning;
	}
	if (pages == 0.0 || (!has_bystanders(&boot->trials[0]->run) && visits == 0.0 &&
			     ipis / pages < STRAY_IPIS))
		return 0;
	err = add_value(quantities, QUANTITY_IPIS, "", "", ipis / pages);
	if (err || visits == 0.0)
		return err;
	return add_value(quantities, QUANTITY_IPIS_EACH, "", "", ipis / visits);
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

typedef double (*value_fn)(const struct result_trial *trial, const char *name);

/* Adds the median over the trials that have a value; none where no trial has. */
static int add_median(struct quantities *quantities, const struct quantity_trials *boot,
		      const char *name, const char *suffix, bool ticks, value_fn of)
{
	const struct result_header *header = &boot->result->header;
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
		err = add_value(quantities, name, suffix, ticks ? header->unit : "",
				(values[(count - 1) / 2] / 2 + values[count / 2] / 2) *
				(ticks ? scale_of(header) : 1.0));
	free(values);
	return err;
}

static double fact_of(const struct result_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->fact_count; i++)
		if (trial->facts[i].name == name)
			return trial->facts[i].value;
	return (double)NAN;
}

/* Names that a file has more than once are one pointer. */
static bool is_known(const char **names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] == name)
			return true;
	return false;
}

static int add_facts(struct quantities *quantities, const struct quantity_trials *boot)
{
	const char **names = NULL, **more;
	size_t count = 0;
	int err = 0;

	for (size_t i = 0; i < boot->count; i++) {
		const struct result_trial *trial = boot->trials[i];

		for (size_t j = 0; j < trial->fact_count && !err; j++) {
			const char *name = trial->facts[j].name;

			if (is_known(names, count, name))
				continue;
			more = grow(names, count, sizeof(*more));
			if (!more) {
				err = -ENOMEM;
				break;
			}
			names = more;
			names[count++] = name;
			err = add_median(quantities, boot, name, "", strstr(name, "ticks"),
					 fact_of);
		}
	}
	free(names);
	return err;
}

static const char *const events[] = {
	"cycles_user", "cycles_kernel", "instructions_user", "instructions_kernel",
	"dtlb_load_misses", "dtlb_store_misses", "dtlb_walks",
};

/* NAN where the trial has no such count: the event is absent, or was refused. */
static double count_of(const struct result_trial *trial, const char *name)
{
	for (size_t i = 0; i < trial->hardware_count; i++)
		if (!strcmp(trial->hardware[i].name, name))
			return trial->hardware[i].value;
	return (double)NAN;
}

static double count_per_page(const struct result_trial *trial, const char *name)
{
	if (!trial->touched_pages)
		return (double)NAN;
	return count_of(trial, name) / (double)trial->touched_pages;
}

/* Cycles are this thread's, ticks everybody's: only of use if nobody else had the CPU. */
static double core_rate(const struct result_trial *trial, const char *name)
{
	(void)name;
	if (!trial->hardware_ticks || trial->context_switches)
		return (double)NAN;
	return (count_of(trial, "cycles_user") + count_of(trial, "cycles_kernel")) /
	       (double)trial->hardware_ticks;
}

static int add_hardware(struct quantities *quantities, const struct quantity_trials *boot)
{
	size_t before = quantities->count;
	int err = 0;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]) && !err; i++)
		err = add_median(quantities, boot, events[i], "_per_page", false, count_per_page);
	if (!err)
		err = add_median(quantities, boot, QUANTITY_CORE_RATE, "", false, core_rate);
	for (size_t i = before; i < quantities->count; i++)
		quantities->items[i].counted = true;
	return err;
}

static const struct result_pool *find_series(const struct result_measured *run, const char *name)
{
	for (size_t i = 0; i < run->series_count; i++)
		if (!strcmp(run->series[i].name, name))
			return &run->series[i];
	return NULL;
}

static const struct {
	const char *suffix;
	double fraction;
} quantiles[] = { { "_p50", 0.5 }, { "_p90", 0.9 }, { "_p99", 0.99 }, { "_max", 1.0 } };

static bool is_per_page(const char *series)
{
	static const char *const names[] = { QUANTITY_LOADS, QUANTITY_STORES, QUANTITY_LINES,
					     QUANTITY_ATOMICS, QUANTITY_BARRIERS };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(series, names[i]))
			return true;
	return false;
}

/* All trials' samples together: a boot's distribution is one. */
static int add_series(struct quantities *quantities, const struct quantity_trials *boot,
		      const struct result_pool *like)
{
	const char *unit = like->ticks ? boot->result->header.unit : "";
	double scale = like->ticks ? scale_of(&boot->result->header) : 1.0, value;
	struct sorted *lists = calloc(boot->run_count, sizeof(*lists));
	int err = lists ? 0 : -ENOMEM;

	if (is_per_page(like->name))
		scale = 1.0 / (double)boot->trials[0]->pages_per_sample;
	for (size_t i = 0; lists && i < boot->run_count; i++) {
		const struct result_pool *series = find_series(boot->runs[i], like->name);

		if (series)
			lists[i] = pool_sorted(&series->pool);
	}
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]) && !err; i++) {
		err = summary_quantile(&value, lists, boot->run_count, quantiles[i].fraction);
		if (!err && !isnan(value))
			err = add_value(quantities, like->name, quantiles[i].suffix, unit,
					value * scale);
	}
	free(lists);
	return err;
}

static int add_all_series(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = 0;

	for (size_t i = 0; i < boot->run_count; i++) {
		const struct result_measured *run = boot->runs[i];

		for (size_t j = 0; j < run->series_count && !err; j++) {
			bool known = false;

			for (size_t k = 0; k < i && !known; k++)
				known = find_series(boot->runs[k], run->series[j].name);
			if (!known)
				err = add_series(quantities, boot, &run->series[j]);
		}
	}
	return err;
}

int quantities_add(struct quantities *quantities, const struct quantity_trials *boot)
{
	int err = add_ipis(quantities, boot);

	if (!err)
		err = add_facts(quantities, boot);
	if (!err)
		err = add_hardware(quantities, boot);
	return err ? err : add_all_series(quantities, boot);
}

void quantities_free(struct quantities *quantities)
{
	for (size_t i = 0; i < quantities->count; i++)
		free(quantities->items[i].boots.medians);
	free(quantities->items);
	memset(quantities, 0, sizeof(*quantities));
}
