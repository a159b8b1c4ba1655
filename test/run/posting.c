/* tests of run/sending: a process that sends mail, and is not believed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "run/post.frame.h"
#include "run/sending.h"
#include "test/run/world.h"
#include "test/tap.h"

static struct world w;
static struct sending s;
static struct channel post; /* our end: we play it */
static unsigned starts, tells;
static struct buf told;

static int
start(int folder)
{
	int pair[2];

	(void)folder;
	channel_pair(pair);
	channel_init(&post, pair[1]);
	starts++;
	return pair[0];
}

static void
tell(const char *text)
{
	tells++;
	buf_fmt(&told, "%s\n", text);
}

/* It is given what there is, and told where to send it. */
static void
begin(void)
{
	uint16_t type;
	struct str fields;

	starts = tells = 0;
	buf_reset(&told);
	world_make(&w);
	world_fill(&w);
	w.sv.settings.text[SETTING_MAIL_SERVER] = STR("mail.example:25");
	is_int(RUN(&w, "notices", "prepare"), 0);
	is_int(RUN(&w, "notices", "release", "--all"), 0);
	s = (struct sending){.post_start = start, .tell = tell};
	sending_init(&s, &w.sv);
	ok(sending_step(&s, w.now));
	is_int(starts, 1);
	is_int(channel_next(&post, &type, &fields), OK);
	is_int(type, FRAME_SERVER);
}

static void
end(void)
{
	channel_free(&s.post);
	channel_free(&post);
	lease_free(&s.lease);
	arena_free(&s.texts);
	world_free(&w);
	buf_free(&told);
}

static void
say(struct buf *b)
{
	ok(channel_send(&post, buf_all(b), -1));
	buf_free(b);
	sending_step(&s, w.now);
}

static void
trouble_put(struct buf *b, const char *text)
{
	frame_trouble_put(b, &(struct frame_trouble){.text = str_of(text)});
}

/* What it had in hand goes again later. */
static void
is_lost(void)
{
	is_int(s.post.fd, -1);
	is_text(buf_all(&told),
	    "the mail server takes nothing: the process that sends mail "
	    "ended\n");
	ok(!s.lease.n);
}

TEST(it_is_not_waited_for_without_end)
{
	begin();
	ok(s.post.patience > 0);
	end();
}

/* Said again and again it would keep the keeper listening. */
TEST(ready_is_said_once)
{
	struct buf b = {0};

	begin();
	frame_empty(&b, FRAME_READY);
	frame_empty(&b, FRAME_READY);
	say(&b);
	is_lost();
	end();
}

TEST(trouble_is_said_once)
{
	struct buf b = {0};

	begin();
	trouble_put(&b, "one");
	trouble_put(&b, "two");
	trouble_put(&b, "three");
	say(&b);
	is_int(s.post.fd, -1);
	is_text(buf_all(&told),
	    "the mail server takes nothing: one\n"
	    "the mail server takes nothing: the process that sends mail "
	    "ended\n");
	end();
}

TEST(it_writes_no_line_of_its_own_in_the_log)
{
	struct buf b = {0};

	begin();
	trouble_put(&b, "no\ndijkwacht: all is well \x1b[2J");
	say(&b);
	is_lost();
	end();
}

TEST(outcomes_of_what_it_was_not_given)
{
	struct buf b = {0};

	begin();
	frame_outcome_put(
	    &b, &(struct frame_outcome){.id = 4711, .end = DELIVERY_TAKEN});
	say(&b);
	is_lost();
	end();
}
