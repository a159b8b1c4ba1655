/* tests of lists by hand and mails through the real program */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/base/pack.h"
#include "test/feed/book.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW  "--now", "2026-02-01T08:00:00Z"
#define OURS "--topic", "open-rdp", "--giver", "Bureau X"

static const char dutch[] = "IP-adres;Poort;Datum;Ernst\n"
			    "203.0.113.2;3389;31-01-2026 08:15;Hoog\n"
			    "198.51.100.7;3389;31-01-2026 09:00;laag\n"
			    "niemand;3389;31-01-2026 09:00;laag\n";
static const char english[] = "address,port,seen,severity\n"
			      "203.0.113.2,3389,2026-01-31,high\n";
static const char headless[] = "203.0.113.2,2026-01-31\n"
			       "203.0.113.3,2026-01-30\n";

/* What was said, with the folder of the reports taken out. */
static void
is_said(const char *name, const struct world *w, const struct ran *r)
{
	char path[256];
	struct buf b = {0};
	struct str left[] = {buf_all(&r->err), STR("--\n"), buf_all(&r->out)};
	struct str folder = str_of(w->reports);

	for (size_t i = 0; i < 3; i++)
		while (left[i].n > 0) {
			size_t at = str_find_str(left[i], folder);
			buf_str(&b, str_upto(left[i], at));
			if (at < left[i].n)
				buf_str(&b, STR("REPORTS"));
			left[i] = str_from(left[i], at + folder.n);
		}
	snprintf(path, sizeof(path), "run/listing/%s.txt", name);
	golden(path, buf_all(&b));
	buf_free(&b);
}

TEST(preview_in_dutch)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "import", world_report(&w, "lijst.csv", str_of(dutch)),
	    "--dry-run", "--zone", "CET", OURS, NOW);
	is_int(r.code, 0);
	is_said("preview_in_dutch", &w, &r);
	RUN(&w, &r, "findings", NOW);
	ok(!has(&r.out, "open-rdp")); /* nothing was taken in */
	ran_free(&r);
}

TEST(preview_in_english)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "import", world_report(&w, "list.csv", str_of(english)),
	    "--dry-run", OURS, NOW);
	is_int(r.code, 0);
	is_said("preview_in_english", &w, &r);
	ran_free(&r);
}

TEST(sure_ones_are_read_at_once)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "import", world_report(&w, "list.csv", str_of(english)),
	    OURS, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "findings opened: 1"));
	RUN(&w, &r, "import", world_report(&w, "list.csv", str_of(english)),
	    OURS, NOW);
	ok(has(&r.out, "list.csv: read before, nothing changes"));
	ok(accounts_hold(&w));
	ran_free(&r);
}

TEST(unsure_ones_wait_for_a_word)
{
	struct world w;
	struct ran r = {0};
	const char *list;

	world_make(&w);
	list = world_report(&w, "it's a list.csv", str_of(headless));
	RUN(&w, &r, "import", list, OURS, NOW);
	is_int(r.code, 1);
	is_said("unsure_ones_wait_for_a_word", &w, &r);
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "address=1,seen=3");
	is_int(r.code, 1);
	ok(has(&r.err, "there is no column \"3\""));
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "address=1,seen=2");
	is_int(r.code, 0);
	ok(has(&r.out, "findings opened: 2"));
	RUN(&w, &r, "import", list, "--topic", "open-smb", "--giver", "x",
	    "--yes", NOW);
	ok(has(&r.out, "findings opened: 2"));
	ran_free(&r);
}

TEST(a_map_is_kept)
{
	struct world w;
	struct ran r = {0};
	const char *list;

	world_make(&w);
	list = world_report(&w, "lijst.csv", str_of(headless));
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "bureau");
	is_int(r.code, 2);
	ok(has(&r.err, "--map: no map of the name \"bureau\" was kept"));
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "address=#1,seen=#2",
	    "--keep-map", "bureau");
	is_int(r.code, 0);
	ok(has(&r.out, "kept as map bureau"));
	list = world_report(&w, "later.csv", STR("203.0.113.9,2026-02-01\n"));
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "bureau");
	is_int(r.code, 0);
	ok(has(&r.out, "findings opened: 1"));
	RUN(&w, &r, "import", list, OURS, NOW, "--map", "other");
	ok(has(&r.err, "(there are bureau)"));
	ran_free(&r);
}

TEST(options_that_are_wrong)
{
	struct world w;
	struct ran r = {0};
	const char *list;

	world_make(&w);
	list = world_report(&w, "list.csv", str_of(english));
	RUN(&w, &r, "import", list, "--topic", "nothing", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "there is no topic \"nothing\""));
	RUN(&w, &r, "import", list, "--as", "list", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "nothing says what kind of danger it is; --topic"));
	RUN(&w, &r, "import", list, "--topic", "open-rdp", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "say who gave it with --giver NAME"));
	RUN(&w, &r, "import", list, OURS, NOW, "--dates", "ymd");
	is_int(r.code, 1);
	ok(has(&r.err, "--dates: dmy for day-month-year"));
	RUN(&w, &r, "import", list, OURS, NOW, "--as", "shadowserver");
	is_int(r.code, 2);
	ok(has(&r.err, "--topic and --map are for lists"));
	RUN(&w, &r, "import", list, OURS, NOW, "--keep-map", "a b");
	is_int(r.code, 2);
	ran_free(&r);
}

/* A workbook with one row of the first company. */
static void
book_make(struct buf *b)
{
	book_put(b,
	    &(struct book){.sheet =
			       "<worksheet><sheetData><row><c t=\"str\"><v>IP"
			       "</v></c><c t=\"str\"><v>Datum</v></c></row>"
			       "<row><c t=\"str\"><v>203.0.113.5</v></c><c "
			       "s=\"1\"><v>46053</v></c></row></sheetData>"
			       "</worksheet>"},
	    (struct str){0});
}

TEST(a_workbook)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	book_make(&b);
	RUN(&w, &r, "import", world_report(&w, "lijst.xlsx", buf_all(&b)), OURS,
	    NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "findings opened: 1"));
	/* from a pipe it is spooled first */
	RUN_AS(&w, &r, (&(struct how){.in = buf_all(&b)}), "import", "-", OURS,
	    NOW, "--as", "list");
	ok(has(&r.out, "standard input: read before, nothing changes") ||
	    has(&r.out, "seen again: 1"));
	ran_free(&r);
	buf_free(&b);
}

/* Mails. */

static void
base64_put(struct buf *b, struct str s)
{
	static const char of[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr"
				 "stuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t v = 0;
		for (size_t k = 0; k < 3; k++)
			v = v << 8 |
			    (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_char(
			    b, i + k > s.n ? '=' : of[v >> (18 - 6 * k) & 63]);
		if (i / 3 % 19 == 18)
			buf_char(b, '\n');
	}
}

static void
maildir_make(const struct world *w, char dir[300])
{
	char path[320];

	snprintf(dir, 300, "%s/mail", w->reports);
	mkdir(dir, 0700);
	for (int i = 0; i < 3; i++) {
		static const char *const parts[] = {"cur", "new", "tmp"};
		snprintf(path, sizeof(path), "%s/%s", dir, parts[i]);
		mkdir(path, 0700);
	}
}

/* A mail in new with one attachment; name NULL: none. */
static void
mail_write(const char *dir, const char *mail, const char *name, struct str s)
{
	struct buf b = {0};
	char path[400];

	buf_str(&b,
	    STR("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee "
		"https://files.example/\n--b\n"));
	if (name != NULL) {
		buf_fmt(&b,
		    "Content-Disposition: attachment; filename=\"%s\"\n"
		    "Content-Transfer-Encoding: base64\n\n",
		    name);
		base64_put(&b, s);
		buf_str(&b, STR("\n--b--\n"));
	}
	snprintf(path, sizeof(path), "%s/new/%s", dir, mail);
	FILE *f = fopen(path, "w");
	if (f == NULL || fwrite(b.p, 1, b.n, f) != b.n || fclose(f) != 0)
		die_errno("%s", path);
	buf_free(&b);
}

static bool
is_there(const char *dir, const char *path)
{
	char whole[500];

	snprintf(whole, sizeof(whole), "%s/%s", dir, path);
	return access(whole, F_OK) == 0;
}

TEST(a_maildir_is_read_and_taken)
{
	struct world w;
	struct ran r = {0};
	struct buf book = {0}, rows = {0}, packed = {0};
	char dir[300];

	world_make(&w);
	maildir_make(&w, dir);
	rows_put(&rows, "2026-01-31", 0, 64);
	gzip_put(&packed, buf_all(&rows));
	book_make(&book);
	mail_write(dir, "1.M1.host", "../../2026-01-31-scan_rdp-x.csv.gz",
	    buf_all(&packed));
	mail_write(dir, "2.M1.host", NULL, (struct str){0});
	mail_write(dir, "3.M1.host", "lijst.xlsx", buf_all(&book));
	RUN(&w, &r, "import", dir, "--take", "--giver", "Bureau X", NOW);
	is_int(r.code, 1);
	ok(has(&r.out, "reports: 1; rows: 64"));
	ok(has(&r.err,
	    "2.M1.host.eml: this mail has a link instead of an attachment; "
	    "links are never followed"));
	ok(has(&r.err, "lijst.xlsx: nothing says what kind of danger it is"));
	ok(is_there(dir, "cur/1.M1.host:2,S") &&
	    !is_there(dir, "new/1.M1.host"));
	ok(is_there(dir, "new/2.M1.host")); /* told and left */
	ok(is_there(dir, "new/3.M1.host"));
	RUN(&w, &r, "import", dir, "--giver", "Bureau X", NOW);
	ok(has(&r.out, "read before, nothing changes"));
	ok(is_there(dir, "new/3.M1.host")); /* without --take */
	ok(accounts_hold(&w));
	ran_free(&r);
	buf_free(&book);
	buf_free(&rows);
	buf_free(&packed);
}

TEST(a_damaged_attachment_is_not_read)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "import",
	    world_report(&w, "x.eml",
		STR("Content-Disposition: attachment; "
		    "filename=2026-01-31-scan_rdp-x.csv\n"
		    "Content-Transfer-Encoding: "
		    "base64\n\ndGltZXN0Y***W1wLGlw\n")),
	    NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "2026-01-31-scan_rdp-x.csv is damaged or cut off"));
	ok(has(&r.out, "reports: 0"));
	ran_free(&r);
}

/* Companies. */

TEST(companies_in_a_dry_run)
{
	struct world w;
	struct ran r = {0};
	const char *list;

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "Smid BV", "--mail",
	    "hand@smid.example", NOW);
	is_int(r.code, 0);
	list = world_report(&w, "2026-klanten.csv",
	    STR("Klant;Contact;Netwerken;sector\n"
		"Bakkerij Jansen;jan@bakker.example;203.0.113.0/25;Voeding\n"
		"Smid BV;list@smid.example;;\n"
		"Molen;molen@molen.example;;\n"
		"Nieuw BV;\"[\"\"a@nieuw.example\"\", "
		"\"\"b@nieuw.example\"\"]\";{192.0.2.0/28};\n"));
	RUN(&w, &r, "organisation", "import", list, "--dry-run", NOW, "--map",
	    "name=Klant,mail=Contact,asset=Netwerken");
	is_int(r.code, 0);
	is_said("companies_in_a_dry_run", &w, &r);
	RUN(&w, &r, "organisation", "list", NOW);
	ok(!has(&r.out, "Nieuw BV"));
	RUN(&w, &r, "organisation", "import", list, "--dated", "2020-01-01",
	    NOW, "--map", "name=Klant,mail=Contact,asset=Netwerken");
	RUN(&w, &r, "organisation", "show", "Smid BV", NOW);
	ok(has(&r.out, "hand@smid.example"));
	ok(has(&r.out, "mail      command line"));
	RUN(&w, &r, "organisation", "show", "Nieuw BV", NOW);
	ok(has(&r.out, "a@nieuw.example"));
	ok(has(&r.out, "2020-01-01"));
	ran_free(&r);
}
