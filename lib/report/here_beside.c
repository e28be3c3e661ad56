/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * here_beside.c: this machine's time beside exact instructions.
 *
 * What ordinary pages cost is known on both, and what restores cost on the exact side
 * alone: a multiple of an ordinary minor fault is what the two have in common.
 */
#include "report/here.h"
#include "report/markup.h"
#include "report/multiples.h"
#include "report/table.h"
#include "report/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column { HERE, FROM, TO, BASE, PATCHED, FAULTS_HERE, FAULTS_BASE, FAULTS_PATCHED, COLUMNS };

static const char *const titles[COLUMNS] = {
	[HERE] = "here", [FROM] = "from", [TO] = "to", [BASE] = "base", [PATCHED] = "patched",
	[FAULTS_HERE] = "here", [FAULTS_BASE] = "base", [FAULTS_PATCHED] = "patched",
};

struct pair {
	const struct report *here, *exact;
};

/* One line: a row of either, or of both. */
struct line {
	struct cell name;
	struct cell cells[COLUMNS];
};

/* Where a row was measured, and how often, is no part of what it is. */
static bool is_of_the_place(const char *name)
{
	static const char *const names[] = { "trials", "pages", "cpu", "node" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool is_one_thing(const struct result_run *a, const struct result_run *b)
{
	if (strcmp(a->scenario, b->scenario))
		return false;
	for (size_t i = 0; i < a->parameter_count; i++) {
		const char *other = labels_value(b, a->parameters[i].name);

		if (other && strcmp(other, a->parameters[i].value) &&
		    !is_of_the_place(a->parameters[i].name))
			return false;
	}
	return true;
}

static const struct row *find_exact(const struct pair *pair, const struct row *here)
{
	for (size_t i = 0; i < pair->exact->rows.count; i++)
		if (is_one_thing(pair->exact->rows.items[i].run, here->run))
			return &pair->exact->rows.items[i];
	return NULL;
}

static bool is_here(const struct pair *pair, const struct row *exact)
{
	for (size_t i = 0; i < pair->here->rows.count; i++)
		if (is_one_thing(exact->run, pair->here->rows.items[i].run))
			return true;
	return false;
}

static void fill_here(struct line *line, const struct report *here, const struct row *row)
{
	struct repeats repeats = here_repeats(here, row);

	line->cells[HERE] = text_estimate(repeats.median, false);
	line->cells[FROM] = text_estimate(repeats.low, false);
	line->cells[TO] = text_estimate(repeats.high, false);
	line->cells[FAULTS_HERE] = text_estimate(multiples_of(here, row, 0, MEASURE_FAULT), false);
}

static void fill_exact(struct line *line, const struct report *exact, const struct row *row)
{
	for (size_t side = 0; side < 2; side++) {
		double cost = exact->rows.has_time ?
			      compare_spread(row->figures[side].boots).median : (double)NAN;

		line->cells[side ? PATCHED : BASE] = text_number(cost);
		line->cells[side ? FAULTS_PATCHED : FAULTS_BASE] =
			text_estimate(multiples_of(exact, row, side, MEASURE_FAULT), false);
	}
}

static struct line line_of(const struct pair *pair, const struct row *here, const struct row *exact)
{
	struct line line;

	for (size_t i = 0; i < COLUMNS; i++)
		line.cells[i] = text_number((double)NAN);
	if (here)
		fill_here(&line, pair->here, here);
	if (exact)
		fill_exact(&line, pair->exact, exact);
	line.name = here ? labels_name(&pair->here->labels, here->run) :
		    labels_name(&pair->exact->labels, exact->run);
	return line;
}

/* First what was measured here, in the order of its plan; then what only the other side has. */
static int make_lines(struct line **lines, size_t *count, const struct pair *pair)
{
	const struct row **rows = here_rows(pair->here);

	*count = 0;
	*lines = calloc(pair->here->rows.count + pair->exact->rows.count + 1, sizeof(**lines));
	if (!rows || !*lines) {
		free(rows);
		free(*lines);
		return -ENOMEM;
	}
	for (size_t i = 0; rows[i]; i++)
		(*lines)[(*count)++] = line_of(pair, rows[i], find_exact(pair, rows[i]));
	for (size_t i = 0; i < pair->exact->rows.count; i++)
		if (!is_here(pair, &pair->exact->rows.items[i]))
			(*lines)[(*count)++] = line_of(pair, NULL, &pair->exact->rows.items[i]);
	free(rows);
	return 0;
}

static struct cell heading_of(const struct pair *pair)
{
	struct cell cell;

	snprintf(cell.text, sizeof(cell.text), "This machine beside %s and %s",
		 side_header(&pair->exact->sides.sides[0])->kernel.name,
		 side_header(&pair->exact->sides.sides[1])->kernel.name);
	return cell;
}

static void legend_of(const struct pair *pair, char *text, size_t size)
{
	const struct side *side = &pair->here->sides.sides[0];

	snprintf(text, size, "Left: %s per page here (%s, kernel %s, platform %s), the median of %zu processes and its 95 %% interval. Middle: %s per page on base and patched, platform %s. Right: each in multiples of the ordinary minor fault of its own column. An instruction is no unit of time: a multiple tells an order of magnitude, and not what a restore would take here.",
		 pair->here->rows.unit,
		 side_header(side)->machine.cpu ? side_header(side)->machine.cpu : "CPU unknown",
		 side_header(side)->kernel.release, pair->here->rows.platform, side->boot_count,
		 pair->exact->rows.unit, pair->exact->rows.platform);
}

static int print_table(const struct line *lines, size_t count, FILE *stream)
{
	struct table table = { 0 };
	int err;

	for (size_t i = 0; i < COLUMNS; i++)
		table_column(&table, false);
	for (size_t i = 0; i < COLUMNS; i++)
		table_cell(&table, "%s%s", i == BASE || i == FAULTS_HERE ? "  " : "", titles[i]);
	for (size_t line = 0; line < count; line++) {
		table_line(&table, "%s", lines[line].name.text);
		for (size_t i = 0; i < COLUMNS; i++)
			table_cell(&table, "%s", lines[line].cells[i].text);
	}
	err = table_print(&table, stream);
	table_free(&table);
	return err;
}

int here_print_beside(const struct report *here, const struct report *exact, FILE *stream)
{
	const struct pair pair = { here, exact };
	char text[1024];
	struct line *lines;
	size_t count;
	int err = make_lines(&lines, &count, &pair);

	if (err)
		return err;
	fprintf(stream, "\n%s\n\n", heading_of(&pair).text);
	report_print_troubles(here, stream);
	legend_of(&pair, text, sizeof(text));
	text_wrap(stream, "", text);
	fputc('\n', stream);
	err = print_table(lines, count, stream);
	free(lines);
	return err;
}

static void html_element(FILE *stream, const char *tag, const char *text)
{
	fprintf(stream, "<%s>", tag);
	markup_html(stream, text);
	fprintf(stream, "</%s>", tag);
}

static void html_warnings(const struct report *here, FILE *stream)
{
	if (!here->warnings.count)
		return;
	fputs("<ul>\n", stream);
	for (size_t i = 0; i < here->warnings.count; i++) {
		const struct warning *warning = &here->warnings.items[i];

		fputs("<li>", stream);
		markup_html(stream, warning_text(warning->kind));
		fputs(*warning_text(warning->kind) ? ": " : "", stream);
		markup_html(stream, warning->detail);
		fputs("</li>\n", stream);
	}
	fputs("</ul>\n", stream);
}

int here_html(const struct report *here, const struct report *exact, FILE *stream)
{
	const struct pair pair = { here, exact };
	char text[1024];
	struct line *lines;
	size_t count;
	int err = make_lines(&lines, &count, &pair);

	if (err)
		return err;
	html_element(stream, "h2", heading_of(&pair).text);
	legend_of(&pair, text, sizeof(text));
	html_element(stream, "p", text);
	html_warnings(here, stream);
	fputs("<div class=\"wide\"><table>\n<thead><tr><th></th>", stream);
	for (size_t i = 0; i < COLUMNS; i++)
		html_element(stream, "th", titles[i]);
	fputs("</tr></thead>\n<tbody>\n", stream);
	for (size_t line = 0; line < count; line++) {
		fputs("<tr>", stream);
		html_element(stream, "td", lines[line].name.text);
		for (size_t i = 0; i < COLUMNS; i++)
			html_element(stream, "td", lines[line].cells[i].text);
		fputs("</tr>\n", stream);
	}
	fputs("</tbody>\n</table></div>\n", stream);
	free(lines);
	return 0;
}
