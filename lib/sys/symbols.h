/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols.h: which function an address belongs to, by a program's symbol table.
 */
#ifndef SYS_SYMBOLS_H
#define SYS_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

struct symbols;

struct symbol {
	uint64_t start;
	uint64_t size;		/* bytes; 0 where it is not known, as of a label in assembly */
	const char *name;
};

/*
 * Reads the symbols of @path: a 64-bit little-endian ELF file (vmlinux, a
 * program), or the text of a System.map. The caller owns *@symbols:
 * symbols_free(). Returns 0, or -errno with a line in err_text(): -ENODATA for a
 * file without symbols of code, -EBADMSG for one that is damaged.
 */
int symbols_read(struct symbols **symbols, const char *path);
void symbols_free(struct symbols *symbols);

/*
 * The function or label of code that holds @address, or NULL. Where one lies in
 * another, it is the outer one; an inlined function has no symbol and belongs to
 * where it was inlined. Of several names for one address a global one wins, then
 * the alphabet.
 */
const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address);

/* The symbol of that name, code or data, or NULL. A name that several have gives any. */
const struct symbol *symbols_named(const struct symbols *symbols, const char *name);

/*
 * The @size bytes that the file holds for @address, or NULL where it does not
 * hold all of them. They live as long as @symbols.
 */
const void *symbols_bytes(const struct symbols *symbols, uint64_t address, size_t size);

#endif /* SYS_SYMBOLS_H */
