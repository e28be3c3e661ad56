/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols.h: name the function of an address, and find what the plugin has to know.
 */
#ifndef TOOLS_EXPLAIN_SYMBOLS_H
#define TOOLS_EXPLAIN_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

/* A function of the stack that an address stands for. */
struct place {
	const char *name;	/* lives as long as the symbols */
	bool entry;		/* the address is the function's first */
};

enum { MOST_INLINED = 16 };

/*
 * Opens the kernel's vmlinux and the guest's program. The caller closes *@symbols with
 * symbols_close(). Returns 0, or -errno with a line in err_text().
 */
int symbols_open(struct symbols **symbols, const char *vmlinux, const char *program);
void symbols_close(struct symbols *symbols);

/*
 * Points @places at the function of @address, for as long as the symbols live: its symbol without
 * a compiler's suffix (.isra.0, .cold), with " [user]" behind what belongs to the program, or
 * "(module)". With @inlined, always or never, the functions that were put into it follow.
 * Returns how many places there are, at most MOST_INLINED; 0 without memory.
 */
size_t symbols_places(struct symbols *symbols, uint64_t address, bool inlined,
		      const struct place **places);

/* Whether vmlinux says which functions were inlined: it has debug information. */
bool symbols_know_inlined(const struct symbols *symbols);

/*
 * Prints the plugin's options: where the program is, where FIRE is called, and the kernel's entries
 * for exceptions. Returns 0, or -errno with a line in err_text().
 */
int symbols_print_options(struct symbols *symbols);

#endif /* TOOLS_EXPLAIN_SYMBOLS_H */
