/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_reader: result files, whole and damaged.
 * links: result base
 */
#include "result/reader.h"
#include "base/err.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define HEADER								\
	"{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"0.1\",\"commit\":null},"	\
	"\"platform\":\"exact\",\"unit\":\"instructions\",\"timer\":{\"source\":\"tsc\",\"hz\":1000000000,\"overhead\":31},"	\
	"\"machine\":{\"arch\":\"x86_64\",\"cpu\":null,\"cpus\":1},"	\
	"\"kernel\":{\"name\":\"base\",\"release\":\"6.12\",\"changes\":[\"a\",\"b\"]},"	\
	"\"semantics\":\"always-dirty\",\"hardware\":{\"access_flag\":true,\"dirty_flag\":false},"	\
	"\"boot\":\"x\",\"plan\":{\"name\":\"p\",\"digest\":\"d\"},\"seed\":1,"	\
	"\"command\":[\"dexbench\",\"run\"],\"knobs\":{},\"warnings\":[\"virtual machine\"],\"later\":[]}\n"

#define TRIAL_WITH(samples, pages, role)				\
	"{\"record\":\"trial\",\"run\":0,\"scenario\":\"null\",\"parameters\":{\"pages\":\"4\",\"folio\":\"dirty\"},"	\
	"\"trial\":0,\"role\":\"" role "\",\"pages_per_sample\":" pages ",\"samples\":" samples ","	\
	"\"faults\":{\"restore\":4,\"extra_write\":2,\"other\":0},\"touched_pages\":4,"	\
	"\"proof\":{\"pte_after\":{\"present write\":4}},\"finding\":null}\n"
#define TRIAL	TRIAL_WITH("[[10,3],[12,1]]", "1", "timed")

/* Trial @number of run @run, in which what @more says is otherwise. */
#define NUMBERED(run, scenario, number, more)				\
	"{\"record\":\"trial\",\"run\":" run ",\"scenario\":\"" scenario "\",\"parameters\":{\"trials\":\"2\"},"	\
	"\"trial\":" number ",\"role\":\"timed\",\"pages_per_sample\":1,\"samples\":[[1,1]],"		\
	"\"faults\":{\"restore\":0,\"extra_write\":0,\"other\":0},\"touched_pages\":1" more "}\n"
#define NOTE(kind, run)	"{\"record\":\"" kind "\",\"run\":" run ",\"scenario\":\"s\",\"parameters\":{},\"reason\":\"r\"}\n"
#define TWO	NUMBERED("0", "a", "0", "") NUMBERED("0", "a", "1", "")
#define END_OF(runs, skipped, failed, findings)				\
	"{\"record\":\"end\",\"runs\":" runs ",\"skipped\":" skipped ",\"failed\":" failed ",\"findings\":" findings "}\n"
#define END	"{\"record\":\"end\",\"runs\":1}\n"

static char path[] = "/tmp/dexbench-reader.XXXXXX";

static int read_text(struct result *result, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return -errno;
	fputs(text, file);
	fclose(file);
	return result_read(result, path);
}

static void whole_file(void)
{
	struct result result;
	const struct result_trial *trial;

	if (!claim(!read_text(&result, HEADER TRIAL END), "a whole file is read"))
		return;
	trial = result.trials;
	claim(result.ended && !result.cut, "it is complete");
	claim(result.header.timer_hz == 1000000000 && result.header.access_flag &&
	      !result.header.dirty_flag, "numbers and flags of the header are there");
	claim_text(result.header.kernel.changes, "a, b", "a list of changes becomes one text");
	claim_text(result.header.command, "dexbench run", "so does the command");
	claim(!result.header.tool_commit && !result.header.machine.cpu, "null is NULL");
	claim(result.header.warning_count == 1, "the header's warnings are there");
	claim(result.trial_count == 1 && trial->timed && trial->pair_count == 2 &&
	      trial->pairs[1].value == 12 && trial->pairs[1].count == 1, "so are the samples");
	claim_text(trial->run.parameters[0].name, "folio", "parameters are in order of name");
	claim(trial->extra_write_faults == 2 && trial->touched_pages == 4, "so are the faults");
	claim(trial->after_count == 1 && trial->after[0].pages == 4, "so is the PTE state");
	claim(!trial->finding, "no finding is NULL");
	result_free(&result);
	claim(!result.trial_count && !result.record, "what was freed is empty");
	result_free(&result);
}

static void interrupted(void)
{
	struct result result;

	claim(!read_text(&result, HEADER TRIAL) && !result.ended, "a file without its end is read, and known to be incomplete");
	result_free(&result);
	claim(!read_text(&result, HEADER TRIAL "{\"record\":\"tri") && result.cut &&
	      result.trial_count == 1, "a last line that is cut off is dropped, and known to be");
	result_free(&result);
	claim(!read_text(&result, HEADER "{\"record\":\"skip\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"reason\":\"r\"}\n" END) &&
	      result.skip_count == 1 && !strcmp(result.skips[0].reason, "r"),
	      "a file in which all was skipped is read");
	result_free(&result);
}

static void missing_runs(void)
{
	struct result result;

	claim(!read_text(&result, HEADER TWO END_OF("1", "0", "0", "0")) && !result.missing_runs,
	      "a file that has all its runs is known to");
	result_free(&result);
	claim(!read_text(&result, HEADER TWO END_OF("999", "1", "0", "0")) &&
	      result.missing_runs == 998, "so is one that has fewer than its end says");
	result_free(&result);
}

/* The same samples, by the short way and by the long one. */
static const struct {
	const char *what, *samples;
} spellings[] = {
	{ "blanks between samples", "[ [ 10 , 3 ] ,\t[12,1] ]" },
	{ "zeros where they may be", "[[10,3],[12,1]],\"x\":[0,\"]\",{\"samples\":[[7,7]]}]" },
	{ "a key in disguise", NULL },
};

static void spelt_otherwise(void)
{
	static const char disguised[] = TRIAL_WITH("[[10,3],[12,1]]", "1", "timed");

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		const char *at = strstr(disguised, "\"samples\":");
		struct result result;
		char text[4096];
		bool same;

		if (spellings[i].samples)
			snprintf(text, sizeof(text), HEADER "%.*s\"samples\":%s%s", (int)(at - disguised),
				 disguised, spellings[i].samples, strstr(at, ",\"faults\""));
		else
			snprintf(text, sizeof(text), HEADER "%.*s\"sample\\u0073\":%s",
				 (int)(at - disguised), disguised, strchr(at, '['));
		same = !read_text(&result, text) && result.trial_count == 1 &&
		       result.trials[0].pair_count == 2 && result.trials[0].pairs[0].value == 10 &&
		       result.trials[0].pairs[0].count == 3 && result.trials[0].pairs[1].value == 12;
		claim(same, "samples are read with %s", spellings[i].what);
		result_free(&result);
	}
}

/* A key that other records do not have yet may hold anything. */
static void samples_elsewhere(void)
{
	struct result result;

	claim(!read_text(&result, HEADER TRIAL "{\"record\":\"end\",\"samples\":[[9,1],[8,1]]}\n") &&
	      result.ended, "samples of what is no trial are left alone");
	result_free(&result);
	claim(read_text(&result, HEADER TRIAL "{\"record\":\"end\",\"samples\":[[1,1],}\n") == -EBADMSG,
	      "but must be JSON");
	result_free(&result);
}

static void knobs(void)
{
	struct result result;

	claim(!read_text(&result, HEADER TRIAL END) && result.header.knob_count == 0, "no knobs are none");
	result_free(&result);
	claim(!read_text(&result, "{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"0.1\"},\"platform\":\"kvm\",\"unit\":\"ns\",\"timer\":{\"hz\":1},\"machine\":{\"arch\":\"x\",\"cpus\":1},\"kernel\":{\"name\":\"b\",\"release\":\"6\"},\"plan\":{\"digest\":\"d\"},\"knobs\":{\"smt\":\"1\",\"ksm\":\"0\"}}\n" TRIAL END) &&
	      result.header.knob_count == 2, "the knobs of a header are read");
	claim_text(result.header.knobs ? result.header.knobs[0].name : NULL, "ksm", "in order of name");
	result_free(&result);
}

#define OBSERVED_ON(platform, observed)					\
	"{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"0.1\"},\"platform\":\"" platform "\",\"unit\":\"ns\","	\
	"\"timer\":{\"hz\":2000000000},\"machine\":{\"arch\":\"x\",\"cpus\":4},\"kernel\":{\"name\":\"b\",\"release\":\"6\"},"	\
	"\"plan\":{\"digest\":\"d\"}}\n"					\
	"{\"record\":\"trial\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"trial\":0,\"role\":\"timed\","	\
	"\"pages_per_sample\":1,\"samples\":[[10,4]],\"faults\":{\"restore\":0,\"extra_write\":0,\"other\":0},"	\
	"\"touched_pages\":4,\"proof\":{\"tlb_ipis\":8,\"spinning\":2},\"finding\":null" observed "}\n" END
#define OBSERVED(observed)	OBSERVED_ON("kvm", observed)
#define SERIES_AND_FACTS							\
	",\"series\":{\"gap\":{\"unit\":\"ticks\",\"samples\":[[5,1],[7,2]]},\"pages\":{\"unit\":\"count\",\"samples\":[]}},"	\
	"\"facts\":{\"rate\":1.5,\"stolen_ticks\":3,\"bystanders\":2},\"times\":[\"rate\"]"

static void observed(void)
{
	struct result result;
	const struct result_trial *trial;

	if (!claim(!read_text(&result, OBSERVED(SERIES_AND_FACTS)), "series and facts are read"))
		return;
	trial = result.trials;
	claim(trial->tlb_ipis == 8 && trial->spinning == 2, "so are IPIs, and who spun");
	claim(trial->series_count == 2 && trial->series[0].ticks && trial->series[0].count == 2 &&
	      trial->series[0].pairs[1].value == 7 && !trial->series[1].ticks &&
	      !trial->series[1].count, "a series has its unit and samples, or none");
	claim(trial->fact_count == 3 && trial->facts[0].value == 1.5 && trial->facts[2].value == 2,
	      "a fact is a number");
	claim(trial->facts[0].time && trial->facts[1].time && !trial->facts[2].time,
	      "those that the file calls times are known, and ticks are");
	result_free(&result);
	claim(!read_text(&result, OBSERVED("")) && !result.trials[0].series_count &&
	      !result.trials[0].fact_count, "a trial may have neither");
	result_free(&result);
	claim(!read_text(&result, HEADER TRIAL END) && result.trials[0].tlb_ipis == RESULT_UNKNOWN,
	      "IPIs that nobody counted are not known, rather than none");
	result_free(&result);
}

/* Whoever wrote such a file: what the reader drops no report can print. */
static void no_times(void)
{
	struct result result;
	const struct result_trial *trial;

	if (!claim(!read_text(&result, OBSERVED_ON("smp-counts", SERIES_AND_FACTS)),
		   "a file of smp-counts is read"))
		return;
	trial = result.trials;
	claim(!trial->pair_count && !trial->pairs, "its samples are not, since they mean nothing");
	claim(trial->series_count == 1 && !strcmp(trial->series[0].name, "pages"), "nor series of ticks");
	claim(trial->fact_count == 1 && !strcmp(trial->facts[0].name, "bystanders"), "nor facts that are times");
	result_free(&result);
}

static const struct {
	const char *what, *text, *message;
} damaged[] = {
	{ "an empty file", "", "empty" },
	{ "a file of one cut line", "{\"record\":\"hea", ":1: no JSON" },
	{ "no header", TRIAL, ":1: the first record is no header" },
	{ "text", "hello\n", ":1: no JSON" },
	{ "a header alone", HEADER, "no trial" },
	{ "a header and an end", HEADER END, "no trial" },
	{ "a malformed line in the middle", HEADER "{]\n" TRIAL, ":2: no JSON" },
	{ "an empty line", HEADER "\n" TRIAL, ":2: no JSON" },
	{ "a number for a record", HEADER "17\n" TRIAL, ":2: no JSON" },
	{ "a list for a record", HEADER "[1]\n" TRIAL, ":2: no record" },
	{ "two headers", HEADER TRIAL HEADER, ":3: a second header" },
	{ "a record after the end", HEADER TRIAL END TRIAL, ":4: a record after the end" },
	{ "an unknown kind of record", HEADER "{\"record\":\"trail\"}\n" TRIAL, ":2: schema 1 has no such kind" },
	{ "a newer schema", "{\"record\":\"header\",\"schema\":2}\n" TRIAL, ":1: header: schema 2 is newer than 1" },
	{ "a header without a platform", "{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"1\"}}\n", "header: \"platform\" is missing" },
	{ "a text for a number", "{\"record\":\"header\",\"schema\":\"1\"}\n", "\"schema\" is a string, not an integer" },
	{ "a negative number", "{\"record\":\"header\",\"schema\":-1}\n", "\"schema\" is negative: -1" },
	{ "a number beyond 64 bits", "{\"record\":\"header\",\"schema\":99999999999999999999}\n", ":1: no JSON" },
	{ "a key given twice", "{\"record\":\"header\",\"record\":\"header\"}\n", ":1: no JSON" },
	{ "a control character", HEADER "{\"record\":\"error\",\"run\":0,\"scenario\":\"\\u001b[2J\",\"parameters\":{},\"reason\":\"r\"}\n", "\"scenario\" holds a control character" },
	{ "samples that fall", HEADER TRIAL_WITH("[[12,1],[10,1]]", "1", "timed"), ":2: trial: samples[1] is not above the one before" },
	{ "a value given twice", HEADER TRIAL_WITH("[[10,1],[10,1]]", "1", "timed"), "samples[1] is not above" },
	{ "a negative sample", HEADER TRIAL_WITH("[[-1,1]]", "1", "timed"), "samples[0] is out of range" },
	{ "a sample that was seen no time", HEADER TRIAL_WITH("[[1,0]]", "1", "timed"), "samples[0] is out of range" },
	{ "a sample of three numbers", HEADER TRIAL_WITH("[[1,2,3]]", "1", "timed"), "samples[0] is not [value, count]" },
	{ "a fraction for a sample", HEADER TRIAL_WITH("[[1.5,1]]", "1", "timed"), "samples[0] is not [value, count]" },
	{ "too many samples", HEADER TRIAL_WITH("[[1,9007199254740992],[2,1]]", "1", "timed"), "more than 2^53 samples" },
	{ "too many of one sample", HEADER TRIAL_WITH("[[1,9007199254740993]]", "1", "timed"), "more than 2^53 samples" },
	{ "a sample beyond 64 bits", HEADER TRIAL_WITH("[[99999999999999999999,1]]", "1", "timed"), ":2: no JSON" },
	{ "a sample with a leading zero", HEADER TRIAL_WITH("[[010,1]]", "1", "timed"), ":2: no JSON" },
	{ "a sample with an exponent", HEADER TRIAL_WITH("[[1e3,1]]", "1", "timed"), "samples[0] is not [value, count]" },
	{ "a sample within a sample", HEADER TRIAL_WITH("[[[1,1]]]", "1", "timed"), "samples[0] is not [value, count]" },
	{ "a number among samples", HEADER TRIAL_WITH("[[1,1],2]", "1", "timed"), "samples[1] is not [value, count]" },
	{ "a text for a sample", HEADER TRIAL_WITH("[\"]\"]", "1", "timed"), "samples[0] is not [value, count]" },
	{ "a comma too many", HEADER TRIAL_WITH("[[1,1],]", "1", "timed"), ":2: no JSON" },
	{ "a bracket too few", HEADER TRIAL_WITH("[[1,1]", "1", "timed"), ":2: no JSON" },
	{ "a bracket too many", HEADER TRIAL_WITH("[[1,1]]]", "1", "timed"), ":2: no JSON" },
	{ "rubbish behind good samples", HEADER TRIAL_WITH("[[1,1]] x", "1", "timed"), ":2: no JSON" },
	{ "samples given twice", HEADER TRIAL_WITH("[[1,1]],\"samples\":[[1,1]]", "1", "timed"), ":2: no JSON" },
	{ "samples given twice, once in disguise", HEADER TRIAL_WITH("[[1,1]],\"sample\\u0073\":[[1,1]]", "1", "timed"), ":2: no JSON" },
	{ "a cut string behind the samples", HEADER TRIAL_WITH("[[1,1]],\"x", "1", "timed"), ":2: no JSON" },
	{ "no samples", HEADER TRIAL_WITH("[]", "1", "timed"), "\"samples\" is empty" },
	{ "an object for samples", HEADER TRIAL_WITH("{}", "1", "timed"), "\"samples\" is an object, not a list" },
	{ "samples of no page", HEADER TRIAL_WITH("[[1,1]]", "0", "timed"), "\"pages_per_sample\" is 0" },
	{ "a list for series", OBSERVED(",\"series\":[]"), "\"series\" is a list, not an object" },
	{ "a number for a series", OBSERVED(",\"series\":{\"gap\":1}"), "\"series.gap\" is an integer, not an object" },
	{ "a series without unit", OBSERVED(",\"series\":{\"gap\":{\"samples\":[]}}"), "\"unit\" is missing" },
	{ "a series of another unit", OBSERVED(",\"series\":{\"gap\":{\"unit\":\"m\",\"samples\":[]}}"), "neither ticks nor count" },
	{ "a series without samples", OBSERVED(",\"series\":{\"gap\":{\"unit\":\"count\"}}"), "\"samples\" is missing" },
	{ "a series that falls", OBSERVED(",\"series\":{\"gap\":{\"unit\":\"count\",\"samples\":[[2,1],[1,1]]}}"), "gap[1] is not above the one before" },
	{ "a series with a control character", OBSERVED(",\"series\":{\"\\u001b\":{\"unit\":\"count\",\"samples\":[]}}"), "control character" },
	{ "a text for a fact", OBSERVED(",\"facts\":{\"rate\":\"1\"}"), "\"facts.rate\" is a string, not a number" },
	{ "a list for facts", OBSERVED(",\"facts\":[1]"), "\"facts\" is a list, not an object" },
	{ "a sum of samples beyond 2^53", HEADER TRIAL_WITH("[[1,9007199254740991]]", "1", "timed") NUMBERED("1", "a", "0", ",\"series\":{\"gap\":{\"unit\":\"count\",\"samples\":[[1,9007199254740991]]}}"), ":3: trial: more than 2^53 samples" },
	{ "two trials that each have 2^53 - 1 samples", HEADER TRIAL_WITH("[[1,9007199254740991]]", "1", "timed") TRIAL_WITH("[[1,9007199254740991]]", "1", "timed"), ":3: trial: more than 2^53 samples" },
	{ "a fact without end", HEADER NUMBERED("0", "a", "0", ",\"facts\":{\"rate\":1.7e308}"), "\"facts.rate\" is 1.7e+308: must be -1e+24 to 1e+24" },
	{ "a fact that is negative", HEADER NUMBERED("0", "a", "0", ",\"facts\":{\"bystanders\":-1}"), "\"facts.bystanders\" is negative: -1" },
	{ "a timer of 10^18 ticks a second", "{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"1\"},\"platform\":\"kvm\",\"unit\":\"ns\",\"timer\":{\"hz\":1000000000000000000}}\n", "\"timer.hz\" is 1000000000000000000: must be 1 to" },
	{ "a timer that stands", "{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"1\"},\"platform\":\"kvm\",\"unit\":\"ns\",\"timer\":{\"hz\":0}}\n", "\"timer.hz\" is 0: must be 1 to" },
	{ "a count that no report reads, negative", HEADER NUMBERED("0", "a", "0", ",\"proof\":{\"minor_faults\":-5}"), ":2: trial: \"proof.minor_faults\" is negative: -5" },
	{ "a count of states that is negative", HEADER NUMBERED("0", "a", "0", ",\"proof\":{\"pte_before\":{\"none\":-5}}"), "\"proof.pte_before.none\" is negative: -5" },
	{ "IPIs beyond all sums", HEADER NUMBERED("0", "a", "0", ",\"proof\":{\"tlb_ipis\":9223372036854775807}"), "\"proof.tlb_ipis\" is 9223372036854775807: must be 0 to" },
	{ "a control character beyond ASCII", HEADER "{\"record\":\"error\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"reason\":\"\\u009b2J\"}\n", "\"reason\" holds a control character" },
	{ "a mark of direction", HEADER "{\"record\":\"error\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"reason\":\"\\u202ecod.exe\"}\n", "\"reason\" holds a control character" },
	{ "a trial that is there twice", HEADER TWO NUMBERED("0", "a", "1", "") END_OF("1", "0", "0", "0"), ":4: trial: trial 1 of run 0 (a) is on line 3 already" },
	{ "trials that all have one number", HEADER NUMBERED("0", "a", "0", "") NUMBERED("0", "a", "0", ""), ":3: trial: trial 0 of run 0 (a) is on line 2 already" },
	{ "a trial missing at the front", HEADER NUMBERED("0", "a", "1", "") END_OF("1", "0", "0", "0"), "trial 0 of run 0 (a) is missing" },
	{ "a trial missing at the end", HEADER NUMBERED("0", "a", "0", "") END_OF("1", "0", "0", "0"), "trial 1 of run 0 (a) is missing" },
	{ "a run that becomes another", HEADER NUMBERED("0", "a", "0", "") NUMBERED("0", "b", "1", ""), ":3: trial: run 0 has another scenario or other parameters than on line 2" },
	{ "a run that fails twice", HEADER NOTE("error", "0") NOTE("error", "0"), ":3: error: run 0 has failed or was skipped before" },
	{ "an end of more failures", HEADER TWO END_OF("1", "0", "7", "0"), ":4: end: \"skipped\" and \"failed\" is 7, but the file has 0" },
	{ "an end of fewer runs", HEADER TWO NOTE("skip", "1") END_OF("1", "0", "0", "0"), ":5: end: \"runs\" is 1, but the file has 2" },
	{ "an end of more skips", HEADER TWO NOTE("skip", "1") END_OF("2", "2", "0", "0"), ":5: end: \"skipped\" and \"failed\" is 2, but the file has 1" },
	{ "an end of more findings", HEADER TWO END_OF("1", "0", "0", "3"), ":4: end: \"findings\" is 3, but the file has 0" },
	{ "a run far beyond the longest plan", HEADER NUMBERED("10000", "a", "0", ""), ":2: trial: \"run\" is 10000: must be 0 to 9999" },
	{ "an unknown role", HEADER TRIAL_WITH("[[1,1]]", "1", "guessed"), "\"role\" is neither timed nor counted" },
};

static void damaged_files(void)
{
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		struct result result;
		int err = read_text(&result, damaged[i].text);

		claim(err && err != -EINVAL && strstr(err_text(err), damaged[i].message) &&
		      strstr(err_text(err), path) && !result.record,
		      "%s is refused, with file and reason", damaged[i].what);
		if (err && !strstr(err_text(err), damaged[i].message))
			printf("#   seen: %s\n", err_text(err));
		result_free(&result);
	}
}

/* Cuts a good file after each of its bytes: never a crash, never a wrong success. */
static void cut_anywhere(void)
{
	static const char text[] = HEADER TRIAL END;
	size_t wrong = 0, header = strlen(HEADER), trial = strlen(HEADER TRIAL);

	for (size_t length = 0; length < sizeof(text) - 1; length++) {
		char part[sizeof(text)] = "";
		struct result result;
		int err;

		memcpy(part, text, length);
		err = read_text(&result, part);
		/* All of a line but its newline is still all of the record. */
		wrong += length < header - 1 && !err;
		wrong += length >= trial - 1 && (err || result.trial_count != 1);
		result_free(&result);
	}
	claim(!wrong, "a file cut after any byte is refused or read as far as it goes");
}

static void line_ends(void)
{
	static const struct {
		const char *what, *text, *message;
	} foreign[] = {
		{ "a byte order mark", "\xef\xbb\xbf" HEADER TRIAL END, "byte order mark" },
		{ "UTF-16", "\xff\xfe{\n", "UTF-16" },
		{ "gzip", "\x1f\x8b\x08", "gzip" },
	};
	struct result result;

	claim(!read_text(&result, HEADER TRIAL "{\"record\":\"end\",\"runs\":1}\r\n") && result.ended, "lines may end with CRLF");
	result_free(&result);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		int err = read_text(&result, foreign[i].text);

		claim(err && strstr(err_text(err), foreign[i].message), "%s is named", foreign[i].what);
	}
}

static void missing_file(void)
{
	struct result result;

	claim(result_read(&result, "/nonexistent/x.jsonl") == -ENOENT, "a missing file is refused");
	claim(strstr(err_text(-ENOENT), "/nonexistent/x.jsonl: cannot be opened") != NULL, "and named");
	claim(result_read(&result, "/tmp") == -EIO, "a folder is no result file");
}

int main(void)
{
	int file = mkstemp(path);

	if (file < 0)
		return 1;
	close(file);
	whole_file();
	interrupted();
	missing_runs();
	spelt_otherwise();
	samples_elsewhere();
	knobs();
	observed();
	no_times();
	damaged_files();
	cut_anywhere();
	line_ends();
	missing_file();
	unlink(path);
	return claims_done();
}
