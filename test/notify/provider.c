/* tests of notify/compose_provider and members_mail: what parties read */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "notify/members_mail.h"
#include "test/notify/mail.h"

static struct str
told_to_provider(struct mail *m, enum lang l, enum notice_kind kind)
{
	static const char *const customers[] = {
	    "Bakkerij Jansen", "Slagerij \"Smit\"\nBcc: x@y.example", "Visser"};

	mail_facts(m, l, "open-rdp");
	m->facts.kind = kind;
	m->facts.customers = true;
	m->facts.head.name = STR("Beheer BV");
	m->facts.head.mail = STR("noc@beheer.example");
	m->facts.n = 4;
	if (kind != NOTICE_FIRST)
		m->facts.head.thread =
		    STR("fedcba9876543210@dijkwacht.example");
	for (size_t i = 0; i < 4; i++) {
		size_t c = i < 2 ? i : i - 1; /* the second has two */
		m->item[i].customer = str_of(customers[c]);
		m->item[i].customer_id = (int64_t)c + 1;
		m->item[i].severity =
		    i == 3 ? SEVERITY_CRITICAL : SEVERITY_HIGH;
	}
	return mail_text(m);
}

TEST(all_customers_in_one_message)
{
	for (enum lang l = LANG_NL; l <= LANG_EN; l++) {
		struct mail m;
		char file[64];
		snprintf(
		    file, sizeof(file), "notify/provider.%s.txt", lang_code(l));
		golden(file, told_to_provider(&m, l, NOTICE_FIRST));
		mail_free(&m);
	}
}

/* Ticket systems file by what stands in the brackets. */
TEST(the_subject_of_a_thread_stays)
{
	for (int k = NOTICE_MORE; k <= NOTICE_LAST; k++) {
		struct mail m;
		told_to_provider(&m, LANG_EN, (enum notice_kind)k);
		is_str(m.subject,
		    STR("[fedcba9876543210] Computer open to remote control "
			"from the whole internet: your customers"));
		mail_free(&m);
	}
}

TEST(what_is_solved_asks_nothing)
{
	struct mail m;
	struct str text = told_to_provider(&m, LANG_EN, NOTICE_SOLVED);

	ok(str_find_str(text, STR("WHAT WE ASK")) == text.n);
	ok(str_find_str(text, STR("YOUR ANSWER")) == text.n);
	ok(str_find_str(text, STR("Customers: 3.")) < text.n);
	mail_free(&m);
}

/* The same name twice is two customers. */
TEST(customers_are_told_apart_by_number)
{
	struct mail m;

	told_to_provider(&m, LANG_EN, NOTICE_FIRST);
	m.item[0].customer = m.item[3].customer = STR("Visser");

	struct str text = mail_text(&m);

	ok(str_find_str(text, STR("1. Visser (1)\n")) < text.n);
	ok(str_find_str(text, STR("3. Visser (1)\n")) < text.n);
	mail_free(&m);
}

TEST(the_owner_reads_who_acts)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "open-rdp");
	m.item[0].provider = m.item[1].provider = STR("Beheer BV");

	struct str text = mail_text(&m);

	ok(str_find_str(text, STR("Ask Beheer BV how this stands.")) < text.n);
	ok(str_find_str(text, STR("WHAT SHOULD YOU DO?")) == text.n);
	/* where it is not one for all, nobody is named */
	m.item[1].provider = STR("Web BV");
	text = mail_text(&m);
	ok(str_find_str(text, STR("BV")) == text.n);
	mail_free(&m);
}

/* Cooperatives. */

static const struct topic *
topic(const char *id)
{
	return topic_by_id(str_of(id));
}

static void
members_read(
    struct buf *out, const struct members_group group[SCOPE_COUNT], enum lang l)
{
	struct members_facts f = {
	    .language = l,
	    .head =
		{
		    .name = STR("Bakkersbond"),
		    .mail = STR("bureau@bond.example"),
		    .sender_name = STR("Dijkwacht Noord"),
		    .sender_mail = STR("meldpunt@dijkwacht.example"),
		    .message_id = STR("0123456789abcdef@dijkwacht.example"),
		    .code = STR("7KQM-2XPA-V9TD"),
		    .at = INT64_C(1768032000),
		},
	    .topic = topic("member-figures"),
	    .group = group,
	};
	struct arena a;
	struct str subject;

	arena_init(&a, 0);
	members_compose(out, &a, &f, &subject);
	arena_free(&a);
}

TEST(figures_of_members)
{
	const struct members_topic kinds[] = {
	    {topic("open-rdp"), {{40, 3, 0}, {55, 3, 0}}},
	    {topic("open-smb"), {{9, 9, 0}, {9, 9, 0}}}, /* of too few */
	    {topic("open-dns-amplifier"), {{0}, {0}}},	 /* of nobody */
	};
	const struct members_topic own[] = {
	    {topic("open-smb"), {{0}, {2, 1, 0}}}};
	const struct member named[] = {
	    {STR("Bakkerij Jansen\nBcc: x@y.example"), own, 1}};
	const struct members_group group[SCOPE_COUNT] = {
	    [SCOPE_COUNTS] = {.members = 120, .n = {{30, 10, 0}, {41, 12, 0}}},
	    [SCOPE_TOPICS] = {.members = 80,
		.n = {{44, 9, 75}, {64, 12, 90}},
		.topics = kinds,
		.n_topics = 3},
	    [SCOPE_DETAIL] = {.members = 2, .member = named, .n_member = 1},
	};

	for (enum lang l = LANG_NL; l <= LANG_EN; l++) {
		struct buf out = {0};
		char file[64];
		members_read(&out, group, l);
		snprintf(
		    file, sizeof(file), "notify/members.%s.txt", lang_code(l));
		golden(file, buf_all(&out));
		buf_free(&out);
	}
}

/* No number of 1 to 9 members is told, and none that leaves 1 to 9 others; the
 * last digit of none, so that two weeks cannot be subtracted. */
TEST(few_members_are_never_told)
{
	for (uint64_t all = 1; all < 40; all++)
		for (uint64_t some = 0; some <= all; some++) {
			const struct members_group group[SCOPE_COUNT] = {
			    [SCOPE_COUNTS] = {.members = all,
				.n = {{some, some, some}, {77, 77, 77}}},
			};
			struct buf out = {0};
			members_read(&out, group, LANG_EN);
			struct str text = buf_all(&out);
			char members[40];
			snprintf(members, sizeof(members),
			    "at least %d members, at least 70 times",
			    (int)some / 10 * 10);
			bool told =
			    str_find_str(text, str_of(members)) < text.n;
			bool few =
			    some < 10 || (all - some > 0 && all - some < 10);
			is_int(told, !few);
			buf_free(&out);
		}
}
