/* tests of the tables: sorted where promised, unique, described */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/crash.h"
#include "base/err.h"
#include "feed/reader.h"
#include "finding/finding.h"
#include "finding/topic.h"
#include "match/claim.h"
#include "match/organisation.h"
#include "notify/compose.h"
#include "notify/prepare.h"
#include "run/command.h"
#include "run/jail.h"
#include "run/settings.h"
#include "test/tap.h"

static bool
one_line(const char *text)
{
	struct str s = str_of(text);

	return s.n > 0 && s.n <= 90 && str_is_utf8(s) &&
	    str_find(s, '\n') == s.n && s.p[s.n - 1] != '.' &&
	    s.p[s.n - 1] != ' ';
}

/* Lower case words with hyphens, as they are typed. */
static bool
typed(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || *p == '-' || *p == ' '))
			return false;
	return name[0] != '\0';
}

static bool
begins(const char *name, const char *other)
{
	size_t n = strlen(name);

	return strncmp(name, other, n) == 0 &&
	    (other[n] == ' ' || other[n] == '\0');
}

TEST(commands)
{
	ok(n_commands > 15);
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = commands[i];
		ok(typed(c->name));
		if (!ok(one_line(c->about)))
			tap_note("%s: %s", c->name, c->about);
		ok(c->args != NULL);
		ok(c->least <= c->most && c->most <= WORDS_MAX);
		ok(c->run != NULL);
		ok(c->place <= PLACE_KEEPER);
		ok((c->most == 0) == (c->args[0] == '\0'));
		if (i > 0)
			ok(strcmp(commands[i - 1]->name, c->name) < 0);
		/* none would be taken for another: the longest name wins, and
		 * what begins another takes no words of its own */
		for (size_t k = 0; k < n_commands; k++)
			ok(k == i || commands[k]->most == 0 ||
			    !begins(commands[k]->name, c->name));
	}
}

TEST(options_of_commands)
{
	for (size_t i = 0; i < n_commands; i++) {
		const struct option *o = commands[i]->options;
		size_t n = 0;
		for (; o != NULL && o[n].name != NULL; n++) {
			ok(typed(o[n].name));
			if (!ok(one_line(o[n].about)))
				tap_note("%s --%s: %s", commands[i]->name,
				    o[n].name, o[n].about);
			ok(o[n].value == NULL || o[n].value[0] != '\0');
			for (size_t k = 0; k < n; k++)
				ok(strcmp(o[k].name, o[n].name) != 0);
			for (const struct option *c = common_options;
			     c->name != NULL; c++)
				ok(strcmp(c->name, o[n].name) != 0);
		}
		ok(n <= OPTIONS_MAX);
	}
	for (const struct option *c = common_options; c->name != NULL; c++)
		ok(typed(c->name) && one_line(c->about) && c->value != NULL);
}

TEST(settings)
{
	struct settings s;

	settings_init(&s); /* dies where a preset is out of its own bounds */
	for (enum setting i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *row = &setting_rows[i];
		ok(row->name != NULL && typed(row->name));
		ok(one_line(row->about));
		ok(row->preset != NULL);
		ok(row->least <= row->most);
		for (enum setting k = 0; k < i; k++)
			ok(strcmp(setting_rows[k].name, row->name) != 0);
	}
}

TEST(the_readers)
{
	ok(n_readers >= 2);
	for (size_t i = 0; i < n_readers; i++) {
		const struct reader *r = readers[i];
		ok(typed(r->name) && one_line(r->about) && r->read != NULL);
		ok(reader_named(str_of(r->name)) == r);
		if (i > 0)
			ok(strcmp(readers[i - 1]->name, r->name) < 0);
	}
	ok(reader_named(STR("nothing")) == NULL);
}

TEST(the_topics)
{
	ok(topic_count > 20);
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic *t = &topics[i];
		if (i > 0)
			ok(str_cmp(topics[i - 1].id, t->id) < 0);
		ok(topic_by_id(t->id) == t);
		ok((t->close == TOPIC_CLOSE_ANSWER) == (t->looks == 0));
		ok(t->severity > SEVERITY_NONE && t->severity < SEVERITY_COUNT);
		ok(t->repeat > 0 && t->repeat_urgent > 0 &&
		    t->repeat_urgent <= t->repeat);
		ok(!t->wake || t->urgent);
		for (unsigned l = 0; l < TOPIC_LANGS; l++)
			ok(t->text[l].subject.n > 0 && t->text[l].first.n > 0 &&
			    t->text[l].revision > 0);
	}
}

TEST(the_jails)
{
	for (enum jail_kind k = 0; k < JAIL_COUNT; k++) {
		const struct jail *j = &jails[k];
		ok(typed(j->name) && one_line(j->about));
		ok(j->n_calls > 0);
		for (size_t i = 0; i < j->n_calls; i++)
			for (size_t m = 0; m < i; m++)
				ok(j->calls[i].number != j->calls[m].number);
	}
	/* who reads foreign bytes has neither files nor anybody to talk to */
	ok(!jails[JAIL_PARSE].folder);
	is_int(jails[JAIL_PARSE].otherwise, JAIL_KILLS);
	ok(jails[JAIL_PARSE].memory > 0);
}

TEST(crash_points)
{
	for (enum crash c = CRASH_NONE + 1; c < CRASH_COUNT; c++) {
		ok(typed(crash_name(c)));
		is_int(crash_named(str_of(crash_name(c))), c);
	}
}

/* Each of its own type, so that none is called as another. */
#define NAMED(name)                                                            \
	static const char *any_##name(unsigned i)                              \
	{                                                                      \
		return name(i);                                                \
	}
NAMED(answer_name)
NAMED(claim_kind_name)
NAMED(claim_state_name)
NAMED(err_name)
NAMED(finding_state_name)
NAMED(finding_what_name)
NAMED(ground_name)
NAMED(nature_name)
NAMED(notice_kind_name)
NAMED(notice_state_name)
NAMED(rhythm_name)
NAMED(unowned_name)

static const struct {
	unsigned count;
	const char *(*name)(unsigned i);
} names[] = {
    {ANSWER_COUNT, any_answer_name},
    {CLAIM_KIND_COUNT, any_claim_kind_name},
    {CLAIM_STATE_COUNT, any_claim_state_name},
    {ERR_COUNT, any_err_name},
    {FINDING_STATE_COUNT, any_finding_state_name},
    {HAPPENED_COUNT, any_finding_what_name},
    {GROUND_COUNT, any_ground_name},
    {NATURE_COUNT, any_nature_name},
    {NOTICE_KIND_COUNT, any_notice_kind_name},
    {NOTICE_STATE_COUNT, any_notice_state_name},
    {RHYTHM_COUNT, any_rhythm_name},
    {UNOWNED_COUNT, any_unowned_name},
};

/* One for each value, no two the same, and "unknown" past the last. */
TEST(names_of_enums)
{
	for (size_t t = 0; t < sizeof(names) / sizeof(*names); t++)
		for (unsigned i = 0; i <= names[t].count; i++) {
			const char *name = names[t].name(i);
			ok(one_line(name));
			is_int(
			    strcmp(name, "unknown") == 0, i == names[t].count);
			for (unsigned k = 0; k < i; k++)
				ok(strcmp(names[t].name(k), name) != 0);
		}
}
