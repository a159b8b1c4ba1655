/* published: the contact that a company's own site names in its security.txt */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/published.h"

#include "base/time.h"
#include "match/organisation_field.h"
#include "store/organisation.sql.h"
#include "store/security_txt.sql.h"
#include "value/domain.h"

static const char *const names[PUBLISHED_OUTCOME_COUNT] = {
    "unknown", "used", "nothing there", "cannot be used", "not reached"};

const char *
published_name(enum published_outcome o)
{
	return names[o < PUBLISHED_OUTCOME_COUNT ? o : 0];
}

bool
same_registrant(struct str name, struct str claimed)
{
	struct domain d, of;

	if (domain_read(claimed, &of, NULL) != OK ||
	    domain_read(name, &d, NULL) != OK)
		return false;

	struct str registrable = domain_registrable(&of);

	return registrable.n > 0 && domain_below(&d, registrable);
}

static struct str
domain_of(struct str mail)
{
	return str_from(mail, str_find(mail, '@') + 1);
}

struct str
published_choose(const struct published *p, struct why *why)
{
	if (!p->names_us && !same_registrant(p->reached, p->domain)) {
		why_set(why, ERR_REFUSED,
		    "it was found at another's domain, and its Canonical does "
		    "not name the address that was asked");
		return (struct str){0};
	}
	for (size_t i = 0; i < p->n; i++)
		if (p->names_us ||
		    same_registrant(domain_of(p->mail[i]), p->domain))
			return p->mail[i];
	why_set(why, p->n == 0 ? ERR_ABSENT : ERR_REFUSED, "%s",
	    p->n == 0 ? "it names no mail address"
		      : "its mail addresses are at another's domain, and its "
			"Canonical does not name the address that was asked");
	return (struct str){0};
}

/* SQL_NULL_I64 where mail came back from it. */
static int64_t
contact_keep(
    struct store *s, struct arena *a, const struct published_answer *answer)
{
	struct str index = store_index(s, a, "contact.value", answer->mail);
	int64_t until = answer->found->expires;
	struct published_known_row row;

	if (!published_known(s->db, answer->organisation, index, &row)) {
		row.id = store_id(s, "contact");
		published_add(s->db, row.id, answer->organisation,
		    store_seal(s, a, "contact.value", row.id, answer->mail),
		    index, STR(PUBLISHED_SOURCE), answer->now, until);
	} else if (row.state == CONTACT_BOUNCED) {
		return SQL_NULL_I64;
	} else if (row.rung > 1) {
		published_extend(s->db, row.id, answer->now, until);
	}
	return row.id;
}

static void
language_keep(struct store *s, const struct published_answer *answer)
{
	struct organisation_field_get_row row;
	struct str said = answer->found->language;

	if (said.n == 0 ||
	    organisation_field_get(
		s->db, answer->organisation, FIELD_LANGUAGE, &row))
		return;
	organisation_language(
	    s->db, answer->organisation, str_eq(said, STR("en")) ? 1 : 0);
	organisation_field_set(s->db, answer->organisation, FIELD_LANGUAGE,
	    STR(PUBLISHED_SOURCE), answer->now, 0);
}

/* When the site may be asked again. */
static int64_t
next_of(const struct published_answer *answer, enum published_outcome outcome)
{
	int64_t soonest = answer->now + PUBLISHED_RETRY_DAYS * DAY;
	int64_t next = answer->now + PUBLISHED_AGAIN_DAYS * DAY;

	if (outcome == PUBLISHED_UNREACHED)
		return soonest;
	if (outcome == PUBLISHED_USED && answer->found->expires < next)
		next = answer->found->expires;
	return next > soonest ? next : soonest;
}

static void
audit(struct store *s, const struct published_answer *answer)
{
	struct organisation_get_row row;

	if (!organisation_get(s->db, answer->organisation, &row))
		die("organisation %lld is gone",
		    (long long)answer->organisation);
	store_audit(s, answer->person, answer->now,
	    STR("contact from its security.txt"), row.ref);
}

/* What it gave before is kept where it gives it again, and where nobody
 * answered; a company has one such contact. */
static void
others_retire(struct store *s, const struct published_answer *answer,
    enum published_outcome outcome, int64_t before, int64_t contact)
{
	if (outcome == PUBLISHED_USED)
		published_retire_others(s->db, answer->organisation, contact);
	else if (outcome != PUBLISHED_UNREACHED && before != SQL_NULL_I64)
		published_retire(s->db, before);
}

enum published_outcome
published_keep(
    struct store *s, struct arena *a, const struct published_answer *answer)
{
	int64_t before = security_txt_contact(s->db, answer->claim);
	enum published_outcome outcome = answer->outcome;
	struct str said = answer->said;
	int64_t contact = SQL_NULL_I64;

	if (outcome == PUBLISHED_UNREACHED)
		contact = before;
	if (outcome == PUBLISHED_USED) {
		contact = contact_keep(s, a, answer);
		if (contact == SQL_NULL_I64) {
			outcome = PUBLISHED_UNUSABLE;
			said = STR("mail to the address it names came back");
		}
	}
	others_retire(s, answer, outcome, before, contact);
	if (outcome == PUBLISHED_USED)
		language_keep(s, answer);
	if (outcome == PUBLISHED_USED && contact != before)
		audit(s, answer);
	security_txt_put(s->db, answer->claim, answer->organisation,
	    answer->now, next_of(answer, outcome), (int64_t)outcome,
	    store_seal(s, a, "security_txt.said", answer->claim, said),
	    contact);
	return outcome;
}
