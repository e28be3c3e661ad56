/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.c: expected against seen.
 */
#include "run/proof.h"
#include "base/err.h"
#include "sys/flush.h"

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
	census->whole = !device_cannot(run->device, DEVICE_SEES);
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

static int64_t faults_seen(const struct proof *proof)
{
	return proof->counts.minor_faults + proof->counts.major_faults;
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
	/* Pages that were dropped, or that a system call gave back, took no fault. */
	restored = fmin(fmax(restored, 0), (double)faults_seen(proof));
	/* Where FIRE itself makes pages exclusive, the entries before and after do not tell. */
	if (proof->expected.faults.restore > (double)proof->expected.exclusive_before)
		restored = fmin((double)faults_seen(proof), proof->expected.faults.restore);
	rest = fmax((double)faults_seen(proof) - restored, 0);

	proof->faults = (struct faults){ .restore = restored };
	if (!proof->expected.was_exclusive)
		proof->faults.other = rest;
	else {
		/* Without a hardware access flag the oracle knows of ordinary faults as well. */
		proof->faults.other = fmin(rest, proof->expected.faults.other + proof->expected.maybe);
		proof->faults.extra_write = rest - proof->faults.other;
	}
}

static int check_major_faults(const struct proof *proof, const struct run *run)
{
	if ((double)proof->counts.major_faults <= proof->expected.major ||
	    run->entry->scenario->tolerates_major_faults)
		return 0;
	return err_set(ENODATA, "%s: %lld major faults while it was timed; "
		       "make memory free, or switch swap off", run->entry->name,
		       (long long)proof->counts.major_faults);
}

static int check_exclusive(const struct run *run, const char *when, size_t expected, size_t seen)
{
	if (seen == expected)
		return 0;
	return err_set(ENODATA, "%s: expected %zu exclusive pages %s the timed step, saw %zu of %zu",
		       run->entry->name, expected, when, seen, run->region.pages);
}

/* The worst result is the time of a step that did nothing. */
static int check_work(const struct proof *proof, const struct run *run)
{
	int err = check_major_faults(proof, run);

	if (!err && proof->before.known)
		err = check_exclusive(run, "before", proof->expected.exclusive_before,
				      census_with(&proof->before, PTE_EXCLUSIVE));
	if (!err && proof->before.known && !proof->expected.any_entry)
		err = check_exclusive(run, "after", proof->expected.exclusive_after,
				      census_with(&proof->after, PTE_EXCLUSIVE));
	if (!err && faults_seen(proof) < (int64_t)proof->expected.faulting)
		err = err_set(ENODATA, "%s: the touch did not fault: expected at least 1 fault on each "
			      "of %zu pages, saw %lld in all", run->entry->name,
			      proof->expected.faulting, (long long)faults_seen(proof));
	return err;
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

/* libperf's events are of FIRE's own thread, and of exceptions alone. */
static void compare_ways_of_counting(struct proof *proof, const struct scenario *scenario)
{
	int64_t exceptions = scenario->gup_faults ? 0 : proof->counts.minor_faults;

	if (scenario->counted == COUNTED_THREAD && proof->counted &&
	    (int64_t)proof->events[EVENT_MINOR] != exceptions)
		find(proof, "libperf counted %llu minor faults, getrusage() %lld%s",
		     (unsigned long long)proof->events[EVENT_MINOR],
		     (long long)proof->counts.minor_faults,
		     scenario->gup_faults ? " that should all be without an exception" : "");
}

static void compare_faults(struct proof *proof, const struct run *run)
{
	double pages = (double)proof->touched;
	double expected = expectation_faults(&proof->expected);
	double seen = (double)faults_seen(proof);

	if (seen < expected - 0.5 || seen > expected + proof->expected.maybe + 0.5)
		find(proof, "expected %.3f faults per page, saw %.3f", expected / pages, seen / pages);
	compare_ways_of_counting(proof, run->entry->scenario);
}

static void compare_reuse(struct proof *proof)
{
	double expected = proof->expected.reuse;

	if (proof->counts.reuse != COUNT_UNKNOWN && fabs((double)proof->counts.reuse - expected) >= 0.5)
		find(proof, "expected %.0f reused pages (pgreuse), saw %lld", expected,
		     (long long)proof->counts.reuse);
}

/*
 * A flush interrupts each CPU that runs the process. A bystander that was pushed
 * aside by a kernel thread is spared (lazy TLB). Once a second the kernel asks CPUs that it has no
 * need to, and it flushes its own memory on all of them: twice the others, or one in a hundred, may
 * be missing or too many.
 */
static void compare_ipis(struct proof *proof, const struct run *run)
{
	double expected = proof->expected.flushes * run->spinning;
	double seen = (double)proof->counts.tlb_ipis;
	double slack = fmax(fmax(2, 2 * (topology_cpus(run->topology) - 1.0)), expected / 100);

	if (proof->counts.tlb_ipis == COUNT_UNKNOWN || flush_kind() != FLUSH_BY_IPI || proof->expected.any_flushes)
		return;
	if (seen > expected + slack || (seen < expected - slack && !run->preempted))
		find(proof, "expected %.3f TLB-flush IPIs per page, saw %.3f",
		     expected / (double)proof->touched, seen / (double)proof->touched);
}

static void compare_entries(struct proof *proof, const struct run *run)
{
	uint32_t wanted[PTE_STATES] = { 0 };
	const uint32_t *seen = proof->after.pages;
	char wanted_words[PTE_WORDS_SIZE], seen_words[PTE_WORDS_SIZE];
	size_t right = 0, all = 0;

	if (!proof->after.known || proof->expected.any_entry)
		return;
	for (unsigned int state = 0; state < PTE_STATES; state++)
		wanted[device_sees(run->device, state)] += proof->expected.pages[state];
	for (unsigned int state = 0; state < PTE_STATES; state++) {
		right += wanted[state] < seen[state] ? wanted[state] : seen[state];
		all += wanted[state];
	}
	if (right != all)
		find(proof, "expected entries \"%s\", saw \"%s\" (%zu of %zu as expected)",
		     pte_words(most_frequent(wanted), wanted_words),
		     pte_words(most_frequent(seen), seen_words), right, all);
}

int proof_judge(struct proof *proof, const struct run *run, const struct probe *probe, bool alone)
{
	int err;

	snprintf(proof->finding, sizeof(proof->finding), "%s", run->trial.finding);
	proof->touched = run->trial.samples * run->trial.pages_per_sample;
	expectation_of(&proof->expected, run, probe->semantics, &probe->traits);
	sort_faults(proof);

	err = check_work(proof, run);
	/* What the scenario has found is why, and says more. */
	if (err && run->trial.finding[0]) {
		find(proof, "%s", err_text(err));
		return 0;
	}
	if (err)
		return err;

	/* Scenarios without a device do not depend on the semantics. */
	if (probe->semantics == SEMANTICS_UNKNOWN && proof->expected.was_exclusive) {
		proof->unpredicted = probe->why_unknown;
		if (probe->contradicts)
			find(proof, "%s", probe->why_unknown);
		return 0;
	}
	compare_faults(proof, run);
	if (alone && proof->counts.context_switches == 0)
		compare_reuse(proof);
	if (alone)
		compare_ipis(proof, run);
	compare_entries(proof, run);
	return 0;
}
