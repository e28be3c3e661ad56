/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reproducer.c: dexbench reproducer: write a scenario as one C file that stands alone.
 *
 * For a mail: at most 80 lines, without dexbench, with its module or the kernel's own test_hmm.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char head[] =
	"#define _GNU_SOURCE\n"
	"#include <err.h>\n"
	"#include <fcntl.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"#include <sys/ioctl.h>\n"
	"#include <sys/mman.h>\n"
	"#include <sys/resource.h>\n"
	"#include <unistd.h>\n";

/* The device: dexdev, or test_hmm, which takes page by page and copies each. */
static const char device[] =
	"/* Requests of dexbench's module dexdev, and of the kernel's CONFIG_TEST_HMM. */\n"
	"struct exclusive { uint32_t abi, flags; uint64_t start, pages, done, dirty; };\n"
	"struct mirror { uint64_t start, buffer, pages, copied, faults; };\n"
	"\n"
	"static void make_exclusive(void)\n"
	"{\n"
	"\tstatic char copy[1 << 16];\n"
	"\tstruct exclusive all = { 1, %d, (uintptr_t)p, PAGES, 0, 0 };\n"
	"\tint fd = dexdev < 0 ? open(\"/dev/hmm_dmirror0\", O_RDWR) : -1;\n"
	"\n"
	"\tif (!ioctl(dexdev, _IOWR(0xde, 1, struct exclusive), &all) && all.done == PAGES)\n"
	"\t\treturn;\n"
	"\tfor (long i = 0; i < PAGES; i++) {\n"
	"\t\tstruct mirror one = { (uintptr_t)p + i * size, (uintptr_t)copy, 1, 0, 0 };\n"
	"\n"
	"\t\tif (ioctl(fd, _IOWR('H', 5, struct mirror), &one))\n"
	"\t\t\terr(2, \"neither dexdev nor hmm_dmirror\");\n"
	"\t}\n"
	"}\n"
	"\n";

static const char entries[] =
	"struct entries { uint32_t abi, flags; uint64_t start, pages, states, done; };\n\n";

static const char locals[] =
	"\tconst char *words[] = { \"present\", \"exclusive\", \"non-present\", \"huge\", \"write\",\n"
	"\t\t\"dirty\", \"young\", \"soft-dirty\", \"uffd-wp\" };\n"
	"\tstruct rusage before, after;\n"
	"\tuint16_t state = 0;\n";

static const char body[] =
	"\n"
	"\tdexdev = open(\"/dev/dexdev\", O_RDWR);\n"
	"\tsize = sysconf(_SC_PAGESIZE);\n"
	"\tp = mmap(NULL, PAGES * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
	"\tmadvise(p, PAGES * size, MADV_NOHUGEPAGE);\n"
	"\tfor (long i = 0; i < PAGES; i++)\n"
	"\t\tp[i * size] = 1;\n";

static const char end_find[] =
	"\tprintf(\"%%ld of %%ld: %s\\n\", bad, PAGES);\n"
	"\treturn bad > 0;\n"
	"}\n";

static const char end[] =
	"\tstruct entries first = { 1, 0, (uintptr_t)p, 1, (uintptr_t)&state, 0 };\n"
	"\tgetrusage(RUSAGE_SELF, &after);\n"
	"\tgetrusage(RUSAGE_SELF, &before);\n"
	"\tfor (volatile char *page = p; page < p + PAGES * size; page += size)\n"
	"\t\t%s\n"
	"\tgetrusage(RUSAGE_SELF, &after);\n"
	"\tprintf(\"faults per page: %%.3f\\n\", (double)(after.ru_minflt - before.ru_minflt) / PAGES);\n"
	"\tioctl(dexdev, _IOWR(0xde, 2, struct entries), &first);\n"
	"\tprintf(\"entry of the first page:%%s\", state ? \"\" : \" known to dexdev alone\");\n"
	"\tfor (int i = 0; i < 9; i++)\n"
	"\t\tprintf(\"%%s%%s\", state & 1 << i ? \" \" : \"\", state & 1 << i ? words[i] : \"\");\n"
	"\tputs(\"\");\n"
	"\treturn after.ru_minflt - before.ru_minflt > PAGES * %d;\n"
	"}\n";

static const char read_first[] =
	"\tfor (volatile char *page = p; page < p + PAGES * size; page += size)\n"
	"\t\t(void)*page;\n";

/* What lines of C ask for by these words. */
static const struct {
	const char *word, *includes;
} more[] = {
	{ "uffdio", "#include <linux/userfaultfd.h>\n#include <sys/syscall.h>\n" },
	{ "wait(", "#include <sys/wait.h>\n" },
	{ "strstr(", "#include <string.h>\n" },
};

/* @lines, each with a tab before it. */
static void print_lines(const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		printf("%s%.*s\n", length ? "\t" : "", (int)length, lines);
		lines += length + (lines[length] == '\n');
	}
}

/* Two nodes take more lines than a mail has room for. */
static bool has_reproducer(const struct scenario *scenario)
{
	return (scenario->in_c.touch || scenario->in_c.find) && !(scenario->needs & NEED_TWO_NODES);
}

static int print_reproducer(const struct plan_run *run)
{
	const struct scenario *scenario = run->entry->scenario;
	const struct in_c *in_c = &scenario->in_c;
	bool exclusive = scenario->needs & NEED_MODULE;
	int clean = values_constructed(&run->values);

	if (!has_reproducer(scenario))
		return err_set(ENOTSUP, "%s: has no reproducer; those that have: dexbench reproducer --list",
			       run->entry->name);
	printf("// SPDX-License-Identifier: GPL-2.0-only\n/*\n * %s: %s.\n"
	       " * For root, where dexdev or test_hmm is loaded: cc %s.c && ./a.out\n",
	       run->entry->name, scenario->summary, run->entry->name);
	if (in_c->find)
		printf(" * Exits 1 if there are %s, 2 if it cannot run.\n */\n", in_c->bad);
	else
		printf(" * Exits 1 if a page takes more than %d fault%s, 2 if it cannot run.\n */\n",
		       in_c->faults, in_c->faults == 1 ? "" : "s");
	fputs(head, stdout);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		if ((in_c->arm && strstr(in_c->arm, more[i].word)) ||
		    (in_c->find && strstr(in_c->find, more[i].word)))
			fputs(more[i].includes, stdout);
	printf("\n#define PAGES\t%lluL\nstatic char *p;\nstatic long size;\nstatic int dexdev;\n\n",
	       (unsigned long long)values_count(&run->values, "pages", 256));
	if (exclusive)
		printf(device, clean);
	if (!in_c->find)
		fputs(entries, stdout);
	printf("int main(void)\n{\n%s%s", in_c->find ? "\tlong bad = 0;\n" : locals, body);
	print_lines(in_c->before ? in_c->before : "");
	if (exclusive)
		print_lines("make_exclusive();");
	print_lines(in_c->arm ? in_c->arm : "");
	if (in_c->read_first)
		fputs(read_first, stdout);
	if (in_c->find) {
		print_lines(in_c->find);
		printf(end_find, in_c->bad);
	} else {
		printf(end, in_c->touch, in_c->faults);
	}
	return 0;
}

static int print_names(void)
{
	for (size_t i = 0; i < scenario_count(); i++)
		if (has_reproducer(scenario_nth(i)->scenario))
			printf("%s\n", scenario_nth(i)->name);
	return 0;
}

int command_reproducer(int argc, char **argv)
{
	bool list = false;
	const struct option_row rows[] = {
		{ "list", 0, OPTION_FLAG, &list, NULL, "print the names of the scenarios that have one" },
		{ 0 },
	};
	const struct option_command command = {
		"dexbench reproducer", "SCENARIO [KEY=VALUE ...]",
		"Prints a scenario as one C file of at most 80 lines, with dexdev or the kernel's test_hmm, for a mail. Of the parameters it knows pages and folio.",
		rows,
	};
	struct plan plan = { 0 };
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (!err && !list && first == argc)
		err = err_set(EINVAL, "which scenario? see dexbench reproducer --list");
	if (!err && !list)
		err = read_plan_words(&plan, argv + first, argc - first);
	if (!err && !list && plan.count != 1)
		err = err_set(EINVAL, "%zu runs: one at a time, such as restore_read folio=dirty", plan.count);
	if (!err)
		err = list ? print_names() : print_reproducer(&plan.runs[0]);
	plan_free(&plan);
	return err ? err_report("dexbench reproducer", err) : EXIT_DONE;
}
