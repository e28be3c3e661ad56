/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols.c: functions and inlined functions by elfutils' libdw.
 */
#include "explain/symbols.h"
#include "base/err.h"
#include "base/grow.h"
#include "run/scenario.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <inttypes.h>
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
	struct known *known;		/* sorted by nothing: found by a hash table of indexes */
	size_t known_count;
	size_t *slots, slot_count;
	char **names;			/* each once */
	size_t name_count;
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
	for (size_t i = 0; i < symbols->name_count; i++)
		free(symbols->names[i]);
	free(symbols->names);
	free(symbols->known);
	free(symbols->slots);
	dwfl_end(symbols->dwfl);
	free(symbols);
}

static const char *keep_name(struct symbols *symbols, const char *name, const char *suffix)
{
	/* A compiler's suffix begins with a dot behind the first letter. */
	int length = (int)strcspn(name + 1, ".") + 1;
	char text[256], **more;

	snprintf(text, sizeof(text), "%.*s%s", length, name, suffix);
	for (size_t i = 0; i < symbols->name_count; i++)
		if (!strcmp(symbols->names[i], text))
			return symbols->names[i];
	more = grow(symbols->names, symbols->name_count, sizeof(*more));
	if (!more)
		return "(out of memory)";
	symbols->names = more;
	more[symbols->name_count] = strdup(text);
	return more[symbols->name_count] ? more[symbols->name_count++] : "(out of memory)";
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

static int grow_slots(struct symbols *symbols)
{
	size_t count = symbols->slot_count ? symbols->slot_count * 2 : 4096;
	size_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (size_t i = 0; i < symbols->known_count; i++) {
		size_t slot = symbols->known[i].address * 0x9e3779b97f4a7c15 >> 32;

		while (slots[slot % count])
			slot++;
		slots[slot % count] = i + 1;
	}
	free(symbols->slots);
	symbols->slots = slots;
	symbols->slot_count = count;
	return 0;
}

size_t symbols_places(struct symbols *symbols, uint64_t address, bool inlined, struct place *places)
{
	size_t slot = address * 0x9e3779b97f4a7c15 >> 32, index;
	struct known *more;

	if (symbols->known_count * 2 >= symbols->slot_count && grow_slots(symbols))
		return look_up(symbols, address, inlined, places);
	for (; (index = symbols->slots[slot % symbols->slot_count]); slot++)
		if (symbols->known[index - 1].address == address)
			goto out_known;
	more = grow(symbols->known, symbols->known_count, sizeof(*more));
	if (!more)
		return look_up(symbols, address, inlined, places);
	symbols->known = more;
	more[symbols->known_count].address = address;
	more[symbols->known_count].count = look_up(symbols, address, inlined, more[symbols->known_count].places);
	index = symbols->slots[slot % symbols->slot_count] = ++symbols->known_count;
out_known:
	memcpy(places, symbols->known[index - 1].places, symbols->known[index - 1].count * sizeof(*places));
	return symbols->known[index - 1].count;
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

/* The @size bytes that the program's file has for @address, or NULL. */
static const unsigned char *bytes_at(const struct symbols *symbols, uint64_t address, uint64_t size)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(symbols->program, &bias);
	size_t count, length;
	const char *file = elf_rawfile(elf, &length);

	address -= bias;
	if (!file || elf_getphdrnum(elf, &count))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr part;

		if (!gelf_getphdr(elf, (int)i, &part) || part.p_type != PT_LOAD || address < part.p_vaddr ||
		    address - part.p_vaddr > part.p_filesz || size > part.p_filesz - (address - part.p_vaddr))
			continue;
		return (const unsigned char *)file + part.p_offset + (address - part.p_vaddr);
	}
	return NULL;
}

static bool is_clock_read(int machine, const unsigned char *code, size_t left)
{
	uint32_t insn = 0;

	if (machine == EM_X86_64)
		return left >= 3 && ((code[0] == 0x0f && code[1] == 0x31) ||
				     (code[0] == 0x0f && code[1] == 0x01 && code[2] == 0xf9));
	if (left < sizeof(insn))
		return false;
	memcpy(&insn, code, sizeof(insn));
	/* MRS of CNTVCT_EL0; RDINSTRET. */
	return machine == EM_AARCH64 ? (insn & ~0x1fu) == 0xd53be040 :
	       machine == EM_RISCV && (insn & 0xfffff07f) == 0xc0202073;
}

static int print_marks(struct symbols *symbols, const char *scenario, int machine)
{
	uint64_t address, size, fire = 0;
	const unsigned char *bytes = NULL;
	const char *name;
	char wanted[128];
	GElf_Off offset;
	GElf_Sym symbol;
	int marks = 0;

	snprintf(wanted, sizeof(wanted), "scenario_%s", scenario);
	if (!find_symbol(symbols->program, wanted, &address, &size))
		bytes = bytes_at(symbols, address, sizeof(struct scenario));
	if (bytes)
		memcpy(&fire, bytes + offsetof(struct scenario, fire), sizeof(fire));
	name = fire ? dwfl_module_addrinfo(symbols->program, fire, &offset, &symbol, NULL, NULL, NULL) : NULL;
	bytes = name && !offset ? bytes_at(symbols, fire, symbol.st_size) : NULL;
	if (!bytes)
		return err_set(EBADMSG, "%s: holds no code of scenario %s: it is of another version, or position-independent",
			       symbols->program_path, scenario);
	for (uint64_t i = 0; i < symbol.st_size; i++)
		if (is_clock_read(machine, bytes + i, symbol.st_size - i))
			printf("%smark=0x%" PRIx64, marks++ ? "," : "", fire + i);
	if (marks < 2)
		return err_set(EBADMSG, "%s: its timed step reads the clock less than twice", scenario);
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

int symbols_print_options(struct symbols *symbols, const char *scenario)
{
	GElf_Addr bias;
	GElf_Ehdr header;
	uint64_t entry;
	int machines[2] = { 0 }, err;
	Dwfl_Module *modules[] = { symbols->kernel, symbols->program };

	for (int i = 0; i < 2; i++)
		if (gelf_getehdr(dwfl_module_getelf(modules[i], &bias), &header))
			machines[i] = header.e_machine;
	if (machines[0] != machines[1])
		return err_set(EINVAL, "%s is a program of another architecture than the kernel", symbols->program_path);
	err = find_entry(symbols, machines[0], &entry);
	if (!err)
		err = print_marks(symbols, scenario, machines[0]);
	/* Arm ARM D1.10.2: synchronous exceptions of EL1 with SP_EL1 are at 0x200 of the vectors, of EL0 at 0x400. */
	if (!err && machines[0] == EM_AARCH64)
		printf(",entry=0x%" PRIx64 ",entry=0x%" PRIx64 "\n", entry + 0x200, entry + 0x400);
	else if (!err)
		printf(",entry=0x%" PRIx64 "\n", entry);
	return err;
}
