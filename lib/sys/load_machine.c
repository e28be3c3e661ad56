/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load_machine.c: hwloc_topology_load(), with the variables that name another machine.
 */
#include "sys/load_machine.h"
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* "pack:2 foo:1" is no topology, and hwloc alone would go on to this machine. */
static int set_synthetic(hwloc_topology_t whole, const char *description)
{
	if (!hwloc_topology_set_synthetic(whole, description))
		return 0;
	return err_set(EBADMSG, "HWLOC_SYNTHETIC=%s: hwloc cannot read this description; "
		       "valid is, for example, 'pack:2 core:4 pu:2'", description);
}

/* Why hwloc could not read @path. */
static int explain_file(const char *path)
{
	const char *why = "incomplete, or no topology; write it with: lstopo FILE.xml";
	char *content;
	int err = text_read(path, &content, NULL);

	if (err)
		return err_set(-err, "HWLOC_XMLFILE=%s", err_text(err));
	if (text_foreign(content, strlen(content)))
		why = text_foreign(content, strlen(content));
	else if (!content[0])
		why = "empty; write it with: lstopo FILE.xml";
	else if (strstr(content, "<topology version=\"3") && HWLOC_API_VERSION < 0x30000)
		why = "written by hwloc 3; write it with: lstopo --export-xml-flags v2 FILE.xml";
	err = err_set(EBADMSG, "HWLOC_XMLFILE=%s: %s", path, why);
	free(content);
	return err;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

static bool has_backend(hwloc_topology_t whole, const char *name)
{
	hwloc_obj_t root = hwloc_get_root_obj(whole);

	for (unsigned int i = 0; i < root->infos_count; i++)
		if (!strcmp(root->infos[i].name, "Backend") && !strcmp(root->infos[i].value, name))
			return true;
	return false;
}

/* Where hwloc cannot use what a variable names, it asks this machine after all. */
static int check_variable(hwloc_topology_t whole, const char *name, const char *backend)
{
	const char *value = variable(name), *forced = variable("HWLOC_THISSYSTEM");
	bool may_be_here = (value && !strcmp(value, "/")) || (forced && strcmp(forced, "0"));

	if (!value || (has_backend(whole, backend) &&
		       (may_be_here || !hwloc_topology_is_thissystem(whole))))
		return 0;
	return err_set(EBADMSG, "%s=%s: hwloc finds no machine there", name, value);
}

/* hwloc takes the variables in this order, and goes on to the next where one cannot be used. */
int load_machine(hwloc_topology_t *whole)
{
	const char *synthetic = variable("HWLOC_SYNTHETIC"), *file = variable("HWLOC_XMLFILE");
	bool has_root = variable("HWLOC_FSROOT") || variable("HWLOC_CPUID_PATH");
	int err = 0;

	if (hwloc_topology_init(whole))
		return err_set(ENOMEM, "hwloc: cannot start");
	if (has_root)
		synthetic = file = NULL;
	if (synthetic)
		err = set_synthetic(*whole, synthetic);
	else if (file && hwloc_topology_set_xml(*whole, file))
		err = explain_file(file);
	if (err)
		return err;
	if (hwloc_topology_set_flags(*whole, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) ||
	    hwloc_topology_load(*whole))
		return file && !synthetic ? explain_file(file) :
		       err_set(EIO, "hwloc: cannot read the machine's topology");
	err = check_variable(*whole, "HWLOC_FSROOT", "Linux");
	if (!err && !variable("HWLOC_FSROOT"))
		err = check_variable(*whole, "HWLOC_CPUID_PATH", "x86");
	return err;
}
