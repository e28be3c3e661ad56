/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * turns.c: which trial comes next.
 */
#include "run/turns.h"
#include "base/random.h"

#include <errno.h>
#include <stdlib.h>

unsigned int turns_of_run(const struct plan_run *run, unsigned int extra)
{
	return (unsigned int)values_count(&run->values, "trials", 1) + extra;
}

unsigned int turns_most(const struct plan *plan, unsigned int extra)
{
	unsigned int most = 0;

	for (size_t i = 0; i < plan->count; i++) {
		unsigned int count = turns_of_run(&plan->runs[i], extra);

		most = count > most ? count : most;
	}
	return most;
}

/* Fills @turns in the order of the plan. */
static int list_all(struct turns *turns, const struct plan *plan, unsigned int extra)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		count += turns_of_run(&plan->runs[i], extra);
	*turns = (struct turns){ .list = calloc(count ? count : 1, sizeof(*turns->list)) };
	if (!turns->list)
		return -ENOMEM;
	for (size_t i = 0; i < plan->count; i++)
		for (unsigned int trial = 0; trial < turns_of_run(&plan->runs[i], extra); trial++)
			turns->list[turns->count++] = (struct turn){ .run = i, .trial = trial };
	return 0;
}

int turns_shuffled(struct turns *turns, const struct plan *plan, unsigned int extra, uint64_t seed)
{
	struct turn **order, *list;
	struct random random;
	int err = list_all(turns, plan, extra);

	if (err)
		return err;
	order = calloc(turns->count + 1, sizeof(*order));
	list = calloc(turns->count + 1, sizeof(*list));
	err = order && list ? 0 : -ENOMEM;
	if (!err) {
		for (size_t i = 0; i < turns->count; i++)
			order[i] = &turns->list[i];
		/* A stream that no run's pages are shuffled by: see order_targets(). */
		random_start(&random, seed, UINT64_MAX - 1);
		random_shuffle(&random, (void **)order, turns->count);
		for (size_t i = 0; i < turns->count; i++)
			list[i] = *order[i];
		free(turns->list);
		turns->list = list;
		list = NULL;
	}
	free(order);
	free(list);
	if (err)
		turns_free(turns);
	return err;
}

void turns_free(struct turns *turns)
{
	free(turns->list);
	*turns = (struct turns){ 0 };
}
