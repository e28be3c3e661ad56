/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_gdb: the protocol's client against a stub that answers from a script.
 * links: sys base
 */
#include "base/err.h"
#include "sys/gdb.h"
#include "tests/tap.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/test_gdb.XXXXXX", where[64];
static pid_t stub;

/* Wraps @text, with a right or a wrong sum. */
static void answer(int fd, const char *text, int wrong)
{
	unsigned int sum = 0;
	char packet[4096];
	int size;

	for (const char *c = text; *c; c++)
		sum += (unsigned char)*c;
	size = snprintf(packet, sizeof(packet), "+$%s#%02x", text, (sum + (unsigned int)wrong) & 0xff);
	/* In two parts: a client must not count on whole packets. */
	if (write(fd, packet, 2) != 2 || write(fd, packet + 2, (size_t)size - 2) < 0)
		_exit(1);
}

/* Answers one packet after another with @answers; then hangs up, or sleeps. */
static void serve(int listener, const char *const *answers, int wrong, int sleeps)
{
	int fd = accept(listener, NULL, NULL);
	char got[4096];

	for (size_t i = 0; answers[i]; i++) {
		/* What the client sends ends with a sum; its lone "+" does not. */
		size_t used = 0;
		ssize_t n;

		/* A packet that begins with "!" follows without having been asked for. */
		while (answers[i][0] != '!' && !(used > 3 && memchr(got, '#', used - 2))) {
			n = read(fd, got + used, sizeof(got) - used);
			if (n <= 0)
				_exit(1);
			used += (size_t)n;
		}
		answer(fd, answers[i] + (answers[i][0] == '!'), wrong);
	}
	if (sleeps)
		pause();
	_exit(0);
}

static struct gdb *start(const char *const *answers, int wrong, int sleeps, double patience_s)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	struct gdb *gdb = NULL;

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", where);
	unlink(where);
	if (bind(listener, (struct sockaddr *)&name, sizeof(name)) || listen(listener, 1))
		abort();
	stub = fork();
	if (!stub)
		serve(listener, answers, wrong, sleeps);
	close(listener);
	claim(!gdb_connect(&gdb, where, patience_s), "a stub that listens is connected to");
	return gdb;
}

static void stop(struct gdb *gdb)
{
	gdb_close(gdb);
	kill(stub, SIGKILL);
	waitpid(stub, NULL, 0);
}

static void connections(void)
{
	struct gdb *gdb;
	char longer[200];

	memset(longer, 'x', sizeof(longer) - 1);
	longer[0] = '/';
	longer[sizeof(longer) - 1] = '\0';
	claim(gdb_connect(&gdb, where, 0) == -ECONNREFUSED && !gdb, "a socket that nobody made is refused");
	claim(strstr(err_text(-ECONNREFUSED), where), "and named");
	claim(gdb_connect(&gdb, "127.0.0.1:1", 0) == -ECONNREFUSED, "a port where nobody listens is, too");
	claim(gdb_connect(&gdb, "somewhere", 0) == -EINVAL, "a word is no place");
	claim(gdb_connect(&gdb, "localhost:1234", 0) == -EINVAL, "an address is numeric");
	claim(gdb_connect(&gdb, "127.0.0.1:99999", 0) == -EINVAL, "a port is below 65536");
	claim(gdb_connect(&gdb, longer, 0) == -EINVAL, "a path that no socket can have is refused");
	gdb_close(NULL);
}

static void registers(void)
{
	/* rax .. rip in order; each byte of register n is n, but rip's and cs. */
	static char text[17 * 16 + 2 * 8 + 1];
	const char *answers[] = { text, NULL };
	struct gdb_registers registers;
	struct gdb *gdb;

	for (int i = 0; i < 16; i++)
		for (int k = 0; k < 8; k++)
			snprintf(text + 16 * i + 2 * k, 3, "%02x", i);
	strcat(text, "efcdab8967452301" "46020000" "33000000");
	gdb = start(answers, 0, 0, 60);
	claim(!gdb_read_registers(gdb, &registers), "registers are read");
	claim(registers.rax == 0 && registers.rdx == 0x0303030303030303 && registers.rsp == 0x0707070707070707,
	      "each from its place");
	claim(registers.rip == 0x0123456789abcdef && registers.cs == 0x33, "little-endian, and cs after eflags");
	claim(gdb_in_user_mode(&registers), "which says that it is user mode");
	claim(gdb_read_registers(gdb, &registers) == -ECONNRESET, "a stub that hangs up is a guest that ended");
	stop(gdb);
}

static void answers_of_all_kinds(void)
{
	const char *answers[] = {
		"deadbeef", "dead", "E14", "OK", "E22", "", "T05thread:01;", "W00", "O68690a", "!O79", "!OK", "", "zz", NULL,
	};
	struct gdb *gdb = start(answers, 0, 0, 60);
	unsigned char bytes[4];
	char text[4];

	claim(!gdb_read_memory(gdb, 0x1000, bytes, 4) && bytes[0] == 0xde && bytes[3] == 0xef, "memory is read");
	claim(gdb_read_memory(gdb, 0x1000, bytes, 4) == -EPROTO, "less memory than asked for is no answer");
	claim(gdb_read_memory(gdb, 0x1000, bytes, 4) == -EPROTO, "memory that is not there is an error");
	claim(!gdb_set_break(gdb, 0x404930), "a breakpoint is set");
	claim(gdb_set_break(gdb, 0x404930) == -EPROTO, "one that is refused is an error");
	claim(gdb_set_steps(gdb, GDB_STEP) == -EPROTO, "an empty answer means that QEMU does not know it");
	claim(!gdb_step(gdb), "a step ends");
	claim(gdb_continue(gdb) == -ECONNRESET, "an exit is no stop");
	claim(!gdb_monitor(gdb, "info registers", text, sizeof(text)), "the monitor answers in parts");
	claim_text(text, "hi\n", "which are cut where there is no more room");
	claim(gdb_monitor(gdb, "x", text, sizeof(text)) == -EPROTO, "a monitor that does not answer is an error");
	claim(gdb_step(gdb) == -EPROTO, "nonsense is no stop");
	stop(gdb);
}

static void bad_links(void)
{
	const char *ok[] = { "OK", NULL }, *none[] = { NULL };
	struct gdb *gdb = start(ok, 1, 1, 60);

	claim(gdb_detach(gdb) == -EPROTO, "a wrong checksum is not believed");
	stop(gdb);
	gdb = start(none, 0, 1, 0.1);
	claim(gdb_step(gdb) == -ETIMEDOUT, "a stub that says nothing is not waited for for ever");
	claim(strstr(err_text(-ETIMEDOUT), "no answer"), "and the line says so");
	stop(gdb);
}

int main(void)
{
	if (!mkdtemp(folder))
		return 1;
	snprintf(where, sizeof(where), "%s/socket", folder);
	connections();
	registers();
	answers_of_all_kinds();
	bad_links();
	unlink(where);
	rmdir(folder);
	return claims_done();
}
