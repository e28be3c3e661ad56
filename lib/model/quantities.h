/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quantities.h: what trials saw besides cost, faults and entries: TLB-flush IPIs, facts, series
 * and counts of the PMU, as one figure per boot each.
 */
#ifndef MODEL_QUANTITIES_H
#define MODEL_QUANTITIES_H

#include "stats/compare.h"

#include <stdbool.h>
#include <stddef.h>

struct result;
struct result_measured;
struct result_trial;

#define QUANTITY_IPIS		"tlb_ipis_per_page"
#define QUANTITY_IPIS_EACH	"tlb_ipis_per_page_and_bystander"
/* Core cycles in a tick of the timer: how fast the core ran. */
#define QUANTITY_CORE_RATE	"core_cycles_per_tick"

/* What QEMU's plugin counted of each touch: series that are shown per page, as the samples are. */
#define QUANTITY_LOADS		"loads"
#define QUANTITY_STORES		"stores"
#define QUANTITY_LINES		"lines"
#define QUANTITY_ATOMICS	"atomics"
#define QUANTITY_BARRIERS	"barriers"

struct quantity {
	char name[64];		/* that of the fact; a series gives NAME_p50, _p90, _p99, _max */
	const char *unit;	/* of a time that was in ticks; else "" */
	bool counted;		/* by the CPU's own counters */
	struct boots boots;	/* one value a boot: of its trials the median, of a rate the mean */
};

struct quantities {
	struct quantity *items;
	size_t count;
};

/* The trials of one boot of one row, and the runs of its plan that they are of. */
struct quantity_trials {
	const struct result *result;
	const struct result_trial **trials;
	size_t count;
	const struct result_measured **runs;
	size_t run_count;
};

/* Adds the quantities of one more boot. Returns 0 or -ENOMEM. */
int quantities_add(struct quantities *quantities, const struct quantity_trials *boot);

void quantities_free(struct quantities *quantities);

/* The one called @name, or NULL. */
const struct quantity *quantities_find(const struct quantities *quantities, const char *name);

/* The median of its boots; NAN for NULL. */
double quantity_value(const struct quantity *quantity);

/* The median touch's of a series that is shown per page; NAN where it was not counted. */
double quantities_per_page(const struct quantities *quantities, const char *series);

#endif /* MODEL_QUANTITIES_H */
