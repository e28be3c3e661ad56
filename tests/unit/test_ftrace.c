/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_ftrace: a trace of function_graph, added up.
 * links: sys base
 */
#include "sys/ftrace.h"
#include "tests/tap.h"

static const char trace[] =
	"# tracer: function_graph\n"
	"#\n"
	"# CPU  DURATION                  FUNCTION CALLS\n"
	"# |     |   |                     |   |   |   |\n"
	" 0)               |  handle_mm_fault() {\n"
	" 0)   0.250 us    |    mas_walk();\n"
	" 0)               |    __handle_mm_fault() {\n"
	" 0)   0.500 us    |      mas_walk();\n"
	" 0) + 12.500 us   |    }\n"
	" 0) ! 113.000 us  |  } /* handle_mm_fault */\n"
	" ------------------------------------------\n"
	" 0)    a-1   =>  b-2\n"
	" 0)   0.300 us    |  mutex_unlock();\n"
	" 0)   0.125 us    |  handle_mm_fault();\n"
	" 0)   1.000 us    |  }\n"
	" 0)               |  handle_mm_fault() {\n";

static void hold(const struct ftrace_times *times, const char *name, uint64_t calls, double self, double inclusive)
{
	for (size_t i = 0; i < times->count; i++) {
		const struct ftrace_row *row = &times->rows[i];

		if (strcmp(row->name, name))
			continue;
		claim(row->calls == calls, "%s was called %d times", name, (int)calls);
		claim_near(row->self_us, self, 1e-9, "its own time is what its callees leave");
		claim_near(row->inclusive_us, inclusive, 1e-9, "and theirs is in the other figure");
		return;
	}
	claim(false, "%s is in the trace", name);
}

int main(void)
{
	struct ftrace_times times = { 0 };
	FILE *stream = fmemopen((void *)(uintptr_t)trace, sizeof(trace) - 1, "r");

	claim(stream && !ftrace_parse(&times, stream, "handle_mm_fault"), "a trace is read");
	claim(times.count == 3, "with three functions, of which none is outside a fault");
	hold(&times, "mas_walk", 2, 0.75, 0.75);
	hold(&times, "__handle_mm_fault", 1, 12, 12.5);
	hold(&times, "handle_mm_fault", 2, 100.375, 113.125);
	claim(times.lost == 2, "an end without a beginning, and a beginning without an end, are counted");
	ftrace_free(&times);
	if (stream)
		fclose(stream);
	return claims_done();
}
