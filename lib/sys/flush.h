/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flush.h: how this machine flushes the TLBs of other CPUs.
 */
#ifndef SYS_FLUSH_H
#define SYS_FLUSH_H

#include "arch/arch.h"

/* What counting IPIs can mean here. */
enum flush_kind flush_kind(void);

/* Completes "TLBs are flushed ...", such as "by IPIs". */
const char *flush_words(enum flush_kind kind);

#endif /* SYS_FLUSH_H */
