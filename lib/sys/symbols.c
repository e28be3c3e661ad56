/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols.c: symbol tables of ELF files (System V ABI, chapters 4 and 5) and of
 * System.map (lines "ADDRESS TYPE NAME", as nm prints them).
 */
#include "sys/symbols.h"
#include "base/err.h"
#include "base/grow.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
	struct symbol symbol;
	uint64_t limit;		/* where its section ends; 0: not known */
	bool code, global;
};

struct symbols {
	const char *path;	/* for messages while reading only */
	char *file;		/* all of it */
	size_t size;
	struct entry *entries;	/* ascending by address, the best name of an address first */
	size_t count;
	bool is_elf;
};

/* How far back a symbol without a size looks for one that holds it: labels in one function. */
enum { LOOK_BACK = 256 };

static int damaged(const struct symbols *symbols)
{
	return err_set(EBADMSG, "%s: a damaged ELF file, or not one of a 64-bit little-endian machine",
		       symbols->path);
}

static int add(struct symbols *symbols, const struct entry *entry)
{
	struct entry *more = grow(symbols->entries, symbols->count, sizeof(*more));

	if (!more)
		return -ENOMEM;
	symbols->entries = more;
	more[symbols->count++] = *entry;
	return 0;
}

/* A table of the file, or NULL if it goes beyond the end or is not aligned. */
static const void *table(const struct symbols *symbols, uint64_t offset, uint64_t size)
{
	if (offset > symbols->size || size > symbols->size - offset || offset % 8)
		return NULL;
	return symbols->file + offset;
}

static bool is_elf(const struct symbols *symbols)
{
	return symbols->size >= SELFMAG && !memcmp(symbols->file, ELFMAG, SELFMAG);
}

static const Elf64_Ehdr *head_of(const struct symbols *symbols)
{
	const Elf64_Ehdr *head = table(symbols, 0, sizeof(*head));

	return head && head->e_ident[EI_CLASS] == ELFCLASS64 && head->e_ident[EI_DATA] == ELFDATA2LSB &&
	       (!head->e_shnum || head->e_shentsize == sizeof(Elf64_Shdr)) &&
	       (!head->e_phnum || head->e_phentsize == sizeof(Elf64_Phdr)) ? head : NULL;
}

static int add_elf_symbol(struct symbols *symbols, const Elf64_Sym *raw, const Elf64_Shdr *sections,
			  size_t section_count, const Elf64_Shdr *names)
{
	unsigned char type = ELF64_ST_TYPE(raw->st_info);
	struct entry entry = {
		.symbol = { .start = raw->st_value, .size = raw->st_size },
		.global = ELF64_ST_BIND(raw->st_info) != STB_LOCAL,
	};

	if (raw->st_shndx == SHN_UNDEF || raw->st_shndx >= section_count || type == STT_SECTION ||
	    type == STT_FILE || type == STT_TLS)
		return 0;
	if (raw->st_name >= names->sh_size)
		return damaged(symbols);
	entry.symbol.name = symbols->file + names->sh_offset + raw->st_name;
	entry.code = sections[raw->st_shndx].sh_flags & SHF_EXECINSTR;
	entry.limit = sections[raw->st_shndx].sh_addr + sections[raw->st_shndx].sh_size;
	return *entry.symbol.name ? add(symbols, &entry) : 0;
}

static int read_symtab(struct symbols *symbols, const Elf64_Shdr *section, const Elf64_Shdr *sections,
		       size_t section_count)
{
	const Elf64_Sym *raw = table(symbols, section->sh_offset, section->sh_size);
	const Elf64_Shdr *names;
	int err = 0;

	if (!raw || section->sh_link >= section_count)
		return damaged(symbols);
	names = &sections[section->sh_link];
	if (!names->sh_size || names->sh_offset > symbols->size ||
	    names->sh_size > symbols->size - names->sh_offset ||
	    symbols->file[names->sh_offset + names->sh_size - 1])
		return damaged(symbols);
	for (size_t i = 0; i < section->sh_size / sizeof(*raw) && !err; i++)
		err = add_elf_symbol(symbols, &raw[i], sections, section_count, names);
	return err;
}

static int read_elf(struct symbols *symbols)
{
	const Elf64_Ehdr *head = head_of(symbols);
	const Elf64_Shdr *sections;
	int err = 0;

	if (!head)
		return damaged(symbols);
	sections = table(symbols, head->e_shoff, (uint64_t)head->e_shnum * sizeof(*sections));
	if (!sections)
		return damaged(symbols);
	for (size_t i = 0; i < head->e_shnum && !err; i++)
		if (sections[i].sh_type == SHT_SYMTAB)
			err = read_symtab(symbols, &sections[i], sections, head->e_shnum);
	return err;
}

/* Lines that are not of System.map's form make the file another kind of file. */
static int read_map(struct symbols *symbols)
{
	char *line, *next, *end;
	int err = 0;

	for (line = symbols->file; *line && !err; line = next) {
		struct entry entry = { 0 };

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		entry.symbol.start = strtoull(line, &end, 16);
		if (end == line || end[0] != ' ' || !isalpha((unsigned char)end[1]) || end[2] != ' ' || !end[3])
			return err_set(EBADMSG, "%s: neither an ELF file nor a System.map", symbols->path);
		entry.symbol.name = end + 3;
		entry.code = strchr("tTwW", end[1]);
		entry.global = isupper((unsigned char)end[1]);
		err = add(symbols, &entry);
	}
	return err;
}

static int by_address(const void *left, const void *right)
{
	const struct entry *l = left, *r = right;

	if (l->symbol.start != r->symbol.start)
		return l->symbol.start < r->symbol.start ? -1 : 1;
	if (l->code != r->code)
		return l->code ? -1 : 1;
	if (!l->symbol.size != !r->symbol.size)
		return l->symbol.size ? -1 : 1;
	if (l->global != r->global)
		return l->global ? -1 : 1;
	return strcmp(l->symbol.name, r->symbol.name);
}

/* Reads the file, with a zero byte behind it, so that text in it ends. */
static int read_file(struct symbols *symbols)
{
	int fd = open(symbols->path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	ssize_t got = 0;

	if (fd < 0)
		return err_set(errno, "%s: %s", symbols->path, strerror(errno));
	if (fstat(fd, &stat))
		stat = (struct stat){ 0 };
	symbols->file = S_ISREG(stat.st_mode) ? malloc((size_t)stat.st_size + 1) : NULL;
	while (symbols->file && symbols->size < (size_t)stat.st_size) {
		got = read(fd, symbols->file + symbols->size, (size_t)stat.st_size - symbols->size);
		if (got <= 0)
			break;
		symbols->size += (size_t)got;
	}
	close(fd);
	if (!symbols->file || got < 0)
		return err_set(EIO, "%s: cannot be read", symbols->path);
	symbols->file[symbols->size] = '\0';
	return 0;
}

static bool has_code(const struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->entries[i].code)
			return true;
	return false;
}

int symbols_read(struct symbols **symbols, const char *path)
{
	struct symbols *new = calloc(1, sizeof(*new));
	int err;

	*symbols = NULL;
	if (!new)
		return -ENOMEM;
	new->path = path;
	err = read_file(new);
	if (!err) {
		new->is_elf = is_elf(new);
		err = new->is_elf ? read_elf(new) : read_map(new);
	}
	if (!err && !has_code(new))
		err = err_set(ENODATA, "%s: has no symbols: was it stripped?", path);
	if (err) {
		symbols_free(new);
		return err;
	}
	qsort(new->entries, new->count, sizeof(*new->entries), by_address);
	new->path = NULL;
	*symbols = new;
	return 0;
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	free(symbols->file);
	free(symbols->entries);
	free(symbols);
}

/* The first entry above @address. */
static size_t first_above(const struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->entries[middle].symbol.start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A label reaches to the end of its section; the last one of a map, nobody knows where. */
static bool reaches(const struct symbols *symbols, size_t index, uint64_t address)
{
	uint64_t limit = symbols->entries[index].limit;

	return limit ? address < limit : first_above(symbols, address) < symbols->count;
}

const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address)
{
	const struct symbol *label = NULL, *holder = NULL;
	size_t end = first_above(symbols, address);

	for (size_t i = end; i-- > 0 && end - i <= LOOK_BACK;) {
		const struct entry *entry = &symbols->entries[i];

		if (!entry->code)
			continue;
		if (entry->symbol.size && address - entry->symbol.start < entry->symbol.size)
			holder = &entry->symbol;
		/* Of one address, the best name is the one that comes first. */
		if (!entry->symbol.size && (!label || label->start == entry->symbol.start) &&
		    reaches(symbols, i, address))
			label = &entry->symbol;
		if (entry->symbol.size && !holder && !label)
			return NULL;
	}
	return holder ? holder : label;
}

const struct symbol *symbols_named(const struct symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (!strcmp(symbols->entries[i].symbol.name, name))
			return &symbols->entries[i].symbol;
	return NULL;
}

const void *symbols_bytes(const struct symbols *symbols, uint64_t address, size_t size)
{
	const Elf64_Ehdr *head = symbols->is_elf ? head_of(symbols) : NULL;
	const Elf64_Phdr *parts = head ? table(symbols, head->e_phoff,
					       (uint64_t)head->e_phnum * sizeof(*parts)) : NULL;

	for (size_t i = 0; parts && i < head->e_phnum; i++) {
		uint64_t into = address - parts[i].p_vaddr;

		if (parts[i].p_type != PT_LOAD || address < parts[i].p_vaddr || into > parts[i].p_filesz ||
		    size > parts[i].p_filesz - into)
			continue;
		if (parts[i].p_offset > symbols->size || into + size > symbols->size - parts[i].p_offset)
			return NULL;
		return symbols->file + parts[i].p_offset + into;
	}
	return NULL;
}
