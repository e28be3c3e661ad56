/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * commit.c: build what goes into a patch's change log: twelve lines of 72 columns at most.
 *
 * Rows that differ alike share a line. Rows of many, and rows with other faults, come before
 * those that only cost more or less; what has no line of its own is named behind the lines.
 */
#include "doc/builders.h"
#include "doc/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 12, MOST_ROWS = 6, MOST_REST = 96, MOST_NAMES = 31, COMMIT_DIGITS = 12 };

struct lines {
	struct document *document;
	const struct model *model;
	const struct diff *diff;
	bool *told;		/* of each row */
};

static bool is_changed(const struct diff_row *item)
{
	return item->outcome.class <= OUTCOME_BETTER && !item->outcome.constructed;
}

static struct cell change_of(const struct diff_row *item)
{
	if (item->outcome.cost == COST_UNKNOWN || item->outcome.cost == COST_NONE)
		return cell_of("%s", item->outcome.cost == COST_NONE ? "" : "?");
	if (diff_has_interval(item))
		return cell_of("%.20s (%.20s..%.20s)",
			       format_cost(item, item->cost.difference, true).text,
			       format_cost(item, item->cost.low, true).text,
			       format_cost(item, item->cost.high, true).text);
	return format_cost(item, item->cost.difference, true);
}

/* ", lines +3", or nothing. */
static struct cell lines_of(const struct diff_row *item)
{
	double lines = quantities_per_page(&item->patched->quantities, QUANTITY_LINES) -
		       quantities_per_page(&item->base->quantities, QUANTITY_LINES);

	if (isnan(lines) || lines == 0.0)
		return cell_of("%s", "");
	return cell_of("%slines %.20s",
		       item->outcome.faults != 0.0 || item->outcome.ipis_differ ? ", " : "",
		       format_difference(lines).text);
}

/* "faults 1 -> 2, lines +3", or nothing. */
static struct cell faults_of(const struct diff_row *item)
{
	struct cell from = format_rate(faults_sum(&item->base->faults));
	struct cell to = format_rate(faults_sum(&item->patched->faults));

	if (item->outcome.faults != 0.0)
		return cell_of("faults %s%s", format_change(&from, &to).text, lines_of(item).text);
	from = format_ipis(item->base);
	to = format_ipis(item->patched);
	return cell_of("%s%s%s", item->outcome.ipis_differ ? "IPIs " : "",
		       item->outcome.ipis_differ ? format_change(&from, &to).text : "",
		       lines_of(item).text);
}

/* "restore_" of restore_read; nothing of a name with parameters. */
static size_t stem_of(const struct cell *name)
{
	const char *under = strchr(name->text, '_');

	return under && !strchr(name->text, ' ') ? (size_t)(under + 1 - name->text) : 0;
}

static bool is_alike(const struct lines *lines, const struct diff_row *a, const struct diff_row *b)
{
	const struct naming *naming = &lines->model->naming;
	struct cell one = format_name(naming, a->row->run, false);
	struct cell other = format_name(naming, b->row->run, false);
	size_t stem = stem_of(&one);

	return is_changed(a) && (a == b || (stem && stem == stem_of(&other) &&
					    !strncmp(one.text, other.text, stem))) &&
	       a->outcome.class == b->outcome.class &&
	       !strcmp(change_of(a).text, change_of(b).text) &&
	       !strcmp(faults_of(a).text, faults_of(b).text);
}

static size_t count_alike(const struct lines *lines, const struct diff_row *like)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->diff->count; i++)
		n += is_alike(lines, &lines->diff->items[i], like);
	return n;
}

/* Base: "1425", "1425..1438" of rows that differ alike. */
static struct cell range_of(const struct lines *lines, const struct diff_row *like)
{
	double least = like->cost.base.median, most = least;

	if (!lines->model->rows.has_time)
		return cell_of("%s", "");
	for (size_t i = 0; i < lines->diff->count; i++) {
		const struct diff_row *item = &lines->diff->items[i];

		if (!is_alike(lines, item, like))
			continue;
		least = fmin(least, item->cost.base.median);
		most = fmax(most, item->cost.base.median);
	}
	if (least == most)
		return format_cost(like, least, false);
	return cell_of("%.20s..%.20s", format_cost(like, least, false).text,
		       format_cost(like, most, false).text);
}

/* "restore_{read,write,rmw}": rows that differ alike, as a shell writes their names. */
static struct cell names_of(const struct lines *lines, const struct diff_row *like)
{
	const struct naming *naming = &lines->model->naming;
	struct cell first = format_name(naming, like->row->run, false), all;
	size_t stem = stem_of(&first), used, count = 0;

	used = (size_t)snprintf(all.text, sizeof(all.text), "%.*s{", (int)stem, first.text);
	for (size_t i = 0; i < lines->diff->count; i++) {
		const struct diff_row *item = &lines->diff->items[i];

		if (is_alike(lines, item, like) && used < sizeof(all.text))
			used += (size_t)snprintf(all.text + used, sizeof(all.text) - used, "%s%s",
						 count++ ? "," : "",
						 format_name(naming, item->row->run, false).text + stem);
	}
	if (count == 1)
		return first;
	if (used + 1 > MOST_NAMES)
		return cell_of("%.64s and %zu more", first.text, count - 1);
	return cell_of("%s}", all.text);
}

static void tell(struct lines *lines, struct table *table, const struct diff_row *like)
{
	struct cell name = names_of(lines, like);

	table_row(lines->document, table, ROW_CELLS, name.text);
	document_tone(lines->document, outcome_tone(like->outcome.class));
	table_cell(lines->document, table, "  %s", name.text);
	table_cell(lines->document, table, "%s", range_of(lines, like).text);
	table_cell(lines->document, table, "%s", change_of(like).text);
	table_cell(lines->document, table, "%s", faults_of(like).text);
	for (size_t i = 0; i < lines->diff->count; i++)
		lines->told[i] |= is_alike(lines, &lines->diff->items[i], like);
}

static void add_rows(struct lines *lines, size_t room)
{
	struct table *table = document_table(lines->document, NULL);
	const struct diff *diff = lines->diff;

	if (!table)
		return;
	table->names = 1;
	table->bare = true;
	for (size_t i = 0; i < 4; i++)
		table_column(lines->document, table, i != 2, 0, "");
	for (int tier = 0; tier < 2; tier++) {
		for (enum outcome_class class = 0; class <= OUTCOME_BETTER; class++) {
			for (size_t i = 0; i < diff->count && table->count < room; i++) {
				const struct diff_row *item = &diff->items[i];
				bool first = item->outcome.faults != 0.0 ||
					     count_alike(lines, item) > 1;

				if (is_changed(item) && item->outcome.class == class &&
				    !lines->told[i] && (first || tier))
					tell(lines, table, item);
			}
		}
	}
	document_drop_empty(lines->document);
}

/* That what has nothing to do with a device costs what it did: exact figures show it. */
static bool ordinary_is_same(const struct lines *lines)
{
	const struct model *model = lines->model;

	return model->rows.noiseless &&
	       multiples_unit(model, 0, MEASURE_FAULT) ==
	       multiples_unit(model, lines->diff->patched, MEASURE_FAULT);
}

/* What has no line: changed rows by name, all others by number. NULL without memory. */
static char *rest_text(const struct lines *lines)
{
	const struct diff *diff = lines->diff;
	size_t size, left = 0, constructed = 0;
	char *text = NULL;
	FILE *stream = open_memstream(&text, &size);

	for (size_t i = 0; stream && i < diff->count; i++) {
		const struct diff_row *item = &diff->items[i];
		struct cell name = format_name(&lines->model->naming, item->row->run, false);

		constructed += item->outcome.constructed;
		if (!is_changed(item) || lines->told[i])
			continue;
		if (ftell(stream) + (long)strlen(name.text) > MOST_REST)
			left++;
		else
			fprintf(stream, "%s %s %s", ftell(stream) ? "," : "Also", name.text,
				change_of(item).text);
	}
	if (!stream)
		return NULL;
	if (left)
		fprintf(stream, " and %zu more", left);
	fputs(ftell(stream) ? ". " : "", stream);
	for (enum outcome_class class = OUTCOME_INCONCLUSIVE; class < OUTCOME_CLASSES; class++)
		if (diff_count(diff, class, false))
			fprintf(stream, "%s: %s%s. ", outcome_title(class, false),
				format_rows(diff_count(diff, class, false)).text,
				class == OUTCOME_SAME && ordinary_is_same(lines) ?
				", ordinary faults too" : "");
	if (constructed)
		fprintf(stream, "Constructed, left out: %s. ", format_rows(constructed).text);
	if (!fclose(stream))
		return text;
	free(text);
	return NULL;
}

/* What is claimed, of what, and what is not. */
static char *claim_text(const struct lines *lines)
{
	const struct rows *rows = &lines->model->rows;
	const struct result_header *header = variant_header(&lines->model->variants.items[0]);
	const size_t worse = diff_count(lines->diff, OUTCOME_WORSE, false);
	const size_t better = diff_count(lines->diff, OUTCOME_BETTER, false);
	struct cell what = lines->model->variants.by ?
		cell_of("Medians of %.20s a page (QEMU, %.10s)", rows->unit, header->machine.arch) :
		rows->noiseless ?
		cell_of("Instructions a page: path length (QEMU -icount, %.10s), not time",
			header->machine.arch) :
		!rows->has_time ? cell_of("Faults a page (QEMU, %.10s): times mean nothing here",
					  header->machine.arch) :
		cell_of("Medians in ns a page (%.10s%s), 95 %% intervals", header->machine.arch,
			strcmp(rows->platform, "kvm") ? "" : ", in a virtual machine");

	return format_text("CPU touch of device-exclusive pages: %s worse, %zu better than base. "
			   "%s%c", format_rows(worse).text, better, what.text,
			   worse + better ? ':' : '.');
}

/* That the touches did what they are said to have done. */
static char *proof_text(const struct lines *lines)
{
	const struct diff *diff = lines->diff;
	double touches = 0.0;
	size_t unpredicted = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct figure *base = diff->items[i].base, *patched = diff->items[i].patched;

		touches += base->touched_pages + patched->touched_pages;
		unpredicted += base->unpredicted || patched->unpredicted;
	}
	if (notes_count(&lines->model->notes, NOTE_FINDING))
		return format_text("FINDING: some trials contradict what was predicted; settle "
				   "this first.");
	if (unpredicted)
		return format_text("UNPREDICTED: faults and PTEs of %s were checked by nothing.",
				   format_rows(unpredicted).text);
	return format_text("All %.0f touches took the faults and left the PTE that was predicted.",
			   touches);
}

static char *tool_text(const struct lines *lines)
{
	const struct result_header *base = variant_header(&lines->model->variants.items[0]);
	const struct result_header *patched =
		variant_header(&lines->model->variants.items[lines->diff->patched]);
	bool one = !strcmp(base->kernel.release, patched->kernel.release);
	bool debug = (base->kernel.debug && *base->kernel.debug) ||
		     (patched->kernel.debug && *patched->kernel.debug);

	return format_text("dexbench %.10s%s%.12s%s, %.14s; %sLinux %.12s%s%.12s; %zu+%zu boots",
			   base->tool_version, base->tool_commit ? " (" : "",
			   base->tool_commit ? base->tool_commit : "", base->tool_commit ? ")" : "",
			   plan_of(base),
			   debug ? "DEBUG KERNEL, " : "", base->kernel.release, one ? "" : " -> ",
			   one ? "" : patched->kernel.release,
			   lines->model->variants.items[0].boot_count,
			   lines->model->variants.items[lines->diff->patched].boot_count);
}

/* The commit that a git tree's source is called by, or NULL. */
static const char *revision_of(const struct result_header *header)
{
	const char *under = header->kernel.source ? strrchr(header->kernel.source, '_') : NULL;

	if (!under || strlen(under + 1) != COMMIT_DIGITS ||
	    strspn(under + 1, "0123456789abcdef") != COMMIT_DIGITS ||
	    (header->kernel.changes && *header->kernel.changes))
		return NULL;
	return under + 1;
}

char *regzbot_text(const struct model *model, const struct diff *diff)
{
	const char *base = revision_of(variant_header(&model->variants.items[0]));
	const char *patched = revision_of(variant_header(&model->variants.items[diff->patched]));

	if (!base || !patched || !diff_count(diff, OUTCOME_WORSE, false))
		return NULL;
	return format_text("#regzbot introduced: %s..%s", base, patched);
}

static void build(struct document *document, const struct model *model, const struct diff *diff,
		  size_t rows)
{
	struct lines lines = { document, model, diff, calloc(diff->count + 1, sizeof(bool)) };
	size_t warnings = model->diagnostics.count;
	char *texts[] = { claim_text(&lines), NULL, proof_text(&lines), tool_text(&lines),
			  warnings ? format_text("Warnings: %zu, which dexcompare --cover-letter "
						 "names.", warnings) : NULL,
			  regzbot_text(model, diff) };

	document->tight = true;
	document->failed |= !lines.told || !texts[0] || !texts[2] || !texts[3];
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !document->failed; i++) {
		if (i == 1) {
			add_rows(&lines, rows);
			texts[i] = rest_text(&lines);
		}
		if (texts[i] && *texts[i])
			document_paragraph(document, "%s", texts[i]);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	free(lines.told);
}

/* The lines of it with so many rows; 0 without memory. */
static size_t height(const struct model *model, const struct diff *diff, size_t rows)
{
	struct document document = { 0 };
	char *text = NULL;
	size_t size, n = 0;
	FILE *stream = open_memstream(&text, &size);

	build(&document, model, diff, rows);
	if (stream) {
		write_letter(&document, stream);
		fclose(stream);
	}
	for (const char *at = text; at && (at = strchr(at, '\n')); at++)
		n++;
	free(text);
	document_free(&document);
	return n;
}

void add_commit(struct document *document, const struct model *model, const struct diff *diff)
{
	size_t rows = MOST_ROWS;

	while (rows > 1 && height(model, diff, rows) > MOST_LINES)
		rows--;
	build(document, model, diff, rows);
}
