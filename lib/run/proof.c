/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.c: expected against seen.
 */
#include "run/proof.h"
#include "base/err.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int census_take(struct pte_census *census, struct run *run)
{
	uint16_t *states;
	int err;

	memset(census, 0, sizeof(*census));
	if (!run->device)
		return 0;
	states = calloc(run->region.pages, sizeof(*states));
	if (!states)
		return -ENOMEM;
	err = device_pte_states(run->device, run->region.start, run->region.pages, states);
	for (size_t i = 0; !err && i < run->region.pages; i++)
		census->pages[states[i]]++;
	census->known = !err;
	free(states);
	return err;
}

size_t census_with(const struct pte_census *census, unsigned int bits)
{
	size_t pages = 0;

	for (unsigned int state = 0; state < PTE_STATES; state++)
		if ((state & bits) == bits)
			pages += census->pages[state];
	return pages;
}

/* The most frequent state, in words. */
static const char *census_words(const struct pte_census *census, char *words)
{
	unsigned int most = 0;

	for (unsigned int state = 0; state < PTE_STATES; state++)
		if (census->pages[state] > census->pages[most])
			most = state;
	return pte_words(most, words);
}

/*
 * A page that was exclusive and is present now has taken a restore fault; what
 * is left over is an extra write fault if the scenario hands pages to the
 * device and its oracle expects no ordinary fault.
 */
static void sort_faults(struct proof *proof)
{
	double restored = 0, rest;

	if (proof->before.known)
		restored = (double)census_with(&proof->before, PTE_EXCLUSIVE) -
			   (double)census_with(&proof->after, PTE_EXCLUSIVE);
	restored = fmax(restored, 0);
	rest = fmax((double)proof->counts.minor_faults - restored, 0);

	proof->faults = (struct faults){ .restore = restored };
	if (!proof->expected.was_exclusive)
		proof->faults.other = rest;
	else {
		/* Without a hardware access flag the oracle knows of ordinary faults as well. */
		proof->faults.other = fmin(rest, proof->expected.faults.other * (double)proof->touched);
		proof->faults.extra_write = rest - proof->faults.other;
	}
}

/* Per page, what FIRE was to take. */
static double expected_faults(const struct proof *proof)
{
	const struct faults *faults = &proof->expected.faults;

	return faults->restore + faults->extra_write + faults->other;
}

/* The worst result is the time of a step that did nothing. */
static int check_work(const struct proof *proof, const struct run *run)
{
	const char *name = run->entry->name;
	size_t before, after;

	if (proof->counts.major_faults > 0)
		return err_set(ENODATA, "%s: %lld major faults while it was timed; "
			       "make memory free, or switch swap off", name,
			       (long long)proof->counts.major_faults);

	if (proof->before.known) {
		before = census_with(&proof->before, PTE_EXCLUSIVE);
		after = census_with(&proof->after, PTE_EXCLUSIVE);
		if (before != (proof->expected.exclusive_at_fire ? proof->touched : 0))
			return err_set(ENODATA, "%s: expected %s exclusive pages before the timed step, "
				       "saw %zu of %zu", name,
				       proof->expected.exclusive_at_fire ? "only" : "no",
				       before, proof->touched);
		if (after != (proof->expected.exclusive ? proof->touched : 0))
			return err_set(ENODATA, "%s: expected %s exclusive pages after the timed step, "
				       "saw %zu of %zu", name,
				       proof->expected.exclusive ? "only" : "no",
				       after, proof->touched);
	}

	if (expected_faults(proof) > 0 && proof->counts.minor_faults < (int64_t)proof->touched)
		return err_set(ENODATA, "%s: the touch did not fault: expected at least 1 fault on each "
			       "of %zu pages, saw %lld in all", name, proof->touched,
			       (long long)proof->counts.minor_faults);
	return 0;
}

__attribute__((format(printf, 2, 3)))
static void find(struct proof *proof, const char *format, ...)
{
	size_t used = strlen(proof->finding);
	va_list args;

	if (used)
		used += (size_t)snprintf(proof->finding + used, sizeof(proof->finding) - used, "; ");
	if (used >= sizeof(proof->finding))
		return;
	va_start(args, format);
	vsnprintf(proof->finding + used, sizeof(proof->finding) - used, format, args);
	va_end(args);
}

static void compare_faults(struct proof *proof)
{
	double pages = (double)proof->touched;
	double expected = expected_faults(proof);
	double seen = (double)proof->counts.minor_faults / pages;

	if (fabs(seen - expected) * pages >= 0.5)
		find(proof, "expected %.3f faults per page, saw %.3f", expected, seen);
	if (proof->counted && (int64_t)proof->events[EVENT_MINOR] != proof->counts.minor_faults)
		find(proof, "libperf counted %llu minor faults, getrusage() %lld",
		     (unsigned long long)proof->events[EVENT_MINOR],
		     (long long)proof->counts.minor_faults);
}

static void compare_reuse(struct proof *proof)
{
	double expected = proof->expected.reuse * (double)proof->touched;

	if (proof->counts.reuse != COUNT_UNKNOWN && fabs((double)proof->counts.reuse - expected) >= 0.5)
		find(proof, "expected %.0f reused pages (pgreuse), saw %lld", expected,
		     (long long)proof->counts.reuse);
}

static void compare_entries(struct proof *proof)
{
	unsigned int wanted = oracle_pte(&proof->expected);
	char wanted_words[PTE_WORDS_SIZE], seen_words[PTE_WORDS_SIZE];

	if (proof->after.known && proof->after.pages[wanted] != proof->touched)
		find(proof, "expected entries \"%s\", saw \"%s\" (%u of %zu as expected)",
		     pte_words(wanted, wanted_words), census_words(&proof->after, seen_words),
		     proof->after.pages[wanted], proof->touched);
}

int proof_judge(struct proof *proof, const struct run *run, enum semantics semantics,
		const struct traits *traits, bool alone)
{
	int err;

	proof->finding[0] = '\0';
	proof->touched = run->trial.samples * run->trial.pages_per_sample;
	oracle_start(&proof->expected, semantics, traits);
	run->entry->scenario->predict(run, &proof->expected);
	sort_faults(proof);

	err = check_work(proof, run);
	if (err)
		return err;

	/* Scenarios without a device do not depend on the semantics. */
	proof->predicted = semantics != SEMANTICS_UNKNOWN || !proof->expected.was_exclusive;
	if (!proof->predicted)
		return 0;
	compare_faults(proof);
	if (alone && proof->counts.context_switches == 0)
		compare_reuse(proof);
	compare_entries(proof);
	return 0;
}
