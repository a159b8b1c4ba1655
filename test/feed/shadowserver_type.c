/* tests of the tables of report types and columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "feed/event.h"
#include "feed/shadowserver.h"
#include "feed/shadowserver_column.h"
#include "test/tap.h"

TEST(topics_of_known_types)
{
	is_text(shadowserver_topic(STR("scan_rdp")), "open-rdp");
	is_text(shadowserver_topic(STR("scan6_smb")), "open-smb");
	is_text(shadowserver_topic(STR("event4_sinkhole")), "infected-system");
	is_text(shadowserver_topic(STR("compromised_account")),
	    "stolen-credentials");
	is_text(shadowserver_topic(STR("blocklist")), "class-blacklist");
	is_text(shadowserver_topic(STR("scan_xdmcp")), "open-remote");
	ok(shadowserver_knows(STR("blocklist")));
	ok(shadowserver_knows(STR("special")));
}

TEST(topics_of_types_to_come)
{
	ok(!shadowserver_knows(STR("scan_new")));
	is_text(shadowserver_topic(STR("scan_new")), "class-vulnerable-system");
	is_text(
	    shadowserver_topic(STR("event5_sinkhole_x")), "infected-system");
	is_text(
	    shadowserver_topic(STR("event4_honeypot_x_scan")), "class-scanner");
	is_text(shadowserver_topic(STR("compromised_x")),
	    "class-system-compromise");
	is_text(shadowserver_topic(STR("x")), "class-other");
	is_text(shadowserver_topic(STR("")), "class-other");
}

/* Each topic that a type can get has its text in both languages. */
static void
topic_is_written(struct str topic)
{
	static const char *const langs[] = {"nl", "en"};

	for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
		char path[512];
		snprintf(path, sizeof(path),
		    SOURCE_ROOT "/content/topic/%.*s.%s.txt", STR_ARG(topic),
		    langs[i]);
		if (!ok(access(path, R_OK) == 0))
			tap_note("no %s", path);
	}
}

TEST(every_topic_is_written)
{
	static const char *const types[] = {"blocklist", "device_id",
	    "compromised_account", "compromised_iot", "compromised_website",
	    "event4_ddos_participant", "event4_honeypot_brute_force",
	    "event4_honeypot_ddos", "event4_honeypot_ddos_target",
	    "event4_honeypot_ics_scan", "event4_ip_spoofer", "event4_sinkhole",
	    "malware_url", "phish_url", "ransomware_victim", "scan_badsecrets",
	    "scan_dns", "scan_exchange", "scan_gtp", "scan_http_vulnerable",
	    "scan_ics", "scan_ldap_tcp", "scan_mysql", "scan_ntp", "scan_rdp",
	    "scan_smb", "scan_ssh", "scan_vnc", "spam_url", "x"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		topic_is_written(shadowserver_topic(str_of(types[i])));
}

TEST(severities)
{
	is_int(shadowserver_severity(STR("scan_rdp")), SEVERITY_HIGH);
	is_int(shadowserver_severity(STR("compromised_account")),
	    SEVERITY_CRITICAL);
	is_int(shadowserver_severity(STR("scan_ssh")), SEVERITY_INFO);
	is_int(shadowserver_severity(STR("scan_new")), SEVERITY_NONE);
}

TEST(every_column_has_a_field)
{
	for (size_t i = 0; i < n_columns; i++) {
		const struct column *c = &columns[i];
		struct str field = str_of(c->field);
		ok(column_named(str_of(c->name)) == c);
		if (!ok(str_starts(field, STR("extra.")) ||
			event_field_named(field) != NULL))
			tap_note("%s: no field %s", c->name, c->field);
		ok(!c->secret || c->show == SHOW_NOT);
	}
	is_int(n_columns, 756);
}

TEST(every_type_is_whole)
{
	for (size_t i = 0; i < n_report_types; i++) {
		const struct report_type *t = &report_types[i];
		ok(report_type_named(str_of(t->name)) == t);
		topic_is_written(str_of(t->topic));
		if (!ok(event_taxonomy(str_of(t->class)).n > 0))
			tap_note("%s: no class %s", t->name, t->class);
		ok(t->identifier[0] != '\0');
		ok(t->identifier[0] != '=' ||
		    column_named(str_of(t->identifier + 1)) != NULL);
		for (size_t j = 0; j < t->n_ever; j++)
			ok(column_named(str_of(columns[t->column[j]].name)) !=
			    NULL);
	}
	is_int(n_report_types, 171);
}

TEST(secret_columns)
{
	ok(shadowserver_secret(STR("password")));
	ok(shadowserver_secret(STR("Passwd")));
	ok(shadowserver_secret(STR("set_cookie")));
	ok(shadowserver_secret(STR("community")));
	ok(shadowserver_secret(STR("badsecret_product")));
	ok(!shadowserver_secret(STR("has_password")));
	ok(!shadowserver_secret(STR("version")));
}

/* One line per type: "| TYPE | [TITLE](URL) | LEVEL |". */
static void
line_check(struct str line, unsigned *seen)
{
	struct str part[4] = {0};
	size_t n = 0;

	while (n < 4 && str_split(&line, '|', &part[n]))
		n++;
	struct str type = str_trim(part[1]);
	if (n < 4 || str_find(part[2], '[') == part[2].n)
		return;
	++*seen;
	if (!ok(shadowserver_knows(type)))
		tap_note("type %.*s is not known", STR_ARG(type));
	is_int(shadowserver_severity(type), severity_read(str_trim(part[3])));
}

TEST(knows_what_is_published)
{
	char path[1200];
	struct buf b = {0};
	unsigned seen = 0;

	if (outside_data() == NULL)
		skip_all("no outside data");
	snprintf(path, sizeof(path), "%s/shadowserver/schema/types.md",
	    outside_data());
	if (file_slurp(AT_FDCWD, path, 1 << 20, &b) != OK)
		skip_all("no list of types");
	struct str all = buf_all(&b);
	for (struct str line; str_split(&all, '\n', &line);)
		line_check(line, &seen);
	tap_note("%u types with their default severity", seen);
	ok(seen > 150);
	buf_free(&b);
}

/* The published schema, against ours: one object per type. */

struct schema {
	unsigned types, columns;
	struct str type;
	const struct report_type *ours;
};

static void
constants_check(struct schema *s, struct json *j)
{
	for (struct str key; json_key(j, &key);) {
		const struct report_type *t = s->ours;
		struct str want = json_str(j);
		if (str_eq(key, STR("classification.identifier")))
			is_str(str_of(t->identifier), want);
		else if (str_eq(key, STR("classification.type")))
			is_str(str_of(t->class), want);
		else if (str_eq(key, STR("classification.taxonomy")))
			is_str(event_taxonomy(str_of(t->class)), want);
		else if (str_eq(key, STR("protocol.transport")))
			is_str(str_of(t->transport), want);
		else if (str_eq(key, STR("protocol.application")))
			ok(str_eq_nocase(str_of(t->application), want));
		else
			ok(key.n == 0);
	}
}

static bool
has_column(const struct report_type *t, struct str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(str_of(columns[t->column[i]].name), name))
			return true;
	return false;
}

static void
columns_check(struct schema *s, struct json *j)
{
	while (json_elem(j)) {
		struct str column = {0};
		for (size_t i = 0; json_elem(j); i++)
			if (i == 1)
				column = json_str(j);
			else
				json_skip(j);
		s->columns++;
		if (!ok(has_column(s->ours, column)))
			tap_note("%.*s has no %.*s", STR_ARG(s->type),
			    STR_ARG(column));
	}
}

static void
type_check(struct schema *s, struct str text, struct arena *a)
{
	struct json j;

	json_open(&j, text, a);
	for (struct str key; json_key(&j, &key);)
		if (str_eq(key, STR("file_name")))
			s->type = json_str(&j);
		else
			json_skip(&j);
	s->ours = report_type_named(s->type);
	if (!ok(s->ours != NULL))
		return;
	s->types++;
	json_open(&j, text, a);
	for (struct str key; json_key(&j, &key);)
		if (str_eq(key, STR("constant_fields")))
			constants_check(s, &j);
		else if (str_ends(key, STR("_fields")))
			columns_check(s, &j);
		else
			json_skip(&j);
	ok(json_end(&j) == OK);
}

TEST(knows_the_schema_of_2026)
{
	char path[1200];
	struct buf b = {0};
	struct arena a;
	struct json j;
	struct schema s = {0};

	if (outside_data() == NULL)
		skip_all("no outside data");
	snprintf(path, sizeof(path), "%s/shadowserver/schema/intelmq.json",
	    outside_data());
	if (file_slurp(AT_FDCWD, path, 16 << 20, &b) != OK)
		skip_all("no schema");
	arena_init(&a, 0);
	json_open(&j, buf_all(&b), &a);
	for (struct str key; json_key(&j, &key);)
		if (str_starts(key, STR("_")))
			json_skip(&j);
		else
			type_check(&s, json_raw(&j), &a);
	ok(json_end(&j) == OK);
	tap_note("%u types, %u columns in them", s.types, s.columns);
	is_int(s.types, 170);
	arena_free(&a);
	buf_free(&b);
}
