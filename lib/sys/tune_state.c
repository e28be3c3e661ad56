/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tune_state.c: a JSON file, and who it belongs to.
 */
#include "sys/tune_state.h"
#include "base/err.h"
#include "base/grow.h"
#include "sys/knobs.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <jansson.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCHEMA = 1 };

static void place_free(struct tune_place *place)
{
	free(place->knob);
	free(place->path);
	free(place->from);
	free(place->to);
}

int tune_state_add(struct tune_state *state, const char *knob, const char *path, const char *from,
		   const char *to)
{
	struct tune_place place = { strdup(knob), strdup(path), strdup(from), strdup(to) };
	struct tune_place *more = grow(state->places, state->count, sizeof(*more));

	if (more)
		state->places = more;
	if (!more || !place.knob || !place.path || !place.from || !place.to) {
		place_free(&place);
		return -ENOMEM;
	}
	state->places[state->count++] = place;
	return 0;
}

void tune_state_drop(struct tune_state *state, size_t index)
{
	place_free(&state->places[index]);
	state->count--;
	memmove(&state->places[index], &state->places[index + 1],
		(state->count - index) * sizeof(*state->places));
}

void tune_state_free(struct tune_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		place_free(&state->places[i]);
	free(state->places);
	*state = (struct tune_state){ 0 };
}

/* When @process was started, in ticks since the boot; 0 if it is not there, or dead. */
static uint64_t start_of(int64_t process)
{
	char path[64], line[1024], kind, *at;
	uint64_t start;

	snprintf(path, sizeof(path), "/proc/%" PRId64 "/stat", process);
	if (!knob_line("", path, line, sizeof(line)))
		return 0;
	/* The second field is the name, which may hold anything, parentheses as well. */
	at = strrchr(line, ')');
	if (!at || sscanf(at, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %" SCNu64,
			  &kind, &start) != 2)
		return 0;
	return kind == 'Z' || kind == 'X' ? 0 : start;
}

static void read_boot(char *boot, size_t size)
{
	if (!knob_line("", "/proc/sys/kernel/random/boot_id", boot, size))
		boot[0] = '\0';
}

void tune_state_own(struct tune_state *state)
{
	read_boot(state->boot, sizeof(state->boot));
	state->owner = getpid();
	state->owner_start = start_of(state->owner);
}

bool tune_state_has_owner(const struct tune_state *state)
{
	uint64_t start = state->owner > 0 ? start_of(state->owner) : 0;

	return start && start == state->owner_start;
}

bool tune_state_is_of_this_boot(const struct tune_state *state)
{
	char boot[sizeof(state->boot)];

	read_boot(boot, sizeof(boot));
	return !boot[0] || !state->boot[0] || !strcmp(boot, state->boot);
}

static int sync_folder(const char *path)
{
	char copy[1024];
	int fd, err = 0;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Some file systems have no need of it and say so. */
	if (fsync(fd) && errno != EINVAL)
		err = -errno;
	close(fd);
	return err;
}

static int make_folder(const char *path)
{
	char copy[1024], *folder;

	snprintf(copy, sizeof(copy), "%s", path);
	folder = dirname(copy);
	if (!mkdir(folder, 0755))
		return sync_folder(folder);
	return errno == EEXIST ? 0 : -errno;
}

static json_t *to_json(const struct tune_state *state)
{
	json_t *list = json_array();

	for (size_t i = 0; i < state->count; i++) {
		const struct tune_place *place = &state->places[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "knob", place->knob,
			"path", place->path, "from", place->from, "to", place->to));
	}
	return json_pack("{s:i, s:s, s:{s:I, s:I}, s:o}", "schema", SCHEMA, "boot", state->boot,
			 "owner", "pid", (json_int_t)state->owner, "start", (json_int_t)state->owner_start,
			 "knobs", list);
}

/* All of it to the disk, at @path. */
static int write_file(const struct tune_state *state, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644), err = 0;
	json_t *json;

	if (fd < 0)
		return -errno;
	json = to_json(state);
	errno = ENOMEM;
	if (!json || json_dumpfd(json, fd, JSON_INDENT(1)) || write(fd, "\n", 1) != 1 || fsync(fd))
		err = -errno;
	json_decref(json);
	if (close(fd) && !err)
		err = -errno;
	return err;
}

int tune_state_write(const struct tune_state *state, const char *path, bool anew)
{
	char beside[1024];
	int err;

	snprintf(beside, sizeof(beside), "%s.%d", path, (int)getpid());
	err = make_folder(path);
	if (!err)
		err = write_file(state, beside);
	/* A link is made only where there is nothing yet; a rename takes the place of what is there. */
	if (!err && (anew ? link(beside, path) : rename(beside, path)))
		err = -errno;
	if (anew || err)
		unlink(beside);
	if (!err)
		err = sync_folder(path);
	if (anew && err == -EEXIST)
		return err_set(EBUSY, "%s: another dexbench run --tune has just begun; wait for it to end", path);
	/* -EINVAL would tell of wrong usage. */
	if (err)
		return err_set(err == -EINVAL ? EIO : -err, "%s: cannot write down what --tune changes, so that it can be put back: %s; "
			       "another place: DEXBENCH_STATE=FILE", path, strerror(-err));
	return 0;
}

/* A file that somebody else wrote must not have us write anywhere. */
static bool is_tunable(const char *name, const char *path)
{
	if (!strcmp(name, TUNE_IRQS))
		return !fnmatch(TUNE_IRQ_PATH, path, FNM_PATHNAME | FNM_PERIOD);
	for (const struct knob *knob = knobs; knob->name; knob++)
		if (knob->tuned && !strcmp(knob->name, name))
			return !fnmatch(knob->path, path, FNM_PATHNAME | FNM_PERIOD);
	return false;
}

static int read_place(struct tune_state *state, json_t *item, const char *path)
{
	const char *knob, *place, *from, *to;

	if (json_unpack(item, "{s:s, s:s, s:s, s:s}", "knob", &knob, "path", &place, "from", &from, "to", &to))
		return err_set(EBADMSG, "%s: entry %zu lacks one of knob, path, from and to; "
			       "put back by hand what it says, and remove it", path, state->count + 1);
	if (!is_tunable(knob, place))
		return err_set(EBADMSG, "%s: %s is no place that --tune sets for %s; "
			       "put back by hand what the file says, and remove it", path, place, knob);
	return tune_state_add(state, knob, place, from, to);
}

static int from_json(struct tune_state *state, json_t *json, const char *path)
{
	json_t *list, *item;
	json_int_t owner, start;
	const char *boot;
	int schema, err = 0;
	size_t i;

	if (json_unpack(json, "{s:i, s:s, s:{s:I, s:I}, s:o}", "schema", &schema, "boot", &boot,
			"owner", "pid", &owner, "start", &start, "knobs", &list) || !json_is_array(list))
		return err_set(EBADMSG, "%s: was not written by dexbench run --tune; look at it, and remove it", path);
	if (schema != SCHEMA)
		return err_set(EBADMSG, "%s: has schema %d, and this dexbench knows %d; untune with the dexbench that wrote it",
			       path, schema, SCHEMA);
	snprintf(state->boot, sizeof(state->boot), "%s", boot);
	state->owner = owner;
	state->owner_start = (uint64_t)start;
	json_array_foreach(list, i, item) {
		err = read_place(state, item, path);
		if (err)
			return err;
	}
	return 0;
}

int tune_state_read(struct tune_state *state, const char *path)
{
	FILE *file = fopen(path, "re");
	json_error_t error;
	json_t *json;
	int err;

	*state = (struct tune_state){ 0 };
	if (!file)
		return err_set(errno, "%s: cannot read it: %s", path, strerror(errno));
	json = json_loadf(file, 0, &error);
	fclose(file);
	if (!json)
		return err_set(EBADMSG, "%s:%d: was not written by dexbench run --tune: %s; look at it, and remove it",
			       path, error.line, error.text);
	err = from_json(state, json, path);
	json_decref(json);
	if (err)
		tune_state_free(state);
	return err;
}

int tune_state_remove(const struct tune_state *state, const char *path)
{
	struct tune_state there;
	bool ours = true;
	int err = tune_state_read(&there, path);

	if (!err) {
		ours = there.owner == state->owner && there.owner_start == state->owner_start;
		tune_state_free(&there);
	}
	if (!ours)
		return 0;
	err = unlink(path) && errno != ENOENT ? -errno : sync_folder(path);
	return err ? err_set(-err, "%s: cannot remove it: %s", path, strerror(-err)) : 0;
}
