/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.c: fuzz explain's readers: the plugin's trace, and the symbols of an ELF file.
 */
#include "explain/symbols.h"
#include "explain/trace.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(0, data, size);
	const struct place *places;
	struct symbols *symbols;
	struct trace trace;

	if (!trace_read(&trace, path))
		trace_free(&trace);
	if (size < 4 || memcmp(data, "\177ELF", 4) || symbols_open(&symbols, path, path))
		return 0;
	for (uint64_t address = 0; address < 256; address += 8)
		symbols_places(symbols, address, symbols_know_inlined(symbols), &places);
	symbols_close(symbols);
	return 0;
}
