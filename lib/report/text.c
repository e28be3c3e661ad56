/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c: how a number looks.
 */
#include "report/text.h"
#include "report/rows.h"

#include <math.h>
#include <string.h>

__attribute__((format(printf, 1, 2)))
static struct cell cell_of(const char *format, ...)
{
	struct cell cell;
	__builtin_va_list args;

	__builtin_va_start(args, format);
	vsnprintf(cell.text, sizeof(cell.text), format, args);
	__builtin_va_end(args);
	return cell;
}

/* Whole numbers stay whole, and a median between two counts keeps its half. */
static int digits_of(double value)
{
	if (value == floor(value))
		return 0;
	return fabs(value) >= 1.0 ? 1 : 3;
}

struct cell text_number(double value)
{
	if (isnan(value))
		return cell_of("-");
	return cell_of("%.*f", digits_of(value), value);
}

struct cell text_difference(double value)
{
	if (isnan(value))
		return cell_of("-");
	if (value == 0.0)
		return cell_of("=");
	return cell_of("%+.*f", digits_of(value), value);
}

struct cell text_estimate(double value, bool sign)
{
	double size = fabs(value);

	if (isnan(value))
		return cell_of("-");
	return cell_of(sign ? "%+.*f" : "%.*f", size >= 1000.0 ? 0 : size >= 10.0 ? 1 : 2, value);
}

struct cell text_percent(double value)
{
	if (isnan(value))
		return cell_of("-");
	if (value == 0.0)
		return cell_of("=");
	return cell_of("%+.*f", fabs(value) < 0.1 ? 2 : fabs(value) < 1000.0 ? 1 : 0, value);
}

static struct cell rate(double value)
{
	return cell_of(value == floor(value) ? "%.0f" : "%.3f", value);
}

struct cell text_faults(const struct faults *faults)
{
	if (isnan(faults->restore))
		return cell_of("-");
	if (faults->other == 0.0)
		return cell_of("%s+%s", rate(faults->restore).text,
			       rate(faults->extra_write).text);
	return cell_of("%s+%s+%s", rate(faults->restore).text,
		       rate(faults->extra_write).text, rate(faults->other).text);
}

struct cell text_ipis(const struct figure *figure)
{
	const struct quantity *ipis = quantities_find(&figure->quantities, QUANTITY_IPIS);

	return ipis ? rate(quantity_value(ipis)) : cell_of("%s", "");
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
	if (has_word(words, "none"))
		return cell_of("none");
	return cell_of("other");
}

struct cell text_pte(const struct figure *figure)
{
	if (!figure->after_count)
		return cell_of("-");
	return figure->after_count > 1 ? cell_of("mixed") : state(figure->after[0].words);
}

struct cell text_pte_counts(const struct figure *figure)
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

void text_wrap(FILE *stream, const char *head, const char *text)
{
	size_t indent = strlen(head), room = REPORT_WIDTH - indent;

	fputs(head, stream);
	while (strlen(text) > room) {
		size_t cut = room;

		while (cut && text[cut] != ' ')
			cut--;
		/* A word that is longer than a line stays in one piece. */
		if (!cut)
			cut = strcspn(text, " ");
		fprintf(stream, "%.*s\n", (int)cut, text);
		text += cut + (text[cut] == ' ');
		if (!*text)
			return;
		fprintf(stream, "%*s", (int)indent, "");
	}
	fprintf(stream, "%s\n", text);
}
