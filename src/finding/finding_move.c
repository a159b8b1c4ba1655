/* finding_move: findings when it changes whose something is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "finding/finding.h"
#include "finding/finding_in.h"
#include "store/agreement.sql.h"
#include "store/finding.sql.h"
#include "store/notice.sql.h"

/* What a notice was the first to tell of; frees nothing of list before. */
static const int64_t *
findings_of(struct store *s, int64_t notice, struct buf *list, size_t *n)
{
	struct sql_cursor c;
	struct notice_moved_row row;

	notice_moved(s->db, notice, &c);
	while (notice_moved_next(&c, &row))
		buf_put(list, &row.finding, sizeof(row.finding));
	*n = list->n / sizeof(row.finding);
	return (const int64_t *)(const void *)list->p;
}

void
finding_notice_back(struct store *s, int64_t notice, int64_t now)
{
	struct buf list = {0};
	size_t n;
	const int64_t *finding = findings_of(s, notice, &list, &n);

	notice_withdraw(s->db, notice, now);
	delivery_drop(s->db, notice);
	for (size_t i = 0; i < n; i++)
		finding_untold(s->db, finding[i], now);
	buf_free(&list);
}

size_t
finding_notice_returned(
    struct store *s, int64_t notice, struct str note, int64_t now)
{
	struct buf list = {0};
	size_t n;
	const int64_t *finding = findings_of(s, notice, &list, &n);

	for (size_t i = 0; i < n; i++) {
		finding_unreached(s->db, finding[i], now, notice);
		finding_happened(s, finding[i], HAPPENED_RETURNED, now,
		    SQL_NULL_I64, SQL_NULL_I64, note);
	}
	buf_free(&list);
	return n;
}

int64_t
finding_accounts_shown(
    struct store *s, int64_t organisation, int64_t claim, int64_t now)
{
	int64_t n = 0;

	for (size_t i = 0; i < topic_count; i++)
		if (topics[i].data == TOPIC_DATA_CREDENTIAL)
			n += finding_show(s->db, organisation, topics[i].id,
			    claim, TOLD_UNSHOWN, now);
	return n;
}

void
finding_notice_replied(
    struct store *s, int64_t notice, struct str note, int64_t now)
{
	struct buf list = {0};
	size_t n;
	const int64_t *finding = findings_of(s, notice, &list, &n);

	for (size_t i = 0; i < n; i++)
		finding_happened(s, finding[i], HAPPENED_REPLIED, now,
		    SQL_NULL_I64, SQL_NULL_I64, note);
	buf_free(&list);
}

/* A notice that has not left must not tell of what is not theirs: it is taken
 * back, and what else is in it gets another. */
static void
notices_take_back(struct store *s, int64_t finding, int64_t now)
{
	struct notice_unsent_of_finding_row row;
	struct sql_cursor c;
	struct buf list = {0};

	notice_unsent_of_finding(s->db, finding, &c);
	while (notice_unsent_of_finding_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *notice = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*notice); i++)
		finding_notice_back(s, notice[i], now);
	buf_free(&list);
}

void
finding_end(struct store *s, int64_t finding, struct str note, int64_t now)
{
	struct finding_get_row row;
	int32_t day = day_of_time(now);

	notices_take_back(s, finding, now);
	if (!finding_get(s->db, finding, &row))
		die("finding %lld is gone", (long long)finding);

	int64_t answer = row.answer, reopened = row.reopened;

	finding_set_state(s->db, finding, FINDING_ENDED, answer, now, day,
	    reopened, SQL_NULL_I64);
	finding_happened(
	    s, finding, HAPPENED_ENDED, now, SQL_NULL_I64, SQL_NULL_I64, note);
}

/* Where it stood when it ended, by what is kept of it. */
static enum finding_state
stood(const struct finding_get_row *row)
{
	if (row->answer != ANSWER_NONE)
		return FINDING_ANSWERED;
	return row->noticed != SQL_NULL_I64 ? FINDING_NOTIFIED : FINDING_OPEN;
}

void
finding_resume(struct store *s, int64_t finding, int64_t now)
{
	struct finding_get_row row;

	if (!finding_get(s->db, finding, &row))
		die("finding %lld is gone", (long long)finding);

	enum finding_state state = stood(&row);
	int64_t answer = row.answer, reopened = row.reopened;
	bool untold = state == FINDING_OPEN && row.baseline == 0 &&
	    row.severity > SEVERITY_INFO;
	/* seen again after that day, it was not repaired */
	int64_t day = answer == ANSWER_FIXED ? row.closed_day : SQL_NULL_I64;

	finding_set_state(s->db, finding, state, answer, SQL_NULL_I64, day,
	    reopened, untold ? now : SQL_NULL_I64);
	finding_happened(s, finding, HAPPENED_RESUMED, now, SQL_NULL_I64,
	    SQL_NULL_I64, STR("theirs again"));
}

void
finding_reason(struct store *s, int64_t finding, int64_t observation,
    int64_t rest, const struct identity *who)
{
	finding_why(s->db, finding, observation, rest, who->claim, who->ground,
	    who->confidence, who->responsibility);
}
