/* tests of feed/shadowserver: reports and the rows that come of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "test/feed/driver.h"
#include "test/tap.h"

static int
only_csv(const struct dirent *e)
{
	return str_ends(str_of(e->d_name), STR(".csv"));
}

static void
is_read(const char *name)
{
	char path[512];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/%s", name);
	driver_run(&o, &reader_shadowserver, &(struct reading){.name = name},
	    fixture(path));
	is_int(o.err, OK);
	snprintf(
	    path, sizeof(path), "feed/%.*s.rows", (int)strlen(name) - 4, name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

TEST(own_reports_of_many_types)
{
	struct dirent **names;
	int n = scandir(
	    SOURCE_ROOT "/test/golden/feed", &names, only_csv, alphasort);

	ok(n >= 28);
	for (int i = 0; i < n; i++)
		is_read(names[i]->d_name);
}

/* No value of a secret column, nor of a stolen account, may be shown. */
TEST(secrets_are_not_shown)
{
	static const char *const of[] = {"event4_honeypot_brute_force",
	    "compromised_account", "scan_snmp", "scan_http_vulnerable",
	    "scan_exchange", "scan_redis", "ransomware_victim",
	    "event4_sinkhole_http_referer"};
	static const char *const secret[] = {"Welkom01", "Welkom02", "geheim",
	    "beheerder", "jan@", "piet", "wachtwoord", "0123456789abcdef",
	    "token=", "kaart="};

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		char path[256];
		struct outcome o;
		snprintf(path, sizeof(path),
		    "test/golden/feed/2026-01-31-%s-deelnemers-nl.csv", of[i]);
		driver_run(&o, &reader_shadowserver,
		    &(struct reading){.name = path}, fixture(path));
		ok(o.observations > 0);
		struct str text = buf_all(&o.text);
		for (size_t s = 0; s < sizeof(secret) / sizeof(char *); s++)
			if (!ok(str_find_str(text, str_of(secret[s])) ==
				text.n))
				tap_note("%s: %s", of[i], secret[s]);
		outcome_free(&o);
	}
}

static bool
notes(const char *name, const char *said)
{
	struct outcome o;

	driver_run(&o, &reader_shadowserver, &(struct reading){.name = name},
	    STR("timestamp,ip\n2026-01-31 03:00:00,192.0.2.1\n"));

	bool is = str_find_str(buf_all(&o.text), str_of(said)) < o.text.n;

	is_int(o.err, OK);
	outcome_free(&o);
	return is;
}

/* It is read all the same: Shadowserver makes new ones. */
TEST(a_type_that_is_not_known_is_told)
{
	ok(notes("2026-01-31-scan_rpd-x.csv",
	    "note: no report type is called scan_rpd (scan_rdp is): its "
	    "receivers are told in general words (class-vulnerable-system)"));
	ok(notes("2026-01-31-scan_teapot_kettle-x.csv",
	    "note: the report type scan_teapot_kettle is not known: its "
	    "receivers are told in general words (class-vulnerable-system)"));
	ok(!notes("2026-01-31-scan_rdp-x.csv", "report type"));
}

TEST(an_operators_type_wins)
{
	struct outcome o;
	struct reading how = {.name = "scan_ssh.csv", .type = "scan_rdp"};
	struct str csv = STR("timestamp,ip\n2026-01-30,192.0.2.1\n");

	driver_run(&o, &reader_shadowserver, &how, csv);
	is_text(buf_all(&o.text),
	    "report scan_ssh.csv type=scan_rdp missing=severity,protocol,port,"
	    "hostname,tag,asn,geo,naics,sector\n"
	    "row 1 line 2: 2026-01-30T00:00:00Z ip=192.0.2.1/32 high\n"
	    "end: 1 rows, 0 rejected, complete\n");
	outcome_free(&o);
	how.type = "Scan RDP";
	driver_run(&o, &reader_shadowserver, &how, csv);
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (syntax line=1): a report type is at most 64 of "
	    "a-z, 0-9 and _, such as scan_rdp\n");
	outcome_free(&o);
}

/* Material from outside: every row comes out as a row or as a reject. */

struct sums {
	uint64_t files, rows, observations, rejects;
};

static void
file_sum(struct sums *s, const char *folder, const char *name)
{
	char path[1600];
	struct outcome o;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die_errno("%s", path);
	driver_run_fd(
	    &o, &reader_shadowserver, &(struct reading){.name = name}, fd);
	close(fd);
	is_int(o.err, OK);
	is_int(o.observations + o.rejects, o.rows);
	ok(o.complete == 0 || o.rejects == 0);
	struct str all = buf_all(&o.rejected);
	for (struct str line; str_split(&all, '\n', &line);)
		if (line.n > 0)
			tap_note("%s: %.*s", name, STR_ARG(line));
	s->files++;
	s->rows += o.rows;
	s->observations += o.observations;
	s->rejects += o.rejects;
	outcome_free(&o);
}

static bool
folder_sum(struct sums *s, const char *folder)
{
	char path[1200];
	struct dirent **names;

	*s = (struct sums){0};
	if (outside_data() == NULL)
		return false;
	snprintf(
	    path, sizeof(path), "%s/shadowserver/%s", outside_data(), folder);
	int n = scandir(path, &names, only_csv, alphasort);
	for (int i = 0; i < n; i++)
		file_sum(s, path, names[i]->d_name);
	tap_note("%s: %llu files, %llu rows, %llu observations, %llu rejects",
	    folder, (unsigned long long)s->files, (unsigned long long)s->rows,
	    (unsigned long long)s->observations,
	    (unsigned long long)s->rejects);
	return n > 0;
}

TEST(real_samples_lose_no_row)
{
	struct sums s;

	if (!folder_sum(&s, "csv"))
		skip_all("no outside data");
	is_int(s.files, 93);
	is_int(s.rows, 649);
	is_int(s.observations, 649);
}

TEST(todays_columns_of_every_type_lose_no_row)
{
	struct sums s;

	if (!folder_sum(&s, "synthetic-2026"))
		skip_all("no outside data");
	is_int(s.files, 170);
	is_int(s.rows, 680);
	is_int(s.observations, 680);
}
