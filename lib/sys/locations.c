/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * locations.c: words for CPUs and NUMA nodes.
 */
#include "sys/locations.h"
#include "base/err.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any kernel has, and few enough for a set. */
enum { MOST_NUMBER = 65535 };

/* Some of the objects of one kind, by their place among them. */
struct range {
	unsigned int first, last, step;
};

int location_init(struct location *location)
{
	*location = (struct location){
		.numbers = hwloc_bitmap_alloc(), .cpus = hwloc_bitmap_alloc(), .nodes = hwloc_bitmap_alloc(),
	};
	return location->numbers && location->cpus && location->nodes ? 0 : -ENOMEM;
}

void location_free(struct location *location)
{
	hwloc_bitmap_free(location->numbers);
	hwloc_bitmap_free(location->cpus);
	hwloc_bitmap_free(location->nodes);
	*location = (struct location){ 0 };
}

const char *location_list(hwloc_const_bitmap_t set)
{
	static _Thread_local char rooms[4][256];
	static _Thread_local unsigned int next;
	char *room = rooms[next++ % 4];

	if (hwloc_bitmap_iszero(set))
		return "none";
	if (hwloc_bitmap_list_snprintf(room, sizeof(rooms[0]), set) >= (int)sizeof(rooms[0]))
		memcpy(room + sizeof(rooms[0]) - 4, "...", 4);
	return room;
}

static const char *read_number(const char *text, unsigned int *number)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)*text))
		return NULL;
	value = strtoul(text, &end, 10);
	if (value > MOST_NUMBER)
		return NULL;
	*number = (unsigned int)value;
	return end;
}

/* "2", "2-5", and with @open also "2-", "all", "odd" and "even". */
static bool read_range(const char *text, bool open, struct range *range)
{
	*range = (struct range){ 0, MOST_NUMBER, 1 };
	if (open && !strcmp(text, "all"))
		return true;
	if (open && (!strcmp(text, "odd") || !strcmp(text, "even"))) {
		range->first = !strcmp(text, "odd");
		range->step = 2;
		return true;
	}
	text = read_number(text, &range->first);
	if (!text)
		return false;
	if (!*text) {
		range->last = range->first;
		return true;
	}
	if (*text != '-')
		return false;
	if (!*++text)
		return open;
	text = read_number(text, &range->last);
	return text && !*text && range->first <= range->last;
}

static bool is_inside(hwloc_obj_t object, const struct location *parent)
{
	return !parent || (hwloc_bitmap_isincluded(object->cpuset, parent->cpus) &&
			   hwloc_bitmap_isincluded(object->nodeset, parent->nodes));
}

/* Adds objects at @depth, those in @parent unless it is NULL. Returns how many there are to choose from. */
static unsigned int add_objects(struct location *location, hwloc_topology_t machine, int depth,
				const struct location *parent, const struct range *range)
{
	hwloc_obj_t object = NULL;
	unsigned int index = 0;

	while ((object = hwloc_get_next_obj_by_depth(machine, depth, object))) {
		if (!is_inside(object, parent))
			continue;
		if (index >= range->first && index <= range->last && !((index - range->first) % range->step)) {
			hwloc_bitmap_or(location->cpus, location->cpus, object->cpuset);
			hwloc_bitmap_or(location->nodes, location->nodes, object->nodeset);
		}
		index++;
	}
	return index;
}

static bool has_level(hwloc_topology_t machine, const char *type, int *depth)
{
	hwloc_obj_t first;

	*depth = HWLOC_TYPE_DEPTH_UNKNOWN;
	if (hwloc_type_sscanf_as_depth(type, NULL, machine, depth) < 0 || *depth == HWLOC_TYPE_DEPTH_UNKNOWN ||
	    *depth == HWLOC_TYPE_DEPTH_MULTIPLE)
		return false;
	first = hwloc_get_obj_by_depth(machine, *depth, 0);
	return first && first->cpuset;
}

/* One "TYPE:RANGE", within @parent unless it is NULL. */
static int read_object(struct location *location, hwloc_topology_t machine, char *text,
		       const struct location *parent)
{
	char *colon = strchr(text, ':');
	struct range range;
	unsigned int count;
	int depth;

	if (!colon || !read_range(colon + 1, true, &range))
		return err_set(EINVAL, "'%s' is neither a number, a range such as 2-5, nor an object such as core:2-5",
			       location->word);
	*colon = '\0';
	if (!has_level(machine, text, &depth))
		return err_set(EINVAL, "'%s': this machine has no '%s'; words are package, numa, l3, l2, core and pu",
			       location->word, text);
	count = add_objects(location, machine, depth, parent, &range);
	if (range.first >= count || (range.last >= count && range.last != MOST_NUMBER))
		return err_set(EINVAL, "'%s': there is no %s:%u%s; the last is %s:%d", location->word, text,
			       range.first >= count ? range.first : range.last, parent ? " in there" : "", text,
			       (int)count - 1);
	return 0;
}

static int read_objects(struct location *location, hwloc_topology_t machine)
{
	char text[sizeof(location->word)], *rest = text, *step;
	struct location parent;
	bool has_parent = false;
	int err = location_init(&parent);

	memcpy(text, location->word, sizeof(text));
	while (!err && (step = strsep(&rest, "."))) {
		hwloc_bitmap_zero(location->cpus);
		hwloc_bitmap_zero(location->nodes);
		err = read_object(location, machine, step, has_parent ? &parent : NULL);
		hwloc_bitmap_copy(parent.cpus, location->cpus);
		hwloc_bitmap_copy(parent.nodes, location->nodes);
		has_parent = true;
	}
	location_free(&parent);
	return err;
}

int location_read(struct location *location, hwloc_topology_t machine, const char **text)
{
	bool after_object = location->word[0] && !location->by_number;
	size_t length = strcspn(*text, ",");
	struct range range;

	if (!length)
		return err_set(EINVAL, "a number or an object is missing");
	if (length >= sizeof(location->word))
		return err_set(EINVAL, "'%.20s...' is too long a word", *text);
	if (after_object && isdigit((unsigned char)**text))
		/* "core:2,3": core 3 or CPU 3? */
		return err_set(EINVAL, "'%.*s' after '%s' can be read in two ways: write its object too, or numbers first",
			       (int)length, *text, location->word);
	snprintf(location->word, sizeof(location->word), "%.*s", (int)length, *text);
	*text = (*text)[length] ? *text + length + 1 : NULL;

	hwloc_bitmap_zero(location->numbers);
	hwloc_bitmap_zero(location->cpus);
	hwloc_bitmap_zero(location->nodes);
	location->by_number = read_range(location->word, false, &range);
	if (location->by_number) {
		hwloc_bitmap_set_range(location->numbers, range.first, (int)range.last);
		return 0;
	}
	return read_objects(location, machine);
}
