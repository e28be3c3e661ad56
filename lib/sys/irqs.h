/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * irqs.h: on which CPUs interrupts may be handled.
 */
#ifndef SYS_IRQS_H
#define SYS_IRQS_H

#include <stdbool.h>
#include <stddef.h>

/* How many interrupts below @root there are, and how many of them come to @cpu. */
void irqs_count(const char *root, unsigned int cpu, unsigned int *all, unsigned int *here);

/*
 * Where an interrupt that may go to the CPUs of @from is to go instead, so that it stays away from @quiet;
 * both are lists such as "0-3,8". False if it does so already, or if there is no other CPU online.
 */
bool irqs_elsewhere(const char *root, const char *from, const char *quiet, char *to, size_t size);

#endif /* SYS_IRQS_H */
