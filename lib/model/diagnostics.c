/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diagnostics.c: from files, figures and environments to diagnostics.
 */
#include "model/diagnostics.h"
#include "model/compatibility.h"
#include "model/diff.h"
#include "model/variants.h"
#include "base/grow.h"
#include "stats/rank.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From here on a figure is warned of. docs/warnings.md gives the reasons. */
#define DRIFT_P		0.001	/* a false positive in a thousand figures */
#define OUTLIER_SHARE	0.05
#define OVERHEAD_SHARE	0.10

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool is_same(const struct diagnostic *a, const struct diagnostic *b)
{
	if (a->kind != b->kind || a->run != b->run || a->variant != b->variant)
		return false;
	for (size_t i = 0; i < DIAGNOSTIC_TEXTS; i++)
		if (!same_text(a->texts[i], b->texts[i]))
			return false;
	for (size_t i = 0; i < DIAGNOSTIC_NUMBERS; i++)
		if (a->numbers[i] != b->numbers[i])
			return false;
	return true;
}

int diagnostics_add(struct diagnostics *list, struct diagnostic diagnostic)
{
	struct diagnostic *more;

	for (size_t i = 0; i < list->count; i++)
		if (is_same(&list->items[i], &diagnostic))
			return 0;
	more = grow(list->items, list->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	list->items = more;
	list->items[list->count++] = diagnostic;
	return 0;
}

size_t diagnostics_count(const struct diagnostics *list, enum diagnostic_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		n += list->items[i].kind == kind;
	return n;
}

void diagnostics_drop(struct diagnostics *list, enum diagnostic_kind kind)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].kind != kind)
			list->items[kept++] = list->items[i];
	list->count = kept;
}

void diagnostics_free(struct diagnostics *list)
{
	free(list->items);
	memset(list, 0, sizeof(*list));
}

static int add_text(struct diagnostics *list, enum diagnostic_kind kind, const char *text)
{
	return diagnostics_add(list, (struct diagnostic){ .kind = kind, .texts = { text } });
}

static int of_file(struct diagnostics *list, const struct result *result)
{
	int err = 0;

	if (result->cut)
		err = add_text(list, DIAGNOSTIC_CUT, result->path);
	if (!err && !result->ended)
		err = add_text(list, DIAGNOSTIC_INCOMPLETE, result->path);
	/* What dexbench itself wrote about the machine, once for all boots. */
	for (size_t i = 0; i < result->header.warning_count && !err; i++)
		err = add_text(list, DIAGNOSTIC_OF_FILE, result->header.warnings[i]);
	return err;
}

int diagnostics_of_files(struct diagnostics *list, const struct variants *variants)
{
	int err = 0;

	for (size_t i = 0; i < variants->count; i++)
		for (size_t boot = 0; boot < variants->items[i].boot_count && !err; boot++)
			err = of_file(list, variants->items[i].boots[boot]);
	return err;
}

int diagnostics_of_rows(struct diagnostics *list, const struct variants *variants,
			const struct rows *rows)
{
	int err = 0;

	for (size_t i = 0; i < variants->count && !err; i++) {
		struct diagnostic found = {
			.kind = DIAGNOSTIC_UNPREDICTED, .variant = i,
			.texts = { variant_header(&variants->items[i])->semantics },
		};

		for (size_t row = 0; row < rows->count; row++) {
			const struct figure *figure = &rows->items[row].figures[i];

			found.numbers[0] += figure->unpredicted > 0;
			found.numbers[1] += figure_known(figure);
			if (figure->unpredicted && !found.run)
				found.run = rows->items[row].run;
		}
		if (found.run)
			err = diagnostics_add(list, found);
	}
	return err;
}

/* How bad a figure is: above 0 where it is to be warned of. */
typedef double (*severity_fn)(const struct diff *diff, const struct row *row,
			      const struct figure *figure);

static double drift(const struct diff *diff, const struct row *row, const struct figure *figure)
{
	double size = fabs(figure->health.drift);

	(void)row;
	return figure->health.drift_p < DRIFT_P && size >= diff->rows->equivalence ? size : 0.0;
}

static double bimodal(const struct diff *diff, const struct row *row, const struct figure *figure)
{
	const struct health *health = &figure->health;

	(void)diff;
	(void)row;
	if (2 * health->bimodal <= health->looked_at)
		return 0.0;
	return health->high_group / health->low_group;
}

static double outliers(const struct diff *diff, const struct row *row, const struct figure *figure)
{
	const struct health *health = &figure->health;
	double share = health->samples ? (double)health->far_out / (double)health->samples : 0.0;

	(void)diff;
	(void)row;
	return share > OUTLIER_SHARE ? share : 0.0;
}

/* The scenario that measures the overhead is all overhead. */
static double overhead(const struct diff *diff, const struct row *row, const struct figure *figure)
{
	double median = figure_cost(figure);
	double share = median > 0.0 ? figure->overhead / median : 0.0;

	(void)diff;
	return share > OVERHEAD_SHARE && strcmp(row->run->scenario, ROW_HARNESS) ? share : 0.0;
}

/*
 * Where CPUs contend nothing is read from a disk: it is how faults that waited twice are
 * accounted.
 */
static double contended(const struct diff *diff, const struct row *row,
			const struct figure *figure)
{
	double majors = quantity_value(quantities_find(&figure->quantities, "major_faults"));

	(void)diff;
	return majors > 0.0 && !strncmp(row->run->scenario, "contend_", 8) ? majors : 0.0;
}

static const struct check {
	enum diagnostic_kind kind;
	severity_fn severity;
	bool of_times;		/* where times are measured only */
} checks[] = {
	{ DIAGNOSTIC_DRIFT,	drift,		true },
	{ DIAGNOSTIC_BIMODAL,	bimodal,	true },
	{ DIAGNOSTIC_OUTLIERS,	outliers,	true },
	{ DIAGNOSTIC_OVERHEAD,	overhead,	true },
	{ DIAGNOSTIC_CONTENDED,	contended,	false },
};

/* One diagnostic for all rows of a variant: it has the worst. */
static int of_variant(struct diagnostics *list, const struct check *check,
		      const struct diff *diff, size_t variant)
{
	struct diagnostic found = { .kind = check->kind, .variant = variant };
	const struct figure *worst = NULL;
	double most = 0.0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct row *row = diff->items[i].row;
		const struct figure *figure = &row->figures[variant];
		double severity = check->severity(diff, row, figure);

		found.numbers[0] += severity > 0.0;
		if (severity > most) {
			most = severity;
			worst = figure;
			found.run = row->run;
		}
	}
	if (!worst)
		return 0;
	found.numbers[1] = (double)diff->count;
	found.numbers[2] = check->kind == DIAGNOSTIC_DRIFT ? worst->health.drift : most;
	if (check->kind == DIAGNOSTIC_BIMODAL) {
		found.numbers[2] = (double)worst->health.bimodal;
		found.numbers[3] = (double)worst->health.looked_at;
		found.numbers[4] = round(worst->health.low_group * worst->unit_per_tick);
		found.numbers[5] = round(worst->health.high_group * worst->unit_per_tick);
	}
	return diagnostics_add(list, found);
}

/* Could any row come to be called changed? Those that ran in fewer boots are not asked. */
static int of_boots(struct diagnostics *list, const struct diff *diff)
{
	size_t base = 0, patched = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct comparison *cost = &diff->items[i].cost;

		base = cost->base.boots > base ? cost->base.boots : base;
		patched = cost->patched.boots > patched ? cost->patched.boots : patched;
	}
	if (!diff->estimated ||
	    rank_least_p(base, patched) * (double)diff->estimated <= COMPARE_STRICT)
		return 0;
	return diagnostics_add(list, (struct diagnostic){
		.kind = DIAGNOSTIC_FEW_BOOTS,
		.numbers = { (double)base, (double)patched, (double)diff->estimated,
			     (double)compare_least_boots(diff->estimated) } });
}

static int of_verdict(struct diagnostics *list, const struct diff_row *item, bool noiseless)
{
	const struct spread *base = &item->cost.base, *patched = &item->cost.patched;

	if (item->cost.verdict == VERDICT_ONE_BOOT)
		return diagnostics_add(list, (struct diagnostic){
			.kind = DIAGNOSTIC_ONE_BOOT,
			.numbers = { base->boots < 2, patched->boots < 2 } });
	/* No fact, though the platform has no noise. */
	if (item->cost.verdict == VERDICT_VARIES || (noiseless && item->cost.estimated))
		return diagnostics_add(list, (struct diagnostic){
			.kind = DIAGNOSTIC_VARIES, .run = item->row->run,
			.numbers = { base->min, base->max, patched->min, patched->max,
				     item->cost.estimated } });
	return 0;
}

static int of_missing_rows(struct diagnostics *list, const struct diff *diff)
{
	int err = 0;

	for (size_t i = 0; i < diff->rows->count && !err; i++) {
		const struct row *row = &diff->rows->items[i];

		if (diff_is_one_sided(diff, row))
			err = diagnostics_add(list, (struct diagnostic){
				.kind = DIAGNOSTIC_ONE_SIDED, .run = row->run,
				.variant = figure_known(&row->figures[0]) ? diff->patched : 0 });
	}
	return err;
}

int diagnostics_of_diff(struct diagnostics *list, const struct diff *diff)
{
	const struct rows *rows = diff->rows;
	/* Counted instructions drift for nobody, and a difference of them is a fact. */
	bool timed = rows->has_time && !rows->noiseless;
	int err = of_missing_rows(list, diff);

	for (size_t i = 0; i < diff->count && !err; i++)
		err = of_verdict(list, &diff->items[i], rows->noiseless);
	if (!err)
		err = compatibility_environment(diff->variants, diff->patched, list);
	if (!err && rows->has_time)
		err = of_boots(list, diff);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (checks[i].of_times && !timed)
			continue;
		if (!err)
			err = of_variant(list, &checks[i], diff, 0);
		if (!err)
			err = of_variant(list, &checks[i], diff, diff->patched);
	}
	return err;
}
