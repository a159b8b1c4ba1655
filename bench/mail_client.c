/* mail_client: our process that sends mail, by itself, for bench/mail.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/mail_client.h"

#include <sys/wait.h>

#include "bench/side.h"
#include "notify/delivery.h"
#include "run/channel.h"
#include "run/mail_server.h"
#include "run/post.frame.h"
#include "run/post.h"

enum { PART = 60 * 1024 };

static void
say(struct channel *c, struct buf *b)
{
	if (!channel_send(c, buf_all(b), -1))
		die("the process that sends mail is gone");
	buf_free(b);
}

static void
server_tell(struct channel *c, int port, unsigned lines)
{
	struct buf b = {0};

	frame_server_put(&b,
	    &(struct frame_server){.host = STR("127.0.0.1"),
		.port = (uint16_t)port,
		.tls = MAIL_PLAIN,
		.connections = (uint8_t)lines,
		.per_domain = (uint8_t)lines});
	say(c, &b);
}

static void
letter_give(struct channel *c, struct str mail, size_t i)
{
	struct buf b = {0}, to = {0};

	buf_fmt(&to, "info@b%zu.example", i);
	frame_letter_put(&b,
	    &(struct frame_letter){.id = (int64_t)i,
		.from = STR("bench@dijkwacht.example"),
		.to = buf_all(&to),
		.size = (uint32_t)mail.n});
	for (; mail.n > 0; mail = str_from(mail, PART))
		frame_piece_put(
		    &b, &(struct frame_piece){.bytes = str_upto(mail, PART)});
	say(c, &b);
	buf_free(&to);
}

/* True for a letter that was taken, false when it is ready for some. */
static bool
one_taken(struct channel *c)
{
	uint16_t type;
	struct str fields;
	struct frame_outcome f;

	if (channel_next(c, &type, &fields) != OK)
		die("the process that sends mail is gone");
	if (type == FRAME_READY)
		return false;
	if (type != FRAME_OUTCOME || frame_outcome_read(fields, &f) != OK ||
	    f.end != DELIVERY_TAKEN)
		die("a mail was not taken");
	return true;
}

double
mail_client_send(
    int folder, int port, unsigned lines, struct str mail, size_t n)
{
	double from = side_now();
	struct channel c;

	channel_init(&c, post_start(folder));
	server_tell(&c, port, lines);
	for (size_t given = 0, taken = 0; taken < n;) {
		taken += one_taken(&c);
		for (; given < n && given - taken < POST_WINDOW; given++)
			letter_give(&c, mail, given);
	}
	channel_free(&c);
	if (wait(NULL) < 0)
		die_errno("the process that sends mail did not end");
	return side_now() - from;
}
