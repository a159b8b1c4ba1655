/* tests of run/visiting: a site that asks, and one that is not believed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/visiting.h"

#include <unistd.h>

#include "notify/check.h"
#include "run/site.frame.h"
#include "test/run/world.h"
#include "test/tap.h"

#define TOKEN STR("0123456789abcdef-0123456789abcdef")

static struct world w;
static struct visiting v;
static struct channel site; /* our end: we play it */
static unsigned starts;

static int
start(struct str listen)
{
	int pair[2];

	is_text(listen, "127.0.0.1:8080");
	channel_pair(pair);
	channel_init(&site, pair[1]);
	starts++;
	return pair[0];
}

/* It is told whose pages they are. */
static void
begin(void)
{
	uint16_t type;
	struct str fields;
	struct frame_host host;

	world_make(&w);
	w.sv.settings.text[SETTING_WEB_LISTEN] = STR("127.0.0.1:8080");
	v = (struct visiting){.start = start};
	visiting_init(&v, &w.sv);
	starts = 0;
	visiting_step(&v, w.now);
	is_int(starts, 1);
	is_int(channel_next(&site, &type, &fields), OK);
	is_int(type, FRAME_HOST);
	is_int(frame_host_read(fields, &host), OK);
	is_text(host.name, "Waterschap Oefening");
	is_text(host.mail, "wacht@waterschap.example");
	is_text(host.ground_nl,
	    "Wij schrijven u omdat uw bedrijf bij ons is aangesloten.");
}

static void
end(void)
{
	visiting_end(&v);
	channel_free(&site);
	world_free(&w);
}

static void
code_ask(struct buf *b, uint32_t number, const char *who, const char *code)
{
	frame_code_asked_put(b,
	    &(struct frame_code_asked){
		.number = number,
		.remote = str_of(who),
		.code = str_of(code),
		.address = STR("a@b.example"),
	    });
}

/* Serves what was said, and takes the answer to one question. */
static enum check_end
code_answer(struct buf *b, uint32_t number, int64_t now)
{
	uint16_t type;
	struct str fields;
	struct frame_code_told told = {.end = CHECK_END_COUNT};

	ok(channel_send(&site, buf_all(b), -1));
	buf_reset(b);
	visiting_serve(&v, now);
	is_int(channel_next(&site, &type, &fields), OK);
	is_int(type, FRAME_CODE_TOLD);
	is_int(frame_code_told_read(fields, &told), OK);
	is_int(told.number, number);
	is_int(told.topic.n, 0);
	return (enum check_end)told.end;
}

static enum check_end
tried(const char *who, const char *code, int64_t now)
{
	static uint32_t number;
	struct buf b = {0};
	enum check_end e;

	code_ask(&b, ++number, who, code);
	e = code_answer(&b, number, now);
	buf_free(&b);
	return e;
}

static void
by_guest(void)
{
	char code[CODE_SIZE];

	for (int i = 0; i < CODE_TRIES; i++) {
		code_make(code);
		is_int(tried("guest", code, w.now), CHECK_NO);
	}
	code_make(code);
	is_int(tried("guest", code, w.now), CHECK_TOO_MANY);
	is_int(tried("another", code, w.now), CHECK_NO);
	w.now += 3600;
	is_int(tried("guest", code, w.now), CHECK_NO);
}

static void
by_code(void)
{
	char who[2] = "a";

	for (int i = 0; i < VISITING_CODE_TRIES; i++, who[0]++)
		is_int(tried(who, "7KQM-2XPA-V9T6", w.now), CHECK_NO);
	is_int(tried(who, "7KQM-2XPA-V9T6", w.now), CHECK_TOO_MANY);
	is_int(tried(who, "7kqm 2xpav9t6", w.now), CHECK_TOO_MANY);
	is_int(tried(who, "2222-2222-2222", w.now), CHECK_NO);
	w.now += 3600;
}

/* A site that is not to be believed names another guest each time. */
static void
all_together(void)
{
	char code[CODE_SIZE], who[8] = "";
	int n = 0;

	for (; n < 2 * VISITING_ALL_TRIES; n++) {
		memcpy(who, &n, sizeof(n));
		who[0] = (char)(1 + n % 100),
		who[1] = (char)(1 + n / 100 % 100);
		who[2] = (char)(1 + n / 10000), who[3] = '\0';
		code_make(code);
		if (tried(who, code, w.now) == CHECK_TOO_MANY)
			break;
	}
	/* base/tally.h: a count may be a little too high */
	ok(n <= VISITING_ALL_TRIES && n > VISITING_ALL_TRIES - 20);
}

TEST(wrong_ones_are_counted)
{
	begin();
	by_guest();
	by_code();
	all_together();
	end();
}

TEST(questions_in_one_go_are_all_answered)
{
	struct buf b = {0};
	uint16_t type;
	struct str fields;
	struct frame_link_told link;

	begin();
	frame_link_asked_put(
	    &b, &(struct frame_link_asked){.number = 6, .token = TOKEN});
	frame_link_asked_put(&b,
	    &(struct frame_link_asked){
		.number = 8, .stop = true, .token = TOKEN});
	code_ask(&b, 7, "guest", "not a code");
	ok(channel_send(&site, buf_all(&b), -1));
	buf_reset(&b);
	visiting_serve(&v, w.now);
	for (uint32_t i = 6; i <= 8; i += 2) {
		is_int(channel_next(&site, &type, &fields), OK);
		is_int(type, FRAME_LINK_TOLD);
		is_int(frame_link_told_read(fields, &link), OK);
		is_int(link.number, i);
		ok(!link.found);
	}
	is_int(channel_next(&site, &type, &fields), OK);
	is_int(type, FRAME_CODE_TOLD);
	buf_free(&b);
	end();
}

/* It is ended, and begins again after a rest. */
static void
is_ended(struct str bytes)
{
	unsigned before = starts;

	ok(channel_send(&site, bytes, -1));
	visiting_serve(&v, w.now);
	is_int(visiting_fd(&v), -1);
	visiting_step(&v, w.now + VISITING_REST_S - 1);
	is_int(starts, before);
	channel_free(&site);
	visiting_step(&v, w.now + VISITING_REST_S);
	is_int(starts, before + 1);
	ok(visiting_fd(&v) >= 0);
}

TEST(nonsense_ends_it)
{
	struct buf b = {0};

	begin();
	is_ended(STR("\xff\xff\xff\xff\xff\xff\xff\xff"));
	frame_empty(&b, FRAME_CODE_ASKED); /* without its fields */
	is_ended(buf_all(&b));
	buf_reset(&b);
	frame_host_put(&b, &(struct frame_host){0}); /* ours to say */
	is_ended(buf_all(&b));
	buf_reset(&b);
	code_ask(&b, 1, "guest", "7KQM-2XPA-V9T6");
	b.n--; /* half a frame, and then nothing */
	is_ended(buf_all(&b));
	buf_free(&b);
	end();
}

TEST(a_clock_that_was_set_back_does_not_keep_it_away)
{
	begin();
	close(site.fd);
	site.fd = -1;
	visiting_serve(&v, w.now);
	is_int(visiting_fd(&v), -1);
	visiting_step(&v, w.now - 86400);
	is_int(starts, 2);
	/* where none is wanted none is begun */
	visiting_end(&v);
	w.sv.settings.text[SETTING_WEB_LISTEN] = (struct str){0};
	visiting_step(&v, w.now + 100);
	is_int(starts, 2);
	end();
}
