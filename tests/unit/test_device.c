/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_device: which device is chosen, and what becomes of a run whose device cannot do all; the
 * device is played here.
 * links: run sys result base
 */
#include "base/err.h"
#include "run/proof.h"
#include "run/runner.h"
#include "sys/device_ops.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGES = 8 };

static void choice(void)
{
	struct device *device = NULL;

	claim(device_open(&device, "gpu") == -EINVAL, "a device that nobody knows is wrong usage");
	claim(strstr(err_text(-EINVAL), "must be dexdev, test_hmm, none or auto") != NULL, "and those that are known are named");
	claim(device_open(&device, "none") == -ENOENT && !device, "none is no device");
	claim_text(err_text(-ENOENT), "--device=none: no device is used", "and the reason is that it was asked for");
	claim_text(device_name(device), "none", "which is its name");
	if (!access("/dev/dexdev", F_OK) || !access("/dev/hmm_dmirror0", F_OK) || !access("/dev/hmm_dmirror1", F_OK)) {
		claim_skip("a device that is not there", "there is one here");
		return;
	}
	claim(device_open(&device, "dexdev") == -ENOENT, "dexdev that is not loaded is not found");
	claim(!strstr(err_text(-ENOENT), "test_hmm"), "and nothing else is tried");
	claim(device_open(&device, "test_hmm") == -ENOENT, "nor is test_hmm");
	claim_text(err_text(-ENOENT), "/dev/hmm_dmirror0: the module test_hmm is not loaded", "and why is said");
	claim(device_open(&device, NULL) == -ENOENT, "left to itself it finds none");
	claim_text(err_text(-ENOENT), "/dev/dexdev: the module dexdev is not loaded; "
		   "/dev/hmm_dmirror0: the module test_hmm is not loaded", "and says why, for both");
	claim(device_open(&device, "auto") == -ENOENT && strstr(err_text(-ENOENT), "; /dev/hmm"), "auto is the same");
}

/* A device that says of each entry what the test told it to say. */
static struct played {
	struct device device;
	uint16_t state;
	int rests;
} played;

static int say_state(struct device *device, void *start, size_t pages, uint16_t *states)
{
	(void)device, (void)start;
	for (size_t i = 0; i < pages; i++)
		states[i] = played.state;
	return 0;
}

static int take_all(struct device *device, void *start, size_t pages, enum folio folio, size_t *done)
{
	(void)device, (void)start, (void)folio;
	*done = pages;
	return 0;
}

static void count_rest(struct device *device)
{
	(void)device;
	played.rests++;
}

/* What it sees: no write, dirty and young of a present entry. */
static unsigned int sees_little(unsigned int state)
{
	return state & (PTE_PRESENT | PTE_EXCLUSIVE | PTE_UFFD_WP);
}

static const struct device_limit limits[] = {
	{ DEVICE_CLEANS, "cannot clean" }, { DEVICE_ACCESSES, "cannot access" },
	{ DEVICE_NOTIFIES, "cannot notify" }, { DEVICE_SEES, "cannot see" }, { DEVICE_TIMED, "cannot be timed" }, { 0 },
};

static const struct device_ops weak = {
	.name = "weak", .limits = limits, .make_exclusive = take_all, .pte_states = say_state, .sees = sees_little,
	.rest = count_rest,
};

static const struct device_ops strong = {
	.name = "strong", .make_exclusive = take_all, .pte_states = say_state,
};

static void predict(const struct run *run, struct oracle *page)
{
	(void)run;
	oracle_make_exclusive(page, FOLIO_DIRTY);
	oracle_fire(page);
	oracle_touch(page, TOUCH_READ);
}

static const struct parameter own[] = { PARAMETER_FOLIO, { 0 } };
static struct scenario scenario = { .needs = NEED_MODULE, .parameters = own, .predict = predict };
static const struct scenario_entry entry = { .name = "played", .scenario = &scenario };

static void hold_refusal(int err, const char *line, const char *what)
{
	claim(err == -EOPNOTSUPP, "a device that cannot %s refuses it", what);
	claim_text(err_text(-EOPNOTSUPP), line, "with its reason");
}

static void refusals(void)
{
	struct device *device = &played.device;
	struct device_request *request = NULL;
	struct device_events events;
	struct cpu_flags flags;
	uint64_t sum;
	size_t done = 1;

	device->ops = &weak;
	claim(!device_make_exclusive(device, NULL, 1, FOLIO_DIRTY), "a device that can take pages, takes them");
	hold_refusal(device_make_exclusive(device, NULL, 1, FOLIO_CLEAN), "cannot clean", "let go of a clean folio");
	hold_refusal(device_access(device, NULL, 1, DEVICE_ADD, 1, &sum), "cannot access", "access pages");
	hold_refusal(device_try_access(device, NULL, 1, DEVICE_ADD, 1, &sum, &done), "cannot access", "access some");
	claim(!sum && !done, "and none was reached");
	hold_refusal(device_notifier(device, NULL, 1), "cannot notify", "switch its notifier");
	hold_refusal(device_events(device, &events), "cannot notify", "tell what it was told");
	hold_refusal(device_prepare(&request, device, 1, FOLIO_DIRTY), "cannot be timed", "be timed");
	hold_refusal(device_cpu_flags(device, &flags), "weak cannot read the CPU's registers", "read registers");
	claim(!request, "and there is no request to fire");
	device_rest(device);
	device_rest(NULL);
	claim(played.rests == 1, "one that can rest, rests");
	device->ops = &strong;
	device_rest(device);
	claim(!device_cannot(device, ~0U), "a device without limits can do all");
	claim(device_sees(device, PTE_PRESENT | PTE_DIRTY) == (PTE_PRESENT | PTE_DIRTY), "and sees all");
}

static const char *unmet(const struct bench *bench, unsigned int needs, const char *folio)
{
	struct run run = { .entry = &entry };

	scenario.needs = needs;
	values_default(&run.values, own);
	values_set(&run.values, "folio", folio);
	return bench_unmet_by_run(bench, &run);
}

static void needs(void)
{
	struct bench bench = { .device = &played.device };

	played.device.ops = &weak;
	claim(!unmet(&bench, NEED_MODULE, "dirty"), "a scenario that only takes pages runs with any device");
	claim_text(unmet(&bench, NEED_MODULE, "clean"), "cannot clean", "a clean folio is skipped where it cannot be had");
	claim_text(unmet(&bench, NEED_MODULE | NEED_ACCESS, "dirty"), "cannot access", "so are the device's accesses");
	claim_text(unmet(&bench, NEED_MODULE | NEED_ENTRIES, "dirty"), "cannot see", "all bits of an entry");
	claim_text(unmet(&bench, NEED_MODULE | NEED_REQUEST, "dirty"), "cannot be timed", "and requests that are timed");
	claim(!unmet(&bench, 0, "clean"), "a scenario without a device does not care");
	played.device.ops = &strong;
	claim(!unmet(&bench, NEED_MODULE | NEED_ACCESS | NEED_ENTRIES | NEED_REQUEST, "clean"),
	      "a device that can do all skips none");
	bench = (struct bench){ .why_no_device = "not there" };
	claim_text(unmet(&bench, NEED_MODULE | NEED_ACCESS, "clean"), "not there", "without a device, that is the reason");
	scenario.needs = NEED_MODULE;
}

/* A trial: entries were @before, then @faults faults came, and are @after. */
static struct probe probe = { .semantics = SEMANTICS_FOLLOWS_FOLIO,
			      .traits = { .access_flag = true, .dirty_flag = true } };

static int judge(struct proof *proof, const struct device_ops *ops, unsigned int before, int faults, unsigned int after)
{
	struct run run = { .entry = &entry, .device = &played.device, .region = { .pages = PAGES },
			   .trial = { .samples = PAGES, .pages_per_sample = 1 } };
	int err;

	played.device.ops = ops;
	memset(proof, 0, sizeof(*proof));
	played.state = (uint16_t)before;
	err = census_take(&proof->before, &run);
	played.state = (uint16_t)after;
	if (!err)
		err = census_take(&proof->after, &run);
	proof->counts = (struct counts){ .minor_faults = faults, .reuse = COUNT_UNKNOWN, .tlb_ipis = COUNT_UNKNOWN };
	return err ? err : proof_judge(proof, &run, &probe, false);
}

static void proofs(void)
{
	struct proof *proof = malloc(sizeof(*proof));

	claim(!judge(proof, &weak, PTE_EXCLUSIVE, PAGES, PTE_PRESENT) && !proof->finding[0],
	      "a trial is right as far as the device sees");
	claim(proof->before.known && !proof->before.whole, "which is not all of an entry");
	claim(proof->faults.restore == PAGES, "its faults are restores");
	claim(judge(proof, &weak, PTE_PRESENT, PAGES, PTE_PRESENT) == -ENODATA, "a trial of pages that were not exclusive is none");
	claim(strstr(err_text(-ENODATA), "expected 8 exclusive pages before the timed step, saw 0 of 8") != NULL, "and why");
	claim(judge(proof, &weak, PTE_EXCLUSIVE, PAGES, PTE_EXCLUSIVE) == -ENODATA, "nor is one after which they still are");
	claim(judge(proof, &weak, PTE_EXCLUSIVE, 0, PTE_PRESENT) == -ENODATA, "nor one without faults");
	claim(!judge(proof, &weak, PTE_EXCLUSIVE, PAGES, PTE_PRESENT | PTE_UFFD_WP), "an entry with what it should not have");
	claim(strstr(proof->finding, "expected entries \"present\", saw \"present uffd-wp\" (0 of 8 as expected)") != NULL,
	      "is a finding, in the words of what is seen");
	claim(!judge(proof, &weak, PTE_EXCLUSIVE, 2 * PAGES, PTE_PRESENT) && proof->finding[0], "so is a fault too many");
	claim(!judge(proof, &strong, PTE_EXCLUSIVE | PTE_WRITE, PAGES, PTE_PRESENT) &&
	      strstr(proof->finding, "saw \"present\""), "a device that sees all is held to all");
	claim(proof->after.whole, "of an entry");
	claim(!proof->unpredicted, "all of this was predicted");

	probe = (struct probe){ .contradicts = true, .why_unknown = "as no kernel does" };
	claim(!judge(proof, &strong, PTE_EXCLUSIVE | PTE_WRITE, PAGES, PTE_PRESENT) &&
	      !strcmp(proof->finding, "as no kernel does"),
	      "a restore that fits no known kernel is a finding");
	claim_text(proof->unpredicted, "as no kernel does", "and why nothing was predicted");
	probe = (struct probe){ .why_unknown = "cannot see" };
	claim(!judge(proof, &strong, PTE_EXCLUSIVE | PTE_WRITE, PAGES, PTE_PRESENT) && !proof->finding[0],
	      "a device that cannot find out is no finding");
	claim_text(proof->unpredicted, "cannot see", "but it is said that nothing was predicted");
	free(proof);
}

int main(void)
{
	choice();
	refusals();
	needs();
	proofs();
	return claims_done();
}
