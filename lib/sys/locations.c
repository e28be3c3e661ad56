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
	unsigned int first, amount, step;
	bool wraps;		/* to the first after the last */
	bool is_open;		/* as many as there are */
};

/* "TYPE:RANGE". */
struct step {
	const char *type;	/* NULL after the last */
	int depth;
	struct range range;
	unsigned int width;	/* how many there are to choose from: the most within one parent */
};

int location_init(struct location *location)
{
	*location = (struct location){
		.numbers = hwloc_bitmap_alloc(),
		.cpus = hwloc_bitmap_alloc(),
		.nodes = hwloc_bitmap_alloc(),
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

/* "2-5", "2-" or "2:3", of which @number is read and @text is the rest. */
static bool read_rest(const char *text, unsigned int number, struct range *range)
{
	bool wraps = *text == ':';
	unsigned int second;

	*range = (struct range){ number, 1, 1, .wraps = wraps };
	if (!*text)
		return true;
	if (*text != '-' && !wraps)
		return false;
	if (!wraps && !text[1]) {
		range->amount = MOST_NUMBER;
		range->is_open = true;
		return true;
	}
	text = read_number(text + 1, &second);
	if (!text || *text || (wraps ? !second : second < number))
		return false;
	range->amount = wraps ? second : second - number + 1;
	return true;
}

/* Which of a kind, as hwloc-calc takes it. */
static bool read_range(const char *text, struct range *range)
{
	unsigned int number;

	*range = (struct range){ 0, MOST_NUMBER, 1, .is_open = true };
	if (!strcmp(text, "all"))
		return true;
	range->first = !strcmp(text, "odd");
	range->step = 2;
	if (range->first || !strcmp(text, "even"))
		return true;
	text = read_number(text, &number);
	return text && read_rest(text, number, range);
}

/* "2" or "2-5": numbers of the kernel's. */
static bool read_numbers(const char *text, struct range *range)
{
	return read_range(text, range) && isdigit((unsigned char)text[0]) && !range->is_open && !range->wraps;
}

static bool has_level(hwloc_topology_t machine, const char *type, int *depth)
{
	hwloc_obj_t first;

	*depth = HWLOC_TYPE_DEPTH_UNKNOWN;
	if (hwloc_type_sscanf_as_depth(type, NULL, machine, depth) < 0 ||
	    *depth == HWLOC_TYPE_DEPTH_UNKNOWN || *depth == HWLOC_TYPE_DEPTH_MULTIPLE)
		return false;
	first = hwloc_get_obj_by_depth(machine, *depth, 0);
	return first && first->cpuset;
}

/* Reads one "TYPE:RANGE" of @word. */
static int read_step(struct step *step, hwloc_topology_t machine, char *text, const char *word)
{
	char *colon = strchr(text, ':');

	if (!colon || !read_range(colon + 1, &step->range))
		return err_set(EINVAL, "'%s' is neither a number, a range such as 2-5, nor an object such as "
			       "core:2-5", word);
	*colon = '\0';
	step->type = text;
	step->width = 0;
	if (!has_level(machine, text, &step->depth))
		return err_set(EINVAL, "'%s': this machine has no '%s'; words are package, numa, l3, l2, core "
			       "and pu", word, text);
	return 0;
}

/* As hwloc-calc: a node of memory alone has no CPU, and a CPU may have several nodes. */
static bool is_inside(hwloc_obj_t object, hwloc_obj_t parent)
{
	bool no_cpu = hwloc_bitmap_iszero(object->cpuset), no_node = hwloc_bitmap_iszero(object->nodeset);

	if (no_cpu && no_node)
		return false;
	return hwloc_bitmap_isincluded(object->cpuset, parent->cpuset) &&
	       (no_node || hwloc_bitmap_intersects(object->nodeset, parent->nodeset));
}

static hwloc_obj_t next_inside(hwloc_topology_t machine, const struct step *step, hwloc_obj_t parent,
			       hwloc_obj_t object)
{
	do {
		object = hwloc_get_next_obj_by_depth(machine, step->depth, object);
	} while (object && !is_inside(object, parent));
	return object;
}

static bool is_chosen(const struct range *range, unsigned int index, unsigned int width)
{
	if (range->wraps && index < range->first)
		index += width;
	return index >= range->first && index - range->first < range->amount &&
	       !((index - range->first) % range->step);
}

/* Adds what @steps name within @parent, each of them within every object of the one before it. */
static void add_objects(struct location *location, hwloc_topology_t machine, struct step *steps,
			hwloc_obj_t parent)
{
	hwloc_obj_t object = NULL;
	unsigned int width = 0, index = 0;

	while ((object = next_inside(machine, steps, parent, object)))
		width++;
	if (steps->width < width)
		steps->width = width;
	while ((object = next_inside(machine, steps, parent, object))) {
		if (!is_chosen(&steps->range, index++, width))
			continue;
		if (steps[1].type) {
			add_objects(location, machine, steps + 1, object);
			continue;
		}
		hwloc_bitmap_or(location->cpus, location->cpus, object->cpuset);
		hwloc_bitmap_or(location->nodes, location->nodes, object->nodeset);
	}
}

/* Each index must be there within one parent at least. */
static int check_step(const struct step *step, const char *word, bool is_first)
{
	const struct range *range = &step->range;
	unsigned int last = range->first;

	if (!range->is_open && !range->wraps)
		last += range->amount - 1;
	if (last < step->width)
		return 0;
	if (!step->width)
		return err_set(EINVAL, "'%s': there is no %s%s", word, step->type, is_first ? "" : " in there");
	return err_set(EINVAL, "'%s': there is no %s:%u%s; the last is %s:%u", word, step->type,
		       range->first < step->width ? last : range->first, is_first ? "" : " in there",
		       step->type, step->width - 1);
}

static int read_objects(struct location *location, hwloc_topology_t machine)
{
	char text[sizeof(location->word)], *rest = text, *word;
	struct step steps[sizeof(location->word) / 4 + 1] = { 0 };	/* "l3:0." */
	size_t count = 0;
	int err = 0;

	memcpy(text, location->word, sizeof(text));
	while (!err && (word = strsep(&rest, ".")))
		err = read_step(&steps[count++], machine, word, location->word);
	if (err)
		return err;
	add_objects(location, machine, steps, hwloc_get_root_obj(machine));
	for (size_t i = 0; i < count && !err; i++)
		err = check_step(&steps[i], location->word, !i);
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
		return err_set(EINVAL, "'%.*s' after '%s' can be read in two ways: write its object too, "
			       "or numbers first", (int)length, *text, location->word);
	snprintf(location->word, sizeof(location->word), "%.*s", (int)length, *text);
	*text = (*text)[length] ? *text + length + 1 : NULL;

	hwloc_bitmap_zero(location->numbers);
	hwloc_bitmap_zero(location->cpus);
	hwloc_bitmap_zero(location->nodes);
	location->by_number = read_numbers(location->word, &range);
	if (location->by_number) {
		hwloc_bitmap_set_range(location->numbers, range.first,
				       (int)(range.first + range.amount - 1));
		return 0;
	}
	return read_objects(location, machine);
}

void location_list_read(hwloc_bitmap_t set, const char *list)
{
	bool fits = !list[strspn(list, "0123456789,-")];
	char *end;

	/* hwloc makes room for 2^32 CPUs, where a list names the last, or has a number below 0. */
	for (const char *at = list; *at && fits; at = end) {
		end = (char *)at + 1;
		if (isdigit((unsigned char)*at))
			fits = strtoul(at, &end, 10) <= MOST_NUMBER;
		else if (*at == '-')
			fits = at > list && isdigit((unsigned char)at[-1]);
	}
	if (!fits || hwloc_bitmap_list_sscanf(set, list))
		hwloc_bitmap_zero(set);
}
