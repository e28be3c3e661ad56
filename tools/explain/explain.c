/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.c: print what tools/explain/explain recorded in a folder.
 */
#include "base/err.h"
#include "base/options.h"
#include "explain/profile.h"
#include "explain/symbols.h"
#include "explain/witness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A finding of the oracle is no reason to show nothing, and none to keep quiet. */
static void report_finding(const char *side, const struct result *result)
{
	for (size_t i = 0; i < result->trial_count; i++)
		if (result->trials[i].finding) {
			fprintf(stderr, "explain: %s: a run disagrees with the oracle: %s\n", side,
				result->trials[i].finding);
			return;
		}
}

static bool same_run(const struct result_run *base, const struct result_run *patched)
{
	if (strcmp(base->scenario, patched->scenario) || base->parameter_count != patched->parameter_count)
		return false;
	for (size_t i = 0; i < base->parameter_count; i++)
		if (strcmp(base->parameters[i].name, patched->parameters[i].name) ||
		    strcmp(base->parameters[i].value, patched->parameters[i].value))
			return false;
	return true;
}

static int show_folder(struct show *show, const char *folder, bool inlined, int (*print)(const struct show *))
{
	int err = profile_read(&show->base, folder, "base", inlined);

	if (!err)
		err = profile_read(&show->patched, folder, "patched", inlined);
	if (!err && !same_run(&show->base.result.trials[0].run, &show->patched.result.trials[0].run))
		err = err_set(EBADMSG, "%s: base.jsonl and patched.jsonl are of two scenarios", folder);
	if (!err) {
		report_finding("base", &show->base.result);
		report_finding("patched", &show->patched.result);
		err = print(show);
	}
	profile_free(&show->base);
	profile_free(&show->patched);
	return err;
}

static int print_options(const char *vmlinux, const char *program)
{
	struct symbols *symbols;
	int err = symbols_open(&symbols, vmlinux, program);

	if (!err)
		err = symbols_print_options(symbols);
	symbols_close(symbols);
	return err;
}

int main(int argc, char **argv)
{
	bool tsv = false, json = false, folded = false, inlined = false;
	const char *vmlinux = NULL, *program = NULL, *results = NULL, *trace = NULL;
	struct show show = { 0 };
	const struct option_row rows[] = {
		{ "all", 0, OPTION_FLAG, &show.all, NULL, "also the functions that do not differ" },
		{ "inclusive", 0, OPTION_FLAG, &show.inclusive, NULL, "count for each function what it calls as well" },
		{ "inlined", 0, OPTION_FLAG, &inlined, NULL, "count inlined functions for themselves" },
		{ "tsv", 0, OPTION_FLAG, &tsv, NULL, "print every function as a table for programs" },
		{ "json", 0, OPTION_FLAG, &json, NULL, "print everything as JSON" },
		{ "folded", 0, OPTION_FLAG, &folded, NULL, "print stacks for flame graphs: base and patched" },
		{ "vmlinux", 0, OPTION_TEXT, &vmlinux, "FILE", "with --program: print the plugin's options" },
		{ "program", 0, OPTION_TEXT, &program, "FILE", "the guest's dexbench" },
		{ "results", 0, OPTION_TEXT, &results, "FILE", "with --trace: print them with loads and lines" },
		{ "trace", 0, OPTION_TEXT, &trace, "FILE", "what the plugin recorded" },
		{ 0 },
	};
	const struct option_command command = {
		"explain-show", "FOLDER", "Prints which functions the instructions of a touch are in.", rows,
	};
	int first, err = options_parse(&command, argc, argv, &first);

	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err && (!vmlinux != !program || !results != !trace || tsv + json + folded > 1 ||
		     (vmlinux || results ? first != argc : first != argc - 1)))
		err = err_set(EINVAL, "takes one folder, and one of --tsv, --json and --folded");
	if (!err && vmlinux)
		err = print_options(vmlinux, program);
	else if (!err && results)
		err = witness_merge(results, trace);
	else if (!err)
		err = show_folder(&show, argv[first], inlined, tsv ? show_tsv : json ? show_json : folded ? show_folded : show_table);
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = err_set(EIO, "cannot write to standard output");
	return err ? err_report("explain", err) : EXIT_DONE;
}
