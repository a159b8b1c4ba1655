/* screen: what a command says, on the terminal or in a pipe */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/screen.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"

static bool progress_shown;

void
screen_end(void)
{
	if (progress_shown)
		dprintf(STDERR_FILENO, "\r\033[K");
	progress_shown = false;
}

void
screen_say(void *ctx, enum say kind, struct str text)
{
	(void)ctx;
	if (kind == SAY_PROGRESS) {
		if (!isatty(STDERR_FILENO))
			return;
		dprintf(STDERR_FILENO, "\r\033[K%.*s", STR_ARG(text));
		progress_shown = true;
		return;
	}
	screen_end();
	if (kind == SAY_ERR)
		dprintf(STDERR_FILENO, "dijkwacht: ");
	if (!file_write(kind == SAY_ERR ? STDERR_FILENO : STDOUT_FILENO, text.p,
		text.n))
		_exit(1);
}
