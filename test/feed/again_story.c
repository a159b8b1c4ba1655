/* tests of feed/again: what comes in whatever order comes to the same */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sqlite3.h>
#include <stdio.h>

#include "base/time.h"
#include "test/feed/again_world.h"

/* What is so in a store, in words that another can be held against. */
static void
state_put(struct buf *b, const char *select)
{
	sqlite3 *lite;
	sqlite3_stmt *s;
	char path[600];

	snprintf(path, sizeof(path), "%s/store.db", scratch());
	if (sqlite3_open(path, &lite) != SQLITE_OK ||
	    sqlite3_prepare_v2(lite, select, -1, &s, NULL) != SQLITE_OK)
		die("%s: %s", select, sqlite3_errmsg(lite));
	while (sqlite3_step(s) == SQLITE_ROW)
		buf_fmt(b, "%s\n", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(lite);
}

/* Whose each observation is and by what; the findings those make, and whether
 * what was seen on the last day goes on. */
static void
outcome_put(struct buf *b, int last)
{
	char text[512];

	state_put(b,
	    "SELECT 'observation ' || id || ' ' || unowned FROM observation "
	    "ORDER BY id");
	state_put(b,
	    "SELECT 'of ' || observation || ' ' || organisation || ' ' || "
	    "ground || ' ' || claim || ' ' || confidence FROM identification "
	    "ORDER BY observation, organisation");
	snprintf(text, sizeof(text),
	    "SELECT 'finding ' || organisation || ' ' || topic || ' ' || "
	    "hex(subject_index) || CASE WHEN EXISTS (SELECT 1 FROM "
	    "finding_seen s WHERE s.finding = f.id AND s.last_day = %d) THEN "
	    "' seen, goes on ' || (state < 4) ELSE '' END FROM finding f "
	    "WHERE EXISTS (SELECT 1 FROM identification i WHERE i.finding = "
	    "f.id) ORDER BY 1",
	    TODAY + last);
	state_put(b, text);
}

/* A chance that is the same in every run. */
static uint64_t chance;

static unsigned
draw(unsigned n)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((chance >> 33) % n);
}

enum { DAYS = 10, CHANGES = 16, ROWS_A_DAY = 6, COMPANIES = 3 };

struct change {
	int day; /* on which we hear of it */
	int64_t organisation;
	const char *asset;
	enum nature nature;
	int64_t from, until;
};

struct story {
	struct change change[CHANGES];
	int back[DAYS]; /* on which day its batch is taken back; 0: never */
	int seen[DAYS][ROWS_A_DAY]; /* which address, and whether named */
};

static int64_t
bound(int chance_of_one)
{
	return draw((unsigned)chance_of_one) == 0
	    ? NOON + (int64_t)draw(DAYS) * DAY - HOUR
	    : SQL_NULL_I64;
}

static void
story_make(struct story *s)
{
	static const char *const assets[] = {"203.0.113.0/28", "203.0.113.0/30",
	    "203.0.113.2", "203.0.113.3", "203.0.113.8/29", "bakker.example",
	    "www.bakker.example"};

	for (int i = 0; i < CHANGES; i++)
		s->change[i] = (struct change){
		    .day = i * DAYS / CHANGES,
		    .organisation = 1 + draw(COMPANIES),
		    .asset = assets[draw(7)],
		    .nature = (enum nature)(
			draw(4) == 0 ? NATURE_FIXED + draw(3) : NATURE_NONE),
		    .from = bound(3),
		    .until = bound(3),
		};
	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < ROWS_A_DAY; i++)
			s->seen[d][i] = (int)draw(48);
	for (int d = 0; d < DAYS; d++)
		s->back[d] = draw(4) == 0 ? d + 1 + (int)draw(3) : 0;
}

static void
change_do(const struct change *c)
{
	/* one that is refused changes nothing, in both orders the same */
	(void)!claimed(
	    &world, c->organisation, c->asset, c->nature, c->from, c->until);
}

/* Another port than those without. */
static void
certificate(struct frame_observation *f)
{
	f->port = 443;
	f->names = STR("mail.bakker.example www.bakker.example");
}

static void
day_do(const struct story *s, int day)
{
	char address[32];

	import_anew();
	t.in.now = NOON + (int64_t)day * DAY;
	told_report(&t, "scan_rdp", day);
	for (int i = 0; i < ROWS_A_DAY; i++) {
		int which = s->seen[day][i];
		snprintf(address, sizeof(address), "203.0.113.%d", which % 16);
		struct frame_observation f = row_of(
		    &t, address, which / 16 == 1 ? "www.bakker.example" : "");
		if (which / 16 == 2)
			certificate(&f);
		tell_row(&t, &f);
	}
	told_end(&t, true);
	told_done(&t);
}

static void
companies_make(void)
{
	char name[8];

	for (int i = 0; i < COMPANIES; i++) {
		snprintf(name, sizeof(name), "C%d", i);
		company(&world, name, NULL, "");
	}
}

/* The batch of each day has its number. */
static void
taken_back_on(const struct story *s, int day)
{
	for (int d = 0; d < day && d < DAYS; d++)
		if (s->back[d] == day)
			taken_back(d + 1, day);
}

/* What goes on and was seen on the last day, by who stands by it. */
static void
standing_put(struct buf *b, int last)
{
	char text[512];

	snprintf(text, sizeof(text),
	    "SELECT 'finding ' || organisation || ' ' || hex(subject_index) || "
	    "' goes on ' || (state < 4) FROM finding f WHERE EXISTS (SELECT 1 "
	    "FROM support s JOIN batch b ON b.id = s.batch WHERE s.finding = "
	    "f.id AND b.state < 3 AND s.last_day = %d) AND EXISTS (SELECT 1 "
	    "FROM identification i WHERE i.finding = f.id) ORDER BY 1",
	    TODAY + last);
	state_put(b, text);
	state_put(b,
	    "SELECT 'not withdrawn ' || f.id FROM finding f WHERE state <> 6 "
	    "AND NOT EXISTS (SELECT 1 FROM support s JOIN batch b ON b.id = "
	    "s.batch WHERE s.finding = f.id AND b.state < 3) ORDER BY 1");
}

/* Batches are taken back in between, or when all has come. */
static struct buf
story_taken_back(const struct story *s, bool as_it_came)
{
	struct buf b = {0};
	int done = 0;

	begin();
	companies_make();
	for (int day = 0; day < DAYS; day++) {
		while (done < CHANGES &&
		    (!as_it_came || s->change[done].day <= day))
			change_do(&s->change[done++]);
		if (as_it_came) {
			taken_back_on(s, day);
			work(day);
		}
		day_do(s, day);
	}
	for (int d = 0; d < DAYS; d++)
		if (s->back[d] != 0 && (!as_it_came || s->back[d] >= DAYS))
			taken_back(d + 1, DAYS);
	work(DAYS);
	standing_put(&b, DAYS - 1);
	end();
	return b;
}

static struct buf
story_told(const struct story *s, bool as_it_came)
{
	struct buf b = {0};
	int done = 0;

	begin();
	companies_make();
	for (int day = 0; day < DAYS; day++) {
		while (done < CHANGES &&
		    (!as_it_came || s->change[done].day <= day))
			change_do(&s->change[done++]);
		if (as_it_came)
			work(day);
		day_do(s, day);
	}
	work(DAYS);
	outcome_put(&b, DAYS - 1);
	end();
	return b;
}

TEST(whenever_we_hear_of_claims_the_outcome_is_the_same)
{
	unsigned stories = 30, moved = 0;

	for (unsigned i = 1; i <= stories; i++) {
		struct story s;
		chance = i;
		story_make(&s);
		struct buf after = story_told(&s, true);
		moved += sums.changed > 0;
		struct buf before = story_told(&s, false);
		if (!is_str(buf_all(&after), buf_all(&before)))
			tap_note("story %u", i);
		buf_free(&after);
		buf_free(&before);
	}
	/* else it would prove nothing */
	ok(moved > stories / 2);
}

TEST(whenever_batches_are_taken_back_the_outcome_is_the_same)
{
	unsigned stories = 30, told = 0;

	for (unsigned i = 1; i <= stories; i++) {
		struct story s;
		chance = i;
		story_make(&s);
		struct buf after = story_taken_back(&s, true);
		struct buf before = story_taken_back(&s, false);
		told += before.n > 0;
		if (!is_str(buf_all(&after), buf_all(&before)))
			tap_note("story %u", i);
		ok(str_find_str(buf_all(&after), STR("not withdrawn")) ==
		    after.n);
		buf_free(&after);
		buf_free(&before);
	}
	/* else it would prove nothing */
	ok(told > stories / 4);
}
