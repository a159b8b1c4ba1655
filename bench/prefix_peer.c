/* prefix_peer: the same prefixes in another's hands, a child process */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/prefix_peer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

static void
child(
    const struct peer *p, const char *folder, const int in[2], const int out[2])
{
	if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0 || chdir(folder) != 0)
		_exit(127);
	close(in[0]);
	close(in[1]);
	close(out[0]);
	close(out[1]);
	execl("/usr/bin/python3", "python3", "-c", p->script, (char *)NULL);
	_exit(127);
}

bool
peer_start(struct peer *p, const char *folder)
{
	int in[2], out[2];
	char line[64];

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		die_errno("no pipe");
	p->pid = fork();
	if (p->pid < 0)
		die_errno("no process");
	if (p->pid == 0)
		child(p, folder, in, out);
	close(in[0]);
	close(out[1]);
	p->to = fdopen(in[1], "w");
	p->from = fdopen(out[0], "r");
	if (p->to == NULL || p->from == NULL)
		die_errno("no stream");
	if (fgets(line, sizeof(line), p->from) != NULL)
		return true;
	printf("%s is not there: left out\n", p->name);
	peer_stop(p);
	return false;
}

static double
ask(struct peer *p, const char *verb, const char *name)
{
	char line[64];

	if (fprintf(p->to, "%s %s\n", verb, name) < 0 || fflush(p->to) != 0 ||
	    fgets(line, sizeof(line), p->from) == NULL)
		die("%s went away", p->name);
	return strtod(line, NULL);
}

double
peer_build(struct peer *p)
{
	return ask(p, "build", "-");
}

double
peer_find(struct peer *p, const char *set)
{
	return ask(p, "find", set);
}

void
peer_answers(struct peer *p, const char *set)
{
	ask(p, "answers", set);
}

void
peer_stop(struct peer *p)
{
	fclose(p->to);
	fclose(p->from);
	waitpid(p->pid, NULL, 0);
}
