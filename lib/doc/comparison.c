/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * comparison.c: build the document of a comparison.
 */
#include "doc/builders.h"
#include "doc/columns.h"
#include "base/err.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above the number of comparison_columns[]. */
enum { SHOWN = 40 };

struct comparing {
	struct document *document;
	struct model *model;
	const struct diff *diff;
	enum profile profile;
	const struct column *shown[SHOWN];
	size_t shown_count;
};

/* Of so many boots a kernel, each is named. */
enum { FEW_BOOTS = 5 };

const char *outcome_title(enum outcome_class class, bool constructed)
{
	static const char *const titles[OUTCOME_CLASSES][2] = {
		[OUTCOME_WORSE] = { "Worse on patched", "Worse, clean folio (constructed)" },
		[OUTCOME_BETTER] = { "Better on patched", "Better, clean folio (constructed)" },
		[OUTCOME_INCONCLUSIVE] = { "Inconclusive",
					   "Inconclusive, clean folio (constructed)" },
		[OUTCOME_OTHER_PROOF] = { "Another PTE or kind of fault",
					  "Another PTE or kind of fault, clean folio (constructed)" },
		[OUTCOME_SAME] = { "Same", "Same, clean folio (constructed)" },
	};

	return titles[class][constructed];
}

enum tone outcome_tone(enum outcome_class class)
{
	return class == OUTCOME_WORSE ? TONE_WORSE : class == OUTCOME_BETTER ? TONE_BETTER :
	       TONE_NONE;
}

const char *constructed_text(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (run_is_constructed(rows->items[i].run))
			return "Constructed: for the rows with a clean folio (folio=clean), "
			       "dexbench's module cleared the folio's dirty flag while the device "
			       "had the page. With the drivers in the kernel the folio is dirty "
			       "then: do not expect these figures in practice.";
	return NULL;
}

static void begin_table(struct comparing *comparing, struct table *table)
{
	comparing->shown_count = 0;
	table->names = 1;
	table->gap = comparing->profile == PROFILE_LETTER ? 2 : 1;
	table_column(comparing->document, table, true, 0, comparing->model->rows.has_time ?
		     comparing->model->rows.unit : "");
	for (const struct column *column = comparison_columns; !column_is_end(column); column++) {
		if (!column->title || (column->detail && comparing->profile == PROFILE_LETTER) ||
		    (column->wanted && !column->wanted(comparing->diff)))
			continue;
		comparing->shown[comparing->shown_count++] = column;
		table_column(comparing->document, table, column->left, 0, column->title);
	}
}

static struct cell boots_text(const struct comparison *cost)
{
	if (!cost->boots_needed)
		return cell_of("neither changed nor the same so far");
	if (cost->boots_needed > COMPARE_MOST_BOOTS)
		return cell_of("not even %zu boots of each kernel would do", COMPARE_MOST_BOOTS);
	return cell_of("%zu boots of each kernel may do", cost->boots_needed);
}

static struct cell detectable_text(const struct comparison *cost)
{
	if (isnan(cost->detectable))
		return cell_of("%s", "");
	return cell_of("; minimum detectable effect %.20s (%.20s %%)",
		       format_estimate(cost->detectable, false).text,
		       format_estimate(cost->detectable_percent, false).text);
}

/* "25 25 26 | 37 37 38": of boots that differ, where they are few; else "". */
static void each_boot(const struct diff_row *item, char *text, size_t size)
{
	const struct boots *both[] = { &item->base->boots, &item->patched->boots };
	size_t used = 0;

	*text = '\0';
	if (both[0]->count > FEW_BOOTS || both[1]->count > FEW_BOOTS)
		return;
	for (size_t at = 0; at < 2; at++)
		for (size_t i = 0; i < both[at]->count && used < size; i++)
			used += (size_t)snprintf(text + used, size - used, "%s%s",
						 i ? " " : at ? " | " : "",
						 format_number(both[at]->medians[i]).text);
}

/* What is known of a cost beyond its difference, if there is more. */
static void cost_note(const struct diff_row *item, char *text, size_t size)
{
	const struct comparison *cost = &item->cost;
	char boots[256];

	*text = '\0';
	each_boot(item, boots, sizeof(boots));
	if (cost->verdict == VERDICT_VARIES && *boots)
		snprintf(text, size, "boots differ, each: %s", boots);
	else if (cost->verdict == VERDICT_VARIES)
		snprintf(text, size, "boots differ: base %s to %s, patched %s to %s",
			 format_number(cost->base.min).text, format_number(cost->base.max).text,
			 format_number(cost->patched.min).text,
			 format_number(cost->patched.max).text);
	else if (cost->verdict == VERDICT_UNSURE)
		snprintf(text, size, "%s%s%s%s%s", *boots ? "each boot: " : "", boots,
			 *boots ? "; " : "", boots_text(cost).text, detectable_text(cost).text);
	else if (cost->estimated && *boots)
		snprintf(text, size, "each boot: %s", boots);
}

static void add_notes_of_row(const struct comparing *comparing, struct table *table,
			     const struct diff_row *item)
{
	const struct figure *figures[] = { item->base, item->patched };
	char text[512];

	cost_note(item, text, sizeof(text));
	if (*text)
		table_row(comparing->document, table, ROW_NOTE, text);
	for (size_t i = 0; i < 2 && comparing->profile != PROFILE_LETTER; i++) {
		if (figures[i]->after_count < 2)
			continue;
		snprintf(text, sizeof(text), "PTE, %s: pages %s", i ? "patched" : "base",
			 format_pte_counts(figures[i]).text);
		table_row(comparing->document, table, ROW_NOTE, text);
	}
}

static void add_row(const struct comparing *comparing, struct table *table,
		    const struct diff_row *item)
{
	const struct context context = { .model = comparing->model, .diff = comparing->diff,
					 .item = item };
	struct cell name = format_name(&comparing->model->naming, item->row->run, false);

	table_row(comparing->document, table, ROW_CELLS, name.text);
	table_cell(comparing->document, table, "%s", name.text);
	for (size_t i = 0; i < comparing->shown_count; i++)
		table_cell(comparing->document, table, "%s",
			   comparing->shown[i]->cell(&context).text);
	add_notes_of_row(comparing, table, item);
}

/* A letter has the rows that are worse or better, of those that may be met in practice. */
static void add_table(struct comparing *comparing)
{
	const struct diff *diff = comparing->diff;
	bool letter = comparing->profile == PROFILE_LETTER;
	struct table *table = document_table(comparing->document, NULL);

	if (!table)
		return;
	begin_table(comparing, table);
	for (int constructed = 0; constructed < (letter ? 1 : 2); constructed++) {
		for (enum outcome_class class = 0; class < OUTCOME_CLASSES; class++) {
			if (!diff_count(diff, class, constructed) ||
			    (letter && class > OUTCOME_BETTER))
				continue;
			table_row(comparing->document, table, ROW_GROUP,
				  outcome_title(class, constructed));
			document_tone(comparing->document, outcome_tone(class));
			for (size_t i = 0; i < diff->count; i++)
				if (diff->items[i].outcome.class == class &&
				    diff->items[i].outcome.constructed == constructed)
					add_row(comparing, table, &diff->items[i]);
		}
	}
	document_drop_empty(comparing->document);
}

/* What cells mean; once, and one line for each thing. */
static void add_legend(const struct comparing *comparing)
{
	const struct rows *rows = &comparing->model->rows;

	document_paragraph(comparing->document,
			   "%s%s%s; faults: per page, all kinds%s%s; PTE after the touch: w write, "
			   "d dirty, y young, s soft-dirty, u uffd-wp.%s",
			   rows->has_time ? "base, patched: median " : "no figures: on ",
			   rows->has_time ? rows->unit : rows->platform,
			   rows->has_time ? " per page" : " times mean nothing",
			   rows->has_ipis ? "; IPIs: TLB-flush IPIs per page" : "",
			   rows->has_memory ? "; lines: distinct cache lines per page" : "",
			   rows->has_time ? " A question mark: not certain." : "");
	if (comparing->diff->estimated)
		document_paragraph(comparing->document,
				   "diff: the shift between boots of base and of patched, estimated "
				   "(Hodges-Lehmann, 95 %% interval). Worse and better: p, corrected for "
				   "all %zu rows (Holm), is at most %g. Same: equivalent, the interval "
				   "lies within +/-%g%% of base. Minimum detectable effect: power 0.8 "
				   "nominal.", comparing->diff->estimated, COMPARE_ALPHA,
				   rows->equivalence);
	if (constructed_text(rows))
		document_paragraph(comparing->document, "%s", constructed_text(rows));
}

static void add_terms(const struct comparing *comparing)
{
	document_paragraph(comparing->document,
			   "A device with exclusive access to a page has its page-table entry (PTE) "
			   "replaced by a device-exclusive entry. When a CPU touches the page it "
			   "faults, and in this restore fault the kernel puts an ordinary PTE back. "
			   "If that is read-only, or clean where hardware sets no dirty bits, a "
			   "write takes one more fault: an extra write fault.");
	if (comparing->model->rows.has_ipis)
		document_paragraph(comparing->document,
				   "IPIs are interrupts by which a CPU has others flush their TLBs, "
				   "counted for the whole system. A row takes more where each boot of "
				   "one kernel has %g times as many as each of the other, and %g per "
				   "page more.", DIFF_TIMES_IPIS, DIFF_LEAST_IPIS);
}

/* The first row of its scenario of those that a report says more of than a name? */
static bool is_first_told(const struct diff *diff, size_t at)
{
	if (diff->items[at].outcome.class == OUTCOME_SAME)
		return false;
	for (size_t i = 0; i < at; i++)
		if (diff->items[i].outcome.class != OUTCOME_SAME &&
		    !strcmp(diff->items[i].row->run->scenario, diff->items[at].row->run->scenario))
			return false;
	return true;
}

static void add_glossary(struct document *document, const struct model *model,
			 const struct diff *diff)
{
	const struct result_header *header = variant_header(&model->variants.items[0]);

	document_list(document, STYLE_PLAIN, "What the rows measure");
	for (size_t i = 0; i < diff->count; i++) {
		const char *scenario = diff->items[i].row->run->scenario;
		const char *summary = result_summary(header, scenario);

		if (summary && is_first_told(diff, i))
			document_item(document, scenario, "%s", summary);
	}
	document_drop_empty(document);
}

static struct cell kernel_of(const struct comparing *comparing, size_t variant)
{
	const struct result_header *header =
		variant_header(&comparing->model->variants.items[variant]);

	if (strstr(header->kernel.name, header->kernel.release))
		return cell_of("%s", header->kernel.name);
	return cell_of("%.60s (%.30s)", header->kernel.name, header->kernel.release);
}

/* A terminal shows its end: the summary. All else reads it first. */
static void add_report(struct comparing *comparing, const char *command)
{
	static const char *const who[] = { "base", "patched" };
	const size_t which[] = { 0, comparing->diff->patched };
	struct document *document = comparing->document;
	bool full = comparing->profile == PROFILE_FULL, letter = comparing->profile == PROFILE_LETTER;
	char *regzbot = regzbot_text(comparing->model, comparing->diff);

	document_title(document, "Performance: %s against %s", kernel_of(comparing, 0).text,
		       kernel_of(comparing, which[1]).text);
	if (comparing->model->variants.same_kernel)
		document_paragraph(document, "Both sides are one kernel (A/A): any difference "
				   "below is a false positive.");
	if (comparing->profile == PROFILE_PAGE || comparing->profile == PROFILE_SHORT)
		document_paragraph(document, "What it costs when a CPU takes a page back from a "
				   "device that has exclusive access to it "
				   "(make_device_exclusive()), on two kernels, base and patched.");
	add_alarms(document, comparing->model, full ? (size_t)-1 : 2);
	if (full)
		add_facts(document, comparing->model, which, 2, command, false);
	else
		add_summary(document, comparing->model, comparing->diff, !letter);
	if (comparing->profile == PROFILE_PAGE) {
		add_cost_chart(document, comparing->model, comparing->diff);
		add_fault_chart(document, comparing->model, comparing->diff);
	}
	add_table(comparing);
	if (!letter) {
		add_legend(comparing);
		add_secondary(document, comparing->model, which, who, 2);
		add_notes(document, comparing->model, NOTE_SKIP);
	}
	if (full)
		add_summary(document, comparing->model, comparing->diff, true);
	else
		add_facts(document, comparing->model, which, 2, command, letter);
	if (regzbot)
		document_paragraph(document, "%s", regzbot);
	free(regzbot);
	if (full || letter)
		return;
	add_terms(comparing);
	add_glossary(document, comparing->model, comparing->diff);
}

static void add_charts(const struct comparing *comparing)
{
	const struct variants *variants = &comparing->model->variants;

	document_facts(comparing->document, NULL);
	document_item(comparing->document, "b", "base: %s",
		      variant_header(&variants->items[0])->kernel.name);
	document_item(comparing->document, "p", "patched: %s",
		      variant_header(&variants->items[comparing->diff->patched])->kernel.name);
	add_cost_chart(comparing->document, comparing->model, comparing->diff);
	add_fault_chart(comparing->document, comparing->model, comparing->diff);
}

static int add_comparison(struct comparing *comparing, size_t patched, const char *command)
{
	const size_t known = comparing->model->diagnostics.count;
	struct diff diff;
	int err = model_diff(comparing->model, &diff, patched);

	if (err)
		return err;
	/* cppcheck-suppress autoVariables ; for as long as this function runs */
	comparing->diff = &diff;
	if (comparing->profile == PROFILE_COMMIT)
		add_commit(comparing->document, comparing->model, &diff);
	else if (comparing->profile == PROFILE_CHART)
		add_charts(comparing);
	else
		add_report(comparing, command);
	diff_free(&diff);
	/* What is to be said of this comparison is no matter of the next. */
	comparing->model->diagnostics.count = known;
	return 0;
}

int document_from_comparison(struct document *document, struct model *model,
			     enum profile profile, const char *command,
			     const struct model *local)
{
	struct comparing comparing = { .document = document, .model = model, .profile = profile };
	const struct variants *variants = &model->variants;
	int err = 0;

	memset(document, 0, sizeof(*document));
	document->title = format_text("dexbench: %s against %s%s",
				      variant_header(&variants->items[0])->kernel.name,
				      variant_header(&variants->items[1])->kernel.name,
				      variants->count > 2 ? " and others" : "");
	document->failed = !document->title;
	if (variants->count > 2 && (profile == PROFILE_FULL || profile == PROFILE_LETTER))
		err = document_from_many(document, model, profile == PROFILE_LETTER, command);
	else for (size_t i = 1; i < variants->count && !err; i++)
		err = add_comparison(&comparing, i, command);
	if (!err && local && profile != PROFILE_CHART)
		add_local(document, local, model);
	if (!err && profile == PROFILE_PAGE)
		err = add_pictures(document, model, local);
	return err ? err : document->failed ? -ENOMEM : 0;
}
