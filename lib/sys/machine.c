/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.c: uname(2), /proc and /sys.
 */
#include "sys/machine.h"

#include "arch/arch.h"
#include "sys/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_hypervisor(char *name, size_t size)
{
	char text[64];

	if (arch_hypervisor(name, size) || setting_line("/sys/hypervisor/type", name, size))
		return;
	/* QEMU's machine is called so in its device tree, or signs its tables. */
	if ((setting_line("/proc/device-tree/compatible", text, sizeof(text)) &&
	     (!strcmp(text, "linux,dummy-virt") || !strcmp(text, "riscv-virtio"))) ||
	    (setting_line("/sys/class/dmi/id/sys_vendor", text, sizeof(text)) && !strcmp(text, "QEMU")) ||
	    !access("/sys/firmware/qemu_fw_cfg", F_OK))
		snprintf(name, size, "QEMU");
}

void machine_read(struct machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	uname(&machine->uname);
	arch_cpu_name(machine->cpu, sizeof(machine->cpu));
	if (!machine->cpu[0])
		snprintf(machine->cpu, sizeof(machine->cpu), "unknown");
	read_hypervisor(machine->hypervisor, sizeof(machine->hypervisor));
	setting_line("/proc/sys/kernel/random/boot_id", machine->boot_id, sizeof(machine->boot_id));
	machine->page_size = (size_t)sysconf(_SC_PAGESIZE);
}

/* True if the running kernel exports or defines the function @name (/proc/kallsyms). */
static bool machine_has_symbol(const char *name)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], symbol[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*s %*s %255s", symbol) == 1 && !strcmp(symbol, name);
	if (file)
		fclose(file);
	return found;
}

bool machine_can_make_exclusive(void)
{
	return machine_has_symbol("make_device_exclusive") ||
	       machine_has_symbol("make_device_exclusive_range");
}

bool machine_has_headers(void)
{
	const char *asked = getenv("KDIR");
	struct utsname name;
	char path[512];

	uname(&name);
	if (asked && asked[0])
		snprintf(path, sizeof(path), "%s/Makefile", asked);
	else
		snprintf(path, sizeof(path), "/lib/modules/%s/build/Makefile", name.release);
	return !access(path, R_OK);
}
