/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clocks.h: whether the tick counters of the CPUs agree.
 *
 * One CPU reads its counter, hands over, another reads its own, hands back, and the first
 * reads again. A reading that is not between the two others belongs to a counter that does not
 * agree; how tight the three can be is how well that is known.
 */
#ifndef RUN_CLOCKS_H
#define RUN_CLOCKS_H

#include "sys/topology.h"

#include <stdbool.h>
#include <stdint.h>

/* By how many ticks the counter over there is ahead, at the least and at the most. */
struct clock_offset {
	int64_t least, most;
};

/* Knows nothing. */
struct clock_offset clock_offset_any(void);

/* Learns from one way there and back. */
void clock_offset_learn(struct clock_offset *offset, uint64_t before, uint64_t there, uint64_t after);

/* False where no reading allows that they are the same, or where readings contradict each other. */
bool clock_offset_agrees(const struct clock_offset *offset);

/* How far they may be apart, one way or the other. */
uint64_t clock_offset_bound(const struct clock_offset *offset);

struct clocks {
	bool checked;
	unsigned int cpu;	/* that all others were compared with: the one for measuring */
	unsigned int others;
	uint64_t bound;		/* ticks: none was farther off, as far as this can be known */
	char disagreement[160];	/* the first that does not agree, in words; or empty */
};

/*
 * Compares the counters of all CPUs of @topology. That they disagree is no error. Returns 0, or
 * -errno with a line in err_text().
 */
int clocks_check(struct clocks *clocks, struct topology *topology);

#endif /* RUN_CLOCKS_H */
