/* log: what a service that runs by itself says of its work */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/log.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

/* clang-format off */
const struct log_row log_rows[LOG_COUNT] = {
[LOG_SERVING] = {5, "the keeper takes commands"},
[LOG_STOPPING] = {5, "told to stop: the command in hand is ended first"},
[LOG_KEEPER_KILLED] = {3, "the keeper was ended by signal {n}; starting it again"},
[LOG_KEEPER_GIVEN_UP] = {2, "the keeper ended {n} times in ten minutes; see `dijkwacht doctor`"},
[LOG_SCHEDULED_DONE] = {6, "schedule: {name} is done, in {n} seconds"},
[LOG_SCHEDULED_REFUSED] = {4, "schedule: {name} ended with status {n}; do it by hand to see why"},
[LOG_SCHEDULED_BROKEN_OFF] = {4, "schedule: {name} was broken off; it is carried out again"},
[LOG_CLOCK_BACK] = {4, "schedule: the clock went back {n} seconds; {name} counts from now"},
[LOG_INBOX_DONE] = {6, "inbox: a file of {name} was read, {n} rows"},
[LOG_INBOX_FAILED] = {4, "inbox: a file of {name} could not be read; inbox/failed says why"},
[LOG_FEED_MISSING] = {4, "feed {name} is missing: nothing came for {n} hours"},
[LOG_FEED_CAME] = {5, "feed {name} came again, after {n} hours"},
[LOG_BACKUP_MADE] = {5, "backup made, {n} bytes"},
[LOG_CANARY_STOPPED] = {3, "releases that stopped by themselves: {n}; see `dijkwacht status`"},
[LOG_MAIL_FAILS] = {1, "no mail was taken for {n} minutes; see `dijkwacht sending status`"},
[LOG_MAIL_GOES] = {5, "mail is taken again, after {n} minutes"},
[LOG_READER_SILENT] = {4, "a reader was silent for {n} seconds and was ended"},
[LOG_ASKER_SILENT] = {4, "a command took nothing for {n} seconds and is waited for no longer"},
[LOG_SITE_BEGAN] = {5, "the site takes visitors on {name}"},
[LOG_SITE_NOWHERE] = {3, "the site cannot begin: {name}"},
[LOG_SITE_ENDED] = {4, "the site ended by itself; it begins again in {n} seconds"},
};
/* clang-format on */

static bool begun;

void
log_begin(void)
{
	begun = true;
}

static void
text_put(struct buf *b, const char *text, struct str name, int64_t n)
{
	struct str rest = str_of(text);

	while (rest.n > 0) {
		size_t at = str_find(rest, '{');
		buf_str(b, str_upto(rest, at));
		rest = str_from(rest, at);
		if (str_starts(rest, STR("{name}")))
			buf_str(b, name);
		else if (str_starts(rest, STR("{n}")))
			buf_i64(b, n);
		rest = str_from(rest, rest.n > 0 ? str_find(rest, '}') + 1 : 0);
	}
}

void
log_say(enum log_line line, struct str name, int64_t n)
{
	const struct log_row *row = &log_rows[line];
	struct buf b = {0};

	if (!begun)
		return;
	if (getenv("JOURNAL_STREAM") != NULL)
		buf_fmt(&b, "<%d>", row->level);
	else
		buf_str(&b, STR("dijkwacht: "));
	text_put(&b, row->text, name, n);
	buf_char(&b, '\n');
	/* a log that nobody takes must not stop the service */
	bool written = file_write(STDERR_FILENO, b.p, b.n);

	(void)written;
	buf_free(&b);
}
