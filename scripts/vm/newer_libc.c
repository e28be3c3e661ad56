// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * newer_libc.c: what libraries that were built with glibc 2.38 or later ask of an older one.
 *
 * Unpacked libraries (scripts/find-for-guest) are of a newer release than the host's, and the
 * C library is the cross compiler's. From 2.38 on, the functions below read binary numbers
 * (0b1), too, and are called by these names; no number that dexbench reads is of that kind.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if !__GLIBC_PREREQ(2, 38)

long __isoc23_strtol(const char *text, char **end, int base);
long long __isoc23_strtoll(const char *text, char **end, int base);
unsigned long __isoc23_strtoul(const char *text, char **end, int base);
unsigned long long __isoc23_strtoull(const char *text, char **end, int base);
int __isoc23_sscanf(const char *text, const char *format, ...);
int __isoc23_fscanf(FILE *file, const char *format, ...);

long __isoc23_strtol(const char *text, char **end, int base)
{
	return strtol(text, end, base);
}

long long __isoc23_strtoll(const char *text, char **end, int base)
{
	return strtoll(text, end, base);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
	return strtoul(text, end, base);
}

unsigned long long __isoc23_strtoull(const char *text, char **end, int base)
{
	return strtoull(text, end, base);
}

__attribute__((format(scanf, 2, 3)))
int __isoc23_sscanf(const char *text, const char *format, ...)
{
	va_list list;
	int read;

	va_start(list, format);
	read = vsscanf(text, format, list);
	va_end(list);
	return read;
}

__attribute__((format(scanf, 2, 3)))
int __isoc23_fscanf(FILE *file, const char *format, ...)
{
	va_list list;
	int read;

	va_start(list, format);
	read = vfscanf(file, format, list);
	va_end(list);
	return read;
}

#endif
