/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * simulate.h: how often are the verdicts wrong? Comparisons of which the truth is
 * known, made from recorded noise.
 */
#ifndef TESTS_NOISE_SIMULATE_H
#define TESTS_NOISE_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct model;

struct simulation {
	uint64_t tables;	/* comparisons */
	uint64_t rows;		/* of each; recorded rows are used again and again */
	uint64_t boots;		/* of each kernel */
	double cost;		/* truly added on patched, in every second row; 0: A/A */
	double between;		/* deviation between boots that is put in, in per cent */
	double equivalence;	/* in per cent */
	uint64_t seed;
	bool bootstrap;		/* look at the plain bootstrap's intervals as well */
	bool quiet;		/* no progress */
};

/*
 * A simulated boot of a row takes one recorded boot of it and draws its trials anew.
 * Its figure is then multiplied by what the boot and the row in this boot add at
 * random, half of the variance each. What follows is what a real comparison goes
 * through. All of one seed's numbers are the same on every machine.
 *
 * Prints what came of it. Returns 0; -ENODATA where fewer than two boots were recorded
 * or they have no times; -EDOM, once all is printed, where false positives or coverage
 * are worse than asked for beyond chance; -ENOMEM.
 */
int simulate(const struct model *model, const struct simulation *simulation, FILE *stream);

#endif /* TESTS_NOISE_SIMULATE_H */
