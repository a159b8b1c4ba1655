/* mail: fixed facts, and the notice that is composed of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/notify/mail.h"

#include "base/err.h"
#include "base/time.h"

#define SEEN INT64_C(1768021618) /* 2026-01-10 05:06:58 UTC */

void
mail_facts(struct mail *m, enum lang l, const char *topic)
{
	static const char *const subjects[2][2] = {
	    {"203.0.113.2 port 3389", "203.0.113.3 port 3389"},
	    {"www.bakker.example", "winkel.bakker.example"}};

	*m = (struct mail){0};
	if (zone_set(STR("Europe/Amsterdam")) != OK)
		die("no zones");
	m->facts = (struct notice_facts){
	    .language = l,
	    .kind = NOTICE_FIRST,
	    .topic = topic_by_id(str_of(topic)),
	    .head =
		{
		    .name = STR("Bakkerij Jansen"),
		    .mail = STR("info@bakker.example"),
		    .sender_name = STR("Dijkwacht Noord"),
		    .sender_mail = STR("meldpunt@dijkwacht.example"),
		    .message_id = STR("0123456789abcdef@dijkwacht.example"),
		    .code = STR("7KQM-2XPA-V9TD"),
		    .at = SEEN + 3 * HOUR,
		},
	    .legal = l == LANG_NL ? STR("Wij schrijven u omdat uw bedrijf bij "
					"ons is aangesloten.")
				  : STR("We write to you because your company "
					"is a member with us."),
	    .giver = STR("Shadowserver"),
	    .tlp = TLP_AMBER,
	    .items = m->item,
	    .n = 2,
	};
	m->facts.urgent = topic_urgent(m->facts.topic, SEVERITY_HIGH);

	bool named = m->facts.topic->subject == TOPIC_SUBJECT_DOMAIN;

	for (size_t i = 0; i < 12; i++)
		m->item[i] = (struct notice_item){
		    .subject = str_of(subjects[named][i % 2]),
		    .ref = i % 2 ? STR("bbbbbbbbbbbbbbbb")
				 : STR("aaaaaaaaaaaaaaaa"),
		    .asset =
			named ? STR("bakker.example") : STR("203.0.113.0/29"),
		    .detail = STR("hostname: mail.bakker.example\n"
				  "vulnerabilities: CVE-2019-0708\n"),
		    .severity = i % 2 ? SEVERITY_MEDIUM : SEVERITY_HIGH,
		    .ground = named ? GROUND_DOMAIN : GROUND_ADDRESS,
		    .responsibility = RESPONSIBILITY_YOU,
		    .confidence = i % 2 ? 80 : 85,
		    .first_seen = SEEN - 2 * DAY,
		    .last_seen = SEEN,
		};
	arena_init(&m->a, 0);
}

struct str
mail_text(struct mail *m)
{
	buf_reset(&m->text);
	compose(&m->text, &m->a, &m->facts, &m->subject);
	return buf_all(&m->text);
}

void
mail_free(struct mail *m)
{
	buf_free(&m->text);
	arena_free(&m->a);
}
