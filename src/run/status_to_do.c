/* status_to_do: what waits for a person, the most urgent first */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/status_to_do.h"

#include "run/spoken.h"

enum { COMMAND_COLUMN = 46 };

/* How many; what, for one and for many; the command that shows or does it. */
struct to_do {
	int64_t n;
	const char *one, *many, *command;
};

static size_t
feeds_missing(const struct standing *st)
{
	size_t n = 0;

	for (size_t i = 0; i < st->n_feeds; i++)
		n += st->feed[i].missing != SQL_NULL_I64;
	return n;
}

static void
row_put(struct buf *b, const struct to_do *t)
{
	size_t from = b->n;

	buf_str(b, STR("  "));
	spoken_count(b, t->n);
	buf_fmt(b, " %s", t->n == 1 ? t->one : t->many);
	do
		buf_char(b, ' ');
	while (b->n - from < COMMAND_COLUMN);
	buf_fmt(b, "dijkwacht %s\n", t->command);
}

static bool
first_step_put(struct buf *b, const struct standing *st)
{
	if (st->organisations == 0)
		buf_str(b,
		    STR("\nNext: tell who is guarded, with `dijkwacht "
			"organisation import LIST.csv`\n"));
	else if (st->reports.reports_int == 0)
		buf_str(b,
		    STR("\nNext: read reports, with `dijkwacht import "
			"FILES`\n"));
	return st->organisations == 0 || st->reports.reports_int == 0;
}

void
status_to_do_put(struct buf *b, const struct standing *st)
{
	int64_t doubt = st->claims[CLAIM_PENDING] + st->claims[CLAIM_DISPUTED];
	int64_t missing = (int64_t)feeds_missing(st);
	int64_t failed = st->delivery[DELIVERY_FAILED];
	int64_t ending = st->agreements_soon + st->agreements_expired;
	int64_t by_hand = st->automatic ? 0 : 1;
	/* clang-format off */
	const struct to_do rows[] = {
		{st->leaks, "data leak to decide about", "data leaks to decide about",
			"leak list"},
		{st->stopped, "release that stopped by itself",
			"releases that stopped by themselves", "standing list"},
		{st->held, "hold: no mail leaves", "", "sending status"},
		{st->emergencies, "emergency release to look at",
			"emergency releases to look at", "notices review"},
		{missing, "feed is missing", "feeds are missing", "feed list"},
		{st->cases, "case: a company to phone", "cases: companies to phone", "case list"},
		{st->unheard, "danger nobody can be written to of",
			"dangers nobody can be written to of", "case open --due"},
		{failed, "mail that failed", "mails that failed", "sending status"},
		{st->second, "notice for a second person", "notices for a second person",
			"notices release --all"},
		{st->proposed, "standing release to approve", "standing releases to approve",
			"standing list"},
		{by_hand * (st->notice[NOTICE_PREPARED] - st->second), "notice to look at and send",
			"notices to look at and send", "notices preview"},
		{st->letters, "letter to print and post", "letters to print and post",
			"letters print FILE.pdf"},
		{by_hand * st->due, "finding to be told", "findings to be told", "notices prepare"},
		{doubt, "asset in doubt, that identifies nobody",
			"assets in doubt, that identify nobody", "asset pending"},
		{ending, "agreement that ends or has ended", "agreements that end or have ended",
			"agreement list"},
		{st->contacts_old, "contact to confirm", "contacts to confirm",
			"organisation contacts --unconfirmed"},
		{st->nobodys_mail, "sender that nobody can answer", "",
			"service set --sender-mail ADDRESS"},
		{st->backup == SQL_NULL_I64, "backup to make, the first", "", "backup FILE"},
		{st->drill == SQL_NULL_I64, "copy of the keys to put on paper", "",
			"keys escrow SHEET"},
	};
	/* clang-format on */
	bool any = false;

	if (first_step_put(b, st))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].n <= 0)
			continue;
		if (!any)
			buf_str(b, STR("\nWhat waits for you\n"));
		any = true;
		row_put(b, &rows[i]);
	}
	if (!any)
		buf_str(b, STR("\nNothing waits for you.\n"));
}
