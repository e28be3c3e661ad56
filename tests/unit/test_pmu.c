/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_pmu: which PMU is a CPU's and what it is asked for, from folders like the kernel's;
 * counts that are refused; and a machine without any.
 * links: sys base
 */
#include "base/err.h"
#include "sys/pmu.h"
#include "sys/pmu_events.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/test-pmu-XXXXXX";

/* A file of a PMU, with the folders above it. */
static void put(const char *path, const char *text)
{
	char whole[256];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(whole, 0755);
		*at = '/';
	}
	file = fopen(whole, "w");
	if (!file) {
		perror(whole);
		exit(1);
	}
	fprintf(file, "%s\n", text);
	fclose(file);
}

static const char *devices(const char *machine)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", root, machine);
	return path;
}

static void whose_pmu(void)
{
	struct core_pmu pmu;

	put("plain/cpu/type", "4");
	put("plain/msr/type", "9");
	put("plain/uncore_imc/type", "11");
	put("plain/uncore_imc/cpumask", "0-7");
	claim(!core_pmu_find(&pmu, devices("plain"), 3), "where all cores are alike, any CPU has a PMU");
	claim_text(pmu.name, "cpu", "which is called cpu");
	claim(pmu.type == 4 && !pmu.several, "of type 4, and the only one");

	put("hybrid/cpu_core/type", "4");
	put("hybrid/cpu_core/cpus", "0-3,8");
	put("hybrid/cpu_atom/type", "10");
	put("hybrid/cpu_atom/cpus", "4-7");
	claim(!core_pmu_find(&pmu, devices("hybrid"), 8), "on a hybrid machine CPU 8 has one");
	claim_text(pmu.name, "cpu_core", "that of the large cores");
	claim(!core_pmu_find(&pmu, devices("hybrid"), 5) && pmu.type == 10, "CPU 5 has that of the small ones");
	claim(pmu.several, "and both know of the other kind");
	claim(core_pmu_find(&pmu, devices("hybrid"), 9) == -ENOENT, "CPU 9, which is of neither, has none");

	put("guest/software/type", "1");
	put("guest/tracepoint/type", "2");
	claim(core_pmu_find(&pmu, devices("guest"), 0) == -ENOENT, "nor has a guest where there is no core PMU");
	claim(strstr(err_text(-ENOENT), "CPU 0 has no PMU") != NULL, "and it says so: %s", err_text(-ENOENT));
	claim(core_pmu_find(&pmu, devices("nowhere"), 0) == -ENOENT, "nor a kernel without the folder");
}

static void what_it_is_asked_for(void)
{
	struct pmu_config config = { { 0 } };
	struct core_pmu pmu;

	put("arm/armv8_pmuv3_0/type", "7");
	put("arm/armv8_pmuv3_0/cpus", "0");
	put("arm/armv8_pmuv3_0/events/dtlb_walk", "event=0x0034");
	put("arm/armv8_pmuv3_0/events/strange", "colour=3");
	put("arm/armv8_pmuv3_0/format/event", "config:0-15");
	put("arm/armv8_pmuv3_0/format/rdpmc", "config1:1");
	put("arm/armv8_pmuv3_0/format/split", "config:16-17,32-35");
	put("arm/armv8_pmuv3_0/format/broken", "elsewhere:0");
	core_pmu_find(&pmu, devices("arm"), 0);

	claim(!core_pmu_event(&config, &pmu, devices("arm"), "dtlb_walk") && config.words[0] == 0x34,
	      "an event that the kernel names is found");
	claim(core_pmu_event(&config, &pmu, devices("arm"), "dtlb_stroll") == -ENOENT, "one that it does not is not");
	claim(!core_pmu_terms(&config, &pmu, devices("arm"), "rdpmc=1,split=0x2d"), "terms are added");
	claim(config.words[1] == 2, "each in the word that the format names");
	claim(config.words[0] == (0x34 | 1ull << 16 | 0xbull << 32), "and in its bits, also where they lie apart");
	claim(!core_pmu_terms(&config, &pmu, devices("arm"), "rdpmc"), "a term alone means 1");

	claim(core_pmu_event(&config, &pmu, devices("arm"), "strange") == -EINVAL,
	      "an event whose term no format describes is refused");
	claim(strstr(err_text(-EINVAL), "\"colour\"") != NULL, "by the term's name: %s", err_text(-EINVAL));
	claim(core_pmu_terms(&config, &pmu, devices("arm"), "broken=1") == -EINVAL, "so is a format that makes no sense");
	claim(core_pmu_terms(&config, &pmu, devices("arm"), "rdpmc=2") == -EINVAL, "a value that does not fit");
	claim(core_pmu_terms(&config, &pmu, devices("arm"), "event=0x34z") == -EINVAL, "and one that is no number");
}

static struct pmu_reading reading(uint64_t count, uint64_t enabled, uint64_t running)
{
	struct pmu_reading all = { .is_open[PMU_CYCLES_USER] = true, .on_pmu[PMU_CYCLES_USER] = true };

	all.count[PMU_CYCLES_USER] = count;
	all.enabled[PMU_CYCLES_USER] = enabled;
	all.running[PMU_CYCLES_USER] = running;
	return all;
}

static void refused_counts(void)
{
	struct pmu_reading before = reading(1000, 500, 400), after = reading(4000, 900, 800);
	char text[PMU_REFUSAL_SIZE];
	struct pmu_counts counts;

	pmu_between(&counts, &before, &after);
	claim(counts.trust[PMU_CYCLES_USER] == PMU_COUNTED && counts.count[PMU_CYCLES_USER] == 3000,
	      "a count is known where the event was on the PMU all the time, whatever was before");
	claim(!pmu_refusal(&counts, PMU_CYCLES_USER, text), "and is not refused");
	claim(counts.trust[PMU_DTLB_WALKS] == PMU_ABSENT && !pmu_refusal(&counts, PMU_DTLB_WALKS, text),
	      "an event that is not open is absent, and not refused either");

	after = reading(4000, 900, 700);
	pmu_between(&counts, &before, &after);
	claim(counts.trust[PMU_CYCLES_USER] == PMU_PARTLY, "it is refused where it counted for a part of the time");
	claim(!counts.count[PMU_CYCLES_USER], "and not scaled: there is no count");
	claim_text(pmu_refusal(&counts, PMU_CYCLES_USER, text),
		   "it counted for 75 % of the time, and is not scaled", "the reason says for which");

	after = reading(0, 0, 0);
	after.on_pmu[PMU_CYCLES_USER] = false;
	pmu_between(&counts, &before, &after);
	claim(counts.trust[PMU_CYCLES_USER] == PMU_OFF && !counts.count[PMU_CYCLES_USER],
	      "it is refused where the kernel took the event off");
	claim_text(pmu_refusal(&counts, PMU_CYCLES_USER, text), "the kernel had taken it off the PMU", "with that reason");
}

/* Whatever this machine has: what is there counts, and what is not says why. */
static void this_machine(void)
{
	struct pmu_reading before, after;
	struct pmu_counts counts;
	struct pmu *pmu = NULL;

	claim(!pmu_open(&pmu, 0), "that there is no PMU is no error");
	if (pmu_why_not(pmu)) {
		claim(*pmu_why_not(pmu), "why there is none is said: %s", pmu_why_not(pmu));
		pmu_read(pmu, PMU_BEFORE, &before);
		pmu_read(pmu, PMU_AFTER, &after);
		pmu_between(&counts, &before, &after);
		for (int i = 0; i < PMU_EVENTS; i++)
			claim(counts.trust[i] == PMU_ABSENT && pmu_absent(pmu, i), "%s is absent", pmu_event_names[i]);
	} else {
		pmu_read_nothing(pmu, &counts);
		for (int i = 0; i < PMU_EVENTS; i++)
			claim(pmu_absent(pmu, i) ? counts.trust[i] == PMU_ABSENT : counts.trust[i] != PMU_ABSENT,
			      "%s is counted, or it is said why not", pmu_event_names[i]);
	}
	pmu_close(pmu);
	pmu_close(NULL);
}

static void remove_root(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf -- '%s'", root);
	if (system(command))
		perror(root);
}

int main(void)
{
	if (!mkdtemp(root)) {
		perror(root);
		return 1;
	}
	whose_pmu();
	what_it_is_asked_for();
	refused_counts();
	this_machine();
	remove_root();
	return claims_done();
}
