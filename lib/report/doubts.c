/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doubts.c: from the health of figures to warnings.
 */
#include "report/doubts.h"
#include "report/labels.h"
#include "report/sides.h"
#include "report/text.h"
#include "report/versus.h"
#include "report/warnings.h"
#include "stats/rank.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* From here on a doubt is one. docs/warnings.md gives the reasons. */
#define DRIFT_P		0.001	/* a false alarm in a thousand figures */
#define OUTLIER_SHARE	0.05
#define OVERHEAD_SHARE	0.10

/* How bad a figure is, above 0 where it is to be warned of. */
typedef double (*doubt_fn)(const struct versus *versus, const struct row *row,
			   const struct figure *figure);

static double doubt_drift(const struct versus *versus, const struct row *row,
			  const struct figure *figure)
{
	double drift = fabs(figure->health.drift);

	(void)row;
	return figure->health.drift_p < DRIFT_P && drift >= versus->rows->equivalence ? drift : 0.0;
}

static double doubt_shape(const struct versus *versus, const struct row *row,
			  const struct figure *figure)
{
	const struct health *health = &figure->health;

	(void)versus;
	(void)row;
	return 2 * health->bimodal > health->looked_at ? health->high_group / health->low_group : 0.0;
}

static double outlier_share(const struct health *health)
{
	return health->samples ? (double)health->far_out / (double)health->samples : 0.0;
}

static double doubt_outliers(const struct versus *versus, const struct row *row,
			     const struct figure *figure)
{
	double share = outlier_share(&figure->health);

	(void)versus;
	(void)row;
	return share > OUTLIER_SHARE ? share : 0.0;
}

static double overhead_share(const struct figure *figure)
{
	double median = compare_spread(figure->boots).median;

	return median > 0.0 ? figure->overhead / median : 0.0;
}

/* The scenario that measures the overhead is all overhead. */
static double doubt_overhead(const struct versus *versus, const struct row *row,
			     const struct figure *figure)
{
	double share = overhead_share(figure);

	(void)versus;
	return share > OVERHEAD_SHARE && strcmp(row->run->scenario, "null") ? share : 0.0;
}

static double contended_majors(const struct figure *figure)
{
	double majors = quantity_value(quantities_find(&figure->quantities, "major_faults"));

	return majors > 0.0 ? majors : 0.0;
}

/* Where CPUs contend nothing is read from a disk: it is how faults that waited twice are accounted. */
static double doubt_contended(const struct versus *versus, const struct row *row,
			      const struct figure *figure)
{
	(void)versus;
	return strncmp(row->run->scenario, "contend_", strlen("contend_")) ? 0.0 : contended_majors(figure);
}

static void tell_drift(char *text, size_t size, const struct figure *figure)
{
	snprintf(text, size, "medians of trials %s by %.1f %% from the first to the last of a boot",
		 figure->health.drift > 0.0 ? "rise" : "fall", fabs(figure->health.drift));
}

static void tell_shape(char *text, size_t size, const struct figure *figure)
{
	const struct health *health = &figure->health;

	snprintf(text, size, "in %zu of %zu trials, near %s and %s", health->bimodal,
		 health->looked_at,
		 text_number(round(health->low_group * figure->unit_per_tick)).text,
		 text_number(round(health->high_group * figure->unit_per_tick)).text);
}

static void tell_outliers(char *text, size_t size, const struct figure *figure)
{
	snprintf(text, size, "%.1f %% of its samples", 100.0 * outlier_share(&figure->health));
}

static void tell_overhead(char *text, size_t size, const struct figure *figure)
{
	snprintf(text, size, "%.0f %% of its median", 100.0 * overhead_share(figure));
}

static void tell_contended(char *text, size_t size, const struct figure *figure)
{
	snprintf(text, size, "%s a trial", text_number(contended_majors(figure)).text);
}

static const struct doubt {
	enum warning_kind kind;
	doubt_fn of;
	void (*tell)(char *text, size_t size, const struct figure *figure);
	bool of_times;		/* where times are measured only */
} doubts[] = {
	{ WARNING_DRIFT,	doubt_drift,	tell_drift,	true },
	{ WARNING_BIMODAL,	doubt_shape,	tell_shape,	true },
	{ WARNING_OUTLIERS,	doubt_outliers,	tell_outliers,	true },
	{ WARNING_OVERHEAD,	doubt_overhead,	tell_overhead,	true },
	{ WARNING_CONTENDED,	doubt_contended, tell_contended, false },
};

static int warn_of_side(const struct doubt *doubt, const struct versus *versus, bool patched,
			const struct labels *labels, struct warnings *warnings)
{
	const struct versus_row *worst = NULL;
	const struct figure *figure = NULL;
	size_t count = 0;
	double most = 0.0;
	char text[256];

	for (size_t i = 0; i < versus->count; i++) {
		const struct versus_row *item = &versus->items[i];
		const struct figure *its = patched ? item->patched : item->base;
		double doubtful = doubt->of(versus, item->row, its);

		count += doubtful > 0.0;
		if (doubtful > most) {
			most = doubtful;
			worst = item;
			figure = its;
		}
	}
	if (!worst)
		return 0;
	doubt->tell(text, sizeof(text), figure);
	return warnings_add(warnings, doubt->kind, "%s, %zu of %zu rows%s %s: %s",
			    patched ? "patched" : "base", count, versus->count,
			    count > 1 ? "; most in" : ":",
			    labels_name(labels, worst->row->run).text, text);
}

/* Could any row come to be called changed? Those that ran in fewer boots are not asked. */
static int warn_of_boots(const struct versus *versus, struct warnings *warnings)
{
	size_t base = 0, patched = 0;

	for (size_t i = 0; i < versus->count; i++) {
		const struct comparison *figures = &versus->items[i].figures;

		base = figures->base.boots > base ? figures->base.boots : base;
		patched = figures->patched.boots > patched ? figures->patched.boots : patched;
	}
	if (!versus->estimated ||
	    rank_least_p(base, patched) * (double)versus->estimated <= COMPARE_STRICT)
		return 0;
	return warnings_add(warnings, WARNING_FEW_BOOTS,
			    "%zu of base, %zu of patched; over %zu rows no change can be told from chance below %zu of each",
			    base, patched, versus->estimated,
			    compare_least_boots(versus->estimated));
}

static int compare_texts(const char *what, const char *a, const struct result *first,
			 const char *b, const struct result *other, struct warnings *warnings)
{
	if (!a || !b || !strcmp(a, b))
		return 0;
	return warnings_add(warnings, WARNING_ENVIRONMENT, "%s: \"%.80s\" in %s, \"%.80s\" in %s",
			    what, a, first->path, b, other->path);
}

static const char *knob_value(const struct result_header *header, const char *name)
{
	for (size_t i = 0; i < header->knob_count; i++)
		if (!strcmp(header->knobs[i].name, name))
			return header->knobs[i].value;
	return NULL;
}

/* Not where there is nothing to tell: null is an answer, if the file knows of it at all. */
static int warn_of_placement(const struct result *first, const struct result *other, struct warnings *warnings)
{
	const struct result_header *a = &first->header, *b = &other->header;
	const char *const none = "none";
	int err;

	if (!a->placement.cpus || !b->placement.cpus)
		return 0;
	err = compare_texts("the CPUs that runs may use", a->placement.cpus, first, b->placement.cpus, other, warnings);
	if (!err)
		err = compare_texts("the NUMA nodes that runs may use", a->placement.nodes, first,
				    b->placement.nodes, other, warnings);
	if (!err)
		err = compare_texts("isolated CPUs", a->placement.isolated ? a->placement.isolated : none, first,
				    b->placement.isolated ? b->placement.isolated : none, other, warnings);
	return err;
}

static int warn_of_boot(const struct result *first, const struct result *other,
			struct warnings *warnings)
{
	const struct result_header *a = &first->header, *b = &other->header;
	int err;

	err = compare_texts("the kernel's configuration", a->kernel.config_digest, first,
			    b->kernel.config_digest, other, warnings);
	if (!err)
		err = compare_texts("the kernel's compiler", a->kernel.compiler, first,
				    b->kernel.compiler, other, warnings);
	if (!err)
		err = warn_of_placement(first, other, warnings);
	if (!err)
		err = compare_texts("what the kernel checks of itself", a->kernel.debug, first,
				    b->kernel.debug, other, warnings);
	for (size_t i = 0; i < a->knob_count && !err; i++)
		err = compare_texts(a->knobs[i].name, a->knobs[i].value, first,
				    knob_value(b, a->knobs[i].name), other, warnings);
	return err;
}

/* All boots are held against the first of base; one file that differs stands for its side. */
static int warn_of_environment(const struct versus *versus, struct warnings *warnings)
{
	const struct side *sides = versus->sides->sides;
	const size_t which[] = { 0, versus->patched };
	const struct result *first = sides[0].boots[0];
	int err = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct side *side = &sides[which[i]];
		size_t warned = warnings->count;

		for (size_t boot = 0; boot < side->boot_count && !err; boot++)
			if (warnings->count == warned)
				err = warn_of_boot(first, side->boots[boot], warnings);
	}
	return err;
}

int doubts_warn(const struct versus *versus, const struct labels *labels,
		struct warnings *warnings)
{
	/* Counted instructions drift for nobody, and a difference of them is a fact. */
	bool timed = versus->rows->has_time && !versus->rows->noiseless;
	int err = warn_of_environment(versus, warnings);

	if (!err && versus->rows->has_time)
		err = warn_of_boots(versus, warnings);
	for (size_t i = 0; i < sizeof(doubts) / sizeof(doubts[0]); i++) {
		if (doubts[i].of_times && !timed)
			continue;
		if (!err)
			err = warn_of_side(&doubts[i], versus, false, labels, warnings);
		if (!err)
			err = warn_of_side(&doubts[i], versus, true, labels, warnings);
	}
	return err;
}
