/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * results.c: fuzz dexcompare, with two result files that an empty line parts, in every form of output.
 */
#define main dexcompare_main
#include "bench/dexcompare.c"
#undef main
#include "tests/fuzz/fuzz.h"

#define ALLOW	"--allow=schema,platform,tool,machine,device,plan"

static const char *const forms[][4] = {
	{ "show", ALLOW, NULL },
	{ "--separate", ALLOW, NULL },
	{ "--separate", ALLOW, "--cover-letter" },
	{ "--separate", ALLOW, "--commit-message" },
	{ "--separate", ALLOW, "--markdown" },
	{ "--separate", ALLOW, "--html=-" },
	{ "--separate", ALLOW, "--chart" },
	{ "--separate", ALLOW, "--tsv" },
	{ "--separate", ALLOW, "--json" },
	{ "--separate", ALLOW, "--fail-on-regression=1" },
	{ "show", ALLOW, "--chart" },
	{ "history", "--separate", ALLOW },
	{ "history", ALLOW, "--tsv" },
	{ "baselines", ALLOW, NULL },
	{ "export", ALLOW, NULL },
	{ "export", ALLOW, "--series" },
	{ "export", ALLOW, "--figures" },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char initial[sizeof(choice)];
	static bool known;
	const uint8_t *parting = memmem(data, size, "\n\n", 2);
	size_t first = parting ? (size_t)(parting - data) + 1 : size;
	const char *files[2];

	if (!known)
		memcpy(initial, &choice, sizeof(choice));
	known = true;
	files[0] = fuzz_file(0, data, first);
	files[1] = parting ? fuzz_file(1, parting + 2, size - first - 1) : NULL;
	for (size_t form = 0; form < sizeof(forms) / sizeof(forms[0]); form++) {
		char *argv[8] = { "dexcompare" };
		int argc = 1;

		for (size_t i = 0; i < 4 && forms[form][i]; i++)
			argv[argc++] = (char *)forms[form][i];
		argv[argc++] = (char *)files[0];
		if (files[1])
			argv[argc++] = (char *)files[1];
		memcpy(&choice, initial, sizeof(choice));
		/* What cannot be read or shown at all is refused by the others in the same way. */
		if (run_command(argc, argv) && !form)
			break;
	}
	return 0;
}
