# SPDX-License-Identifier: GPL-2.0-or-later
#
# lint.mk - the checks of scripts/lint that look at one file at a time, each a target without output.
#
# A file that passed is checked again when it, or a file that it includes, changes: $(BUILD)/lint
# holds a stamp for each. A warning is a failure, or it would be stamped. Findings go to standard output.

BUILD ?= build
CC    ?= cc
lint  := $(BUILD)/lint

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

# Those that other scripts read: shellcheck -x follows them.
shell_libraries := $(wildcard scripts/lib/*.sh tools/*/*.sh packaging/*.sh tests/*.sh tests/*/*.sh) .shellcheckrc

$(lint)/shell/%.ok: % $(shell_libraries)
	@mkdir -p '$(@D)'
	@shellcheck -x '$<'
	@touch '$@'

# A header compiles alone, and its guard is its path.
$(lint)/header/%.ok: %
	@mkdir -p '$(@D)'
	@$(CC) -std=c11 -D_GNU_SOURCE -iquote lib -iquote tools -Ilib -Ibench -I. -Wall -Werror -MMD -MP -MF '$(@:.ok=.d)' -MT '$@' \
		-fsyntax-only -x c '$<' 2>&1
	@guard=$$(echo '$(patsubst lib/%,%,$<)' | tr 'a-z/.' 'A-Z__'); grep -q "^#ifndef $$guard\$$" '$<' || \
		{ echo '$<: has no guard' "$$guard"; exit 1; }
	@touch '$@'

# What cppcheck finds is mended, or answered in place: cppcheck-suppress, with the reason. It knows jansson's loops not.
CPPCHECK := cppcheck -q --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 -D_GNU_SOURCE -D__x86_64__ \
	--suppress=unknownMacro -I lib -I tools -I bench -I .

$(lint)/cppcheck/%.ok: %
	@mkdir -p '$(@D)'
	@$(CPPCHECK) '$<' 2>&1
	@touch '$@'

-include $(shell find '$(lint)' -name '*.d' 2>/dev/null)
