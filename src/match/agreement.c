/* agreement: who was appointed to look after a company, and what it is in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/agreement.h"

#include "base/time.h"
#include "store/agreement.sql.h"

static const char *const kind_names[AGREEMENT_KIND_COUNT] = {
    "none", "appointment", "membership"};
static const char *const role_names[AGREEMENT_ROLE_COUNT] = {
    "none", "controller", "processor"};
static const char *const scope_names[SCOPE_COUNT] = {
    "none", "counts", "topics", "detail"};
static const char *const route_names[ROUTE_COUNT] = {
    "none", "provider-first", "both", "owner-only"};

static const char *
name_of(int64_t value, const char *const *names, size_t n)
{
	return value >= 0 && (uint64_t)value < n ? names[value] : "unknown";
}

const char *
agreement_kind_name(int64_t kind)
{
	return name_of(kind, kind_names, AGREEMENT_KIND_COUNT);
}

const char *
agreement_role_name(int64_t role)
{
	return name_of(role, role_names, AGREEMENT_ROLE_COUNT);
}

const char *
scope_name(int64_t scope)
{
	return name_of(scope, scope_names, SCOPE_COUNT);
}

bool
routing_read(struct str s, struct routing *r)
{
	size_t is = str_find(s, '=');
	struct str name = str_upto(s, is);
	uint64_t hours = ROUTE_HOURS;

	*r = (struct routing){
	    .route = (enum route)str_name(name, route_names, ROUTE_COUNT),
	};
	if (is < s.n &&
	    (r->route != ROUTE_PROVIDER_FIRST ||
		!str_u64(str_from(s, is + 1), ROUTE_HOURS_MAX, &hours)))
		return false;
	if (r->route == ROUTE_PROVIDER_FIRST)
		r->hours = (int64_t)hours;
	return r->route != ROUTE_NONE;
}

void
routing_put(struct buf *b, const struct routing *r)
{
	buf_fmt(b, "%s", name_of(r->route, route_names, ROUTE_COUNT));
	if (r->route == ROUTE_PROVIDER_FIRST)
		buf_fmt(b, "=%lld", (long long)r->hours);
}

const char *
agreement_state_name(int64_t from, int64_t until, int64_t revoked, int64_t now)
{
	if (revoked != SQL_NULL_I64)
		return "revoked";
	if (until <= now)
		return "expired";
	if (from > now)
		return "coming";
	return until <= now + AGREEMENT_SOON_DAYS * (int64_t)DAY ? "ends soon"
								 : "in force";
}

static bool
is_line(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return s.n <= AGREEMENT_TEXT_MAX && str_is_utf8(s);
}

/* Says what is wrong of a field, where nothing was before. */
static void
fits(struct why *w, const char *field, bool does, const char *wanted)
{
	if (!does && w->err == OK)
		why_set(w, ERR_SYNTAX, "%s: %s", field, wanted);
}

static void
date_take(struct why *w, const char *field, struct str s, int64_t *t)
{
	fits(
	    w, field, s.n == 0 || time_read(s, t), "a date such as 2027-01-31");
}

static void
routing_take(struct why *w, const char *field, struct str s, struct routing *r)
{
	fits(w, field, s.n == 0 || routing_read(s, r),
	    "provider-first=HOURS (at most 2160), both or owner-only");
}

/* What only the one kind has, or only the other. */
static void
terms_take(
    const struct agreement_said *said, struct agreement *g, struct why *w)
{
	if (g->kind == AGREEMENT_APPOINTMENT) {
		g->routing =
		    (struct routing){ROUTE_PROVIDER_FIRST, ROUTE_HOURS};
		g->critical = (struct routing){ROUTE_BOTH, 0};
		fits(w, "scope", said->scope.n == 0,
		    "of a membership; an appointment has --route");
		routing_take(w, "route", said->route, &g->routing);
		routing_take(w, "critical", said->critical, &g->critical);
		return;
	}
	g->scope = said->scope.n == 0
	    ? SCOPE_COUNTS
	    : (enum scope)str_name(said->scope, scope_names, SCOPE_COUNT);
	fits(w, "route", said->route.n == 0 && said->critical.n == 0,
	    "of an appointment; a membership has --scope");
	fits(w, "scope", g->scope != SCOPE_NONE, "counts, topics or detail");
}

enum err
agreement_read(const struct agreement_said *said, int64_t now,
    struct agreement *g, struct why *w)
{
	struct why why = {0};

	g->kind = said->kind.n == 0 ? AGREEMENT_APPOINTMENT
				    : (enum agreement_kind)str_name(said->kind,
					  kind_names, AGREEMENT_KIND_COUNT);
	g->role = said->role.n > 0 ? (enum agreement_role)str_name(said->role,
					 role_names, AGREEMENT_ROLE_COUNT)
	    : g->kind == AGREEMENT_APPOINTMENT ? AGREEMENT_PROCESSOR
					       : AGREEMENT_CONTROLLER;
	g->from = now;
	g->proof = said->proof;
	g->text_version = said->text;
	fits(&why, "kind", g->kind != AGREEMENT_NONE,
	    "appointment or membership");
	fits(&why, "role", g->role != AGREEMENT_ROLE_NONE,
	    "controller or processor");
	date_take(&why, "from", said->from, &g->from);
	g->until = g->from + AGREEMENT_DAYS * (int64_t)DAY;
	date_take(&why, "until", said->until, &g->until);
	fits(&why, "proof", is_line(g->proof), "one line, 200 bytes");
	fits(&why, "text", is_line(g->text_version), "one line, 200 bytes");
	terms_take(said, g, &why);
	return why.err == OK ? OK : why_set(w, why.err, "%s", why.rule);
}

static bool
between(struct store *s, const struct agreement *g, int64_t now,
    struct agreement_between_row *row)
{
	/* one that ends soon is renewed while it stands */
	return agreement_between(s->db, g->kind, g->organisation, g->party,
	    g->from > now ? g->from : now, row);
}

bool
agreement_stands(struct store *s, struct arena *a, const struct agreement *g,
    int64_t now, struct str *ref, bool *same)
{
	struct agreement_between_row row;

	if (!between(s, g, now, &row))
		return false;
	*ref = arena_str(a, row.ref);
	*same = row.role == (int64_t)g->role &&
	    row.scope == (int64_t)g->scope &&
	    row.route == (int64_t)g->routing.route &&
	    row.hours == g->routing.hours &&
	    row.critical_route == (int64_t)g->critical.route &&
	    row.critical_hours == g->critical.hours;
	return true;
}

enum err
agreement_enter(struct store *s, struct arena *a, const struct agreement *g,
    int64_t person, int64_t now, struct str *ref, struct why *w)
{
	struct agreement_between_row row;

	if (g->organisation == g->party)
		return why_set(w, ERR_REFUSED,
		    "a company needs no agreement with itself: who is its own "
		    "provider gets its warnings as it is");
	if (g->until <= now || g->until <= g->from)
		return why_set(w, ERR_REFUSED,
		    "the agreement would be over before it began; give --until "
		    "a later date");
	if (between(s, g, now, &row))
		return why_set(w, ERR_TAKEN,
		    "there is such an agreement already, %.*s; end it with "
		    "`dijkwacht agreement revoke %.*s`, or give --from the day "
		    "that it ends",
		    STR_ARG(row.ref), STR_ARG(row.ref));
	*ref = store_ref(a);
	agreement_add(s->db, store_id(s, "agreement"), *ref, g->kind,
	    g->organisation, g->party, g->role, g->scope, g->routing.route,
	    g->routing.hours, g->critical.route, g->critical.hours,
	    g->text_version.n > 0 ? g->text_version : STR(""), g->from,
	    g->until, g->proof.n > 0 ? g->proof : STR(""), person, now);
	return OK;
}
