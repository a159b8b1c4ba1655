/* doctor_mail: where mail goes, what signs it, and what came of it last */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "notify/trouble.h"
#include "run/doctor.h"
#include "run/mail_keys.h"
#include "run/mail_server.h"
#include "run/spoken.h"
#include "store/notice.sql.h"

enum { CERTIFICATE_DAYS = 30 };

static void
server_check(struct doctor *d)
{
	struct mail_server m;
	struct why w = {0};

	if (!mail_server_set(&d->sv->settings))
		doctor_says(d, HEALTH_OK, "mail", NULL,
		    "no mail server: notices become files in outbox/");
	else if (mail_server_read(d->sv, &m, &w) == OK)
		doctor_says(d, HEALTH_OK, "mail", NULL,
		    "goes to %.*s port %u%s", STR_ARG(m.host), m.port,
		    m.user.n > 0 ? ", with a login" : "");
	else
		doctor_says(d, HEALTH_PROBLEM, "mail", NULL, "%s", w.rule);
}

static void
folder_check(struct doctor *d)
{
	struct str set = d->sv->settings.text[SETTING_MAIL_FOLDER];
	const char *path = doctor_text(d, "%.*s/new", STR_ARG(set));

	if (set.n == 0)
		return;
	if (access(path, R_OK | W_OK | X_OK) == 0)
		doctor_says(d, HEALTH_OK, "mail", NULL,
		    "what comes back is taken from %s while `dijkwacht serve` "
		    "runs",
		    path);
	else
		doctor_says(d, HEALTH_PROBLEM, "mail",
		    "make it a Maildir that this user may write in; then start "
		    "`dijkwacht serve` again",
		    "mail-folder: %s cannot be written in: %s", path,
		    strerror(errno));
}

/* A certificate takes days to get. */
static void
certificate_check(struct doctor *d)
{
	int64_t from, until, now = d->job->now;
	struct buf day = {0};

	if (d->sv->postmark.smime == NULL)
		return;
	smime_key_valid(d->sv->postmark.smime, &from, &until);
	day_put(&day, day_of_time(until));
	if (until < now || from > now)
		doctor_says(d, HEALTH_PROBLEM, "signing",
		    "put one that holds in smime.crt, with its key",
		    "smime.crt does not hold now; it ends on %.*s",
		    STR_ARG(buf_all(&day)));
	else if (until < now + CERTIFICATE_DAYS * DAY)
		doctor_says(d, HEALTH_NOTE, "signing",
		    "ask for the next one now", "smime.crt ends on %.*s",
		    STR_ARG(buf_all(&day)));
	buf_free(&day);
}

static bool
signing_check(struct doctor *d)
{
	const struct postmark *p = &d->sv->postmark;
	struct why w = {0};
	bool any = false;

	if (mail_keys_read(d->sv, &w) != OK) {
		doctor_says(d, HEALTH_PROBLEM, "signing",
		    "until then nothing is written and no mail leaves",
		    "%.*s%s%s", STR_ARG(w.file), w.file.n > 0 ? ": " : "",
		    w.rule);
		return false;
	}
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		any = any || p->dkim.by[k].key != NULL;
	if (d->sv->settings.number[SETTING_DKIM] == DKIM_BY_RELAY)
		doctor_says(d, HEALTH_OK, "signing", NULL,
		    "DKIM is left to the mail server");
	else if (any)
		doctor_says(d, HEALTH_OK, "signing", NULL,
		    "mail has DKIM signatures; `dijkwacht doctor mail` prints "
		    "what DNS must hold");
	else
		doctor_says(d, HEALTH_NOTE, "signing",
		    "`dijkwacht mail keys` makes them",
		    "there are no DKIM keys: mail leaves unsigned");
	certificate_check(d);
	return true;
}

/* "12 mails could not be delivered; last answer: 550 no", of those in a
 * state. */
static void
waiting_says(struct doctor *d, int64_t n, const char *what,
    enum delivery_state state, bool timed, const char *todo)
{
	struct delivery_said_row said;
	struct buf b = {0};

	if (n == 0)
		return;
	spoken_many(&b, n, "mail");
	buf_fmt(&b, " %s", what);
	if (delivery_said(d->sv->store.db, state, timed, &said)) {
		buf_str(&b, STR("; last answer: "));
		spoken_text(&b, said.outcome);
	}
	doctor_says(
	    d, HEALTH_NOTE, "sending", todo, "%.*s", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

static int64_t
failed_count(struct sql *db)
{
	struct sql_cursor c;
	struct delivery_count_row row;
	int64_t n = 0;

	delivery_count(db, &c);
	while (delivery_count_next(&c, &row))
		if (row.state == DELIVERY_FAILED)
			n = row.deliveries_int;
	return n;
}

/* What does not go, and the last that was said of it. */
static void
sending_check(struct doctor *d)
{
	int64_t since = trouble_since(&d->sv->store);
	struct delivery_on_its_way_row n;
	struct buf when = {0};

	delivery_on_its_way(d->sv->store.db, &n);
	if (since == SQL_NULL_I64) {
		doctor_says(d, HEALTH_OK, "sending", NULL,
		    "nothing says that mail is not taken");
	} else {
		spoken_moment(&when, since);
		doctor_says(d,
		    trouble_is_long(since, d->job->now) ? HEALTH_PROBLEM
							: HEALTH_NOTE,
		    "sending",
		    "mend what the answer says; `dijkwacht notices send` tries "
		    "at once",
		    "no mail was taken since %.*s", STR_ARG(buf_all(&when)));
		buf_free(&when);
	}
	waiting_says(d, since == SQL_NULL_I64 ? 0 : n.queued_int, "wait",
	    DELIVERY_QUEUED, false, NULL);
	waiting_says(d, n.retrying_int, "were put off, and are offered again",
	    DELIVERY_QUEUED, true, NULL);
	waiting_says(d, failed_count(d->sv->store.db), "could not be delivered",
	    DELIVERY_FAILED, false,
	    "`dijkwacht case list` has who is not told; `dijkwacht sending "
	    "retry` offers them again when the reason is gone");
}

bool
doctor_mail(struct doctor *d)
{
	bool fine = true;

	if (d->sv->folder < 0 || !d->settings)
		return false;
	server_check(d);
	folder_check(d);
	if (d->sv->store.db == NULL)
		return false;
	if (d->key)
		fine = signing_check(d);
	sending_check(d);
	return fine;
}
