/* stop: the link in a mail's headers by which its receiver gets no more */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/stop.h"

#include "base/time.h"
#include "notify/returned.h"
#include "store/organisation.sql.h"
#include "store/returned.sql.h"

/* As if its receiver had written. */
static struct returned_mail
mail_of(struct str token)
{
	struct returned_mail m = {.kind = RETURNED_UNSUBSCRIBE, .n = 1};

	m.mark[0].proof = VERP_STOP;
	m.mark[0].text = token;
	return m;
}

bool
stop_look(struct store *s, struct arena *a, struct str token, int64_t now,
    struct stop *stop)
{
	struct returned_mail m = mail_of(token);
	struct returned_place p;
	struct contact_get_row contact;

	if (returned_find(s, a, &m, &p) != RETURNED_NOTED || !p.mail ||
	    p.at + STOP_DAYS * (int64_t)DAY < now ||
	    !contact_get(s->db, p.contact, &contact))
		return false;
	*stop = (struct stop){
	    .delivery = p.delivery,
	    .ref = p.ref,
	    .topic = p.topic,
	    .address = store_open(
		s, a, "contact.value", p.contact, contact.value_sealed),
	    .all = returned_stops_all(&p),
	};
	return true;
}

void
stop_do(struct store *s, struct arena *a, struct str token,
    const struct stop *stop, int64_t now)
{
	struct str index = store_print(s, a, "returned.link", token);
	struct returned_mail m = mail_of(token);
	struct returned_known_row row;

	if (returned_known(s->db, index, &row))
		return;
	m.whom = stop->address;
	returned_take(s, a, &m, index, now);
	store_audit(s, store_person(s, STR("dijkwacht"), now), now,
	    STR("stop by link"), stop->ref);
}
