/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols.c: functions and inlined functions by elfutils' libdw.
 */
#include "explain/symbols.h"
#include "base/err.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What an address was found to be; an address of a loop is asked for often. */
struct known {
	uint64_t address;
	struct place places[MOST_INLINED];
	size_t count;
};

struct symbols {
	Dwfl *dwfl;
	Dwfl_Module *kernel, *program;
	const char *program_path;
	void *known;			/* a tree of struct known, of tsearch() */
	void *names;			/* a tree of strings, each once */
};

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

static int open_one(struct symbols *symbols, const char *path, const char *name, Dwfl_Module **module)
{
	GElf_Addr bias;

	if (access(path, R_OK))
		return err_set(errno, "%s: %s", path, strerror(errno));
	*module = dwfl_report_elf(symbols->dwfl, name, path, -1, 0, true);
	if (!*module || !dwfl_module_getelf(*module, &bias))
		return err_set(EBADMSG, "%s: %s", path, dwfl_errmsg(-1));
	if (dwfl_module_getsymtab(*module) <= 1)
		return err_set(ENODATA, "%s: has no symbols: it was stripped", path);
	return 0;
}

int symbols_open(struct symbols **symbols, const char *vmlinux, const char *program)
{
	struct symbols *new = calloc(1, sizeof(*new));
	int err;

	*symbols = NULL;
	if (!new)
		return -ENOMEM;
	new->dwfl = dwfl_begin(&callbacks);
	new->program_path = program;
	dwfl_report_begin(new->dwfl);
	err = open_one(new, vmlinux, "vmlinux", &new->kernel);
	if (!err)
		err = open_one(new, program, "program", &new->program);
	dwfl_report_end(new->dwfl, NULL, NULL);
	if (err) {
		symbols_close(new);
		return err;
	}
	*symbols = new;
	return 0;
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	tdestroy(symbols->names, free);
	tdestroy(symbols->known, free);
	dwfl_end(symbols->dwfl);
	free(symbols);
}

static int by_name(const void *left, const void *right)
{
	return strcmp(left, right);
}

static const char *keep_name(struct symbols *symbols, const char *name, const char *suffix)
{
	/* A compiler's suffix begins with a dot behind the first letter. */
	int length = (int)strcspn(name + 1, ".") + 1;
	char text[256], *new, **kept;

	snprintf(text, sizeof(text), "%.*s%s", length, name, suffix);
	new = strdup(text);
	kept = new ? tsearch(new, &symbols->names, by_name) : NULL;
	if (!kept || *kept != new)
		free(new);
	return kept ? *kept : "(out of memory)";
}

/* The inlined functions around @address, outermost first, behind places[0]. */
static size_t add_inlined(struct symbols *symbols, Dwfl_Module *module, uint64_t address, const char *suffix,
			  struct place *places)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, &bias), *scopes = NULL;
	int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;
	size_t used = 1;

	for (int i = count - 1; i >= 0 && used < MOST_INLINED; i--) {
		const char *name = dwarf_diename(&scopes[i]);
		Dwarf_Addr start = 0;

		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine || !name)
			continue;
		places[used++] = (struct place){
			keep_name(symbols, name, suffix),
			!dwarf_entrypc(&scopes[i], &start) && start == address - bias,
		};
	}
	free(scopes);
	return used;
}

static size_t look_up(struct symbols *symbols, uint64_t address, bool inlined, struct place *places)
{
	const bool user = !(address >> 63);
	Dwfl_Module *module = dwfl_addrmodule(symbols->dwfl, address);
	const char *suffix = user ? " [user]" : "", *name = NULL;
	GElf_Off offset = 0;
	GElf_Sym symbol;

	if (module)
		name = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
	if (!name || module != (user ? symbols->program : symbols->kernel)) {
		places[0] = (struct place){ user ? "[user]" : "(module)", false };
		return 1;
	}
	places[0] = (struct place){ keep_name(symbols, name, suffix), offset == 0 };
	return inlined ? add_inlined(symbols, module, address, suffix, places) : 1;
}

static int by_address(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return l < r ? -1 : l > r;
}

size_t symbols_places(struct symbols *symbols, uint64_t address, bool inlined,
		      const struct place **places)
{
	struct known **found = tfind(&address, &symbols->known, by_address);
	struct known *known = found ? *found : malloc(sizeof(*known));

	if (!known)
		return 0;
	if (!found) {
		known->address = address;
		known->count = look_up(symbols, address, inlined, known->places);
		if (!tsearch(known, &symbols->known, by_address)) {
			free(known);
			return 0;
		}
	}
	*places = known->places;
	return known->count;
}

bool symbols_know_inlined(const struct symbols *symbols)
{
	Dwarf_Addr bias;

	return dwfl_module_getdwarf(symbols->kernel, &bias);
}

/* Sets @address and @size; 0 or -ENOENT. */
static int find_symbol(Dwfl_Module *module, const char *name, uint64_t *address, uint64_t *size)
{
	int count = dwfl_module_getsymtab(module);

	for (int i = 1; i < count; i++) {
		GElf_Sym symbol;
		GElf_Addr value;
		const char *found = dwfl_module_getsym_info(module, i, &symbol, &value, NULL, NULL, NULL);

		if (found && !strcmp(found, name)) {
			*address = value;
			*size = symbol.st_size;
			return 0;
		}
	}
	return -ENOENT;
}

/* The program's code, and the function that calls FIRE between two reads of the clock. */
static int print_ranges(struct symbols *symbols)
{
	Dwarf_Addr from, to;
	uint64_t fire, size;

	if (find_symbol(symbols->program, "measure_trial", &fire, &size) || !size)
		return err_set(EBADMSG, "%s: has no measure_trial(): it is of another version",
			       symbols->program_path);
	dwfl_module_info(symbols->program, NULL, &from, &to, NULL, NULL, NULL, NULL);
	printf("program=0x%" PRIx64 ":0x%" PRIx64 ",fire=0x%" PRIx64 ":0x%" PRIx64, from, to, fire,
	       fire + size);
	return 0;
}

/* Where page faults enter the kernel. */
static int find_entry(struct symbols *symbols, int machine, uint64_t *address)
{
	const char *name = machine == EM_X86_64 ? "asm_exc_page_fault" : machine == EM_AARCH64 ? "vectors" :
			   "handle_exception";
	uint64_t size;

	if (find_symbol(symbols->kernel, name, address, &size))
		return err_set(ENOENT, "vmlinux has no %s, where page faults enter: was it stripped?", name);
	return 0;
}

int symbols_print_options(struct symbols *symbols)
{
	GElf_Addr bias;
	GElf_Ehdr header = { .e_type = ET_NONE };
	uint64_t entry;
	int machines[2] = { 0 }, err;
	Dwfl_Module *modules[] = { symbols->kernel, symbols->program };

	for (int i = 0; i < 2; i++)
		if (gelf_getehdr(dwfl_module_getelf(modules[i], &bias), &header))
			machines[i] = header.e_machine;
	if (machines[0] != machines[1])
		return err_set(EINVAL, "%s is a program of another architecture than the kernel", symbols->program_path);
	err = find_entry(symbols, machines[0], &entry);
	if (!err && header.e_type != ET_EXEC)
		err = err_set(EBADMSG, "%s is position-independent: build it static",
			      symbols->program_path);
	if (!err)
		err = print_ranges(symbols);
	/* Arm ARM D1.10.2: synchronous exceptions of EL1 with SP_EL1 are at 0x200 of the vectors, of EL0 at 0x400. */
	if (!err && machines[0] == EM_AARCH64)
		printf(",entry=0x%" PRIx64 ",entry=0x%" PRIx64 "\n", entry + 0x200, entry + 0x400);
	else if (!err)
		printf(",entry=0x%" PRIx64 "\n", entry);
	return err;
}
