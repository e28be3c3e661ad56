/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * untune.c: puts back what --tune has set.
 */
#include "sys/untune.h"
#include "base/err.h"
#include "sys/setting.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_SIZE = 256 };

void tune_tell(const struct tune_wants *wants, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	wants->tell(text);
}

void tune_path(char *full, size_t size, const struct tune_wants *wants, const char *path)
{
	snprintf(full, size, "%s%s", wants->root, path);
}

bool tune_settles(const char *full, const char *wanted, const char *before, char *now,
		  size_t size)
{
	for (int tries = 0; tries < 100; tries++) {
		if (!setting_read(full, now, size) || !strcmp(now, wanted) || strcmp(now, before))
			break;
		usleep(10000);
	}
	return !strcmp(now, wanted);
}

/* Writes back what was before, and looks whether it took. */
static int write_back(const struct tune_place *place, const char *full, const char *before)
{
	char now[TEXT_SIZE] = "";
	int err = setting_write(full, place->from);

	if (err)
		return err;
	if (!tune_settles(full, place->from, before, now, sizeof(now)))
		return err_set(EIO, "%s: \"%s\" was written, and it says \"%s\"", full, place->from, now);
	return 0;
}

/*
 * @found is what it said before anything was put back, NULL if it could not be read: who follows another
 * place may say something else by now.
 */
static int put_back(const struct tune_place *place, const struct tune_wants *wants, const char *found)
{
	char full[1024], now[TEXT_SIZE] = "";

	tune_path(full, sizeof(full), wants, place->path);
	if (!found) {
		/* The device that had this interrupt has gone, and its number may come again. */
		if (!strcmp(place->knob, TUNE_IRQS) && access(full, F_OK))
			return 0;
		return err_set(ENOENT, "%s: cannot be read, and was \"%s\" before", full, place->from);
	}
	if (strcmp(found, place->from) && strcmp(found, place->to)) {
		tune_tell(wants, "%s: %s says \"%s\", which somebody else has set since; it is left so, and was \"%s\" before",
			  place->knob, full, found, place->from);
		return 0;
	}
	if (setting_read(full, now, sizeof(now)) && !strcmp(now, place->from))
		return 0;
	return write_back(place, full, now);
}

/*
 * Puts back in the other order; what could not be stays in @state. All places are read first, since some
 * follow others. Returns how many stay, or -ENOMEM.
 */
static int put_back_all(struct tune_state *state, const struct tune_wants *wants)
{
	char (*found)[TEXT_SIZE] = calloc(state->count + 1, sizeof(*found));
	bool *readable = calloc(state->count + 1, sizeof(*readable));
	char full[1024];

	if (!found || !readable) {
		free(found);
		free(readable);
		return -ENOMEM;
	}
	for (size_t i = 0; i < state->count; i++) {
		tune_path(full, sizeof(full), wants, state->places[i].path);
		readable[i] = setting_read(full, found[i], sizeof(found[i]));
	}
	for (size_t i = state->count; i-- > 0;) {
		int err = put_back(&state->places[i], wants, readable[i] ? found[i] : NULL);

		if (err)
			tune_tell(wants, "cannot put %s back: %s", state->places[i].knob, err_text(err));
		else
			tune_state_drop(state, i);
	}
	free(found);
	free(readable);
	return (int)state->count;
}

int tune_settle(struct tune_state *state, const struct tune_wants *wants)
{
	int left = put_back_all(state, wants), err;

	if (left < 0)
		return left;
	if (!left)
		return tune_state_remove(state, wants->state);
	/* It is nobody's from here on. */
	state->owner = 0;
	state->owner_start = 0;
	err = tune_state_write(state, wants->state, false);
	if (err)
		return err;
	return err_set(EIO, "%d setting%s could not be restored; fix the cause, then run dexbench untune "
		       "(they stand in %s)", left, left > 1 ? "s" : "", wants->state);
}

static int recover(struct tune_state *state, const struct tune_wants *wants)
{
	int err;

	if (!tune_state_is_of_this_boot(state)) {
		tune_tell(wants, "%s is of another boot and is removed: no setting outlives a boot", wants->state);
		return tune_state_remove(state, wants->state);
	}
	if (tune_state_has_owner(state))
		return err_set(EBUSY, "process %" PRId64 " is running with its settings and restores them when it ends: "
			       "wait for it, or end it; after a kill -9: dexbench untune", state->owner);
	err = tune_settle(state, wants);
	if (!err)
		tune_tell(wants, "settings restored");
	return err;
}

int tune_recover(const struct tune_wants *wants)
{
	struct tune_state state;
	int err = tune_state_read(&state, wants->state);

	if (err == -ENOENT) {
		tune_tell(wants, "nothing to restore (no %s)", wants->state);
		return 0;
	}
	if (err)
		return err;
	err = recover(&state, wants);
	tune_state_free(&state);
	return err;
}
