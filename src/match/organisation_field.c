/* organisation_field: who said what of a company, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation_field.h"

#include "base/time.h"
#include "store/organisation.sql.h"

static const char *const names[FIELD_COUNT] = {
    [FIELD_NAME] = "name",
    [FIELD_KVK] = "kvk",
    [FIELD_SECTOR] = "sector",
    [FIELD_MAIL] = "mail",
    [FIELD_LANGUAGE] = "language",
    [FIELD_RHYTHM] = "rhythm",
};

enum { SHOWN_MAX = 60 };

const char *
organisation_field_name(enum organisation_field f)
{
	return f >= FIELD_NAME && f < FIELD_COUNT ? names[f] : "unknown";
}

static int64_t
dated(const struct entering *e)
{
	return e->o->dated == 0 ? e->now : e->o->dated;
}

static void
note(const struct entering *e, enum organisation_field f)
{
	organisation_field_set(
	    e->s->db, e->kept->id, f, e->o->source, dated(e), e->o->by_person);
}

static void
conflict(struct entering *e, enum organisation_field f, struct str old,
    struct str new, const struct organisation_field_get_row *row)
{
	struct why w = {0};
	struct buf day = {0};

	e->kept->conflicts++;
	if (e->news == NULL)
		return;
	day_put(&day, day_of_time(row->dated));
	why_set(&w, ERR_TAKEN,
	    "%s: \"%.*s\" stays, of %.*s (%.*s%s); \"%.*s\" is %s", names[f],
	    STR_ARG(str_upto(old, SHOWN_MAX)),
	    STR_ARG(str_upto(row->source, SHOWN_MAX)), STR_ARG(buf_all(&day)),
	    row->by_person ? ", a person" : "",
	    STR_ARG(str_upto(new, SHOWN_MAX)),
	    row->by_person ? "a list's" : "older");
	e->news(e->ctx, new, &w);
	buf_free(&day);
}

bool
organisation_field_take(struct entering *e, enum organisation_field f,
    struct str old, struct str new)
{
	struct organisation_field_get_row row;
	bool known = organisation_field_get(e->s->db, e->kept->id, f, &row);
	bool weaker = known && row.by_person && !e->o->by_person;
	bool older = known && row.dated > dated(e) && !e->o->by_person;

	if (new.n == 0)
		return false;
	if (old.n > 0 && str_eq(old, new)) {
		if (!weaker && !older)
			note(e, f);
		return false;
	}
	if (old.n > 0 && (weaker || older)) {
		conflict(e, f, old, new, &row);
		return false;
	}
	note(e, f);
	e->kept->changed++;
	return true;
}
