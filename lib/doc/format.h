/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.h: numbers, faults, PTE states and names of rows as all reports write them.
 */
#ifndef DOC_FORMAT_H
#define DOC_FORMAT_H

#include "model/model.h"

#include <stdio.h>

/* A short text, by value: use it within the statement that makes it. */
struct cell {
	char text[96];
};

struct cell cell_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "1412", "1412.5", "0.375", "-" for NAN. */
struct cell format_number(double value);

/* The same with its sign, "+37"; "=" for 0. */
struct cell format_difference(double value);

/* Rounded, since an estimate is not known to the last digit; with its sign if @sign. */
struct cell format_estimate(double value, bool sign);

/* "1 row", "3 rows". */
struct cell format_rows(size_t rows);

/* "+2.6", "=" for 0, "-" for NAN. */
struct cell format_percent(double value);

/*
 * @value of @item's cost: a fact to the last digit, an estimate to as many as mean
 * something; with its sign if @sign.
 */
struct cell format_cost(const struct diff_row *item, double value, bool sign);

/* Per page: "1", "0.375", "-" for NAN. */
struct cell format_rate(double value);

/* "1+1" is restore and extra write, "0+0+1" has other faults. */
struct cell format_faults(const struct faults *faults);

/* TLB-flush IPIs per page; empty where a row has nothing to do with them. */
struct cell format_ipis(const struct figure *figure);

/*
 * The PTE state that @figure leaves: five letters "wdys-" (write, dirty, young,
 * soft-dirty, uffd-wp) where a page is present, else "excl", "none", "other";
 * "mixed" where not all pages agree, "-" where it is not known.
 */
struct cell format_pte(const struct figure *figure);

/* The same with a count of pages for each state: "250 wdys-, 6 w-ys-". */
struct cell format_pte_counts(const struct figure *figure);

/*
 * What became of the pages: what a fact says of it ("damaged", "moved", "refused"), else what the
 * entries are after the timed step ("kept", "restored", "unmapped"); with the names of errors that
 * were met, and "!" where a trial has a finding.
 */
struct cell format_fate(const struct figure *figure);

/* "A -> B", or "A" where both are one text. */
struct cell format_change(const struct cell *from, const struct cell *to);

/* "exact", "changed", "same", "inconclusive (9 boots)", "boots differ", "one boot", "-". */
struct cell format_verdict(const struct comparison *cost);

/* "restore_write (folio=dirty)"; without @folio that parameter is left out. */
struct cell format_name(const struct naming *naming, const struct result_run *run, bool folio);

/* "folio=dirty pages=1": what is in brackets there. */
struct cell format_parameters(const struct naming *naming, const struct result_run *run,
			      bool folio);

/* "bystander=spinning distance=any" of what names leave out, or of what all rows share. */
void format_usual(const struct naming *naming, char *text, size_t size);
void format_shared(const struct naming *naming, char *text, size_t size);

/* Prints the formatted text into a string that the caller frees; NULL without memory. */
char *format_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* DOC_FORMAT_H */
