/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qemu_plugin.h: the part of QEMU's TCG plugin ABI that plugin.c uses.
 *
 * Distributions package no header for plugins. The interface is documented in QEMU's
 * docs/devel/tcg-plugins; these declarations are our own. plugin_abi() in plugin.c finds out which
 * version the running QEMU has.
 */
#ifndef TOOLS_EXPLAIN_QEMU_PLUGIN_H
#define TOOLS_EXPLAIN_QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;

typedef struct qemu_info_t {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus, max_vcpus;
	} system;
} qemu_info_t;

enum { QEMU_PLUGIN_CB_NO_REGS = 0, QEMU_PLUGIN_MEM_RW = 3 };

typedef void (*qemu_exec_cb)(unsigned int vcpu, void *data);
typedef void (*qemu_mem_cb)(unsigned int vcpu, qemu_plugin_meminfo_t info, uint64_t address, void *data);
typedef void (*qemu_tb_cb)(qemu_plugin_id_t id, struct qemu_plugin_tb *block);
typedef void (*qemu_reset_cb)(qemu_plugin_id_t id);
typedef void (*qemu_exit_cb)(qemu_plugin_id_t id, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_tb_cb callback);
void qemu_plugin_reset(qemu_plugin_id_t id, qemu_reset_cb callback);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_exit_cb callback, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, qemu_exec_cb callback,
					    int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_mem_cb callback,
				      int flags, int direction, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);
unsigned int qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(qemu_plugin_meminfo_t info, uint64_t address);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *address);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *address);

/* qemu_plugin_insn_data() up to version 2 returns a pointer, since version 3 it copies. */
typedef const void *(*qemu_insn_data_pointer)(const struct qemu_plugin_insn *insn);
typedef size_t (*qemu_insn_data_copy)(const struct qemu_plugin_insn *insn, void *copy, size_t size);

#endif /* TOOLS_EXPLAIN_QEMU_PLUGIN_H */
