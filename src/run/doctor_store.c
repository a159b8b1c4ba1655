/* doctor_store: are the databases sound, and the evidence all there? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/time.h"
#include "evidence/vault.h"
#include "match/proof.h"
#include "run/doctor.h"
#include "run/inbox.h"
#include "run/orphans.h"
#include "run/spoken.h"
#include "store/ledger.sql.h"
#include "store/oncall.sql.h"
#include "store/organisation.sql.h"
#include "store/person.sql.h"
#include "store/proof.sql.h"
#include "store/secret.sql.h"
#include "store/store.sql.h"

enum { DRILL_DAYS = 366 };

/* Opened for reading, or NULL when that is a problem. */
static struct sql *
database_open(
    struct doctor *d, const char *file, const struct sql_schema *schema)
{
	char path[PATH_ROOM];
	struct sql *db = NULL;
	struct why w = {0};

	snprintf(path, sizeof(path), "%s/%s", d->job->path, file);
	if (sql_open(&db, path, schema, SQL_READ, &w) == OK)
		return db;
	doctor_says(d, HEALTH_PROBLEM, file,
	    w.err == ERR_ABSENT
		? "`dijkwacht init` makes one; if there was one, put it back "
		  "from a backup"
		: "mend that, or put it back from a backup",
	    "%s", w.rule);
	sql_close(db);
	return NULL;
}

static void
database_check(struct doctor *d, const char *file, struct sql *db,
    const struct sql_schema *schema)
{
	struct buf complaints = {0}, size = {0};
	struct stat st;

	job_progress(d->job, "looking %s through", file);
	if (!sql_integrity(db, &complaints)) {
		struct str all = buf_all(&complaints);
		doctor_says(d, HEALTH_PROBLEM, file,
		    "stop, copy the folder as it is, and put a backup back",
		    "is damaged: %.*s",
		    STR_ARG(str_upto(all, str_find(all, '\n'))));
	} else {
		if (fstatat(d->sv->folder, file, &st, 0) == 0)
			spoken_bytes(&size, (uint64_t)st.st_size);
		doctor_says(d, HEALTH_OK, file, NULL,
		    "sound, schema step %zu, %.*s", schema->n_steps,
		    STR_ARG(buf_all(&size)));
	}
	buf_free(&complaints);
	buf_free(&size);
}

/* Does this key open what is in the store? One name tells. */
static void
key_fits_check(struct doctor *d)
{
	struct sql_cursor c;
	struct organisation_each_row row;
	struct buf context = {0}, plain = {0};

	organisation_each(d->sv->store.db, &c);
	if (organisation_each_next(&c, &row)) {
		buf_fmt(&context, "organisation.name:%lld", (long long)row.id);
		if (seal_get(&plain, &d->sv->seal, buf_all(&context),
			row.name_sealed))
			doctor_says(d, HEALTH_OK, "key", NULL,
			    "opens what is in the store");
		else
			doctor_says(d, HEALTH_PROBLEM, "key",
			    "put the key back that this store was made with",
			    "does not open what is in the store");
		sql_cursor_end(&c);
	}
	buf_free(&context);
	buf_free(&plain);
}

static bool
known(void *ctx, struct str name)
{
	struct doctor *d = ctx;
	struct ledger_knows_file_row row;

	return ledger_knows_file(d->sv->store.db, name, &row);
}

static bool
orphan(void *ctx, struct str name)
{
	doctor_says(ctx, HEALTH_NOTE, "evidence",
	    "the next command that writes puts it aside",
	    "no ledger row names %.*s: left by a crash", STR_ARG(name));
	return false;
}

static void
evidence_check(struct doctor *d)
{
	struct vault_sweep sweep = {.known = known, .orphan = orphan, .ctx = d};
	struct ledger_sum_row sum;
	size_t apart = orphans_kept(d->sv->folder);
	struct buf b = {0};

	ledger_sum(d->sv->store.db, &sum);
	spoken_many(&b, sum.chunks_int, "chunk");
	doctor_says(d, HEALTH_OK, "evidence", NULL,
	    "%.*s in the ledger; `dijkwacht evidence verify` looks them "
	    "through",
	    STR_ARG(buf_all(&b)));
	buf_free(&b);
	if (!d->keeper) /* one that runs may be in the middle of a chunk */
		vault_orphans(d->sv->folder, &sweep);
	if (apart > 0)
		doctor_says(d, HEALTH_NOTE, "evidence",
		    "if an older store.db was put back these may be the only "
		    "copies: import those reports again, or put the newer one "
		    "back",
		    "%zu chunk file%s without a ledger row in "
		    "evidence/orphan",
		    apart, apart == 1 ? "" : "s");
}

static void
stranger(void *ctx, struct str folder)
{
	doctor_says(ctx, HEALTH_NOTE, "inbox",
	    "`dijkwacht feed add` makes it one, or move the files",
	    "inbox/%.*s is no feed's: what lies there is not read",
	    STR_ARG(folder));
}

/* True where new ones were made and no sheet of them was tried. */
static bool
keys_are_new(struct doctor *d, int64_t drilled)
{
	int64_t made = audit_last(d->sv->store.db, STR("keys rotate"));
	struct buf day = {0};
	bool new = made != SQL_NULL_I64 &&made > drilled;

	if (made == SQL_NULL_I64)
		return false;
	day_put(&day, day_of_time(made));
	doctor_says(d, new ? HEALTH_NOTE : HEALTH_OK, "keys",
	    new ? "`dijkwacht keys escrow SHEET`, then `dijkwacht keys drill "
		  "SHEET`"
		: NULL,
	    "new keys were made on %.*s%s", STR_ARG(buf_all(&day)),
	    new ? ", and no sheet of them was tried since" : "");
	buf_free(&day);
	return new;
}

/* Keys on paper are as good as the last time that somebody tried them. */
static void
drill_check(struct doctor *d)
{
	struct buf day = {0};
	int64_t last = audit_last(d->sv->store.db, STR("keys drill"));

	if (keys_are_new(d, last))
		return;
	if (last == SQL_NULL_I64) {
		doctor_says(d, HEALTH_NOTE, "keys",
		    "`dijkwacht keys escrow SHEET`, then `dijkwacht keys drill "
		    "SHEET`",
		    "whether the keys can be had back was never tried");
		return;
	}
	day_put(&day, day_of_time(last));
	doctor_says(d,
	    last < d->job->now - DRILL_DAYS * DAY ? HEALTH_NOTE : HEALTH_OK,
	    "keys",
	    last < d->job->now - DRILL_DAYS * DAY
		? "`dijkwacht keys drill SHEET`, with the sheet from the safe"
		: NULL,
	    "the sheet with the keys was tried on %.*s",
	    STR_ARG(buf_all(&day)));
	buf_free(&day);
}

/* What cannot wait for working hours is told to nobody then. */
static void
on_call_check(struct doctor *d)
{
	struct oncall_now_row row;

	if (oncall_now(d->sv->store.db, d->job->now, &row))
		doctor_says(d, HEALTH_OK, "on call", NULL, "somebody is");
	else
		doctor_says(d, HEALTH_NOTE, "on call",
		    "`dijkwacht oncall add NAME --mail ADDRESS --from DAY "
		    "--until DAY`",
		    "nobody is now: outside working hours nobody hears of "
		    "what cannot wait");
}

static void
proofs_check(struct doctor *d)
{
	struct buf b = {0};
	int64_t before = d->job->now - PROOF_OLD_DAYS * (int64_t)DAY;
	int64_t old = proof_old(d->sv->store.db, before);

	spoken_many(&b, old, "proven asset");
	if (old > 0)
		doctor_says(d, HEALTH_NOTE, "proofs",
		    "`dijkwacht asset list` calls them old; `dijkwacht asset "
		    "prove` looks again, `fetch = yes` does so in time",
		    "%.*s nobody looked at for a year", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

void
doctor_store(struct doctor *d)
{
	if (d->sv->folder < 0)
		return;
	d->sv->store.db = database_open(d, "store.db", &store_schema);
	d->sv->store.seal = &d->sv->seal;
	d->sv->secret = database_open(d, "secret.db", &secret_schema);
	if (d->sv->store.db != NULL) {
		database_check(d, "store.db", d->sv->store.db, &store_schema);
		if (d->key)
			key_fits_check(d);
		on_call_check(d);
		proofs_check(d);
		drill_check(d);
		inbox_strangers(d->sv, stranger, d);
		evidence_check(d);
	}
	if (d->sv->secret != NULL)
		database_check(d, "secret.db", d->sv->secret, &secret_schema);
}
