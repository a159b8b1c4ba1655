/* case_told: one case whole, with what to say on the phone */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/case_told.h"

#include "finding/finding.h"
#include "match/organisation.h"
#include "notify/callscript.h"
#include "notify/desk.h"
#include "notify/prepare.h"
#include "run/fields.h"
#include "run/spoken.h"
#include "run/wrap.h"
#include "store/instance.sql.h"
#include "store/organisation.sql.h"

enum { COMMUNITY_FIRST = 1, TEXT_AT = 12 /* behind a label */ };

bool
is_one_line(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return str_trim(s).n > 0 && s.n <= LINE_MOST && str_is_utf8(s);
}

bool
case_named(struct job *job, struct case_by_ref_row *row, bool open)
{
	struct str ref = job->call->word[0];
	struct sql *db = job->sv->store.db;
	struct case_get_row whole;

	if (!case_by_ref(db, ref, row)) {
		job_err(job,
		    "there is no case %.*s; `dijkwacht case list --all` lists "
		    "them\n",
		    STR_ARG(str_upto(ref, 40)));
		return false;
	}
	if (!open || !case_get(db, row->id, &whole) ||
	    whole.reason == CASE_OPEN)
		return true;
	job_err(job, "case %.*s is closed: %s\n", STR_ARG(ref),
	    case_reason_name(whole.reason));
	return false;
}

struct str
case_owner_told(
    struct job *job, struct arena *a, int64_t owner, struct str sealed)
{
	return owner == SQL_NULL_I64
	    ? (struct str){0}
	    : store_open(&job->sv->store, a, "person.name", owner, sealed);
}

/* A case being told; texts live in the job. */
struct telling {
	struct job *job;
	struct buf *b;
	int64_t id, organisation;
	struct str topic, ref, name;
	enum lang language;
	struct str worst; /* subject of the worst finding */
	bool written;	  /* a message went to them */
	bool refused;	  /* or would have, and was not let in */
};

static void
label(struct buf *b, const char *name)
{
	buf_fmt(b, "  %-10s", name);
}

static struct str
opened(struct telling *t, const char *column, int64_t id, struct str sealed)
{
	return sealed.n == 0
	    ? (struct str){0}
	    : store_open(&t->job->sv->store, &t->job->a, column, id, sealed);
}

static void
todo_put(struct buf *b, const char *todo)
{
	if (todo == NULL)
		return;
	label(b, "to do");
	wrap_put(b, str_of(todo), TEXT_AT);
	buf_char(b, '\n');
}

static void
head_put(struct telling *t)
{
	struct case_get_row row;
	struct buf *b = t->b;

	if (!case_get(t->job->sv->store.db, t->id, &row))
		die("case %lld is not there", (long long)t->id);
	t->organisation = row.organisation;
	t->topic = arena_str(&t->job->a, row.topic);
	t->ref = arena_str(&t->job->a, row.ref);
	t->language = (enum lang)row.language;
	t->name =
	    opened(t, "organisation.name", row.organisation, row.name_sealed);
	buf_fmt(b, "Case %.*s, %s, %s\n", STR_ARG(row.ref),
	    severity_name((enum severity)row.severity),
	    case_reason_name(row.reason));
	label(b, "company");
	spoken_text(b, t->name);
	buf_fmt(b, " (%.*s)\n", STR_ARG(row.organisation_text));
	label(b, "topic");
	buf_fmt(b, "%.*s\n", STR_ARG(row.topic));
	label(b, "why here");
	buf_fmt(b, "%s, since ", case_why_words(row.why));
	spoken_moment(b, row.made);
	buf_char(b, '\n');
	t->refused = row.why == CASE_REFUSED;
	todo_put(b, case_why_todo(row.why));
	label(b, "due");
	spoken_moment(b, row.due);
	if (row.reason == CASE_OPEN && row.due < t->job->now)
		buf_str(b, STR(": LATE"));
	buf_char(b, '\n');
	label(b, "owner");
	spoken_text(b,
	    row.owner == SQL_NULL_I64
		? STR("nobody yet; `dijkwacht case take` makes it yours")
		: opened(t, "person.name", row.owner, row.owner_name_sealed));
	buf_char(b, '\n');
}

static void
contacts_put(struct telling *t)
{
	struct sql_cursor c;
	struct contact_of_organisation_row row;
	uint64_t n = 0;

	buf_str(t->b, STR("\nContacts\n"));
	contact_of_organisation(t->job->sv->store.db, t->organisation, &c);
	for (; contact_of_organisation_next(&c, &row); n++) {
		buf_fmt(t->b, "  %-6s", contact_kind_name(row.kind));
		spoken_text(
		    t->b, opened(t, "contact.value", row.id, row.value_sealed));
		buf_fmt(t->b, ", %s, from ",
		    row.state == CONTACT_BOUNCED ? "BOUNCED" : "in use");
		spoken_text(t->b, row.source);
		buf_str(t->b, STR(", since "));
		spoken_date(t->b, row.made);
		buf_str(t->b, STR(", confirmed "));
		if (row.confirmed == SQL_NULL_I64)
			buf_str(t->b, STR("never"));
		else
			spoken_date(t->b, row.confirmed);
		buf_char(t->b, '\n');
	}
	if (n == 0)
		buf_str(t->b,
		    STR("  none; look on their website, in the phone book, at "
			"the chamber of commerce\n"));
}

static void
findings_put(struct telling *t)
{
	struct sql_cursor c;
	struct case_findings_row row;
	uint64_t n = 0;

	buf_str(t->b, STR("\nGoing on\n"));
	case_findings(t->job->sv->store.db, t->organisation, t->topic, &c);
	for (; case_findings_next(&c, &row); n++) {
		struct str subject =
		    opened(t, "finding.subject", row.id, row.subject_sealed);
		if (n == 0)
			t->worst = subject;
		buf_fmt(t->b, "  %.*s  ", STR_ARG(row.ref));
		spoken_text(t->b, subject);
		buf_fmt(t->b, ", %s, last seen ",
		    severity_name((enum severity)row.severity));
		spoken_date(t->b, row.last_seen);
		if (row.answer != ANSWER_NONE)
			buf_fmt(t->b, ", answered %s",
			    answer_name((enum answer)row.answer));
		buf_char(t->b, '\n');
	}
	if (n == 0)
		buf_str(t->b, STR("  nothing\n"));
}

static void
notices_put(struct telling *t)
{
	struct sql_cursor c;
	struct case_notices_row row;
	uint64_t n = 0;

	buf_str(t->b, STR("\nSent to them\n"));
	case_notices(t->job->sv->store.db, t->organisation, t->topic, &c);
	while (case_notices_next(&c, &row)) {
		t->written = t->written || row.state == NOTICE_SENT;
		buf_str(t->b, STR("  "));
		spoken_date(t->b, row.date);
		buf_fmt(t->b, "  %s, %s, to ",
		    notice_kind_name((enum notice_kind)row.kind),
		    notice_state_name((enum notice_state)row.state));
		spoken_text(t->b,
		    opened(t, "contact.value", row.contact, row.value_sealed));
		if (row.outcome.n > 0) {
			buf_str(t->b, STR(": "));
			spoken_text(t->b, row.outcome);
		}
		buf_char(t->b, '\n');
		n++;
	}
	if (n == 0)
		buf_str(t->b, STR("  nothing\n"));
}

static void
behind(struct telling *t, const char *before, const char *column, int64_t id,
    struct str sealed)
{
	struct str text = opened(t, column, id, sealed);

	if (text.n == 0)
		return;
	buf_str(t->b, str_of(before));
	spoken_text(t->b, text);
}

static void
moments_put(struct telling *t)
{
	struct sql_cursor c;
	struct moment_of_case_row m;

	buf_str(t->b, STR("\nContact so far\n"));
	moment_of_case(t->job->sv->store.db, t->id, &c);
	while (moment_of_case_next(&c, &m)) {
		buf_str(t->b, STR("  "));
		spoken_moment(t->b, m.at);
		buf_fmt(t->b, "  %s", case_channel_name(m.channel));
		behind(t, " by ", "person.name", m.person, m.name_sealed);
		behind(t, ", spoke to ", "contact_moment.spoken_to", m.id,
		    m.spoken_to_sealed);
		behind(t, ", ", "contact_moment.number", m.id, m.number_sealed);
		behind(t, " from ", "contact_moment.source", m.id,
		    m.source_sealed);
		behind(t, ": ", "contact_moment.said", m.id, m.said_sealed);
		if (m.answer != ANSWER_NONE)
			buf_fmt(
			    t->b, " [%s]", answer_name((enum answer)m.answer));
		behind(
		    t, "; next: ", "contact_moment.next", m.id, m.next_sealed);
		buf_char(t->b, '\n');
	}
}

static void
script_put(struct telling *t)
{
	struct community_get_row community;
	struct callscript x = {
	    .language = t->language,
	    .topic = topic_by_id(t->topic),
	    .person = t->job->person_name,
	    .name = t->name,
	    .ref = t->ref,
	    .subject = t->worst,
	    .written = t->written,
	    .refused = t->refused,
	};
	struct buf text = {0};

	if (x.topic == NULL || x.language >= LANG_COUNT ||
	    !community_get(t->job->sv->store.db, COMMUNITY_FIRST, &community))
		return;
	x.sender = community.sender_name;
	x.sender_mail = community.sender_mail;
	callscript_put(&text, &x);
	buf_str(t->b, STR("\nCall script\n\n"));
	for (struct str rest = buf_all(&text), line;
	     str_split(&rest, '\n', &line);) {
		struct buf shown = {0};
		spoken_text(&shown, line);
		if (shown.n > 0)
			buf_str(t->b, STR("  "));
		wrap_put(t->b, buf_all(&shown), 2);
		buf_char(t->b, '\n');
		buf_free(&shown);
	}
	buf_free(&text);
}

void
case_told(struct job *job, int64_t id)
{
	struct buf b = {0};
	struct telling t = {.job = job, .b = &b, .id = id};

	head_put(&t);
	contacts_put(&t);
	findings_put(&t);
	notices_put(&t);
	moments_put(&t);
	script_put(&t);
	job_str(job, buf_all(&b));
	buf_free(&b);
}

/* Handed over, with all else that is kept of a company. */

static void
moments_json(struct telling *t, struct json_out *o)
{
	struct sql_cursor c;
	struct moment_of_case_row m;

	field_array(o, "moments");
	moment_of_case(t->job->sv->store.db, t->id, &c);
	while (moment_of_case_next(&c, &m)) {
		json_out_object(o);
		field_time(o, "at", m.at);
		field_str(
		    o, "by", opened(t, "person.name", m.person, m.name_sealed));
		field_str(o, "channel", str_of(case_channel_name(m.channel)));
		field_str(o, "spoken_to",
		    opened(t, "contact_moment.spoken_to", m.id,
			m.spoken_to_sealed));
		field_str(o, "number",
		    opened(t, "contact_moment.number", m.id, m.number_sealed));
		field_str(o, "number_source",
		    opened(t, "contact_moment.source", m.id, m.source_sealed));
		field_str(o, "said",
		    opened(t, "contact_moment.said", m.id, m.said_sealed));
		field_str(o, "answer",
		    m.answer == ANSWER_NONE
			? (struct str){0}
			: str_of(answer_name((enum answer)m.answer)));
		field_str(o, "next",
		    opened(t, "contact_moment.next", m.id, m.next_sealed));
		json_out_end(o);
	}
	json_out_end(o);
}

void
cases_put(struct job *job, struct json_out *o, int64_t organisation)
{
	struct sql_cursor c;
	struct case_of_organisation_row row;

	field_array(o, "cases");
	case_of_organisation(job->sv->store.db, organisation, &c);
	while (case_of_organisation_next(&c, &row)) {
		struct telling t = {.job = job, .id = row.id};
		json_out_object(o);
		field_str(o, "case", row.ref);
		field_str(o, "topic", row.topic);
		field_str(o, "why", str_of(case_why_words(row.why)));
		field_str(o, "state", str_of(case_reason_name(row.reason)));
		field_time(o, "due", row.due);
		field_time(o, "opened", row.made);
		field_time(o, "closed", row.closed);
		moments_json(&t, o);
		json_out_end(o);
	}
	json_out_end(o);
}
