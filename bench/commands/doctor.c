/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doctor.c: dexbench doctor.
 */
#include "base/err.h"
#include "base/options.h"
#include "commands/commands.h"
#include "result/answers.h"
#include "sys/debugging.h"
#include "sys/irqs.h"
#include "sys/knobs.h"
#include "sys/machine.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

enum { NAME_COLUMN = 6, STATE_COLUMN = 27, WIDTH = 100 };

/* @text in lines of whole words, from STATE_COLUMN on; the first line goes on with what is printed. */
static void print_wrapped(const char *text)
{
	size_t room = WIDTH - STATE_COLUMN;

	while (strlen(text) > room) {
		size_t length = room;

		while (length && text[length] != ' ')
			length--;
		if (!length)
			length = strcspn(text, " ");
		printf("%.*s\n%*s", (int)length, text, STATE_COLUMN, "");
		text += length + strspn(text + length, " ");
	}
	printf("%s\n", text);
}

/* What --json prints, instead of lines; or NULL. */
static json_t *answer;

/* One finding: what is wrong with the patient, and what helps. */
static void print_line(const char *verdict, const char *name, const char *state, const char *remedy)
{
	if (answer) {
		answer_add(answer, ANSWER_DOCTOR, verdict, name, state, remedy);
		return;
	}
	printf("%-5s %-*s ", verdict, STATE_COLUMN - NAME_COLUMN - 1, name);
	print_wrapped(state);
	if (remedy)
		printf("%*s-> %s\n", STATE_COLUMN, "", remedy);
}

static int check_native(const struct workbench_wants *wants)
{
	struct workbench workbench;
	int err = workbench_open(&workbench, wants);
	bool usable;

	if (err == 0) {
		usable = workbench.bench.device;
		workbench_close(&workbench);
		if (usable)
			return EXIT_DONE;
	}
	if (!machine_can_make_exclusive())
		printf("this kernel has no make_device_exclusive() (CONFIG_DEVICE_PRIVATE)\n");
	else if (!machine_has_headers())
		printf("the headers of this kernel are not installed (/lib/modules/RELEASE/build, or KDIR=)\n");
	else
		return EXIT_DONE;
	return EXIT_SKIPPED;
}

static void examine_device(const struct workbench *workbench)
{
	const struct device *device = workbench->bench.device;
	bool limited = device && device_cannot(device, DEVICE_CLEANS);
	char state[128];

	snprintf(state, sizeof(state), "%s is loaded%s", device_name(device),
		 limited ? ", which cannot do all that dexdev does" : "");
	print_line(device && !limited ? "ok" : "note", "module", device ? state : workbench->why_no_device,
		   limited ? "scripts/build-module, and insmod what it prints: docs/module.md" : NULL);
}

static void examine_kernel(const struct workbench *workbench)
{
	bool exclusive = machine_can_make_exclusive();

	print_line(exclusive ? "ok" : "note", "device-exclusive",
		   exclusive ? "the kernel can make pages exclusive" : "the kernel cannot: no CONFIG_DEVICE_PRIVATE",
		   exclusive ? NULL : "make compare (builds and boots kernels that can)");
	print_line(machine_has_headers() ? "ok" : "note", "headers",
		   machine_has_headers() ? "the module can be built" : "not installed; the module cannot be built",
		   machine_has_headers() ? NULL : "apt-get install linux-headers-$(uname -r), or where the kernel "
						  "has its own test of HMM: modprobe test_hmm");
	examine_device(workbench);
}

static void examine_debugging(void)
{
	struct debugging debugging;
	struct utsname name;
	char words[512], state[640];

	uname(&name);
	if (!debugging_find(&debugging, "", name.release)) {
		print_line("note", "debug kernel", "cannot be told: no symbols and no configuration can be read",
			   "read /proc/config.gz");
		return;
	}
	debugging_words(&debugging, words, sizeof(words));
	snprintf(state, sizeof(state), "%s: figures are those of a debug kernel", words);
	print_line(debugging.count ? "warn" : "ok", "debug kernel", debugging.count ? state : "it does not check itself",
		   debugging.count ? "boot a kernel, or arguments, without it" : NULL);
}

static void examine_machine(const struct workbench *workbench)
{
	const char *no_perf = counters_why_not(workbench->bench.counters);
	struct machine machine;

	machine_read(&machine);
	if (machine.hypervisor[0])
		print_line("warn", "virtual machine", machine.hypervisor,
			   "measure on bare metal; results are labelled kvm here");
	if (no_perf)
		print_line("warn", "perf events", no_perf, NULL);
}

static int examine_pmu(struct workbench *workbench)
{
	int err = workbench_open_pmu(workbench);
	const char *why_not;

	if (err)
		return err;
	why_not = pmu_why_not(workbench->bench.pmu);
	print_line(why_not ? "note" : "ok", "hardware counters",
		   why_not ? why_not : "cycles and more are counted in every trial: dexbench probe lists them", NULL);
	return 0;
}

static int examine_clocks(struct workbench *workbench)
{
	struct clocks *clocks = &workbench->bench.clocks;
	char state[128];
	int err = clocks_check(clocks, workbench->bench.topology);

	if (err)
		return err;
	snprintf(state, sizeof(state), "those of %u other CPUs agree with CPU %u's within %llu ticks",
		 clocks->others, clocks->cpu, (unsigned long long)clocks->bound);
	print_line(clocks->disagreement[0] ? "warn" : "ok", "clocks",
		   clocks->disagreement[0] ? clocks->disagreement : state, NULL);
	return 0;
}

static void examine_knob(const struct knob *knob)
{
	char value[KNOB_VALUE_SIZE], state[KNOB_VALUE_SIZE + 256];
	bool quiet, there = knob_read(knob, "", value, sizeof(value));

	if (!there && knob->unread)
		print_line("note", knob->name, "cannot be read", knob->unread);
	if (!there)
		return;
	quiet = knob_is_quiet(knob, value);
	snprintf(state, sizeof(state), "%s%s%s", value[0] ? value : "none", quiet ? "" : ": ", quiet ? "" : knob->why);
	if (knob->kind == KNOB_FACT)
		print_line("note", knob->name, state, NULL);
	else
		print_line(quiet ? "ok" : "warn", knob->name, state, quiet ? NULL : knob->remedy);
}

static void examine_irqs(const struct topology *topology)
{
	unsigned int cpu = topology_quiet_cpu(topology), all, here;
	char state[128];

	irqs_count("", cpu, &all, &here);
	if (!all)
		return;
	snprintf(state, sizeof(state), "%u of %u come to CPU %u, which measures", here, all, cpu);
	print_line(here ? "warn" : "ok", "interrupts", state,
		   here ? "dexbench run --tune moves those that can be moved" : NULL);
}

int command_doctor(int argc, char **argv)
{
	bool json = false, native = false;
	struct workbench_wants wants = { 0 };
	const struct option_row rows[] = {
		{ "native", 0, OPTION_FLAG, &native, NULL,
		  "only say whether this kernel can run what needs the module: exit 0, or 77 with the reason" },
		JSON_OPTION(json),
		WORKBENCH_OPTIONS(wants),
		{ 0 },
	};
	const struct option_command command = {
		"dexbench doctor", "",
		"Lists what would disturb a measurement here, each with the command that fixes it. "
		"`dexbench run --tune` sets most of them during a run.", rows,
	};
	struct workbench workbench;
	int err, first;

	err = options_parse(&command, argc, argv, &first);
	if (err == OPTIONS_HELP_SHOWN)
		return EXIT_DONE;
	if (err)
		return err_report("dexbench doctor", err);
	if (native)
		return check_native(&wants);

	err = workbench_open(&workbench, &wants);
	if (err)
		return err_report("dexbench doctor", err);
	answer = json ? json_array() : NULL;
	examine_kernel(&workbench);
	examine_debugging();
	examine_machine(&workbench);
	err = examine_pmu(&workbench);
	if (!err)
		err = examine_clocks(&workbench);
	for (const struct knob *knob = knobs; knob->name; knob++)
		examine_knob(knob);
	examine_irqs(workbench.bench.topology);
	workbench_close(&workbench);
	if (answer && !err)
		err = answer_print("doctor", answer, stdout);
	return err ? err_report("dexbench doctor", err) : EXIT_DONE;
}
