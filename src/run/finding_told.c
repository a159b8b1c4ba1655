/* finding_told: one finding with all that is known of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/finding_told.h"

#include "finding/finding.h"
#include "notify/accounts.h"
#include "run/fields.h"
#include "run/spoken.h"
#include "store/agreement.sql.h"
#include "store/claim.sql.h"
#include "store/finding.sql.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"

/* What stands beside the finding's own row. Texts live in the job. */
struct told {
	int64_t id;
	struct finding_get_row row;
	const struct topic *topic; /* NULL: not of this program any more */
	struct str organisation, name, subject;
	struct str asset; /* of the claim it rests on; absent without one */
	struct claim_get_row claim;
	bool placed;
	struct observation_place_row place;
	struct str detail; /* what the newest row said */
};

static const char *const responsibilities[RESPONSIBILITY_COUNT] = {
    "none", "you", "provider", "platform", "network"};

const char *
responsibility_told(int64_t r)
{
	return r >= 0 && r < RESPONSIBILITY_COUNT ? responsibilities[r]
						  : "unknown";
}

int64_t
responsibility_now(struct job *job, int64_t finding, int64_t r)
{
	struct party_acts_row row;

	return r == RESPONSIBILITY_YOU &&
		party_acts(job->sv->store.db, finding, job->now, &row)
	    ? RESPONSIBILITY_PROVIDER
	    : r;
}

static void
gather(struct job *job, int64_t id, struct told *t)
{
	struct store *s = &job->sv->store;
	struct finding_get_row *f = &t->row;
	struct organisation_get_row organisation;
	struct identification_get_row why;

	*t = (struct told){.id = id};
	if (!finding_get(s->db, id, f) ||
	    !organisation_get(s->db, f->organisation, &organisation))
		die("finding %lld is not there", (long long)id);
	t->topic = topic_by_id(f->topic);
	f->responsibility = responsibility_now(job, id, f->responsibility);
	t->organisation = organisation.ref;
	t->name = store_open(s, &job->a, "organisation.name", f->organisation,
	    organisation.name_sealed);
	t->subject =
	    store_open(s, &job->a, "finding.subject", id, f->subject_sealed);
	if (f->claim != SQL_NULL_I64 && claim_get(s->db, f->claim, &t->claim))
		t->asset = store_open(
		    s, &job->a, "claim.value", f->claim, t->claim.value_sealed);
	t->placed =
	    observation_place(s->db, f->observation, f->rest, &t->place);
	if (identification_get(
		s->db, f->observation, f->rest, f->organisation, &why))
		t->detail = store_open(s, &job->a, "identification.detail",
		    f->observation, why.detail_sealed);
}

static struct str
note_of(struct job *job, const struct finding_history_row *e)
{
	return store_open(&job->sv->store, &job->a, "finding_event.note", e->id,
	    e->note_sealed);
}

static struct str
person_of(struct job *job, const struct finding_history_row *e)
{
	if (e->person == SQL_NULL_I64)
		return (struct str){0};
	return store_open(
	    &job->sv->store, &job->a, "person.name", e->person, e->name_sealed);
}

static const char *
answer_of(const struct finding_get_row *f)
{
	return f->answer == ANSWER_NONE ? NULL
					: answer_name((enum answer)f->answer);
}

/* For people. */

static void
label(struct buf *b, const char *name)
{
	buf_fmt(b, "  %-14s", name);
}

/* Where its topic says that it is worse than the newest row does. */
static const char *
raised_from(const struct told *t)
{
	static const char *const words[SEVERITY_COUNT] = {
	    [SEVERITY_INFO] = ", raised from info by its topic",
	    [SEVERITY_LOW] = ", raised from low by its topic",
	    [SEVERITY_MEDIUM] = ", raised from medium by its topic",
	    [SEVERITY_HIGH] = ", raised from high by its topic",
	};
	int64_t said = t->place.severity;
	bool raised = t->placed && t->topic != NULL && said > 0 &&
	    said < (int64_t)t->topic->floor;

	return raised ? words[said] : "";
}

static void
who_put(struct buf *b, const struct told *t)
{
	label(b, "organisation");
	spoken_text(b, t->name);
	buf_fmt(b, " (%.*s)\n", STR_ARG(t->organisation));
	label(b, "subject");
	spoken_text(b, t->subject);
	buf_char(b, '\n');
	label(b, "topic");
	buf_str(b, t->row.topic);
	if (t->topic != NULL)
		buf_fmt(b, ": %.*s", STR_ARG(t->topic->text[TOPIC_EN].title));
	buf_char(b, '\n');
	label(b, "severity");
	buf_fmt(b, "%s%s\n", severity_name((enum severity)t->row.severity),
	    raised_from(t));
}

static void
state_put(struct buf *b, const struct finding_get_row *f)
{
	static const char *const words[FINDING_STATE_COUNT] = {
	    [FINDING_OPEN] = "open: nobody was told yet",
	    [FINDING_NOTIFIED] = "notified: told, no answer yet",
	    [FINDING_ANSWERED] = "answered",
	    [FINDING_CLOSED] = "closed: absent from complete reports",
	    [FINDING_QUIET] = "quiet: not seen again, which proves nothing",
	    [FINDING_WITHDRAWN] = "withdrawn: who reported it took it back",
	    [FINDING_ENDED] = "ended: not theirs any more",
	};
	const char *word = f->state > 0 && f->state < FINDING_STATE_COUNT
	    ? words[f->state]
	    : "unknown";
	const char *answer = answer_of(f);

	label(b, "state");
	if (f->state == FINDING_OPEN && f->noticed != SQL_NULL_I64)
		word = "open: told before, to be told again";
	else if (f->state == FINDING_OPEN && f->baseline != 0)
		word = "open: known before the service began, not to be told";
	buf_fmt(b, "%s%s%s", word, answer != NULL ? ": " : "",
	    answer != NULL ? answer : "");
	if (f->reopened > 0)
		buf_fmt(b, "; came back %lld time%s", (long long)f->reopened,
		    f->reopened == 1 ? "" : "s");
	buf_char(b, '\n');
}

static const char *
ground_words(int64_t ground)
{
	static const char *const words[GROUND_COUNT] = {
	    [GROUND_ADDRESS] = "the address lies within",
	    [GROUND_DOMAIN] = "the computer has a name under",
	    [GROUND_CERTIFICATE] =
		"its certificate has a name below the domain",
	};

	return ground > 0 && ground < GROUND_COUNT ? words[ground] : "of";
}

static const char *
claim_words(int64_t state)
{
	static const char *const words[CLAIM_STATE_COUNT] = {
	    [CLAIM_PROVEN] = "proven to be theirs",
	    [CLAIM_ENTERED] = "entered as theirs by an operator",
	    [CLAIM_PENDING] = "not settled as theirs",
	    [CLAIM_GRACE] = "theirs, though the last check of that failed",
	    [CLAIM_DISPUTED] = "disputed",
	    [CLAIM_REFUSED] = "refused as theirs",
	};

	return state > 0 && state < CLAIM_STATE_COUNT ? words[state]
						      : "no longer known";
}

static void
why_put(struct buf *b, const struct told *t)
{
	static const char *const acts[RESPONSIBILITY_COUNT] = {
	    [RESPONSIBILITY_NONE] = "not known",
	    [RESPONSIBILITY_YOU] = "the company itself",
	    [RESPONSIBILITY_PROVIDER] = "its ICT provider",
	    [RESPONSIBILITY_PLATFORM] = "the platform or host it uses",
	    [RESPONSIBILITY_NETWORK] = "the network it is in",
	};
	int64_t who = t->row.responsibility;

	label(b, "why theirs");
	if (t->asset.n > 0) {
		buf_fmt(b, "%s ", ground_words(t->row.ground));
		spoken_text(b, t->asset);
		buf_fmt(b, ", %s", claim_words(t->claim.state));
	} else {
		buf_fmt(b, "by %s", ground_name((enum ground)t->row.ground));
	}
	buf_fmt(b, " (%lld%% sure)\n", (long long)t->row.confidence);
	label(b, "who repairs");
	buf_fmt(b, "%s\n",
	    who >= 0 && who < RESPONSIBILITY_COUNT ? acts[who] : "not known");
}

static void
times_put(struct buf *b, const struct finding_get_row *f)
{
	label(b, "first seen");
	spoken_moment(b, f->first_seen);
	buf_char(b, '\n');
	label(b, "last seen");
	spoken_moment(b, f->last_seen);
	buf_char(b, '\n');
	label(b, "last told");
	if (f->noticed == SQL_NULL_I64)
		buf_str(b, STR("never"));
	else
		spoken_moment(b, f->noticed);
	if (f->due_since != SQL_NULL_I64) {
		buf_str(b, STR("; a notice is due since "));
		spoken_moment(b, f->due_since);
	}
	buf_char(b, '\n');
}

static void
history_put(struct job *job, struct buf *b, int64_t id)
{
	struct sql_cursor c;
	struct finding_history_row e;

	buf_str(b, STR("\nHistory\n"));
	finding_history(job->sv->store.db, id, &c);
	while (finding_history_next(&c, &e)) {
		struct str person = person_of(job, &e);
		struct str note = note_of(job, &e);
		buf_str(b, STR("  "));
		spoken_moment(b, e.at);
		buf_fmt(
		    b, "  %s", finding_what_name((enum finding_what)e.what));
		if (e.day != SQL_NULL_I64) {
			buf_str(b, STR(", by the report of "));
			spoken_day(b, e.day);
		}
		if (person.n > 0) {
			buf_str(b, STR(", by "));
			spoken_text(b, person);
		}
		if (note.n > 0) {
			buf_str(b, STR(": "));
			spoken_text(b, note);
		}
		buf_char(b, '\n');
	}
}

static void
detail_put(struct buf *b, struct str detail)
{
	struct str line;

	if (detail.n > 0)
		buf_str(b, STR("\nWhat the newest row said\n"));
	while (str_split(&detail, '\n', &line)) {
		buf_str(b, STR("  "));
		spoken_text(b, line);
		buf_char(b, '\n');
	}
}

static void
evidence_put(struct job *job, struct buf *b, const struct told *t)
{
	struct sql_cursor c;
	struct finding_series_row series;

	buf_str(b, STR("\nEvidence\n"));
	finding_series(job->sv->store.db, t->id, &c);
	while (finding_series_next(&c, &series)) {
		buf_fmt(b, "  seen in %.*s %.*s", STR_ARG(series.feed),
		    STR_ARG(series.type));
		if (series.scope.n > 0) {
			buf_char(b, ' ');
			spoken_text(b, series.scope);
		}
		buf_str(b, STR(", last in the report of "));
		spoken_day(b, series.last_day);
		buf_char(b, '\n');
	}
	if (t->placed)
		buf_fmt(b,
		    "  the newest row: `dijkwacht evidence show %lld:%lld`\n",
		    (long long)t->place.ledger, (long long)t->place.row + 1);
	else
		buf_str(b, STR("  the row itself is not kept here\n"));
}

void
finding_told_text(struct job *job, int64_t id)
{
	struct told t;
	struct buf b = {0};

	gather(job, id, &t);
	buf_fmt(&b, "Finding %.*s\n", STR_ARG(t.row.ref));
	who_put(&b, &t);
	state_put(&b, &t.row);
	why_put(&b, &t);
	times_put(&b, &t.row);
	detail_put(&b, t.detail);
	history_put(job, &b, id);
	evidence_put(job, &b, &t);
	job_str(job, buf_all(&b));
	buf_free(&b);
}

/* For programs. */

static void
row_json(struct json_out *o, const struct told *t)
{
	const struct finding_get_row *f = &t->row;

	field_str(o, "finding", f->ref);
	field_str(o, "organisation", t->organisation);
	field_str(o, "organisation_name", t->name);
	field_str(o, "topic", f->topic);
	field_str(o, "subject", t->subject);
	field_str(o, "state",
	    str_of(finding_state_name((enum finding_state)f->state)));
	field_str(o, "answer", str_of(answer_of(f)));
	field_str(
	    o, "severity", str_of(severity_name((enum severity)f->severity)));
	field_str(o, "responsibility",
	    str_of(responsibility_told(f->responsibility)));
	field_str(o, "ground", str_of(ground_name((enum ground)f->ground)));
	field_str(o, "asset", t->asset);
	field_i64(o, "confidence", f->confidence);
	field_time(o, "first_seen", f->first_seen);
	field_time(o, "last_seen", f->last_seen);
	field_time(o, "opened", f->opened);
	field_time(o, "closed", f->closed);
	field_time(o, "noticed", f->noticed);
	field_time(o, "due_since", f->due_since);
	field_i64(o, "reopened", f->reopened);
	json_out_key(o, STR("baseline"));
	json_out_bool(o, f->baseline != 0);
	field_str(o, "detail", t->detail);
}

static void
history_json(struct job *job, struct json_out *o, int64_t id)
{
	struct sql_cursor c;
	struct finding_history_row e;

	field_array(o, "history");
	finding_history(job->sv->store.db, id, &c);
	while (finding_history_next(&c, &e)) {
		json_out_object(o);
		field_time(o, "at", e.at);
		field_str(o, "what",
		    str_of(finding_what_name((enum finding_what)e.what)));
		field_day(o, "day", e.day);
		field_str(o, "person", person_of(job, &e));
		field_str(o, "note", note_of(job, &e));
		json_out_end(o);
	}
	json_out_end(o);
}

static void
evidence_json(struct job *job, struct json_out *o, const struct told *t)
{
	struct sql_cursor c;
	struct finding_series_row series;

	field_array(o, "seen");
	finding_series(job->sv->store.db, t->id, &c);
	while (finding_series_next(&c, &series)) {
		json_out_object(o);
		field_str(o, "feed", series.feed);
		field_str(o, "type", series.type);
		field_str(o, "scope", series.scope);
		field_day(o, "last_day", series.last_day);
		json_out_end(o);
	}
	json_out_end(o);
	if (!t->placed) {
		field_str(o, "evidence", (struct str){0});
		return;
	}
	field_object(o, "evidence");
	field_i64(o, "chunk", t->place.ledger);
	field_i64(o, "row", t->place.row + 1);
	json_out_end(o);
}

static void
whole_put(struct job *job, struct json_out *o, const struct told *t)
{
	json_out_object(o);
	row_json(o, t);
	history_json(job, o, t->id);
	evidence_json(job, o, t);
	json_out_end(o);
}

void
finding_told_put(struct job *job, struct json_out *o, int64_t id)
{
	struct told t;

	gather(job, id, &t);
	if (t.topic == NULL || t.topic->data == TOPIC_DATA_CREDENTIAL)
		t.detail = accounts_detail(&job->sv->store, &job->a, id);
	whole_put(job, o, &t);
}

void
finding_told_json(struct job *job, int64_t id)
{
	struct buf b = {0};
	struct json_out o;
	struct told t;

	gather(job, id, &t);
	json_out_open(&o, &b);
	whole_put(job, &o, &t);
	buf_char(&b, '\n');
	if (!json_out_done(&o))
		die("a finding that does not make JSON");
	job_str(job, buf_all(&b));
	buf_free(&b);
}
