# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuzz.mk - build the harnesses of libFuzzer with clang: tests/fuzz/fuzz runs them.
#
# Objects of their own: coverage, AddressSanitizer and UndefinedBehaviorSanitizer are compiled in.

FUZZ      := results plans machine trace
CLANG     ?= clang
FUZZFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	     -fno-sanitize=function

fuzz_results := $(call sources,lib/base lib/result lib/stats lib/model lib/doc)
fuzz_plans   := $(call sources,lib/base) $(addprefix lib/run/,parameters.c plan.c registry.c)
fuzz_machine := $(call sources,lib/base lib/arch lib/sys)
fuzz_trace   := $(call sources,lib/base lib/result) tools/explain/symbols.c tools/explain/trace.c
quiet_clang   = $(if $(V),,@echo "  CLANG $@";)
fuzz_libs    := $(BENCH_LIBS) $(COMPARE_LIBS) -ldw -lelf

fuzz: $(FUZZ:%=$(BUILD)/fuzz/%) ## fuzz all readers of files with libFuzzer, SECONDS=60 in all: docs/testing.md
	@tests/fuzz/fuzz "$(BUILD)" "$${SECONDS:-60}"

$(BUILD)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	@command -v $(CLANG) >/dev/null || { echo "dexbench: $(CLANG) is missing: install the packages clang and libclang-rt-dev" >&2; exit 1; }
	$(quiet_clang)$(CLANG) $(filter-out -Wno-%,$(ALL_CFLAGS)) $(FUZZFLAGS) -fsanitize=fuzzer-no-link \
		-w $(PERF_CFLAGS) -c -o $@ $<

.SECONDEXPANSION:
$(FUZZ:%=$(BUILD)/fuzz/%): $(BUILD)/fuzz/%: $$(addprefix $(BUILD)/fuzz/,$$(addsuffix .o,$$(basename tests/fuzz/$$*.c $$(fuzz_$$*))))
	$(quiet_ld)$(CLANG) $(FUZZFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(fuzz_libs)

$(BUILD)/fuzz/tests/fuzz/results.o: $(BUILD)/version.h

mutations: $(PROGRAMS) $(UNIT) $(BUILD)/dexbench-meta ## break the program in places, one at a time: does a test fail? docs/testing.md
	@tests/mutations/mutate "$(BUILD)"

.PHONY: fuzz mutations
