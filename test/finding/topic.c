/* tests of finding/topic: the table, and that everything reaches a text */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"

#include "test/tap.h"

/* The harmonised types of IntelMQ 3 (its classification.type), in RSIT's
 * order: written from the taxonomy, not from the table under test. */
static const char *const intelmq_types[] = {"harmful-speech", "spam",
    "violence", "application-compromise", "burglary",
    "privileged-account-compromise", "system-compromise",
    "unprivileged-account-compromise", "brute-force", "exploit", "ids-alert",
    "scanner", "sniffing", "social-engineering", "c2-server", "infected-system",
    "malware-configuration", "malware-distribution", "ddos", "dos",
    "misconfiguration", "outage", "sabotage", "data-leak", "data-loss",
    "unauthorised-information-access", "unauthorised-information-modification",
    "copyright", "masquerade", "phishing", "unauthorized-use-of-resources",
    "ddos-amplifier", "information-disclosure",
    "potentially-unwanted-accessible", "vulnerable-system", "weak-crypto",
    "blacklist", "dga-domain", "malware", "proxy", "tor", "other", "test",
    "undetermined"};

TEST(rows_are_sorted_and_unique)
{
	ok(topic_count >= 27);
	for (size_t i = 1; i < topic_count; i++)
		if (!ok(str_cmp(topics[i - 1].id, topics[i].id) < 0))
			tap_note("at %.*s", STR_ARG(topics[i].id));
}

TEST(every_row_is_found_by_id)
{
	for (size_t i = 0; i < topic_count; i++)
		ok(topic_by_id(topics[i].id) == &topics[i]);
	ok(topic_by_id(STR("open-rd")) == NULL);
	ok(topic_by_id(STR("open-rdp ")) == NULL);
	ok(topic_by_id(STR("")) == NULL);
}

/* The text of another topic would be believed by everybody. */
TEST(every_row_has_its_own_text)
{
	is_int(topic_count, TOPIC_FILES);
	for (size_t i = 0; i < topic_count && i < TOPIC_FILES; i++) {
		is_str(topic_files[i].id, topics[i].id);
		ok(topic_files[i].text == topics[i].text);
	}
}

TEST(both_languages_are_filled)
{
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic_text *nl = &topics[i].text[TOPIC_NL];
		const struct topic_text *en = &topics[i].text[TOPIC_EN];
		ok(nl->title.n > 0 && en->title.n > 0);
		ok(nl->supplier.n > 0 && en->supplier.n > 0);
		ok(nl->proof.n > 0 && en->proof.n > 0);
		is_int(nl->steps, en->steps);
		is_int(nl->revision, en->revision);
		ok(!str_eq(nl->what, en->what));
	}
}

TEST(languages_are_not_swapped)
{
	const struct topic *t = topic_by_id(STR("open-rdp"));

	ok(str_find_str(t->text[TOPIC_NL].first, STR("vandaag")) <
	    t->text[TOPIC_NL].first.n);
	ok(str_find_str(t->text[TOPIC_EN].first, STR("today")) <
	    t->text[TOPIC_EN].first.n);
	is_text(topic_who_name[TOPIC_NL][TOPIC_WHO_OWNER], "u zelf");
	is_text(
	    topic_who_name[TOPIC_EN][TOPIC_WHO_SUPPLIER], "your IT supplier");
}

TEST(rows_make_sense)
{
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic *t = &topics[i];
		bool looks = t->close != TOPIC_CLOSE_ANSWER;
		bool good = (t->looks > 0) == looks && t->type.n > 0 &&
		    t->severity != SEVERITY_NONE && t->repeat_urgent > 0 &&
		    t->repeat_urgent <= t->repeat && (!t->wake || t->urgent);
		if (!ok(good))
			tap_note("row %.*s", STR_ARG(t->id));
	}
}

/* An owner's own computer seen in an event can be off: that proves nothing. */
TEST(events_become_quiet_not_repaired)
{
	is_int(topic_by_id(STR("infected-system"))->close, TOPIC_CLOSE_QUIET);
	is_int(topic_by_id(STR("class-ddos"))->close, TOPIC_CLOSE_QUIET);
	is_int(topic_by_id(STR("open-rdp"))->close, TOPIC_CLOSE_LOOKS);
	is_int(
	    topic_by_id(STR("stolen-credentials"))->close, TOPIC_CLOSE_ANSWER);
	is_int(topic_by_id(STR("stolen-credentials"))->data,
	    TOPIC_DATA_CREDENTIAL);
}

/* What the text promises is what the row does. */
TEST(texts_say_quiet_where_rows_do)
{
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic_text *t = topics[i].text;
		struct str nl = t[TOPIC_NL].proof, en = t[TOPIC_EN].proof;
		bool quiet = topics[i].close == TOPIC_CLOSE_QUIET;
		bool good =
		    (str_find_str(nl, STR("melding stil")) < nl.n) == quiet &&
		    (str_find_str(en, STR("report quiet")) < en.n) == quiet;
		if (quiet && topics[i].looks == 14)
			good = good &&
			    str_find_str(nl, STR("twee weken")) < nl.n &&
			    str_find_str(en, STR("two weeks")) < en.n;
		if (quiet && topics[i].looks == 7)
			good = good &&
			    str_find_str(nl, STR("een week")) < nl.n &&
			    str_find_str(en, STR("a week")) < en.n;
		if (!ok(good))
			tap_note("topic %.*s", STR_ARG(topics[i].id));
	}
}

TEST(every_type_reaches_a_text)
{
	size_t n = sizeof(intelmq_types) / sizeof(intelmq_types[0]);

	for (size_t i = 0; i < n; i++) {
		const struct topic *t = topic_by_type(str_of(intelmq_types[i]));
		ok(t != NULL && t->text[TOPIC_NL].title.n > 0);
	}
}

TEST(types_reach_the_right_text)
{
	is_text(topic_by_type(STR("scanner"))->id, "class-scanner");
	is_text(topic_by_type(STR("infected-system"))->id, "infected-system");
	is_text(topic_by_type(STR("ddos-amplifier"))->id, "open-dns-amplifier");
	is_text(topic_by_type(STR("weak-crypto"))->id, "class-weak-crypto");
	is_text(topic_by_type(STR("undetermined"))->id, "class-undetermined");
}

TEST(unknown_type_is_other)
{
	is_text(topic_by_type(STR("brand-new"))->id, "class-other");
	is_text(topic_by_type(STR(""))->id, "class-other");
	is_text(topic_by_type((struct str){0})->id, "class-other");
}

/* Every row whose own type leads back to it, or to a broader one. */
TEST(row_types_are_known)
{
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic *t = topic_by_type(topics[i].type);
		if (!str_eq(topics[i].type, STR("other")))
			ok(!str_eq(t->id, STR("class-other")));
	}
}

TEST(urgency)
{
	const struct topic *weak = topic_by_id(STR("class-weak-crypto"));
	const struct topic *rdp = topic_by_id(STR("open-rdp"));

	ok(!topic_urgent(weak, SEVERITY_LOW));
	ok(topic_urgent(weak, SEVERITY_CRITICAL));
	ok(topic_urgent(rdp, SEVERITY_LOW));
	is_int(topic_repeat(weak, SEVERITY_LOW), weak->repeat);
	is_int(topic_repeat(weak, SEVERITY_CRITICAL), weak->repeat_urgent);
}

TEST(a_floor_is_no_ceiling)
{
	const struct topic *weak = topic_by_id(STR("class-weak-crypto"));
	const struct topic *victim = topic_by_id(STR("ransomware"));

	is_int(topic_severity(weak, SEVERITY_INFO), SEVERITY_INFO);
	is_int(topic_severity(weak, SEVERITY_HIGH), SEVERITY_HIGH);
	is_int(topic_severity(victim, SEVERITY_INFO), SEVERITY_CRITICAL);
	is_int(topic_severity(victim, SEVERITY_CRITICAL), SEVERITY_CRITICAL);
}
