/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune.c: sets the knobs of the table, moves interrupts, holds /dev/cpu_dma_latency open.
 */
#include "sys/tune.h"
#include "base/err.h"
#include "base/grow.h"
#include "sys/irqs.h"
#include "sys/knobs.h"
#include "sys/paths.h"
#include "sys/setting.h"
#include "sys/tune_state.h"
#include "sys/untune.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_SIZE = 256 };

struct tune {
	const struct tune_wants *wants;
	struct tune_state state;
	struct tune_change *changes;
	size_t change_count;
	int latency_fd;
};

const char *tune_state_path(void)
{
	const char *asked = getenv("DEXBENCH_STATE");

	return asked && asked[0] ? asked : "/var/lib/dexbench/tuned.json";
}

/* One of several failures of a knob; only the first is told in full. */
static void tell_refusal(const struct tune_wants *wants, const char *knob, size_t times, const char *why)
{
	if (times == 1)
		tune_tell(wants, "cannot set %s: %s", knob, why);
}

/* Notes @path of @knob if it has to be set, or could be changed along with another. */
static int collect_place(struct tune_state *state, const struct tune_wants *wants, const struct knob *knob,
			 const char *path, size_t *refused)
{
	char line[TEXT_SIZE], from[TEXT_SIZE], full[1024], why[1280];
	bool quiet;

	if (!knob_line(wants->root, path, line, sizeof(line)))
		return 0;
	quiet = knob_is_quiet(knob, line);
	if (quiet && !knob->follows)
		return 0;
	tune_path(full, sizeof(full), wants, path);
	if (!access(full, W_OK))
		return setting_read(full, from, sizeof(from)) ?
			tune_state_add(state, knob->name, path, from, quiet ? from : knob->tuned) : 0;
	if (!quiet) {
		snprintf(why, sizeof(why), "%s: %s", full, strerror(errno));
		tell_refusal(wants, knob->name, ++*refused, why);
	}
	return 0;
}

static int collect_knob(struct tune_state *state, const struct tune_wants *wants, const struct knob *knob)
{
	struct paths paths;
	size_t refused = 0;
	int err = paths_find(&paths, wants->root, knob->path);

	for (size_t i = 0; i < paths.count && !err; i++)
		err = collect_place(state, wants, knob, paths.items[i], &refused);
	paths_free(&paths);
	return err;
}

static int collect_irqs(struct tune_state *state, const struct tune_wants *wants)
{
	char from[TEXT_SIZE], to[TEXT_SIZE], full[1024];
	struct paths paths;
	int err;

	if (!wants->quiet_cpus)
		return 0;
	if (knob_line(wants->root, "/sys/devices/system/cpu/online", from, sizeof(from)) &&
	    !irqs_elsewhere(wants->root, from, wants->quiet_cpus, to, sizeof(to))) {
		tune_tell(wants, "cannot set %s: interrupts have no CPU but those that measure", TUNE_IRQS);
		return 0;
	}
	err = paths_find(&paths, wants->root, TUNE_IRQ_PATH);
	for (size_t i = 0; i < paths.count && !err; i++) {
		tune_path(full, sizeof(full), wants, paths.items[i]);
		if (!access(full, W_OK) && setting_read(full, from, sizeof(from)) &&
		    irqs_elsewhere(wants->root, from, wants->quiet_cpus, to, sizeof(to)))
			err = tune_state_add(state, TUNE_IRQS, paths.items[i], from, to);
	}
	paths_free(&paths);
	return err;
}

static int collect(struct tune_state *state, const struct tune_wants *wants)
{
	int err = 0;

	for (const struct knob *knob = knobs; knob->name && !err; knob++)
		if (knob->tuned)
			err = collect_knob(state, wants, knob);
	return err ? err : collect_irqs(state, wants);
}

static bool is_change(const struct tune_place *place)
{
	return strcmp(place->from, place->to) != 0;
}

static bool has_changes(const struct tune_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (is_change(&state->places[i]))
			return true;
	return false;
}

static int set_place(struct tune_place *place, const struct tune_wants *wants, bool *differs)
{
	char full[1024], now[TEXT_SIZE] = "";
	char *copy;
	int err;

	tune_path(full, sizeof(full), wants, place->path);
	err = setting_write(full, place->to);
	if (err)
		return err;
	/* Where the kernel writes it in its own way, that is what must be known again. */
	if (!tune_settles(full, place->to, place->from, now, sizeof(now)) && *now) {
		copy = strdup(now);
		if (!copy)
			return 0;
		free(place->to);
		place->to = copy;
		*differs = true;
	}
	return 0;
}

static void append(char *list, size_t size, const char *text)
{
	size_t used = strlen(list), length = strlen(text);

	for (const char *at = list; (at = strstr(at, text)); at++)
		if ((at == list || at[-1] == ' ') && (!at[length] || !strncmp(at + length, ", ", 2)))
			return;
	snprintf(list + used, size - used, "%s%s", used ? ", " : "", text);
}

static int note(struct tune *tune, const char *knob, const char *from, const char *to)
{
	struct tune_change *change = NULL, *more;

	for (size_t i = 0; i < tune->change_count; i++)
		if (!strcmp(tune->changes[i].knob, knob))
			change = &tune->changes[i];
	if (!change) {
		more = grow(tune->changes, tune->change_count, sizeof(*more));
		if (!more)
			return -ENOMEM;
		tune->changes = more;
		change = &tune->changes[tune->change_count++];
		*change = (struct tune_change){ .knob = knob };
	}
	append(change->from, sizeof(change->from), from);
	append(change->to, sizeof(change->to), to);
	change->places++;
	return 0;
}

/* Interrupts that cannot be moved are many, and nobody's fault: per-CPU and managed ones. */
static void set_all(struct tune *tune, bool *differs)
{
	const char *refusing = "";
	size_t refused = 0, stay = 0;

	for (size_t i = 0; i < tune->state.count; i++) {
		struct tune_place *place = &tune->state.places[i];
		int err;

		if (!is_change(place))
			continue;
		err = set_place(place, tune->wants, differs);
		if (!err) {
			note(tune, place->knob, place->from, place->to);
		} else if (!strcmp(place->knob, TUNE_IRQS)) {
			stay++;
		} else {
			refused = strcmp(place->knob, refusing) ? 1 : refused + 1;
			refusing = place->knob;
			tell_refusal(tune->wants, place->knob, refused, err_text(err));
		}
	}
	if (stay)
		tune_tell(tune->wants, "%zu interrupt%s cannot be moved", stay, stay > 1 ? "s" : "");
}

/* As long as it is open, CPUs sleep no deeper than it says. */
static void hold_latency(struct tune *tune)
{
	const int32_t none = 0, unlimited = 2000000000;
	char full[1024], from[32];
	int32_t before;

	tune_path(full, sizeof(full), tune->wants, "/dev/cpu_dma_latency");
	if (access(full, F_OK))
		return;
	tune->latency_fd = open(full, O_RDWR | O_CLOEXEC);
	if (tune->latency_fd < 0 || pread(tune->latency_fd, &before, sizeof(before), 0) != (ssize_t)sizeof(before) ||
	    (before && pwrite(tune->latency_fd, &none, sizeof(none), 0) != (ssize_t)sizeof(none))) {
		tune_tell(tune->wants, "cannot set idle: %s: %s", full, strerror(errno));
		return;
	}
	snprintf(from, sizeof(from), "%" PRId32 " us", before);
	if (before)
		note(tune, "idle", before == unlimited ? "no limit" : from, "0 us");
}

static void tell_changes(const struct tune *tune)
{
	for (size_t i = 0; i < tune->change_count; i++) {
		const struct tune_change *change = &tune->changes[i];
		char places[32] = "";

		if (change->places > 1)
			snprintf(places, sizeof(places), " (%zu places)", change->places);
		tune_tell(tune->wants, "%s: %s -> %s%s", change->knob, change->from, change->to, places);
	}
}

static void tune_free(struct tune *tune)
{
	if (tune->latency_fd >= 0)
		close(tune->latency_fd);
	tune_state_free(&tune->state);
	free(tune->changes);
	free(tune);
}

static int tune_up(struct tune *tune)
{
	const char *path = tune->wants->state;
	bool differs = false;
	int err = collect(&tune->state, tune->wants);

	if (err)
		return err;
	if (!has_changes(&tune->state))
		tune_state_free(&tune->state);
	if (tune->state.count) {
		tune_state_own(&tune->state);
		err = tune_state_write(&tune->state, path, true);
		if (err)
			return err;
	}
	set_all(tune, &differs);
	if (differs) {
		err = tune_state_write(&tune->state, path, false);
		if (err)
			tune_tell(tune->wants, "%s", err_text(err));
	}
	hold_latency(tune);
	if (tune->wants->aslr_before)
		note(tune, "aslr", tune->wants->aslr_before, "0 (this process)");
	tell_changes(tune);
	return 0;
}

/* Anything left behind by a process that was killed is put back; 0 too if there is nothing. */
static int recover_if_any(const struct tune_wants *wants)
{
	return access(wants->state, F_OK) && errno == ENOENT ? 0 : tune_recover(wants);
}

int tune_begin(struct tune **tune, const struct tune_wants *wants)
{
	struct tune *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	made->wants = wants;
	made->latency_fd = -1;
	err = recover_if_any(wants);
	if (!err)
		err = tune_up(made);
	if (err) {
		tune_free(made);
		return err;
	}
	*tune = made;
	return 0;
}

int tune_end(struct tune *tune)
{
	int err;

	if (!tune)
		return 0;
	err = tune->state.count ? tune_settle(&tune->state, tune->wants) : 0;
	tune_free(tune);
	return err;
}

size_t tune_count(const struct tune *tune)
{
	return tune ? tune->change_count : 0;
}

const struct tune_change *tune_change_at(const struct tune *tune, size_t index)
{
	return &tune->changes[index];
}
