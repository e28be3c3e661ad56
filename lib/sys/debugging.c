/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debugging.c: /proc/kallsyms, /boot/config-RELEASE and /proc/cmdline.
 */
#include "sys/debugging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A function that is there with the option alone. */
static const struct option {
	const char *name, *symbol, *config;
	const char *argument;	/* it does nothing without this one; NULL: it always does */
} options[] = {
	{ "KASAN", "kasan_save_stack", "CONFIG_KASAN", NULL },
	{ "KCSAN", "__kcsan_check_access", "CONFIG_KCSAN", NULL },
	{ "KMSAN", "__msan_get_context_state", "CONFIG_KMSAN", NULL },
	{ "UBSAN", "__ubsan_handle_out_of_bounds", "CONFIG_UBSAN", NULL },
	{ "lockdep", "lock_acquire", "CONFIG_LOCKDEP", NULL },
	{ "kmemleak", "kmemleak_alloc", "CONFIG_DEBUG_KMEMLEAK", NULL },
	{ "DEBUG_VM", "dump_mm", "CONFIG_DEBUG_VM", NULL },
	{ "PAGE_TABLE_CHECK", "__page_table_check_pte_clear", "CONFIG_PAGE_TABLE_CHECK", "page_table_check" },
	{ "PAGE_TABLE_CHECK", NULL, "CONFIG_PAGE_TABLE_CHECK_ENFORCED", NULL },
	{ "DEBUG_OBJECTS", "debug_object_init", "CONFIG_DEBUG_OBJECTS", NULL },
	{ "DEBUG_ATOMIC_SLEEP", "__might_sleep", "CONFIG_DEBUG_ATOMIC_SLEEP", NULL },
	{ "DEBUG_PREEMPT", "debug_smp_processor_id", "CONFIG_DEBUG_PREEMPT", NULL },
	{ "KCOV", "__sanitizer_cov_trace_pc", "CONFIG_KCOV", NULL },
	{ "GCOV", "__gcov_init", "CONFIG_GCOV_KERNEL", NULL },
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

/* Arguments that make a kernel check itself. */
static const char *const arguments[] = {
	"slub_debug", "slab_debug", "page_poison", "page_owner", "debug_pagealloc", "debug_objects", "init_on_free",
};

static FILE *open_below(const char *root, const char *folder, const char *name)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s%s%s", root, folder, name);
	return fopen(path, "re");
}

static size_t option_of_symbol(const char *symbol)
{
	size_t i = 0;

	while (i < OPTIONS && (!options[i].symbol || strcmp(options[i].symbol, symbol)))
		i++;
	return i;
}

/* A line is "ADDRESS TYPE NAME", with the name of a module behind it. */
static bool look_at_symbols(bool *found, const char *root)
{
	FILE *file = open_below(root, "/proc/kallsyms", "");
	char *line = NULL, *name;
	bool any = false;
	size_t room = 0;

	while (file && getline(&line, &room, file) >= 0) {
		size_t at;

		name = strchr(line, ' ');
		name = name ? strchr(name + 1, ' ') : NULL;
		if (!name)
			continue;
		name[1 + strcspn(name + 1, "\t\n")] = '\0';
		any = true;
		at = option_of_symbol(name + 1);
		if (at < OPTIONS)
			found[at] = true;
	}
	free(line);
	if (file)
		fclose(file);
	return any;
}

static bool look_at_config(bool *found, const char *root, const char *release)
{
	char *line = NULL, name[128];
	FILE *file = open_below(root, "/boot/config-", release);
	size_t room = 0;

	if (!file) {
		snprintf(name, sizeof(name), "%s/config", release);
		file = open_below(root, "/lib/modules/", name);
	}
	if (!file)
		return false;
	while (getline(&line, &room, file) >= 0) {
		char *value = strchr(line, '=');

		if (!value || strcmp(value, "=y\n"))
			continue;
		*value = '\0';
		for (size_t i = 0; i < OPTIONS; i++)
			found[i] |= !strcmp(options[i].config, line);
	}
	free(line);
	fclose(file);
	return true;
}

static void add(struct debugging *debugging, const char *name)
{
	for (size_t i = 0; i < debugging->count; i++)
		if (!strcmp(debugging->names[i], name))
			return;
	if (debugging->count < DEBUGGING_MOST)
		snprintf(debugging->names[debugging->count++], DEBUGGING_NAME_SIZE, "%s", name);
}

/* Is @word of the kernel's command line the argument @name, and not switched off by it? */
static bool is_argument(const char *word, const char *name)
{
	static const char *const off[] = { "=0", "=off", "=n", "=-" };
	size_t length = strlen(name);

	if (strncmp(word, name, length) || (word[length] && word[length] != '=' && word[length] != ','))
		return false;
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (!strcmp(word + length, off[i]))
			return false;
	return true;
}

static bool has_argument(const char *line, const char *name)
{
	char words[4096], *next = words, *word;

	snprintf(words, sizeof(words), "%s", line);
	while ((word = strsep(&next, " \n")))
		if (is_argument(word, name))
			return true;
	return false;
}

static void add_arguments(struct debugging *debugging, char *line)
{
	char *word;

	while ((word = strsep(&line, " \n")))
		for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++)
			if (is_argument(word, arguments[i]))
				add(debugging, word);
}

bool debugging_find(struct debugging *debugging, const char *root, const char *release)
{
	bool symbols[OPTIONS] = { false }, config[OPTIONS] = { false };
	bool has_symbols = look_at_symbols(symbols, root), has_config = look_at_config(config, root, release);
	FILE *file = open_below(root, "/proc/cmdline", "");
	char line[4096] = "";

	*debugging = (struct debugging){ 0 };
	if (file) {
		if (!fgets(line, sizeof(line), file))
			line[0] = '\0';
		fclose(file);
	}
	for (size_t i = 0; i < OPTIONS; i++) {
		/* Symbols are of the kernel that runs; a configuration may be of another of its name. */
		bool there = has_symbols && options[i].symbol ? symbols[i] : config[i];

		if (there && (!options[i].argument || has_argument(line, options[i].argument)))
			add(debugging, options[i].name);
	}
	add_arguments(debugging, line);
	return has_symbols || has_config;
}

void debugging_words(const struct debugging *debugging, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < debugging->count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", debugging->names[i]);
}
