/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pins.h: pages that the kernel pins, to reach them without their mapping.
 */
#ifndef SYS_PINS_H
#define SYS_PINS_H

#include <stdint.h>

/*
 * Reads how many pins were ever taken (FOLL_PIN), in the whole system, into *@pins. Needs root,
 * and some work on each CPU. Returns 0, or -errno with a line in err_text(): -EOPNOTSUPP where the
 * kernel does not count them.
 */
int pins_taken(int64_t *pins);

#endif /* SYS_PINS_H */
