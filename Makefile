# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench: `make deps bench` measures, `make deps check` tests, `make help` lists.

BUILD   ?= build
RESULTS ?= results
CACHE   ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/dexbench
export BUILD RESULTS CACHE KDIR

CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wvla -Wundef -Wformat=2 -Wwrite-strings -Wpointer-arith
ifeq ($(CI),true)
WARN    += -Werror
endif
PKG_CONFIG ?= pkg-config
pkg      = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)

ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib -Ibench -I. -I$(BUILD) $(WARN) -MMD -MP $(CFLAGS)

# libperf has no package on Debian: `make deps` builds it from the kernel's source package.
ifeq ($(shell $(PKG_CONFIG) --exists libperf 2>/dev/null && echo yes),yes)
PERF_CFLAGS := $(call pkg,--cflags libperf)
PERF_LIBS   := $(call pkg,--libs libperf)
else
PERF_CFLAGS := -isystem $(CACHE)/libperf/include
PERF_LIBS   := $(CACHE)/libperf/lib/libperf.a $(CACHE)/libperf/lib/libapi.a
PERF_FILES  := $(PERF_LIBS)
endif

BENCH_LIBS   = $(PERF_LIBS) $(call pkg,--libs hwloc numa jansson) -lm
# Not what pkg-config --static says: hwloc's closure names libudev, of which there is no archive.
# static_stubs.c stands in, for it and for what a static program had better not call.
STATIC_FLAGS := -static -Wl,--wrap=dlopen,--wrap=getaddrinfo
STATIC_LIBS  = $(PERF_LIBS) -lhwloc -lnuma -ljansson -lm -lpthread
COMPARE_LIBS = $(call pkg,--libs gsl jansson) -lm

# A linker section gathers the scenarios. Link them as objects: from an archive they
# would vanish without a word, since nothing refers to them.
sources      = $(foreach folder,$(1),$(wildcard $(folder)/*.c))
objects      = $(patsubst %.c,$(BUILD)/%.o,$(1))
BENCH_SRC   := bench/dexbench.c $(call sources,bench/commands bench/scenarios lib/base lib/sys lib/result lib/run)
COMPARE_SRC := bench/dexcompare.c $(call sources,lib/base lib/result lib/stats lib/report)
# What the bench programs of tests/meta add: scenarios that must be caught.
META_SRC    := $(filter-out bench/scenarios/%,$(BENCH_SRC)) $(call sources,tests/meta/scenarios)
UNIT_SRC    := $(call sources,tests/unit)

PROGRAMS    := $(BUILD)/dexbench $(BUILD)/dexcompare
STATIC      := $(BUILD)/static/dexbench $(BUILD)/static/dexbench-meta $(BUILD)/static/abi
UNIT        := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SRC))

quiet_cc    = $(if $(V),,@echo "  CC    $@";)
quiet_ld    = $(if $(V),,@echo "  LD    $@";)

.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

all: $(PROGRAMS) ## build dexbench and dexcompare

help: ## list the targets and the variables
	@echo 'usage: make TARGET ...'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	@echo
	@echo '  BUILD=DIR     objects and programs              [$(BUILD)]'
	@echo '  RESULTS=DIR   results                           [$(RESULTS)]'
	@echo '  CACHE=DIR     sources, kernels and libperf      [$(CACHE)]'
	@echo '  KDIR=DIR      build tree of the running kernel  [/lib/modules/$$(uname -r)/build]'
	@echo '  BASE=KERNEL PATCHED=KERNEL   what `make ab` and `make compare` compare: docs/ab.md'
	@echo '  PATCH=FILE    for `make ab`: a diff, mail, mbox or saved page, applied to BASE'
	@echo '  V=1           show the commands'

deps: ## install what is needed from the distribution's packages
	@scripts/install-deps

bench: all $(BUILD)/static/dexbench ## the main job: measure here if this kernel can, else base against patched in QEMU
	@scripts/bench

BASE    ?= base
PATCHED ?= patched
compare: all $(BUILD)/static/dexbench ## exact A/B of two kernels in QEMU: BASE=... PATCHED=...
	@scripts/ab --base '$(BASE)' --patched '$(PATCHED)'

aa: all $(BUILD)/static/dexbench ## false alarms: a kernel against itself, simulated over recorded noise and for real
	@scripts/aa

ab: all $(BUILD)/static/dexbench ## A/B of any two kernels, or PATCH=file on BASE: docs/ab.md; more options in AB='...'
	@scripts/ab --base '$(BASE)' $(if $(PATCH),--patch '$(PATCH)',--patched '$(PATCHED)') $(AB)

known-cost: all $(BUILD)/static/dexbench ## is a cost that is known found? COSTS='1 10 100 1000'
	@scripts/known-cost $(COSTS)

plots: $(BUILD)/dexcompare ## draw the latest comparison again
	@scripts/plot --latest

FAST_TESTS := $(UNIT) $(sort $(wildcard tests/cli/*.t tests/meta/*.t))
# Without a guest too, but they wait for processes and count over many runs: half a minute.
LONG_TESTS := $(sort $(wildcard tests/long/*.t))
VM_TESTS   := $(sort $(wildcard tests/vm/*.t))

check: $(PROGRAMS) $(UNIT) $(BUILD)/dexbench-meta $(STATIC) ## all tests
	@tests/run $(BUILD)/tests/check.tap $(FAST_TESTS) $(LONG_TESTS) $(VM_TESTS)

check-fast: $(PROGRAMS) $(UNIT) $(BUILD)/dexbench-meta ## unit, cli and meta tests: no root, no guest, seconds
	@tests/run $(BUILD)/tests/check-fast.tap $(FAST_TESTS)

check-vm: $(PROGRAMS) $(STATIC) ## boot base, patched and 7.2, and hold every scenario against the oracle
	@tests/run $(BUILD)/tests/check-vm.tap $(VM_TESTS)

lint: ## layers, headers, shell, kernel style, leftovers
	@scripts/lint

clean: ## remove objects and programs; results and the kernel cache stay
	rm -rf -- '$(BUILD)'

$(BUILD)/dexbench: $(call objects,$(BENCH_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BENCH_LIBS)

$(BUILD)/dexbench-meta: $(call objects,$(META_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BENCH_LIBS)

$(BUILD)/static/dexbench: $(call objects,$(BENCH_SRC) scripts/vm/static_stubs.c) $(BUILD)/sources
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(STATIC_FLAGS) -o $@ $(filter %.o,$^) $(STATIC_LIBS)

$(BUILD)/static/dexbench-meta: $(call objects,$(META_SRC) scripts/vm/static_stubs.c) $(BUILD)/sources
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(STATIC_FLAGS) -o $@ $(filter %.o,$^) $(STATIC_LIBS)

$(BUILD)/static/abi: $(BUILD)/tests/vm/abi.o
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $^

$(BUILD)/dexcompare: $(call objects,$(COMPARE_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(COMPARE_LIBS)

# A unit test says in its first lines which layers it links: "links: stats result base".
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(call objects,$(call sources,lib/base lib/result lib/sys lib/run lib/stats lib/report))
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< \
		$(foreach layer,$(shell sed -n 's/.*links: *//p' tests/unit/$*.c),$(call objects,$(wildcard lib/$(layer)/*.c))) \
		$(if $(shell grep -l 'links:.*\(stats\|report\)' tests/unit/$*.c),$(COMPARE_LIBS),$(BENCH_LIBS))

# Asked for when something is compiled, and not as a prerequisite: a tree that is up to date
# may be used where the cache is not, such as in a guest.
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@for file in $(PERF_FILES); do [ -e "$$file" ] || \
		{ echo "dexbench: $$file is missing: run \`make deps\`" >&2; exit 1; }; done
	$(quiet_cc)$(CC) $(ALL_CFLAGS) $(PERF_CFLAGS) -c -o $@ $<

# A file that goes away must go out of the programs too: they depend on the list of sources.
$(BUILD)/sources: force
	@mkdir -p $(@D)
	@echo '$(sort $(BENCH_SRC) $(COMPARE_SRC) $(META_SRC))' | cmp -s - $@ || \
		echo '$(sort $(BENCH_SRC) $(COMPARE_SRC) $(META_SRC))' >$@

# Rewritten only when the commit changes, so that a build in a read-only tree stays up to date.
$(BUILD)/version.h: force
	@scripts/write-version $@
$(BUILD)/lib/run/header.o: $(BUILD)/version.h
$(BUILD)/bench/dexbench.o $(BUILD)/bench/dexcompare.o: $(BUILD)/version.h

.PHONY: all help deps bench ab known-cost compare plots check check-fast check-vm lint clean force

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
