/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb.c: packets "$DATA#SUM", each acknowledged by "+" (GDB manual, appendix E).
 */
#include "sys/gdb.h"
#include "base/clock.h"
#include "base/err.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	PACKET = 8192,		/* QEMU announces 4096; both ends may be generous */
	MEMORY_AT_ONCE = 1024,	/* twice that in hex, well below QEMU's limit */
	REGISTER_BYTES = 17 * 8 + 2 * 4,
};

struct gdb {
	int fd;
	double patience_s;
	char where[128];
	char received[PACKET];	/* bytes of packets to come */
	size_t used;
	char packet[PACKET];	/* the last one, as text */
};

static int set_unix(const char *where, struct sockaddr_un *name)
{
	*name = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(where) >= sizeof(name->sun_path))
		return err_set(EINVAL, "%s: longer than the name of a socket may be (%zu)", where,
			       sizeof(name->sun_path) - 1);
	memcpy(name->sun_path, where, strlen(where));
	return 0;
}

static int set_inet(const char *where, struct sockaddr_in *name)
{
	const char *colon = strrchr(where, ':');
	char host[64], *end;
	long port;

	*name = (struct sockaddr_in){ .sin_family = AF_INET };
	snprintf(host, sizeof(host), "%.*s", colon ? (int)(colon - where) : 0, where);
	port = colon ? strtol(colon + 1, &end, 10) : 0;
	if (!colon || *end || port < 1 || port > 65535 ||
	    inet_pton(AF_INET, *host ? host : "127.0.0.1", &name->sin_addr) != 1)
		return err_set(EINVAL, "%s: neither a socket's path nor ADDRESS:PORT", where);
	name->sin_port = htons((uint16_t)port);
	return 0;
}

static int try_connect(const struct sockaddr *name, socklen_t size)
{
	int fd = socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	if (!connect(fd, name, size))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int connect_patiently(const char *where, double patience_s)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	double until = clock_seconds() + patience_s;
	union { struct sockaddr any; struct sockaddr_un local; struct sockaddr_in inet; } name;
	socklen_t size = strchr(where, '/') ? sizeof(name.local) : sizeof(name.inet);
	int fd = strchr(where, '/') ? set_unix(where, &name.local) : set_inet(where, &name.inet);

	if (fd)
		return fd;
	for (;;) {
		fd = try_connect(&name.any, size);
		if (fd >= 0)
			return fd;
		if ((fd != -ENOENT && fd != -ECONNREFUSED) || clock_seconds() > until)
			return err_set(ECONNREFUSED, "%s: cannot connect to QEMU's gdbstub: %s", where,
				       strerror(-fd));
		nanosleep(&pause, NULL);
	}
}

int gdb_connect(struct gdb **gdb, const char *where, double patience_s)
{
	struct gdb *new = calloc(1, sizeof(*new));

	*gdb = NULL;
	if (!new)
		return -ENOMEM;
	new->patience_s = patience_s;
	snprintf(new->where, sizeof(new->where), "%s", where);
	new->fd = connect_patiently(where, patience_s);
	if (new->fd < 0) {
		int err = new->fd;

		free(new);
		return err;
	}
	*gdb = new;
	return 0;
}

void gdb_close(struct gdb *gdb)
{
	if (!gdb)
		return;
	close(gdb->fd);
	free(gdb);
}

static int guest_ended(const struct gdb *gdb)
{
	return err_set(ECONNRESET, "%s: the guest ended", gdb->where);
}

static int send_all(struct gdb *gdb, const char *bytes, size_t size)
{
	while (size) {
		ssize_t sent = send(gdb->fd, bytes, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return guest_ended(gdb);
		bytes += sent;
		size -= (size_t)sent;
	}
	return 0;
}

static unsigned int checksum(const char *text, size_t size)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += (unsigned char)text[i];
	return sum & 0xff;
}

static int send_packet(struct gdb *gdb, const char *text)
{
	char packet[1024];
	int size = snprintf(packet, sizeof(packet), "$%s#%02x", text, checksum(text, strlen(text)));

	if (size >= (int)sizeof(packet))
		return err_set(EINVAL, "%.20s...: too long a command", text);
	return send_all(gdb, packet, (size_t)size);
}

/* Waits for bytes until @until. */
static int receive_more(struct gdb *gdb, double until)
{
	struct pollfd ready = { .fd = gdb->fd, .events = POLLIN };
	double left = until - clock_seconds();
	ssize_t got;
	int polled;

	if (gdb->used == sizeof(gdb->received))
		return err_set(EPROTO, "%s: a packet without end", gdb->where);
	polled = poll(&ready, 1, left > 0 ? (int)(left * 1000) + 1 : 0);
	if (polled < 0)
		return errno == EINTR ? 0 : err_set(errno, "%s: %s", gdb->where, strerror(errno));
	if (!polled)
		return err_set(ETIMEDOUT, "%s: no answer for %.0f s", gdb->where, gdb->patience_s);
	got = recv(gdb->fd, gdb->received + gdb->used, sizeof(gdb->received) - gdb->used, 0);
	if (got <= 0)
		return guest_ended(gdb);
	gdb->used += (size_t)got;
	return 0;
}

static void drop(struct gdb *gdb, size_t size)
{
	gdb->used -= size;
	memmove(gdb->received, gdb->received + size, gdb->used);
}

/* Moves a whole packet to gdb->packet: 1, 0 if there is none yet, or -errno. */
static int take_packet(struct gdb *gdb)
{
	char *start = memchr(gdb->received, '$', gdb->used), *end;
	unsigned int sum;
	size_t size;

	/* Before a packet there are acknowledgements, nothing else. */
	if (!start)
		return drop(gdb, gdb->used), 0;
	drop(gdb, (size_t)(start - gdb->received));
	end = memchr(gdb->received, '#', gdb->used);
	if (!end || (size_t)(end - gdb->received) + 3 > gdb->used)
		return 0;
	size = (size_t)(end - gdb->received) - 1;
	memcpy(gdb->packet, gdb->received + 1, size);
	gdb->packet[size] = '\0';
	if (sscanf(end + 1, "%2x", &sum) != 1 || sum != checksum(gdb->packet, size))
		return err_set(EPROTO, "%s: a packet with a wrong checksum", gdb->where);
	drop(gdb, size + 4);
	return 1;
}

static int receive_packet(struct gdb *gdb)
{
	double until = clock_seconds() + gdb->patience_s;
	int taken;

	while (!(taken = take_packet(gdb))) {
		int err = receive_more(gdb, until);

		if (err)
			return err;
	}
	if (taken < 0)
		return taken;
	/* Who has answered may be gone by now; whoever asks next will see. */
	send_all(gdb, "+", 1);
	return 0;
}

/* Sends @command; its answer is then in gdb->packet. */
static int ask(struct gdb *gdb, const char *command)
{
	int err = send_packet(gdb, command);

	if (!err)
		err = receive_packet(gdb);
	if (!err && gdb->packet[0] == 'E' && strlen(gdb->packet) == 3)
		return err_set(EPROTO, "%s: %.40s: QEMU refuses it (%s)", gdb->where, command, gdb->packet);
	return err;
}

static int ask_for_ok(struct gdb *gdb, const char *command)
{
	int err = ask(gdb, command);

	if (!err && strcmp(gdb->packet, "OK"))
		return err_set(EPROTO, "%s: %.40s: not what QEMU understands", gdb->where, command);
	return err;
}

static int hex_digit(char digit)
{
	return digit >= '0' && digit <= '9' ? digit - '0' :
	       digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The first @size bytes that the packet spells from @at on. */
static int take_bytes(struct gdb *gdb, size_t at, unsigned char *bytes, size_t size)
{
	const char *text = gdb->packet + at;

	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(text[2 * i]), low = high < 0 ? -1 : hex_digit(text[2 * i + 1]);

		if (low < 0)
			return err_set(EPROTO, "%s: an answer of %zu bytes, where %zu were asked for",
				       gdb->where, i, size);
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

int gdb_read_registers(struct gdb *gdb, struct gdb_registers *registers)
{
	/* rax rbx rcx rdx rsi rdi rbp rsp r8-r15 rip, 8 bytes each; eflags and cs, 4 each. */
	unsigned char bytes[REGISTER_BYTES];
	int err = ask(gdb, "g");

	if (!err)
		err = take_bytes(gdb, 0, bytes, sizeof(bytes));
	if (err)
		return err;
	memcpy(&registers->rax, bytes, 8);
	memcpy(&registers->rdx, bytes + 3 * 8, 8);
	memcpy(&registers->rsp, bytes + 7 * 8, 8);
	memcpy(&registers->rip, bytes + 16 * 8, 8);
	memcpy(&registers->cs, bytes + 17 * 8 + 4, 4);
	return 0;
}

int gdb_read_memory(struct gdb *gdb, uint64_t address, void *bytes, size_t size)
{
	char command[64];
	int err = 0;

	for (size_t done = 0; done < size && !err; done += MEMORY_AT_ONCE) {
		size_t part = size - done < MEMORY_AT_ONCE ? size - done : MEMORY_AT_ONCE;

		snprintf(command, sizeof(command), "m%llx,%zx", (unsigned long long)(address + done), part);
		err = ask(gdb, command);
		if (!err)
			err = take_bytes(gdb, 0, (unsigned char *)bytes + done, part);
	}
	return err;
}

static int breakpoint(struct gdb *gdb, char action, uint64_t address)
{
	char command[64];

	snprintf(command, sizeof(command), "%c1,%llx,1", action, (unsigned long long)address);
	return ask_for_ok(gdb, command);
}

int gdb_set_break(struct gdb *gdb, uint64_t address)
{
	return breakpoint(gdb, 'Z', address);
}

int gdb_clear_break(struct gdb *gdb, uint64_t address)
{
	return breakpoint(gdb, 'z', address);
}

static int resume(struct gdb *gdb, const char *command)
{
	int err = ask(gdb, command);

	if (err)
		return err;
	switch (gdb->packet[0]) {
	case 'T':
	case 'S':
		return 0;
	case 'W':
	case 'X':
		return guest_ended(gdb);
	default:
		return err_set(EPROTO, "%s: %.40s instead of a reason to stop", gdb->where, gdb->packet);
	}
}

int gdb_continue(struct gdb *gdb)
{
	return resume(gdb, "c");
}

int gdb_step(struct gdb *gdb)
{
	return resume(gdb, "s");
}

int gdb_set_steps(struct gdb *gdb, unsigned int steps)
{
	char command[32];

	snprintf(command, sizeof(command), "Qqemu.sstep=%x", steps);
	return ask_for_ok(gdb, command);
}

/* Adds the text of an O packet. */
static int add_text(struct gdb *gdb, char *text, size_t size)
{
	size_t used = strlen(text), more = (strlen(gdb->packet) - 1) / 2;
	int err;

	if (more > size - 1 - used)
		more = size - 1 - used;
	err = take_bytes(gdb, 1, (unsigned char *)text + used, more);
	text[used + (err ? 0 : more)] = '\0';
	return err;
}

int gdb_monitor(struct gdb *gdb, const char *command, char *text, size_t size)
{
	char packet[256] = "qRcmd,";
	int err;

	if (2 * strlen(command) + 8 > sizeof(packet))
		return err_set(EINVAL, "%s: too long a command", command);
	for (const char *c = command; *c; c++)
		snprintf(packet + strlen(packet), 3, "%02x", (unsigned char)*c);
	*text = '\0';
	err = ask(gdb, packet);
	while (!err && gdb->packet[0] == 'O' && strcmp(gdb->packet, "OK")) {
		err = add_text(gdb, text, size);
		if (!err)
			err = receive_packet(gdb);
	}
	if (!err && strcmp(gdb->packet, "OK"))
		return err_set(EPROTO, "%s: monitor %s: not what QEMU understands", gdb->where, command);
	return err;
}

int gdb_detach(struct gdb *gdb)
{
	return ask_for_ok(gdb, "D");
}
