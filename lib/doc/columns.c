/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * columns.c: the one table of what a comparison says of a row.
 */
#include "doc/columns.h"

#include <math.h>
#include <string.h>

struct value value_number(double number)
{
	return (struct value){ .kind = isfinite(number) ? VALUE_NUMBER : VALUE_NONE,
			       .number = number };
}

struct value value_count(uint64_t count)
{
	return (struct value){ .kind = VALUE_COUNT, .count = count };
}

struct value value_text(const char *text)
{
	return (struct value){ .kind = text ? VALUE_TEXT : VALUE_NONE, .text = text };
}

struct value value_name(const struct context *context, const struct result_run *run)
{
	struct value value = { .kind = VALUE_TEXT };
	struct cell name = format_name(&context->model->naming, run, true);

	memcpy(value.buffer, name.text, sizeof(name.text));
	return value;
}

static const struct result_header *base_of(const struct context *context)
{
	return variant_header(&context->diff->variants->items[0]);
}

static const struct result_header *patched_of(const struct context *context)
{
	return variant_header(&context->diff->variants->items[context->diff->patched]);
}

static bool has_time(const struct context *context)
{
	return context->model->rows.has_time;
}

VALUE(scenario, value_text(context->item->row->run->scenario))
VALUE(parameters, ((struct value){ .kind = VALUE_PARAMETERS, .run = context->item->row->run }))
VALUE(unit, value_text(context->model->rows.unit))
VALUE(verdict, value_text(compare_verdict_name(context->item->cost.verdict)))
VALUE(base_pte, ((struct value){ .kind = VALUE_STATES, .figure = context->item->base }))
VALUE(patched_pte, ((struct value){ .kind = VALUE_STATES, .figure = context->item->patched }))
VALUE(label, value_name(context, context->item->row->run))
VALUE(platform, value_text(context->model->rows.platform))
VALUE(arch, value_text(base_of(context)->machine.arch))
VALUE(base_kernel, value_text(base_of(context)->kernel.name))
VALUE(base_release, value_text(base_of(context)->kernel.release))
VALUE(patched_kernel, value_text(patched_of(context)->kernel.name))
VALUE(patched_release, value_text(patched_of(context)->kernel.release))
VALUE(predicted, ((struct value){ .kind = VALUE_FLAG,
				  .count = !context->item->base->unpredicted &&
					   !context->item->patched->unpredicted }))
VALUE(equivalence, value_number(context->model->rows.equivalence))

static struct value boots_needed(const struct context *context)
{
	size_t boots = context->item->cost.boots_needed;

	return boots ? value_count(boots) : (struct value){ 0 };
}

/* What the plugin counted, of the median touch. */
#define MEMORY(variant, name)	\
	VALUE(variant##_##name, value_number(quantities_per_page(		\
		&context->item->variant->quantities, #name)))
#define MEMORIES(variant)	\
	MEMORY(variant, loads) MEMORY(variant, stores) MEMORY(variant, lines) \
	MEMORY(variant, atomics) MEMORY(variant, barriers)
MEMORIES(base)
MEMORIES(patched)

/* Means of groups are in ticks. */
#define GROUP(variant, group)	\
	VALUE(variant##_##group, value_number(context->item->variant->health.group * \
					      context->item->variant->unit_per_tick))
GROUP(base, low_group)
GROUP(base, high_group)
GROUP(patched, low_group)
GROUP(patched, high_group)

/* "class" of a row as --json names it. */
static struct value outcome(const struct context *context)
{
	static const char *const names[OUTCOME_CLASSES] = {
		[OUTCOME_WORSE] = "worse", [OUTCOME_BETTER] = "better",
		[OUTCOME_INCONCLUSIVE] = "inconclusive",
		[OUTCOME_OTHER_PROOF] = "other proof", [OUTCOME_SAME] = "same",
	};

	return value_text(names[context->item->outcome.class]);
}

static bool is_timed(const struct diff *diff)
{
	return diff->estimated > 0;
}

static bool has_ipis(const struct diff *diff)
{
	return diff->rows->has_ipis;
}

static bool has_memory(const struct diff *diff)
{
	return diff->rows->has_memory;
}

static bool diff_has_time(const struct diff *diff)
{
	return diff->rows->has_time;
}

static struct cell base_cell(const struct context *context)
{
	return format_cost(context->item, context->item->cost.base.median, false);
}

static struct cell patched_cell(const struct context *context)
{
	return format_cost(context->item, context->item->cost.patched.median, false);
}

/* Is a difference known, or at least seen? */
static bool is_shown(const struct context *context)
{
	return context->item->cost.estimated || diff_has_difference(context->item);
}

static struct cell difference_cell(const struct context *context)
{
	const struct diff_row *item = context->item;

	if (!is_shown(context))
		return cell_of(item->cost.verdict == VERDICT_VARIES ? "?" : "-");
	return cell_of("%s%s", format_cost(item, item->cost.difference, true).text,
		       item->outcome.cost == COST_UNKNOWN ? "?" : "");
}

static struct cell interval_cell(const struct context *context)
{
	const struct diff_row *item = context->item;

	if (!diff_has_interval(item))
		return cell_of("-");
	return cell_of("%.40s..%.40s", format_cost(item, item->cost.low, true).text,
		       format_cost(item, item->cost.high, true).text);
}

/* "+21580.0" per cent of next to nothing reads better as a factor. */
static struct cell percent_cell(const struct context *context)
{
	const struct comparison *cost = &context->item->cost;

	if (!is_shown(context))
		return cell_of("-");
	if (!cost->estimated && cost->difference == 0.0)
		return cell_of("%s", "");
	if (cost->percent >= 1000.0 && cost->percent < 1e15)
		return cell_of("x%.0f", 1.0 + cost->percent / 100.0);
	return format_percent(cost->percent);
}

/* "1 -> 2"; "1+0 -> 0+1" where only kinds differ. */
static struct cell faults_cell(const struct context *context)
{
	const struct diff_row *item = context->item;
	const struct faults *base = &item->base->faults, *patched = &item->patched->faults;
	bool kinds = item->outcome.faults_differ && item->outcome.faults == 0.0;
	struct cell from = kinds ? format_faults(base) : format_rate(faults_sum(base));
	struct cell to = kinds ? format_faults(patched) : format_rate(faults_sum(patched));

	return item->outcome.faults_differ ? format_change(&from, &to) : from;
}

static struct cell ipis_cell(const struct context *context)
{
	struct cell from = format_ipis(context->item->base);
	struct cell to = format_ipis(context->item->patched);

	return context->item->outcome.ipis_differ ? format_change(&from, &to) : from;
}

static struct cell lines_cell(const struct context *context)
{
	struct cell from = format_number(base_lines(context).number);
	struct cell to = format_number(patched_lines(context).number);

	return strcmp(from.text, to.text) ? format_change(&from, &to) : from;
}

static struct cell pte_cell(const struct context *context)
{
	struct cell from = format_pte(context->item->base);
	struct cell to = format_pte(context->item->patched);

	return context->item->outcome.pte_differs ? format_change(&from, &to) : from;
}

#define OF_ITEM(name, path, is, member)	\
	{ name, path, NULL, AT_ITEM, is, offsetof(struct diff_row, member), \
	  NULL, false, false, NULL, NULL }
#define OF_FIGURE(name, path, at, is, member)	\
	{ name, path, NULL, at, is, offsetof(struct figure, member), \
	  NULL, false, false, NULL, NULL }
#define OF_VALUE(name, path, value)	\
	{ name, path, value, AT_NOWHERE, IS_NUMBER, 0, NULL, false, false, NULL, NULL }
#define SHOWN(title, left, detail, cell, wanted)	\
	{ NULL, NULL, NULL, AT_NOWHERE, IS_NUMBER, 0, title, left, detail, cell, wanted }

const struct column comparison_columns[] = {
	OF_VALUE("scenario", "scenario", scenario),
	OF_VALUE("parameters", "parameters", parameters),
	OF_VALUE("unit", NULL, unit),
	OF_ITEM("base", "base.median", IS_TIME, cost.base.median),
	SHOWN("base", false, false, base_cell, diff_has_time),
	OF_ITEM("patched", "patched.median", IS_TIME, cost.patched.median),
	SHOWN("patched", false, false, patched_cell, diff_has_time),
	OF_ITEM("difference", "difference", IS_TIME, cost.difference),
	SHOWN("diff", false, false, difference_cell, diff_has_time),
	SHOWN("95 % interval", false, false, interval_cell, is_timed),
	OF_ITEM("percent", "percent", IS_TIME, cost.percent),
	SHOWN("%", false, false, percent_cell, diff_has_time),
	OF_VALUE("verdict", "verdict", verdict),
	OF_VALUE(NULL, "predicted", predicted),
#define FAULTS(variant, at)	\
	OF_FIGURE(variant "_restore", variant ".faults.restore", at, IS_NUMBER, faults.restore), \
	OF_FIGURE(variant "_extra_write", variant ".faults.extra_write", at, IS_NUMBER, \
		  faults.extra_write), \
	OF_FIGURE(variant "_other", variant ".faults.other", at, IS_NUMBER, faults.other)
	FAULTS("base", AT_BASE),
	FAULTS("patched", AT_PATCHED),
	SHOWN("faults", true, false, faults_cell, NULL),
	SHOWN("IPIs", true, false, ipis_cell, has_ipis),
	SHOWN("lines", false, false, lines_cell, has_memory),
	OF_VALUE("base_pte", "base.pte_after", base_pte),
	OF_VALUE("patched_pte", "patched.pte_after", patched_pte),
	SHOWN("PTE", true, true, pte_cell, NULL),
	OF_ITEM("base_boots", "base.boots", IS_SIZE, cost.base.boots),
	OF_ITEM("patched_boots", "patched.boots", IS_SIZE, cost.patched.boots),
	OF_ITEM("base_min", "base.min", IS_TIME, cost.base.min),
	OF_ITEM("base_max", "base.max", IS_TIME, cost.base.max),
	OF_ITEM("patched_min", "patched.min", IS_TIME, cost.patched.min),
	OF_ITEM("patched_max", "patched.max", IS_TIME, cost.patched.max),
	OF_FIGURE(NULL, "base.samples", AT_BASE, IS_COUNT, samples),
	OF_FIGURE(NULL, "patched.samples", AT_PATCHED, IS_COUNT, samples),
	OF_VALUE("label", NULL, label),
	OF_VALUE("platform", NULL, platform),
	OF_VALUE("arch", NULL, arch),
	OF_VALUE("base_kernel", NULL, base_kernel),
	OF_VALUE("base_release", NULL, base_release),
	OF_VALUE("patched_kernel", NULL, patched_kernel),
	OF_VALUE("patched_release", NULL, patched_release),
	OF_ITEM("low", "estimate.low", IS_NUMBER, cost.low),
	OF_ITEM("high", "estimate.high", IS_NUMBER, cost.high),
	OF_ITEM("percent_low", "estimate.percent_low", IS_NUMBER, cost.percent_low),
	OF_ITEM("percent_high", "estimate.percent_high", IS_NUMBER, cost.percent_high),
	OF_ITEM("p", "estimate.p", IS_NUMBER, cost.p),
	OF_ITEM("p_holm", "estimate.p_holm", IS_NUMBER, cost.p_holm),
	OF_VALUE(NULL, "estimate.equivalence_percent", equivalence),
	OF_ITEM(NULL, "estimate.within_equivalence", IS_FLAG, cost.within),
	OF_ITEM("detectable", "estimate.detectable", IS_NUMBER, cost.detectable),
	OF_ITEM("detectable_percent", "estimate.detectable_percent", IS_NUMBER,
		cost.detectable_percent),
	OF_VALUE("boots_needed", "boots_needed", boots_needed),
	OF_VALUE("outcome", "outcome", outcome),
#define HEALTH(variant, at)	\
	OF_FIGURE(NULL, variant ".health.samples", at, IS_COUNT, health.samples), \
	OF_FIGURE(NULL, variant ".health.far_out", at, IS_COUNT, health.far_out), \
	OF_FIGURE(NULL, variant ".health.trials", at, IS_SIZE, health.looked_at), \
	OF_FIGURE(NULL, variant ".health.bimodal_trials", at, IS_SIZE, health.bimodal), \
	OF_FIGURE(NULL, variant ".health.drift_percent", at, IS_NUMBER, health.drift), \
	OF_FIGURE(NULL, variant ".health.drift_p", at, IS_NUMBER, health.drift_p)
#define COUNTED(variant, name)	\
	OF_VALUE(#variant "_" #name, #variant "." #name, variant##_##name)
#define COUNTED_ALL(variant)	\
	COUNTED(variant, loads), COUNTED(variant, stores), COUNTED(variant, lines), \
	COUNTED(variant, atomics), COUNTED(variant, barriers)
	COUNTED_ALL(base),
	COUNTED_ALL(patched),
	HEALTH("base", AT_BASE),
	OF_VALUE(NULL, "base.health.low_group", base_low_group),
	OF_VALUE(NULL, "base.health.high_group", base_high_group),
	HEALTH("patched", AT_PATCHED),
	OF_VALUE(NULL, "patched.health.low_group", patched_low_group),
	OF_VALUE(NULL, "patched.health.high_group", patched_high_group),
	{ 0 }
};

struct value column_value(const struct column *column, const struct context *context)
{
	const void *place;

	if (column->value)
		return column->value(context);
	place = column->at == AT_ITEM ? (const void *)context->item :
		column->at == AT_BASE ? (const void *)context->item->base :
		(const void *)context->item->patched;
	place = (const char *)place + column->offset;
	switch (column->is) {
	case IS_COUNT:
		return value_count(*(const uint64_t *)place);
	case IS_SIZE:
		return value_count(*(const size_t *)place);
	case IS_FLAG:
		return (struct value){ .kind = VALUE_FLAG, .count = *(const bool *)place };
	case IS_TIME:
		return has_time(context) ? value_number(*(const double *)place) :
		       (struct value){ 0 };
	case IS_NUMBER:
		break;
	}
	return value_number(*(const double *)place);
}

bool column_is_end(const struct column *column)
{
	return !column->value && column->at == AT_NOWHERE && !column->title;
}
