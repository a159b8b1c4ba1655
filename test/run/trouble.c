/* tests of mail that is not taken: by a server that is gone, by one receiver */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/served.h"
#include "test/run/sink.h"

#define BEFORE "--now", "2026-11-21T07:00:00Z"
#define LATER  "--now", "2026-11-21T08:05:00Z"
#define PLAIN  "mail-server = 127.0.0.1:%d\nmail-tls = none\n"

enum { MAILS = 12 };

#define NEEDS_SINK                                                             \
	if (!sink_can())                                                       \
	skip_all("python3-aiosmtpd is not installed")

static bool
lacks(const struct buf *b, const char *text)
{
	return str_find_str(buf_all(b), str_of(text)) == b->n;
}

/* A port on which nobody listens any more, and which may be had again. */
static void
port_of_nobody(char port[16])
{
	struct sink s;

	SINK(&s, "--pipelining");
	snprintf(port, 16, "%d", s.port);
	sink_end(&s);
}

/* Whether it took a mail with both in it. */
static bool
sink_has(const struct sink *s, const char *one, const char *other)
{
	bool found = false;

	for (unsigned i = 1; !found && i <= sink_taken(s); i++) {
		struct buf mail = {0};
		char path[300];
		snprintf(path, sizeof(path), "%s/%05u.eml", s->folder, i);
		is_int(file_slurp(AT_FDCWD, path, 1 << 16, &mail), OK);
		found = !lacks(&mail, one) && !lacks(&mail, other);
		buf_free(&mail);
	}
	return found;
}

/* A Saturday. Who is on call cannot be told by mail of what keeps mail away: it
 * is told elsewhere, and by a mail when mail goes again. */
TEST(no_mail_is_taken_for_long)
{
	struct world w;
	struct sink back;
	struct ran r = {0};
	char port[16];

	NEEDS_SINK;
	world_told(&w, MAILS);
	port_of_nobody(port);
	world_set(&w, PLAIN, atoi(port));
	RUN(&w, &r, "oncall", "add", "Anna", "--mail", "anna@voorbeeld.example",
	    "--from", "2026-11-21", "--until", "2026-11-22", NOW);
	RUN(&w, &r, "status", NOW);
	ok(lacks(&r.out, "NO MAIL IS TAKEN"));
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 1);
	RUN(&w, &r, "status", "--now", "2026-11-21T08:29:59Z");
	ok(has(&r.out,
	    "NO MAIL IS TAKEN since 2026-11-21 09:00; `dijkwacht sending "
	    "status`\n"));
	RUN(&w, &r, "doctor", "mail", "--now", "2026-11-21T08:29:59Z");
	ok(has(&r.out,
	    "note     sending     no mail was taken since 2026-11-21"
	    " 09:00\n"));
	ok(has(&r.out, "note     sending     12 mails wait; last answer: "));
	RUN(&w, &r, "oncall", "page", "--now", "2026-11-21T08:29:59Z");
	ok(has(&r.out, "told to who is on call: 0\n"));
	RUN(&w, &r, "metrics", "--now", "2026-11-21T08:30:00Z");
	ok(has(&r.out, "\ndijkwacht_sending_failing_seconds 1800\n"));
	RUN(&w, &r, "doctor", "mail", "--now", "2026-11-21T08:30:00Z");
	is_int(r.code, 1);
	ok(has(&r.out, "problem  sending     no mail was taken since"));
	RUN(&w, &r, "oncall", "page", "--now", "2026-11-21T08:30:00Z");
	ok(has(&r.out, "told to who is on call: 1\n"));
	RUN(&w, &r, "oncall", "page", "--now", "2026-11-21T12:30:00Z");
	ok(has(&r.out, "told to who is on call: 0\n"));

	SINK(&back, "--port", port);
	RUN(&w, &r, "notices", "send", "--now", "2026-11-21T12:40:00Z");
	is_int(r.code, 0);
	is_int(sink_taken(&back), MAILS + 1);
	ok(sink_has(&back, "To: Anna <anna@voorbeeld.example>",
	    "De mailserver nam sinds 2026-11-21 09:00"));
	RUN(&w, &r, "status", "--now", "2026-11-21T12:41:00Z");
	ok(lacks(&r.out, "NO MAIL IS TAKEN"));
	RUN(&w, &r, "metrics", "--now", "2026-11-21T12:41:00Z");
	ok(has(&r.out, "\ndijkwacht_sending_failing_seconds 0\n"));
	ran_free(&r);
	sink_end(&back);
}

TEST(the_log_says_when_mail_is_not_taken_and_when_it_is)
{
	struct world w;
	struct sink back;
	struct ran r = {0};
	char port[16];

	NEEDS_SINK;
	world_told(&w, MAILS);
	port_of_nobody(port);
	world_set(&w, PLAIN, atoi(port));
	RUN(&w, &r, "notices", "send", BEFORE);
	is_int(r.code, 1);

	struct started serve = serve_start(&w);

	ok(binary_says(serve.err, "dijkwacht: no mail was taken for "));
	SINK(&back, "--port", port);
	RUN(&w, &r, "notices", "send", NOW);
	ok(binary_says(serve.err, "dijkwacht: mail is taken again, after "));
	ok(sink_takes(&back, MAILS));
	serve_end(&serve, &r);
	ran_free(&r);
	sink_end(&back);
}

TEST(who_lets_no_mail_in_is_for_the_desk)
{
	struct world w;
	struct sink s;
	struct ran r = {0};
	struct buf ref = {0};

	NEEDS_SINK;
	world_told(&w, MAILS);
	SINK(&s, "--policy", "info@b3.example");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	RUN(&w, &r, "notices", "send", LATER);
	is_int(account(&w, "SELECT count(*) FROM case_file"), 0);
	RUN(&w, &r, "notices", "send", "--now", "2026-11-21T08:20:00Z");
	RUN(&w, &r, "case", "list", "--format", "csv");
	ok(has(&r.out, "their mail server refuses what we sent"));

	struct str line = buf_all(&r.out);

	line = str_from(line, str_find(line, '\n') + 1);
	buf_str(&ref, str_upto(line, str_find(line, ',')));
	RUN(&w, &r, "case", "show", buf_cstr(&ref));
	ok(has(&r.out, "  to do     see below what it answered."));
	ok(has(&r.out, ": 550 5.7.1 we do not relay to (address)\n"));
	ok(has(&r.out, "  Uw mailserver neemt onze mail niet aan."));
	ok(has(&r.out, "meldpunt@dijkwacht.example"));
	buf_free(&ref);
	ran_free(&r);
	sink_end(&s);
}
