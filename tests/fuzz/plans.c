/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plans.c: fuzz the reader of plans; an empty line parts two that may include each other.
 */
#include "run/plan.h"
#include "run/scenario.h"
#include "tests/fuzz/fuzz.h"

static const struct parameter parameters[] = {
	{ "folio", "dirty", "dirty|clean", 0, 0, "state" },
	{ "bystanders", "2", NULL, 0, 8, "threads" },
	{ 0 },
};

SCENARIO(restore_read) {
	.summary	= "stands for all",
	.parameters	= parameters,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct override overrides[] = { { "pages", "64" }, { NULL, NULL } };
	const uint8_t *parting = memmem(data, size, "\n\n", 2);
	size_t first = parting ? (size_t)(parting - data) + 1 : size;
	const char *path = fuzz_file(0, data, first);
	struct plan plan = { 0 };
	char line[512];

	if (parting)
		fuzz_file(1, parting + 2, size - first - 1);
	if (!plan_read(&plan, path) && !plan_override(&plan, overrides)) {
		plan_digest(&plan);
		plan_line(&plan, 0, line, sizeof(line));
		plan_filter(&plan, "restore*");
	}
	plan_free(&plan);
	return 0;
}
