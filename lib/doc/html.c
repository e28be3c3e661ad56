/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html.c: write a document as a page that needs no network, no script and no other file.
 *
 * The policy in its head forbids the browser to fetch or run anything, should a
 * character ever get past markup_print().
 */
#include "doc/document.h"
#include "doc/markup.h"

#include <errno.h>
#include <string.h>

const char *markup_entity(char character)
{
	switch (character) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

void markup_print(FILE *stream, const char *text)
{
	for (; *text; text++) {
		if (text[0] == '-' && text[1] == '>') {
			fputs(MARKUP_ARROW, stream);
			text++;
		} else if (markup_entity(*text)) {
			fputs(markup_entity(*text), stream);
		} else {
			fputc(*text, stream);
		}
	}
}

static const char *const style =
":root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --rule: #d1d9e0;\n"
"  --paper: #ffffff; --tint: #f6f8fa; --base: #0072b2; --patched: #d55e00; --extra: #333333;\n"
"  --other: #a8a8a8; --alarm: #9a3412; }\n"
"@media screen and (prefers-color-scheme: dark) {\n"
"  :root { --ink: #e6edf3; --soft: #9da7b1; --rule: #3d444d; --paper: #0d1117; --tint: #161b22;\n"
"    --base: #56b4e9; --patched: #f08a3c; --extra: #f0f3f6; --other: #7d8590;\n"
"    --alarm: #ffb38a; } }\n"
"* { box-sizing: border-box; }\n"
"body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem; background: var(--paper);\n"
"  color: var(--ink); font: 16px/1.55 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }\n"
"h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }\n"
"h2 { font-size: 1.2rem; margin: 2.4rem 0 .7rem; padding-bottom: .3rem;\n"
"  border-bottom: 1px solid var(--rule); }\n"
"p { margin: .6rem 0; max-width: 46rem; } h1 + p { color: var(--soft); }\n"
"ul { margin: .6rem 0; padding-left: 1.3rem; }\n"
"li { margin: .35rem 0; overflow-wrap: anywhere; }\n"
".alarms { border-left: 4px solid var(--alarm); background: var(--tint);\n"
"  padding: .2rem 1.2rem .6rem; margin: 1.5rem 0; }\n"
".alarms h2 { border: 0; margin: .7rem 0 0; color: var(--alarm); }\n"
".short { background: var(--tint); border-radius: 6px; padding: .6rem 1.2rem; }\n"
".short h2 { border: 0; margin: .3rem 0 0; } .short ul { margin: .2rem 0; }\n"
".wide { overflow-x: auto; } .wide + p { margin-top: 1.6rem; }\n"
"table { border-collapse: collapse; width: 100%; font-size: .92rem; }\n"
"th, td { padding: .28rem .6rem; border-bottom: 1px solid var(--rule); text-align: right;\n"
"  white-space: nowrap; font-variant-numeric: tabular-nums; }\n"
"th:first-child, td:first-child, th.left, td.left { text-align: left; }\n"
"thead th { color: var(--soft); font-weight: 600; } tbody th { padding-top: 1rem; }\n"
"td:first-child { font-family: ui-monospace, 'DejaVu Sans Mono', monospace;\n"
"  font-size: .86rem; }\n"
".facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem;\n"
"  margin: .6rem 0; }\n"
".facts dt { color: var(--soft); font-weight: 600; }\n"
".facts dd { margin: 0; overflow-wrap: anywhere; }\n"
"figure { margin: 1rem 0; overflow-x: auto; } img { max-width: 100%; height: auto; }\n"
".chart caption { text-align: left; color: var(--soft); }\n"
".chart caption i { display: inline-block; width: 1.1rem; margin-left: 1rem; }\n"
".chart th { border: 0; padding-top: .9rem; text-align: left; }\n"
".chart td { border: 0; padding: .2rem .3rem; text-align: left; }\n"
".chart td:first-child { text-align: right; white-space: normal; width: 30%; }\n"
".chart div { display: flex; align-items: center; position: relative; line-height: 1;\n"
"  margin-top: 1px; }\n"
".chart i { height: .8rem; flex: none; }\n"
".chart span { padding-left: .35rem; font-size: .76rem; white-space: normal; }\n"
".chart u { position: absolute; height: 2px; background: var(--ink); }\n"
".base { background: var(--base); } .patched { background: var(--patched); }\n"
".extra { background: var(--extra); } .other { background: var(--other); }\n"
"@media screen and (max-width: 40rem) { .chart, .chart caption, .chart tbody, .chart tr,\n"
"    .chart td, .chart td:first-child { display: block; width: auto; text-align: left; }\n"
"  .chart div { flex-wrap: wrap; } }\n"
"@media print { body { max-width: none; padding: 0; font-size: 10.5pt; }\n"
"  .alarms, .short { background: none; border: 1px solid var(--rule); }\n"
"  .chart { print-color-adjust: exact; -webkit-print-color-adjust: exact; }\n"
"  .wide, figure { overflow: visible; } .wide table { font-size: 8pt; }\n"
"  .wide th, .wide td { padding: .2rem .25rem; white-space: normal; }\n"
"  h2 { break-after: avoid; } tr, li { break-inside: avoid; } }\n";

static void print_element(FILE *stream, const char *name, const char *text)
{
	fprintf(stream, "<%s>", name);
	markup_print(stream, text);
	fprintf(stream, "</%s>\n", name);
}

static void print_list(const struct block *block, FILE *stream)
{
	const char *class = block->style == STYLE_ALARM ? "alarms" :
			    block->style == STYLE_SUMMARY ? "short" : NULL;

	if (class)
		fprintf(stream, "<div class=\"%s\">\n", class);
	if (block->text)
		print_element(stream, "h2", block->text);
	fputs("<ul>\n", stream);
	for (size_t i = 0; i < block->count; i++) {
		fputs("<li>", stream);
		if (block->items[i].name) {
			fputs("<strong>", stream);
			markup_print(stream, block->items[i].name);
			fputs("</strong>: ", stream);
		}
		markup_print(stream, block->items[i].text);
		fputs("</li>\n", stream);
	}
	fprintf(stream, "</ul>\n%s", class ? "</div>\n" : "");
}

static void print_facts(const struct block *block, FILE *stream)
{
	fputs("<dl class=\"facts\">\n", stream);
	for (size_t i = 0; i < block->count; i++) {
		print_element(stream, "dt", block->items[i].name);
		print_element(stream, "dd", block->items[i].text);
	}
	fputs("</dl>\n", stream);
}

static void print_cell(FILE *stream, const char *tag, const char *text, bool left)
{
	fprintf(stream, "<%s%s>", tag, left ? " class=\"left\"" : "");
	markup_print(stream, text ? text : "");
	fprintf(stream, "</%s>", tag);
}

static void print_row(const struct table *table, const struct table_row *row, FILE *stream)
{
	fputs("<tr>", stream);
	print_cell(stream, "td", row->name, false);
	for (size_t i = table->names; i < table->columns; i++)
		print_cell(stream, "td", i < row->used ? row->cells[i] : NULL,
			   table->column[i].left);
	fputs("</tr>\n", stream);
}

static void print_across(const struct table *table, const struct table_row *row, FILE *stream)
{
	bool group = row->kind == ROW_GROUP;

	fprintf(stream, group ? "<tr><th scope=\"rowgroup\" colspan=\"%zu\">" :
		"<tr><td colspan=\"%zu\">", table->columns - table->names + 1);
	markup_print(stream, row->name ? row->name : "");
	fputs(group ? "</th></tr>\n" : "</td></tr>\n", stream);
}

static void print_table(const struct table *table, FILE *stream)
{
	fputs("<div class=\"wide\"><table>\n<thead><tr>", stream);
	print_cell(stream, "th", table->names == 1 ? table->column[0].title : "", false);
	for (size_t i = table->names; i < table->columns; i++)
		print_cell(stream, "th", table->column[i].title, table->column[i].left);
	fputs("</tr></thead>\n<tbody>\n", stream);
	for (size_t i = 0; i < table->count; i++) {
		if (i && table->rows[i].kind == ROW_GROUP)
			fputs("</tbody>\n<tbody>\n", stream);
		if (table->rows[i].kind <= ROW_MORE)
			print_row(table, &table->rows[i], stream);
		else
			print_across(table, &table->rows[i], stream);
	}
	fputs("</tbody>\n</table></div>\n", stream);
}

/* Within an <img>, what a picture holds cannot become markup of the page. */
static void print_picture(const struct block *block, FILE *stream)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *bytes = (const unsigned char *)block->picture;

	fputs("<figure><img alt=\"", stream);
	markup_print(stream, block->text);
	fputs("\" src=\"data:image/svg+xml;base64,", stream);
	for (size_t i = 0; i < block->picture_size; i += 3) {
		size_t left = block->picture_size - i;
		uint32_t three = (uint32_t)bytes[i] << 16 |
				 (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
				 (left > 2 ? bytes[i + 2] : 0);

		fputc(digits[three >> 18], stream);
		fputc(digits[three >> 12 & 63], stream);
		fputc(left > 1 ? digits[three >> 6 & 63] : '=', stream);
		fputc(left > 2 ? digits[three & 63] : '=', stream);
	}
	fputs("\"></figure>\n", stream);
}

static void print_block(const struct block *block, bool first, FILE *stream)
{
	bool headed = block->kind > BLOCK_LIST && block->kind < BLOCK_PICTURE && block->text;

	if (headed)
		print_element(stream, "h2", block->text);
	switch (block->kind) {
	case BLOCK_TITLE:
		fputs(first ? "<main>\n" : "</main>\n<main>\n", stream);
		print_element(stream, "h1", block->text);
		break;
	case BLOCK_HEADING:
		print_element(stream, "h2", block->text);
		break;
	case BLOCK_PARAGRAPH:
		print_element(stream, "p", block->text);
		break;
	case BLOCK_LIST:
		print_list(block, stream);
		break;
	case BLOCK_FACTS:
		print_facts(block, stream);
		break;
	case BLOCK_TABLE:
		print_table(&block->table, stream);
		break;
	case BLOCK_CHART:
		fputs("<figure>\n", stream);
		write_html_chart(&block->chart, stream);
		fputs("</figure>\n", stream);
		break;
	case BLOCK_PICTURE:
		print_picture(block, stream);
		break;
	}
}

int write_html(const struct document *document, FILE *stream)
{
	if (document->failed)
		return -ENOMEM;
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; img-src data:\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>", stream);
	markup_print(stream, document->title ? document->title : "dexbench");
	fprintf(stream, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
	for (size_t i = 0; i < document->count; i++)
		print_block(&document->blocks[i], !i, stream);
	fputs("</main>\n</body>\n</html>\n", stream);
	return 0;
}
