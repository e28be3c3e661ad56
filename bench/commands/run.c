/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.c: dexbench run.
 */
#include "base/err.h"
#include "base/options.h"
#include "base/output.h"
#include "commands/commands.h"
#include "commands/ktap.h"
#include "commands/tune.h"
#include "result/resume.h"
#include "run/header.h"
#include "run/compose.h"
#include "run/plan.h"
#include "run/turns.h"
#include "sys/machine.h"
#include "sys/project.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct request {
	const char *output, *filter, *platform, *kernel_info, *trials, *pages, *pmu, *colour;
	uint64_t seed;
	bool dry_run, resume, shuffle, accept_findings, ktap, quiet, tune;
	struct workbench_wants wants;
	struct tuning tuning;
};

static struct signals signals;

static void note_signal(int number)
{
	if (number == SIGCONT)
		signals.resumed++;
	else
		signals.last = number;
}

/* All that would end the program at once, and leave behind what a run has changed. */
static void catch_signals(void)
{
	static const int ends[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGVTALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGCONT,
	};
	/* Without SA_RESTART, so that a long request of the module ends as well. */
	const struct sigaction action = { .sa_handler = note_signal };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaction(ends[i], &action, NULL);
	/* Who reads our output may go away; what was set is restored all the same. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);	/* ignored by who started us, no child could be waited for */
}

static int make_plan(struct plan *plan, const struct request *request, char **words, int count)
{
	const struct override overrides[] = {
		{ "trials", request->trials }, { "pages", request->pages }, { 0 },
	};
	int err;

	if (!count)
		return err_set(EINVAL, "nothing to run: name a plan or a scenario; see dexbench list");
	err = read_plan_words(plan, words, count);
	if (!err)
		err = plan_override(plan, overrides);
	if (err)
		return err;
	if (request->filter)
		plan_filter(plan, request->filter);
	if (!plan->count)
		return err_set(EINVAL, "--filter=%s: matches no run of the plan", request->filter);
	return 0;
}

static void print_plan(const struct plan *plan)
{
	char line[512];

	for (size_t i = 0; i < plan->count; i++) {
		plan_line(plan, i, line, sizeof(line));
		printf("%s\n", line);
	}
}

/* How far, what, and how long yet: one line that is overwritten on a terminal. */
static void show_progress(const struct plan_run *next, size_t behind, size_t total)
{
	static double started;
	bool terminal = isatty(STDERR_FILENO);
	double now = clock_seconds(), left = 0;

	if (!behind)
		started = now;
	else
		left = (now - started) / (double)behind * (double)(total - behind);
	if (!next)
		fprintf(stderr, "%s[%zu/%zu] done in %.1f s%s\n", terminal ? "\r" : "", total, total,
			now - started, terminal ? "\033[K" : "");
	else
		fprintf(stderr, "%s[%zu/%zu] %s, %.0f s left%s", terminal ? "\r" : "", behind + 1,
			total, next->entry->name, left, terminal ? "\033[K" : "\n");
}

static int write_header(struct workbench *workbench, struct origin *origin)
{
	json_t *header = compose_header(&workbench->bench, origin);

	return header ? result_write(workbench->bench.writer, header) : -EINVAL;
}

/* Of findings and errors: as --color says. */
static bool colour;

static void tell(const struct scenario_entry *entry, const char *kind, const char *text)
{
	size_t length = strlen(entry->name);
	bool named = !strncmp(text, entry->name, length) && text[length] == ':';


	fprintf(stderr, "%s%sdexbench run: %s: %s%s%s%s\n",
		isatty(STDERR_FILENO) ? "\r\033[K" : "", colour ? "\033[31m" : "", kind,
		named ? "" : entry->name, named ? "" : ": ", text, colour ? "\033[0m" : "");
}

/* Lines of KTAP must be all that is on standard output, and tell of every run. */
static int check_ktap(const struct request *request)
{
	if (!request->ktap)
		return 0;
	if (request->output && !strcmp(request->output, "-"))
		return err_set(EINVAL, "--ktap and --output=-: only one of them can have standard output");
	if (request->resume)
		return err_set(EINVAL, "--ktap and --resume: what became of earlier runs is not known; leave one out");
	if (request->dry_run)
		return err_set(EINVAL, "--ktap and --dry-run: runs that are not carried out have no result");
	return 0;
}

static int report(const struct tally *tally, const struct probe *probe, const struct request *request)
{
	fprintf(stderr, "dexbench run: %zu runs, %zu skipped, %zu failed, %zu findings; results in %s\n",
		tally->runs, tally->skipped, tally->failed, tally->findings, request->output);
	if (tally->unpredicted)
		fprintf(stderr, "dexbench run: nothing was predicted for %zu trials: %s\n", tally->unpredicted,
			probe->why_unknown);
	if (tally->failed)
		return EXIT_FAILED;
	if (tally->findings && !request->accept_findings) {
		fprintf(stderr, "dexbench run: the kernel did not do what the oracle predicts, or what any known kernel "
			"does; dexcompare shows it, --accept-findings lets it pass\n");
		return EXIT_FAILED;
	}
	return tally->runs > tally->skipped ? EXIT_DONE : request->ktap ? KTAP_EXIT_SKIPPED : EXIT_SKIPPED;
}

static int read_resumed(struct resume *resume, const struct bench *bench,
			const struct request *request, const struct origin *origin)
{
	struct machine machine;

	machine_read(&machine);
	return resume_read(resume, request->output, &(struct resume_wanted){
		.plan_digest = plan_digest(bench->plan),
		.runs = bench->plan->count,
		.platform = origin->platform,
		.device = device_name(bench->device),
		.boot = machine.boot_id,
		.shuffle = bench->shuffle,
		.seed = bench->seed,
		.trials = turns_most(bench->plan, bench_extra_trials(bench)),
	});
}

/*
 * Neither means anything where there are no times. Where instructions are counted, one CPU is all, its
 * clock counts what a PMU would, and to count twice costs some: of a PMU only if it is asked for.
 */
static int look_at_clocks(struct workbench *workbench, const struct request *request,
			  const struct origin *origin)
{
	struct bench *bench = &workbench->bench;
	bool exact = !strcmp(origin->platform, "exact");
	bool on = request->pmu ? !strcmp(request->pmu, "on") : !exact;
	int err = 0;

	bench->why_no_pmu = !bench->has_times ? "times mean nothing here" :
			    request->pmu ? "--pmu=off" : "the clock counts instructions; --pmu=on counts them twice";
	if (bench->has_times && on)
		err = workbench_open_pmu(workbench);
	if (!err && bench->has_times && !exact)
		err = clocks_check(&bench->clocks, bench->topology);
	return err;
}

/* JSON's integers end there, as jansson reads them. */
static int check_seed(const struct request *request)
{
	if (request->seed <= INT64_MAX)
		return 0;
	return err_set(EINVAL, "--seed=%llu: must be at most %lld", (unsigned long long)request->seed,
		       (long long)INT64_MAX);
}

static int check_pmu(struct request *request)
{
	if (request->pmu && !strcmp(request->pmu, "auto"))
		request->pmu = NULL;
	if (request->pmu && strcmp(request->pmu, "on") && strcmp(request->pmu, "off"))
		return err_set(EINVAL, "--pmu=%s: must be auto, on or off", request->pmu);
	return 0;
}

/* All is open: carry the plan out. */
static int carry_out(struct workbench *workbench, const struct request *request, struct origin *origin)
{
	struct bench *bench = &workbench->bench;
	struct resume resume = { 0 };
	struct tally tally;
	int err = 0, closed;

	bench->alone = !strcmp(origin->platform, "exact") || !strcmp(origin->platform, "smp-counts");
	bench->has_times = strcmp(origin->platform, "smp-counts") != 0;
	if (request->resume)
		err = read_resumed(&resume, bench, request, origin);
	bench->resume = resume.done ? &resume : NULL;
	if (!err)
		err = look_at_clocks(workbench, request, origin);
	if (!err)
		err = result_create(&bench->writer, request->output, request->resume);
	if (!err && !resume.has_header)
		err = write_header(workbench, origin);
	if (!err && request->ktap)
		err = ktap_begin(bench, origin->platform, request->accept_findings);
	if (!err)
		err = bench_run(bench, &tally);
	if (!err && request->ktap)
		err = ktap_end();
	closed = result_close(bench->writer);
	err = err ? err : closed;
	resume_free(&resume);

	/* A system call may fail so without a signal. */
	if (err == -EINTR && signals.last) {
		fprintf(stderr, "\ndexbench run: interrupted; what was measured is in %s, --resume goes on\n",
			request->output);
		return 128 + signals.last;
	}
	return err ? err_report("dexbench run", err) : report(&tally, &bench->probe, request);
}

/* The machine is as the user wants it for as long as the plan is carried out. */
static int carry_out_tuned(struct workbench *workbench, struct request *request, struct origin *origin)
{
	int err = 0, status;

	if (request->tune)
		err = tuning_begin(&request->tuning, workbench, &request->wants);
	if (err)
		return err_report("dexbench run", err);
	origin->tune = request->tuning.tune;
	status = carry_out(workbench, request, origin);
	err = tuning_end(&request->tuning);
	return err ? err_report("dexbench run", err) : status;
}

static int run_plan(const struct plan *plan, struct request *request, int argc, char **argv,
		    const char *plan_name)
{
	struct origin origin = {
		.platform = header_platform(request->platform),
		.kernel_info = request->kernel_info,
		.plan_name = plan_name,
		.argc = argc,
		.argv = argv,
	};
	struct workbench workbench;
	int status;

	if (!origin.platform)
		return err_report("dexbench run", -EINVAL);
	status = workbench_open(&workbench, &request->wants);
	if (status)
		return err_report("dexbench run", status);
	workbench.bench.plan = plan;
	workbench.bench.seed = request->seed;
	workbench.bench.shuffle = request->shuffle;
	workbench.bench.signals = &signals;
	workbench.bench.progress = request->quiet ? NULL : show_progress;
	workbench.bench.tell = tell;

	catch_signals();
	status = carry_out_tuned(&workbench, request, &origin);
	workbench_close(&workbench);
	return status;
}

int command_run(int argc, char **argv)
{
	struct request request = { .output = getenv("DEXBENCH_OUTPUT"), .seed = 1,
				   .platform = getenv("DEXBENCH_PLATFORM") };
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &request.output, "FILE",
		  "append results to FILE, - for standard output [$DEXBENCH_OUTPUT, else dexbench.jsonl]" },
		{ "resume", 0, OPTION_FLAG, &request.resume, NULL,
		  "run only what FILE does not have yet" },
		{ "seed", 0, OPTION_COUNT, &request.seed, "N", "seed of all random choices [1]" },
		{ "shuffle", 0, OPTION_FLAG, &request.shuffle, NULL,
		  "shuffle trials across scenarios, so that drift affects all of them" },
		{ "trials", 0, OPTION_TEXT, &request.trials, "N", "timed trials of each run, overriding the plan" },
		{ "pages", 0, OPTION_TEXT, &request.pages, "N", "pages of each run, overriding the plan" },
		{ "filter", 0, OPTION_TEXT, &request.filter, "PATTERN", "only scenarios that match, such as 'restore_*'" },
		{ "dry-run", 'n', OPTION_FLAG, &request.dry_run, NULL, "print the runs and do nothing" },
		{ "platform", 0, OPTION_TEXT, &request.platform, "NAME",
		  "bare-metal, kvm, exact or smp-counts [$DEXBENCH_PLATFORM, else detected]" },
		{ "pmu", 0, OPTION_TEXT, &request.pmu, "WHEN",
		  "use hardware counters: on, off or auto, which is off on platform exact [auto]" },
		{ "kernel-info", 0, OPTION_TEXT, &request.kernel_info, "FILE",
		  "the builder's description of this kernel (kernel.json)" },
		{ "accept-findings", 0, OPTION_FLAG, &request.accept_findings, NULL,
		  "exit 0 despite findings, which stay in the results" },
		{ "ktap", 0, OPTION_FLAG, &request.ktap, NULL,
		  "print the outcome of each run as KTAP for kselftest's runners; exit 4 means skip" },
		{ "tune", 0, OPTION_FLAG, &request.tune, NULL,
		  "tune the machine during the run and restore its settings; see dexbench doctor" },
		WORKBENCH_OPTIONS(request.wants),
		COLOUR_OPTION(request.colour),
		{ "quiet", 'q', OPTION_FLAG, &request.quiet, NULL, "no progress" },
		{ 0 },
	};
	const struct option_command command = {
		"dexbench run", "PLAN | SCENARIO [KEY=VALUE[,VALUE...] ...] ...",
		"Runs plans (files) or scenarios and writes one record per trial.", rows,
	};
	struct plan plan = { 0 };
	int err, first, status;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err)
		err = check_ktap(&request);
	if (!err)
		err = check_pmu(&request);
	if (!err)
		err = output_check_colour(request.colour);
	colour = !err && output_has_colour(request.colour, stderr);
	if (!err)
		err = check_seed(&request);
	if (!err)
		err = make_plan(&plan, &request, argv + first, argc - first);
	if (!request.output)
		request.output = "dexbench.jsonl";

	if (!err && request.tune && !request.dry_run)
		tuning_fix_addresses(&request.tuning, argc, argv);
	if (err)
		status = err_report("dexbench run", err);
	else if (request.dry_run)
		status = (print_plan(&plan), EXIT_DONE);
	else
		status = run_plan(&plan, &request, argc, argv, argv[first]);
	plan_free(&plan);
	return status;
}
