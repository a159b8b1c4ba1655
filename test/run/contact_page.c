/* tests of run/contact_page: a reader that is not to be trusted */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/contact_page.h"

#include <unistd.h>

#include "feed/row.frame.h"
#include "feed/security_txt.h"
#include "run/channel.h"
#include "test/tap.h"

enum { NOW = 1767225600 };

/* What the reader says, every time it is started. */
static struct buf told;

static int
reader(void *ctx, int input)
{
	int pair[2];
	struct channel c;

	(void)ctx, (void)input;
	channel_pair(pair);
	channel_init(&c, pair[1]);
	channel_send(&c, buf_all(&told), -1);
	channel_free(&c);
	return pair[0];
}

static void
way(enum security_way kind, const char *value)
{
	frame_way_put(&told,
	    &(struct frame_way){
		.line = 1, .kind = kind, .value = str_of(value)});
}

static void
rest(int64_t expires, enum security_canonical canonical)
{
	frame_security_txt_put(&told,
	    &(struct frame_security_txt){
		.expires = expires, .canonical = canonical});
}

static void
end(void)
{
	frame_input_end_put(&told, &(struct frame_input_end){.err = OK});
}

/* The contact or the reason why not; then nothing is told any more. */
static void
gives(const char *type, const char *want)
{
	struct why w = {0};
	struct published found;
	struct job job = {.now = NOW, .ways = {.reader = reader}};
	struct frame_fetched page = {
	    .id = 1,
	    .trail = STR("https://bakker.example/.well-known/security.txt"),
	    .type = str_of(type),
	    .body = STR("# not looked at here\n"),
	};

	if (domain_suffixes_load() != OK)
		die("the Public Suffix List is missing");
	arena_init(&job.a, 0);

	struct str mail = contact_page_read(
	    &job, &page, STR("bakker.example"), page.trail, &found, &w);

	is_text(mail.n > 0 ? mail : str_of(w.rule), want);
	arena_free(&job.a);
	buf_free(&told);
}

#define CRASHED(rows)                                                          \
	"the reader crashed after row " rows " and cannot get past it; keep "  \
	"the file and report this as a bug"

TEST(told_in_order)
{
	way(WAY_PHONE, "+31-20-5550100");
	way(WAY_MAIL, "info@bakker.example");
	way(WAY_MAIL, "it@bakker.example");
	rest(NOW + 1, CANONICAL_UNSAID);
	end();
	gives("text/plain", "info@bakker.example");
}

TEST(only_text)
{
	gives("text/html; charset=utf-8",
	    "it comes as \"text/html; charset=utf-8\", not as text/plain");
	gives("", "it comes as \"\", not as text/plain");
	gives(
	    "text/plainer", "it comes as \"text/plainer\", not as text/plain");
	gives("Text/Plain;charset=UTF-8", CRASHED("0"));
}

TEST(canonical_of_others)
{
	way(WAY_MAIL, "info@bakker.example");
	rest(NOW + 1, CANONICAL_OTHER);
	end();
	gives("text/plain",
	    "its Canonical names other addresses than that where it was found");
}

TEST(no_mail_address)
{
	way(WAY_WEB, "https://bakker.example/melden");
	rest(NOW + 1, CANONICAL_ASKED);
	end();
	gives("text/plain", "it names no mail address");
}

TEST(what_is_no_mail_address)
{
	way(WAY_MAIL, "info@bakker.example\nBcc: all@zz.example");
	rest(NOW + 1, CANONICAL_ASKED);
	end();
	gives("text/plain", CRASHED("0"));
}

TEST(more_than_there_may_be)
{
	for (int i = 0; i <= PUBLISHED_WAYS_MAX; i++)
		way(WAY_MAIL, "info@bakker.example");
	rest(NOW + 1, CANONICAL_ASKED);
	end();
	gives("text/plain", CRASHED("16"));
}

TEST(an_end_that_is_past)
{
	way(WAY_MAIL, "info@bakker.example");
	rest(NOW, CANONICAL_ASKED);
	end();
	gives("text/plain", CRASHED("1"));
}

TEST(out_of_turn)
{
	rest(NOW + 1, CANONICAL_ASKED);
	way(WAY_MAIL, "info@bakker.example");
	end();
	gives("text/plain", CRASHED("0"));

	way(WAY_MAIL, "info@bakker.example");
	rest(NOW + 1, CANONICAL_ASKED);
	rest(NOW + 2, CANONICAL_ASKED);
	end();
	gives("text/plain", CRASHED("1"));

	way(WAY_MAIL, "info@bakker.example");
	end();
	gives("text/plain", CRASHED("1"));

	way(WAY_MAIL, "info@bakker.example");
	rest(NOW + 1, CANONICAL_ASKED);
	gives("text/plain", CRASHED("1")); /* and no end */

	frame_empty(&told, 999);
	gives("text/plain", CRASHED("0"));
}
