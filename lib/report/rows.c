/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.c: trials into figures.
 *
 * Each trial becomes an entry (row, side, boot, trial). Sorted, the entries of
 * one boot of one row stand together, and are summarised as one.
 */
#include "report/rows.h"
#include "report/sides.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	size_t row, side, boot;
	const struct result *result;
	const struct result_trial *trial;
};

struct entries {
	struct entry *items;
	size_t count;
};

bool rows_same_run(const struct result_run *a, const struct result_run *b)
{
	if (strcmp(a->scenario, b->scenario) || a->parameter_count != b->parameter_count)
		return false;
	for (size_t i = 0; i < a->parameter_count; i++)
		if (strcmp(a->parameters[i].name, b->parameters[i].name) ||
		    strcmp(a->parameters[i].value, b->parameters[i].value))
			return false;
	return true;
}

bool rows_has(const struct figure *figure)
{
	return figure->trials > 0;
}

double rows_stray_faults(const struct rows *rows, const struct figure *base,
			 const struct figure *patched, double stray)
{
	double chance = fmax(base->maybe_faults, patched->maybe_faults);

	/* Sums of many such numbers are not met to the last bit. */
	return chance > 0.0 ? chance + 1e-9 : rows->noiseless ? 0.0 : stray;
}

static int find_row(struct rows *rows, const struct result_run *run, size_t *found)
{
	struct row *more;
	size_t i;

	for (i = 0; i < rows->count; i++) {
		if (rows_same_run(rows->items[i].run, run)) {
			*found = i;
			return 0;
		}
	}
	more = grow(rows->items, rows->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	rows->items = more;
	more[i].run = run;
	more[i].figures = calloc(rows->side_count, sizeof(*more[i].figures));
	rows->count++;
	*found = i;
	return more[i].figures ? 0 : -ENOMEM;
}

static int enter_result(struct entries *entries, struct rows *rows, size_t side,
			size_t boot, const struct result *result)
{
	for (size_t i = 0; i < result->trial_count; i++) {
		struct entry entry = { 0, side, boot, result, &result->trials[i] };
		struct entry *more;
		int err;

		if (!entry.trial->timed)
			continue;
		err = find_row(rows, &entry.trial->run, &entry.row);
		if (err)
			return err;
		more = grow(entries->items, entries->count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		entries->items = more;
		entries->items[entries->count++] = entry;
	}
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->row != right->row)
		return left->row < right->row ? -1 : 1;
	if (left->side != right->side)
		return left->side < right->side ? -1 : 1;
	if (left->boot != right->boot)
		return left->boot < right->boot ? -1 : 1;
	return (left->trial->trial > right->trial->trial) -
	       (left->trial->trial < right->trial->trial);
}

static int enter_all(struct entries *entries, struct rows *rows, const struct sides *sides)
{
	int err = 0;

	for (size_t side = 0; side < sides->count; side++)
		for (size_t boot = 0; boot < sides->sides[side].boot_count && !err; boot++)
			err = enter_result(entries, rows, side, boot,
					   sides->sides[side].boots[boot]);
	if (!err && entries->count)
		qsort(entries->items, entries->count, sizeof(*entries->items), by_place);
	return err;
}

/* One tick of one sample, in units per page. */
static double scale_of(const struct entry *entry)
{
	const struct result_header *header = &entry->result->header;
	double ticks = 1.0 / (double)entry->trial->pages_per_sample;

	return strcmp(header->unit, "ns") ? ticks : ticks * 1e9 / (double)header->timer_hz;
}

static int check_same_pages(const struct entry *entries, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (entries[i].trial->pages_per_sample != entries[0].trial->pages_per_sample)
			return err_set(EBADMSG, "%s:%zu: trial: \"pages_per_sample\" is not that of line %zu, a trial of the same run",
				       entries[i].result->path, entries[i].trial->line,
				       entries[0].trial->line);
	return 0;
}

static struct sorted samples_of(const struct entry *entry)
{
	return (struct sorted){ entry->trial->pairs, entry->trial->pair_count };
}

/* The trials' samples, which the caller frees; or NULL without memory. */
static struct sorted *list_samples(const struct entry *entries, size_t n)
{
	struct sorted *lists = calloc(n + 1, sizeof(*lists));

	for (size_t i = 0; lists && i < n; i++)
		lists[i] = samples_of(&entries[i]);
	return lists;
}

static int summarise(struct summary *summary, const struct entry *entries, size_t n)
{
	struct sorted *lists = list_samples(entries, n);
	int err = lists ? summary_of(summary, lists, n) : -ENOMEM;

	free(lists);
	return err;
}

static int look_at_health(struct health *health, const struct entry *entries, size_t n)
{
	struct sorted *lists = list_samples(entries, n);
	size_t *boots = calloc(n + 1, sizeof(*boots));
	int err = -ENOMEM;

	for (size_t i = 0; boots && i < n; i++)
		boots[i] = entries[i].boot;
	if (lists && boots)
		err = health_of(health, lists, boots, n);
	free(lists);
	free(boots);
	return err;
}

static int find_median(double *median, const struct entry *entries, size_t n)
{
	struct sorted *lists = list_samples(entries, n);
	int err = lists ? summary_quantile(median, lists, n, 0.5) : -ENOMEM;

	free(lists);
	return err;
}

static int add_states(struct figure *figure, const struct result_trial *trial)
{
	for (size_t i = 0; i < trial->after_count; i++) {
		struct result_state *more;
		size_t at = 0;

		while (at < figure->after_count &&
		       strcmp(figure->after[at].words, trial->after[i].words))
			at++;
		if (at < figure->after_count) {
			figure->after[at].pages += trial->after[i].pages;
			continue;
		}
		more = grow(figure->after, figure->after_count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		figure->after = more;
		figure->after[figure->after_count++] = trial->after[i];
	}
	return 0;
}

static int add_proof(struct figure *figure, const struct entry *entries, size_t n)
{
	struct faults sum = { 0 };
	double pages;
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		const struct result_trial *trial = entries[i].trial;

		sum.restore += (double)trial->restore_faults;
		sum.extra_write += (double)trial->extra_write_faults;
		sum.other += (double)trial->other_faults;
		figure->touched_pages += trial->touched_pages;
		figure->maybe_faults = fmax(figure->maybe_faults, trial->maybe_faults);
		err = add_states(figure, trial);
	}
	pages = figure->touched_pages ? (double)figure->touched_pages : (double)NAN;
	figure->faults.restore = sum.restore / pages;
	figure->faults.extra_write = sum.extra_write / pages;
	figure->faults.other = sum.other / pages;
	figure->trials = n;
	return err;
}

static int add_boot(struct figure *figure, const struct entry *entries, size_t n)
{
	double *more, median;
	int err = check_same_pages(entries, n);

	if (!err)
		err = find_median(&median, entries, n);
	if (err || isnan(median))
		return err;
	more = grow(figure->boots.medians, figure->boots.count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	figure->boots.medians = more;
	more[figure->boots.count++] = median * scale_of(entries);
	return 0;
}

static int add_quantities(struct figure *figure, const struct entry *entries, size_t n)
{
	struct quantity_trials boot = { entries->result, calloc(n, sizeof(*boot.trials)), n };
	int err = boot.trials ? 0 : -ENOMEM;

	for (size_t i = 0; i < n && !err; i++)
		boot.trials[i] = entries[i].trial;
	if (!err)
		err = quantities_add(&figure->quantities, &boot);
	free(boot.trials);
	return err;
}

/* @entries are the @n trials of one row on one side, boot by boot. */
static int fill(struct figure *figure, const struct entry *entries, size_t n)
{
	struct summary summary;
	double scale = scale_of(entries);
	size_t from = 0;
	int err = 0;

	for (size_t i = 1; i <= n && !err; i++) {
		if (i < n && entries[i].boot == entries[from].boot)
			continue;
		err = add_boot(figure, entries + from, i - from);
		if (!err)
			err = add_quantities(figure, entries + from, i - from);
		from = i;
	}
	if (!err)
		err = check_same_pages(entries, n);
	if (!err)
		err = summarise(&summary, entries, n);
	if (!err)
		err = look_at_health(&figure->health, entries, n);
	if (err)
		return err;
	figure->unit_per_tick = scale;
	/* Without samples there is nothing that it could be part of. */
	figure->overhead = summary.count ? (double)entries->result->header.timer_overhead * scale : 0.0;
	figure->samples = summary.count;
	figure->min = summary.min * scale;
	figure->p10 = summary.p10 * scale;
	figure->p90 = summary.p90 * scale;
	figure->max = summary.max * scale;
	return add_proof(figure, entries, n);
}

static int fill_all(struct rows *rows, const struct entries *entries)
{
	const struct entry *items = entries->items;
	struct figure *figure;
	size_t from = 0;
	int err = 0;

	for (size_t i = 1; i <= entries->count && !err; i++) {
		if (i < entries->count && items[i].row == items[from].row &&
		    items[i].side == items[from].side)
			continue;
		figure = &rows->items[items[from].row].figures[items[from].side];
		err = fill(figure, items + from, i - from);
		rows->has_ipis |= !!quantities_find(&figure->quantities, QUANTITY_IPIS);
		from = i;
	}
	return err;
}

int rows_gather(struct rows *rows, const struct sides *sides)
{
	const struct result_header *header = side_header(&sides->sides[0]);
	struct entries entries = { 0 };
	int err;

	*rows = (struct rows){
		.side_count = sides->count,
		.platform = header->platform,
		.unit = header->unit,
		.noiseless = !strcmp(header->platform, "exact"),
		.has_time = strcmp(header->platform, "smp-counts"),
		.equivalence = COMPARE_EQUIVALENCE,
	};
	err = enter_all(&entries, rows, sides);
	if (!err)
		err = fill_all(rows, &entries);
	free(entries.items);
	if (err)
		rows_free(rows);
	return err;
}

void rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		for (size_t side = 0; rows->items[i].figures && side < rows->side_count; side++) {
			free(rows->items[i].figures[side].boots.medians);
			free(rows->items[i].figures[side].after);
			quantities_free(&rows->items[i].figures[side].quantities);
		}
		free(rows->items[i].figures);
	}
	free(rows->items);
	memset(rows, 0, sizeof(*rows));
}
