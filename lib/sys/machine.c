/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.c: uname(2), CPUID, /proc and /sys.
 */
#include "sys/machine.h"
#include "sys/setting.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

/* The value of the first line of /proc/cpuinfo that begins with @name, or "". */
static void read_cpuinfo(const char *name, char *value, size_t size)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL, *at;
	size_t room = 0;

	value[0] = '\0';
	while (file && getline(&line, &room, file) >= 0) {
		at = strchr(line, ':');
		if (!at || strncmp(line, name, strlen(name)))
			continue;
		at += 1 + strspn(at + 1, " ");
		at[strcspn(at, "\n")] = '\0';
		snprintf(value, size, "%s", at);
		break;
	}
	free(line);
	if (file)
		fclose(file);
}

/* The cores that Arm itself numbers; of others, and of newer ones, the number has to do. */
static const char *arm_core(unsigned long implementer, unsigned long part)
{
	static const struct {
		unsigned long part;
		const char *name;
	} cores[] = {
		{ 0xd03, "Cortex-A53" }, { 0xd04, "Cortex-A35" }, { 0xd05, "Cortex-A55" },
		{ 0xd07, "Cortex-A57" }, { 0xd08, "Cortex-A72" }, { 0xd0b, "Cortex-A76" },
		{ 0xd0c, "Neoverse-N1" }, { 0xd40, "Neoverse-V1" }, { 0xd49, "Neoverse-N2" },
		{ 0xd4f, "Neoverse-V2" },
	};

	for (size_t i = 0; implementer == 0x41 && i < sizeof(cores) / sizeof(cores[0]); i++)
		if (cores[i].part == part)
			return cores[i].name;
	return "unknown core";
}

/* x86 has a "model name"; arm64 has only numbers, and riscv64 what its extensions are. */
static void read_cpu(char *cpu, size_t size)
{
	char implementer[32], part[32];

	read_cpuinfo("model name", cpu, size);
	if (cpu[0])
		return;
	read_cpuinfo("CPU implementer", implementer, sizeof(implementer));
	read_cpuinfo("CPU part", part, sizeof(part));
	if (part[0])
		snprintf(cpu, size, "%s (%s %s)", arm_core(strtoul(implementer, NULL, 16),
			 strtoul(part, NULL, 16)), implementer, part);
	else
		read_cpuinfo("uarch", cpu, size);
	if (!cpu[0]) {
		read_cpuinfo("isa", cpu, size);
		cpu[strcspn(cpu, "_")] = '\0';
	}
	if (!cpu[0])
		snprintf(cpu, size, "unknown");
}

static void read_hypervisor(char *name, size_t size)
{
	name[0] = '\0';
#if defined(__x86_64__)
	/* CPUID leaf 1, ECX bit 31: reserved for hypervisors to say that they are there. */
	uint32_t a, b, c, d, signature[4] = { 0 };

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31))
		return;
	__cpuid(0x40000000, a, signature[0], signature[1], signature[2]);
	snprintf(name, size, "%s", signature[0] ? (const char *)signature : "unknown");
#elif defined(__aarch64__) || defined(__riscv)
	char text[64];

	/* No register tells. QEMU's machine is called so in its device tree, or signs its tables. */
	if (setting_line("/sys/hypervisor/type", name, size))
		return;
	if ((setting_line("/proc/device-tree/compatible", text, sizeof(text)) &&
	     (!strcmp(text, "linux,dummy-virt") || !strcmp(text, "riscv-virtio"))) ||
	    (setting_line("/sys/class/dmi/id/sys_vendor", text, sizeof(text)) && !strcmp(text, "QEMU")) ||
	    !access("/sys/firmware/qemu_fw_cfg", F_OK))
		snprintf(name, size, "QEMU");
#endif
}

void machine_read(struct machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	uname(&machine->uname);
	read_cpu(machine->cpu, sizeof(machine->cpu));
	read_hypervisor(machine->hypervisor, sizeof(machine->hypervisor));
	setting_line("/proc/sys/kernel/random/boot_id", machine->boot_id, sizeof(machine->boot_id));
	machine->page_size = (size_t)sysconf(_SC_PAGESIZE);
}

bool machine_has_symbol(const char *name)
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
