/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb.h: a client of the GDB remote serial protocol, as QEMU's gdbstub speaks it.
 *
 * x86-64 guests only, one vCPU. The guest is stopped whenever a call here has
 * returned; gdb_continue() and gdb_step() return when it has stopped again.
 *
 * All functions return 0 or -errno with a line in err_text(): -ECONNREFUSED
 * (nobody listens), -ECONNRESET (the guest ended), -ETIMEDOUT (no answer within
 * the patience given), -EPROTO (an answer that makes no sense, or an error).
 */
#ifndef SYS_GDB_H
#define SYS_GDB_H

#include <stddef.h>
#include <stdint.h>

struct gdb;

/* Of all registers, those that say where the guest is and what it just read. */
struct gdb_registers {
	uint64_t rax, rdx, rsp, rip;
	uint32_t cs;
};

/* In user mode: the privilege level, which the lowest two bits of cs hold, is 3. */
static inline int gdb_in_user_mode(const struct gdb_registers *registers)
{
	return (registers->cs & 3) == 3;
}

/*
 * Connects to @where, a Unix socket (with a slash) or ADDRESS:PORT (numeric), and
 * tries again for @patience_s seconds while nobody listens; no later answer may
 * take longer either. The caller owns *@gdb: gdb_close().
 */
int gdb_connect(struct gdb **gdb, const char *where, double patience_s);

/* Ends the connection; the guest goes on only after gdb_detach(). NULL is fine. */
void gdb_close(struct gdb *gdb);

int gdb_read_registers(struct gdb *gdb, struct gdb_registers *registers);
int gdb_read_memory(struct gdb *gdb, uint64_t address, void *bytes, size_t size);

/* A hardware breakpoint: stops before the instruction there, in whatever address space. */
int gdb_set_break(struct gdb *gdb, uint64_t address);
int gdb_clear_break(struct gdb *gdb, uint64_t address);

/*
 * Goes on until a breakpoint. From a breakpoint's own address QEMU would not
 * move at all, so the caller steps off it first.
 */
int gdb_continue(struct gdb *gdb);

/* One instruction, or one exception taken in its place, which executes nothing. */
int gdb_step(struct gdb *gdb);

/* Whether interrupts and timers wait while stepping: enum gdb_steps, or-ed. */
enum gdb_steps { GDB_STEP = 1, GDB_STEP_NO_IRQ = 2, GDB_STEP_NO_TIMER = 4 };
int gdb_set_steps(struct gdb *gdb, unsigned int steps);

/* What QEMU's monitor says to @command, cut at @size. */
int gdb_monitor(struct gdb *gdb, const char *command, char *text, size_t size);

/* Lets the guest go on for good. */
int gdb_detach(struct gdb *gdb);

#endif /* SYS_GDB_H */
