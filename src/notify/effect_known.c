/* effect_known: what findings belong to: company, channel, feed and ground */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect_now.h"

#include "match/organisation.h"

/* ids come from a counter, so lists by id have few gaps. */
#define ID_MAX ((int64_t)1 << 28)

void *
effect_slot(struct buf *list, int64_t at, size_t size)
{
	size_t need = ((size_t)at + 1) * size;

	if (at < 0 || at > ID_MAX)
		die("store: an id of %lld is out of all bounds", (long long)at);
	if (list->n < need) {
		size_t n = need + list->n - list->n % size;
		memset(buf_room(list, n - list->n), 0, n - list->n);
		list->n = n;
	}
	return list->p + (size_t)at * size;
}

const struct effect_company *
effect_company_at(struct effect_known *k, int64_t id)
{
	return effect_slot(&k->companies, id, sizeof(struct effect_company));
}

bool
effect_is_erased(const struct effect_known *k, int64_t company)
{
	return (size_t)company < k->units.n &&
	    ((uint8_t)k->units.p[company] & EFFECT_ERASED) != 0;
}

static void
companies_read(struct effect_known *k, struct sql *db)
{
	struct sql_cursor c;
	struct effect_company_row row;
	struct str sector = {0};

	effect_company(db, &c);
	while (effect_company_next(&c, &row)) {
		if (!str_eq(sector, row.sector))
			sector = arena_str(k->a, row.sector);
		*(uint8_t *)effect_slot(&k->units, row.id, 1) =
		    row.erased != SQL_NULL_I64 ? EFFECT_ERASED : 0;
		*(struct effect_company *)effect_slot(&k->companies, row.id,
		    sizeof(struct effect_company)) = (struct effect_company){
		    arena_str(k->a, row.ref), sector, row.language};
	}
}

static void
channels_read(struct effect_known *k, struct sql *db)
{
	struct sql_cursor c;
	struct effect_channel_row row;

	effect_channel(db, &c);
	while (effect_channel_next(&c, &row))
		*(uint8_t *)effect_slot(&k->channels, row.id, 1) =
		    (uint8_t)row.kind;
}

static void
feeds_read(struct effect_known *k, struct sql *db)
{
	struct sql_cursor c;
	struct effect_feed_row row;

	effect_feed(db, &c);
	while (effect_feed_next(&c, &row))
		*(struct str *)effect_slot(&k->feeds, row.id,
		    sizeof(struct str)) = arena_str(k->a, row.feed);
}

void
effect_known_read(struct effect_known *k, struct sql *db, struct arena *a,
    bool with_channels, bool with_origins)
{
	*k = (struct effect_known){.a = a};
	companies_read(k, db);
	if (with_channels)
		channels_read(k, db);
	if (!with_origins)
		return;
	feeds_read(k, db);
	effect_origin(db, &k->at);
	k->more = effect_origin_next(&k->at, &k->next);
}

void
effect_known_free(struct effect_known *k)
{
	sql_cursor_end(&k->at);
	buf_free(&k->units);
	buf_free(&k->companies);
	buf_free(&k->channels);
	buf_free(&k->feeds);
}

/* Of several the one that this service knows longest: that stays the same
 * when old batches are forgotten. */
struct effect_origin
effect_origin_of(struct effect_known *k, int64_t finding)
{
	struct effect_origin o = {0};
	int64_t series = INT64_MAX;

	for (; k->more && k->next.finding <= finding;
	     k->more = effect_origin_next(&k->at, &k->next))
		if (k->next.finding == finding && k->next.series < series) {
			series = k->next.series;
			o.ground = (enum legal)k->next.ground;
		}
	if (series != INT64_MAX)
		o.feed = *(struct str *)effect_slot(
		    &k->feeds, series, sizeof(struct str));
	return o;
}

struct str
effect_channel_name(const struct effect_known *k, int64_t notice)
{
	size_t at = (size_t)notice;

	if (notice < 0 || at >= k->channels.n)
		return (struct str){0};
	switch (k->channels.p[at]) {
	case CONTACT_MAIL:
		return STR("mail");
	case CONTACT_PHONE:
		return STR("phone");
	case CONTACT_POST:
		return STR("letter");
	default:
		return (struct str){0};
	}
}
