/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plugin.c: a TCG plugin that records every touch of a boot.
 *
 *	-plugin explain-plugin.so,out=FILE,mark=ADDRESS...,entry=ADDRESS...
 *
 * A touch lies between two clock reads of FIRE, whose addresses are the marks. What it executes is
 * written to FILE as trace.h describes. The entries are where the kernel handles synchronous
 * exceptions.
 */
#include "qemu_plugin.h"
#include "trace.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

enum { MOST_MARKS = 32, MOST_ENTRIES = 8, MOST_NESTED = 16 };

enum kind {
	IS_MARK = 1 << 0,
	IS_ENTRY = 1 << 1,
	IS_RETURN = 1 << 2,	/* from an exception */
	IS_CALL = 1 << 3,	/* an exception by intent: a system call */
	IS_ATOMIC = 1 << 4,
	IS_BARRIER = 1 << 5,
	IS_CLOCK = 1 << 6,	/* a read of the clock that FIRE uses */
};

struct insn {
	uint64_t address;
	unsigned int kinds;
};

/* How the instructions of an architecture are told apart. */
struct target {
	const char *name;
	unsigned int (*kinds)(const unsigned char *bytes, size_t size);
	bool entry_takes_interrupts;	/* one entry for exceptions and interrupts */
};

EXPORT int qemu_plugin_version;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);

static const struct target *target;
static void *insn_data;
static uint64_t marks[MOST_MARKS], entries[MOST_ENTRIES];
static size_t mark_count, entry_count;
static FILE *out;

static bool recording;
static struct touch touch;
static uint64_t touches;
static const struct insn *last;

/* Instructions that an exception interrupted, innermost last; NULL: a system call. */
static const struct insn *interrupted[MOST_NESTED];
static size_t nested;

static uint64_t *addresses;
static size_t address_count, address_room;

/* Lines of this touch: a hash table whose slots of earlier touches are void. */
static struct line {
	uint64_t number, touch;
} *lines;
static size_t line_room = 1 << 12;

static uint64_t *path_hashes;
static size_t path_count;

static void die(const char *what)
{
	fprintf(stderr, "explain plugin: %s\n", what);
	exit(1);
}

/* Intel SDM vol. 2: F0 is LOCK; XCHG with memory (86, 87) is locked without it. */
static unsigned int kinds_x86(const unsigned char *bytes, size_t size)
{
	size_t at = 0;
	unsigned int kinds = 0;

	while (at + 1 < size && (bytes[at] == 0x66 || bytes[at] == 0xf0 || bytes[at] == 0xf2 || bytes[at] == 0xf3 ||
				 bytes[at] == 0x65 || bytes[at] == 0x3e || bytes[at] == 0x2e))
		kinds |= bytes[at++] == 0xf0 ? IS_ATOMIC : 0;
	if (at + 1 < size && (bytes[at] & 0xf0) == 0x40)
		at++;
	if (at + 1 < size && (bytes[at] & 0xfe) == 0x86 && bytes[at + 1] < 0xc0)
		kinds |= IS_ATOMIC;
	if (bytes[at] == 0xcf)
		kinds |= IS_RETURN;
	/* RDTSC is 0F 31, RDTSCP 0F 01 F9. */
	if (size >= 2 && bytes[0] == 0x0f && (bytes[1] == 0x31 || (size >= 3 && bytes[1] == 0x01 && bytes[2] == 0xf9)))
		kinds |= IS_CLOCK;
	/* LFENCE, MFENCE, SFENCE: 0F AE E8, F0, F8. */
	if (at + 2 < size && bytes[at] == 0x0f && bytes[at + 1] == 0xae && bytes[at + 2] >= 0xe8)
		kinds |= IS_BARRIER;
	return kinds;
}

static uint32_t word(const unsigned char *bytes, size_t size)
{
	uint32_t value = 0;

	memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value));
	return value;
}

/* Arm ARM C4.1: exclusive loads (of a pair only the store counts), LSE atomics, CAS, SWP; DMB, DSB, ISB. */
static unsigned int kinds_arm64(const unsigned char *bytes, size_t size)
{
	uint32_t insn = word(bytes, size);

	if ((insn & ~0x1fu) == 0xd53be040)	/* MRS of CNTVCT_EL0 */
		return IS_CLOCK;
	if (insn == 0xd69f03e0)
		return IS_RETURN;
	if ((insn & 0xffe0001f) == 0xd4000001)
		return IS_CALL;
	if ((insn & 0xfffff01f) == 0xd503301f && ((insn >> 5) & 7) >= 4)
		return IS_BARRIER;
	if ((insn & 0x3fe00000) == 0x08000000 || (insn & 0x3f200c00) == 0x38200000 ||
	    (insn & 0x3fa07c00) == 0x08a07c00)
		return IS_ATOMIC;
	return 0;
}

/* Unprivileged ISA: AMO (SC of a pair counts, LR does not), FENCE; privileged ISA: SRET, ECALL. */
static unsigned int kinds_riscv(const unsigned char *bytes, size_t size)
{
	uint32_t insn = word(bytes, size);

	if (size < 4)
		return 0;
	if ((insn & 0xfffff07f) == 0xc0202073)	/* RDINSTRET */
		return IS_CLOCK;
	if (insn == 0x10200073)
		return IS_RETURN;
	if (insn == 0x00000073)
		return IS_CALL;
	if ((insn & 0x7f) == 0x2f && insn >> 27 != 2)
		return IS_ATOMIC;
	return (insn & 0x7f) == 0x0f ? IS_BARRIER : 0;
}

static const struct target targets[] = {
	{ "x86_64", kinds_x86, false },
	{ "aarch64", kinds_arm64, false },
	{ "riscv64", kinds_riscv, true },
};

static bool is_one_of(const uint64_t *list, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == address)
			return true;
	return false;
}

static void write_words(const uint64_t *words, size_t count)
{
	if (fwrite(words, sizeof(*words), count, out) != count)
		die("cannot write the trace");
}

/* FNV-1a over the addresses: paths with one hash are taken for the same. */
static uint64_t hash_path(void)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < address_count; i++)
		hash = (hash ^ addresses[i]) * 0x100000001b3;
	return hash ^ address_count;
}

static uint64_t number_of_path(void)
{
	uint64_t hash = hash_path();

	for (size_t i = path_count; i-- > 0;)
		if (path_hashes[i] == hash)
			return i;
	path_hashes = realloc(path_hashes, (path_count + 1) * sizeof(*path_hashes));
	if (!path_hashes)
		die("out of memory");
	path_hashes[path_count] = hash;
	write_words((const uint64_t[]){ TRACE_PATH, address_count }, 2);
	write_words(addresses, address_count);
	return path_count++;
}

static void begin_touch(void)
{
	touch = (struct touch){ 0 };
	address_count = nested = 0;
	touches++;
	recording = true;
}

static void end_touch(void)
{
	uint64_t words[1 + TOUCH_WORDS] = { TRACE_TOUCH };

	recording = false;
	touch.path = number_of_path();
	memcpy(words + 1, &touch, sizeof(touch));
	write_words(words, 1 + TOUCH_WORDS);
}

static void add_address(uint64_t address)
{
	if (address_count == address_room) {
		address_room = address_room ? address_room * 2 : 4096;
		addresses = realloc(addresses, address_room * sizeof(*addresses));
		if (!addresses)
			die("out of memory");
	}
	addresses[address_count++] = address;
}

static void count(const struct insn *insn, uint64_t sign)
{
	touch.instructions += sign;
	touch.atomics += insn->kinds & IS_ATOMIC ? sign : 0;
	touch.barriers += insn->kinds & IS_BARRIER ? sign : 0;
}

/* An instruction that faults was seen, and is not executed: the clock does not count it either. */
static void enter_kernel(void)
{
	bool fault = last && !(last->kinds & IS_CALL);

	if (fault) {
		count(last, -1ULL);
		address_count--;
		touch.faults++;
	}
	if (nested == MOST_NESTED)
		die("exceptions are nested too deeply");
	interrupted[nested++] = fault ? last : NULL;
}

/* Where an interrupt uses the entry as well, only the return tells them apart. */
static void leave_kernel(const struct insn *insn)
{
	const struct insn *was = nested ? interrupted[--nested] : NULL;

	if (was && target->entry_takes_interrupts && insn->address != was->address) {
		count(was, 1);
		touch.faults--;
	}
}

static void on_insn(unsigned int vcpu, void *data)
{
	const struct insn *insn = data;

	(void)vcpu;
	if (recording) {
		if (insn->kinds & IS_ENTRY)
			enter_kernel();
		else if (last && last->kinds & IS_RETURN)
			leave_kernel(insn);
		count(insn, 1);
		add_address(insn->address);
	}
	last = insn;
	if (insn->kinds & IS_MARK)
		(recording ? end_touch : begin_touch)();
}

static void grow_lines(void);

static void add_line(uint64_t number)
{
	size_t slot = (number * 0x9e3779b97f4a7c15) >> 20;

	while (lines[slot & (line_room - 1)].touch == touches) {
		if (lines[slot & (line_room - 1)].number == number)
			return;
		slot++;
	}
	lines[slot & (line_room - 1)] = (struct line){ number, touches };
	if (++touch.lines * 2 > line_room)
		grow_lines();
}

static void grow_lines(void)
{
	struct line *old = lines;
	size_t old_room = line_room;

	line_room *= 2;
	lines = calloc(line_room, sizeof(*lines));
	if (!lines)
		die("out of memory");
	touch.lines = 0;
	for (size_t i = 0; i < old_room; i++)
		if (old[i].touch == touches)
			add_line(old[i].number);
	free(old);
}

static void on_access(unsigned int vcpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
	const struct qemu_plugin_hwaddr *where;
	uint64_t physical, end;

	(void)vcpu;
	(void)data;
	if (!recording)
		return;
	*(qemu_plugin_mem_is_store(info) ? &touch.stores : &touch.loads) += 1;
	where = qemu_plugin_get_hwaddr(info, address);
	if (!where || qemu_plugin_hwaddr_is_io(where))
		return;
	physical = qemu_plugin_hwaddr_phys_addr(where);
	end = physical + (1ULL << qemu_plugin_mem_size_shift(info)) - 1;
	add_line(physical / TRACE_LINE);
	/* The second page of an access across two is elsewhere; no compiler makes one. */
	if (end / TRACE_LINE != physical / TRACE_LINE)
		add_line(end / TRACE_LINE);
}

static unsigned int kinds_of(const struct qemu_plugin_insn *insn)
{
	unsigned char bytes[16] = { 0 };
	size_t size = qemu_plugin_insn_size(insn);
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	unsigned int kinds;

	size = size < sizeof(bytes) ? size : sizeof(bytes);
	if (qemu_plugin_version >= 3)
		((qemu_insn_data_copy)insn_data)(insn, bytes, size);
	else
		memcpy(bytes, ((qemu_insn_data_pointer)insn_data)(insn), size);
	kinds = target->kinds(bytes, size);
	/* Another program may have other code at these addresses. */
	kinds |= (kinds & IS_CLOCK) && is_one_of(marks, mark_count, address) ? IS_MARK : 0;
	kinds |= is_one_of(entries, entry_count, address) ? IS_ENTRY : 0;
	return kinds;
}

/* Instructions live for as long as QEMU: a block that is translated again gets new ones. */
static void on_block(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	size_t n = qemu_plugin_tb_n_insns(block);
	struct insn *insns = malloc(n * sizeof(*insns));

	(void)id;
	if (!insns)
		die("out of memory");
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);

		insns[i] = (struct insn){ qemu_plugin_insn_vaddr(insn), kinds_of(insn) };
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, QEMU_PLUGIN_CB_NO_REGS, &insns[i]);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW, NULL);
	}
}

static void on_end(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	write_words((const uint64_t[]){ TRACE_END, touches - recording }, 2);
	if (fclose(out))
		die("cannot write the trace");
}

static void add_option(const char *option)
{
	const char *value = strchr(option, '=');

	if (value && !strncmp(option, "out=", 4) && !out)
		out = fopen(value + 1, "wbx");
	else if (value && !strncmp(option, "mark=", 5) && mark_count < MOST_MARKS)
		marks[mark_count++] = strtoull(value + 1, NULL, 0);
	else if (value && !strncmp(option, "entry=", 6) && entry_count < MOST_ENTRIES)
		entries[entry_count++] = strtoull(value + 1, NULL, 0);
	else
		die(option);
}

/*
 * QEMU reads the version before it calls us, so it is found by what QEMU exports: version 2 dropped
 * n_vcpus, 3 (QEMU 9.1) came with conditional callbacks, 4 with reads of memory.
 */
__attribute__((constructor)) static void plugin_abi(void)
{
	insn_data = dlsym(RTLD_DEFAULT, "qemu_plugin_insn_data");
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_n_vcpus"))
		qemu_plugin_version = 1;
	else if (!dlsym(RTLD_DEFAULT, "qemu_plugin_register_vcpu_tb_exec_cond_cb"))
		qemu_plugin_version = 2;
	else
		qemu_plugin_version = dlsym(RTLD_DEFAULT, "qemu_plugin_read_memory_vaddr") ? 4 : 3;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (qemu_plugin_version < info->version.min || qemu_plugin_version > info->version.cur || !insn_data)
		die("this QEMU has a plugin interface that is not known here");
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (!strcmp(targets[i].name, info->target_name))
			target = &targets[i];
	if (!target || !info->system_emulation || info->system.smp_vcpus != 1)
		die("needs a guest of x86_64, aarch64 or riscv64 with one CPU");
	for (int i = 0; i < argc; i++)
		add_option(argv[i]);
	if (!out || !mark_count || !entry_count)
		die("needs out=FILE that does not exist, mark=ADDRESS and entry=ADDRESS");
	lines = calloc(line_room, sizeof(*lines));
	if (!lines)
		die("out of memory");
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
