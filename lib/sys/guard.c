/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guard.c: ITIMER_PROF, SIGBUS and siglongjmp().
 */
#include "sys/guard.h"
#include "base/err.h"

#include <errno.h>
#include <setjmp.h>
#include <string.h>
#include <sys/time.h>

static sigjmp_buf way_out;

static void leave(int signal_number)
{
	siglongjmp(way_out, signal_number);
}

static int set_timer(unsigned int limit_ms)
{
	struct itimerval limit = {
		.it_value = { .tv_sec = limit_ms / 1000, .tv_usec = limit_ms % 1000 * 1000 },
	};

	return setitimer(ITIMER_PROF, &limit, NULL);
}

int guard_call(void (*work)(void *context), void *context, unsigned int limit_ms, enum guard_end *end)
{
	struct sigaction action = { .sa_handler = leave }, old_prof, old_bus;
	int came;

	if (sigaction(SIGPROF, &action, &old_prof) || sigaction(SIGBUS, &action, &old_bus))
		return err_set(errno, "sigaction: %s", strerror(errno));

	came = sigsetjmp(way_out, 1);
	if (!came) {
		if (set_timer(limit_ms))
			return err_set(errno, "setitimer: %s", strerror(errno));
		work(context);
	}
	set_timer(0);

	sigaction(SIGPROF, &old_prof, NULL);
	sigaction(SIGBUS, &old_bus, NULL);
	*end = !came ? GUARD_DONE : came == SIGBUS ? GUARD_BUS : GUARD_STUCK;
	return 0;
}

static void get_signal(void *context)
{
	(void)context;
	raise(SIGBUS);
}

int guard_settle(void)
{
	enum guard_end end;

	return guard_call(get_signal, NULL, 1000, &end);
}
