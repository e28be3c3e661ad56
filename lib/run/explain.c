/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.c: from one clock read to the next, instruction by instruction.
 */
#include "run/explain.h"
#include "base/err.h"
#include "run/scenario.h"
#include "sys/gdb.h"
#include "sys/symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MARKS = 16,
	GATES = 256,			/* of an x86-64 interrupt table, 16 bytes each */
	PAGE_FAULT = 14,
	MOST_INSTRUCTIONS = 50000000,	/* of a touch; a guest that never stops its clock is broken */
};

/* clock_start() is lfence; rdtsc; lfence, and clock_stop() is rdtscp; lfence. */
static const unsigned char start_bytes[] = { 0x0f, 0xae, 0xe8, 0x0f, 0x31, 0x0f, 0xae, 0xe8 };
static const unsigned char stop_bytes[] = { 0x0f, 0x01, 0xf9, 0x0f, 0xae, 0xe8 };
enum { RDTSC_AT = 3 };

/* Where FIRE reads the clock: the addresses of rdtsc and rdtscp themselves. */
struct marks {
	uint64_t fire, size;
	const unsigned char *code;
	uint64_t starts[MARKS], stops[MARKS];
	size_t start_count, stop_count;
};

/* A guest that is being stepped. */
struct walk {
	const struct explain *explain;
	struct profile *profile;
	struct marks marks;
	uint64_t gates[GATES];		/* where exceptions and interrupts enter the kernel, ascending */
	struct gdb_registers at;
};

static bool is_one_of(const uint64_t *list, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == address)
			return true;
	return false;
}

static void find_sequence(const struct marks *marks, const unsigned char *bytes, size_t size, uint64_t offset,
			  uint64_t *list, size_t *count)
{
	for (uint64_t i = 0; i + size <= marks->size && *count < MARKS; i++)
		if (!memcmp(marks->code + i, bytes, size))
			list[(*count)++] = marks->fire + i + offset;
}

/* The address of the scenario's FIRE, out of the program's data, as SCENARIO() laid it out. */
static int find_fire(const struct explain *explain, uint64_t *fire)
{
	char name[128];
	const struct symbol *symbol;
	const struct scenario *scenario = NULL;

	snprintf(name, sizeof(name), "scenario_%s", explain->scenario);
	symbol = symbols_named(explain->program, name);
	if (symbol)
		scenario = symbols_bytes(explain->program, symbol->start, sizeof(*scenario));
	if (!scenario)
		return err_set(EBADMSG, "the guest's program has no scenario %s: is it stripped, or of another version?",
			       explain->scenario);
	memcpy(fire, (const char *)scenario + offsetof(struct scenario, fire), sizeof(*fire));
	return 0;
}

static int find_marks(const struct explain *explain, struct marks *marks)
{
	const struct symbol *symbol;
	int err = find_fire(explain, &marks->fire);

	if (err)
		return err;
	symbol = symbols_at(explain->program, marks->fire);
	marks->size = symbol && symbol->start == marks->fire ? symbol->size : 0;
	marks->code = symbols_bytes(explain->program, marks->fire, marks->size);
	if (!marks->size || !marks->code)
		return err_set(EBADMSG, "the guest's program does not hold the code of %s: is it position-independent, "
			       "or of another version?", explain->scenario);
	find_sequence(marks, start_bytes, sizeof(start_bytes), RDTSC_AT, marks->starts, &marks->start_count);
	find_sequence(marks, stop_bytes, sizeof(stop_bytes), 0, marks->stops, &marks->stop_count);
	if (!marks->start_count || !marks->stop_count)
		return err_set(EBADMSG, "%s: no clock reads of x86-64 in its FIRE", explain->scenario);
	return 0;
}

static int step(struct walk *walk)
{
	int err = gdb_step(walk->explain->gdb);

	return err ? err : gdb_read_registers(walk->explain->gdb, &walk->at);
}

/* Goes on to a breakpoint from one, or from anywhere. */
static int go_on(struct walk *walk)
{
	int err = step(walk);

	if (!err)
		err = gdb_continue(walk->explain->gdb);
	return err ? err : gdb_read_registers(walk->explain->gdb, &walk->at);
}

/* Another program may have other code at FIRE's address; then this is not it. */
static int is_our_program(struct walk *walk, bool *ours)
{
	unsigned char code[1024];
	size_t size = walk->marks.size < sizeof(code) ? walk->marks.size : sizeof(code);
	int err = gdb_read_memory(walk->explain->gdb, walk->marks.fire, code, size);

	*ours = !err && !memcmp(code, walk->marks.code, size);
	return err == -EPROTO ? 0 : err;
}

/* FIRE is called once a trial. */
static int go_to_trial(struct walk *walk)
{
	const struct marks *marks = &walk->marks;
	int err = gdb_set_break(walk->explain->gdb, marks->fire);

	for (uint64_t trials = 0; trials <= walk->explain->trial && !err;) {
		bool ours = false;

		err = go_on(walk);
		if (!err)
			err = is_our_program(walk, &ours);
		trials += ours;
	}
	return err ? err : gdb_clear_break(walk->explain->gdb, marks->fire);
}

static int ascending(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

/*
 * Reads the interrupt table (Intel SDM vol. 3A, 6.14.1: 16 bytes a gate, the
 * address in three parts). The entry of page faults must be the first address of a
 * symbol, or the symbols are those of another kernel.
 */
static int read_gates(struct walk *walk)
{
	unsigned char table[GATES * 16];
	char text[8192];
	const char *line;
	const struct symbol *symbol;
	uint64_t base;
	int err = gdb_monitor(walk->explain->gdb, "info registers", text, sizeof(text));

	if (err)
		return err;
	line = strstr(text, "\nIDT=");
	if (!line || sscanf(line, "\nIDT= %" SCNx64, &base) != 1)
		return err_set(EPROTO, "QEMU's registers name no IDT: is it an x86-64 guest?");
	err = gdb_read_memory(walk->explain->gdb, base, table, sizeof(table));
	if (err)
		return err;
	for (size_t i = 0; i < GATES; i++) {
		const unsigned char *gate = table + 16 * i;

		walk->gates[i] = (uint64_t)gate[0] | (uint64_t)gate[1] << 8 | (uint64_t)gate[6] << 16 |
				 (uint64_t)gate[7] << 24;
		for (int byte = 0; byte < 4; byte++)
			walk->gates[i] |= (uint64_t)gate[8 + byte] << (32 + 8 * byte);
	}
	symbol = symbols_at(walk->explain->kernel, walk->gates[PAGE_FAULT]);
	if (!symbol || symbol->start != walk->gates[PAGE_FAULT])
		return err_set(EBADMSG, "the symbols are not those of the kernel that runs: page faults enter at 0x%" PRIx64
			       ", where no function begins", walk->gates[PAGE_FAULT]);
	qsort(walk->gates, GATES, sizeof(*walk->gates), ascending);
	return 0;
}

/*
 * Two builds of one version begin alike. The notes hold the linker's build ID,
 * which no two do; a System.map has none, and where the kernel hides from user mode
 * they cannot be read.
 */
static int check_build(const struct walk *walk)
{
	const struct symbol *from = symbols_named(walk->explain->kernel, "__start_notes");
	const struct symbol *to = symbols_named(walk->explain->kernel, "__stop_notes");
	unsigned char notes[1024];
	size_t size = from && to && to->start > from->start ? to->start - from->start : 0;
	const void *wanted;
	int err;

	if (size > sizeof(notes))
		size = sizeof(notes);
	wanted = size ? symbols_bytes(walk->explain->kernel, from->start, size) : NULL;
	if (!wanted)
		return 0;
	err = gdb_read_memory(walk->explain->gdb, from->start, notes, size);
	if (!err && memcmp(notes, wanted, size))
		return err_set(EBADMSG, "the symbols are not those of the kernel that runs: its build ID is another one");
	return err == -EPROTO ? 0 : err;
}

static bool is_gate(const struct walk *walk, uint64_t address)
{
	return bsearch(&address, walk->gates, GATES, sizeof(address), ascending);
}

static int count(struct walk *walk, const struct gdb_registers *from)
{
	bool user = gdb_in_user_mode(from);
	const struct symbol *symbol = symbols_at(user ? walk->explain->program : walk->explain->kernel, from->rip);
	const struct profile_place place = {
		.function = symbol ? symbol->name : user ? "(unknown)" : "(module)",
		.where = user ? "user" : NULL,
		.sp = from->rsp,
		.entry = symbol && symbol->start == from->rip,
		.user = user,
	};

	return profile_add(walk->profile, &place);
}

static uint64_t clock_read(const struct gdb_registers *registers)
{
	return (registers->rdx & UINT32_MAX) << 32 | (registers->rax & UINT32_MAX);
}

/*
 * From behind rdtsc to behind rdtscp. A step that ends on a gate took an exception
 * or an interrupt: the instruction it began at was not executed.
 */
static int walk_touch(struct walk *walk)
{
	struct profile *profile = walk->profile;
	struct gdb_registers from;
	uint64_t started;
	int err = step(walk);

	started = clock_read(&walk->at);
	profile_restart(profile);
	while (!err && profile->instructions < MOST_INSTRUCTIONS) {
		from = walk->at;
		err = step(walk);
		if (err)
			break;
		if (is_gate(walk, walk->at.rip)) {
			profile->faults++;
			continue;
		}
		err = count(walk, &from);
		if (!is_one_of(walk->marks.stops, walk->marks.stop_count, from.rip) || !gdb_in_user_mode(&from))
			continue;
		profile->ticks = clock_read(&walk->at) - started;
		return err;
	}
	return err ? err : err_set(EILSEQ, "the clock was not read again within %d instructions", MOST_INSTRUCTIONS);
}

static int walk_touches(struct walk *walk)
{
	struct profile *profile = walk->profile;
	uint64_t median = profile->median;
	int err;

	for (profile->touch = 1; profile->touch <= walk->explain->touches; profile->touch++) {
		err = go_on(walk);
		if (!err && !is_one_of(walk->marks.starts, walk->marks.start_count, walk->at.rip))
			err = err_set(EPROTO, "the guest stopped at 0x%" PRIx64 ", where no clock is read", walk->at.rip);
		if (!err)
			err = walk_touch(walk);
		if (err)
			return err;
		if (walk->explain->progress)
			walk->explain->progress(profile->touch, profile->instructions);
		if (profile->ticks != profile->instructions || profile->ticks == median)
			return profile_check(profile);
	}
	return err_set(ENOENT, "none of the first %" PRIu64 " touches took the median of %" PRIu64
		       " instructions: step through more of them", walk->explain->touches, median);
}

int explain_touch(const struct explain *explain, struct profile *profile)
{
	struct walk walk = { .explain = explain, .profile = profile };
	int err = find_marks(explain, &walk.marks);

	/* With interrupts and timers, QEMU would take them between any two steps. */
	if (!err)
		err = gdb_set_steps(explain->gdb, GDB_STEP | GDB_STEP_NO_IRQ | GDB_STEP_NO_TIMER);
	if (!err)
		err = go_to_trial(&walk);
	if (!err)
		err = read_gates(&walk);
	if (!err)
		err = check_build(&walk);
	for (size_t i = 0; i < walk.marks.start_count && !err; i++)
		err = gdb_set_break(explain->gdb, walk.marks.starts[i]);
	if (!err)
		err = walk_touches(&walk);
	for (size_t i = 0; i < walk.marks.start_count && !err; i++)
		err = gdb_clear_break(explain->gdb, walk.marks.starts[i]);
	return err ? err : gdb_detach(explain->gdb);
}
