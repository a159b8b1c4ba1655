/* cmd_organisation_export: all that is kept of one company, handed over */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chunk.h"
#include "feed/concern.h"
#include "match/agreement.h"
#include "match/organisation_field.h"
#include "match/proof.h"
#include "match/published.h"
#include "notify/prepare.h"
#include "run/case_told.h"
#include "run/commands.h"
#include "run/fields.h"
#include "run/finding_told.h"
#include "store/agreement.sql.h"
#include "store/claim.sql.h"
#include "store/erasure.sql.h"
#include "store/ledger.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"
#include "store/returned.sql.h"
#include "store/security_txt.sql.h"
#include "value/returned.h"
#include "value/tlp.h"
#include "words.gen.h"

struct exporting {
	struct job *job;
	struct json_out *o;
	int64_t id;
	struct str ref;
	int64_t findings_withheld, rows_withheld;
};

static struct str
opened(struct exporting *e, const char *column, int64_t id, struct str sealed)
{
	return sealed.n == 0
	    ? (struct str){0}
	    : store_open(&e->job->sv->store, &e->job->a, column, id, sealed);
}

static void
itself_put(struct exporting *e)
{
	struct organisation_get_row row;
	struct organisation_field_of_row f;
	struct sql_cursor c;
	struct sql *db = e->job->sv->store.db;

	if (!organisation_get(db, e->id, &row))
		die("organisation %lld is not there", (long long)e->id);
	e->ref = arena_str(&e->job->a, row.ref);
	field_str(e->o, "organisation", row.ref);
	field_str(e->o, "name",
	    opened(e, "organisation.name", e->id, row.name_sealed));
	field_str(
	    e->o, "kvk", opened(e, "organisation.kvk", e->id, row.kvk_sealed));
	field_str(e->o, "sector", row.sector);
	field_str(e->o, "language", str_of(lang_code((enum lang)row.language)));
	field_str(e->o, "rhythm", str_of(rhythm_name((enum rhythm)row.rhythm)));
	field_time(e->o, "since", row.made);
	field_array(e->o, "said_by");
	organisation_field_of(db, e->id, &c);
	while (organisation_field_of_next(&c, &f)) {
		json_out_object(e->o);
		field_str(e->o, "field",
		    str_of(organisation_field_name(
			(enum organisation_field)f.field)));
		field_str(e->o, "source", f.source);
		field_time(e->o, "dated", f.dated);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
contacts_put(struct exporting *e)
{
	static const char *const states[] = {
	    "?", "in use", "bounced", "removed"};
	struct sql_cursor c;
	struct erasure_contacts_row row;

	field_array(e->o, "contacts");
	erasure_contacts(e->job->sv->store.db, e->id, &c);
	while (erasure_contacts_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "kind", str_of(contact_kind_name(row.kind)));
		field_str(e->o, "value",
		    opened(e, "contact.value", row.id, row.value_sealed));
		field_str(e->o, "state",
		    str_of(states[row.state > 0 && row.state < 4 ? row.state
								 : 0]));
		field_str(e->o, "source", row.source);
		field_time(e->o, "since", row.made);
		field_time(e->o, "until", row.valid_until);
		field_time(e->o, "confirmed", row.confirmed);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

/* What came of asking its domains how to reach it. */
static void
asked_put(struct exporting *e)
{
	struct sql_cursor c;
	struct security_txt_of_organisation_row row;

	field_array(e->o, "security_txt");
	security_txt_of_organisation(e->job->sv->store.db, e->id, &c);
	while (security_txt_of_organisation_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "domain",
		    opened(e, "claim.value", row.claim, row.value_sealed));
		field_time(e->o, "asked", row.asked);
		field_str(e->o, "outcome",
		    str_of(
			published_name((enum published_outcome)row.outcome)));
		field_str(e->o, "said",
		    opened(e, "security_txt.said", row.claim, row.said_sealed));
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
claims_put(struct exporting *e)
{
	struct sql_cursor c;
	struct claim_of_organisation_row row;

	field_array(e->o, "assets");
	claim_of_organisation(e->job->sv->store.db, e->id, &c);
	while (claim_of_organisation_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "asset",
		    opened(e, "claim.value", row.id, row.value_sealed));
		field_str(e->o, "kind",
		    str_of(claim_kind_name((enum claim_kind)row.kind)));
		field_str(e->o, "nature",
		    str_of(nature_name((enum nature)row.nature)));
		field_str(e->o, "state",
		    str_of(claim_state_name((enum claim_state)row.state)));
		field_time(e->o, "from", row.valid_from);
		field_time(e->o, "until", row.valid_until);
		field_str(e->o, "source", row.proof);
		field_str(e->o, "why", row.why);
		field_time(e->o, "since", row.made);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
proofs_put(struct exporting *e)
{
	struct sql_cursor c;
	struct proof_of_organisation_row row;

	field_array(e->o, "proofs");
	proof_of_organisation(e->job->sv->store.db, e->id, &c);
	while (proof_of_organisation_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "asset",
		    opened(e, "claim.value", row.claim, row.value_sealed));
		field_str(e->o, "kind", str_of(proof_kind_name(row.kind)));
		field_time(e->o, "asked", row.asked);
		field_time(e->o, "proven", row.proven);
		field_time(e->o, "gone", row.failing);
		field_str(e->o, "said",
		    opened(e, "claim_proof.said", row.claim, row.said_sealed));
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
findings_put(struct exporting *e)
{
	struct sql_cursor c;
	struct erasure_findings_row row;

	field_array(e->o, "findings");
	erasure_findings(e->job->sv->store.db, e->id, &c);
	while (erasure_findings_next(&c, &row)) {
		enum tlp on =
		    (enum tlp)kept_finding(e->job->sv->store.db, row.id);
		if (on != TLP_NONE && !tlp_allows(on, AUDIENCE_OWNER))
			e->findings_withheld++;
		else
			finding_told_put(e->job, e->o, row.id);
	}
	json_out_end(e->o);
}

static void
deliveries_put(struct exporting *e, int64_t notice)
{
	static const char *const states[] = {
	    "?", "queued", "sending", "sent", "failed"};
	struct sql_cursor c;
	struct kept_deliveries_row row;

	field_array(e->o, "deliveries");
	kept_deliveries(e->job->sv->store.db, notice, &c);
	while (kept_deliveries_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "to",
		    opened(e, "contact.value", row.contact, row.value_sealed));
		field_str(e->o, "state",
		    str_of(states[row.state > 0 && row.state < 5 ? row.state
								 : 0]));
		field_i64(e->o, "attempts", row.attempt);
		field_str(e->o, "outcome", row.outcome);
		field_time(e->o, "at", row.at);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
notices_put(struct exporting *e)
{
	static const char *const states[] = {
	    "?", "prepared", "released", "sent", "withdrawn"};
	struct sql_cursor c;
	struct kept_notices_row row;

	field_array(e->o, "notices");
	kept_notices(e->job->sv->store.db, e->id, &c);
	while (kept_notices_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "notice", row.ref);
		field_str(e->o, "topic", row.topic);
		field_str(e->o, "kind",
		    str_of(notice_kind_name((enum notice_kind)row.kind)));
		field_str(e->o, "state",
		    str_of(states[row.state > 0 && row.state < 5 ? row.state
								 : 0]));
		field_time(e->o, "date", row.date);
		field_str(e->o, "subject",
		    opened(e, "notice.subject", row.id, row.subject_sealed));
		field_str(e->o, "text",
		    opened(e, "notice.body", row.id, row.body_sealed));
		deliveries_put(e, row.id);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static struct str
name_of(struct exporting *e, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(e->job->sv->store.db, organisation, &row))
		return (struct str){0};
	return opened(e, "organisation.name", organisation, row.name_sealed);
}

static void
agreements_put(struct exporting *e)
{
	struct sql_cursor c;
	struct agreement_each_row row;

	field_array(e->o, "agreements");
	agreement_each(e->job->sv->store.db, e->id, &c);
	while (agreement_each_next(&c, &row)) {
		struct routing routing = {(enum route)row.route, row.hours};
		struct buf b = {0};
		json_out_object(e->o);
		field_str(e->o, "agreement", row.ref);
		field_str(e->o, "kind", str_of(agreement_kind_name(row.kind)));
		field_str(e->o, "company", name_of(e, row.organisation));
		field_str(e->o, "party", name_of(e, row.party));
		field_str(e->o, "role", str_of(agreement_role_name(row.role)));
		if (row.kind == AGREEMENT_MEMBERSHIP)
			buf_fmt(&b, "%s", scope_name(row.scope));
		else
			routing_put(&b, &routing);
		field_str(e->o, "what", buf_all(&b));
		buf_free(&b);
		field_str(e->o, "text", row.text_version);
		field_time(e->o, "from", row.valid_from);
		field_time(e->o, "until", row.valid_until);
		field_time(e->o, "revoked", row.revoked);
		field_str(e->o, "proof", row.proof);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

/* To whom it was named; the words name others too, so they are not here. */
static void
told_others_put(struct exporting *e)
{
	struct sql_cursor c;
	struct party_about_each_row row;

	field_array(e->o, "notices_to_others");
	party_about_each(e->job->sv->store.db, e->id, &c);
	while (party_about_each_next(&c, &row)) {
		json_out_object(e->o);
		field_str(e->o, "notice", row.ref);
		field_str(e->o, "to",
		    opened(e, "organisation.name", row.organisation,
			row.name_sealed));
		field_str(e->o, "topic", row.topic);
		field_str(e->o, "kind",
		    str_of(notice_kind_name((enum notice_kind)row.kind)));
		field_str(e->o, "state",
		    str_of(notice_state_name((enum notice_state)row.state)));
		field_time(e->o, "date", row.date);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static void
audit_put(struct exporting *e)
{
	struct sql_cursor c;
	struct kept_audit_row row;

	field_array(e->o, "audit");
	kept_audit(e->job->sv->store.db, e->ref, e->id, &c);
	while (kept_audit_next(&c, &row)) {
		json_out_object(e->o);
		field_time(e->o, "at", row.at);
		field_str(e->o, "did", row.did);
		field_str(e->o, "on", row.on_ref);
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static enum err
chunk_put(void *ctx, const struct concern_chunk *chunk, struct why *w)
{
	struct exporting *e = ctx;
	struct chunk_reader r;
	struct chunk_row row;
	struct ledger_get_row ledger;
	struct kept_chunk_row of;

	if (!kept_chunk(e->job->sv->store.db, chunk->seq, &of) ||
	    !tlp_allows((enum tlp)of.tlp, AUDIENCE_OWNER)) {
		e->rows_withheld += (int64_t)chunk->n;
		return OK;
	}

	enum err err = chunk_open(&r, &e->job->sv->seal, chunk->bytes, w);
	/* a row of accounts holds others' passwords */
	bool shown = ledger_get(e->job->sv->store.db, chunk->seq, &ledger) &&
	    ledger.delete_by == SQL_NULL_I64;

	for (size_t i = 0; err == OK && i < chunk->n; i++) {
		if (!chunk_row(&r, chunk->index[i], &row)) {
			*w = *chunk_reader_why(&r);
			err = w->err;
			break;
		}
		json_out_object(e->o);
		field_str(e->o, "report", chunk->report);
		field_day(e->o, "day", chunk->day);
		field_i64(e->o, "chunk", chunk->seq);
		field_i64(e->o, "row", (int64_t)row.index + 1);
		field_str(
		    e->o, "header", shown ? r.meta.header : (struct str){0});
		field_str(e->o, "text", shown ? row.bytes : (struct str){0});
		json_out_end(e->o);
	}
	chunk_close(&r);
	return err;
}

static enum err
evidence_put(struct exporting *e, struct why *w)
{
	struct job *job = e->job;
	struct concern c;

	concern_load(&c, &job->sv->store, &job->a, e->id);
	field_array(e->o, "evidence");

	enum err err =
	    concern_each(&job->sv->store, job->sv->folder, &c, chunk_put, e, w);

	json_out_end(e->o);
	field_object(e->o, "withheld");
	field_str(e->o, "why",
	    STR("who gave it shares it with nobody (TLP:RED), or said nothing "
		"of sharing"));
	field_i64(e->o, "findings", e->findings_withheld);
	field_i64(e->o, "rows", e->rows_withheld);
	json_out_end(e->o);
	return err;
}

static void
returned_put(struct exporting *e)
{
	struct sql_cursor c;
	struct returned_of_organisation_row row;

	field_array(e->o, "returned");
	returned_of_organisation(e->job->sv->store.db, e->id, &c);
	while (returned_of_organisation_next(&c, &row)) {
		json_out_object(e->o);
		field_time(e->o, "taken", row.taken);
		field_str(e->o, "kind",
		    str_of(returned_kind_name((enum returned_kind)row.kind)));
		field_str(e->o, "status", row.status);
		field_str(e->o, "notice", row.ref);
		field_str(e->o, "said",
		    opened(e, "returned.said", row.id, row.said_sealed));
		json_out_end(e->o);
	}
	json_out_end(e->o);
}

static int
run_export(struct job *job)
{
	struct buf b = {0};
	struct json_out o;
	struct exporting e = {.job = job, .o = &o};
	struct why w = {0};

	if (organisation_find(&job->sv->store, job->call->word[0], &e.id, &w) !=
	    OK)
		return job_why(job, &w);
	json_out_open(&o, &b);
	json_out_object(&o);
	itself_put(&e);
	contacts_put(&e);
	asked_put(&e);
	claims_put(&e);
	proofs_put(&e);
	findings_put(&e);
	notices_put(&e);
	returned_put(&e);
	agreements_put(&e);
	told_others_put(&e);
	cases_put(job, &o, e.id);
	audit_put(&e);

	enum err err = evidence_put(&e, &w);

	json_out_end(&o);
	buf_char(&b, '\n');
	if (!json_out_done(&o))
		die("a company that does not make JSON");
	job_str(job, buf_all(&b));
	buf_free(&b);
	return err == OK ? 0 : job_why(job, &w);
}

const struct command command_organisation_export = {
    .name = "organisation export",
    .example = "\"Bakkerij Jansen\"",
    .args = "ORGANISATION",
    .about = "print all that is kept of a company and its people, as JSON",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .more = "For who asks what is known of them: fields and who said them, "
	    "contacts, assets, findings with their history, notices with "
	    "their text and what became of them, what came back of those, "
	    "agreements, to whom else it was named, cases with what was said "
	    "on the phone, audit lines, and the raw "
	    "rows that name it. A raw row may name others too: look before "
	    "handing it over. What came under TLP:RED is counted, and not "
	    "shown: ask who gave it.",
    .run = run_export,
};
