/* desk: companies that a person has to look after, as cases */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/desk.h"

#include "base/crash.h"
#include "base/time.h"
#include "match/organisation.h"
#include "store/desk.sql.h"
#include "store/organisation.sql.h"

static const char *const why_words[CASE_WHY_COUNT] = {
    [CASE_WHY_NONE] = "unknown",
    [CASE_BY_HAND] = "opened by hand",
    [CASE_NO_CONTACT] = "nobody to write to",
    [CASE_BOUNCED] = "what we sent came back",
    [CASE_NO_ANSWER] = "told, no answer, still there",
    [CASE_WROTE] = "somebody wrote back",
    [CASE_REFUSED] = "their mail server refuses what we sent",
};
static const char *const why_todo[CASE_WHY_COUNT] = {
    [CASE_REFUSED] = "see below what it answered. When it refuses others too "
		     "`dijkwacht doctor mail` may say why; else ask them to "
		     "let mail of ours in, or for another address. "
		     "`dijkwacht sending retry` offers it again",
};
static const char *const reason_names[CASE_REASON_COUNT] = {
    [CASE_OPEN] = "open",
    [CASE_FIXED] = "fixed",
    [CASE_NOT_THEIRS] = "not-theirs",
    [CASE_CANNOT_REACH] = "cannot-reach",
    [CASE_HANDED_OVER] = "handed-over",
    [CASE_OVER] = "over",
};
static const char *const channel_names[MOMENT_COUNT] = {
    "none", "mail", "phone", "letter", "visit"};

const char *
case_why_words(int64_t why)
{
	return why_words[why > 0 && why < CASE_WHY_COUNT ? why : CASE_WHY_NONE];
}

const char *
case_reason_name(int64_t reason)
{
	return reason >= 0 && reason < CASE_REASON_COUNT ? reason_names[reason]
							 : "unknown";
}

const char *
case_why_todo(int64_t why)
{
	return why > 0 && why < CASE_WHY_COUNT ? why_todo[why] : NULL;
}

enum case_reason
case_reason_read(struct str s)
{
	return (enum case_reason)str_name(s, reason_names, CASE_OVER);
}

const char *
case_channel_name(int64_t channel)
{
	return channel >= 0 && channel < MOMENT_COUNT ? channel_names[channel]
						      : "unknown";
}

/* Opening. */

struct str
case_open(struct desk *d, struct arena *a, int64_t organisation,
    const struct topic *topic, enum severity severity, enum case_why why)
{
	struct store *s = d->store;
	unsigned call = ladder_of(severity)->call;
	int64_t due = topic->wake ? d->now + (int64_t)call * HOUR
				  : hours_after(&d->hours, d->now, call);
	int64_t owner = SQL_NULL_I64;
	struct str ref = store_ref(a);
	struct str who =
	    str_trim(str_upto(d->on_call, str_find(d->on_call, ',')));

	if (topic->wake && who.n > 0 && hours_quiet(&d->hours, d->now)) {
		owner = store_person(s, who, d->now);
		d->sums.on_call++;
	}
	case_add(s->db, store_id(s, "case_file"), ref, organisation, topic->id,
	    why, severity, owner, due, d->now);
	d->sums.opened++;
	return ref;
}

bool
case_want(struct store *s, struct arena *a, int64_t organisation,
    struct str topic, enum case_why why, int64_t now)
{
	struct case_open_of_row there;

	if (case_open_of(s->db, organisation, topic, &there))
		return false;
	case_add(s->db, store_id(s, "case_file"), store_ref(a), organisation,
	    topic, why, case_worst(s->db, organisation, topic), SQL_NULL_I64,
	    now, now);
	return true;
}

/* A company and a topic that ask for a case. */
struct wanted {
	int64_t organisation;
	const struct topic *topic;
	enum severity severity;
	enum case_why why;
};

/* Rows of one company and topic come together: the worst of them counts. */
static void
wanted_put(struct buf *list, const struct wanted *x)
{
	struct wanted *last = list->n == 0
	    ? NULL
	    : (struct wanted *)(void *)(list->p + list->n - sizeof(*x));

	if (last == NULL || last->organisation != x->organisation ||
	    last->topic != x->topic)
		buf_put(list, x, sizeof(*x));
	else if (x->severity > last->severity)
		last->severity = x->severity;
}

/* Nobody is left to write to: however long ago, when it is bad enough. */
static void
nobody_list(struct desk *d, struct buf *list)
{
	struct sql_cursor c;
	struct desk_nobody_row row;

	desk_nobody(d->store->db, d->now, &c);
	while (desk_nobody_next(&c, &row)) {
		struct wanted x = {
		    .organisation = row.organisation,
		    .topic = topic_by_id(row.topic),
		    .severity = (enum severity)row.severity_int,
		    .why = row.bounced_int ? CASE_BOUNCED : CASE_NO_CONTACT,
		};
		if (x.topic != NULL && ladder_of(x.severity)->call > 0)
			wanted_put(list, &x);
	}
}

static void
silent_list(struct desk *d, struct buf *list)
{
	struct sql_cursor c;
	struct desk_silent_row row;

	desk_silent(d->store->db, d->now - LADDER_DESK_LEAST * DAY + 1, &c);
	while (desk_silent_next(&c, &row)) {
		struct wanted x = {
		    .organisation = row.organisation,
		    .topic = topic_by_id(row.topic),
		    .severity = (enum severity)row.severity,
		    .why = CASE_NO_ANSWER,
		};
		unsigned days = ladder_of(x.severity)->desk;
		if (x.topic != NULL && days > 0 &&
		    row.told_int + (int64_t)days * DAY <= d->now)
			wanted_put(list, &x);
	}
}

static void
wanted_open(struct desk *d, const struct buf *list)
{
	const struct wanted *x = (const struct wanted *)(const void *)list->p;
	struct case_open_of_row there;
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0; i < list->n / sizeof(*x); i++)
		if (!case_open_of(d->store->db, x[i].organisation,
			x[i].topic->id, &there))
			case_open(d, &a, x[i].organisation, x[i].topic,
			    x[i].severity, x[i].why);
	arena_free(&a);
}

static void
over_close(struct desk *d)
{
	struct sql_cursor c;
	struct desk_over_row row;
	struct buf list = {0};

	desk_over(d->store->db, &c);
	while (desk_over_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*id); i++)
		case_close(d->store->db, id[i], CASE_OVER, d->now);
	d->sums.over += list.n / sizeof(*id);
	buf_free(&list);
}

void
desk_look(struct desk *d)
{
	struct buf list = {0};

	sql_begin(d->store->db);
	over_close(d);
	nobody_list(d, &list);
	wanted_open(d, &list);
	buf_reset(&list);
	silent_list(d, &list);
	wanted_open(d, &list);
	crash_point(CRASH_DESK_WRITTEN);
	sql_commit(d->store->db);
	crash_point(CRASH_DESK_DONE);
	buf_free(&list);
}

/* What was heard. */

static struct str
sealed(struct store *s, struct arena *a, const char *column, int64_t id,
    struct str text)
{
	return text.n == 0 ? (struct str){0}
			   : store_seal(s, a, column, id, text);
}

static void
number_keep(struct store *s, struct arena *a, int64_t organisation,
    const struct moment *m)
{
	struct str index = store_index(s, a, "contact.value", m->number);
	struct contact_by_kind_value_row row;

	if (!contact_by_kind_value(
		s->db, organisation, CONTACT_PHONE, index, &row)) {
		row.id = store_id(s, "contact");
		contact_add(s->db, row.id, organisation, CONTACT_PHONE,
		    store_seal(s, a, "contact.value", row.id, m->number), index,
		    STR("case desk"), m->now);
	}
	if (m->spoken_to.n > 0)
		contact_confirm(s->db, row.id, m->now);
}

/* To each that is going on, and was not answered so already. */
static uint64_t
answer_give(struct store *s, int64_t organisation, struct str topic,
    const struct moment *m)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct case_findings_row row;
	struct why w = {0};
	uint64_t n = 0;

	case_findings(s->db, organisation, topic, &c);
	while (case_findings_next(&c, &row))
		if (row.answer != (int64_t)m->answer)
			buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*id); i++)
		n += finding_answer(s, id[i], m->answer, m->person, m->said,
			 m->now, &w) == OK;
	buf_free(&list);
	return n;
}

void
moment_keep(struct store *s, const struct moment *m, uint64_t *answered)
{
	struct case_get_row file;
	struct arena a;
	int64_t id = store_id(s, "contact_moment");

	*answered = 0;
	if (!case_get(s->db, m->of, &file))
		die("case %lld is not there", (long long)m->of);
	arena_init(&a, 0);

	struct str topic = arena_str(&a, file.topic);
	int64_t organisation = file.organisation;

	moment_add(s->db, id, m->of, m->now, m->person, m->channel, m->answer,
	    sealed(s, &a, "contact_moment.spoken_to", id, m->spoken_to),
	    sealed(s, &a, "contact_moment.number", id, m->number),
	    sealed(s, &a, "contact_moment.source", id, m->source),
	    store_seal(s, &a, "contact_moment.said", id, m->said),
	    sealed(s, &a, "contact_moment.next", id, m->next));
	if (m->channel == MOMENT_PHONE && m->number.n > 0)
		number_keep(s, &a, organisation, m);
	if (m->answer != ANSWER_NONE)
		*answered = answer_give(s, organisation, topic, m);
	arena_free(&a);
}
