/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.c: a story as a page of its own.
 *
 * The policy in its head forbids the browser to fetch or run anything, should a
 * character ever get past markup_html().
 */
#include "report/html.h"
#include "report/here.h"
#include "report/markup.h"
#include "report/picture.h"
#include "report/report.h"
#include "report/story.h"
#include "report/svg.h"
#include "report/text.h"

#include <errno.h>
#include <string.h>

static const char *const style =
	":root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --rule: #d1d9e0; --paper: #ffffff;\n"
	"  --tint: #f6f8fa; --base: #0072b2; --patched: #d55e00; --extra: #333333; --other: #a8a8a8; --alarm: #9a3412; }\n"
	"@media screen and (prefers-color-scheme: dark) {\n"
	"  :root { --ink: #e6edf3; --soft: #9da7b1; --rule: #3d444d; --paper: #0d1117; --tint: #161b22;\n"
	"    --base: #56b4e9; --patched: #f08a3c; --extra: #f0f3f6; --other: #7d8590; --alarm: #ffb38a; } }\n"
	"* { box-sizing: border-box; }\n"
	"body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem; background: var(--paper); color: var(--ink);\n"
	"  font: 16px/1.55 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }\n"
	"h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }\n"
	"h2 { font-size: 1.2rem; margin: 2.4rem 0 .7rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); }\n"
	"p { margin: .6rem 0; max-width: 46rem; } .lead { color: var(--soft); }\n"
	"ul { margin: .6rem 0; padding-left: 1.3rem; } li { margin: .35rem 0; overflow-wrap: anywhere; }\n"
	".alarms { border-left: 4px solid var(--alarm); background: var(--tint); padding: .2rem 1.2rem .6rem; margin: 1.5rem 0; }\n"
	".alarms h2 { border: 0; margin: .7rem 0 0; color: var(--alarm); }\n"
	".short { background: var(--tint); border-radius: 6px; padding: .6rem 1.2rem; } .short ul { margin: .2rem 0; }\n"
	".wide { overflow-x: auto; } .wide + p { margin-top: 1.6rem; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }\n"
	"th, td { padding: .28rem .6rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap;\n"
	"  font-variant-numeric: tabular-nums; }\n"
	"th:first-child, td:first-child, th.left, td.left { text-align: left; }\n"
	"thead th { color: var(--soft); font-weight: 600; } tbody th { padding-top: 1rem; }\n"
	"td:first-child, .facts dd.code { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: .86rem; }\n"
	".facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem; margin: .6rem 0; }\n"
	".facts dt { color: var(--soft); font-weight: 600; } .facts dd { margin: 0; overflow-wrap: anywhere; }\n"
	"figure { margin: 1rem 0; overflow-x: auto; } img { max-width: 100%; height: auto; } svg { width: 100%; min-width: 38rem; height: auto; display: block;\n"
	"  font: 12px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }\n"
	"svg text { fill: var(--ink); } svg .name, svg .figure { font-size: 11.5px; } svg .name { text-anchor: end; }\n"
	"svg .group { font-weight: 600; font-size: 13px; } svg .tick { text-anchor: middle; fill: var(--soft); font-size: 11px; }\n"
	"svg .axis { text-anchor: middle; fill: var(--soft); } svg .grid { stroke: var(--rule); }\n"
	"svg .base { fill: var(--base); } svg .patched { fill: var(--patched); } svg .extra { fill: var(--extra); }\n"
	"svg .other { fill: var(--other); } svg .spread { stroke: var(--ink); stroke-width: 2; }\n"
	"footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }\n"
	"@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } .alarms, .short { background: none; border: 1px solid var(--rule); }\n"
	"  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } h2 { break-after: avoid; } tr, li { break-inside: avoid; } }\n";

static void print_element(FILE *stream, const char *name, const char *text)
{
	fprintf(stream, "<%s>", name);
	markup_html(stream, text);
	fprintf(stream, "</%s>\n", name);
}

/* What stands before a sentence's first colon is its heading. */
static void print_item(FILE *stream, const char *text, bool headed)
{
	const char *colon = headed ? strchr(text, ':') : NULL;
	char heading[64];

	fputs("<li>", stream);
	if (colon && (size_t)(colon - text) < sizeof(heading)) {
		snprintf(heading, sizeof(heading), "%.*s", (int)(colon - text), text);
		fputs("<strong>", stream);
		markup_html(stream, heading);
		fputs("</strong>", stream);
		text = colon;
	}
	markup_html(stream, text);
	fputs("</li>\n", stream);
}

static void print_list(FILE *stream, const char *heading, const struct lines *lines, bool headed)
{
	if (!lines->count)
		return;
	print_element(stream, "h2", heading);
	fputs("<ul>\n", stream);
	for (size_t i = 0; i < lines->count; i++)
		print_item(stream, lines->items[i], headed);
	fputs("</ul>\n", stream);
}

static void print_cell(FILE *stream, const char *tag, const char *text, bool left)
{
	fprintf(stream, "<%s%s>", tag, left ? " class=\"left\"" : "");
	markup_html(stream, text);
	fprintf(stream, "</%s>", tag);
}

static void print_row(const struct story *story, const struct versus_row *item, FILE *stream)
{
	struct story_cells cells = story_cells(story, item);

	fputs("<tr>", stream);
	print_cell(stream, "td", cells.name.text, false);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (story_has_column(story, column))
			print_cell(stream, "td", cells.columns[column].text,
				   story_is_flush_left(column));
	fputs("</tr>\n", stream);
}

static void print_columns(const struct story *story, FILE *stream)
{
	fputs("<thead><tr>", stream);
	print_cell(stream, "th", story->versus.rows->has_time ? story->versus.rows->unit : "", false);
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		if (story_has_column(story, column))
			print_cell(stream, "th", story_column_name(column),
				   story_is_flush_left(column));
	fputs("</tr></thead>\n", stream);
}

static void print_group(const struct story *story, enum story_kind kind, enum outcome outcome,
			FILE *stream)
{
	const struct story_rows *rows = &story->rows[kind][outcome];
	int columns = 1;

	if (!rows->count)
		return;
	for (enum story_column column = 0; column < STORY_COLUMNS; column++)
		columns += story_has_column(story, column);
	fprintf(stream, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"%d\">%s</th></tr>\n", columns,
		story_heading(kind, outcome).text);
	for (size_t i = 0; i < rows->count; i++)
		print_row(story, rows->items[i], stream);
	fputs("</tbody>\n", stream);
}

static bool has_table(const struct story *story, enum story_kind kind)
{
	return story->rows[kind][OUTCOME_WORSE].count || story->rows[kind][OUTCOME_BETTER].count;
}

static void print_table(const struct story *story, enum story_kind kind, FILE *stream)
{
	if (!has_table(story, kind))
		return;
	fputs("<div class=\"wide\"><table>\n", stream);
	print_columns(story, stream);
	print_group(story, kind, OUTCOME_WORSE, stream);
	print_group(story, kind, OUTCOME_BETTER, stream);
	fputs("</table></div>\n", stream);
}

static void print_facts(const struct story *story, FILE *stream)
{
	print_element(stream, "h2", "How it was measured");
	fputs("<dl class=\"facts\">\n", stream);
	for (size_t i = 0; i < story->fact_count; i++) {
		print_element(stream, "dt", story->facts[i].name);
		fprintf(stream, "<dd%s>", strcmp(story->facts[i].name, "repeat") ? "" : " class=\"code\"");
		markup_html(stream, story->facts[i].text);
		fputs("</dd>\n", stream);
	}
	fputs("</dl>\n", stream);
	for (size_t i = 0; i < story->terms.count; i++)
		print_element(stream, "p", story->terms.items[i]);
}

static void print_top(const struct story *story, FILE *stream)
{
	fputs("<h1>Performance: ", stream);
	markup_html(stream, story_kernel(story, false).text);
	fputs(" against ", stream);
	markup_html(stream, story_kernel(story, true).text);
	fputs("</h1>\n<p class=\"lead\">", stream);
	markup_html(stream, story_subject());
	fputs("</p>\n", stream);
	if (story->alarms.count) {
		fputs("<div class=\"alarms\">\n", stream);
		print_list(stream, "To be known first", &story->alarms, true);
		fputs("</div>\n", stream);
	}
	print_element(stream, "h2", "In short");
	fputs("<div class=\"short\"><ul>\n", stream);
	for (size_t i = 0; i < story->summary.count; i++)
		print_item(stream, story->summary.items[i], true);
	fputs("</ul></div>\n", stream);
}

static void print_charts(const struct story *story, FILE *stream)
{
	if (story->versus.rows->has_time) {
		print_element(stream, "h2", "Cost per page");
		fputs("<figure>\n", stream);
		svg_costs(story, stream);
		fputs("</figure>\n", stream);
	}
	print_element(stream, "h2", "Faults per page, where they differ");
	if (!story_has_column(story, STORY_FAULTS)) {
		print_element(stream, "p", "In every row both kernels take the same number of faults per page.");
		return;
	}
	fputs("<figure>\n", stream);
	svg_faults(story, stream);
	fputs("</figure>\n", stream);
}

static void print_story(const struct story *story, FILE *stream)
{
	print_top(story, stream);
	print_charts(story, stream);
	print_element(stream, "h2", "Rows that are worse or better");
	if (!has_table(story, STORY_ORDINARY) && !has_table(story, STORY_CONSTRUCTED))
		print_element(stream, "p", "There is none.");
	print_table(story, STORY_ORDINARY, stream);
	if (story_caveat(story))
		print_element(stream, "p", story_caveat(story));
	print_table(story, STORY_CONSTRUCTED, stream);
	print_list(stream, "Besides, base to patched where they differ", &story->beside, true);
	print_list(stream, "The PTE after the touch differs", &story->states, false);
	print_list(stream, "Cannot be told", &story->unknown, false);
	print_list(stream, "The same", &story->same, true);
	print_list(stream, "Not measured", &story->skipped, false);
	print_facts(story, stream);
	print_list(stream, "What the rows measure", &story->glossary, true);
}

static bool is_other(const struct picture *one, const struct picture *other)
{
	return one->svg && (one->size != other->size || memcmp(one->svg, other->svg, one->size));
}

/* Where there is a picture, and twice only where kernels ran on machines that look different. */
static int print_machine(const struct side *side, struct picture *shown, FILE *stream)
{
	struct picture next;
	int err = picture_read(&next, side);

	if (err || !is_other(&next, shown)) {
		picture_free(&next);
		return err;
	}
	print_element(stream, "h2", shown->svg ? "Another machine" : "The machine");
	picture_print_html(&next, "The machine, as lstopo draws it", stream);
	print_element(stream, "p", "As lstopo draws it. CPUs that the runs use are green, those that a "
		      "cgroup keeps from them red. Numbers behind P# are those of the kernel, of cpu= and node=.");
	picture_free(shown);
	*shown = next;
	return 0;
}

static int print_machines(const struct report *report, const struct report *here, FILE *stream)
{
	const struct report *const all[] = { report, here };
	struct picture shown = { 0 };
	int err = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && all[i]; i++)
		for (size_t side = 0; side < all[i]->sides.count && !err; side++)
			err = print_machine(&all[i]->sides.sides[side], &shown, stream);
	picture_free(&shown);
	return err;
}

static void print_head(const struct report *report, FILE *stream)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>dexbench: ", stream);
	markup_html(stream, side_header(&report->sides.sides[0])->kernel.name);
	fputs(" against ", stream);
	for (size_t side = 1; side < report->sides.count; side++) {
		fputs(side > 1 ? ", " : "", stream);
		markup_html(stream, side_header(&report->sides.sides[side])->kernel.name);
	}
	fprintf(stream, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

int html_print(struct report *report, const struct report *here, const char *command, FILE *stream)
{
	int err = 0;

	print_head(report, stream);
	for (size_t side = 1; side < report->sides.count && !err; side++) {
		struct story story;

		err = story_make(&story, report, side, command);
		if (err)
			break;
		fputs("<main>\n", stream);
		print_story(&story, stream);
		fputs("</main>\n", stream);
		story_free(&story);
	}
	if (here && !err) {
		fputs("<main>\n", stream);
		err = here_html(here, report, stream);
		fputs("</main>\n", stream);
	}
	if (!err)
		err = print_machines(report, here, stream);
	fputs("</body>\n</html>\n", stream);
	return err;
}
