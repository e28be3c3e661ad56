/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.h: steps a guest through one touch and says where its instructions went.
 *
 * For x86-64 guests of the platform "exact". The program in the guest is static
 * and at fixed addresses, the kernel without KASLR, so that both symbol tables
 * hold. How exceptions and repeated instructions show themselves is in
 * docs/explain.md.
 */
#ifndef RUN_EXPLAIN_H
#define RUN_EXPLAIN_H

#include "run/profile.h"

struct gdb;
struct symbols;

struct explain {
	struct gdb *gdb;
	const struct symbols *kernel, *program;
	const char *scenario;	/* its FIRE is the one to step through */
	uint64_t trial;		/* which of its trials, from 0 */
	uint64_t touches;	/* how many to step through at most */
	void (*progress)(uint64_t touch, uint64_t instructions);	/* or NULL */
};

/*
 * Lets the guest run to the trial, steps through its touches until one takes
 * @profile->median instructions, and lets the guest go on. Every touch that is
 * stepped through must take as many instructions as its own clock reads say.
 *
 * Returns 0 with @profile filled and checked; or -errno with a line in
 * err_text(): what gdb.h says, -EBADMSG (the symbols are not the guest's),
 * -EILSEQ (not exact), -ENOENT (no touch took the median).
 */
int explain_touch(const struct explain *explain, struct profile *profile);

#endif /* RUN_EXPLAIN_H */
