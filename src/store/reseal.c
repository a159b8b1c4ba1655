/* reseal: what a row keeps under one key, kept under another */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/reseal.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/known.h"

enum how {
	SEALED, /* as store_seal does for the id in the column with */
	INDEX,	/* as store_index does for the text sealed in with */
	PRINT,	/* a fingerprint of what is not kept: hashed again */
	KNOWN,	/* with the column with, by what an observation is known */
};

struct reseal_rule {
	const char *table, *column;
	enum how how;
	const char *context, *with;
};

/* clang-format off */
static const struct reseal_rule rules[] = {
	{"audit_read", "words_sealed", SEALED, "audit_read.words", "id"},
	{"claim", "value_sealed", SEALED, "claim.value", "id"},
	{"claim", "value_index", INDEX, "claim.value", "value_sealed"},
	{"claim_proof", "said_sealed", SEALED, "claim_proof.said", "claim"},
	{"contact", "value_sealed", SEALED, "contact.value", "id"},
	{"contact", "value_index", INDEX, "contact.value", "value_sealed"},
	{"contact_moment", "spoken_to_sealed", SEALED, "contact_moment.spoken_to", "id"},
	{"contact_moment", "number_sealed", SEALED, "contact_moment.number", "id"},
	{"contact_moment", "source_sealed", SEALED, "contact_moment.source", "id"},
	{"contact_moment", "said_sealed", SEALED, "contact_moment.said", "id"},
	{"contact_moment", "next_sealed", SEALED, "contact_moment.next", "id"},
	{"credential", "value_sealed", SEALED, "credential.value", "name"},
	{"delivery", "bytes_sealed", SEALED, "delivery.bytes", "id"},
	{"finding", "subject_sealed", SEALED, "finding.subject", "id"},
	{"finding", "subject_index", INDEX, "finding.subject", "subject_sealed"},
	{"finding", "observation", KNOWN, NULL, "rest"},
	{"finding_event", "note_sealed", SEALED, "finding_event.note", "id"},
	{"identification", "detail_sealed", SEALED, "identification.detail", "observation"},
	{"identification", "observation", KNOWN, NULL, "rest"},
	{"look_except", "address_index", PRINT, NULL, NULL},
	{"notice", "subject_sealed", SEALED, "notice.subject", "id"},
	{"notice", "body_sealed", SEALED, "notice.body", "id"},
	{"observation", "id", KNOWN, NULL, "rest"},
	{"observation_clash", "id", KNOWN, NULL, "rest"},
	{"observation_subject", "subjects_sealed", SEALED, "observation.subject", "id"},
	{"organisation", "name_sealed", SEALED, "organisation.name", "id"},
	{"organisation", "name_index", INDEX, "organisation.name", "name_sealed"},
	{"organisation", "kvk_sealed", SEALED, "organisation.kvk", "id"},
	{"organisation", "kvk_index", INDEX, "organisation.kvk", "kvk_sealed"},
	{"person", "name_sealed", SEALED, "person.name", "id"},
	{"person", "name_index", INDEX, "person.name", "name_sealed"},
	{"relayed", "observation", KNOWN, NULL, "rest"},
	{"returned", "mail_index", PRINT, NULL, NULL},
	{"returned", "said_sealed", SEALED, "returned.said", "id"},
	{"security_txt", "said_sealed", SEALED, "security_txt.said", "claim"},
	{"support", "observation", KNOWN, NULL, "rest"},
	{"totp", "secret_sealed", SEALED, "totp.secret", "person"},
};
/* clang-format on */

enum { RULES = sizeof(rules) / sizeof(*rules) };

void
reseal_begin(struct reseal *r, const struct seal *from, const struct seal *to)
{
	*r = (struct reseal){.from = from, .to = to};
	arena_init(&r->a, 0);
}

void
reseal_end(struct reseal *r)
{
	arena_free(&r->a);
}

/* What is known of the table's columns. */
static void
table_take(struct reseal *r, const struct sql_table *t)
{
	r->table = t;
	r->n = 0;
	for (size_t i = 0; i < RULES; i++) {
		const struct reseal_rule *rule = &rules[i];
		if (strcmp(rule->table, t->name) != 0)
			continue;
		if (r->n == RESEAL_COLUMNS)
			die("%s has more than %d columns under key", t->name,
			    RESEAL_COLUMNS);
		r->column[r->n++] = (struct reseal_column){
		    .rule = rule,
		    .at = sql_table_column(t, rule->column),
		    .with = rule->with != NULL ? sql_table_column(t, rule->with)
					       : 0,
		};
	}
}

/* "organisation.name:42" */
static void
context_put(
    struct buf *b, const struct reseal_column *c, const struct sql_value *v)
{
	const struct sql_value *id = &v[c->with];

	buf_reset(b);
	buf_fmt(b, "%s:", c->rule->context);
	if (id->type == SQL_INT)
		buf_i64(b, id->i);
	else
		buf_str(b, id->s);
}

static struct str
open_one(
    struct reseal *r, const struct reseal_column *c, const struct sql_value *v)
{
	struct buf context = {0}, plain = {0};

	context_put(&context, c, v);
	if (!seal_get(&plain, r->from, buf_all(&context), v[c->at].s))
		die("%.*s does not open: this is not the key it was sealed "
		    "with, or the row was changed outside the program; nothing "
		    "was changed: put the right key in place or restore a "
		    "backup",
		    STR_ARG(buf_all(&context)));

	struct str text = arena_str(&r->a, buf_all(&plain));

	if (plain.n > 0)
		seal_forget(plain.p, plain.n);
	buf_free(&plain);
	buf_free(&context);
	return text;
}

static void
seal_one(struct reseal *r, const struct reseal_column *c, struct str plain,
    struct sql_value *v)
{
	struct buf context = {0}, sealed = {0};

	context_put(&context, c, v);
	seal_put(&sealed, r->to, buf_all(&context), plain);
	v[c->at].s = arena_str(&r->a, buf_all(&sealed));
	buf_free(&sealed);
	buf_free(&context);
}

/*
 * plain: what is sealed in its row, absent where that is NULL. Of what was
 * erased the index is of nothing that is kept, and stays one of its own.
 */
static void
index_one(struct reseal *r, const struct reseal_column *c, struct str plain,
    struct sql_value *v)
{
	struct str context = str_of(c->rule->context), *to = &v[c->at].s;
	unsigned char out[SEAL_INDEX];

	seal_index(out, r->from, context, plain);
	if (str_eq(*to, str_make(out, sizeof(out))))
		seal_index(out, r->to, context, plain);
	else
		seal_index(out, r->to, context, *to);
	*to = arena_str(&r->a, str_make(out, sizeof(out)));
}

static void
print_one(struct reseal *r, const struct reseal_column *c, struct sql_value *v)
{
	unsigned char out[SEAL_FINGERPRINT];

	if (v[c->at].s.n != sizeof(out))
		die("%s.%s is no fingerprint: the store was changed outside "
		    "the program",
		    c->rule->table, c->rule->column);
	memcpy(out, v[c->at].s.p, sizeof(out));
	seal_fingerprint_again(out, r->to);
	v[c->at].s = arena_str(&r->a, str_make(out, sizeof(out)));
}

static void
known_one(
    const struct reseal *r, const struct reseal_column *c, struct sql_value *v)
{
	struct known k = known_again(
	    (struct known){.id = v[c->at].i, .rest = v[c->with].i}, r->to);

	v[c->at].i = k.id;
	v[c->with].i = k.rest;
}

/* The text sealed in column at. */
static struct str
text_at(const struct reseal *r, const struct str *plain, size_t at)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->column[i].rule->how == SEALED && r->column[i].at == at)
			return plain[i];
	die("%s: an index of a column that is not sealed", r->table->name);
}

/* What is sealed opens for the id the row has, and is sealed for the one it
 * gets. */
void
reseal_row(struct reseal *r, const struct sql_table *t, struct sql_value *v)
{
	struct str plain[RESEAL_COLUMNS] = {{0}};

	if (t != r->table)
		table_take(r, t);
	arena_reset(&r->a);
	for (size_t i = 0; i < r->n; i++)
		if (r->column[i].rule->how == SEALED &&
		    !v[r->column[i].at].null)
			plain[i] = open_one(r, &r->column[i], v);
	for (size_t i = 0; i < r->n; i++)
		if (r->column[i].rule->how == KNOWN)
			known_one(r, &r->column[i], v);
	for (size_t i = 0; i < r->n; i++) {
		const struct reseal_column *c = &r->column[i];
		if (v[c->at].null)
			continue;
		if (c->rule->how == SEALED)
			seal_one(r, c, plain[i], v);
		else if (c->rule->how == INDEX)
			index_one(r, c, text_at(r, plain, c->with), v);
		else if (c->rule->how == PRINT)
			print_one(r, c, v);
	}
}

const char *
reseal_into(const char *table, bool refused)
{
	if (strcmp(table, "observation") == 0 ||
	    strcmp(table, "observation_clash") == 0)
		return refused ? "observation_clash" : "observation";
	return refused ? NULL : table;
}

/* "table.column" */
static struct str
spoken(struct arena *a, const char *table, const char *column)
{
	struct buf b = {0};

	buf_fmt(&b, "%s.%s", table, column);

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

static bool
is_ruled(const char *table, const char *column)
{
	for (size_t i = 0; i < RULES; i++)
		if (strcmp(rules[i].table, table) == 0 &&
		    (strcmp(rules[i].column, column) == 0 ||
			(rules[i].how == KNOWN &&
			    strcmp(rules[i].with, column) == 0)))
			return true;
	return false;
}

static bool
is_under_key(const char *column)
{
	return str_ends(str_of(column), STR("_sealed")) ||
	    str_ends(str_of(column), STR("_index")) ||
	    strcmp(column, "rest") == 0;
}

struct str
reseal_missing(
    const struct sql_schema *const *schema, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < schema[i]->n_tables; k++) {
			const struct sql_table *t = &schema[i]->tables[k];
			for (size_t c = 0; c < t->n_columns; c++)
				if (is_under_key(t->columns[c]) &&
				    !is_ruled(t->name, t->columns[c]))
					return spoken(
					    a, t->name, t->columns[c]);
		}
	return (struct str){0};
}

static bool
has_column(const struct sql_schema *schema, const struct reseal_rule *rule)
{
	for (size_t k = 0; k < schema->n_tables; k++)
		for (size_t c = 0; c < schema->tables[k].n_columns; c++)
			if (strcmp(schema->tables[k].name, rule->table) == 0 &&
			    strcmp(schema->tables[k].columns[c],
				rule->column) == 0)
				return true;
	return false;
}

struct str
reseal_stale(const struct sql_schema *const *schema, size_t n, struct arena *a)
{
	for (size_t i = 0; i < RULES; i++) {
		bool any = false;
		for (size_t k = 0; k < n; k++)
			any = any || has_column(schema[k], &rules[i]);
		if (!any)
			return spoken(a, rules[i].table, rules[i].column);
	}
	return (struct str){0};
}
