/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_words.c: plans and scenarios as words of a command line.
 */
#include "commands/commands.h"
#include "run/plan.h"
#include "sys/project.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A word with a slash or a .plan at its end is a file; other words are one line of a plan. */
static bool is_plan_file(const char *word)
{
	size_t length = strlen(word);

	return strchr(word, '/') || (length > 5 && !strcmp(word + length - 5, ".plan"));
}

/* A bare name of no file here is that of a plan that comes with dexbench. */
static int read_plan(struct plan *plan, const char *word)
{
	char name[512], path[PATH_MAX];

	snprintf(name, sizeof(name), "configs/plans/%s", word);
	if (!strchr(word, '/') && access(word, F_OK) && !project_file(name, path, sizeof(path)))
		return plan_read(plan, path);
	return plan_read(plan, word);
}

static int add_line(struct plan *plan, char **words, int count)
{
	char *line = NULL;
	size_t size;
	FILE *stream = open_memstream(&line, &size);
	int err;

	for (int i = 0; stream && i < count; i++)
		fprintf(stream, "%s%s", i ? " " : "", words[i]);
	err = !stream || fclose(stream) ? -ENOMEM : plan_add(plan, line);
	free(line);
	return err;
}

int read_plan_words(struct plan *plan, char **words, int count)
{
	int err = 0;

	for (int i = 0, next; i < count && !err; i = next) {
		next = i + 1;
		if (is_plan_file(words[i])) {
			err = read_plan(plan, words[i]);
			continue;
		}
		while (next < count && strchr(words[next], '=') && !is_plan_file(words[next]))
			next++;
		err = add_line(plan, words + i, next - i);
	}
	return err;
}
