/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_base: errors, units, options, shuffles and the clock.
 * links: base
 */
#include "base/clock.h"
#include "base/err.h"
#include "base/options.h"
#include "base/random.h"
#include "base/units.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>

static void errors(void)
{
	claim(err_set(ENOENT, "%s: gone", "file") == -ENOENT, "err_set() returns -errno");
	claim_text(err_text(-ENOENT), "file: gone", "and keeps its line");
	claim_text(err_text(-EIO), strerror(EIO), "another errno has no line of its own");
	err_set(EINVAL, "%s:%d: %s", "plan", 3, err_text(-ENOENT));
	claim_text(err_text(-EINVAL), "plan:3: file: gone", "a caller may add to the line");
	err_set(EINVAL, "\x1b[2J a\nb\r \xc2\x9b \xe2\x80\xae \x9b \xc3\xa4 \xed\xa0\x80 \xc0\xaf \\x");
	claim_text(err_text(-EINVAL),
		   "\\x1b[2J a\\x0ab\\x0d \\u009b \\u202e \\x9b \xc3\xa4 \\xed\\xa0\\x80 \\xc0\\xaf \\x",
		   "control characters are escaped");
}

static void units(void)
{
	static const char *const wrong[] = { "", "-1", " 1", "1k", "0x10", "1.5", "+1" };
	uint64_t count = 77;
	double number = 77;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		claim(units_parse_count(wrong[i], &count) == -EINVAL && count == 77,
		      "\"%s\" is no count", wrong[i]);
	claim(!units_parse_count("18446744073709551615", &count) && count == UINT64_MAX,
	      "the largest count is one");
	claim(units_parse_count("18446744073709551616", &count) == -ERANGE, "and one more is too large");
	claim(!units_parse_number("2.5", &number) && number == 2.5, "2.5 is a number");
	claim(units_parse_number("inf", &number) == -EINVAL && units_parse_number("", &number) == -EINVAL,
	      "infinity and nothing are none");
}

static void options(void)
{
	bool flag = false;
	const char *text = NULL;
	uint64_t count = 0;
	const struct option_row rows[] = {
		{ "flag", 'f', OPTION_FLAG, &flag, NULL, "a flag" },
		{ "text", 0, OPTION_TEXT, &text, "T", "a text" },
		{ "count", 'c', OPTION_COUNT, &count, "N", "a count" },
		{ 0 },
	};
	const struct option_command command = { "test", "", "Tests.", rows };
	const char *good[] = { "test", "word", "--text=a b", "-c", "5", "-f", "other", NULL };
	const char *unknown[] = { "test", "--nope", NULL };
	const char *missing[] = { "test", "--text", NULL };
	int first;

	claim(!options_parse(&command, 7, (char **)good, &first), "options and words may be mixed");
	claim(flag && count == 5, "short forms are read");
	claim_text(text, "a b", "and long ones");
	claim(first == 5 && !strcmp(good[5], "word") && !strcmp(good[6], "other"),
	      "words end up at the end, in their order");
	claim(options_parse(&command, 2, (char **)unknown, &first) == -EINVAL, "an unknown option is refused");
	claim_text(err_text(-EINVAL), "--nope: no such option; see test --help", "by name");
	claim(options_parse(&command, 2, (char **)missing, &first) == -EINVAL, "an argument must be there");
}

static void shuffles(void)
{
	enum { ITEMS = 64 };
	void *one[ITEMS], *other[ITEMS], *third[ITEMS];
	struct random random;
	uintptr_t sum = 0;
	int moved = 0;

	for (uintptr_t i = 0; i < ITEMS; i++)
		one[i] = other[i] = third[i] = (void *)(i + 1);
	random_start(&random, 1, 0);
	random_shuffle(&random, one, ITEMS);
	random_start(&random, 1, 0);
	random_shuffle(&random, other, ITEMS);
	random_start(&random, 1, 1);
	random_shuffle(&random, third, ITEMS);
	for (uintptr_t i = 0; i < ITEMS; i++) {
		sum += (uintptr_t)one[i];
		moved += one[i] != (void *)(i + 1);
	}
	claim(sum == ITEMS * (ITEMS + 1) / 2, "a shuffle keeps every item");
	claim(moved > ITEMS / 2, "and moves most");
	claim(!memcmp(one, other, sizeof(one)), "the same seed gives the same order");
	claim(memcmp(one, third, sizeof(one)), "another stream another");
}

static void uniformity(void)
{
	int seen[6] = { 0 };
	struct random random;
	double chi = 0;

	random_start(&random, 7, 7);
	for (int i = 0; i < 6000; i++)
		seen[random_below(&random, 6)]++;
	for (int i = 0; i < 6; i++)
		chi += (seen[i] - 1000.0) * (seen[i] - 1000.0) / 1000.0;
	/* 20.5 is the 99.9 % quantile of chi-square with 5 degrees of freedom. */
	claim(chi < 20.5, "6000 throws of a die look like a die (chi-square %.1f)", chi);
}

static void clocks(void)
{
	uint64_t start = clock_start(), stop = clock_stop();

	claim(stop >= start, "the tick counter does not go back");
	claim(clock_ticks_per_second() > 1e6, "and runs faster than a megahertz");
}

int main(void)
{
	errors();
	units();
	options();
	shuffles();
	uniformity();
	clocks();
	return claims_done();
}
