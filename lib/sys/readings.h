/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * readings.h: knobs that take more than the first line of a file.
 *
 * Each writes in words what it finds below @root, which is "" for this machine, and returns false
 * where there is no such thing, or it cannot be read.
 */
#ifndef SYS_READINGS_H
#define SYS_READINGS_H

#include <stdbool.h>
#include <stddef.h>

/* "DRIVER STATE N us": the deepest sleep that a CPU may fall into, and what it takes to wake up. */
bool read_idle(const char *root, char *value, size_t size);

/* "constant nonstop": whether the TSC ticks evenly, and in deep sleep. x86 only. */
bool read_tsc(const char *root, char *value, size_t size);

/* "off", "scans what asks for it" or "scans all". */
bool read_khugepaged(const char *root, char *value, size_t size);

/* "on" or "off". */
bool read_swap(const char *root, char *value, size_t size);

/* "enough", or which node has little, and how much. */
bool read_memory(const char *root, char *value, size_t size);

/* What the kernel says; "0 (this process)" where this process has it off for itself. */
bool read_aslr(const char *root, char *value, size_t size);

/* "running" or "not running". */
bool read_irqbalance(const char *root, char *value, size_t size);

/* "idle", or how many other tasks run. Looks for some milliseconds. */
bool read_load(const char *root, char *value, size_t size);

/* "NAME: WHAT IS DONE; ...", of those vulnerabilities that this CPU has. */
bool read_mitigations(const char *root, char *value, size_t size);

/* "on", or which are off. Intel's, through the msr module, as root. */
bool read_prefetchers(const char *root, char *value, size_t size);

#endif /* SYS_READINGS_H */
