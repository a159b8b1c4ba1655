/* tests of run/proof_page: a reader and a site that are not to be trusted */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/proof_page.h"

#include <unistd.h>

#include "feed/row.frame.h"
#include "run/channel.h"
#include "run/fetch.h"
#include "test/tap.h"
#include "value/domain.h"
#include "value/proof_token.h"

#define TOKEN "dijkwacht-0123456789abcdefghjkmnpq"
#define OTHER "dijkwacht-zzzzzzzzzzzzzzzzzzzzzzzz"
#define HERE  "https://bakker.example/.well-known/dijkwacht.txt"

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
token(const char *value)
{
	frame_proof_token_put(&told,
	    &(struct frame_proof_token){.line = 1, .value = str_of(value)});
}

static void
note(const char *text)
{
	frame_note_put(&told, &(struct frame_note){.text = str_of(text)});
}

static void
end(void)
{
	frame_input_end_put(&told, &(struct frame_input_end){.err = OK});
}

/* "" for a page that proves it, or why it does not. */
static void
proves(const char *trail, const char *type, const char *why)
{
	struct why w = {0};
	struct job job = {.ways = {.reader = reader}};
	struct frame_fetched page = {
	    .id = 1,
	    .trail = str_of(trail),
	    .type = str_of(type),
	    .body = STR("# not looked at here\n"),
	};

	if (domain_suffixes_load() != OK)
		die("the Public Suffix List is missing");
	arena_init(&job.a, 0);
	is_int(
	    proof_page_has(&job, &page, STR("bakker.example"), STR(TOKEN), &w),
	    why[0] == '\0');
	is_text(str_of(w.rule), why);
	arena_free(&job.a);
	buf_free(&told);
}

#define CRASHED(rows)                                                          \
	"the reader crashed after row " rows " and cannot get past it; keep "  \
	"the file and report this as a bug"

TEST(theirs_among_others)
{
	token(OTHER);
	token(TOKEN);
	note("line 3");
	end();
	proves(HERE, "text/plain; charset=utf-8", "");
}

TEST(not_theirs)
{
	token(OTHER);
	end();
	proves(HERE, "text/plain",
	    "it is there, with 1 token, and theirs is not among them");
	end();
	proves(HERE, "text/plain",
	    "it is there, with 0 tokens, and theirs is not among them");
	note("line 1, \"dijkwacht\", is no token");
	end();
	proves(HERE, "text/plain", "line 1, \"dijkwacht\", is no token");
	proves(
	    HERE, "text/html", "it comes as \"text/html\", not as text/plain");
}

/* Whoever has the domain may send us on within it, and no further, nor back. */
TEST(redirects)
{
	token(TOKEN);
	end();
	proves(HERE " https://www.bakker.example/p.txt", "text/plain", "");

	token(TOKEN);
	end();
	proves(HERE " https://other.example/p.txt", "text/plain",
	    "it redirects to other.example, which is another's domain");

	token(TOKEN);
	end();
	proves(HERE " https://other.example/p https://bakker.example/p.txt",
	    "text/plain",
	    "it redirects to other.example, which is another's domain");

	token(TOKEN);
	end();
	proves("", "text/plain", "it is not said where it came from");
}

TEST(frames_that_are_none)
{
	token("dijkwacht-UPPERCASE6789ABCDEFGHJKMN");
	end();
	proves(HERE, "text/plain", CRASHED("0"));

	for (int i = 0; i <= PROOF_TOKENS_MAX; i++)
		token(OTHER);
	end();
	proves(HERE, "text/plain", CRASHED("1024"));

	note("one");
	note("two");
	end();
	proves(HERE, "text/plain", CRASHED("0"));

	token(TOKEN); /* and no end: it does not count */
	proves(HERE, "text/plain", CRASHED("1"));

	frame_empty(&told, 999);
	proves(HERE, "text/plain", CRASHED("0"));
}
