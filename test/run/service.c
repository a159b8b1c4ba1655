/* tests of run/service: the folder a service lives in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/service.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "finding/topic.h"
#include "store/instance.sql.h"
#include "test/tap.h"

static char path[512], key[520];

static enum err
make(bool *made, struct why *w)
{
	struct service_plan plan = {
	    .name = STR("Dijkwacht Noord"),
	    .sender_name = STR("Dijkwacht Noord"),
	    .sender_mail = STR("meldpunt@dijkwacht.example"),
	    .ground = 2,
	    .now = 1768046400,
	};

	snprintf(path, sizeof(path), "%s/service", scratch());
	snprintf(key, sizeof(key), "%s.key", path);
	*w = (struct why){0};
	return service_make(path, &plan, made, w);
}

static void
made(void)
{
	struct why w;
	bool new;

	if (make(&new, &w) != OK)
		die("no service: %s", w.rule);
}

/* Opens and closes; what it says when it does not open. */
static enum err
opens(enum service_mode mode, struct why *w)
{
	static struct service sv;

	*w = (struct why){0};
	enum err e = service_open(&sv, path, mode, w);

	service_close(&sv);
	return e;
}

static bool
tells(const struct why *w, const char *part)
{
	struct str rule = str_of(w->rule);

	return str_find_str(rule, str_of(part)) < rule.n || is_text(rule, part);
}

static void
conf(struct str text)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY);

	file_place(dir, "dijkwacht.conf", text, 0600);
	close(dir);
}

TEST(made_once_and_opened)
{
	struct why w;
	bool new;
	struct stat st;

	is_int(make(&new, &w), OK);
	ok(new);
	is_int(stat(key, &st), 0);
	is_int(st.st_mode & 0777, 0700);
	is_int(opens(SERVICE_WRITE, &w), OK);
	is_int(opens(SERVICE_READ, &w), OK);
	is_int(make(&new, &w), OK);
	ok(!new);

	struct service sv;
	struct instance_get_row row;
	struct community_get_row community;

	is_int(service_open(&sv, path, SERVICE_READ, &w), OK);
	ok(instance_get(sv.store.db, &row));
	is_str(row.name, STR("Dijkwacht Noord"));
	ok(community_get(sv.store.db, 1, &community));
	is_str(community.sender_mail, STR("meldpunt@dijkwacht.example"));
	is_text(str_of(service_key_folder(&sv)), key);
	service_close(&sv);
}

TEST(files_are_the_owners_only)
{
	static const char *const names[] = {
	    "dijkwacht.conf", "store.db", "secret.db"};
	struct stat st;

	made();
	is_int(stat(path, &st), 0);
	is_int(st.st_mode & 0777, 0700);
	for (size_t i = 0; i < 3; i++) {
		char name[600];
		snprintf(name, sizeof(name), "%s/%s", path, names[i]);
		is_int(stat(name, &st), 0);
		is_int(st.st_mode & 0777, 0600);
	}
}

TEST(there_is_no_service)
{
	struct why w;

	snprintf(path, sizeof(path), "%s/nothing", scratch());
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	ok(tells(&w, "make one with `dijkwacht init --folder"));
	is_int(mkdir(path, 0700), 0);
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	ok(tells(&w, "there is no service in"));
}

TEST(settings_that_do_not_read)
{
	struct why w;
	struct buf large = {0};

	made();
	conf(STR("\n\ncolour = blue\n"));
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	is_str(w.file, STR("dijkwacht.conf"));
	is_int(w.line, 3);
	ok(tells(&w, "there is no setting \"colour\""));
	conf(STR("zone = Europe/Atlantis\n"));
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	ok(tells(&w, "this system knows no \"Europe/Atlantis\""));
	conf(STR("zone = ../../etc/passwd\n"));
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	conf(STR("zone = Europe\n")); /* a folder, and a file that is no zone */
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	conf(STR("zone = tzdata.zi\n"));
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	conf(STR("zone = UTC\n"));
	is_int(opens(SERVICE_READ, &w), OK);
	for (int i = 0; i < 70000; i++)
		buf_char(&large, '#');
	conf(buf_all(&large));
	is_int(opens(SERVICE_READ, &w), ERR_LIMIT);
	ok(tells(&w, "is larger than 65536 bytes"));
	conf(STR(""));
	is_int(opens(SERVICE_READ, &w), OK);
	buf_free(&large);
}

TEST(a_key_that_is_not_as_it_should_be)
{
	struct why w;
	char name[600], away[600], gone[600];

	made();
	snprintf(name, sizeof(name), "%s/seal.key", key);
	snprintf(gone, sizeof(gone), "%s/gone", scratch());
	snprintf(away, sizeof(away), "%s/away", scratch());
	is_int(chmod(name, 0644), 0);
	is_int(opens(SERVICE_READ, &w), ERR_REFUSED);
	is_int(chmod(name, 0600), 0);
	is_int(rename(name, away), 0);
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	is_int(rename(key, gone), 0);
	is_int(opens(SERVICE_READ, &w), ERR_ABSENT);
	ok(tells(&w, "put the keys back"));

	/* never a new key beside a store that another one sealed */
	bool new;

	ok(make(&new, &w) != OK);
	is_int(access(name, F_OK), -1);
	is_int(mkdir(key, 0700), 0);
	is_int(rename(away, name), 0);
	is_int(opens(SERVICE_READ, &w), OK);
}

TEST(the_key_folder_may_be_elsewhere)
{
	struct why w;
	char text[600], other[520];

	made();
	snprintf(other, sizeof(other), "%s/keys", scratch());
	is_int(rename(key, other), 0);
	snprintf(text, sizeof(text), "key-folder = %s\n", other);
	conf(str_of(text));
	is_int(opens(SERVICE_READ, &w), OK);
}

/* A newer program has topics that findings must be able to refer to. */
TEST(topics_that_came_later_are_kept_at_the_next_opening)
{
	struct why w;
	struct service sv;
	int64_t before, after;

	made();
	is_int(service_open(&sv, path, SERVICE_WRITE, &w), OK);
	sql_begin(sv.store.db);
	topic_put(sv.store.db, topics[0].id, STR("old"), 0, 0, 0, 1);
	sql_commit(sv.store.db);
	before =
	    topic_put(sv.store.db, topics[1].id, topics[1].type, topics[1].data,
		topics[1].wake, topics[1].repair, topics[1].text[0].revision);
	is_int(before, 0); /* nothing changed, nothing written */
	service_close(&sv);
	is_int(service_open(&sv, path, SERVICE_WRITE, &w), OK);
	after =
	    topic_put(sv.store.db, topics[0].id, topics[0].type, topics[0].data,
		topics[0].wake, topics[0].repair, topics[0].text[0].revision);
	is_int(after, 0);
	service_close(&sv);
}

TEST(owners_are_loaded_when_asked_for)
{
	struct why w;
	struct service sv;

	made();
	is_int(service_open(&sv, path, SERVICE_WRITE, &w), OK);
	const struct owners *o = service_owners(&sv);

	ok(o != NULL && service_owners(&sv) == o);
	is_int(owners_count(o), 0);
	service_owners_stale(&sv);
	ok(service_owners(&sv) != NULL);
	service_close(&sv);
}

TEST(a_slash_behind_the_folder_does_not_matter)
{
	struct why w;
	struct service sv;
	char slashed[520];

	made();
	snprintf(slashed, sizeof(slashed), "%s//", path);
	is_int(service_open(&sv, slashed, SERVICE_READ, &w), OK);
	is_text(str_of(service_key_folder(&sv)), key);
	service_close(&sv);
}
