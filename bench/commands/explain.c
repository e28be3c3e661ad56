/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.c: dexbench explain.
 *
 * The guests are booted by scripts/explain, which calls this program once more
 * for each, with --gdb.
 */
#include "commands/explain.h"
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "sys/project.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* One scenario, one value for each parameter. */
static int make_plan(struct plan *plan, char **words, int count)
{
	char line[1024] = "";
	int err;

	if (!count)
		return err_set(EINVAL, "which scenario? see dexbench list");
	for (int i = 0; i < count; i++) {
		size_t used = strlen(line);

		if (i && !strchr(words[i], '='))
			return err_set(EINVAL, "%s: one scenario at a time; its parameters are KEY=VALUE", words[i]);
		snprintf(line + used, sizeof(line) - used, "%s%s", i ? " " : "", words[i]);
	}
	err = plan_add(plan, line);
	if (!err && plan->count != 1)
		return err_set(EINVAL, "%s: one value for each parameter, please", line);
	return err;
}

static int wait_for(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return err_set(errno, "scripts/explain: %s", strerror(errno));
	return 0;
}

/* The script prints its own line where it fails; its exit status is then ours. */
static int boot_guests(const struct explain_request *request, const struct plan *plan, const char *folder,
		       int *exit_status)
{
	char script[PATH_MAX + 32], touches[32], line[512];
	struct project project;
	int err = project_find(&project), status;
	pid_t pid;

	if (err)
		return err;
	snprintf(script, sizeof(script), "%s/scripts/explain", project.root);
	plan_line(plan, 0, line, sizeof(line));
	snprintf(touches, sizeof(touches), "%llu", (unsigned long long)request->touches);
	pid = fork();
	if (pid < 0)
		return err_set(errno, "fork: %s", strerror(errno));
	if (!pid) {
		setenv("BUILD", project.build, 1);
		execl(script, script, "--base", request->base, "--patched", request->patched, "--touches", touches,
		      "--output", folder, request->no_chart ? "--no-chart" : "--chart", "--", line, (char *)NULL);
		fprintf(stderr, "dexbench explain: %s: %s\n", script, strerror(errno));
		_exit(EXIT_FAILED);
	}
	err = wait_for(pid, &status);
	*exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return err;
}

/* results/explain-DATE-TIME, as scripts/ab names its folders. */
static void name_folder(char *folder, size_t size)
{
	const char *results = getenv("RESULTS");
	char when[32];
	time_t now = time(NULL);
	struct tm local;

	strftime(when, sizeof(when), "%Y%m%d-%H%M%S", localtime_r(&now, &local));
	snprintf(folder, size, "%s/explain-%s", results && *results ? results : "results", when);
}

static int explain_kernels(const struct explain_request *request, const struct plan *plan)
{
	char folder[PATH_MAX];
	int err, status = EXIT_DONE;

	name_folder(folder, sizeof(folder));
	if (request->output)
		snprintf(folder, sizeof(folder), "%s", request->output);
	err = boot_guests(request, plan, folder, &status);
	if (!err && status == EXIT_DONE)
		err = explain_show(request, folder);
	return err ? err_report("dexbench explain", err) : status;
}

static int dispatch(const struct explain_request *request, int count, char **words)
{
	struct plan plan = { 0 };
	int err, status;

	if (request->show) {
		err = count ? err_set(EINVAL, "%s: --show takes no scenario", words[0]) :
			      explain_show(request, request->show);
		return err ? err_report("dexbench explain", err) : EXIT_DONE;
	}
	err = make_plan(&plan, words, count);
	if (!err && request->native)
		err = explain_native(&plan);
	else if (!err && request->gdb)
		err = explain_attach(request, &plan);

	if (err)
		status = err_report("dexbench explain", err);
	else
		status = request->native || request->gdb ? EXIT_DONE : explain_kernels(request, &plan);
	plan_free(&plan);
	return request->native && err == -EOPNOTSUPP ? EXIT_SKIPPED : status;
}

static int check_request(const struct explain_request *request)
{
	if (!request->touches)
		return err_set(EINVAL, "--touches=0: at least one must be stepped through");
	if (request->patience_s <= 0)
		return err_set(EINVAL, "--patience: a time above 0");
	if (request->gdb && (!request->symbols || !request->program || !request->results || !request->profile))
		return err_set(EINVAL, "--gdb wants --symbols, --program, --results and --profile, too");
	if (!!request->gdb + !!request->show + request->native > 1)
		return err_set(EINVAL, "only one of --gdb, --show and --native");
	return 0;
}

int command_explain(int argc, char **argv)
{
	struct explain_request request = { .base = "base", .patched = "patched", .touches = 64, .patience_s = 60 };
	const struct option_row rows[] = {
		{ "base", 0, OPTION_TEXT, &request.base, "KERNEL", "the kernel to compare with [base]" },
		{ "patched", 0, OPTION_TEXT, &request.patched, "KERNEL", "the kernel that is compared [patched]" },
		{ "all", 'a', OPTION_FLAG, &request.all, NULL, "every function, also those that do not differ" },
		{ "inclusive", 'i', OPTION_FLAG, &request.inclusive, NULL,
		  "count what a function calls as well; such rows do not add up" },
		{ "tsv", 0, OPTION_FLAG, &request.tsv, NULL, "tab-separated, every function, both ways of counting" },
		{ "output", 'o', OPTION_TEXT, &request.output, "FOLDER",
		  "a new folder for results, profiles and the chart [results/explain-DATE-TIME]" },
		{ "show", 0, OPTION_TEXT, &request.show, "FOLDER", "print what an earlier call left there" },
		{ "no-chart", 0, OPTION_FLAG, &request.no_chart, NULL, "draw none" },
		{ "touches", 0, OPTION_COUNT, &request.touches, "N",
		  "step through N touches at most, to find one that costs the median [64]" },
		{ "native", 0, OPTION_FLAG, &request.native, NULL,
		  "the running kernel, by ftrace: times, not counts; needs root" },
		{ "gdb", 0, OPTION_TEXT, &request.gdb, "SOCKET",
		  "a guest that waits there (path or ADDRESS:PORT); scripts/explain uses these five" },
		{ "symbols", 0, OPTION_TEXT, &request.symbols, "FILE", "of its kernel: vmlinux or System.map" },
		{ "program", 0, OPTION_TEXT, &request.program, "FILE", "the static dexbench that it runs" },
		{ "results", 0, OPTION_TEXT, &request.results, "FILE", "of the same boot, undisturbed: its median is sought" },
		{ "profile", 0, OPTION_TEXT, &request.profile, "FILE", "gets the instructions by function" },
		{ "patience", 0, OPTION_NUMBER, &request.patience_s, "SECONDS", "for each answer of the guest [60]" },
		{ 0 },
	};
	const struct option_command command = {
		"dexbench explain", "SCENARIO [KEY=VALUE ...]",
		"Shows in which functions the instructions of one touch are, on two kernels, in QEMU.", rows,
	};
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err)
		err = check_request(&request);
	if (err)
		return err_report("dexbench explain", err);
	return dispatch(&request, argc - first, argv + first);
}
