/* status_json: how the service stands, for programs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/status_json.h"

#include "base/time.h"
#include "notify/correct.h"
#include "run/commands.h"
#include "run/fields.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "run/standing.h"

static void
counts_json(struct json_out *o, const char *key, const int64_t *counts,
    size_t from, size_t n, const char *(*name)(size_t))
{
	field_object(o, key);
	for (size_t i = from; i < n; i++)
		field_i64(o, name(i), counts[i]);
	json_out_end(o);
}

static const char *
state_key(size_t i)
{
	return finding_state_name((enum finding_state)i);
}

static const char *
notice_key(size_t i)
{
	return notice_state_name((enum notice_state)i);
}

static const char *
returned_key(size_t i)
{
	return returned_kind_name((enum returned_kind)i);
}

static const char *
ground_key(size_t i)
{
	return ground_name((enum ground)i);
}

static const char *
unowned_key(size_t i)
{
	return unowned_name((enum unowned)i);
}

static const char *
claim_key(size_t i)
{
	return claim_state_name((enum claim_state)i);
}

static void
looks_json(struct json_out *o, const struct standing *st)
{
	field_array(o, "series");
	for (size_t i = 0; i < st->n_looks; i++) {
		json_out_object(o);
		field_str(o, "feed", st->look[i].feed);
		field_str(o, "type", st->look[i].type);
		field_str(o, "scope", st->look[i].scope);
		field_day(o, "complete_day", st->look[i].complete_day);
		field_day(o, "last_day", st->look[i].last_day);
		json_out_end(o);
	}
	json_out_end(o);
}

static void
feeds_json(struct json_out *o, const struct standing *st)
{
	field_array(o, "feeds");
	for (size_t i = 0; i < st->n_feeds; i++) {
		json_out_object(o);
		field_str(o, "feed", st->feed[i].name);
		field_time(o, "arrived", st->feed[i].arrived);
		field_time(o, "missing_since", st->feed[i].missing);
		json_out_end(o);
	}
	json_out_end(o);
}

static void
reports_json(struct json_out *o, const struct standing *st)
{
	field_object(o, "received");
	field_i64(o, "batches", st->batches);
	field_i64(o, "reports", st->reports.reports_int);
	field_day(o, "first_day", st->reports.first_day_int);
	field_day(o, "last_day", st->reports.last_day_int);
	field_i64(o, "rows", st->ledger.rows_int);
	field_i64(o, "rejected", st->ledger.rejected_int);
	field_i64(o, "observations", st->observations);
	json_out_end(o);
	field_object(o, "evidence");
	field_i64(o, "chunks", st->ledger.chunks_int);
	field_i64(o, "stored_bytes", st->ledger.stored_int);
	field_i64(o, "bytes", st->ledger.bytes_int);
	json_out_end(o);
}

void
status_json_put(struct buf *b, const struct standing *st, int64_t now)
{
	struct json_out o;

	json_out_open(&o, b);
	json_out_object(&o);
	field_str(&o, "service", st->name);
	field_time(&o, "now", now);
	field_i64(&o, "organisations", st->organisations);
	counts_json(&o, "claims", st->claims, CLAIM_PROVEN, CLAIM_STATE_COUNT,
	    claim_key);
	field_i64(&o, "overlaps", st->overlaps);
	field_i64(&o, "jobs", st->jobs);
	reports_json(&o, st);
	counts_json(
	    &o, "owners", st->unowned, UNOWNED_NOT, UNOWNED_COUNT, unowned_key);
	counts_json(&o, "grounds", st->ground, GROUND_ADDRESS, GROUND_COUNT,
	    ground_key);
	counts_json(&o, "findings", st->finding, FINDING_OPEN,
	    FINDING_STATE_COUNT, state_key);
	field_i64(&o, "findings_to_tell", st->due);
	field_i64(&o, "cases_to_open", st->unheard);
	counts_json(&o, "notices", st->notice, NOTICE_PREPARED,
	    NOTICE_STATE_COUNT, notice_key);
	field_i64(&o, "organisations_told", st->told);
	counts_json(&o, "returned", st->returned, RETURNED_HARD, RETURNED_COUNT,
	    returned_key);
	field_i64(&o, "organisations_not_reached", st->nobody);
	field_i64(&o, "waiting_for_second_person", st->second);
	field_i64(&o, "waiting_for_working_hours", st->later);
	field_i64(&o, "standing_releases", st->standings);
	field_i64(&o, "standing_releases_proposed", st->proposed);
	field_i64(&o, "releases_waiting", st->watched);
	field_i64(&o, "releases_stopped", st->stopped);
	field_i64(&o, "emergencies_to_review", st->emergencies);
	field_i64(&o, "letters_waiting", st->letters);
	field_i64(&o, "leaks_open", st->leaks);
	field_i64(&o, "cases_open", st->cases);
	field_i64(&o, "cases_late", st->cases_late);
	field_time(&o, "on_call_until", st->on_call_until);
	field_i64(&o, "contacts_unconfirmed", st->contacts_old);
	field_time(&o, "mail_failing_since", st->failing);
	field_time(
	    &o, "on_hold_since", st->held ? st->held_since : SQL_NULL_I64);
	field_str(
	    &o, "release", st->automatic ? STR("automatic") : STR("by hand"));
	field_time(&o, "last_backup", st->backup);
	field_time(&o, "last_key_drill", st->drill);
	looks_json(&o, st);
	feeds_json(&o, st);
	json_out_end(&o);
	buf_char(b, '\n');
	if (!json_out_done(&o))
		die("a status that does not make JSON");
}
