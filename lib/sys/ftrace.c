/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ftrace.c: files of tracefs (Documentation/trace/ftrace.rst).
 */
#include "sys/ftrace.h"
#include "base/err.h"
#include "base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRACEFS "/sys/kernel/tracing/"

enum { DEPTH = 64 };

/* A call that has not returned. */
struct open_call {
	char name[96];
	double children_us;
};

/* As ftrace_open() found it; a process traces but once at a time. */
static bool was_on, had_irqs;

struct trace_parser {
	struct ftrace_times *times;
	const char *function;	/* which no call is followed outside of */
	struct open_call calls[DEPTH];
	size_t depth;
};

static int put(const char *file, const char *text)
{
	char path[128];
	int fd, err = 0;

	snprintf(path, sizeof(path), TRACEFS "%s", file);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0 || (*text && write(fd, text, strlen(text)) < 0))
		err = err_set(errno, "%s: cannot write \"%s\": %s", path, text, strerror(errno));
	if (fd >= 0)
		close(fd);
	return err;
}

static bool holds(const char *file, const char *word)
{
	char path[128], line[4096];
	bool found = false;
	FILE *stream;

	snprintf(path, sizeof(path), TRACEFS "%s", file);
	stream = fopen(path, "r");
	while (stream && !found && fgets(line, sizeof(line), stream))
		for (char *next = line, *one; (one = strsep(&next, " \n")) && !found;)
			found = !strcmp(one, word);
	if (stream)
		fclose(stream);
	return found;
}

static int check(const char *function)
{
	if (geteuid())
		return err_set(EACCES, TRACEFS ": only root may trace");
	if (access(TRACEFS "current_tracer", F_OK))
		return err_set(EOPNOTSUPP, TRACEFS ": no tracefs: mount -t tracefs none /sys/kernel/tracing, "
			       "or this kernel has no ftrace (CONFIG_FTRACE)");
	if (!holds("available_tracers", "function_graph"))
		return err_set(EOPNOTSUPP, "this kernel has no function_graph tracer (CONFIG_FUNCTION_GRAPH_TRACER)");
	if (!holds("available_filter_functions", function))
		return err_set(EOPNOTSUPP, "this kernel cannot trace %s", function);
	if (!holds("current_tracer", "nop"))
		return err_set(EBUSY, TRACEFS "current_tracer: in use by somebody else");
	return 0;
}

int ftrace_open(const char *function)
{
	char thread[32];
	int err = check(function);

	if (err)
		return err;
	snprintf(thread, sizeof(thread), "%ld", (long)syscall(SYS_gettid));
	was_on = holds("tracing_on", "1");
	had_irqs = holds("options/funcgraph-irqs", "1");
	err = put("tracing_on", "0");
	if (!err && had_irqs)
		err = put("options/funcgraph-irqs", "0");
	if (!err)
		err = put("set_ftrace_pid", thread);
	if (!err)
		err = put("set_graph_function", function);
	if (!err)
		err = put("current_tracer", "function_graph");
	if (!err)
		err = put("trace", "");
	if (err) {
		/* The line that is kept is of the first failure. */
		char line[512];

		snprintf(line, sizeof(line), "%s", err_text(err));
		ftrace_close();
		return err_set(-err, "%s", line);
	}
	return 0;
}

int ftrace_switch(int on)
{
	return put("tracing_on", on ? "1" : "0");
}

void ftrace_close(void)
{
	put("current_tracer", "nop");
	put("set_graph_function", "");
	put("set_ftrace_pid", "");
	put("trace", "");
	if (had_irqs)
		put("options/funcgraph-irqs", "1");
	if (was_on)
		put("tracing_on", "1");
}

int ftrace_read(struct ftrace_times *times, const char *function)
{
	FILE *trace = fopen(TRACEFS "trace", "r");
	int err;

	*times = (struct ftrace_times){ 0 };
	if (!trace)
		return err_set(errno, TRACEFS "trace: %s", strerror(errno));
	err = ftrace_parse(times, trace, function);
	fclose(trace);
	return err;
}

static int add(struct ftrace_times *times, const char *name, double inclusive_us, double children_us)
{
	struct ftrace_row *row = NULL;

	for (size_t i = 0; i < times->count && !row; i++)
		if (!strcmp(times->rows[i].name, name))
			row = &times->rows[i];
	if (!row) {
		row = grow(times->rows, times->count, sizeof(*row));
		if (!row)
			return -ENOMEM;
		times->rows = row;
		row += times->count++;
		*row = (struct ftrace_row){ 0 };
		snprintf(row->name, sizeof(row->name), "%s", name);
	}
	row->calls++;
	row->inclusive_us += inclusive_us;
	row->self_us += inclusive_us - children_us;
	return 0;
}

static int begin_call(struct trace_parser *parser, const char *name)
{
	struct open_call *call = &parser->calls[parser->depth];

	if (parser->depth == DEPTH)
		return parser->times->lost++, 0;
	call->children_us = 0;
	snprintf(call->name, sizeof(call->name), "%s", name);
	parser->depth++;
	return 0;
}

static int end_call(struct trace_parser *parser, double us)
{
	if (!parser->depth)
		return parser->times->lost++, 0;
	parser->depth--;
	if (parser->depth)
		parser->calls[parser->depth - 1].children_us += us;
	return add(parser->times, parser->calls[parser->depth].name, us, parser->calls[parser->depth].children_us);
}

/* The time of a line: "0.250 us" before the code, with a mark before that if it is long. */
static double time_of(const char *line, const char *code)
{
	const char *unit = strstr(line, " us "), *number = unit;

	if (!unit || unit > code)
		return 0;
	while (number > line && strchr("0123456789.", number[-1]))
		number--;
	return strtod(number, NULL);
}

/*
 * A line is "CPU) [MARK] [TIME us] | CODE"; CODE is "name();", "name() {" or "}",
 * the latter two around what was called, the time of the call at its end.
 */
static int parse_line(struct trace_parser *parser, char *line)
{
	char *code = strchr(line, '|'), *end;
	double us;

	if (line[0] == '#' || !strchr(line, ')') || !code)
		return 0;
	code += 1 + strspn(code + 1, " ");
	us = time_of(line, code);
	if (code[0] == '}')
		return end_call(parser, us);
	end = strstr(code, "()");
	if (!end)
		return 0;
	*end = '\0';
	/* The tracer's own switch is no part of a touch. */
	if (!parser->depth && strcmp(code, parser->function))
		return 0;
	if (strchr(end + 1, '{'))
		return begin_call(parser, code);
	if (parser->depth)
		parser->calls[parser->depth - 1].children_us += us;
	return add(parser->times, code, us, 0);
}

int ftrace_parse(struct ftrace_times *times, FILE *trace, const char *function)
{
	struct trace_parser parser = { .times = times, .function = function };
	char line[1024];
	int err = 0;

	while (!err && fgets(line, sizeof(line), trace))
		err = parse_line(&parser, line);
	times->lost += parser.depth;
	return err;
}

void ftrace_free(struct ftrace_times *times)
{
	free(times->rows);
	*times = (struct ftrace_times){ 0 };
}
