/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_symbols: addresses to functions, in this program itself, in maps, and in
 * files that are damaged.
 * links: sys base
 */
#include "base/err.h"
#include "sys/symbols.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/test_symbols.XXXXXX";

static void put(const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		abort();
}

static int read_text(struct symbols **symbols, const char *text)
{
	put(text, strlen(text));
	return symbols_read(symbols, path);
}

static const char *name_at(const struct symbols *symbols, uint64_t address)
{
	const struct symbol *symbol = symbols_at(symbols, address);

	return symbol ? symbol->name : "(none)";
}

static void maps(void)
{
	struct symbols *symbols = NULL;

	claim(!read_text(&symbols, "ffffffff81000000 T first\n"
				   "ffffffff81000010 t a_local\n"
				   "ffffffff81000010 T z_global\n"
				   "ffffffff81000020 d data\n"
				   "ffffffff81000030 T last\n"), "a System.map is read");
	claim_text(name_at(symbols, 0xffffffff81000000), "first", "an address where a function begins is its");
	claim_text(name_at(symbols, 0xffffffff8100000f), "first", "and so is one before the next");
	claim_text(name_at(symbols, 0xffffffff81000010), "z_global", "of two names a global one wins");
	claim_text(name_at(symbols, 0xffffffff81000025), "z_global", "data is no function");
	claim_text(name_at(symbols, 0xffffffff80ffffff), "(none)", "what lies before all is nobody's");
	claim_text(name_at(symbols, 0xffffffffa0000000), "(none)", "and what lies behind all, as modules do");
	claim(symbols_named(symbols, "data") && !symbols_named(symbols, "dat"), "a symbol is found by its whole name");
	claim(!symbols_bytes(symbols, 0xffffffff81000000, 1), "a map holds no bytes");
	symbols_free(symbols);
}

static void refusals(void)
{
	struct symbols *symbols = NULL;

	claim(symbols_read(&symbols, "/nonexistent/vmlinux") == -ENOENT && !symbols, "a missing file is refused");
	claim(strstr(err_text(-ENOENT), "/nonexistent/vmlinux: "), "and named");
	claim(symbols_read(&symbols, "/tmp") == -EIO, "a folder is refused");
	claim(read_text(&symbols, "") == -ENODATA, "an empty file has no symbols");
	claim(read_text(&symbols, "ffffffff81000000 D data\n") == -ENODATA, "nor has one with data alone");
	claim(read_text(&symbols, "once upon a time\n") == -EBADMSG, "prose is no map");
	claim(strstr(err_text(-EBADMSG), "neither an ELF file nor a System.map"), "and the line says so");
	claim(read_text(&symbols, "ffffffff81000000 T\n") == -EBADMSG, "a line without a name is refused");
	claim(read_text(&symbols, "ffffffff81000000 T \n") == -EBADMSG, "nor may the name be empty");
	claim(read_text(&symbols, "\177ELF") == -EBADMSG, "an ELF file of four bytes is refused");
	symbols_free(NULL);
}

/* Position-independent programs are mapped elsewhere, so go by distances and bytes. */
static void this_program(char *self, size_t size)
{
	const struct symbol *here, *again;
	struct symbols *symbols = NULL;

	put(self, size);
	claim(!symbols_read(&symbols, path), "this program's symbols are read");
	here = symbols_named(symbols, "this_program");
	claim(here && here->size > 16, "its functions have addresses and sizes");
	if (!here)
		return;
	again = symbols_at(symbols, here->start + here->size - 1);
	claim_text(again ? again->name : NULL, "this_program", "the last byte of a function belongs to it");
	claim(!symbols_bytes(symbols, UINT64_MAX - 3, 8), "bytes beyond the end of all addresses are refused");
	claim(symbols_bytes(symbols, here->start, here->size) &&
	      !memcmp(symbols_bytes(symbols, here->start, 16), (const void *)(uintptr_t)this_program, 16),
	      "the file's bytes of a function are those that run");
	symbols_free(symbols);
}

/* Whatever is cut off or overwritten, the answer is an error or symbols, never a crash. */
static void damage(char *self, size_t size)
{
	struct symbols *symbols;
	unsigned int seed = 1, refused = 0, tries = 300;

	for (unsigned int i = 0; i < tries; i++) {
		size_t at = i % 2 ? (size_t)i % 64 : ((size_t)rand_r(&seed) << 8) % size;
		char kept[8];

		memcpy(kept, self + at, sizeof(kept));
		for (size_t k = 0; k < sizeof(kept); k++)
			self[at + k] = (char)rand_r(&seed);
		put(self, i % 3 ? size : (size_t)rand_r(&seed) % size);
		memcpy(self + at, kept, sizeof(kept));
		refused += !!symbols_read(&symbols, path);
		if (symbols) {
			symbols_at(symbols, 0x1234);
			symbols_bytes(symbols, 0x1234, 99);
		}
		symbols_free(symbols);
	}
	claim(refused >= tries / 4 && refused <= tries, "%u of %u damaged files are refused, and none crashes",
	      refused, tries);
}

int main(void)
{
	FILE *file = fopen("/proc/self/exe", "r");
	size_t size = 64 << 20, got;
	char *self = malloc(size);
	int fd = mkstemp(path);

	if (!self || !file || fd < 0)
		return 1;
	got = fread(self, 1, size, file);
	fclose(file);
	close(fd);
	maps();
	refusals();
	this_program(self, got);
	damage(self, got - 8);
	unlink(path);
	free(self);
	return claims_done();
}
