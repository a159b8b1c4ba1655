/* standing: how the service stands, in numbers */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/standing.h"

#include "base/time.h"
#include "match/agreement.h"
#include "match/organisation.h"
#include "notify/canary.h"
#include "notify/oncall.h"
#include "notify/trouble.h"
#include "store/agreement.sql.h"
#include "store/batch.sql.h"
#include "store/canary.sql.h"
#include "store/claim.sql.h"
#include "store/correction.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/instance.sql.h"
#include "store/job.sql.h"
#include "store/letter.sql.h"
#include "store/notice.sql.h"
#include "store/observation.sql.h"
#include "store/oncall.sql.h"
#include "store/organisation.sql.h"
#include "store/person.sql.h"
#include "store/release.sql.h"
#include "store/returned.sql.h"
#include "store/standing.sql.h"

/* A number this program does not know of is counted nowhere. */
static void
count_at(int64_t *counts, size_t n, int64_t at, int64_t count)
{
	if (at >= 0 && (uint64_t)at < n)
		counts[at] += count;
}

#define COUNT_AT(counts, at, count)                                            \
	count_at((counts), sizeof(counts) / sizeof(*(counts)), (at), (count))

static void
gather_seen(struct sql *db, struct standing *st)
{
	struct sql_cursor c;
	struct observation_count_row seen;
	struct ground_count_row ground;

	report_count(db, &st->reports);
	ledger_sum(db, &st->ledger);
	observation_count(db, &c);
	while (observation_count_next(&c, &seen)) {
		COUNT_AT(st->unowned, seen.unowned, seen.observations_int);
		st->observations += seen.observations_int;
	}
	ground_count(db, &c);
	while (ground_count_next(&c, &ground))
		COUNT_AT(st->ground, ground.ground, ground.observations_int);
}

static void
gather_known(struct sql *db, int64_t now, struct standing *st)
{
	struct sql_cursor c;
	struct claim_count_row claim;
	struct agreement_count_row agreements;

	st->organisations = organisation_count(db);
	st->batches = batch_count(db);
	st->overlaps = overlap_count(db);
	st->jobs = job_count(db);
	agreement_count(
	    db, now, now + AGREEMENT_SOON_DAYS * (int64_t)DAY, &agreements);
	st->agreements = agreements.standing_int;
	st->agreements_soon = agreements.soon_int;
	st->agreements_expired = agreements.expired_int;
	claim_count(db, &c);
	while (claim_count_next(&c, &claim))
		COUNT_AT(st->claims, claim.state, claim.claims_int);
}

static void
gather_told(struct job *job, struct standing *st)
{
	struct sql *db = job->sv->store.db;
	struct sql_cursor c;
	struct finding_count_row finding;
	struct notice_count_row notice;
	struct delivery_count_row delivery;
	struct hold_of_sending_row hold;

	struct finding_due_count_row due;
	struct desk_nobody_row unheard;

	finding_due_count(db, &due);
	st->due = due.findings_int;
	desk_nobody(db, job->now, &c);
	while (desk_nobody_next(&c, &unheard))
		st->unheard++;
	finding_count(db, &c);
	while (finding_count_next(&c, &finding))
		COUNT_AT(st->finding, finding.state, finding.findings_int);
	notice_count(db, &c);
	while (notice_count_next(&c, &notice)) {
		COUNT_AT(st->notice, notice.state, notice.notices_int);
		if (notice.state == NOTICE_SENT)
			st->told = notice.organisations_int;
	}
	delivery_count(db, &c);
	while (delivery_count_next(&c, &delivery))
		COUNT_AT(st->delivery, delivery.state, delivery.deliveries_int);
	st->failing = trouble_since(&job->sv->store);
	st->held = hold_of_sending(db, &hold);
	st->held_since = hold.since;
	st->held_why = arena_str(&job->a, hold.reason);
}

static void
gather_returned(struct job *job, struct standing *st)
{
	struct sql *db = job->sv->store.db;
	struct sql_cursor c;
	struct returned_count_row back;

	returned_count(db, job->now - RETURNED_DAYS * (int64_t)DAY, &c);
	while (returned_count_next(&c, &back))
		COUNT_AT(st->returned, back.kind, back.mails_int);
	st->nobody = returned_nobody(db);
}

static void
gather_waiting(struct job *job, struct standing *st)
{
	struct sql *db = job->sv->store.db;
	struct emergency_count_row emergency;
	struct leak_count_row leak;
	struct case_count_row cases;
	struct oncall_now_row duty;

	st->letters = letter_count(db);
	st->second = release_waiting(db);
	st->later = release_later(db, job->now);
	emergency_count(db, &emergency);
	st->emergencies = emergency.emergencies_int;
	st->emergency_due = emergency.due_int;
	leak_count(db, &leak);
	st->leaks = leak.leaks_int;
	st->leak_known = leak.known_int;
	case_count(db, job->now, &cases);
	st->cases = cases.open_int;
	st->cases_late = cases.late_int;
	st->on_call = duty_reach(&job->sv->store, &job->a, job->now);
	st->on_call_until =
	    oncall_now(db, job->now, &duty) ? duty.valid_until : SQL_NULL_I64;
	st->contacts_old = contact_old_count(db, job->now - CONTACT_FRESH);
}

static void
gather_standing(struct job *job, struct standing *st)
{
	struct sql *db = job->sv->store.db;
	struct standing_count_row standing;
	struct canary_count_row canary;
	struct canary_list_row row;
	struct sql_cursor c;

	standing_count(db, job->now, &standing);
	st->standings = standing.live_int;
	st->proposed = standing.proposed_int;
	canary_count(db, &canary);
	st->watched = canary.waiting_int;
	st->stopped = canary.stopped_int;
	canary_list(db, &c);
	while (canary_list_next(&c, &row)) {
		if (row.state != CANARY_STOPPED)
			continue;
		st->stopped_ref = arena_str(&job->a, row.ref);
		st->stopped_why = arena_str(&job->a, row.why);
	}
}

static void
gather_looks(struct job *job, struct standing *st)
{
	struct buf looks = {0};
	struct sql_cursor c;
	struct look_newest_row row;

	look_newest(job->sv->store.db, &c);
	while (look_newest_next(&c, &row)) {
		struct standing_look l = {
		    .feed = arena_str(&job->a, row.feed),
		    .type = arena_str(&job->a, row.type),
		    .scope = arena_str(&job->a, row.scope),
		    .complete_day = row.complete_day_int,
		    .last_day = row.last_day_int,
		};
		buf_put(&looks, &l, sizeof(l));
	}
	st->n_looks = looks.n / sizeof(struct standing_look);
	st->look = arena_keep(&job->a, &looks);
}

static void
gather_service(struct job *job, struct standing *st)
{
	st->n_feeds = feed_all(&job->sv->store, &job->a, &st->feed);
	st->automatic = job->sv->settings.number[SETTING_AUTOMATIC] != 0;
	st->backup = audit_last(job->sv->store.db, STR("backup"));
	st->drill = audit_last(job->sv->store.db, STR("keys drill"));
}

void
standing_read(struct job *job, struct standing *st)
{
	struct sql *db = job->sv->store.db;
	struct instance_get_row instance;
	struct community_get_row community;

	*st = (struct standing){0};
	if (instance_get(db, &instance))
		st->name = arena_str(&job->a, instance.name);
	st->nobodys_mail = community_get(db, 1, &community) &&
	    str_ends(community.sender_mail, STR(".invalid"));
	gather_known(db, job->now, st);
	gather_seen(db, st);
	gather_told(job, st);
	gather_returned(job, st);
	gather_waiting(job, st);
	gather_standing(job, st);
	gather_looks(job, st);
	gather_service(job, st);
}
