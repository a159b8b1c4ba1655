/* secret_line: one line that nobody may see, from a terminal or a pipe */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/secret_line.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

/* Byte by byte: what is behind the line is somebody else's. */
static enum err
line_get(struct secret_line *s, struct why *w)
{
	char c;

	for (s->n = 0; file_read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
		if (s->n < sizeof(s->text))
			s->text[s->n++] = c;
		else
			return why_set(w, ERR_LIMIT,
			    "a passphrase is one line of at most %zu bytes",
			    sizeof(s->text));
	if (s->n == 0)
		return why_set(
		    w, ERR_ABSENT, "type the passphrase, on one line");
	return OK;
}

enum err
secret_line_ask(struct secret_line *s, const char *prompt, struct why *w)
{
	struct termios was;
	bool terminal = tcgetattr(STDIN_FILENO, &was) == 0;

	*s = (struct secret_line){0};
	w->file = (struct str){0};
	if (terminal) {
		struct termios blind = was;
		blind.c_lflag &= ~(tcflag_t)ECHO;
		dprintf(STDERR_FILENO, "%s", prompt);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &blind);
	}

	enum err e = line_get(s, w);

	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		dprintf(STDERR_FILENO, "\n");
	}
	return e;
}

struct str
secret_line_text(const struct secret_line *s)
{
	return str_make(s->text, s->n);
}
