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

struct comparing {
	struct document *document;
	struct model *model;
	const struct diff *diff;
	enum profile profile;
	const struct column *shown[TABLE_COLUMNS];
	size_t shown_count;
};

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

static void choose_columns(struct comparing *comparing)
{
	unsigned int form = comparing->profile == PROFILE_FULL ? FORM_FULL : FORM_SHORT;

	comparing->shown_count = 0;
	for (const struct column *column = comparison_columns; !column_is_end(column); column++)
		if (column->title && column->forms & form &&
		    (!column->wanted || column->wanted(comparing->diff)))
			comparing->shown[comparing->shown_count++] = column;
}

/* Names of the full table have a column for each parameter; the others are whole. */
static void begin_table(const struct comparing *comparing, struct table *table)
{
	const struct naming *naming = &comparing->model->naming;
	bool full = comparing->profile == PROFILE_FULL;

	table->gap = full ? 1 : 2;
	table->names = full ? 1 + naming->varying_count : 1;
	table_column(comparing->document, table, true, 0, full ? "scenario" :
		     comparing->model->rows.has_time ? comparing->model->rows.unit : "");
	for (size_t i = 0; i + 1 < table->names; i++)
		table_column(comparing->document, table, true, 0, naming->varying[i]);
	for (size_t i = 0; i < comparing->shown_count; i++)
		table_column(comparing->document, table, comparing->shown[i]->left,
			     comparing->shown[i]->space, comparing->shown[i]->title);
}

/* What patched does, where it is not what the line above says of base; behind an arrow. */
static void add_more(const struct comparing *comparing, struct table *table,
		     const struct context *context)
{
	const struct outcome *outcome = &context->item->outcome;
	const struct column *const *shown = comparing->shown;

	if (!outcome->faults_differ && !outcome->ipis_differ && !outcome->pte_differs)
		return;
	table_row(comparing->document, table, ROW_MORE, NULL);
	for (size_t i = 0; i < table->names; i++)
		table_cell(comparing->document, table, NULL);
	for (size_t i = 0; i < comparing->shown_count; i++) {
		bool last = i + 1 < comparing->shown_count && shown[i + 1]->more;

		table_cell(comparing->document, table, "%s",
			   shown[i]->more ? shown[i]->more(context).text : last ? "->" : "");
	}
}

static void add_note(const struct comparing *comparing, struct table *table, const char *who,
		     const struct figure *figure)
{
	if (figure->after_count > 1) {
		char *text = format_text("PTE, %s: pages %s", who, format_pte_counts(figure).text);

		table_row(comparing->document, table, ROW_NOTE, text ? text : "");
		free(text);
	}
}

static void add_notes_of_row(const struct comparing *comparing, struct table *table,
			     const struct diff_row *item)
{
	const struct comparison *cost = &item->cost;
	char text[512] = "";

	if (cost->verdict == VERDICT_VARIES)
		snprintf(text, sizeof(text), "boots differ: base %s to %s, patched %s to %s",
			 format_number(cost->base.min).text, format_number(cost->base.max).text,
			 format_number(cost->patched.min).text,
			 format_number(cost->patched.max).text);
	else if (cost->verdict == VERDICT_UNSURE && !isnan(cost->detectable))
		snprintf(text, sizeof(text), "minimum detectable effect: %s (%s %%)",
			 format_estimate(cost->detectable, false).text,
			 format_estimate(cost->detectable_percent, false).text);
	if (*text)
		table_row(comparing->document, table, ROW_NOTE, text);
	add_note(comparing, table, "base", item->base);
	add_note(comparing, table, "patched", item->patched);
}

static void add_row(const struct comparing *comparing, struct table *table,
		    const struct diff_row *item)
{
	const struct context context = { .model = comparing->model, .diff = comparing->diff,
					 .item = item };
	const struct naming *naming = &comparing->model->naming;
	const struct result_run *run = item->row->run;
	bool full = comparing->profile == PROFILE_FULL;
	struct cell name = format_name(naming, run, full);

	table_row(comparing->document, table, ROW_CELLS, name.text);
	table_cell(comparing->document, table, "%s", full ? run->scenario : name.text);
	for (size_t i = 0; i + 1 < table->names; i++) {
		const char *value = run_value(run, naming->varying[i]);

		table_cell(comparing->document, table, "%s", value ? value : "");
	}
	for (size_t i = 0; i < comparing->shown_count; i++)
		table_cell(comparing->document, table, "%s",
			   comparing->shown[i]->cell(&context).text);
	if (!full)
		return;
	add_more(comparing, table, &context);
	add_notes_of_row(comparing, table, item);
}

static void add_rows(const struct comparing *comparing, struct table *table)
{
	const struct diff *diff = comparing->diff;
	enum outcome_class last = comparing->profile == PROFILE_FULL ? OUTCOME_SAME :
				  OUTCOME_BETTER;

	for (int constructed = 0; constructed < 2; constructed++) {
		for (enum outcome_class class = OUTCOME_WORSE; class <= last; class++) {
			if (!diff_count(diff, class, constructed))
				continue;
			table_row(comparing->document, table, ROW_GROUP,
				  outcome_title(class, constructed));
			for (size_t i = 0; i < diff->count; i++)
				if (diff->items[i].outcome.class == class &&
				    diff->items[i].outcome.constructed == constructed)
					add_row(comparing, table, &diff->items[i]);
		}
	}
}

static void add_table(struct comparing *comparing)
{
	struct table *table = document_table(comparing->document,
		comparing->profile == PROFILE_FULL ? NULL : "Rows that are worse or better");

	if (!table)
		return;
	choose_columns(comparing);
	begin_table(comparing, table);
	add_rows(comparing, table);
	document_drop_empty(comparing->document);
}

/* What cells mean; once, and one line for each thing. */
static void add_legend(const struct comparing *comparing)
{
	const struct rows *rows = &comparing->model->rows;

	if (comparing->profile == PROFILE_FULL)
		document_paragraph(comparing->document,
				   "%s%s%s; faults: restore + extra write (+ other) per page; %sPTE "
				   "after the touch: w write, d dirty, y young, s soft-dirty, u "
				   "uffd-wp. Behind an arrow: patched, where it differs.%s",
				   rows->has_time ? "base, patched: median " : "no figures: on ",
				   rows->has_time ? rows->unit : rows->platform,
				   rows->has_time ? " per page" : " times mean nothing",
				   rows->has_ipis ? "IPIs: TLB-flush IPIs per page; " : "",
				   diff_count_verdict(comparing->diff, VERDICT_ONE_BOOT) ?
				   " A question mark: one boot only, not confirmed." : "");
	if (comparing->diff->estimated)
		document_paragraph(comparing->document,
				   "diff: the shift between boots of base and of patched, estimated "
				   "(Hodges-Lehmann, 95 %% interval). changed: p, corrected for all "
				   "%zu rows (Holm), is at most %g. same: equivalent, the interval "
				   "lies within +/-%g%% of base. unsure (N): inconclusive; N boots of "
				   "each kernel may do. Minimum detectable effect: power 0.8 nominal.",
				   comparing->diff->estimated, COMPARE_ALPHA,
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

static struct cell kernel_of(const struct comparing *comparing, size_t variant)
{
	const struct result_header *header =
		variant_header(&comparing->model->variants.items[variant]);

	if (strstr(header->kernel.name, header->kernel.release))
		return cell_of("%s", header->kernel.name);
	return cell_of("%.60s (%.30s)", header->kernel.name, header->kernel.release);
}

static void add_full(struct comparing *comparing, const char *command)
{
	static const char *const who[] = { "base", "patched" };
	const size_t which[] = { 0, comparing->diff->patched };

	add_alarms(comparing->document, comparing->model, (size_t)-1);
	add_facts(comparing->document, comparing->model, which, 2, command);
	add_legend(comparing);
	add_table(comparing);
	add_secondary(comparing->document, comparing->model, which, who, 2);
	add_notes(comparing->document, comparing->model, NOTE_SKIP);
	add_summary(comparing->document, comparing->model, comparing->diff);
}

static void add_short(struct comparing *comparing, const char *command)
{
	struct document *document = comparing->document;
	const size_t which[] = { 0, comparing->diff->patched };

	document_paragraph(document, "What it costs when a CPU takes a page back from a device that "
			   "has exclusive access to it (make_device_exclusive()), on two kernels, "
			   "base and patched.");
	add_alarms(document, comparing->model, 2);
	add_summary(document, comparing->model, comparing->diff);
	if (comparing->profile == PROFILE_PAGE) {
		add_cost_chart(document, comparing->model, comparing->diff);
		add_fault_chart(document, comparing->model, comparing->diff);
	}
	add_table(comparing);
	add_legend(comparing);
	add_secondary_changes(document, comparing->model, comparing->diff);
	add_states(document, comparing->model, comparing->diff);
	add_inconclusive(document, comparing->model, comparing->diff);
	add_notes(document, comparing->model, NOTE_SKIP);
	add_facts(document, comparing->model, which, 2, command);
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
	struct cell kernels[] = { kernel_of(comparing, 0), kernel_of(comparing, patched) };
	struct diff diff;
	int err = model_diff(comparing->model, &diff, patched);

	if (err)
		return err;
	comparing->diff = &diff;
	if (comparing->profile == PROFILE_FULL)
		document_title(comparing->document, "dexbench: %s against %s",
			       variant_header(&comparing->model->variants.items[0])->kernel.name,
			       variant_header(&comparing->model->variants.items[patched])->kernel.name);
	else if (comparing->profile != PROFILE_CHART)
		document_title(comparing->document, "Performance: %s against %s", kernels[0].text,
			       kernels[1].text);
	if (comparing->model->variants.same_kernel && comparing->profile != PROFILE_CHART)
		document_paragraph(comparing->document, "Both sides are one kernel (A/A): any "
				   "difference below is a false positive.");
	if (comparing->profile == PROFILE_FULL)
		add_full(comparing, command);
	else if (comparing->profile == PROFILE_CHART)
		add_charts(comparing);
	else
		add_short(comparing, command);
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
	for (size_t i = 1; i < variants->count && !err; i++)
		err = add_comparison(&comparing, i, command);
	if (!err && local && profile != PROFILE_CHART)
		add_local(document, local, model);
	if (!err && profile == PROFILE_PAGE)
		err = add_pictures(document, model, local);
	return err ? err : document->failed ? -ENOMEM : 0;
}
