/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.c: trials into figures.
 *
 * Each trial becomes an entry (row, variant, boot, run, trial). Sorted, the entries of
 * one boot of one row stand together, and are summarised as one.
 */
#include "model/rows.h"
#include "model/variants.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	size_t row, variant, boot;
	const struct result *result;
	const struct result_trial *trial;
};

struct entries {
	struct entry *items;
	size_t count;
};

const char *run_value(const struct result_run *run, const char *name)
{
	for (size_t i = 0; i < run->parameter_count; i++)
		if (!strcmp(run->parameters[i].name, name))
			return run->parameters[i].value;
	return NULL;
}

bool run_is_constructed(const struct result_run *run)
{
	const char *folio = run_value(run, "folio");

	return folio && !strcmp(folio, "clean");
}

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

bool figure_known(const struct figure *figure)
{
	return figure->trials > 0;
}

double figure_cost(const struct figure *figure)
{
	return compare_spread(figure->boots).median;
}

double faults_sum(const struct faults *faults)
{
	return faults->restore + faults->extra_write + faults->other;
}

/* Finds or adds the row of @run; @found counts from 1. */
static int find_row(struct rows *rows, const struct result_run *run, size_t *found)
{
	struct row *more;
	size_t i;

	for (i = 0; i < rows->count; i++) {
		if (rows_same_run(rows->items[i].run, run)) {
			*found = i + 1;
			return 0;
		}
	}
	more = grow(rows->items, rows->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	rows->items = more;
	more[i].run = run;
	more[i].figures = calloc(rows->variant_count, sizeof(*more[i].figures));
	*found = ++rows->count;
	return more[i].figures ? 0 : -ENOMEM;
}

static int enter_result(struct entries *entries, struct rows *rows, size_t variant,
			size_t boot, const struct result *result)
{
	/* From 1; 0: not yet. */
	size_t *found = calloc(result->measured_count + 1, sizeof(*found));
	int err = found ? 0 : -ENOMEM;

	for (size_t i = 0; i < result->trial_count && !err; i++) {
		struct entry entry = { 0, variant, boot, result, &result->trials[i] };
		size_t *row = &found[entry.trial->measured];
		struct entry *more;

		if (!entry.trial->timed)
			continue;
		if (!*row)
			err = find_row(rows, &entry.trial->run, row);
		more = grow(entries->items, entries->count, sizeof(*more));
		if (!more || err) {
			err = -ENOMEM;
			break;
		}
		entry.row = *row - 1;
		entries->items = more;
		entries->items[entries->count++] = entry;
	}
	free(found);
	return err;
}

static int by_place(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->row != right->row)
		return left->row < right->row ? -1 : 1;
	if (left->variant != right->variant)
		return left->variant < right->variant ? -1 : 1;
	if (left->boot != right->boot)
		return left->boot < right->boot ? -1 : 1;
	if (left->trial->measured != right->trial->measured)
		return left->trial->measured < right->trial->measured ? -1 : 1;
	return (left->trial->trial > right->trial->trial) -
	       (left->trial->trial < right->trial->trial);
}

static int enter_all(struct entries *entries, struct rows *rows, const struct variants *variants)
{
	int err = 0;

	for (size_t i = 0; i < variants->count; i++)
		for (size_t boot = 0; boot < variants->items[i].boot_count && !err; boot++)
			err = enter_result(entries, rows, i, boot, variants->items[i].boots[boot]);
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
			return err_set(EBADMSG, "%s:%zu: trial: \"pages_per_sample\" is not that "
				       "of line %zu, a trial of the same run",
				       entries[i].result->path, entries[i].trial->line,
				       entries[0].trial->line);
	return 0;
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
		figure->unpredicted += trial->unpredicted;
		figure->findings += trial->finding != NULL;
		figure->touched_pages += (double)trial->touched_pages;
		figure->maybe_faults = fmax(figure->maybe_faults, trial->maybe_faults);
		err = add_states(figure, trial);
	}
	pages = figure->touched_pages > 0.0 ? figure->touched_pages : (double)NAN;
	figure->faults.restore = sum.restore / pages;
	figure->faults.extra_write = sum.extra_write / pages;
	figure->faults.other = sum.other / pages;
	figure->trials = n;
	return err;
}

/* All trials of one row on one variant, boot by boot, in order of run and number. */
struct gathered {
	const struct entry *entries;
	const struct result_trial **trials;
	size_t *boots;
	size_t count;

	/* A run of a boot each, with the samples of its trials. */
	const struct result_measured **runs;
	struct sorted *samples;
	size_t run_count;
};

static int add_median(struct figure *figure, const struct sorted *samples, size_t n, double scale)
{
	double *more, median;
	int err = summary_quantile(&median, samples, n, 0.5);

	if (err || isnan(median))
		return err;
	more = grow(figure->boots.medians, figure->boots.count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	figure->boots.medians = more;
	more[figure->boots.count++] = median * scale;
	return 0;
}

/* What the trials @from to @to come to, which are one boot's. */
static int add_boot(struct figure *figure, struct gathered *all, size_t from, size_t to)
{
	const struct entry *entries = all->entries;
	size_t first = all->run_count;
	struct quantity_trials boot = { entries[from].result, all->trials + from, to - from,
					all->runs + first, 0 };
	int err;

	for (size_t i = from; i < to; i++) {
		const struct result_measured *run =
			&entries[i].result->measured[entries[i].trial->measured];

		if (all->run_count > first && all->runs[all->run_count - 1] == run)
			continue;
		all->samples[all->run_count] = pool_sorted(&run->samples);
		all->runs[all->run_count++] = run;
	}
	boot.run_count = all->run_count - first;
	err = quantities_add(&figure->quantities, &boot);
	return err ? err : add_median(figure, all->samples + first, boot.run_count,
				      scale_of(&entries[from]));
}

static int add_boots(struct figure *figure, struct gathered *all)
{
	size_t from = 0;
	int err = 0;

	for (size_t i = 1; i <= all->count && !err; i++) {
		if (i < all->count && all->boots[i] == all->boots[from])
			continue;
		err = add_boot(figure, all, from, i);
		from = i;
	}
	return err;
}

static int add_samples(struct figure *figure, const struct gathered *all)
{
	double scale = scale_of(all->entries);
	struct summary summary;
	int err = summary_of(&summary, all->samples, all->run_count);

	if (!err)
		err = health_of(&figure->health, all->trials, all->boots, all->count);
	if (err)
		return err;
	figure->unit_per_tick = scale;
	/* Without samples there is nothing that it could be part of. */
	figure->overhead = summary.count ?
		(double)all->entries->result->header.timer_overhead * scale : 0.0;
	figure->samples = summary.count;
	figure->min = summary.min * scale;
	figure->p10 = summary.p10 * scale;
	figure->p90 = summary.p90 * scale;
	figure->max = summary.max * scale;
	return 0;
}

/* @entries are the @n trials of one row on one variant, boot by boot. */
static int fill(struct figure *figure, const struct entry *entries, size_t n)
{
	struct gathered all = {
		entries, calloc(n, sizeof(*all.trials)), calloc(n, sizeof(*all.boots)), n,
		calloc(n, sizeof(*all.runs)), calloc(n, sizeof(*all.samples)), 0
	};
	int err = all.trials && all.boots && all.runs && all.samples ?
		  check_same_pages(entries, n) : -ENOMEM;

	for (size_t i = 0; i < n && !err; i++) {
		all.trials[i] = entries[i].trial;
		all.boots[i] = entries[i].boot;
	}
	if (!err)
		err = add_boots(figure, &all);
	if (!err)
		err = add_samples(figure, &all);
	if (!err)
		err = add_proof(figure, entries, n);
	free(all.trials);
	free(all.boots);
	free(all.runs);
	free(all.samples);
	return err;
}

static int fill_all(struct rows *rows, const struct entries *entries)
{
	const struct entry *items = entries->items;
	struct figure *figure;
	size_t from = 0;
	int err = 0;

	for (size_t i = 1; i <= entries->count && !err; i++) {
		if (i < entries->count && items[i].row == items[from].row &&
		    items[i].variant == items[from].variant)
			continue;
		figure = &rows->items[items[from].row].figures[items[from].variant];
		err = fill(figure, items + from, i - from);
		rows->has_ipis |= !!quantities_find(&figure->quantities, QUANTITY_IPIS);
		rows->has_memory |= !!quantities_find(&figure->quantities, QUANTITY_LINES "_p50");
		from = i;
	}
	return err;
}

int rows_gather(struct rows *rows, const struct variants *variants)
{
	const struct result_header *header = variant_header(&variants->items[0]);
	struct entries entries = { 0 };
	int err;

	*rows = (struct rows){
		.variant_count = variants->count,
		.platform = header->platform,
		.unit = header->unit,
		.noiseless = !strcmp(header->platform, "exact"),
		.has_time = strcmp(header->platform, "smp-counts"),
		.equivalence = COMPARE_EQUIVALENCE,
	};
	err = enter_all(&entries, rows, variants);
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
		struct figure *figures = rows->items[i].figures;

		for (size_t j = 0; figures && j < rows->variant_count; j++) {
			free(figures[j].boots.medians);
			free(figures[j].after);
			quantities_free(&figures[j].quantities);
		}
		free(figures);
	}
	free(rows->items);
	memset(rows, 0, sizeof(*rows));
}
