/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quantities.h: what trials saw besides cost, faults and entries: TLB-flush IPIs, facts
 * and series, as one figure per boot each.
 */
#ifndef REPORT_QUANTITIES_H
#define REPORT_QUANTITIES_H

#include "stats/compare.h"

#include <stdbool.h>
#include <stddef.h>

struct result;
struct result_trial;

#define QUANTITY_IPIS		"tlb_ipis_per_page"
#define QUANTITY_IPIS_EACH	"tlb_ipis_per_page_and_bystander"

struct quantity {
	char name[64];		/* that of the fact; a series gives NAME_p50, _p90, _p99 and _max */
	const char *unit;	/* of a time that was in ticks; else "" */
	struct boots boots;	/* one value a boot: of its trials the median, of a rate the mean */
};

struct quantities {
	struct quantity *items;
	size_t count;
};

/* The trials of one boot of one row. */
struct quantity_trials {
	const struct result *result;
	const struct result_trial **trials;
	size_t count;
};

/* Adds the quantities of one more boot. Returns 0 or -ENOMEM. */
int quantities_add(struct quantities *quantities, const struct quantity_trials *boot);

/* Adds one more boot's @value of the quantity called @name@suffix. Returns 0 or -ENOMEM. */
int quantities_add_value(struct quantities *quantities, const char *name, const char *suffix,
			 const char *unit, double value);

void quantities_free(struct quantities *quantities);

/* The one called @name, or NULL. */
const struct quantity *quantities_find(const struct quantities *quantities, const char *name);

/* The median of its boots; NAN for NULL. */
double quantity_value(const struct quantity *quantity);

/* "TLB-flush IPIs per page"; the name itself where nothing better is known. */
const char *quantity_title(const struct quantity *quantity);

/* Does it say how far another is to be trusted, or repeat a parameter? Then 0 needs no words. */
bool quantity_is_aside(const struct quantity *quantity);

#endif /* REPORT_QUANTITIES_H */
