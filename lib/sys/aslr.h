/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aslr.h: the same addresses in every run.
 */
#ifndef SYS_ASLR_H
#define SYS_ASLR_H

/*
 * Starts this program again with the words @argv, with its addresses no longer random; they were laid out
 * before main(). Does not return then. Called again in there, or where addresses are not random, it returns 0
 * with *@before what the kernel's setting is, or NULL if this process need not have left it. Else -errno with a
 * line in err_text(), and the process is as it was.
 */
int aslr_leave(char **argv, const char **before);

#endif /* SYS_ASLR_H */
