/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * versus.c: what differs, and how far that may be trusted.
 */
#include "report/versus.h"
#include "report/doubts.h"
#include "report/labels.h"
#include "report/sides.h"
#include "report/text.h"
#include "report/warnings.h"
#include "base/grow.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool versus_has_difference(const struct versus_row *row)
{
	return row->figures.verdict == VERDICT_EXACT ||
	       row->figures.verdict == VERDICT_CHANGED ||
	       row->figures.verdict == VERDICT_ONE_BOOT;
}

bool versus_has_interval(const struct versus_row *row)
{
	return row->figures.estimated && !isnan(row->figures.low);
}

static struct cell cell_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct cell cell_of(const char *format, ...)
{
	struct cell cell;
	va_list args;

	va_start(args, format);
	vsnprintf(cell.text, sizeof(cell.text), format, args);
	va_end(args);
	return cell;
}

struct cell versus_verdict(const struct versus *versus, const struct versus_row *row)
{
	size_t boots = row->figures.boots_needed;

	switch (row->figures.verdict) {
	case VERDICT_EXACT:
	case VERDICT_CHANGED:
	case VERDICT_ONE_BOOT:
		return cell_of("%s", compare_verdict_name(row->figures.verdict));
	case VERDICT_SAME:
		return cell_of("same within %g %%", versus->rows->equivalence);
	case VERDICT_VARIES:
		return cell_of("boots disagree");
	case VERDICT_UNSURE:
		if (boots > COMPARE_MOST_BOOTS)
			return cell_of("cannot tell yet: more than %zu boots", COMPARE_MOST_BOOTS);
		return cell_of("cannot tell yet: %zu boots", boots);
	case VERDICT_NONE:
		break;
	}
	return cell_of("-");
}

/*
 * How far shares of pages may lie apart and count as the same. Where boots repeat to the
 * instruction, one stray page is a finding; elsewhere one of a hundred may stray.
 */
static double tolerance(const struct rows *rows)
{
	return rows->noiseless ? 1e-12 : 0.01;
}

static bool rates_differ(double base, double patched, double most)
{
	return isnan(base) != isnan(patched) || fabs(patched - base) > most;
}

static bool faults_differ(const struct faults *base, const struct faults *patched, double most)
{
	return rates_differ(base->restore, patched->restore, most) ||
	       rates_differ(base->extra_write, patched->extra_write, most) ||
	       rates_differ(base->other, patched->other, most);
}

/* The part of all pages that @figure leaves in the state @words. */
static double share_of(const struct figure *figure, const char *words)
{
	uint64_t pages = 0, all = 0;

	for (size_t i = 0; i < figure->after_count; i++) {
		all += figure->after[i].pages;
		if (!strcmp(figure->after[i].words, words))
			pages += figure->after[i].pages;
	}
	return all ? (double)pages / (double)all : 0.0;
}

static bool shares_differ(const struct figure *a, const struct figure *b, double most)
{
	for (size_t i = 0; i < a->after_count; i++)
		if (rates_differ(share_of(a, a->after[i].words), share_of(b, a->after[i].words), most))
			return true;
	return false;
}

/* Kernels with more boots have more pages: where states are mixed, shares are compared. */
static bool pte_differs(const struct figure *base, const struct figure *patched, double most)
{
	if (!base->after_count || !patched->after_count ||
	    (base->after_count == 1 && patched->after_count == 1))
		return strcmp(text_pte(base).text, text_pte(patched).text);
	return shares_differ(base, patched, most) || shares_differ(patched, base, most);
}

static bool is_beyond(double more, double fewer)
{
	return more - fewer >= VERSUS_LEAST_IPIS && more >= fewer * VERSUS_TIMES_IPIS;
}

static bool ipis_differ(const struct quantities *base, const struct quantities *patched)
{
	const struct quantity *b = quantities_find(base, QUANTITY_IPIS);
	const struct quantity *p = quantities_find(patched, QUANTITY_IPIS);
	struct spread from, to;

	if (!b || !p)
		return false;
	from = compare_spread(b->boots);
	to = compare_spread(p->boots);
	return is_beyond(to.min, from.max) || is_beyond(from.min, to.max);
}

static enum versus_group group_of(const struct versus_row *row)
{
	if (row->faults_differ || row->pte_differs || row->ipis_differ)
		return VERSUS_PROOF;
	if (row->figures.verdict == VERDICT_SAME)
		return VERSUS_SAME;
	if (!versus_has_difference(row))
		return VERSUS_UNSURE;
	return row->figures.difference != 0.0 ? VERSUS_COST : VERSUS_SAME;
}

/* Where times mean nothing, there are none to compare. */
static int compare_row(struct versus_row *item, const struct rows *rows)
{
	struct boots none = { 0 };

	item->faults_differ = faults_differ(&item->base->faults, &item->patched->faults,
					    rows_stray_faults(rows, item->base, item->patched,
							      tolerance(rows)) + 1e-12);
	item->ipis_differ = ipis_differ(&item->base->quantities, &item->patched->quantities);
	item->pte_differs = pte_differs(item->base, item->patched, tolerance(rows));
	return compare_boots(&item->figures, rows->has_time ? item->base->boots : none,
			     rows->has_time ? item->patched->boots : none, rows->noiseless);
}

static int warn_of_verdict(const struct versus_row *item, bool noiseless,
			   const struct labels *labels, struct warnings *warnings)
{
	struct cell name = labels_name(labels, item->row->run);
	const struct spread *base = &item->figures.base, *patched = &item->figures.patched;
	enum verdict verdict = item->figures.verdict;

	/* No fact, though the platform has no noise. */
	if (noiseless && item->figures.estimated)
		verdict = VERDICT_VARIES;
	switch (verdict) {
	case VERDICT_ONE_BOOT:
		return warnings_add(warnings, WARNING_ONE_BOOT, "%s",
				    base->boots < 2 && patched->boots < 2 ? "of each kernel" :
				    base->boots < 2 ? "of the base" : "of the patched kernel");
	case VERDICT_VARIES:
		return warnings_add(warnings, WARNING_VARIES, "%s: base %s to %s, patched %s to %s%s",
				    name.text, text_number(base->min).text,
				    text_number(base->max).text, text_number(patched->min).text,
				    text_number(patched->max).text,
				    item->figures.estimated ? "; estimated, with an interval" : "");
	case VERDICT_EXACT:
	case VERDICT_NONE:
	case VERDICT_CHANGED:
	case VERDICT_SAME:
	case VERDICT_UNSURE:
		break;
	}
	return 0;
}

/* What only all rows together can tell: verdicts, groups and warnings. */
static int judge(struct versus *versus, const struct labels *labels, struct warnings *warnings)
{
	struct comparison **figures = calloc(versus->count + 1, sizeof(struct comparison *));
	int tested, err = 0;

	if (!figures)
		return -ENOMEM;
	for (size_t i = 0; i < versus->count; i++)
		figures[i] = &versus->items[i].figures;
	tested = compare_table(figures, versus->count, versus->rows->equivalence);
	free(figures);
	if (tested < 0)
		return tested;
	versus->estimated = (size_t)tested;
	for (size_t i = 0; i < versus->count && !err; i++) {
		versus->items[i].group = group_of(&versus->items[i]);
		err = warn_of_verdict(&versus->items[i], versus->rows->noiseless, labels,
				      warnings);
	}
	return err ? err : doubts_warn(versus, labels, warnings);
}

static int add(struct versus *versus, const struct row *row, const struct labels *labels,
	       struct warnings *warnings)
{
	const struct figure *base = &row->figures[0], *patched = &row->figures[versus->patched];
	struct versus_row *more;

	if (!rows_has(base) && !rows_has(patched))
		return 0;
	if (!rows_has(base) || !rows_has(patched))
		return warnings_add(warnings, WARNING_ONE_SIDED, "%s: not measured on %s",
				    labels_name(labels, row->run).text,
				    rows_has(base) ? "patched" : "base");

	more = grow(versus->items, versus->count, sizeof(*more));
	if (!more)
		return -ENOMEM;
	versus->items = more;
	more += versus->count++;
	*more = (struct versus_row){ .row = row, .base = base, .patched = patched };
	return compare_row(more, versus->rows);
}

int versus_make(struct versus *versus, const struct sides *sides, const struct rows *rows,
		size_t patched, const struct labels *labels, struct warnings *warnings)
{
	int err = 0;

	*versus = (struct versus){ .sides = sides, .rows = rows, .patched = patched };
	for (size_t i = 0; i < rows->count && !err; i++)
		err = add(versus, &rows->items[i], labels, warnings);
	if (!err)
		err = judge(versus, labels, warnings);
	if (err)
		versus_free(versus);
	return err;
}

void versus_free(struct versus *versus)
{
	free(versus->items);
	memset(versus, 0, sizeof(*versus));
}

size_t versus_count(const struct versus *versus, enum versus_group group)
{
	size_t n = 0;

	for (size_t i = 0; i < versus->count; i++)
		n += versus->items[i].group == group;
	return n;
}

size_t versus_count_verdict(const struct versus *versus, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < versus->count; i++)
		n += versus->items[i].figures.verdict == verdict;
	return n;
}
