/* prefix_radix: the same prefixes in Python's radix module, a child process */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/prefix_radix.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"

/*
 * No garbage collection, texts made beforehand, names bound once: its best.
 * (Its packed= form fails on Python 3.10 and later.)
 */
static const char script[] =
    "import gc, socket, struct, sys, time, radix\n"
    "gc.disable()\n"
    "def load(name, size):\n"
    "    b = open(name, 'rb').read()\n"
    "    return [b[i:i + size] for i in range(0, len(b), size)]\n"
    "def text(kind, b):\n"
    "    if kind == 4:\n"
    "        return socket.inet_ntop(socket.AF_INET, b[:4])\n"
    "    return socket.inet_ntop(socket.AF_INET6, b)\n"
    "prefixes = [(text(r[0], r[2:]), r[1]) for r in load('prefixes', 18)]\n"
    "def build():\n"
    "    t = time.perf_counter()\n"
    "    tree = radix.Radix()\n"
    "    add = tree.add\n"
    "    for i, (b, n) in enumerate(prefixes):\n"
    "        add(b, n).data['v'] = i\n"
    "    return tree, time.perf_counter() - t\n"
    "tree, t = build()\n"
    "keys = {}\n"
    "print('ready', flush=True)\n"
    "for line in sys.stdin:\n"
    "    verb, name = line.split()\n"
    "    if verb == 'build':\n"
    "        again, t = build()\n"
    "        del again\n"
    "        print(t, flush=True)\n"
    "        continue\n"
    "    if name not in keys:\n"
    "        keys[name] = [text(r[0], r[1:]) for r in load(name, 17)]\n"
    "    best = tree.search_best\n"
    "    found = []\n"
    "    put = found.append\n"
    "    t = time.perf_counter()\n"
    "    for k in keys[name]:\n"
    "        n = best(k)\n"
    "        put(0xffffffff if n is None else n.data['v'])\n"
    "    t = time.perf_counter() - t\n"
    "    if verb == 'answers':\n"
    "        open('answers', 'wb').write(struct.pack('<%dI' % len(found),"
    " *found))\n"
    "    print(t, flush=True)\n";

static FILE *to, *from;

static void
child(const char *folder, const int in[2], const int out[2])
{
	if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0 || chdir(folder) != 0)
		_exit(127);
	close(in[1]);
	close(out[0]);
	execl("/usr/bin/python3", "python3", "-c", script, (char *)NULL);
	_exit(127);
}

static bool
answer(char *line, int room)
{
	return fgets(line, room, from) != NULL;
}

bool
radix_start(const char *folder)
{
	int in[2], out[2];
	char line[64];

	if (pipe(in) != 0 || pipe(out) != 0)
		die_errno("no pipe");

	pid_t pid = fork();

	if (pid < 0)
		die_errno("no process");
	if (pid == 0)
		child(folder, in, out);
	close(in[0]);
	close(out[1]);
	to = fdopen(in[1], "w");
	from = fdopen(out[0], "r");
	return to != NULL && from != NULL && answer(line, sizeof(line));
}

static double
ask(const char *verb, const char *name)
{
	char line[64];

	if (fprintf(to, "%s %s\n", verb, name) < 0 || fflush(to) != 0 ||
	    !answer(line, sizeof(line)))
		die("python3 went away");
	return strtod(line, NULL);
}

double
radix_build(void)
{
	return ask("build", "-");
}

double
radix_find(const char *set)
{
	return ask("find", set);
}

void
radix_answers(const char *set)
{
	ask("answers", set);
}
