/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hardware.h: what the CPU's own counters say, as quantities.
 */
#ifndef REPORT_HARDWARE_H
#define REPORT_HARDWARE_H

#include "report/quantities.h"

struct rows;

/* Core cycles in a tick of the timer: how fast the core ran. */
#define QUANTITY_CORE_RATE	"core_cycles_per_tick"

/* Adds NAME_per_page for each hardware count, and the core's rate. Returns 0 or -ENOMEM. */
int hardware_add(struct quantities *quantities, const struct quantity_trials *boot);

/* Is it one of these? */
bool hardware_is(const struct quantity *quantity);

/*
 * Writes "A tick is not a cycle: the core ran at 1.23 times the timer's rate" over the
 * rows of @count sides @which; nothing where no row has it.
 */
void hardware_rate_text(char *text, size_t size, const struct rows *rows, const size_t *which, size_t count);

#endif /* REPORT_HARDWARE_H */
