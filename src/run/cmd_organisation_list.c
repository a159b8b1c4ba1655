/* cmd_organisation_list: the companies, and one with all that is kept of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"
#include "match/organisation.h"
#include "match/organisation_field.h"
#include "match/proof.h"
#include "match/published.h"
#include "run/asset_told.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/claim.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"
#include "store/security_txt.sql.h"
#include "words.gen.h"

/* clang-format off */
static const struct sheet_column columns[] = {
	{"organisation", "organisation"},
	{"name", "name"},
	{"KvK", "kvk"},
	{"mail", "mail"},
	{NULL, "sector"},
	{"language", "language"},
	{"rhythm", "rhythm"},
	{"assets", "assets"},
	{"findings", "findings"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* Absent when there is none. */
static struct str
kvk_open(struct store *s, struct arena *a, int64_t id, struct str sealed)
{
	return sealed.n == 0 ? (struct str){0}
			     : store_open(s, a, "organisation.kvk", id, sealed);
}

static struct str
mail_open(struct store *s, struct arena *a, int64_t organisation, int64_t now)
{
	struct contact_mail_row row;

	return contact_mail(s->db, organisation, now, &row)
	    ? store_open(s, a, "contact.value", row.id, row.value_sealed)
	    : (struct str){0};
}

static const char *
language_told(int64_t language)
{
	return language >= 0 && language < LANG_COUNT
	    ? lang_code((enum lang)language)
	    : "unknown";
}

static void
row_put(struct sheet *sheet, struct store *s, struct arena *a, int64_t now,
    const struct organisation_each_row *row)
{
	struct organisation_get_row whole;

	organisation_get(s->db, row->id, &whole);
	sheet_str(sheet, row->ref);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->id, row->name_sealed));
	sheet_str(sheet, kvk_open(s, a, row->id, whole.kvk_sealed));
	sheet_str(sheet, mail_open(s, a, row->id, now));
	sheet_str(sheet, row->sector);
	sheet_str(sheet, str_of(language_told(row->language)));
	sheet_str(sheet, str_of(rhythm_name((enum rhythm)row->rhythm)));
	sheet_i64(sheet, row->claims_int);
	sheet_i64(sheet, row->findings_int);
}

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct organisation_each_row row;
	struct sheet sheet;
	struct arena a;

	if (!sheet_ask(&sheet, job, columns, COLUMNS))
		return 2;
	arena_init(&a, 0);
	organisation_each(s->db, &c);
	for (; organisation_each_next(&c, &row); arena_reset(&a))
		row_put(&sheet, s, &a, job->now, &row);
	sheet_end(&sheet);
	arena_free(&a);
	if (sheet.format != SHEET_TABLE)
		return 0;
	if (sheet.rows == 0)
		job_out(job,
		    "no companies yet; `dijkwacht organisation "
		    "import LIST.csv` adds them\n");
	else
		job_out(job,
		    "\n%llu compan%s; findings are those still going "
		    "on\n",
		    (unsigned long long)sheet.rows,
		    sheet.rows == 1 ? "y" : "ies");
	return 0;
}

/* One. */

static void
line_put(struct buf *b, const char *label, struct str value)
{
	buf_fmt(b, "  %-10s", label);
	spoken_text(b, value.n > 0 ? value : STR(SPOKEN_NONE));
	buf_char(b, '\n');
}

static void
who_put(struct job *job, int64_t id)
{
	struct store *s = &job->sv->store;
	struct organisation_get_row row;
	struct buf b = {0};

	if (!organisation_get(s->db, id, &row))
		die("organisation %lld is not there", (long long)id);
	spoken_text(&b,
	    store_open(s, &job->a, "organisation.name", id, row.name_sealed));
	buf_char(&b, '\n');
	line_put(&b, "reference", row.ref);
	line_put(&b, "KvK", kvk_open(s, &job->a, id, row.kvk_sealed));
	line_put(&b, "sector", row.sector);
	line_put(&b, "language", str_of(language_told(row.language)));
	line_put(&b, "rhythm", str_of(rhythm_name((enum rhythm)row.rhythm)));
	buf_fmt(&b, "  %-10s", "since");
	spoken_date(&b, row.made);
	buf_char(&b, '\n');
	job_str(job, buf_all(&b));
	buf_free(&b);
}

/* clang-format off */
static const struct sheet_column contact_columns[] = {
	{"contact", "contact"}, {"address", "address"}, {"state", "state"},
	{"from", "source"}, {"since", "since"}, {"until", "until"},
	{"confirmed", "confirmed"},
};
static const struct sheet_column claim_columns[] = {
	{"claim", "claim"},
	{"asset", "asset"}, {"kind", "kind"}, {"nature", "nature"}, {"state", "state"},
	{"from", "from"}, {"until", "until"}, {"source", "source"}, {"grade", "grade"},
	{"why", "why"},
};
/* clang-format on */

/* Who said what is known, and of when it is. */
static void
sources_put(struct job *job, int64_t organisation)
{
	static const struct sheet_column heads[] = {
	    {"said", "field"}, {"by", "source"}, {"of", "dated"}};
	struct sql_cursor c;
	struct organisation_field_of_row row;
	struct sheet sheet;

	sheet_begin(&sheet, job, SHEET_TABLE, heads, 3);
	organisation_field_of(job->sv->store.db, organisation, &c);
	while (organisation_field_of_next(&c, &row)) {
		sheet_str(&sheet,
		    str_of(organisation_field_name(
			(enum organisation_field)row.field)));
		sheet_str(&sheet, row.source);
		sheet_time(&sheet, row.dated);
	}
	job_out(job, "\n");
	sheet_end(&sheet);
}

static void
contacts_put(struct job *job, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct contact_of_organisation_row row;
	struct sheet sheet;

	sheet_begin(&sheet, job, SHEET_TABLE, contact_columns,
	    sizeof(contact_columns) / sizeof(*contact_columns));
	contact_of_organisation(s->db, organisation, &c);
	while (contact_of_organisation_next(&c, &row)) {
		sheet_str(&sheet, str_of(contact_kind_name(row.kind)));
		sheet_str(&sheet,
		    store_open(
			s, &job->a, "contact.value", row.id, row.value_sealed));
		sheet_str(&sheet,
		    row.state == CONTACT_BOUNCED ? STR("bounced")
			: row.valid_until != SQL_NULL_I64 &&
			    row.valid_until <= job->now
			? STR("past")
			: STR("in use"));
		sheet_str(&sheet, row.source);
		sheet_time(&sheet, row.made);
		sheet_time(&sheet, row.valid_until);
		sheet_time(&sheet, row.confirmed);
	}
	job_out(job, "\n");
	sheet_end(&sheet);
	if (sheet.rows == 0)
		job_out(job,
		    "no contact: nobody can be told; `dijkwacht "
		    "organisation add NAME --mail ADDRESS` adds one\n");
}

/* Where its domains were asked how to reach it, and what came of it. */
static void
published_put(struct job *job, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct security_txt_of_organisation_row row;
	struct buf b = {0};

	security_txt_of_organisation(s->db, organisation, &c);
	while (security_txt_of_organisation_next(&c, &row)) {
		buf_str(&b, STR("security.txt of "));
		spoken_text(&b,
		    store_open(s, &job->a, "claim.value", row.claim,
			row.value_sealed));
		buf_str(&b, STR(", asked "));
		spoken_date(&b, row.asked);
		buf_fmt(&b, ": %s; ",
		    published_name((enum published_outcome)row.outcome));
		spoken_text(&b,
		    store_open(s, &job->a, "security_txt.said", row.claim,
			row.said_sealed));
		buf_char(&b, '\n');
	}
	job_str(job, buf_all(&b));
	buf_free(&b);
}

/* What proves its assets, or would. */
static void
proofs_put(struct job *job, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct proof_of_organisation_row row;
	struct buf b = {0};

	proof_of_organisation(s->db, organisation, &c);
	while (proof_of_organisation_next(&c, &row)) {
		const char *how = row.kind == PROOF_FILE ? "by its site "
		    : row.kind == PROOF_SEEN		 ? "by what was seen "
							 : "not, asked for ";
		buf_str(&b, STR("proof of "));
		spoken_text(&b,
		    store_open(s, &job->a, "claim.value", row.claim,
			row.value_sealed));
		buf_fmt(&b, ": %s", how);
		spoken_date(
		    &b, row.kind == PROOF_NONE ? row.asked : row.proven);
		buf_str(&b, STR(" ("));
		spoken_text(&b,
		    store_open(s, &job->a, "person.name", row.person,
			row.name_sealed));
		buf_str(&b, STR("); "));
		spoken_text(&b,
		    store_open(s, &job->a, "claim_proof.said", row.claim,
			row.said_sealed));
		buf_char(&b, '\n');
	}
	job_str(job, buf_all(&b));
	buf_free(&b);
}

static const char *
claim_grade(struct store *s, const struct claim_of_organisation_row *claim)
{
	return credibility_words(
	    claim_credibility((enum claim_state)claim->state,
		claim_answered(s->db, claim->id) != 0));
}

/* How far those who said what is theirs can be relied on. */
static void
grades_put(struct job *job, int64_t organisation)
{
	static const struct sheet_column heads[] = {{"source", "source"},
	    {"grade", "grade"}, {"", "words"}, {"right", "right"},
	    {"wrong", "wrong"}};
	struct sql_cursor c;
	struct source_of_claims_row row;
	struct sheet sheet;

	sheet_begin(&sheet, job, SHEET_TABLE, heads, 5);
	source_of_claims(job->sv->store.db, organisation, &c);
	while (source_of_claims_next(&c, &row)) {
		enum reliability r =
		    admiralty_source(row.right_int, row.wrong_int);
		char letter[2] = {admiralty_letter(r), 0};
		sheet_str(&sheet, row.proof);
		sheet_str(&sheet, arena_str(&job->a, str_of(letter)));
		sheet_str(&sheet, str_of(reliability_words(r)));
		sheet_i64(&sheet, row.right_int);
		sheet_i64(&sheet, row.wrong_int);
	}
	job_out(job, "\n");
	sheet_end(&sheet);
}

static void
claims_put(struct job *job, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct claim_of_organisation_row row;
	struct sheet sheet;

	sheet_begin(&sheet, job, SHEET_TABLE, claim_columns, 10);
	claim_of_organisation(s->db, organisation, &c);
	while (claim_of_organisation_next(&c, &row)) {
		sheet_i64(&sheet, row.id);
		sheet_str(&sheet,
		    store_open(
			s, &job->a, "claim.value", row.id, row.value_sealed));
		sheet_str(
		    &sheet, str_of(claim_kind_name((enum claim_kind)row.kind)));
		sheet_str(&sheet, str_of(nature_name((enum nature)row.nature)));
		sheet_str(&sheet,
		    str_of(claim_state_name((enum claim_state)row.state)));
		sheet_time(&sheet, row.valid_from);
		sheet_time(&sheet, row.valid_until);
		sheet_str(&sheet, row.proof);
		sheet_str(&sheet, str_of(claim_grade(s, &row)));
		sheet_str(&sheet, row.why);
	}
	job_out(job, "\n");
	sheet_end(&sheet);
	if (sheet.rows == 0)
		job_out(job,
		    "no assets: nothing can be found to be theirs; "
		    "`dijkwacht asset add` adds them\n");
}

static void
findings_put(struct job *job, int64_t organisation)
{
	struct sql_cursor c;
	struct finding_count_organisation_row row;
	long long going_on = 0, over = 0;

	finding_count_organisation(job->sv->store.db, organisation, &c);
	while (finding_count_organisation_next(&c, &row))
		if (row.state < FINDING_CLOSED)
			going_on += row.findings_int;
		else
			over += row.findings_int;
	job_out(job, "\n%lld finding%s going on, %lld over", going_on,
	    going_on == 1 ? "" : "s", over);
	if (going_on + over > 0)
		job_out(job,
		    "; `dijkwacht findings --organisation REF` lists "
		    "them");
	job_out(job, "\n");
}

static int
run_show(struct job *job)
{
	int64_t id;
	struct why w = {0};

	if (organisation_find(&job->sv->store, job->call->word[0], &id, &w) !=
	    OK)
		return job_why(job, &w);
	who_put(job, id);
	sources_put(job, id);
	contacts_put(job, id);
	published_put(job, id);
	claims_put(job, id);
	proofs_put(job, id);
	grades_put(job, id);
	job_out(job, "\n");
	if (overlaps_told(job, SHEET_TABLE, id) == 0)
		job_out(job, "no asset lies within another company's\n");
	findings_put(job, id);
	return 0;
}

const struct command command_organisation_list = {
    .name = "organisation list",
    .example = "--format csv",
    .args = "",
    .about = "list the companies that are guarded",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .run = run_list,
};

const struct command command_organisation_show = {
    .name = "organisation show",
    .example = "\"Bakkerij Jansen\"",
    .args = "ORGANISATION",
    .about = "show one company: contacts, assets and what proves them",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .more = "ORGANISATION is a reference, a KvK number or the exact name. An "
	    "asset that is pending or disputed identifies nothing.",
    .run = run_show,
};
