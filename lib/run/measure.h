/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * measure.h: the life of a trial: arm, count, FIRE, count, look, judge.
 */
#ifndef RUN_MEASURE_H
#define RUN_MEASURE_H

#include "run/proof.h"
#include "run/runner.h"

/*
 * Takes one trial of @run, whose targets are in order, into its samples and *@proof, which says
 * beforehand whether libperf counts as well. Returns 0 or -errno with a line in err_text():
 * that of a step, or of proof_judge().
 */
int measure_trial(struct bench *bench, struct run *run, struct proof *proof);

#endif /* RUN_MEASURE_H */
