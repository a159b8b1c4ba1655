/* organisation: lists of organisations, as others keep them in a table */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/list_map.h"
#include "feed/report.h"
#include "value/ident.h"

enum {
	NAME_MAX_BYTES = 200,
	SECTOR_MAX = 128,
	ASSETS_MAX = 8192,
	ASSET_COLUMNS_MAX = 32,
	COLUMN_SHOWN_MAX = 64,
	UNUSED_SHOWN_MAX = 160, /* bytes of names, before the last one */
};

enum meaning {
	MEANING_NAME,
	MEANING_KVK,
	MEANING_MAIL,
	MEANING_LANGUAGE,
	MEANING_RHYTHM,
	MEANING_SECTOR,
	MEANING_ASSET,
	MEANING_ASN, /* an asset whose bare number is an AS number */
	MEANING_COUNT,
};

struct word {
	const char *word, *means;
};

/* clang-format off */
/* Names of columns, lower case, without anything but letters and digits. */
static const struct {
	const char *name;
	enum meaning meaning;
} names[] = {
    {"naam",             MEANING_NAME},     {"name",           MEANING_NAME},
    {"bedrijf",          MEANING_NAME},     {"bedrijfsnaam",   MEANING_NAME},
    {"organisatie",      MEANING_NAME},     {"organisation",   MEANING_NAME},
    {"organization",     MEANING_NAME},     {"company",        MEANING_NAME},
    {"kvk",              MEANING_KVK},      {"kvknummer",      MEANING_KVK},
    {"coc",              MEANING_KVK},      {"cocnumber",      MEANING_KVK},
    {"email",            MEANING_MAIL},     {"emailadres",     MEANING_MAIL},
    {"emailaddress",     MEANING_MAIL},     {"mail",           MEANING_MAIL},
    {"taal",             MEANING_LANGUAGE}, {"language",       MEANING_LANGUAGE},
    {"ritme",            MEANING_RHYTHM},   {"rhythm",         MEANING_RHYTHM},
    {"sector",           MEANING_SECTOR},   {"branche",        MEANING_SECTOR},
    {"bezit",            MEANING_ASSET},    {"bezittingen",    MEANING_ASSET},
    {"asset",            MEANING_ASSET},    {"assets",         MEANING_ASSET},
    {"ip",               MEANING_ASSET},    {"ips",            MEANING_ASSET},
    {"ipadres",          MEANING_ASSET},    {"ipadressen",     MEANING_ASSET},
    {"ipaddress",        MEANING_ASSET},    {"ipaddresses",    MEANING_ASSET},
    {"prefix",           MEANING_ASSET},    {"prefixes",       MEANING_ASSET},
    {"netwerk",          MEANING_ASSET},    {"network",        MEANING_ASSET},
    {"domein",           MEANING_ASSET},    {"domeinen",       MEANING_ASSET},
    {"domeinnaam",       MEANING_ASSET},    {"domain",         MEANING_ASSET},
    {"domains",          MEANING_ASSET},
    {"asn",              MEANING_ASN},      {"asns",           MEANING_ASN},
    /* certbund-contact, its tables joined */
    {"organisationname", MEANING_NAME},     {"sectorname",     MEANING_SECTOR},
    {"contactemail",     MEANING_MAIL},     {"fqdn",           MEANING_ASSET},
    /* n6 */
    {"actualname",       MEANING_NAME},     {"fqdns",          MEANING_ASSET},
    {"ipnetworks",       MEANING_ASSET},    {"notificationemails", MEANING_MAIL},
    {"notificationlanguage", MEANING_LANGUAGE},
    /* tuency */
    {"networks",         MEANING_ASSET},    {"iprange",        MEANING_ASSET},
    /* KvK: Handelsregister */
    {"statutairenaam",   MEANING_NAME},     {"handelsnaam",    MEANING_NAME},
    {"eerstehandelsnaam", MEANING_NAME},    {"sbiomschrijving", MEANING_SECTOR},
    {"hoofdactiviteit",  MEANING_SECTOR},
};

/* As a map names them. */
static const char *const meanings[MEANING_COUNT] = {"name", "kvk", "mail",
    "language", "rhythm", "sector", "asset", "asn"};

static const struct word languages[] = {
    {"nl", "nl"}, {"nederlands", "nl"}, {"dutch", "nl"},
    {"en", "en"}, {"engels", "en"},     {"english", "en"},
    {NULL, NULL},
};

static const struct word rhythms[] = {
    {"direct", "at-once"},   {"meteen", "at-once"}, {"at-once", "at-once"},
    {"at once", "at-once"},  {"dagelijks", "daily"}, {"daily", "daily"},
    {"wekelijks", "weekly"}, {"weekly", "weekly"},
    {NULL, NULL},
};
/* clang-format on */

/* A column and what the list itself calls it. */
struct column {
	int at;
	char name[COLUMN_SHOWN_MAX + 1];
};

/* The list being read. */
struct organisations {
	struct reader_task *task;
	uint64_t mails;		   /* rows with several, of which one is used */
	bool used[CSV_FIELDS_MAX]; /* columns that a map or their name explains
				    */
	struct column column[MEANING_COUNT]; /* those that stand once */
	struct column asset[ASSET_COLUMNS_MAX];
	bool is_asn[ASSET_COLUMNS_MAX];
	size_t n_asset;

	/* of the row being read */
	const struct csv_row *row;
	struct arena *arena;
	struct why *why;
	char kvk[9], mail[255];
	struct buf assets;
};

/* The header. */

static struct str
letters(struct arena *a, struct str s)
{
	struct str lower = clean_lower(a, s);
	char *to = ARENA_NEW(a, char, lower.n);
	size_t n = 0;

	for (size_t i = 0; to != NULL && i < lower.n; i++) {
		char c = lower.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			to[n++] = c;
	}
	return (struct str){to, n};
}

static enum meaning
meaning_of(struct arena *a, struct str column)
{
	struct str s = letters(a, column);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(s, str_of(names[i].name)))
			return names[i].meaning;
	/* "domain2", "ip-adres 3" */
	while (s.n > 0 && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9')
		s.n--;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].meaning >= MEANING_ASSET &&
		    str_eq(s, str_of(names[i].name)))
			return names[i].meaning;
	return MEANING_COUNT;
}

static struct column
column_make(struct arena *a, const struct csv_row *header, size_t at)
{
	struct str shown =
	    clean(a, str_trim(header->field[at]), COLUMN_SHOWN_MAX);
	struct column c = {.at = (int)at};

	if (shown.n > 0)
		memcpy(c.name, shown.p, shown.n);
	return c;
}

static void
column_take(struct organisations *o, struct arena *a,
    const struct csv_row *header, size_t at, enum meaning m, struct why *w)
{
	if (m == MEANING_COUNT)
		return;
	if (m < MEANING_ASSET) {
		if (o->column[m].at < 0)
			o->column[m] = column_make(a, header, at);
		return;
	}
	if (o->n_asset == ASSET_COLUMNS_MAX) {
		why_set(w, ERR_LIMIT, "more than %d columns with assets",
		    ASSET_COLUMNS_MAX);
		return;
	}
	o->is_asn[o->n_asset] = m == MEANING_ASN;
	o->asset[o->n_asset++] = column_make(a, header, at);
}

/* "name=Klant,mail=Contact": these go before what names of columns say. */
static void
map_take(struct organisations *o, struct arena *a, const struct csv_row *header,
    struct why *w)
{
	struct str map = task_option(o->task, "map");

	for (struct str pair; str_split(&map, ',', &pair);) {
		size_t is = str_find(pair, '='), at;
		enum meaning m = 0;
		while (m < MEANING_COUNT &&
		    !str_eq(str_trim(str_upto(pair, is)), str_of(meanings[m])))
			m++;
		if (m == MEANING_COUNT)
			why_set(w, ERR_SYNTAX,
			    "--map: expected FIELD=COLUMN, FIELD one of name, "
			    "kvk, mail, language, rhythm, sector, asset, asn");
		else if (!list_column_find(header,
			     str_trim(str_from(pair, is + 1)), header->n, &at))
			why_set(w, ERR_ABSENT,
			    "--map: there is no column \"%.*s\"",
			    STR_ARG(str_upto(str_from(pair, is + 1), 64)));
		else {
			column_take(o, a, header, at, m, w);
			o->used[at] = true;
		}
	}
}

/* A column that nobody understood may be the one with the addresses. */
static void
unused_told(
    struct organisations *o, struct arena *a, const struct csv_row *header)
{
	struct buf list = {0};

	for (size_t i = 0; i < header->n; i++) {
		struct str name =
		    clean(a, str_trim(header->field[i]), COLUMN_SHOWN_MAX);
		if (!o->used[i] && name.n > 0 && list.n < UNUSED_SHOWN_MAX)
			buf_fmt(&list, "%s%.*s", list.n > 0 ? ", " : "",
			    STR_ARG(name));
	}
	if (list.n > 0)
		task_note(o->task,
		    "columns that are not used: %.*s; --map FIELD=COLUMN says "
		    "what one means",
		    STR_ARG(buf_all(&list)));
	buf_free(&list);
}

static void
organisation_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct organisations *o = state;

	(void)name;
	o->n_asset = 0;
	for (size_t m = 0; m < MEANING_COUNT; m++)
		o->column[m] = (struct column){.at = -1};
	memset(o->used, 0, sizeof(o->used));
	map_take(o, a, header, w);
	for (size_t i = 0; i < header->n; i++) {
		enum meaning m = meaning_of(a, header->field[i]);
		if (o->used[i])
			continue;
		column_take(o, a, header, i, m, w);
		o->used[i] = m != MEANING_COUNT;
	}
	if (o->column[MEANING_NAME].at < 0)
		why_set(w, ERR_ABSENT,
		    "the first line has no column \"name\" or \"naam\"; "
		    "expected column names such as name, kvk, email, "
		    "language, rhythm, sector, assets, or --map name=COLUMN");
	else
		unused_told(o, a, header);
	r->type = STR("organisation");
	r->day = DAY_ABSENT;
}

/* A row. */

/* Absent where the row is shorter, and where the text is not UTF-8: that is
 * refused, as a name would be kept and mailed wrong. */
static struct str
text(struct organisations *o, const struct column *c)
{
	if (c->at < 0 || (size_t)c->at >= o->row->n)
		return (struct str){0};

	struct str s = str_trim(o->row->field[c->at]);

	if (str_is_utf8(s))
		return clean(o->arena, s, s.n);
	report_refuse(o->why, ERR_SYNTAX, o->arena, c->name, s,
	    "is not UTF-8; save the list as UTF-8");
	return (struct str){0};
}

static struct str
short_text(struct organisations *o, enum meaning m, size_t max)
{
	struct str s = text(o, &o->column[m]);

	if (s.n <= max)
		return s;
	why_set(o->why, ERR_LIMIT,
	    "column \"%s\": %zu bytes, and at most %zu fit", o->column[m].name,
	    s.n, max);
	return (struct str){0};
}

static struct str
name_read(struct organisations *o)
{
	struct str s = short_text(o, MEANING_NAME, NAME_MAX_BYTES);

	if (s.n == 0)
		why_set(o->why, ERR_ABSENT,
		    "column \"%s\" is empty; an organisation has a name",
		    o->column[MEANING_NAME].name);
	return s;
}

static struct str
kvk_take(struct organisations *o)
{
	const struct column *c = &o->column[MEANING_KVK];
	struct str s = text(o, c);

	if (s.n == 0)
		return s;
	if (kvk_read(s, o->kvk, NULL) == OK)
		return str_of(o->kvk);
	report_refuse(o->why, ERR_SYNTAX, o->arena, c->name, s,
	    s.n == 7 ? "is not eight digits; a spreadsheet may have dropped "
		       "the 0 in front"
		     : "is not a KvK number of eight digits");
	return (struct str){0};
}

static bool
is_gap(char c)
{
	return str_find(STR(" ,;|\t\r\n[]{}\"'"), c) < 13;
}

/* The next item of a list: "a@x.example, b@x.example", '["a@x.example"]'. */
static struct str
item_take(struct str *list)
{
	size_t n = 0;

	while (list->n > 0 && is_gap(list->p[0]))
		*list = str_from(*list, 1);
	while (n < list->n && !is_gap(list->p[n]))
		n++;

	struct str item = str_upto(*list, n);

	*list = str_from(*list, n);
	return item;
}

/* The first of a list of mail addresses; a text with anything else in it
 * stays as it is, to be refused. */
static struct str
first_of(struct organisations *o, struct str s)
{
	struct str list = s, first = item_take(&list), item;
	bool more = false;

	for (; (item = item_take(&list)).n > 0; more = true)
		if (mail_read(item, o->mail, NULL) != OK)
			return s;
	o->mails += more;
	return first;
}

static struct str
mail_take(struct organisations *o)
{
	const struct column *c = &o->column[MEANING_MAIL];
	struct str s = text(o, c);

	s = first_of(o, s);
	if (s.n == 0)
		return s;
	if (mail_read(s, o->mail, NULL) == OK)
		return str_of(o->mail);
	report_refuse(o->why, ERR_SYNTAX, o->arena, c->name, s,
	    "is not one mail address, such as info@bakker.example");
	return (struct str){0};
}

static struct str
word_read(struct organisations *o, enum meaning m, const struct word *words,
    const char *expected)
{
	struct str s = text(o, &o->column[m]);

	if (s.n == 0)
		return s;
	for (; words->word != NULL; words++)
		if (str_eq_nocase(s, str_of(words->word)))
			return str_of(words->means);
	report_refuse(
	    o->why, ERR_SYNTAX, o->arena, o->column[m].name, s, expected);
	return (struct str){0};
}

static void
asset_add(struct buf *b, struct str asset, bool is_asn)
{
	uint64_t number;

	if (b->n > 0)
		buf_char(b, ' ');
	if (is_asn && str_u64(asset, UINT32_MAX, &number))
		buf_str(b, STR("AS"));
	buf_str(b, asset);
}

static void
assets_add(struct buf *b, struct str list, bool is_asn)
{
	for (size_t i = 0, from; i < list.n;) {
		while (i < list.n && is_gap(list.p[i]))
			i++;
		from = i;
		while (i < list.n && !is_gap(list.p[i]))
			i++;
		if (i > from)
			asset_add(b, str_upto(str_from(list, from), i - from),
			    is_asn);
	}
}

static struct str
assets_read(struct organisations *o)
{
	buf_reset(&o->assets);
	for (size_t i = 0; i < o->n_asset; i++) {
		assets_add(&o->assets, text(o, &o->asset[i]), o->is_asn[i]);
		if (o->assets.n > ASSETS_MAX)
			why_set(o->why, ERR_LIMIT,
			    "column \"%s\": more than %d bytes of assets; use "
			    "a second row of the same organisation",
			    o->asset[i].name, ASSETS_MAX);
	}
	return buf_all(&o->assets);
}

static void
organisation_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	struct organisations *o = state;
	struct frame_organisation f = {.row = row, .line = from->line};

	o->row = from;
	o->arena = a;
	o->why = w;
	f.name = name_read(o);
	f.kvk = kvk_take(o);
	f.email = mail_take(o);
	f.language = word_read(o, MEANING_LANGUAGE, languages,
	    "is not a language we write; expected nl or en");
	f.rhythm = word_read(o, MEANING_RHYTHM, rhythms,
	    "is not a rhythm; expected at-once, daily or weekly");
	f.sector = short_text(o, MEANING_SECTOR, SECTOR_MAX);
	f.assets = assets_read(o);
	if (w->err == OK)
		frame_organisation_put(out, &f);
}

static void
organisation_end(void *state, struct arena *a, struct buf *out)
{
	struct organisations *o = state;

	(void)a, (void)out;
	if (o->mails > 0)
		task_note(o->task,
		    "%llu rows have several mail addresses; the first of each "
		    "is used",
		    (unsigned long long)o->mails);
}

static void
organisation_read(struct reader_task *t)
{
	static const struct report_kind kind = {.begin = organisation_begin,
	    .row = organisation_row,
	    .end = organisation_end,
	    .people = true};
	struct organisations o = {.task = t};

	report_read_all(t, &kind, &o);
	buf_free(&o.assets);
}

const struct reader reader_organisation = {
    .name = "organisation",
    .about = "a list of organisations (CSV or .xlsx with column names)",
    .version = 2,
    .read = organisation_read,
};
