/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h: numbers, PTE states and paragraphs as the reports write them.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct result_run;
struct figure;
struct faults;

enum { REPORT_WIDTH = 78 };

/* A short text, by value: use it within the statement that makes it. */
struct cell {
	char text[96];
};

/* "1412", "1412.5", "0.375", "-" for NAN. */
struct cell text_number(double value);

/* The same with its sign, "+37"; "=" for 0. */
struct cell text_difference(double value);

/* Rounded, since an estimate is not known to the last digit; with its sign if @sign. */
struct cell text_estimate(double value, bool sign);

/* "+2.6", "=" for 0, "-" for NAN. */
struct cell text_percent(double value);

/* "1+1" is restore and extra write, "0+0+1" has other faults, too. */
struct cell text_faults(const struct faults *faults);

/* TLB-flush IPIs per page; empty where a row has nothing to do with them. */
struct cell text_ipis(const struct figure *figure);

/*
 * The PTE state that @figure leaves: five letters "wdys-" (write, dirty, young,
 * soft-dirty, uffd-wp) where a page is present, else "excl", "none", "other";
 * "mixed" where not all pages agree, "-" where it is not known.
 */
struct cell text_pte(const struct figure *figure);

/* The same with a count of pages for each state: "250 wdys-, 6 w-ys-". */
struct cell text_pte_counts(const struct figure *figure);

/*
 * Prints @text in lines of at most REPORT_WIDTH columns: the first begins with
 * @head, the others with as many blanks as @head fills.
 */
void text_wrap(FILE *stream, const char *head, const char *text);

#endif /* REPORT_TEXT_H */
