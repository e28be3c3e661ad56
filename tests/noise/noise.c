/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.c: trials of recorded boots, row by row.
 */
#include "tests/noise/noise.h"
#include "model/model.h"
#include "stats/summary.h"
#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The model does not keep samples: reads the boots of all variants again. */
static int read_boots(struct noise *noise, const struct variants *variants)
{
	size_t count = 0;
	int err = 0;

	for (size_t i = 0; i < variants->count; i++)
		count += variants->items[i].boot_count;
	noise->results = calloc(count, sizeof(*noise->results));
	if (!noise->results)
		return -ENOMEM;
	for (size_t i = 0; i < variants->count; i++)
		for (size_t boot = 0; boot < variants->items[i].boot_count && !err; boot++)
			err = result_read(&noise->results[noise->boots++],
					  variants->items[i].boots[boot]->path);
	return err;
}

/* Trials of @row in @result; the first @most go to @samples. */
static size_t take_trials(const struct result *result, const struct row *row,
			  struct sorted *samples, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < result->trial_count; i++) {
		const struct result_trial *trial = &result->trials[i];

		if (!trial->timed || !trial->pair_count || !rows_same_run(&trial->run, row->run))
			continue;
		if (count < most)
			samples[count] = (struct sorted){ trial->pairs, trial->pair_count };
		count++;
	}
	return count;
}

/* The fewest trials that any boot has of @row. */
static size_t fewest_trials(const struct noise *noise, const struct row *row)
{
	size_t fewest = SIZE_MAX;

	for (size_t boot = 0; boot < noise->boots; boot++) {
		size_t count = take_trials(&noise->results[boot], row, NULL, 0);

		fewest = count < fewest ? count : fewest;
	}
	return fewest;
}

static int check(const struct noise *noise, const struct model *model)
{
	const char *path = model->variants.items[0].boots[0]->path;

	if (!model->rows.has_time || model->rows.noiseless)
		return err_set(ENODATA, "%s: platform %s has no noise to draw from; record some on bare-metal or kvm",
			       path, model->rows.platform);
	if (noise->boots < 2)
		return err_set(ENODATA, "%s: one boot only: nothing is known of how boots differ; give several files",
			       path);
	if (!noise->rows)
		return err_set(ENODATA, "%s: no row that all %zu boots have", path, noise->boots);
	return 0;
}

static int fill(struct noise *noise, const struct model *model)
{
	size_t kept = 0;

	noise->samples = calloc(noise->rows * noise->boots * noise->trials, sizeof(*noise->samples));
	noise->scales = calloc(noise->rows, sizeof(*noise->scales));
	noise->drawn = calloc(noise->trials, sizeof(*noise->drawn));
	if (!noise->samples || !noise->scales || !noise->drawn)
		return -ENOMEM;
	for (size_t i = 0; i < model->rows.count; i++) {
		const struct row *row = &model->rows.items[i];

		if (!fewest_trials(noise, row))
			continue;
		for (size_t boot = 0; boot < noise->boots; boot++)
			take_trials(&noise->results[boot], row, noise->samples +
				    (kept * noise->boots + boot) * noise->trials, noise->trials);
		noise->scales[kept++] = row->figures[0].unit_per_tick;
	}
	return 0;
}

int noise_gather(struct noise *noise, const struct model *model)
{
	int err;

	*noise = (struct noise){ .trials = SIZE_MAX };
	err = read_boots(noise, &model->variants);
	for (size_t i = 0; i < model->rows.count && !err; i++) {
		size_t trials = fewest_trials(noise, &model->rows.items[i]);

		if (!trials)
			continue;
		noise->rows++;
		noise->trials = trials < noise->trials ? trials : noise->trials;
	}
	if (!err)
		err = check(noise, model);
	if (!err)
		err = fill(noise, model);
	if (err)
		noise_free(noise);
	return err;
}

void noise_free(struct noise *noise)
{
	for (size_t boot = 0; boot < noise->boots; boot++)
		result_free(&noise->results[boot]);
	free(noise->results);
	free(noise->samples);
	free(noise->scales);
	free(noise->drawn);
	memset(noise, 0, sizeof(*noise));
}

int noise_draw(const struct noise *noise, size_t row, gsl_rng *random, double *figure,
	       double *trials)
{
	size_t boot = gsl_rng_uniform_int(random, noise->boots);
	const struct sorted *its = noise->samples + (row * noise->boots + boot) * noise->trials;
	double scale = noise->scales[row];
	int err = 0;

	for (size_t i = 0; i < noise->trials && !err; i++) {
		noise->drawn[i] = its[gsl_rng_uniform_int(random, noise->trials)];
		err = summary_quantile(&trials[i], &noise->drawn[i], 1, 0.5);
		trials[i] *= scale;
	}
	if (!err)
		err = summary_quantile(figure, noise->drawn, noise->trials, 0.5);
	*figure *= scale;
	return err;
}
