/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_ops.h: what each kind of device provides for device.h. Only the files device*.c and their tests
 * include it.
 *
 * All return 0 or -errno, with a line in err_text() where device.h promises one.
 */
#ifndef SYS_DEVICE_OPS_H
#define SYS_DEVICE_OPS_H

#include "sys/device.h"

/* One thing that a kind of device is not up to. */
struct device_limit {
	unsigned int what;	/* of enum device_can */
	const char *why;	/* "test_hmm cannot ..." */
};

struct device_ops {
	const char *name;
	const struct device_limit *limits;	/* a row without ->what ends them; or NULL */

	void (*close)(struct device *device);

	/* *@done pages were made exclusive, also where -errno comes back. Without a line. */
	int (*make_exclusive)(struct device *device, void *start, size_t pages, enum folio folio, size_t *done);
	int (*pte_states)(struct device *device, void *start, size_t pages, uint16_t *states);

	/* What ->pte_states would say of an entry that is @state; NULL: the same. */
	unsigned int (*sees)(unsigned int state);

	/* What the limits rule out may be NULL. */
	int (*try_access)(struct device *device, void *start, size_t pages, enum device_op op, uint64_t operand,
			  uint64_t *sum, size_t *done);
	int (*notifier)(struct device *device, void *start, size_t pages);
	int (*events)(struct device *device, struct device_events *events);
	int (*prepare)(struct device_request **request, struct device *device, size_t pages, enum folio folio);

	int (*cpu_flags)(struct device *device, struct cpu_flags *flags);	/* or NULL */
	void (*rest)(struct device *device);					/* or NULL */
};

/* The first member of each kind's own struct. */
struct device {
	const struct device_ops *ops;
};

/* Each as device_open() with that name. */
int dexdev_open(struct device **device);
int test_hmm_open(struct device **device);

#endif /* SYS_DEVICE_OPS_H */
