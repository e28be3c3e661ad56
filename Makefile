# SPDX-License-Identifier: GPL-2.0-or-later
#
# dexbench: `make deps bench` measures, `make deps check` tests, `make help` lists.

# What a user sets reaches recipes and scripts in the environment, character for character: a value
# in the text of a recipe would be run by the shell, and a dollar sign in it be read by make.
GIVEN := BUILD RESULTS CACHE KDIR BASELINES TUNE CPUS NODES DEVICE BENCH_ARGS BASE PATCHED PATCH MEMORY AB VM \
	 COSTS PRUNE ARCHES GUEST DEB PREFIX DESTDIR bindir mandir docdir bashcompletiondir \
	 XDG_CACHE_HOME HOME DEXBENCH_RESULTS DEXBENCH_CACHE DEXBENCH_BUILD
$(foreach name,$(GIVEN),$(if $(filter-out undefined default,$(origin $(name))),$(eval override export $(name) := $$(value $(name)))))
# Of what must stand in a line of the shell, all but quotes and blanks is as it was in these.
quote = '$(subst ','\'',$(1))'

BUILD   ?= $(or $(DEXBENCH_BUILD),build)
RESULTS ?= $(or $(DEXBENCH_RESULTS),results)
CACHE   ?= $(or $(DEXBENCH_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/dexbench)
VM      ?= x86_64-exact
BASE    ?= base
PATCHED ?= patched
export BUILD RESULTS CACHE VM BASE PATCHED
ifneq ($(shell case $(call quote,$(BUILD)) in (*[!A-Za-z0-9_./@%+,-]*|-*|'') echo odd ;; esac),)
$(error BUILD=$(BUILD): must be a path of letters, digits and _./@%+,-)
endif

# What programs are built for: this host, or with GUEST=aarch64 guests of another, and then statically.
KNOWN   := x86_64 aarch64 riscv64
GUEST   ?= $(shell uname -m)
ifneq ($(GUEST),$(shell uname -m))
ifneq ($(words $(GUEST)) $(filter-out $(KNOWN),$(GUEST)),1 )
$(error GUEST=$(GUEST): must be one of $(KNOWN))
endif
CROSS   := -$(GUEST)
override CC := $(GUEST)-linux-gnu-gcc
# Where a release has no libraries for an architecture, `make deps` unpacks some: scripts/find-for-guest.
ifeq ($(GUEST),riscv64)
UNPACKED := $(CACHE)/libraries-$(GUEST)/usr
endif
endif

CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wvla -Wundef -Wformat=2 -Wwrite-strings -Wpointer-arith \
	   -Wno-missing-field-initializers -Wno-unused-parameter
ifeq ($(CI),true)
WARN    += -Werror
endif
PKG_CONFIG ?= pkg-config
pkg      = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)

# Quoted includes only: lib/sys/swap.h is not <sys/swap.h>.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -iquote lib -iquote tools -Ibench -I. -I$(BUILD) $(WARN) -MMD -MP $(CPPFLAGS) $(CFLAGS)

# The guest's machine, of configs/vms. What it takes beyond what the host has, `make deps` installs.
VM_ARCH := $(filter $(KNOWN),$(shell vm=$(call quote,$(VM)); [ -f "$$vm" ] || vm=configs/vms/$$vm.vm; \
	   sed -n 's/^arch //p' 2>/dev/null <"$$vm"))
ARCHES  ?= $(VM_ARCH)
export ARCHES
# The program for guests of an architecture: of the host's own it is the host's.
program_for = $(BUILD)/$(if $(filter-out $(shell uname -m),$(1)),$(1)/)dexbench

# libperf has no package on Debian: `make deps` builds it from the kernel's source package.
ifeq ($(CROSS)$(shell $(PKG_CONFIG) --exists libperf 2>/dev/null && echo yes),yes)
PERF_CFLAGS := $(call pkg,--cflags libperf)
PERF_LIBS   := $(call pkg,--libs libperf)
else
PERF_CFLAGS := -isystem $(call quote,$(CACHE)/libperf$(CROSS)/include)
PERF_LIBS   := $(foreach name,libperf.a libapi.a,$(call quote,$(CACHE)/libperf$(CROSS)/lib/$(name)))
PERF_FILES  := $(PERF_LIBS)
endif

ifneq ($(UNPACKED),)
UNPACKED_CFLAGS := -isystem $(call quote,$(UNPACKED)/include) -isystem $(call quote,$(UNPACKED)/include/$(GUEST)-linux-gnu)
UNPACKED_LIBS   := -L$(call quote,$(UNPACKED)/lib/$(GUEST)-linux-gnu)
UNPACKED_FILES  := $(call quote,$(UNPACKED)/include/hwloc.h)
endif

# What is called first inside of a timed step is looked up before: that writes, and after a fork faults.
# At fixed addresses tools/explain finds scenarios in a guest.
BENCH_FLAGS  := -no-pie -Wl,-z,now
BENCH_LIBS   = $(PERF_LIBS) $(call pkg,--libs hwloc numa jansson liburing) -lm
# Not what pkg-config --static says: hwloc's closure names libudev, of which there is no archive.
# static_stubs.c stands in, for it and for what a static program had better not call; newer_libc.c
# for what unpacked libraries ask of a newer C library than the cross compiler's.
ifneq ($(CROSS),)
BENCH_FLAGS  := -static -Wl,--wrap=dlopen,--wrap=getaddrinfo
BENCH_LIBS   = $(PERF_LIBS) $(UNPACKED_LIBS) -lhwloc -lnuma -ljansson -luring -lm -lpthread
STATIC_SRC   := scripts/vm/static_stubs.c scripts/vm/newer_libc.c
endif
COMPARE_LIBS = $(call pkg,--libs gsl jansson) -lm

# A linker section gathers the scenarios. Link them as objects: from an archive they
# would vanish without a word, since nothing refers to them.
sources      = $(foreach folder,$(1),$(wildcard $(folder)/*.c))
objects      = $(patsubst %.c,$(BUILD)/%.o,$(1))
BENCH_SRC   := bench/dexbench.c $(call sources,bench/commands bench/scenarios lib/arch lib/base lib/sys lib/result lib/run) \
	       $(STATIC_SRC)
COMPARE_SRC := bench/dexcompare.c $(call sources,lib/arch lib/base lib/result lib/stats lib/model lib/doc)
# What the bench programs of tests/meta add: scenarios that must be caught.
META_SRC    := $(filter-out bench/scenarios/%,$(BENCH_SRC)) $(call sources,tests/meta/scenarios)
NOISE_SRC   := $(call sources,tests/noise)
UNIT_SRC    := $(call sources,tests/unit)

# explain is a script that boots guests, what prints, and what QEMU loads.
PLUGIN_SRC  := tools/explain/plugin.c tools/explain/instructions.c
EXPLAIN_SRC := $(filter-out $(PLUGIN_SRC),$(call sources,tools/explain)) $(call sources,lib/arch lib/base lib/result)
DESCRIBE_SRC := tools/describe-results.c $(call sources,lib/arch lib/base lib/result)

PROGRAMS    := $(BUILD)/dexbench $(BUILD)/dexcompare $(BUILD)/explain-show $(BUILD)/explain-plugin.so
GUEST_PROGRAMS := $(addprefix $(BUILD)/,dexbench-meta abi hog)
# Those for guests of another architecture as well, where they are asked for or have been before.
FOREIGN     := $(filter-out $(shell uname -m),$(sort $(ARCHES) \
	       $(foreach arch,$(KNOWN),$(if $(and $(shell command -v $(arch)-linux-gnu-gcc 2>/dev/null), \
	       $(filter-out riscv64,$(arch))$(wildcard $(CACHE)/libraries-$(arch))),$(arch)))))
GUEST_PROGRAMS += $(foreach arch,$(FOREIGN),$(addprefix $(BUILD)/$(arch)/,dexbench abi hog))
UNIT        := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SRC))

quiet_cc    = $(if $(V),,@echo "  CC    $@";)
quiet_ld    = $(if $(V),,@echo "  LD    $@";)

# What one goal needs is built on all CPUs, unless -j says how many; goals that may need their order are not.
ifeq ($(MAKELEVEL)$(and $(word 2,$(MAKECMDGOALS)),$(filter-out all static check-fast lint,$(MAKECMDGOALS))),0)
MAKEFLAGS += -j$(shell nproc)
endif

.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

all: $(PROGRAMS) ## build dexbench and dexcompare

static: $(sort $(foreach arch,$(ARCHES),$(call program_for,$(arch)))) ## build the programs for guests of ARCHES

help: ## list the targets and the variables
	@echo 'usage: make TARGET ...'
	@echo
	@sed -n 's/^\([a-z_.-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16
	@printf '%s\n' '' \
		"  BUILD=DIR     objects and programs              [$$BUILD]" \
		"  RESULTS=DIR   results                           [$$RESULTS]" \
		"  CACHE=DIR     sources, kernels and libperf      [$$CACHE]" \
		'  KDIR=DIR      build tree of the running kernel  [/lib/modules/$$(uname -r)/build]' \
		'  PREFIX=DIR    where to install                  [/usr/local]' \
		'  BASELINES=only   for `make bench`: ordinary pages only, on any kernel, as any user' \
		'  TUNE=no CPUS=LIST NODES=LIST DEVICE=NAME BENCH_ARGS=WORDS   for `make bench`: scripts/bench --help' \
		'  BASE=KERNEL PATCHED=KERNEL   what `make ab` and `make compare` compare: docs/ab.md' \
		"  VM=MACHINE    the guest, of configs/vms            [$$VM]" \
		'  PATCH=FILE    for `make ab`: a diff, mail, mbox or saved page, applied to BASE' \
		'  MEMORY=yes    for both: also count loads, stores and cache lines' \
		'  V=1           show the commands' \
		'' 'Defaults come from DEXBENCH_BUILD, DEXBENCH_RESULTS and DEXBENCH_CACHE, also for scripts/.' \
		'Values are taken literally, dollar signs too; AB, COSTS, ARCHES and BENCH_ARGS are lists of arguments.'

# Tiers of scripts/lib/packages.sh that the targets beside `deps` need; alone it is for the main job.
# A container does not decide how its machine boots.
TIERS := build $(if $(BASELINES),,$(if $(filter-out all static install deps,$(or $(filter-out deps,$(MAKECMDGOALS)),bench)),guests charts)) \
	 $(if $(filter check% lint,$(MAKECMDGOALS)),checks $(if $(container)$(wildcard /.dockerenv /run/.containerenv),,reboots)) $(if $(DEB)$(filter deb,$(MAKECMDGOALS)),packaging)
deps: ## install the packages that the given targets need; ARCHES=aarch64 for arm64 guests, DEB=yes for make deb
	@set -f -- $(addprefix --tier ,$(TIERS)); for arch in $$ARCHES; do set -- "$$@" --arch "$$arch"; done; scripts/install-deps "$$@"

bench: all $(if $(BASELINES),,$(call program_for,$(VM_ARCH))) ## measure the running kernel if it can, else compare base with patched in QEMU
	@scripts/bench

compare: all $(call program_for,$(VM_ARCH)) ## compare two kernels exactly in QEMU: BASE=... PATCHED=...
	@scripts/ab --vm "$$VM" --base "$$BASE" --patched "$$PATCHED" $(if $(MEMORY),--memory)

aa: all $(BUILD)/tests/simulate $(call program_for,$(VM_ARCH)) ## count false positives: a kernel against itself, simulated and booted
	@scripts/aa

ab: all $(call program_for,$(VM_ARCH)) ## compare any two kernels, or BASE with PATCH=file: docs/ab.md; more options in AB='...'
	@set -f; scripts/ab --vm "$$VM" --base "$$BASE" $(if $(PATCH),--patch "$$PATCH",--patched "$$PATCHED") $(if $(MEMORY),--memory) $$AB

known-cost: all $(call program_for,$(VM_ARCH)) ## check accuracy: add N instructions to the restore path, measure N; COSTS='1 10 100 1000'
	@set -f; scripts/known-cost $$COSTS

history: all ## run the default plan on each release, x86-64 and arm64, and chart it: docs/kernels.md
	@scripts/history

matrix: all ## what each walker and system call makes of an exclusive page, by kernel and architecture: docs/matrix.md
	@scripts/history --plan matrix --boots 1 --kernels 6.1,base,7.2,7.3,7.3-remedies --vms x86_64-numa-exact,aarch64-a76-exact --fates docs/matrix.md

cache: ## show what the kernel cache holds; PRUNE=10G removes what was not used for longest
	@scripts/cache $(if $(PRUNE),--prune "$$PRUNE")

plots: $(BUILD)/dexcompare ## draw the latest comparison again
	@scripts/plot --latest

docs: $(BUILD)/dexbench $(BUILD)/describe-results ## write docs/scenarios.md, the JSON schemas and the tables of docs/results.md from the code
	@scripts/write-scenario-docs
	@scripts/write-result-docs

man: $(PROGRAMS) ## write a manual page for each command into build/man, from --help and docs/man
	@packaging/write-man-pages "$$BUILD/man"

# Neither builds anything, so that root leaves no objects behind: make; sudo make install.
install: ## install what is built: PREFIX, DESTDIR: docs/ecosystem.md
	@packaging/install

uninstall: ## remove what was installed there
	@packaging/install --remove

deb: ## build a Debian source package of the last commit, and its packages, into build/deb: docs/ecosystem.md
	@packaging/build-deb "$$BUILD/deb"

SIDE_TESTS := $(sort $(wildcard tests/cli/*.t tests/meta/*.t))
# A line "# slow: REASON" marks one that takes more than a second of a CPU.
FAST_TESTS := $(UNIT) $(shell grep -L '^[#] slow: ' $(SIDE_TESTS))
# Without a guest of ours too, but they wait for processes, count over many runs and build packages: minutes.
LONG_TESTS := $(sort $(wildcard tests/long/*.t))
VM_TESTS   := $(sort $(wildcard tests/vm/*.t))
# Kernels of their own, which take long to build and to run: before a change of kmod/ is committed.
DEBUG_TESTS := $(sort $(wildcard tests/debug/*.t))

check: $(PROGRAMS) $(UNIT) $(BUILD)/tests/simulate $(BUILD)/dexbench-meta $(BUILD)/describe-results $(GUEST_PROGRAMS) ## all tests
	@tests/run $(BUILD)/tests/check.tap $(UNIT) $(SIDE_TESTS) $(LONG_TESTS) $(VM_TESTS)

check-fast: $(PROGRAMS) $(UNIT) $(BUILD)/tests/simulate $(BUILD)/dexbench-meta ## fast unit, command-line and meta tests: no root, no guest, seconds
	@tests/run $(BUILD)/tests/check-fast.tap $(FAST_TESTS)

check-vm: $(PROGRAMS) $(GUEST_PROGRAMS) ## boot base, patched and 7.2, and compare every scenario with the oracle
	@tests/run $(BUILD)/tests/check-vm.tap $(VM_TESTS)

check-debug: $(PROGRAMS) $(GUEST_PROGRAMS) $(BUILD)/leaks ## test the module and every scenario on debug kernels (KASAN, lockdep): half an hour
	@tests/run $(BUILD)/tests/check-debug.tap $(DEBUG_TESTS)

golden: $(BUILD)/dexcompare ## rewrite tests/data/golden, dexcompare's output for generated results: review the diff
	@rm -rf -- tests/data/golden
	@tests/golden tests/data/golden
	@git --no-pager diff --stat -- tests/data/golden

lint: | $(filter-out lint,$(MAKECMDGOALS)) ## check layers, limits, headers, shell and kernel style
	@scripts/lint

compile_commands.json: force ## write the compilation database for clangd and other tools
	@$(MAKE) --no-print-directory -Bn V=1 all $(UNIT) $(BUILD)/dexbench-meta | \
		jq -nR '[inputs | select(test(" -c -o ")) | { directory: $$ENV.PWD, command: ., file: (split(" ") | last) }]' >$@

clean: ## remove objects and programs; results and the kernel cache stay
	rm -rf -- "$$BUILD"

$(BUILD)/dexbench: $(call objects,$(BENCH_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(BENCH_FLAGS) -o $@ $(filter %.o,$^) $(BENCH_LIBS)

$(BUILD)/dexbench-meta: $(call objects,$(META_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(BENCH_FLAGS) -o $@ $(filter %.o,$^) $(BENCH_LIBS)

$(addprefix $(BUILD)/,abi hog): $(BUILD)/%: $(BUILD)/tests/vm/%.o
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(BENCH_FLAGS) -o $@ $^

$(BUILD)/leaks: $(BUILD)/tests/debug/leaks.o
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) $(BENCH_FLAGS) -o $@ $^

# The same for guests of another architecture: build/aarch64/dexbench. Objects of two
# architectures do not mix, so make calls itself with a folder of objects for each.
$(foreach arch,$(KNOWN),$(addprefix $(BUILD)/$(arch)/,dexbench dexbench-meta abi hog)): force
	@+$(MAKE) --no-print-directory BUILD='$(@D)' GUEST='$(notdir $(@D))' '$@'

$(BUILD)/dexcompare: $(call objects,$(COMPARE_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(COMPARE_LIBS)

# How often the verdicts are wrong: what dexcompare is made of, and recorded noise.
$(BUILD)/tests/simulate: $(call objects,tests/simulate.c $(NOISE_SRC) $(filter-out bench/%,$(COMPARE_SRC))) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(COMPARE_LIBS)

$(BUILD)/describe-results: $(call objects,$(DESCRIBE_SRC)) $(BUILD)/sources
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(call pkg,--libs jansson) -lm

$(BUILD)/explain-show: $(call objects,$(EXPLAIN_SRC)) $(BUILD)/sources
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) -ldw -lelf $(call pkg,--libs jansson) -lm

$(BUILD)/explain-plugin.so: $(PLUGIN_SRC) $(wildcard tools/explain/*.h)
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) $(LDFLAGS) -fPIC \
		-fvisibility=hidden -shared -o $@ $(PLUGIN_SRC)

# A unit test says in its first lines which layers it links: "links: stats result base".
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(call objects,$(call sources,lib/arch lib/base lib/result lib/sys lib/run lib/stats lib/model lib/doc tests/noise))
	@mkdir -p $(@D)
	$(quiet_ld)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< \
		$(foreach layer,arch $(shell sed -n 's/.*links: *//p' tests/unit/$*.c),$(call objects,$(wildcard lib/$(layer)/*.c tests/$(layer)/*.c))) \
		$(if $(shell grep -l 'links:.*\(stats\|model\|doc\)' tests/unit/$*.c),$(COMPARE_LIBS),$(BENCH_LIBS))

# Asked for when something is compiled, and not as a prerequisite: a tree that is up to date
# may be used where the cache is not, such as in a guest.
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@for file in $(PERF_FILES) $(UNPACKED_FILES); do [ -e "$$file" ] || \
		{ echo "dexbench: $$file is missing: run \`make deps$(CROSS:-%= ARCHES=%)\`" >&2; exit 1; }; done
	$(quiet_cc)$(CC) $(ALL_CFLAGS) $(PERF_CFLAGS) $(UNPACKED_CFLAGS) -c -o $@ $<

# A file that goes away must go out of the programs too: they depend on the list of sources.
$(BUILD)/sources: force
	@mkdir -p $(@D)
	@echo '$(sort $(BENCH_SRC) $(COMPARE_SRC) $(META_SRC) $(NOISE_SRC) $(EXPLAIN_SRC) tools/describe-results.c)' | cmp -s - $@ || \
		echo '$(sort $(BENCH_SRC) $(COMPARE_SRC) $(META_SRC) $(NOISE_SRC) $(EXPLAIN_SRC) tools/describe-results.c)' >$@

# Rewritten only when the commit changes, so that a build in a read-only tree stays up to date.
$(BUILD)/version.h: force
	@scripts/write-version $@
$(BUILD)/lib/run/header.o $(BUILD)/lib/base/options.o: $(BUILD)/version.h

.PHONY: all static help deps bench ab history matrix known-cost compare cache plots docs man install uninstall deb check check-fast check-vm check-debug golden lint clean force

# The tests of this file play it without the rest of the tree.
-include tests/fuzz/fuzz.mk

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
