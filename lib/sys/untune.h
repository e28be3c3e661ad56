/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * untune.h: what tune.c and untune.c share.
 */
#ifndef SYS_UNTUNE_H
#define SYS_UNTUNE_H

#include "sys/tune.h"
#include "sys/tune_state.h"

#include <stdbool.h>
#include <stddef.h>

/* Puts back what @state holds, and keeps the file only for what could not be. Returns as tune_end(). */
int tune_settle(struct tune_state *state, const struct tune_wants *wants);

/* Where @path is, below the root. */
void tune_path(char *full, size_t size, const struct tune_wants *wants, const char *path);

/*
 * After @wanted was written to @full, which said @before: reads into @now what it says, again and
 * again for up to a second while that is @before. An interrupt may just be on its way to another
 * CPU, and then the kernel forgets the mask asked for before it sets it (irq_move_masked_irq(),
 * kernel/irq/migration.c): who reads in between gets the old one. Returns whether it says @wanted;
 * @now is "" where it cannot be read.
 */
bool tune_settles(const char *full, const char *wanted, const char *before, char *now,
		  size_t size);

void tune_tell(const struct tune_wants *wants, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif /* SYS_UNTUNE_H */
