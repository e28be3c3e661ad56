/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_plan: plans, parameters, and the order in which a run calls its scenario.
 * links: run sys result base
 */
#include "base/err.h"
#include "result/resume.h"
#include "run/plan.h"
#include "run/run.h"
#include "run/runner.h"
#include "run/turns.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A scenario that writes down what is called, and faults once on each page. */
static char calls[1024];

static void note(const char *word)
{
	strncat(calls, word, sizeof(calls) - strlen(calls) - 1);
}

static int setup(struct run *run)
{
	(void)run;
	note("setup ");
	return 0;
}

static int arm(struct run *run)
{
	note("arm ");
	return region_discard(&run->region);
}

static int fire(struct run *run)
{
	note("FIRE ");
	return fire_each(&run->trial, touch_write);
}

static void disarm(struct run *run)
{
	(void)run;
	note("disarm ");
}

static void teardown(struct run *run)
{
	(void)run;
	note("teardown ");
}

static void predict(const struct run *run, struct oracle *page)
{
	(void)run;
	oracle_discard(page);
	oracle_fire(page);
	oracle_touch(page, TOUCH_WRITE);
}

SCENARIO(example) {
	.summary	= "the order of calls",
	.parameters	= (const struct parameter[]){ PARAMETER_FOLIO, { 0 } },
	.setup		= setup,
	.arm		= arm,
	.fire		= fire,
	.disarm		= disarm,
	.teardown	= teardown,
	.predict	= predict,
};

static void lines(void)
{
	struct plan plan = { 0 }, same = { 0 }, other = { 0 };
	char text[512];

	claim(!plan_add(&plan, "example  folio=dirty,clean\tpages=4,8 "), "a line is read");
	claim(plan.count == 4, "two values of two parameters are four runs");
	plan_line(&plan, 3, text, sizeof(text));
	claim_text(text, "example pages=8 trials=5 order=random cpu=auto node=local folio=clean",
		   "the last run has the last of each value, and the defaults");
	claim(!plan_add(&plan, "   ") && plan.count == 4, "an empty line is no run");

	claim(!plan_add(&other, "ex*e trials=1") && other.count == 1 &&
	      values_count(&other.runs[0].values, "trials", 0) == 1,
	      "a pattern is each scenario that matches it");
	claim(plan_add(&other, "x*") == -EINVAL, "one that matches none is refused");
	plan_free(&other);

	claim(plan_add(&plan, "exampel") == -EINVAL, "a misspelt scenario is refused");
	claim(plan_add(&plan, "example =4") == -EINVAL, "a value without a key is refused");
	claim(plan_add(&plan, "example pages") == -EINVAL, "a key without a value is refused");
	claim(plan_add(&plan, "example pages=") == -EINVAL, "an empty value is refused");
	claim(plan_add(&plan, "example pages=4,,8") == -EINVAL, "also between commas");

	plan_add(&same, "example folio=dirty,clean pages=4,8");
	claim(plan_digest(&same) != plan_digest(&plan) || plan.count != same.count,
	      "what a refused line left behind makes another plan");
	plan_add(&other, "example folio=dirty,clean pages=4,9");
	claim(plan_digest(&same) != plan_digest(&other), "another value, another digest");
	plan_free(&plan);
	plan_free(&same);
	plan_free(&other);
}

static void overrides(void)
{
	const struct override good[] = { { "pages", "16" }, { "trials", NULL }, { 0 } };
	const struct override wrong[] = { { "pages", "none" }, { 0 } };
	struct plan plan = { 0 };

	plan_add(&plan, "example pages=4 trials=2");
	claim(!plan_override(&plan, good), "an override is taken");
	claim(values_count(&plan.runs[0].values, "pages", 0) == 16, "over what the plan says");
	claim(values_count(&plan.runs[0].values, "trials", 0) == 2, "and nothing else is");
	claim(values_count(&plan.runs[0].values, "cpu", 99) == 99, "a word is no number");
	claim(plan_override(&plan, wrong) == -EINVAL, "a wrong one is refused");
	plan_filter(&plan, "ex*");
	claim(plan.count == 1, "a filter keeps what matches");
	plan_filter(&plan, "x*");
	claim(plan.count == 0, "and nothing else");
	plan_free(&plan);
}

static void write_plan(const char *folder, const char *name, const char *text)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "we");
	if (!file)
		return;
	fputs(text, file);
	fclose(file);
}

static void includes(void)
{
	char folder[] = "/tmp/dexbench-test-XXXXXX", path[64];
	struct plan plan = { 0 };

	claim(mkdtemp(folder), "there is a folder");
	write_plan(folder, "one.plan", "example pages=8 trials=2\nexample pages=16\n");
	write_plan(folder, "all.plan", "example pages=8\ninclude one.plan\n");
	write_plan(folder, "circle.plan", "include circle.plan\n");
	write_plan(folder, "lost.plan", "\ninclude nowhere.plan\n");
	write_plan(folder, "two.plan", "include one.plan two.plan\n");

	snprintf(path, sizeof(path), "%s/all.plan", folder);
	claim(!plan_read(&plan, path) && plan.count == 2,
	      "a plan is included from beside, but for the run that is there already");
	plan_free(&plan);
	snprintf(path, sizeof(path), "%s/circle.plan", folder);
	claim(plan_read(&plan, path) == -EINVAL && strstr(err_text(-EINVAL), "circle.plan:1: "),
	      "plans that include each other are refused, with the line");
	plan_free(&plan);
	snprintf(path, sizeof(path), "%s/lost.plan", folder);
	claim(plan_read(&plan, path) == -ENOENT && strstr(err_text(-ENOENT), "nowhere.plan"), "so is one that is not there");
	plan_free(&plan);
	snprintf(path, sizeof(path), "%s/two.plan", folder);
	claim(plan_read(&plan, path) == -EINVAL, "and two in a line");
	plan_free(&plan);
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = { "one", "all", "circle", "lost", "two" };

		snprintf(path, sizeof(path), "%s/%s.plan", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static int read_text(const char *folder, struct plan *plan, const char *text)
{
	char path[64];
	int err;

	write_plan(folder, "text.plan", text);
	snprintf(path, sizeof(path), "%s/text.plan", folder);
	err = plan_read(plan, path);
	unlink(path);
	return err;
}

static void refuse_text(const char *folder, const char *text, const char *why)
{
	struct plan plan = { 0 };
	int err = read_text(folder, &plan, text);

	claim(err == -EINVAL && strstr(err_text(err), "text.plan") && strstr(err_text(err), why),
	      "%s: %s", why, err_text(err));
	plan_free(&plan);
}

static void texts(void)
{
	char folder[] = "/tmp/dexbench-test-XXXXXX", many[4096] = "example pages=1";
	struct plan plan = { 0 };

	claim(mkdtemp(folder), "there is a folder");
	claim(!read_text(folder, &plan, "# comment\r\n\r\nexample trials=2\r\nexample pages=8") &&
	      plan.count == 2 && values_count(&plan.runs[0].values, "trials", 0) == 2,
	      "lines may end with CRLF, and the last without an end");
	plan_free(&plan);
	refuse_text(folder, "\xef\xbb\xbf" "example\n", "UTF-8 byte order mark");
	refuse_text(folder, "\xff\xfe" "e", "UTF-16");
	refuse_text(folder, "\x1f\x8b\x08", "gzip");

	/* Each of these lists would fit into a line more than once. */
	for (int i = 2; i <= 100; i++)
		snprintf(many + strlen(many), sizeof(many) - strlen(many), ",%d", i);
	claim(!read_text(folder, &plan, many) && plan.count == 100, "a list of 100 values is 100 runs");
	plan_free(&plan);
	strcat(many, " trials=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20");
	write_plan(folder, "wide.plan", many);
	*strstr(many, " trials") = '\0';
	refuse_text(folder, "include wide.plan\ninclude wide.plan\ninclude wide.plan\n"
		    "include wide.plan\ninclude wide.plan\ninclude wide.plan\n",
		    "wide.plan:1: example: the plan has more than 10000 runs");
	strcat(many, " trials=1");
	for (int i = 2; i <= 101; i++)
		snprintf(many + strlen(many), sizeof(many) - strlen(many), ",%d", i);
	refuse_text(folder, many, "text.plan:1: example: the plan has more than 10000 runs");
	many[0] = '\0';
	for (int i = 0; i < 64; i++)
		strcat(many, "include text.plan\n");
	refuse_text(folder, many, "plans include each other");
	write_plan(folder, "one.plan", "example\n");
	many[0] = '\0';
	for (int i = 0; i < 64; i++)
		strcat(many, "include one.plan\n");
	refuse_text(folder, many, ":64: include one.plan: more than 64 plans");
	snprintf(many, sizeof(many), "%s/one.plan", folder);
	unlink(many);
	snprintf(many, sizeof(many), "%s/wide.plan", folder);
	unlink(many);
	rmdir(folder);
}

static void order_of_calls(void)
{
	char path[] = "/tmp/dexbench-test-XXXXXX";
	struct plan plan = { 0 };
	struct bench bench = { .plan = &plan, .seed = 1 };
	struct tally tally;
	int fd = mkstemp(path);

	close(fd);
	plan_add(&plan, "example pages=8 trials=2");
	topology_load(&bench.topology, NULL, NULL);
	counters_open(&bench.counters);
	probe_run(&bench.probe, NULL, bench.counters);
	claim(!result_create(&bench.writer, path, false), "an empty file is written to");
	claim(!bench_run(&bench, &tally), "the bench runs");
	claim(tally.runs == 1 && !tally.failed && !tally.findings && !tally.skipped, "all is well");
	claim_text(calls, counters_why_not(bench.counters) ?
		   "setup arm FIRE disarm arm FIRE disarm teardown " :
		   "setup arm FIRE disarm arm FIRE disarm arm FIRE disarm teardown ",
		   "the calls come in the order that scenario.h promises");
	result_close(bench.writer);
	claim(result_create(&bench.writer, path, false) == -EEXIST, "a file with results is not written over");
	unlink(path);
	counters_close(bench.counters);
	topology_free(bench.topology);
	plan_free(&plan);
}

static void turns(void)
{
	struct plan plan = { 0 };
	struct turns first = { 0 }, again = { 0 }, other = { 0 };
	unsigned int seen[3][6] = { 0 }, once = 0, moved = 0, same = 0;

	plan_add(&plan, "example trials=5");
	plan_add(&plan, "example trials=2 folio=dirty,clean");
	claim(!turns_shuffled(&first, &plan, 1, 7) && !turns_shuffled(&again, &plan, 1, 7) &&
	      !turns_shuffled(&other, &plan, 1, 8), "trials are shuffled");
	claim(first.count == 6 + 3 + 3, "each run has its own number of them, and the extra one");
	claim(turns_most(&plan, 1) == 6, "and the most is known");
	for (size_t i = 0; i < first.count; i++) {
		seen[first.list[i].run][first.list[i].trial]++;
		same += first.list[i].run == again.list[i].run && first.list[i].trial == again.list[i].trial;
		moved += first.list[i].run != other.list[i].run || first.list[i].trial != other.list[i].trial;
	}
	for (int run = 0; run < 3; run++)
		for (int trial = 0; trial < 6; trial++)
			once += seen[run][trial] == 1;
	claim(once == first.count, "each trial of each run comes once");
	claim(same == first.count, "one seed, one order");
	claim(moved > 0, "another seed, another order");
	turns_free(&first);
	turns_free(&again);
	turns_free(&other);
	plan_free(&plan);
}

/* Carries @bench out into a new file and leaves what was called in calls[]. */
static int run_into_file(struct bench *bench, struct tally *tally)
{
	char path[] = "/tmp/dexbench-test-XXXXXX";
	int err = mkstemp(path) < 0 ? -errno : 0;

	calls[0] = '\0';
	if (!err)
		err = result_create(&bench->writer, path, false);
	if (!err)
		err = bench_run(bench, tally);
	result_close(bench->writer);
	unlink(path);
	return err;
}

static size_t count_calls(const char *word)
{
	size_t count = 0;

	for (const char *at = calls; (at = strstr(at, word)); at++)
		count++;
	return count;
}

static void shuffling(void)
{
	bool done[2] = { false, true }, taken[2 * 4] = { [1] = true }, none[2] = { false };
	const struct resume resume = { .done = done, .failed = none, .finding = none, .trials = 4, .taken = taken };
	struct plan plan = { 0 };
	struct bench bench = { .plan = &plan, .seed = 1, .shuffle = true };
	struct tally tally;
	size_t trials;

	plan_add(&plan, "example pages=8 trials=2 folio=dirty,clean");
	topology_load(&bench.topology, NULL, NULL);
	counters_open(&bench.counters);
	probe_run(&bench.probe, NULL, bench.counters);
	trials = 2 + bench_extra_trials(&bench);

	claim(!run_into_file(&bench, &tally) && tally.runs == 2 && !tally.failed && !tally.findings,
	      "a shuffled bench runs");
	claim(count_calls("FIRE") == 2 * trials, "every trial of every run");
	claim(count_calls("setup") == 2 * trials && count_calls("teardown") == 2 * trials,
	      "each with a setup of its own, for others come between");

	bench.resume = &resume;
	claim(!run_into_file(&bench, &tally), "it can be gone on with");
	claim(count_calls("FIRE") == trials - 1, "and then takes what the file does not hold");
	counters_close(bench.counters);
	topology_free(bench.topology);
	plan_free(&plan);
}

#define HEADER(more)							\
	"{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"1\"},\"platform\":\"kvm\",\"unit\":\"ns\","	\
	"\"timer\":{\"hz\":1},\"machine\":{\"arch\":\"x\",\"cpus\":1},\"kernel\":{\"name\":\"b\",\"release\":\"6\"},"	\
	"\"plan\":{\"digest\":\"0000000000000001\"},\"device\":\"dexdev\",\"boot\":\"b\"" more "}\n"
#define TRIAL(run, trial)						\
	"{\"record\":\"trial\",\"run\":" run ",\"scenario\":\"s\",\"parameters\":{},\"trial\":" trial ","	\
	"\"role\":\"timed\",\"pages_per_sample\":1,\"touched_pages\":1,\"samples\":[[1,1]],"		\
	"\"faults\":{\"restore\":0,\"extra_write\":0,\"other\":0}}\n"

static void resuming_shuffled(void)
{
	struct resume_wanted wanted = { .plan_digest = 1, .runs = 3, .platform = "kvm", .device = "dexdev", .boot = "b",
					.shuffle = true, .seed = 5, .trials = 2 };
	const char *whole = HEADER(",\"shuffle\":true,\"seed\":5") TRIAL("2", "1")
		"{\"record\":\"skip\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"reason\":\"r\"}\n";
	char path[] = "/tmp/dexbench-test-XXXXXX", text[2048];
	struct resume resume;
	int fd = mkstemp(path);
	ssize_t length = snprintf(text, sizeof(text), "%s{\"record\":\"tri", whole);

	claim(write(fd, text, (size_t)length) == length, "a shuffled file was cut off");
	claim(!resume_read(&resume, path, &wanted), "it can be gone on with");
	claim(resume_has_trial(&resume, 2, 1), "the trial that it holds is known");
	claim(!resume_has_trial(&resume, 2, 0) && !resume_has_trial(&resume, 1, 1), "and no other");
	claim(resume.done[0] && !resume.done[1] && !resume.done[2], "a run that was skipped is over");
	claim(lseek(fd, 0, SEEK_END) == (off_t)strlen(whole), "only the torn line was cut off");
	resume_free(&resume);

	wanted.seed = 6;
	claim(resume_read(&resume, path, &wanted) == -EINVAL, "another seed is refused");
	claim(strstr(err_text(-EINVAL), "its seed is 5, here it is 6") != NULL, "and named");
	resume_free(&resume);
	wanted.seed = 5;
	wanted.device = "test_hmm";
	claim(resume_read(&resume, path, &wanted) == -EINVAL, "so is another device");
	claim(strstr(err_text(-EINVAL), "its device is dexdev, here it is test_hmm") != NULL, "and named");
	resume_free(&resume);
	wanted.device = "dexdev";
	wanted.shuffle = false;
	claim(resume_read(&resume, path, &wanted) == -EINVAL, "so is another order");
	resume_free(&resume);
	wanted.shuffle = true;
	wanted.trials = 1;
	claim(resume_read(&resume, path, &wanted) == -EINVAL, "and a trial that the run has not");
	resume_free(&resume);
	unlink(path);
	close(fd);
}

static void resuming(void)
{
	const struct resume_wanted wanted = { .plan_digest = 1, .runs = 3, .platform = "kvm", .device = "dexdev", .boot = "b",
					       .trials = 2 };
	char path[] = "/tmp/dexbench-test-XXXXXX", text[2048];
	struct resume resume;
	int fd = mkstemp(path);
	ssize_t length = snprintf(text, sizeof(text), "%s{\"rec",
				  HEADER("") TRIAL("0", "0") TRIAL("1", "0"));

	claim(write(fd, text, (size_t)length) == length, "a file was cut off in its second run");
	claim(!resume_read(&resume, path, &wanted), "it can be gone on with");
	claim(resume.has_header && resume_has_trial(&resume, 0, 0) && resume_has_trial(&resume, 1, 0),
	      "it holds a trial of its first two runs");
	claim(!resume_has_trial(&resume, 0, 1) && !resume_has_trial(&resume, 2, 0), "and no other");
	claim(lseek(fd, 0, SEEK_END) == length - (off_t)strlen("{\"rec"), "only the torn line was cut off");
	resume_free(&resume);

	claim(!ftruncate(fd, 10), "a file was cut off in its header");
	claim(!resume_read(&resume, path, &wanted) && !resume.has_header && lseek(fd, 0, SEEK_END) == 0,
	      "it begins anew");
	resume_free(&resume);
	unlink(path);
	claim(!resume_read(&resume, path, &wanted) && !resume.has_header, "so does one that is not there");
	resume_free(&resume);
	close(fd);
}

int main(void)
{
	lines();
	overrides();
	includes();
	texts();
	order_of_calls();
	turns();
	shuffling();
	resuming();
	resuming_shuffled();
	return claims_done();
}
