/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * confine.h: what a run may use of the machine: what the kernel allows, less what the user does not want.
 */
#ifndef SYS_CONFINE_H
#define SYS_CONFINE_H

struct topology;
struct topology_limits;

/*
 * Fills the sets of @topology, of which ->whole is loaded. Returns 0, or -errno with a line in
 * err_text(): -EINVAL where the user's words name what there is not, or what may not be used.
 */
int confine(struct topology *topology, const struct topology_limits *limits);

#endif /* SYS_CONFINE_H */
