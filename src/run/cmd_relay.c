/* cmd_relay: the owners of networks, and who of them gets a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "store/organisation.sql.h"
#include "store/registry.sql.h"
#include "value/ident.h"

/* clang-format off */
static const struct sheet_column columns[] = {
	{"holder", "holder"}, {"name", "name"}, {"mail", "mail"},
	{"company", "company"}, {"digest", "digest"}, {"told", "told"},
	{"passed on", "passed_on"}, {"not theirs", "not_ours"},
	{"refused", "refused"}, {"last", "last"},
};
/* clang-format on */

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct relay_each_row row;
	struct sheet sheet;

	if (!sheet_ask(
		&sheet, job, columns, sizeof(columns) / sizeof(*columns)))
		return 2;
	relay_each(s->db, &c);
	while (relay_each_next(&c, &row)) {
		struct contact_mail_row mail;
		bool any = contact_mail(s->db, row.id, job->now, &mail);
		sheet_str(&sheet, row.ref);
		sheet_str(&sheet,
		    store_open(s, &job->a, "organisation.name", row.id,
			row.name_sealed));
		sheet_str(&sheet,
		    any ? store_open(s, &job->a, "contact.value", mail.id,
			      mail.value_sealed)
			: (struct str){0});
		sheet_str(&sheet, row.kind == 1 ? STR("yes") : STR("no"));
		sheet_str(&sheet, row.relay ? STR("on") : STR("off"));
		sheet_i64(&sheet, row.told_int);
		sheet_i64(&sheet, row.passed_int);
		sheet_i64(&sheet, row.not_ours_int);
		sheet_i64(&sheet, row.refused_int);
		sheet_time(&sheet, row.last_int);
	}
	sheet_end(&sheet);
	if (sheet.format == SHEET_TABLE && sheet.rows == 0)
		job_out(job,
		    "nobody yet; a holder comes here with the first digest\n");
	return 0;
}

/* By reference or mail address; 0 when there is none. */
static int64_t
holder_find(struct job *job, struct str by)
{
	struct store *s = &job->sv->store;
	struct organisation_by_ref_row ref;
	char mail[255];

	if (organisation_by_ref(s->db, by, &ref))
		return ref.id;
	if (mail_read(by, mail, NULL) != OK)
		return 0;
	int64_t owner = contact_owner(
	    s->db, store_index(s, &job->a, "contact.value", str_of(mail)));
	return owner == SQL_NULL_I64 ? 0 : owner;
}

static int
set(struct job *job, bool on)
{
	struct str by = job->call->word[0];
	int64_t id = holder_find(job, by);
	struct relay_get_row row;

	if (id == 0) {
		job_err(job,
		    "there is no holder %.*s; give a reference or mail address "
		    "that `dijkwacht relay list` shows\n",
		    STR_ARG(str_upto(by, 80)));
		return 1;
	}
	sql_begin(job->sv->store.db);
	relay_set(job->sv->store.db, id, on);
	relay_get(job->sv->store.db, id, &row);
	store_audit(&job->sv->store, job_person(job), job->now,
	    on ? STR("relay on") : STR("relay off"), row.ref);
	sql_commit(job->sv->store.db);
	job_out(job, "%.*s: digest %s\n", STR_ARG(by), on ? "on" : "off");
	return 0;
}

static int
run_off(struct job *job)
{
	return set(job, false);
}

static int
run_on(struct job *job)
{
	return set(job, true);
}

const struct command command_relay_list = {
    .name = "relay list",
    .example = "",
    .args = "",
    .about = "list the owners of networks that get digests",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .more = "What is seen on an address of no company we guard goes to the "
	    "abuse mailbox of its network, once a day, when there is a ground "
	    "for notify-registry (`dijkwacht ground set`).",
    .run = run_list,
};

const struct command command_relay_off = {
    .name = "relay off",
    .example = "abuse@provider.example",
    .args = "HOLDER",
    .about = "send an owner of a network no more digests",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .more = "HOLDER is a reference or mail address, as `relay list` shows.",
    .run = run_off,
};

const struct command command_relay_on = {
    .name = "relay on",
    .example = "abuse@provider.example",
    .args = "HOLDER",
    .about = "send an owner of a network digests again",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_on,
};
