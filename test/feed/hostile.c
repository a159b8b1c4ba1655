/* tests of the readers against inputs made to hurt, each by its name */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <archive.h>
#include <archive_entry.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/feed/driver.h"
#include "test/tap.h"

#define HEADER "timestamp,ip,port\n"
#define ROW    "2026-01-30 00:00:00,192.0.2.1,22\n"

static void
is_read_as(const char *name, const char *file)
{
	char path[256];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/hostile/%s.csv", name);
	driver_run(&o, &reader_shadowserver, &(struct reading){.name = file},
	    fixture(path));
	snprintf(path, sizeof(path), "feed/hostile/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

/* The bytes in test/golden/feed/hostile/NAME.csv give NAME.rows. */
#define HOSTILE(name)                                                          \
	TEST(name)                                                             \
	{                                                                      \
		is_read_as(#name, "2026-01-31-scan_rdp-x.csv");                \
	}

HOSTILE(backslash_quotes)
HOSTILE(bad_addresses)
HOSTILE(bad_dates)
HOSTILE(blank_lines_and_bom)
HOSTILE(carriage_returns_only)
HOSTILE(cves_of_all_sorts)
HOSTILE(duplicate_columns)
HOSTILE(empty)
HOSTILE(everyones_address)
HOSTILE(formula_cells)
HOSTILE(header_injection_in_hostname)
HOSTILE(homograph_domain)
HOSTILE(huge_port)
HOSTILE(latin1_bytes)
HOSTILE(negative_asn)
HOSTILE(networks_for_addresses)
HOSTILE(no_header)
HOSTILE(nobody)
HOSTILE(nul_bytes)
HOSTILE(odd_certificate_names)
HOSTILE(odd_column_names)
HOSTILE(only_header)
HOSTILE(quote_never_closed)
HOSTILE(renamed_columns)
HOSTILE(ten_thousand_columns)
HOSTILE(ten_thousand_fields)
HOSTILE(thirty_new_columns)
HOSTILE(utf16)

static void
is_outcome(const char *name, struct str bytes, const char *want)
{
	struct outcome o;

	driver_run(
	    &o, &reader_shadowserver, &(struct reading){.name = name}, bytes);
	is_text(buf_all(&o.text), want);
	outcome_free(&o);
}

TEST(wrong_type_name)
{
	is_outcome("2026-01-31-Rapport RDP-klant.csv", STR(HEADER ROW),
	    "INPUT REFUSED (absent line=1): does not say which report it is; "
	    "rename it to YYYY-MM-DD-TYPE-SCOPE.csv or give --type\n");
	is_outcome("", STR(HEADER ROW),
	    "INPUT REFUSED (absent line=1): does not say which report it is; "
	    "rename it to YYYY-MM-DD-TYPE-SCOPE.csv or give --type\n");
}

TEST(long_header)
{
	struct buf b = {0};

	buf_str(&b, STR("timestamp,ip"));
	for (int i = 0; i < 1000; i++)
		buf_fmt(&b, ",a_column_with_a_long_name_%d", i);
	buf_str(&b, STR("\n" ROW));
	is_outcome("scan_rdp.csv", buf_all(&b),
	    "INPUT REFUSED (limit line=1): the line with column names is "
	    "longer than 16384 bytes\n");
	buf_free(&b);
}

/* Values of the greatest length in every column still fit in a frame. */
TEST(long_values)
{
	static const char *const names[] = {"hostname", "geo", "naics",
	    "sector", "severity", "tag", "infection", "vulnerability_id",
	    "device_vendor", "device_type", "version", "server", "banner",
	    "url", "status", "detail"};
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("timestamp,ip,port,asn"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		buf_fmt(&b, ",%s", names[i]);
	buf_str(&b, STR("\n2026-01-30 00:00:00,192.0.2.1,"));
	buf_fmt(&b, "%0400d,%0400d", 1, 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		buf_char(&b, ',');
		for (int k = 0; k < 150; k++)
			buf_fmt(&b, "CVE-2026-%04d \xc3\xa9", k);
	}
	buf_char(&b, '\n');
	driver_run(&o, &reader_shadowserver,
	    &(struct reading){.name = "scan_rdp.csv"}, buf_all(&b));
	is_int(o.observations + o.rejects, 1);
	is_int(o.err, OK);
	is_int(o.observations, 1);
	outcome_free(&o);
	buf_free(&b);
}

/* Archives, made here. */

static la_ssize_t
archive_out(struct archive *a, void *to, const void *p, size_t n)
{
	(void)a;
	buf_put(to, p, n);
	return (la_ssize_t)n;
}

static struct archive *
archive_make(struct buf *to, bool zip)
{
	struct archive *a = archive_write_new();

	if (zip)
		archive_write_set_format_zip(a);
	else
		archive_write_set_format_raw(a);
	if (!zip)
		archive_write_add_filter_gzip(a);
	archive_write_set_bytes_in_last_block(a, 1);
	if (archive_write_open2(a, to, NULL, archive_out, NULL, NULL) !=
	    ARCHIVE_OK)
		die("archive: %s", archive_error_string(a));
	return a;
}

static void
member_add(struct archive *a, const char *name, struct str bytes)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, (la_int64_t)bytes.n);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	if (archive_write_header(a, e) != ARCHIVE_OK ||
	    archive_write_data(a, bytes.p, bytes.n) < 0)
		die("archive: %s", archive_error_string(a));
	archive_entry_free(e);
}

static struct str
packed(struct buf *to, bool zip, const char *name, struct str bytes)
{
	struct archive *a = archive_make(to, zip);

	member_add(a, name, bytes);
	archive_write_close(a);
	archive_write_free(a);
	return buf_all(to);
}

static void
rows_put(struct buf *b, int n)
{
	buf_str(b, STR(HEADER));
	for (int i = 0; i < n; i++)
		buf_fmt(b, "2026-01-30 %02d:%02d:%02d,192.0.2.%d,%d\n",
		    i / 3600 % 24, i / 60 % 60, i % 60, i * 7919 % 256, i);
}

/* The last lines, from the end of the report on, as comments. */
static struct str
end_of(const struct outcome *o)
{
	struct str text = buf_all(&o->text);
	struct str end = str_from(text, str_find_str(text, STR("end: ")));
	struct str rest = end;

	for (struct str line; str_split(&rest, '\n', &line);)
		tap_note("%.*s", STR_ARG(line));
	return end;
}

TEST(truncated_gzip)
{
	struct buf rows = {0}, gz = {0};
	struct outcome o;

	rows_put(&rows, 20000);
	struct str whole = packed(&gz, false, "x", buf_all(&rows));
	driver_run(&o, &reader_shadowserver,
	    &(struct reading){.name = "2026-01-31-scan_ssh-x.csv.gz"},
	    str_upto(whole, whole.n / 2));
	ok(o.observations > 1000);
	ok(o.observations < 20000);
	is_int(o.rejects, 0);
	is_int(o.complete, 0);
	ok(o.err != OK);
	struct str end = end_of(&o);
	ok(str_find_str(end, STR("why: ends early: ")) < end.n);
	ok(str_find_str(end, STR("INPUT REFUSED")) < end.n);
	outcome_free(&o);
	buf_free(&rows);
	buf_free(&gz);
}

TEST(whole_gzip)
{
	struct buf gz = {0};

	is_outcome("2026-01-31-scan_ssh-x.csv.gz",
	    packed(&gz, false, "x", STR(HEADER ROW)),
	    "report 2026-01-31-scan_ssh-x.csv.gz type=scan_ssh scope=x "
	    "day=2026-01-31 missing=severity,protocol,hostname,tag,asn,"
	    "geo,naics,sector\n"
	    "row 1 line 2: 2026-01-30T00:00:00Z ip=192.0.2.1/32 port=22 "
	    "info\n"
	    "end: 1 rows, 0 rejected, complete\n");
	buf_free(&gz);
}

TEST(zip_bomb)
{
	struct buf rows = {0}, zip = {0};
	struct outcome o;

	buf_str(&rows, STR(HEADER));
	for (int i = 0; i < 400000; i++)
		buf_str(&rows, STR(ROW));
	struct str bomb =
	    packed(&zip, true, "2026-01-31-scan_ssh-x.csv", buf_all(&rows));
	driver_run(&o, &reader_shadowserver,
	    &(struct reading){.name = "bomb.zip", .limits = {4 << 20, 1000}},
	    bomb);
	ok(o.observations > 0);
	ok(o.observations < 400000);
	is_int(o.complete, 0);
	is_int(o.err, ERR_LIMIT);
	struct str end = end_of(&o);
	ok(str_find_str(end, STR("the most that is taken")) < end.n);
	outcome_free(&o);
	buf_free(&rows);
	buf_free(&zip);
}

TEST(nested_zip)
{
	struct buf inner = {0}, outer = {0};

	packed(&inner, true, "2026-01-31-scan_ssh-x.csv", STR(HEADER ROW));
	is_outcome("outer.zip",
	    packed(&outer, true, "inner.zip", buf_all(&inner)),
	    "INPUT REFUSED (syntax): inner.zip: holds another archive or "
	    "compressed file; unpack that first\n");
	buf_free(&inner);
	buf_free(&outer);
}

/* One bad member costs its neighbours nothing, and is not forgotten. */
TEST(zip_with_a_bad_member)
{
	struct buf zip = {0};
	struct archive *a = archive_make(&zip, true);

	member_add(a, "2026-01-31-scan_ssh-x.csv", STR(HEADER ROW));
	member_add(a, "__MACOSX/._2026-01-31-scan_ssh-x.csv", STR("\0\5"));
	member_add(a, "leesmij.txt", STR("Hallo, wereld\n"));
	member_add(a, "../../2026-01-31-scan_ftp-x.csv", STR(HEADER));
	archive_write_close(a);
	archive_write_free(a);
	is_outcome("alles.zip", buf_all(&zip),
	    "report 2026-01-31-scan_ssh-x.csv type=scan_ssh scope=x "
	    "day=2026-01-31 missing=severity,protocol,hostname,tag,asn,"
	    "geo,naics,sector\n"
	    "row 1 line 2: 2026-01-30T00:00:00Z ip=192.0.2.1/32 port=22 "
	    "info\n"
	    "end: 1 rows, 0 rejected, complete\n"
	    "report ../../2026-01-31-scan_ftp-x.csv type=scan_ftp scope=x "
	    "day=2026-01-31 missing=severity,protocol,hostname,tag,asn,"
	    "geo,naics\n"
	    "end: 0 rows, 0 rejected, complete\n"
	    "INPUT REFUSED (absent line=1): leesmij.txt: the first line has "
	    "no column \"timestamp\"; expected the column names of a "
	    "Shadowserver report\n");
	buf_free(&zip);
}

/* Sends a header, a line of a gigabyte and a good row down a pipe. */
static void
gigabyte_send(int fd)
{
	static char block[1 << 20];

	memset(block, 'a', sizeof(block));
	bool fine = file_write(fd, HEADER, sizeof(HEADER) - 1);
	for (int i = 0; fine && i < 1024; i++)
		fine = file_write(fd, block, sizeof(block));
	fine = fine && file_write(fd, "\n" ROW, sizeof(ROW));
	_exit(fine ? 0 : 1);
}

TEST(one_gigabyte_line)
{
	int fd[2], status;
	struct outcome o;
	struct reading how = {
	    .name = "scan_ssh.csv", .limits = {2ULL << 30, 1000}};

	if (pipe(fd) != 0)
		die_errno("pipe");
	pid_t pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0)
		gigabyte_send(fd[1]);
	close(fd[1]);
	driver_run_fd(&o, &reader_shadowserver, &how, fd[0]);
	close(fd[0]);
	is_int(waitpid(pid, &status, 0), pid);
	is_int(status, 0);
	is_int(o.observations, 1);
	is_text(buf_all(&o.rejected),
	    "line 2: the line is longer than 49152 bytes\n");
	outcome_free(&o);
}
