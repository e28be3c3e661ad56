/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * untune.h: what tune.c and untune.c share.
 */
#ifndef SYS_UNTUNE_H
#define SYS_UNTUNE_H

#include "sys/tune.h"
#include "sys/tune_state.h"

/* Puts back what @state holds, and keeps the file only for what could not be. Returns as tune_end(). */
int tune_settle(struct tune_state *state, const struct tune_wants *wants);

/* Where @path is, below the root. */
void tune_path(char *full, size_t size, const struct tune_wants *wants, const char *path);

void tune_tell(const struct tune_wants *wants, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif /* SYS_UNTUNE_H */
