/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plugin.c: a TCG plugin that records every touch of a boot.
 *
 *	-plugin explain-plugin.so,out=FILE,program=FROM:TO,fire=FROM:TO,entry=ADDRESS...
 *
 * A touch lies between two clock reads of the program, while FIRE runs, which lies between the two
 * of the function that calls it. What a touch executes is written to FILE as trace.h describes. The
 * entries are where the kernel handles synchronous exceptions.
 */
#include "explain/instructions.h"
#include "explain/qemu_plugin.h"
#include "explain/trace.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define EXPORT __attribute__((visibility("default")))

enum { MOST_ENTRIES = 8, MOST_NESTED = 16 };

/* Lines of the guest's physical memory: 16 GiB of it, of which QEMU touches few. */
#define MOST_LINES	((size_t)1 << 28)

struct insn {
	uint64_t address;
	unsigned int kinds;
};

struct range {
	uint64_t from, to;
};

EXPORT int qemu_plugin_version;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);

static const struct target *target;
static void *insn_data;
static struct range program, fire;
static uint64_t entries[MOST_ENTRIES];
static size_t entry_count;
static FILE *out;

static bool firing, recording;
static struct touch touch;
static uint32_t touches;
static const struct insn *last;

/* Instructions that an exception interrupted, innermost last; NULL: a system call. */
static const struct insn *interrupted[MOST_NESTED];
static size_t nested;

static uint64_t *addresses;
static size_t address_count, address_room;

/* The touch that accessed each line last. */
static uint32_t *lines;

static uint64_t *path_hashes;
static size_t path_count;

static void die(const char *what)
{
	fprintf(stderr, "explain plugin: %s\n", what);
	exit(1);
}

static bool is_in(const struct range *range, uint64_t address)
{
	return address >= range->from && address < range->to;
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
	last = NULL;
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
		last = insn;
	}
	if (insn->kinds & IS_BOUND)
		firing = !firing;
	else if (firing && insn->kinds & IS_MARK)
		(recording ? end_touch : begin_touch)();
}

static void add_line(uint64_t number)
{
	if (number >= MOST_LINES)
		die("the guest has more than 16 GiB of memory");
	touch.lines += lines[number] != touches;
	lines[number] = touches;
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
	if (kinds & IS_CLOCK && is_in(&program, address))
		kinds |= is_in(&fire, address) ? IS_BOUND : IS_MARK;
	for (size_t i = 0; i < entry_count; i++)
		kinds |= entries[i] == address ? IS_ENTRY : 0;
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

static void register_all(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
}

/* Before the first FIRE nothing is counted: the boot, half of all instructions, costs nothing so. */
static void await_fire(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++)
		if (kinds_of(qemu_plugin_tb_get_insn(block, i)) & IS_BOUND) {
			/* Drops all translations, this block's too before it is executed. */
			qemu_plugin_reset(id, register_all);
			return;
		}
}

static struct range range_of(const char *text)
{
	char *end;
	uint64_t from = strtoull(text, &end, 0);

	return (struct range){ from, *end == ':' ? strtoull(end + 1, NULL, 0) : 0 };
}

static void add_option(const char *option)
{
	const char *value = strchr(option, '=');

	if (value && !strncmp(option, "out=", 4) && !out)
		out = fopen(value + 1, "wbx");
	else if (value && !strncmp(option, "program=", 8))
		program = range_of(value + 1);
	else if (value && !strncmp(option, "fire=", 5))
		fire = range_of(value + 1);
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
	target = target_find(info->target_name);
	if (!target || !info->system_emulation || info->system.smp_vcpus != 1)
		die("needs a guest of x86_64, aarch64 or riscv64 with one CPU");
	for (int i = 0; i < argc; i++)
		add_option(argv[i]);
	if (!out || !program.to || !fire.to || !entry_count)
		die("needs a new out=FILE, program=FROM:TO, fire=FROM:TO and entry=ADDRESS");
	lines = mmap(NULL, MOST_LINES * sizeof(*lines), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (lines == MAP_FAILED)
		die("out of memory");
	qemu_plugin_register_vcpu_tb_trans_cb(id, await_fire);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
