/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_clocks: whether the clocks of two CPUs agree, from readings, and on this machine.
 * links: run sys result base
 */
#include "base/err.h"
#include "run/bystanders.h"
#include "run/clocks.h"
#include "sys/machine.h"
#include "tests/tap.h"

#include <errno.h>
#include <string.h>

static void readings(void)
{
	struct clock_offset offset = clock_offset_any();

	claim(clock_offset_agrees(&offset), "without a reading nothing speaks against it");

	clock_offset_learn(&offset, 1000, 1300, 1400);
	claim(offset.least == -100 && offset.most == 300, "a reading between two others leaves a range around 0");
	clock_offset_learn(&offset, 2000, 2050, 2300);
	claim(offset.least == -100 && offset.most == 50, "another one narrows it");
	claim(clock_offset_agrees(&offset), "the clocks agree");
	claim(clock_offset_bound(&offset) == 100, "within the larger of the two bounds");
	clock_offset_learn(&offset, 3000, 3999, 9000);
	claim(offset.least == -100 && offset.most == 50, "one that took long teaches nothing");

	clock_offset_learn(&offset, 4000, 3990, 4100);
	claim(!clock_offset_agrees(&offset) && offset.most == -10, "a later reading with an earlier value: they disagree");
	claim(clock_offset_bound(&offset) == 100, "and how far they may be apart is said, too");

	offset = clock_offset_any();
	clock_offset_learn(&offset, 1000, 1500, 1100);
	claim(!clock_offset_agrees(&offset) && offset.least == 400, "so does a value that is ahead of the next");
	claim(clock_offset_bound(&offset) == 500, "by so much at the most");
	clock_offset_learn(&offset, 2000, 2000, 2100);
	claim(!clock_offset_agrees(&offset), "what contradicts it later does not make up for it");
}

static const struct parameter parameters[] = { PARAMETERS_BYSTANDERS, { 0 } };

/* Bystanders whose clocks cannot be compared with FIRE's measure nothing. */
static void refusal(struct topology *topology)
{
	struct clocks clocks = { .checked = true, .disagreement = "CPU 1 is 400 ticks or more ahead of CPU 0" };
	struct run run = { .topology = topology, .clocks = &clocks };
	int err;

	values_default(&run.values, parameters);
	err = bystanders_start(&run);
	claim(err == -EOPNOTSUPP && !run.bystanders, "bystanders that spin are refused where clocks disagree");
	claim(strstr(err_text(err), clocks.disagreement) != NULL, "with the reason: %s", err_text(err));

	values_set(&run.values, "bystanders", "0");
	claim(!bystanders_start(&run), "none at all are none to refuse");
	bystanders_stop(&run);
	values_set(&run.values, "bystanders", "1");
	values_set(&run.values, "bystander", "asleep");
	if (topology_cpus(topology) > 1)
		claim(!bystanders_start(&run), "nor are those that sleep, whose clock nobody reads");
	else
		claim_skip("those that sleep", "there is one CPU only");
	bystanders_stop(&run);
}

static void this_machine(void)
{
	struct topology *topology = NULL;
	struct clocks clocks;

	claim(!topology_load(&topology, NULL, NULL), "the topology is loaded");
	claim(!clocks_check(&clocks, topology) && clocks.checked, "the clocks of this machine are compared");
	claim(clocks.others == topology_cpus(topology) - 1, "those of all %u other CPUs", clocks.others);
	if (clocks.disagreement[0])
		claim_skip("they agree", clocks.disagreement);
	else
		claim(clocks.bound < 1000000000, "they agree within %llu ticks", (unsigned long long)clocks.bound);
	claim(!clocks.others || clocks.bound > 0, "and a bound of 0 is not claimed");
	refusal(topology);
	topology_free(topology);
}

int main(void)
{
	readings();
	this_machine();
	return claims_done();
}
