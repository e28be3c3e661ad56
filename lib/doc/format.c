/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.c: how a number, a state and a row's name look.
 */
#include "doc/format.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

struct cell cell_of(const char *format, ...)
{
	struct cell cell;
	va_list args;

	va_start(args, format);
	vsnprintf(cell.text, sizeof(cell.text), format, args);
	va_end(args);
	return cell;
}

char *format_text(const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	return length < 0 ? NULL : text;
}

/*
 * Whole numbers stay whole, and a median between two counts keeps its half. What is too
 * large for a column, or infinite, has an exponent or its name.
 */
static struct cell number(double value, bool sign)
{
	int digits = value == floor(value) ? 0 : fabs(value) >= 1.0 ? 1 : 3;

	if (isnan(value))
		return cell_of("-");
	if (isinf(value))
		return cell_of("too large");
	if (fabs(value) >= 1e15)
		return cell_of(sign ? "%+.3g" : "%.3g", value);
	return cell_of(sign ? "%+.*f" : "%.*f", digits, value);
}

struct cell format_number(double value)
{
	return number(value, false);
}

struct cell format_difference(double value)
{
	return value == 0.0 ? cell_of("=") : number(value, true);
}

struct cell format_estimate(double value, bool sign)
{
	double size = fabs(value);

	if (isnan(value) || !(size < 1e15))
		return number(value, sign);
	return cell_of(sign ? "%+.*f" : "%.*f", size >= 1000.0 ? 0 : size >= 10.0 ? 1 : 2, value);
}

struct cell format_rows(size_t rows)
{
	return cell_of("%zu row%s", rows, rows == 1 ? "" : "s");
}

struct cell format_percent(double value)
{
	double size = fabs(value);

	if (value == 0.0)
		return cell_of("=");
	if (isnan(value) || !(size < 1e15))
		return number(value, true);
	return cell_of("%+.*f", size < 0.1 ? 2 : size < 1000.0 ? 1 : 0, value);
}

struct cell format_cost(const struct diff_row *item, double value, bool sign)
{
	if (item->cost.estimated)
		return format_estimate(value, sign);
	return sign ? format_difference(value) : format_number(value);
}

struct cell format_rate(double value)
{
	if (!(fabs(value) < 1e15))
		return number(value, false);
	return cell_of(value == floor(value) ? "%.0f" : "%.3f", value);
}

struct cell format_faults(const struct faults *faults)
{
	if (isnan(faults->restore))
		return cell_of("-");
	if (faults->other == 0.0)
		return cell_of("%s+%s", format_rate(faults->restore).text,
			       format_rate(faults->extra_write).text);
	return cell_of("%s+%s+%s", format_rate(faults->restore).text,
		       format_rate(faults->extra_write).text, format_rate(faults->other).text);
}

struct cell format_ipis(const struct figure *figure)
{
	const struct quantity *ipis = quantities_find(&figure->quantities, QUANTITY_IPIS);

	return ipis ? format_rate(quantity_value(ipis)) : cell_of("%s", "");
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += length)
		if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static struct cell state(const char *words)
{
	if (has_word(words, "present"))
		return cell_of("%c%c%c%c%c", has_word(words, "write") ? 'w' : '-',
			       has_word(words, "dirty") ? 'd' : '-',
			       has_word(words, "young") ? 'y' : '-',
			       has_word(words, "soft-dirty") ? 's' : '-',
			       has_word(words, "uffd-wp") ? 'u' : '-');
	if (has_word(words, "exclusive"))
		return cell_of("excl");
	return cell_of(has_word(words, "none") ? "none" : "other");
}

struct cell format_pte(const struct figure *figure)
{
	if (!figure->after_count)
		return cell_of("-");
	return figure->after_count > 1 ? cell_of("mixed") : state(figure->after[0].words);
}

struct cell format_pte_counts(const struct figure *figure)
{
	struct cell cell = { "" };
	size_t used = 0;

	for (size_t i = 0; i < figure->after_count && used < sizeof(cell.text); i++)
		used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used,
					 "%s%llu %s", i ? ", " : "",
					 (unsigned long long)figure->after[i].pages,
					 state(figure->after[i].words).text);
	return cell;
}

/* Facts of docs/results.md that count pages, or requests, by what became of them. */
static const struct {
	const char *fact, *fate;
} fates[] = {
	{ "damaged_entries", "damaged" },
	{ "swapped_pages", "swapped out" },
	{ "moved_pages", "moved" },
	{ "merged_pages", "merged" },
	{ "unmapped_pages", "unmapped" },
	{ "bus_errors", "SIGBUS" },
	{ "refused_pages", "refused" },
	{ "refused", "refused" },
};

static void add_fate(struct cell *cell, const char *fate)
{
	size_t used = strlen(cell->text);

	snprintf(cell->text + used, sizeof(cell->text) - used, "%s%s", used ? ", " : "", fate);
}

/* Returns whether there are facts of any fate, also where they are all 0. */
static bool add_fact_fates(const struct figure *figure, struct cell *cell)
{
	bool known = false;

	for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
		double value = quantity_value(quantities_find(&figure->quantities, fates[i].fact));

		known |= !isnan(value);
		if (value > 0.0)
			add_fate(cell, fates[i].fate);
	}
	return known;
}

static const char *state_fate(const char *words)
{
	if (has_word(words, "exclusive"))
		return "kept";
	if (has_word(words, "huge"))
		return "huge";
	return has_word(words, "present") ? "restored" :
	       has_word(words, "none") ? "unmapped" : "swapped out";
}

/* Each once, in the order of the states. */
static void add_state_fates(const struct figure *figure, struct cell *cell)
{
	for (size_t i = 0; i < figure->after_count; i++) {
		const char *fate = state_fate(figure->after[i].words);

		if (!strstr(cell->text, fate))
			add_fate(cell, fate);
	}
}

/* Of facts such as "fork_errno". */
static void add_errors(const struct figure *figure, struct cell *cell)
{
	for (size_t i = 0; i < figure->quantities.count; i++) {
		const struct quantity *quantity = &figure->quantities.items[i];
		const char *end = strstr(quantity->name, "_errno");
		size_t used = strlen(cell->text);

		if (end && !end[strlen("_errno")] && quantity_value(quantity) > 0.0)
			snprintf(cell->text + used, sizeof(cell->text) - used, ", %s",
				 strerrorname_np((int)quantity_value(quantity)));
	}
}

struct cell format_fate(const struct figure *figure)
{
	struct cell cell = { "" };
	size_t used;

	if (add_fact_fates(figure, &cell) && !*cell.text)
		cell = cell_of("kept");
	if (!*cell.text)
		add_state_fates(figure, &cell);
	add_errors(figure, &cell);
	used = strlen(cell.text);
	if (figure->findings)
		snprintf(cell.text + used, sizeof(cell.text) - used, "!");
	return cell;
}

struct cell format_change(const struct cell *from, const struct cell *to)
{
	if (!strcmp(from->text, to->text))
		return *from;
	return cell_of("%.44s -> %.44s", from->text, to->text);
}

struct cell format_verdict(const struct comparison *cost)
{
	switch (cost->verdict) {
	case VERDICT_EXACT:
		return cell_of("exact");
	case VERDICT_CHANGED:
		return cell_of("changed");
	case VERDICT_SAME:
		return cell_of("same");
	case VERDICT_ONE_BOOT:
		return cell_of("one boot");
	case VERDICT_VARIES:
		return cell_of("boots differ");
	case VERDICT_UNSURE:
		if (cost->boots_needed > COMPARE_MOST_BOOTS)
			return cell_of("inconclusive (>%zu boots)", COMPARE_MOST_BOOTS);
		return cell_of("inconclusive (%zu boots)", cost->boots_needed);
	case VERDICT_NONE:
		break;
	}
	return cell_of("-");
}

struct cell format_parameters(const struct naming *naming, const struct result_run *run,
			      bool folio)
{
	struct cell cell = { "" };
	size_t used = 0;

	for (size_t i = 0; i < naming->varying_count && used < sizeof(cell.text); i++) {
		const char *value = naming_value(naming, i, run), *name = naming->varying[i];

		if (value && (folio || strcmp(name, "folio")))
			used += (size_t)snprintf(cell.text + used, sizeof(cell.text) - used,
						 "%s%s=%s", used ? " " : "", name, value);
	}
	return cell;
}

struct cell format_name(const struct naming *naming, const struct result_run *run, bool folio)
{
	struct cell parameters = format_parameters(naming, run, folio);

	if (!*parameters.text)
		return cell_of("%s", run->scenario);
	return cell_of("%s (%s)", run->scenario, parameters.text);
}

static void add_word(char *text, size_t size, const char *name, const char *value)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s=%s", used ? " " : "", name, value);
}

void format_usual(const struct naming *naming, char *text, size_t size)
{
	*text = '\0';
	for (size_t i = 0; i < naming->varying_count; i++)
		if (naming->usual[i])
			add_word(text, size, naming->varying[i], naming->usual[i]);
}

void format_shared(const struct naming *naming, char *text, size_t size)
{
	*text = '\0';
	for (size_t i = 0; i < naming->shared_count; i++)
		add_word(text, size, naming->shared[i].name, naming->shared[i].value);
}
