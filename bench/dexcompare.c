/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dexcompare: two kernels compared, from the files that dexbench wrote.
 *
 * It needs no kernel, no device and no root: results are read where they are.
 */
#include "doc/builders.h"
#include "result/field.h"
#include "base/err.h"
#include "base/options.h"
#include "base/output.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
	bool separate, tsv, json, chart, figures, series, fates, commit_message, cover_letter, full;
	bool markdown;
	const char *allow, *by, *html, *command, *here, *colour, *format;
	double regression;	/* per cent; NAN: not asked for */
	double equivalence;	/* per cent */
} choice = {
	.regression = (double)NAN,
	.equivalence = COMPARE_EQUIVALENCE,
};

#define ROW_SEPARATE								\
	{ "separate", 0, OPTION_FLAG, &choice.separate, NULL,			\
	  "compare each FILE as a variant of its own, even boots of one kernel" }
#define ROW_ALLOW								\
	{ "allow", 0, OPTION_TEXT, &choice.allow, "FIELD,...",			\
	  "compare although files differ in schema, platform, tool, machine or plan" }

#define ROW_BY									\
	{ "by", 0, OPTION_TEXT, &choice.by, "COUNT",				\
	  "compare what `ab --memory` counts, as loads, stores, lines, atomics or barriers" }

#define ROW_MARKDOWN								\
	{ "markdown", 0, OPTION_FLAG, &choice.markdown, NULL, "print everything as GitHub Markdown" }

static const struct option_row compare_rows[] = {
	ROW_SEPARATE,
	ROW_ALLOW,
	ROW_BY,
	{ "equivalence", 0, OPTION_NUMBER, &choice.equivalence, "PCT",
	  "where times are measured, \"the same\" means within PCT per cent of base [1]" },
	{ "commit-message", 0, OPTION_FLAG, &choice.commit_message, NULL,
	  "print lines for a patch's change log: at most 12, 72 columns" },
	{ "cover-letter", 0, OPTION_FLAG, &choice.cover_letter, NULL,
	  "print the section \"Performance\" for a patch's cover letter: ASCII, 72 columns, about 45 lines" },
	{ "full", 0, OPTION_FLAG, &choice.full, NULL,
	  "with --cover-letter: all rows, and what terms and rows mean" },
	ROW_MARKDOWN,
	{ "html", 0, OPTION_TEXT, &choice.html, "FILE",
	  "write everything with charts as one page into FILE; - is standard output" },
	{ "command", 0, OPTION_TEXT, &choice.command, "TEXT",
	  "the command that repeats the comparison, shown by these three [that of the files]" },
	{ "here", 0, OPTION_TEXT, &choice.here, "FOLDER",
	  "add the ordinary pages of this machine (`make bench BASELINES=only`) to table and page" },
	{ "fail-on-regression", 0, OPTION_NUMBER, &choice.regression, "PCT",
	  "exit 3 if a row is certain to cost over PCT per cent more, or takes more faults or IPIs" },
	{ "chart", 0, OPTION_FLAG, &choice.chart, NULL, "draw bars in text instead of a table" },
	COLOUR_OPTION(choice.colour),
	{ "tsv", 0, OPTION_FLAG, &choice.tsv, NULL, "print the comparison as tab-separated values" },
	{ "json", 0, OPTION_FLAG, &choice.json, NULL, "print the comparison as JSON" },
	{ 0 }
};

#define ROW_JSON								\
	{ "json", 0, OPTION_FLAG, &choice.json, NULL, "print it as JSON" }

static const struct option_row show_rows[] = {
	ROW_JSON, ROW_SEPARATE, ROW_ALLOW, ROW_BY,
	{ "chart", 0, OPTION_FLAG, &choice.chart, NULL,
	  "draw bars in text instead: each cost in multiples of an ordinary minor fault" },
	{ 0 }
};

static const struct option_row baselines_rows[] = { ROW_JSON, ROW_ALLOW, { 0 } };

static const struct option_row export_rows[] = {
	{ "tsv", 0, OPTION_FLAG, &choice.tsv, NULL, "as tab-separated values [this]" },
	{ "format", 0, OPTION_TEXT, &choice.format, "FORMAT",
	  "benchfmt: medians of boots as lines of Go's benchmark format, for benchstat" },
	{ "figures", 0, OPTION_FLAG, &choice.figures, NULL,
	  "instead of samples each figure of each row, with a column for each parameter" },
	{ "series", 0, OPTION_FLAG, &choice.series, NULL,
	  "instead of samples those of the series, such as a bystander's gaps" },
	ROW_SEPARATE, ROW_ALLOW, { 0 }
};

static const struct option_row history_rows[] = {
	ROW_JSON,
	{ "tsv", 0, OPTION_FLAG, &choice.tsv, NULL, "print it as tab-separated values" },
	{ "fates", 0, OPTION_FLAG, &choice.fates, NULL,
	  "instead of faults what became of each page: kept, restored, moved, refused, damaged" },
	ROW_MARKDOWN, ROW_SEPARATE, ROW_ALLOW, ROW_BY, { 0 }
};

/* A page that cannot be made leaves FILE alone: it is written when all of it is there. */
static int write_page(const struct document *document)
{
	bool to_stdout = !strcmp(choice.html, "-");
	const char *name = to_stdout ? "standard output" : choice.html;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int err = file ? write_html(document, file) : -ENOMEM;

	if (file && fclose(file) && !err)
		err = -ENOMEM;
	file = to_stdout ? stdout : err ? NULL : fopen(choice.html, "we");
	if (!err && (!file || fwrite(text, 1, size, file) != size || fflush(file)))
		err = err_set(EIO, "%s: cannot be written: %s", name, strerror(errno));
	if (file && !to_stdout && fclose(file) && !err)
		err = err_set(EIO, "%s: cannot be written: %s", name, strerror(errno));
	free(text);
	return err;
}

/* Builds the document of @profile and writes it: with @writer to standard output, or the page. */
static int print_document(struct model *model, const struct model *local, enum profile profile,
			  int (*writer)(const struct document *document, FILE *stream))
{
	struct document document;
	int err = document_from_comparison(&document, model, profile, choice.command, local);

	document.colour = output_has_colour(choice.colour, stdout) &&
			  (writer == write_text || profile == PROFILE_COMMIT);
	if (!err)
		err = writer ? writer(&document, stdout) : write_page(&document);
	document_free(&document);
	return err;
}

static int print_comparison(struct model *model, const struct model *local)
{
	if (choice.commit_message)
		return print_document(model, NULL, PROFILE_COMMIT, write_letter);
	if (choice.cover_letter)
		return print_document(model, NULL, choice.full ? PROFILE_SHORT : PROFILE_LETTER,
				      write_letter);
	if (choice.markdown)
		return print_document(model, NULL, PROFILE_SHORT, write_markdown);
	if (choice.tsv)
		return export_comparison_tsv(model, stdout);
	if (choice.json)
		return export_comparison_json(model, stdout);
	if (choice.chart)
		return print_document(model, NULL, PROFILE_CHART, write_text);
	return choice.html ? 0 : print_document(model, local, PROFILE_FULL, write_text);
}

static int print_all(struct model *model)
{
	/* Paths are main()'s, and not written to. */
	char *paths[] = { (char *)choice.here };
	/* cppcheck-suppress uninitvar ; its address is taken, no more */
	struct model local, *here = choice.here ? &local : NULL;
	int err = here ? model_read(here, paths, 1, false, NULL, NULL) : 0;

	if (err)
		return err;
	if (here)
		err = local_accept(here);
	if (!err)
		err = print_comparison(model, here);
	if (!err && choice.html)
		err = print_document(model, here, PROFILE_PAGE, NULL);
	if (here)
		model_free(here);
	return err;
}

static int compare(struct model *model, enum exit_status *status)
{
	size_t regressions = 0;
	int err;

	if (model->variants.count < 2)
		return err_set(ENODATA, "%s: the only kernel here: nothing to compare it with; see "
			       "dexcompare show", model->variants.items[0].boots[0]->path);
	err = print_all(model);
	if (!err && !isnan(choice.regression))
		err = gate_print(model, choice.regression, stderr, &regressions);
	if (!err && regressions)
		*status = EXIT_REGRESSION;
	return err;
}

/* Takes @document, also where @err says that it could not be built. */
static int print_text(struct document *document, int err)
{
	if (!err)
		err = choice.markdown ? write_markdown(document, stdout) :
		      write_text(document, stdout);
	document_free(document);
	return err;
}

static int show(struct model *model, enum exit_status *status)
{
	struct document document;

	if (choice.json)
		return export_kernels_json(model, "show", stdout);
	if (choice.chart)
		return print_text(&document, document_from_multiples(&document, model));
	return print_text(&document, document_from_kernel(&document, model));
}

static int baselines(struct model *model, enum exit_status *status)
{
	struct document document;
	int err = local_accept(model);

	if (err)
		return err;
	if (choice.json)
		return export_local_json(model, stdout);
	return print_text(&document, document_from_local(&document, model));
}

static int export(struct model *model, enum exit_status *status)
{
	if (choice.format)
		return export_benchfmt(model, stdout);
	if (choice.figures)
		return export_figures_tsv(model, stdout);
	return choice.series ? export_series_tsv(model, stdout) :
	       export_samples_tsv(model, stdout);
}

static int history(struct model *model, enum exit_status *status)
{
	struct document document;

	if (choice.json)
		return export_kernels_json(model, "history", stdout);
	if (choice.tsv)
		return export_history_tsv(model, stdout);
	return print_text(&document, document_from_history(&document, model, choice.fates));
}

static void print_verbs(void);

static const struct command {
	const char *name;	/* NULL: where no other name fits */
	const char *summary;	/* for the list of verbs */
	struct option_command options;

	/* Returns 0 or -errno; may set *@status, which is EXIT_DONE, where it returns 0. NULL: field. */
	int (*run)(struct model *model, enum exit_status *status);
} commands[] = {
	{ "show", "show the figures of each kernel without a comparison",
	  { "dexcompare show", "FILE|FOLDER ...",
	    "Shows the figures of each kernel without a comparison.", show_rows }, show },
	{ "baselines", "show what ordinary pages cost on a machine, with intervals",
	  { "dexcompare baselines", "FOLDER",
	    "Shows the cost of ordinary pages on one machine, measured by several processes, with an interval for each row and the minimum detectable effect.",
	    baselines_rows }, baselines },
	{ "export", "print all samples of all trials",
	  { "dexcompare export", "FILE|FOLDER ...",
	    "Prints all samples of all trials.", export_rows }, export },
	{ "history", "show many kernels side by side, such as releases",
	  { "dexcompare history", "FOLDER ...",
	    "Shows any number of kernels side by side, a column each, such as releases.",
	    history_rows }, history },
	{ "field", "print one field of a file, for scripts",
	  { "dexcompare field", "FILE NAME", "Prints the field NAME of the first record of FILE, such as kernel.release of results or name of a kernel.json. end:NAME is a field of the end record of a complete file.", (const struct option_row[]){ { 0 } } }, NULL },
	{ NULL, NULL,
	  { "dexcompare", "FILE|FOLDER ...",
	    "Compares kernels; the first is the base. A FOLDER holds the boots of one kernel, and FILEs of one kernel are its boots.",
	    compare_rows, print_verbs }, compare },
};

static const struct command *find_command(const char *word)
{
	const struct command *command = commands;

	while (command->name && (!word || strcmp(command->name, word)))
		command++;
	return command;
}

static void print_verbs(void)
{
	printf("\nverbs, each with a --help of its own:\n");
	for (const struct command *command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->summary);
}

/* A damaged file is reported at once, whatever is printed afterwards. */
static int print_damage(const struct model *model)
{
	for (size_t i = 0; i < model->diagnostics.count; i++) {
		const struct diagnostic *diagnostic = &model->diagnostics.items[i];
		char *text, line[1024];

		if (diagnostic->kind != DIAGNOSTIC_CUT &&
		    diagnostic->kind != DIAGNOSTIC_INCOMPLETE)
			continue;
		text = diagnostic_text(model, diagnostic);
		if (!text)
			return -ENOMEM;
		text_escape(line, sizeof(line), text);
		fprintf(stderr, "dexcompare: warning: %s: %s\n", line,
			diagnostic_heading(diagnostic->kind));
		free(text);
	}
	return 0;
}

static void print_missing(const struct variants *variants)
{
	for (size_t i = 0; i < variants->count; i++) {
		for (size_t boot = 0; boot < variants->items[i].boot_count; boot++) {
			const struct result *result = variants->items[i].boots[boot];
			char path[1024];

			if (!result->missing_runs)
				continue;
			text_escape(path, sizeof(path), result->path);
			fprintf(stderr, "dexcompare: warning: %s: %llu runs are missing that its end record counts\n",
				path, (unsigned long long)result->missing_runs);
		}
	}
}

static int run(const struct command *command, char **paths, size_t count,
	       enum exit_status *status)
{
	struct model model;
	int err;

	if (!command->run)
		return field_print(paths[0], paths[1], stdout);
	err = model_read(&model, paths, count, choice.separate, choice.allow, choice.by);
	if (err)
		return err;
	err = print_damage(&model);
	print_missing(&model.variants);
	model.rows.equivalence = choice.equivalence;
	if (!err)
		err = command->run(&model, status);
	model_free(&model);
	return err;
}

static int check_usage(const struct command *command, int words)
{
	if (choice.tsv + choice.json + choice.chart + choice.commit_message + choice.cover_letter + choice.markdown +
	    (choice.html && !strcmp(choice.html, "-")) > 1)
		return err_set(EINVAL, "--commit-message, --cover-letter, --markdown, --html=-, --chart, --tsv and --json exclude one another");
	if (output_check_colour(choice.colour))
		return -EINVAL;
	if (choice.full && !choice.cover_letter)
		return err_set(EINVAL, "--full goes with --cover-letter");
	if (choice.format && strcmp(choice.format, "benchfmt"))
		return err_set(EINVAL, "--format=%s: must be benchfmt", choice.format);
	if (choice.figures && choice.series)
		return err_set(EINVAL, "--figures and --series exclude one another");
	if (choice.regression < 0.0 || choice.regression > GATE_MOST)
		return err_set(EINVAL, "--fail-on-regression=%g: must be 0 to %g per cent",
			       choice.regression, GATE_MOST);
	if (!words || (!command->run && words != 2))
		return err_set(EINVAL, words ? "wants one file and one name; see %s --help" :
			       "no results given; see %s --help", command->options.program);
	if (!(choice.equivalence > 0.0 && choice.equivalence <= 100.0))
		return err_set(EINVAL, "--equivalence=%g: must be above 0 and at most 100 per cent",
			       choice.equivalence);
	return 0;
}

static int run_command(int argc, char **argv)
{
	const struct command *command = find_command(argc > 1 ? argv[1] : NULL);
	int skip = command->name ? 1 : 0, first, err;
	enum exit_status status = EXIT_DONE;

	argc -= skip;
	argv += skip;
	err = options_parse(&command->options, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err)
		err = check_usage(command, argc - first);
	if (!err)
		err = run(command, argv + first, (size_t)(argc - first), &status);
	return err ? err_report("dexcompare", err) : (int)status;
}

int main(int argc, char **argv)
{
	output_open();
	return output_close("dexcompare", run_command(argc, argv));
}
