/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * versus.c: what differs, and how far that may be trusted.
 */
#include "report/versus.h"
#include "report/labels.h"
#include "report/sides.h"
#include "report/text.h"
#include "report/warnings.h"
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool versus_has_difference(const struct versus_row *row)
{
	return row->figures.verdict == VERDICT_EXACT ||
	       row->figures.verdict == VERDICT_ONE_BOOT;
}

/* Where only some pages leave another state, the counts of pages differ. */
static bool pte_differs(const struct figure *base, const struct figure *patched)
{
	struct cell a = text_pte(base), b = text_pte(patched);

	if (strcmp(a.text, b.text))
		return true;
	return !strcmp(a.text, "mixed") &&
	       strcmp(text_pte_counts(base).text, text_pte_counts(patched).text);
}

static enum versus_group group_of(const struct versus_row *row)
{
	if (row->faults_differ || row->pte_differs)
		return VERSUS_PROOF;
	if (!versus_has_difference(row) || row->figures.difference != 0.0)
		return VERSUS_COST;
	return VERSUS_SAME;
}

static void judge(struct versus_row *item, const struct rows *rows)
{
	compare_boots(&item->figures, item->base->boots, item->patched->boots,
		      rows->noiseless);
	item->faults_differ = strcmp(text_faults(&item->base->faults).text,
				     text_faults(&item->patched->faults).text);
	item->pte_differs = pte_differs(item->base, item->patched);
	item->group = group_of(item);
}

static int warn_of_verdict(const struct versus_row *item, const struct labels *labels,
			   struct warnings *warnings)
{
	struct cell name = labels_name(labels, item->row->run);
	const struct spread *base = &item->figures.base, *patched = &item->figures.patched;

	switch (item->figures.verdict) {
	case VERDICT_NONE:
		return warnings_add(warnings, WARNING_NO_STATISTICS, "medians and no verdicts");
	case VERDICT_ONE_BOOT:
		return warnings_add(warnings, WARNING_ONE_BOOT, "%s",
				    base->boots < 2 && patched->boots < 2 ? "of each kernel" :
				    base->boots < 2 ? "of the base" : "of the patched kernel");
	case VERDICT_VARIES:
		return warnings_add(warnings, WARNING_VARIES, "%s: base %s to %s, patched %s to %s",
				    name.text, text_number(base->min).text,
				    text_number(base->max).text, text_number(patched->min).text,
				    text_number(patched->max).text);
	case VERDICT_EXACT:
		break;
	}
	return 0;
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
	judge(more, versus->rows);
	return warn_of_verdict(more, labels, warnings);
}

int versus_make(struct versus *versus, const struct sides *sides, const struct rows *rows,
		size_t patched, const struct labels *labels, struct warnings *warnings)
{
	int err = 0;

	*versus = (struct versus){ .sides = sides, .rows = rows, .patched = patched };
	for (size_t i = 0; i < rows->count && !err; i++)
		err = add(versus, &rows->items[i], labels, warnings);
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
