/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source.c: memfd_create(), O_DIRECT and O_TMPFILE.
 */
#include "sys/source.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char ram_disk[] = "/dev/ram0";

/* O_DIRECT wants it aligned. */
static int allocate_content(struct source *source)
{
	source->bytes = (size_t)sysconf(_SC_PAGESIZE);
	source->content = aligned_alloc(source->bytes, source->bytes);
	if (!source->content)
		return -ENOMEM;
	for (size_t i = 0; i < source->bytes; i++)
		source->content[i] = (char)(i * 31 + i / 256 + 1);
	return 0;
}

static int write_content(struct source *source, const char *name)
{
	if (pwrite(source_fd(source), source->content, source->bytes, 0) == (ssize_t)source->bytes)
		return 0;
	return err_set(errno, "%s: cannot write a page: %s", name, strerror(errno));
}

/*
 * O_NONBLOCK: io_uring then reads in the thread that asks; it would hand a file that does not
 * claim to be ready at once to a thread of its own. No access times: a read is a read.
 */
int source_in_memory(struct source *source)
{
	int err = allocate_content(source);
	int fd = err ? -1 : memfd_create("dexbench", MFD_CLOEXEC);

	if (err)
		return err;
	if (fd < 0)
		return err_set(errno, "memfd_create: %s", strerror(errno));
	source->fd_plus_one = fd + 1;
	if (fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK | O_NOATIME))
		return err_set(errno, "memfd: O_NONBLOCK and O_NOATIME: %s", strerror(errno));
	return write_content(source, "memfd");
}

/* What is on the disk is somebody's: it is read, and never written. */
static int take_ram_disk(struct source *source)
{
	int fd = open(ram_disk, O_RDONLY | O_DIRECT | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (pread(fd, source->content, source->bytes, 0) != (ssize_t)source->bytes) {
		close(fd);
		return -EIO;
	}
	source->fd_plus_one = fd + 1;
	return 0;
}

static int make_file(struct source *source)
{
	const char *folder = getenv("TMPDIR");
	int fd, err;

	folder = folder && *folder ? folder : "/var/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_DIRECT | O_NOATIME | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(EOPNOTSUPP, "%s: no file there can be read directly (O_DIRECT): %s; "
			       "set TMPDIR to a folder on a disk", folder, strerror(errno));
	source->fd_plus_one = fd + 1;
	err = write_content(source, folder);
	if (!err && fdatasync(fd))
		err = err_set(errno, "%s: fdatasync: %s", folder, strerror(errno));
	return err;
}

int source_on_disk(struct source *source)
{
	int err = allocate_content(source);

	if (err)
		return err;
	return take_ram_disk(source) ? make_file(source) : 0;
}

void source_close(struct source *source)
{
	if (source->fd_plus_one)
		close(source_fd(source));
	free(source->content);
	*source = (struct source){ 0 };
}
