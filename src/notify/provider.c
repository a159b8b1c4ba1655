/* provider: what a provider said of its customers' findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/provider.h"

#include "store/agreement.sql.h"

/* A finding that is answered now. */
struct meant {
	int64_t finding, organisation;
	bool over;
};

static bool
is_among(int64_t organisation, const int64_t *customers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (customers[i] == organisation)
			return true;
	return n == 0;
}

static void
meant_list(struct store *s, int64_t notice, const int64_t *customers, size_t n,
    struct buf *list)
{
	struct sql_cursor c;
	struct party_findings_row row;

	party_findings(s->db, notice, &c);
	while (party_findings_next(&c, &row)) {
		struct meant m = {
		    row.id, row.organisation, row.state >= FINDING_CLOSED};
		if (is_among(row.organisation, customers, n))
			buf_put(list, &m, sizeof(m));
	}
}

/* Each customer that was named has findings among them. */
static bool
all_found(const struct buf *list, const int64_t *customers, size_t n)
{
	const struct meant *m = (const struct meant *)(const void *)list->p;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < list->n / sizeof(*m) &&
		    m[k].organisation != customers[i])
			k++;
		found += k < list->n / sizeof(*m);
	}
	return found == n;
}

enum err
provider_answer(struct store *s, struct str notice, enum answer answer,
    const int64_t *customers, size_t n, int64_t person, struct str note,
    int64_t now, struct provider_sums *sums, struct why *w)
{
	struct party_answerable_row row;
	struct buf list = {0};
	enum err e = OK;

	*sums = (struct provider_sums){0};
	if (answer == ANSWER_NONE || answer == ANSWER_ACCEPTED)
		return why_set(w, ERR_REFUSED,
		    "a provider answers fixed, in-hand or not-ours; that a "
		    "danger stays is for its customer to say");
	if (!party_answerable(s->db, notice, &row))
		return why_set(w, ERR_ABSENT,
		    "notice %.*s is not to a provider, or not there",
		    STR_ARG(str_upto(notice, 40)));
	meant_list(s, row.id, customers, n, &list);
	if (!all_found(&list, customers, n))
		e = why_set(w, ERR_ABSENT,
		    "there is no customer in that message by one of these "
		    "names; nothing was kept");

	const struct meant *m = (const struct meant *)(const void *)list.p;

	for (size_t i = 0; e == OK && i < list.n / sizeof(*m); i++) {
		if (m[i].over) {
			sums->over++;
		} else if (answer == ANSWER_NOT_OURS) {
			party_decline(
			    s->db, m[i].finding, row.organisation, now);
			sums->declined++;
		} else {
			e = finding_answer(
			    s, m[i].finding, answer, person, note, now, w);
			sums->answered++;
		}
	}
	buf_free(&list);
	return e;
}
