/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list_markdown.h: the scenarios as chapters of docs/scenarios.md.
 */
#ifndef BENCH_COMMANDS_LIST_MARKDOWN_H
#define BENCH_COMMANDS_LIST_MARKDOWN_H

/*
 * Prints each family as a chapter, each scenario with its parameters, its needs, and what
 * the oracle predicts for kernels and hardware of all kinds, whatever runs here. Where the head comment
 * of a scenario's file belongs stands "@prose FILE"; scripts/write-scenario-docs puts it
 * there. Returns 0 or -ENOMEM.
 */
int list_markdown(void);

#endif /* BENCH_COMMANDS_LIST_MARKDOWN_H */
