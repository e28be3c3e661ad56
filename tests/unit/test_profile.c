/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_profile: who gets an instruction, and who called whom.
 * links: run sys result base
 */
#include "base/err.h"
#include "run/profile.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { STACK = 0x10000, OTHER = 0x7000000 };

static void at(struct profile *profile, const char *function, uint64_t sp, bool entry)
{
	const struct profile_place place = { .function = function, .sp = sp, .entry = entry };

	if (profile_add(profile, &place))
		abort();
}

static void user(struct profile *profile, uint64_t sp)
{
	const struct profile_place place = { .function = "fire", .where = "user", .sp = sp, .user = true };

	if (profile_add(profile, &place))
		abort();
}

static const struct profile_row *row(const struct profile *profile, const char *name)
{
	static const struct profile_row none;

	for (size_t i = 0; i < profile->count; i++)
		if (!strcmp(profile->rows[i].name, name))
			return &profile->rows[i];
	return &none;
}

static void hold(const struct profile *profile, const char *name, uint64_t self, uint64_t inclusive, uint64_t calls)
{
	const struct profile_row *found = row(profile, name);

	claim(found->self == self && found->inclusive == inclusive && found->calls == calls,
	      "%s: %d itself, %d with what it calls, %d calls", name, (int)self, (int)inclusive, (int)calls);
	if (found->self != self || found->inclusive != inclusive || found->calls != calls)
		printf("#   seen %d %d %d\n", (int)found->self, (int)found->inclusive, (int)found->calls);
}

/* user, exception on a stack of its own, the fault's function on the thread's, a call, a tail call, back. */
static void a_fault(struct profile *profile)
{
	user(profile, 0x500);
	at(profile, "entry", OTHER, true);
	at(profile, "entry", OTHER, false);
	at(profile, "handler.isra.0", STACK, true);
	at(profile, "handler.isra.0", STACK - 64, false);
	at(profile, "first", STACK - 72, true);
	at(profile, "second", STACK - 72, true);	/* first jumped to it */
	at(profile, "second", STACK - 72, false);
	at(profile, "handler.cold", STACK - 64, false);
	at(profile, "entry", STACK + 8, false);
	user(profile, 0x500);
}

static void calls(void)
{
	struct profile profile = { .median = 11, .ticks = 11 };

	a_fault(&profile);
	hold(&profile, "fire [user]", 2, 11, 1);
	hold(&profile, "entry", 3, 9, 1);
	hold(&profile, "handler", 3, 6, 1);
	hold(&profile, "first", 1, 1, 1);
	hold(&profile, "second", 2, 2, 1);
	claim(!profile_check(&profile), "what adds up passes");
	profile.ticks = 12;
	claim(profile_check(&profile) == -EILSEQ, "one instruction that the clock counted more is an error");
	claim(strstr(err_text(-EILSEQ), "sum up to 11 instructions, 11 were executed, the guest's clock counted 12"),
	      "and the line shows the sums");
	profile.ticks = 11;
	profile.median = 10;
	claim(profile_check(&profile) == -EILSEQ, "so is another median");
	profile.median = 11;
	profile.rows[0].self++;
	claim(profile_check(&profile) == -EILSEQ, "and a function with one too many");
	profile_restart(&profile);
	a_fault(&profile);
	hold(&profile, "handler", 3, 6, 1);
	profile_free(&profile);
}

static void recursion(void)
{
	struct profile profile = { 0 };

	at(&profile, "again", STACK, true);
	at(&profile, "again", STACK - 8, true);
	at(&profile, "again", STACK - 16, true);
	hold(&profile, "again", 3, 3, 3);
	for (int i = 0; i < 2 * PROFILE_DEPTH; i++)
		at(&profile, "again", STACK - 32 - 8 * (uint64_t)i, true);
	claim(profile.rows[0].self == 3 + 2 * PROFILE_DEPTH, "calls deeper than are followed are counted");
	profile_free(&profile);
}

static void files(void)
{
	char path[] = "/tmp/test_profile.XXXXXX";
	struct profile profile = { .median = 11, .ticks = 11, .faults = 1, .touch = 3, .kernel = "base",
				   .release = "6.12", .scenario = "null", .finding = "it's odd" }, read;
	FILE *file;
	int fd = mkstemp(path);

	if (fd < 0)
		abort();
	close(fd);
	a_fault(&profile);
	claim(!profile_write(&profile, path) && !profile_read(&read, path), "a profile is written and read");
	claim(read.count == profile.count && !profile_check(&read) && read.faults == 1 && read.touch == 3,
	      "with all that it holds");
	claim_text(read.finding, "it's odd", "its finding too");
	hold(&read, "handler", 3, 6, 1);
	profile_free(&read);
	profile_free(&profile);

	claim(profile_write(&profile, "/nonexistent/x") == -EIO, "a file that cannot be written is an error");
	claim(profile_read(&read, "/nonexistent/x") == -EBADMSG && !read.rows, "and one that cannot be read");
	file = fopen(path, "w");
	fputs("{\"kernel\": 7}", file);
	fclose(file);
	claim(profile_read(&read, path) == -EBADMSG, "another JSON object is no profile");
	claim(strstr(err_text(-EBADMSG), "no profile of dexbench explain"), "and the line says so");
	unlink(path);
}

int main(void)
{
	calls();
	recursion();
	files();
	return claims_done();
}
