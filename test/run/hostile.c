/* tests of inputs made to hurt, through the real program, each by its name */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define REPORT "2026-01-31-scan_rdp-x.csv"
#define HEADER "timestamp,ip,port\n"

/* What was said, with the random references and the folder taken out. */

static void
line_put(struct buf *b, const struct world *w, struct str line)
{
	static const struct str marks[] = {{"batch ", 6}, {"reference ", 10}};
	size_t at = str_find_str(line, str_of(w->folder));

	if (at < line.n) {
		buf_str(b, str_upto(line, at));
		buf_str(b, STR("FOLDER"));
		line = str_from(line, at + strlen(w->folder));
	}
	for (size_t i = 0; i < 2; i++) {
		at = str_find_str(line, marks[i]);
		if (at == line.n || line.n < at + marks[i].n + 16)
			continue;
		buf_str(b, str_upto(line, at + marks[i].n));
		buf_str(b, STR("REFERENCE"));
		line = str_from(line, at + marks[i].n + 16);
	}
	buf_str(b, line);
	buf_char(b, '\n');
}

static void
said_put(struct buf *b, const struct world *w, const struct ran *r)
{
	struct str out = buf_all(&r->out), err = buf_all(&r->err);

	for (struct str line; str_split(&err, '\n', &line);)
		line_put(b, w, line);
	buf_str(b, STR("--\n"));
	for (struct str line; str_split(&out, '\n', &line);)
		line_put(b, w, line);
	buf_fmt(b, "-- exit %d\n", r->code);
}

static void
is_said(const char *name, const struct buf *said)
{
	char path[256];

	snprintf(path, sizeof(path), "run/hostile/%s.txt", name);
	golden(path, buf_all(said));
}

/* Runs it, expects golden words and a store that is still in order. */
static void
is_taken(const char *name, struct world *w, const struct how *how,
    const char *const *words)
{
	struct ran r = {0};
	struct buf said = {0};

	binary_run(w, &r, how, words);
	said_put(&said, w, &r);
	is_said(name, &said);
	ok(accounts_hold(w));
	ran_free(&r);
	buf_free(&said);
}

#define TAKEN(name, w, how, ...)                                               \
	is_taken((name), (w), (how), (const char *const[]){__VA_ARGS__, NULL})

/* The files that the readers are tested with. */

static void
is_imported(const char *name)
{
	struct world w;
	char from[256];

	world_make(&w);
	snprintf(from, sizeof(from), "test/golden/feed/hostile/%s.csv", name);
	TAKEN(name, &w, NULL, "import", world_report(&w, REPORT, fixture(from)),
	    NOW);
}

#define HOSTILE(name)                                                          \
	TEST(name)                                                             \
	{                                                                      \
		is_imported(#name);                                            \
	}

HOSTILE(backslash_quotes)
HOSTILE(bad_addresses)
HOSTILE(bad_dates)
HOSTILE(blank_lines_and_bom)
HOSTILE(carriage_returns_only)
HOSTILE(duplicate_columns)
HOSTILE(empty)
HOSTILE(everyones_address)
HOSTILE(formula_cells)
HOSTILE(header_injection_in_hostname)
HOSTILE(homograph_domain)
HOSTILE(huge_port)
HOSTILE(latin1_bytes)
HOSTILE(negative_asn)
HOSTILE(no_header)
HOSTILE(nobody)
HOSTILE(nul_bytes)
HOSTILE(only_header)
HOSTILE(quote_never_closed)
HOSTILE(ten_thousand_columns)
HOSTILE(ten_thousand_fields)
HOSTILE(utf16)

/* Nothing of it stands in a header of the mail. */
TEST(header_injection_reaches_no_mail)
{
	struct world w;
	struct ran r = {0};
	struct buf mail = {0};
	char path[512];

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "Boef\r\nBcc: b@evil.example",
	    "192.0.2.0/28", "--mail", "boef@boef.example", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "printable text on one line"));
	RUN(&w, &r, "organisation", "add", "Boef", "192.0.2.0/28", "--mail",
	    "boef@boef.example", NOW);
	is_int(r.code, 0);
	world_report(&w, "2026-11-20-scan_rdp-x.csv",
	    STR("timestamp,ip,port,hostname,tag\n"
		"2026-11-20 01:02:03,192.0.2.2,3389,"
		"\"x.example\r\nBcc: everyone@evil.example\","
		"\"rdp\r\n\r\nBcc: all@evil.example\"\n"));
	RUN(&w, &r, "import", w.reports, NOW);
	RUN(&w, &r, "notices", "prepare", NOW);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	ok(file_first(&w, "outbox", ".eml", path));
	is_int(file_slurp(AT_FDCWD, path, 1 << 20, &mail), OK);

	struct str head = str_upto(
	    buf_all(&mail), str_find_str(buf_all(&mail), STR("\r\n\r\n")));

	ok(head.n < mail.n);
	ok(str_find_str(head, STR("\nBcc")) == head.n);
	ok(has(&mail, "\nTo: "));
	ok(has(&mail, "boef@boef.example"));
	buf_free(&mail);
	ran_free(&r);
}

TEST(red_is_not_taken_in)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv",
	    STR("timestamp,ip,port\n2026-11-20 01:02:03,192.0.2.2,3389\n"));
	RUN(&w, &r, "import", "--tlp", "RED", w.reports, NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "may be passed on to nobody"));
	RUN(&w, &r, "import", w.reports, NOW);
	ok(has(&r.out, "rows: 1 (new 1,"));
	ran_free(&r);
}

/* Companies and their assets. */

static void
is_added(const char *name, const char *const *assets)
{
	struct world w;
	const char *words[20] = {"organisation", "add", "Boef BV", NOW};
	size_t n = 5;

	while (*assets != NULL)
		words[n++] = *assets++;
	world_make(&w);
	is_taken(name, &w, NULL, words);
}

#define ADDED(name, ...)                                                       \
	TEST(name)                                                             \
	{                                                                      \
		is_added(#name, (const char *const[]){__VA_ARGS__, NULL});     \
	}

ADDED(everyones_address_as_asset, "127.0.0.1", "10.0.0.0/8", "169.254.1.1",
    "224.0.0.1", "0.0.0.0/0", "::/0", "fe80::1", "::ffff:192.0.2.1",
    "192.168.1.0/24", "100.64.0.1")
ADDED(public_suffix_as_asset, "nl", "co.uk", "com", "amsterdam", "example")
ADDED(homograph_domain_as_asset, "b\xd0\xb0kker.example",
    "xn--bkker-3ve.example", "bakker\xe2\x80\x8b.example")
ADDED(same_prefix_as_another_company, "203.0.113.0/25", "203.0.113.0/24",
    "203.0.113.7")
ADDED(formula_as_asset, "=HYPERLINK(\"http://evil.example\")", "@SUM(1+1)",
    "+31.example", "-2.example")
ADDED(escapes_as_asset, "\x1b[31mred.example", "a\nb.example",
    "a\r\nBcc: x.example")
ADDED(latin1_as_asset, "caf\xe9.example")
ADDED(numbers_as_asset, "AS0", "AS4294967295", "AS99999999999", "AS23456",
    "192.0.2.1/33", "192.0.2.256", "2001:db8::/129")

TEST(row_of_two_companies)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "Buurman", "203.0.113.0/25", NOW);
	TAKEN("row_of_two_companies", &w, NULL, "import",
	    world_report(&w, "2026-11-20-scan_rdp-x.csv",
		STR(HEADER "2026-11-20 01:02:03,203.0.113.2,3389\n")),
	    NOW);
	is_int(account(&w, "SELECT count(*) FROM finding"), 1);
	is_int(account(&w, "SELECT max(organisation) FROM finding"), 1);
	ran_free(&r);
}

static void
is_listed(const char *name, struct str list)
{
	struct world w;

	world_make(&w);
	TAKEN(name, &w, NULL, "organisation", "import",
	    world_report(&w, "list.csv", list), NOW);
}

#define LISTED(name, text)                                                     \
	TEST(name)                                                             \
	{                                                                      \
		is_listed(#name, STR(text));                                   \
	}

LISTED(list_with_wrong_separator,
    "name:kvk:email:assets\nBoef:12345678:x@boef.example:192.0.2.0/28\n")
LISTED(list_with_formulas,
    "name,kvk,email,assets\n"
    "\"=cmd|' /C calc'!A0\",12345678,x@boef.example,192.0.2.0/28\n"
    "@SUM,,x@boef.example,192.0.2.16/28\n")
LISTED(list_with_header_injection,
    "name,email\n\"Boef\r\nBcc: all@evil.example\",x@boef.example\n"
    "Rover,\"x@rover.example\r\nBcc: all@evil.example\"\n")
LISTED(list_with_one_company_twice,
    "name,kvk,email\nBoef,12345678,a@boef.example\n"
    "Rover,12345678,b@rover.example\n")
LISTED(list_with_bad_values,
    "name,kvk,email,language,rhythm,assets\n"
    "A,1234567,a@a.example,nl,daily,192.0.2.0/28\n"
    "B,,not a mail,nl,daily,192.0.2.16/28\n"
    "C,,c@c.example,xx,daily,192.0.2.32/28\n"
    "D,,d@d.example,nl,hourly,192.0.2.48/28\n"
    ",,e@e.example,nl,daily,192.0.2.64/28\n"
    "Goed,,f@f.example,nl,daily,192.0.2.80/28\n")
LISTED(list_is_a_report,
    "timestamp,ip,port\n2026-11-20 01:02:03,203.0.113.2,3389\n")
LISTED(list_is_empty, "")

TEST(report_is_a_list)
{
	struct world w;

	world_make(&w);
	TAKEN("report_is_a_list", &w, NULL, "import",
	    world_report(&w, REPORT,
		STR("name,kvk,email,assets\n"
		    "Boef,12345678,x@boef.example,192.0.2.0/28\n")),
	    NOW);
}

TEST(escapes_in_a_file_name)
{
	struct world w;

	world_make(&w);
	TAKEN("escapes_in_a_file_name", &w, NULL, "import",
	    world_report(
		&w, "2026-11-20-scan_rdp-\x1b[31mred\n.csv", STR("nothing\n")),
	    NOW);
}

TEST(word_of_forty_kilobytes)
{
	struct world w;
	struct buf b = {0};

	for (int i = 0; i < 40000; i++)
		buf_char(&b, 'a');
	world_make(&w);
	TAKEN("word_of_forty_kilobytes", &w, NULL, "organisation", "add",
	    "Boef", buf_cstr(&b), NOW);
	buf_free(&b);
}

/* Too much of it. */

static la_ssize_t
archive_out(struct archive *a, void *to, const void *p, size_t n)
{
	(void)a;
	buf_put(to, p, n);
	return (la_ssize_t)n;
}

/* mib MiB of text over and over, as the one member of a zip or as .zst. */
static void
bomb_put(struct buf *to, bool zip, const char *name, struct str text, int mib)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	la_int64_t size = (la_int64_t)mib << 20;

	if (zip) {
		archive_write_set_format_zip(a);
	} else {
		archive_write_set_format_raw(a);
		archive_write_add_filter_zstd(a);
	}
	archive_write_set_bytes_in_last_block(a, 1);
	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, size);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	if (archive_write_open2(a, to, NULL, archive_out, NULL, NULL) !=
		ARCHIVE_OK ||
	    archive_write_header(a, e) != ARCHIVE_OK)
		die("archive: %s", archive_error_string(a));
	for (la_int64_t n = 0; n < size; n += (la_int64_t)text.n)
		if (archive_write_data(a, text.p, text.n) < 0)
			die("archive: %s", archive_error_string(a));
	archive_entry_free(e);
	archive_write_close(a);
	archive_write_free(a);
}

TEST(zip_bomb)
{
	struct world w;
	struct buf zeros = {0}, bomb = {0};

	buf_str(&zeros, STR(HEADER));
	while (zeros.n < 64 << 20)
		buf_char(&zeros, '0');
	bomb_put(&bomb, true, REPORT, buf_all(&zeros), 128);
	ok(bomb.n < 1 << 20);
	world_make(&w);
	TAKEN("zip_bomb", &w, NULL, "import",
	    world_report(&w, "bomb.zip", buf_all(&bomb)), NOW);
	buf_free(&zeros);
	buf_free(&bomb);
}

TEST(zstd_bomb)
{
	struct world w;
	struct buf bomb = {0};

	bomb_put(&bomb, false, REPORT,
	    STR(HEADER "2026-01-30 01:02:03,192.0.2.1,22\n"), 256);
	ok(bomb.n < 1 << 18);
	world_make(&w);
	TAKEN("zstd_bomb", &w, NULL, "import",
	    world_report(&w, REPORT ".zst", buf_all(&bomb)), NOW);
	buf_free(&bomb);
}

enum { LINE_MIB = 1024, PEAK_MIB = 300 };

/* A header, and then one line that does not end; a row behind it. */
static void
long_line_write(int fd)
{
	static char part[1 << 20];

	memset(part, 'a', sizeof(part));
	if (!file_write(fd, HEADER, sizeof(HEADER) - 1))
		_exit(1);
	for (int i = 0; i < LINE_MIB; i++)
		if (!file_write(fd, part, sizeof(part)))
			_exit(1);
	if (!file_write(fd, "\n2026-01-30 01:02:03,192.0.2.1,22\n", 34))
		_exit(1);
	_exit(0);
}

TEST(line_of_a_gigabyte)
{
	struct world w;
	struct ran r = {0};
	struct buf said = {0};
	int ends[2];

	world_make(&w);
	if (pipe(ends) != 0)
		die_errno("pipe");
	fflush(stdout);
	if (fork() == 0) {
		close(ends[0]);
		long_line_write(ends[1]);
	}
	close(ends[1]);
	RUN_AS(&w, &r, &(struct how){.pipe = ends[0]}, "import", "--type",
	    "scan_rdp", "-", NOW);
	said_put(&said, &w, &r);
	is_said("line_of_a_gigabyte", &said);
	tap_note("at most %ld MiB", r.peak >> 10);
	ok(r.peak >> 10 > 1);
	ok(r.peak >> 10 < PEAK_MIB);
	is_int(account(&w, "SELECT count(*) FROM observation"), 1);
	buf_free(&said);
	ran_free(&r);
}
