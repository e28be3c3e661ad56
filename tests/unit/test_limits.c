/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_limits: results in memory that is bound, whatever the size of the file.
 * links: result base
 */
#include "base/err.h"
#include "result/reader.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER								\
	"{\"record\":\"header\",\"schema\":1,\"tool\":{\"version\":\"1\"},\"platform\":\"kvm\"," \
	"\"unit\":\"ns\",\"timer\":{\"hz\":1000000000},\"machine\":{\"arch\":\"x86_64\",\"cpus\":2},\"kernel\":{\"name\":\"base\",\"release\":\"6.12\"},"		\
	"\"boot\":\"b\",\"plan\":{\"digest\":\"d\"}}\n"
#define TRIAL(number, role, samples)					\
	"{\"record\":\"trial\",\"run\":0,\"scenario\":\"s\",\"parameters\":{},\"trial\":" number	\
	",\"role\":\"" role "\",\"pages_per_sample\":1,\"samples\":" samples ","		\
	"\"series\":{\"gap\":{\"unit\":\"count\",\"samples\":[[" number ",1]]}},"		\
	"\"faults\":{\"restore\":0,\"extra_write\":0,\"other\":0},\"touched_pages\":1}\n"

static char path[] = "/tmp/dexbench-limits.XXXXXX";

/* Writes @before, @count times @item with commas between, and @behind; % in @item is a number. */
static int write_many(const char *before, const char *item, size_t count, const char *behind)
{
	const char *number = strchr(item, '%');
	FILE *file = fopen(path, "w");

	if (!file)
		return -errno;
	fputs(before, file);
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%s%.*s%zu%s", i ? "," : "", (int)(number - item), item, i, number + 1);
	fputs(behind, file);
	return fclose(file);
}

static const struct {
	const char *what, *before, *item;
	size_t count;
	const char *behind, *message;
} beyond[] = {
	{ "a line of a million lists", HEADER "{\"record\":\"skip\",\"x\":[", "[%]",
	  RESULT_VALUES_MOST / 2 + 1, "]}\n", ":2: more than 1048576 values" },
	{ "samples in order and a million lists", HEADER "{\"samples\":[[1,1]],\"x\":[", "[%]",
	  RESULT_VALUES_MOST / 2 + 1, "]}\n", ":2: more than 1048576 values" },
	{ "a line of 17 MB", HEADER "{\"record\":\"skip\",\"x\":\"", "0000000000000000%", 800000,
	  "\"}\n", ":2: the line is longer than the limit, 16777216 bytes" },
	{ "a run of a thousand parameters",
	  HEADER "{\"record\":\"skip\",\"run\":0,\"scenario\":\"s\",\"reason\":\"r\",\"parameters\":{",
	  "\"p%\":\"1\"", RESULT_NAMES_MOST, "}}\n", ":2: skip: more than 1024 names" },
};

static void limits(void)
{
	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		struct result result;
		int err = write_many(beyond[i].before, beyond[i].item, beyond[i].count,
				     beyond[i].behind);

		if (!claim(!err, "%s is written", beyond[i].what))
			continue;
		err = result_read_folded(&result, path, NULL, NULL);
		claim(err && strstr(err_text(err), beyond[i].message), "%s is refused by line and limit",
		      beyond[i].what);
		if (err && !strstr(err_text(err), beyond[i].message))
			printf("#   seen: %s\n", err_text(err));
		result_free(&result);
	}
}

static int count_pairs(struct result_trial *trial, void *data)
{
	*(size_t *)data += trial->pair_count;
	return 0;
}

static int refuse(struct result_trial *trial, void *data)
{
	return err_set(EDOM, "refused");
}

static void folded(void)
{
	const struct result_measured *run;
	struct result result;
	struct sorted all, gaps;
	size_t seen = 0;

	write_many(HEADER TRIAL("0", "counted", "[[1,1]]") TRIAL("1", "timed", "[[3,2],[5,1]]")
		   TRIAL("2", "timed", "[[1,4],[3,1]]"), "%", 0, "{\"record\":\"end\",\"runs\":1}\n");
	if (!claim(!result_read_folded(&result, path, count_pairs, &seen), "a file is folded"))
		return;
	run = &result.measured[0];
	all = pool_sorted(&run->samples);
	claim(seen == 5, "its reader sees the samples of each trial");
	claim(!result.kept && !result.trials[1].pairs && result.trials[1].samples == 3,
	      "which are gone then, and only counted");
	claim(all.count == 3 && all.items[0].count == 4 && all.items[1].value == 3 &&
	      all.items[1].count == 3 && all.items[2].count == 1,
	      "those of timed trials are one distribution, each value once");
	gaps = pool_sorted(&run->series[0].pool);
	claim(run->series_count == 1 && gaps.count == 2 && gaps.items[0].value == 1,
	      "and so is each series");
	result_free(&result);
	claim(result_read_folded(&result, path, refuse, NULL) == -EDOM, "a reader may refuse");
	result_free(&result);
}

int main(void)
{
	int file = mkstemp(path);

	if (file < 0)
		return 1;
	close(file);
	limits();
	folded();
	unlink(path);
	return claims_done();
}
