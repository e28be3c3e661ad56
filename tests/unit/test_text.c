/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_text: lines and whole files, their ends, limits and encodings.
 * links: base
 */
#include "base/err.h"
#include "base/text.h"
#include "tests/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char path[] = "/tmp/dexbench-text.XXXXXX";

static void put(const char *content, size_t size)
{
	FILE *file = fopen(path, "we");

	claim(file && fwrite(content, 1, size, file) == size && !fclose(file),
	      "%zu bytes are written", size);
}

/* The lines of @content with | behind each, and ! behind one that is cut. */
static void lines(const char *content, size_t size, const char *expected)
{
	char seen[256] = "";
	struct text text;
	size_t used = 0;
	int err;

	put(content, size);
	err = text_open(&text, path, 64);
	claim(!err, "the file is opened: %s", err ? err_text(err) : "it is");
	while (!err && (err = text_next(&text)) == 1) {
		used += (size_t)snprintf(seen + used, sizeof(seen) - used, "%s%s", text.line,
					 text.cut ? "!" : "|");
		err = text.length == strlen(text.line) ? 0 : -EIO;
	}
	claim(!err && text.offset == size, "it is read to its end: %s",
	      err ? err_text(err) : "it is");
	claim_text(seen, expected, "these are its lines");
	text_close(&text);
}

static void refuse(const char *content, size_t size, int expected, const char *why)
{
	struct text text;
	int err;

	put(content, size);
	err = text_open(&text, path, 64);
	while (!err && (err = text_next(&text)) == 1)
		err = 0;
	text_close(&text);
	claim(err == -expected && strstr(err_text(err), why) &&
	      !strncmp(err_text(err), path, strlen(path)), "%s is named: %s", why, err_text(err));
}

#define BYTES(text) text, sizeof(text) - 1

static void ends(void)
{
	lines(BYTES(""), "");
	lines(BYTES("one\ntwo\n"), "one|two|");
	lines(BYTES("one\r\n\r\ntwo\r\n"), "one||two|");
	lines(BYTES("one\ntwo"), "one|two!");
	lines(BYTES("one\ntwo\r"), "one|two!");
	lines(BYTES("\xc3\xa4\n"), "\xc3\xa4|");
	refuse(BYTES("one\rtwo\r"), EBADMSG, ":1: a carriage return inside");
	refuse(BYTES("one\nt\0o\n"), EBADMSG, ":2: a NUL byte");
}

static void foreigners(void)
{
	refuse(BYTES("\xef\xbb\xbfnull\n"), EBADMSG, "UTF-8 byte order mark");
	refuse(BYTES("\xff\xfen\0u\0l\0l\0"), EBADMSG, "UTF-16");
	refuse(BYTES("\xfe\xff\0n\0u\0l\0l"), EBADMSG, "UTF-16");
	refuse(BYTES("n\0u\0l\0l\0\n\0"), EBADMSG, "UTF-16");
	refuse(BYTES("\0n\0u\0l\0l\0\n"), EBADMSG, "UTF-16");
	refuse(BYTES("\xff\xfe\0\0n\0\0\0"), EBADMSG, "UTF-32");
	refuse(BYTES("\x1f\x8b\x08\0\0\0\0\0"), EBADMSG, "gzip");
	refuse(BYTES("\xfd" "7zXZ\0\0\0"), EBADMSG, "xz");
	refuse(BYTES("\x28\xb5\x2f\xfd\x04\0"), EBADMSG, "zstd");
	refuse(BYTES("BZh91AY"), EBADMSG, "bzip2");
	refuse(BYTES("PK\x03\x04"), EBADMSG, "zip");
}

static void limits(void)
{
	char line[200000];
	struct rlimit all, little;
	struct text text;
	char *content;
	size_t size;

	memset(line, 'x', sizeof(line));
	memcpy(line + 64, "\r\n", 2);
	put(line, 66);
	claim(!text_open(&text, path, 64) && text_next(&text) == 1 && text.length == 64 &&
	      !text_next(&text), "a line as long as the limit is read");
	text_close(&text);
	line[64] = 'x';
	refuse(line, 66, EFBIG, ":1: the line is longer than the limit, 64 bytes");
	line[65] = 'x';
	refuse(line, sizeof(line), EFBIG, ":1: the line is longer than the limit, 64 bytes");

	claim(!text_open(&text, path, sizeof(line)) && text_next(&text) == 1 &&
	      text.length == sizeof(line) && text.cut, "a line may outgrow the first buffer");
	text_close(&text);
	claim(!text_read(path, &content, &size) && size == sizeof(line) &&
	      !memcmp(content, line, size) && !content[size], "so may a file that is read whole");
	free(content);

	getrlimit(RLIMIT_AS, &all);
	little = (struct rlimit){ 100 << 20, all.rlim_max };
	claim(!setrlimit(RLIMIT_AS, &little), "memory is made scarce");
	claim(!text_open(&text, "/dev/zero", TEXT_MOST) && text_next(&text) == -ENOMEM &&
	      !strcmp(err_text(-ENOMEM), "/dev/zero:1: not enough memory for the line"),
	      "no memory is an error and not the end of a line");
	text_close(&text);
	claim(text_read("/dev/zero", &content, &size) == -ENOMEM, "nor of a file");
	setrlimit(RLIMIT_AS, &all);
}

static void failures(void)
{
	struct text text;
	char *content;

	claim(text_open(&text, "/nonexistent", 64) == -ENOENT &&
	      strstr(err_text(-ENOENT), "/nonexistent: cannot be opened: No such file"),
	      "a file that does not exist is named");
	text_close(&text);
	claim(text_open(&text, "/", 64) == -EISDIR, "a folder cannot be read");
	claim_text(err_text(-EISDIR), "/: cannot be read: Is a directory", "which is the reason");
	text_close(&text);
	claim(text_read("/", &content, NULL) == -EISDIR, "nor can it be read whole");
	claim_text(err_text(-EISDIR), "/: cannot be read: Is a directory", "for the same reason");
	claim(text_read("/proc/self/mem", &content, NULL) == -EIO,
	      "a failed read is an error and not the end of the file");
	claim(!text_read("/proc/self/status", &content, NULL) && strstr(content, "VmSize:"),
	      "a file without a size is read");
	free(content);
}

int main(void)
{
	close(mkstemp(path));
	ends();
	foreigners();
	limits();
	failures();
	unlink(path);
	return claims_done();
}
