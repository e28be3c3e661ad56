/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_tune: a machine made of files is made quiet, and is put back whatever happens.
 * links: sys base
 */
#include "base/err.h"
#include "sys/setting.h"
#include "sys/tune.h"
#include "tests/put.h"
#include "tests/tap.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLICY(n) "/sys/devices/system/cpu/cpufreq/policy" #n "/"
#define THP "/sys/kernel/mm/transparent_hugepage/enabled"
#define KSM "/sys/kernel/mm/ksm/run"
#define IRQ(n) "/proc/irq/" #n "/smp_affinity_list"
#define PARANOID "/proc/sys/kernel/perf_event_paranoid"

static char root[] = "/tmp/dexbench-tune-XXXXXX", state[64], told[8192];

static void note(const char *text)
{
	size_t used = strlen(told);

	snprintf(told + used, sizeof(told) - used, "%s\n", text);
}

static const struct tune_wants wants = { .root = root, .state = state, .quiet_cpus = "3", .tell = note };

static void put(const char *path, const char *text)
{
	put_below(root, path, text);
}

static bool says(const char *path, const char *text)
{
	char full[512], now[256];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return setting_read(full, now, sizeof(now)) && !strcmp(now, text);
}

static bool is_there(const char *path)
{
	return !access(path, F_OK);
}

/* A machine on which everything is noisy but policy1. */
static void make_noisy(void)
{
	told[0] = '\0';
	put(POLICY(0) "scaling_governor", "powersave\n");
	put(POLICY(0) "energy_performance_preference", "balance_power\n");
	put(POLICY(1) "scaling_governor", "performance\n");
	put(POLICY(2) "scaling_governor", "schedutil\n");
	put(THP, "[always] madvise never\n");
	put(KSM, "1\n");
	put(PARANOID, "4\n");
	put(IRQ(7), "0-3\n");
	put(IRQ(8), "3\n");
	put(IRQ(9), "0\n");
	put("/sys/devices/system/cpu/online", "0-3\n");
}

/* Files keep the brackets that the kernel would move; the text that was written is what counts. */
static bool is_quiet(void)
{
	return says(POLICY(0) "scaling_governor", "performance") && says(POLICY(1) "scaling_governor", "performance") &&
	       says(POLICY(0) "energy_performance_preference", "performance") &&
	       says(POLICY(2) "scaling_governor", "performance") && says(THP, "madvise") && says(KSM, "0") &&
	       says(PARANOID, "1") && says(IRQ(7), "0-2") && says(IRQ(8), "0-2") && says(IRQ(9), "0");
}

static bool is_as_before(void)
{
	return says(POLICY(0) "scaling_governor", "powersave") && says(POLICY(1) "scaling_governor", "performance") &&
	       says(POLICY(0) "energy_performance_preference", "balance_power") &&
	       says(POLICY(2) "scaling_governor", "schedutil") && says(THP, "always") && says(KSM, "1") &&
	       says(PARANOID, "4") && says(IRQ(7), "0-3") && says(IRQ(8), "3") && says(IRQ(9), "0");
}

static const struct tune_change *change_of(const struct tune *tune, const char *knob)
{
	for (size_t i = 0; i < tune_count(tune); i++)
		if (!strcmp(tune_change_at(tune, i)->knob, knob))
			return tune_change_at(tune, i);
	return NULL;
}

static void there_and_back(void)
{
	const struct tune_change *change;
	struct tune *tune = NULL;

	make_noisy();
	claim(!tune_begin(&tune, &wants), "a noisy machine can be tuned");
	claim(is_quiet(), "all that can be set is");
	claim(is_there(state), "and stands in a file");
	change = change_of(tune, "governor");
	claim(change && change->places == 2, "what was quiet before is not counted");
	claim_text(change ? change->from : NULL, "powersave, schedutil", "the changes say what was");
	claim_text(change ? change->to : NULL, "performance", "and what is");
	claim(strstr(told, "governor: powersave, schedutil -> performance (2 places)\n"), "and each is told, in one line");
	claim(!tune_end(tune), "it can be put back");
	claim(is_as_before(), "every place says what it said before");
	claim(!is_there(state), "and the file is gone");
	claim(!tune_recover(&wants) && strstr(told, "nothing to restore"), "then there is nothing to restore, which is no failure");
	claim(!tune_end(NULL), "nor is to put back nothing");
}

/* A kernel that writes to the boost of each CPU when that of all is written to, played by a link. */
static void followers(void)
{
	const char *boost = "/sys/devices/system/cpu/cpufreq/boost";
	char all[256], one[256];
	struct tune *tune = NULL;

	make_noisy();
	put(boost, "1\n");
	put(POLICY(2) "boost", "0\n");
	snprintf(all, sizeof(all), "%s%s", root, boost);
	snprintf(one, sizeof(one), "%s" POLICY(2) "boost", root);
	claim(!tune_begin(&tune, &wants) && says(boost, "0"), "the boost of all CPUs is set");
	claim(change_of(tune, "boost") && !change_of(tune, "boost_by_cpu"), "that of one was quiet, which is no change");
	claim(!unlink(one) && !symlink(all, one), "when that of all is put back, it follows");
	claim(!tune_end(tune), "it can be put back");
	claim(says(boost, "0"), "and is, after that of all");
	unlink(one);
	unlink(all);
}

static void nothing_to_set(void)
{
	struct tune *tune = NULL;

	make_noisy();
	claim(!tune_begin(&tune, &wants) && !tune_end(tune), "a machine is tuned and put back");
	/* What --tune leaves is what it takes for quiet. */
	put(POLICY(0) "scaling_governor", "performance\n");
	put(POLICY(0) "energy_performance_preference", "performance\n");
	put(POLICY(2) "scaling_governor", "performance\n");
	put(THP, "always [madvise] never\n");
	put(KSM, "2\n");
	put(PARANOID, "2\n");
	put(IRQ(7), "0-1\n");
	put(IRQ(8), "0\n");
	claim(!tune_begin(&tune, &wants) && !tune_count(tune), "on a quiet machine there is nothing to set");
	claim(!is_there(state), "and no file");
	claim(!tune_end(tune) && says(KSM, "2"), "and all stays as it is");
}

/* The process dies as by kill -9, when all is set. */
static pid_t tune_and_die(void)
{
	struct tune *tune;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		if (!tune_begin(&tune, &wants))
			raise(SIGKILL);
		_exit(1);
	}
	return child;
}

static void killed(void)
{
	struct tune *tune = NULL;
	siginfo_t info;
	pid_t child;

	make_noisy();
	child = tune_and_die();
	/* Left a zombie on purpose. */
	claim(!waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) && info.si_code == CLD_KILLED, "a tuned process is killed");
	claim(is_quiet() && is_there(state), "what it has set stays set");
	claim(!tune_recover(&wants), "it can be put back, although the dead are not yet buried");
	claim(is_as_before() && !is_there(state), "all of it");
	waitpid(child, NULL, 0);

	child = tune_and_die();
	waitpid(child, NULL, 0);
	told[0] = '\0';
	claim(is_quiet() && !tune_begin(&tune, &wants), "the next who tunes does not need to be told");
	claim(strstr(told, "settings restored") && strstr(told, "ksm: 1 -> 0"), "it puts back first, and then sets");
	claim(is_quiet() && !tune_end(tune) && is_as_before(), "so that what was before the first is there in the end");
}

static void two_at_once(void)
{
	struct tune *tune = NULL, *second = NULL;

	make_noisy();
	claim(!tune_begin(&tune, &wants), "a machine is tuned");
	claim(tune_begin(&second, &wants) == -EBUSY, "a second one may not tune it as well");
	claim(strstr(err_text(-EBUSY), "restores them when it ends"), "and is told to wait");
	claim(tune_recover(&wants) == -EBUSY && is_quiet(), "nor is it put back under the one that runs");
	claim(!tune_end(tune) && is_as_before(), "who puts back what was before");
}

static void edit_state(const char *command)
{
	char line[512];

	snprintf(line, sizeof(line), "sed -i '%s' %s", command, state);
	if (system(line))
		claim(false, "%s can be edited", state);
}

static void another_boot(void)
{
	make_noisy();
	waitpid(tune_and_die(), NULL, 0);
	edit_state("s/\"boot\": \"[^\"]*\"/\"boot\": \"00000000-0000-0000-0000-000000000000\"/");
	told[0] = '\0';
	claim(!tune_recover(&wants), "what another boot has left is no failure");
	claim(is_quiet(), "its settings are not written into this one");
	claim(!is_there(state) && strstr(told, "is of another boot"), "the file is removed, and that is told");
}

static void changed_meanwhile(void)
{
	struct tune *tune = NULL;

	make_noisy();
	claim(!tune_begin(&tune, &wants), "a machine is tuned");
	put(POLICY(2) "scaling_governor", "ondemand\n");
	put(KSM, "1\n");
	told[0] = '\0';
	claim(!tune_end(tune), "what somebody else has set meanwhile is no failure");
	claim(says(POLICY(2) "scaling_governor", "ondemand") && says(POLICY(0) "scaling_governor", "powersave"),
	      "it is left alone, and all else is put back");
	claim(strstr(told, "ondemand") && strstr(told, "was \"schedutil\" before"), "with what it was before");
	claim(!strstr(told, "ksm"), "what is as before already needs no word");
}

static void cannot_put_back(void)
{
	struct tune *tune = NULL;
	char full[256];

	make_noisy();
	claim(!tune_begin(&tune, &wants), "a machine is tuned");
	snprintf(full, sizeof(full), "%s" KSM, root);
	unlink(full);
	snprintf(full, sizeof(full), "%s" IRQ(8), root);
	unlink(full);
	told[0] = '\0';
	claim(tune_end(tune) == -EIO, "a place that cannot be put back is a failure");
	claim(strstr(err_text(-EIO), "1 setting could not be restored") && strstr(err_text(-EIO), "dexbench untune"),
	      "that says how many and what to do");
	claim(strstr(told, "cannot put ksm back") && strstr(told, "was \"1\" before"), "it is named, with what it was");
	claim(!strstr(told, "irq_affinity"), "an interrupt that is gone is none");
	claim(says(THP, "always") && says(POLICY(0) "scaling_governor", "powersave"), "all else is put back");
	claim(is_there(state), "and the place stays in the file");
	put(KSM, "0\n");
	claim(!tune_recover(&wants) && says(KSM, "1") && !is_there(state), "until it can be");
}

static void cannot_set(void)
{
	struct tune *tune = NULL;
	char full[256];

	make_noisy();
	snprintf(full, sizeof(full), "%s" PARANOID, root);
	unlink(full);
	/* Not even root may write there. */
	claim(!symlink("/proc/sys/kernel/ngroups_max", full), "a place says something noisy and cannot be written");
	claim(!tune_begin(&tune, &wants), "which is no failure");
	claim(strstr(told, "cannot set perf_event_paranoid: ") && !change_of(tune, "perf_event_paranoid"), "it is told");
	claim(says(KSM, "0"), "all else is set");
	claim(!tune_end(tune), "and put back");
	unlink(full);
}

static void cannot_write_down(void)
{
	const struct tune_wants nowhere = { .root = root, .state = "/proc/dexbench/tuned.json", .tell = note };
	struct tune *tune = NULL;
	int err;

	make_noisy();
	err = tune_begin(&tune, &nowhere);
	claim(err && !tune, "where the changes cannot be written down, there are none");
	claim(strstr(err_text(err), "cannot write down") && strstr(err_text(err), "DEXBENCH_STATE"), "it says why, and what to do");
	claim(is_as_before(), "indeed none");
}

static void refuses(const char *edit, const char *why, const char *what)
{
	int err;

	make_noisy();
	waitpid(tune_and_die(), NULL, 0);
	edit_state(edit);
	err = tune_recover(&wants);
	claim(err == -EBADMSG && strstr(err_text(err), why), "%s is refused", what);
	claim(is_quiet() && is_there(state), "and nothing is written");
	unlink(state);
}

int main(void)
{
	char command[128];

	if (!mkdtemp(root)) {
		perror(root);
		return 1;
	}
	snprintf(state, sizeof(state), "%s/var/tuned.json", root);
	there_and_back();
	followers();
	nothing_to_set();
	killed();
	two_at_once();
	another_boot();
	changed_meanwhile();
	cannot_put_back();
	cannot_set();
	cannot_write_down();
	refuses("s#/sys/kernel/mm/ksm/run#/etc/passwd#", "is no place that --tune sets", "a file that names another place");
	refuses("s#policy0/scaling#../../../scaling#", "is no place that --tune sets", "one that climbs");
	refuses("s/\"schema\": 1/\"schema\": 2/", "schema 2", "a newer one");
	refuses("s/\"from\"/\"form\"/", "lacks one of", "an entry that says too little");
	refuses("$ d", "was not written by dexbench", "a file that is cut off");
	snprintf(command, sizeof(command), "rm -rf -- '%s'", root);
	if (system(command))
		perror(root);
	return claims_done();
}
