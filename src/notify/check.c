/* check: is a message that says it is ours really ours? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/check.h"

#include <sodium.h>
#include <string.h>

#include "base/time.h"
#include "finding/topic.h"
#include "store/code.sql.h"

/* What a damaged code is looked up as: its last character is wrong, so it is
 * nobody's. */
#define NO_CODE "2222-2222-2223"

static bool
same(struct str a, struct str b)
{
	return a.n == SEAL_INDEX && b.n == SEAL_INDEX &&
	    sodium_memcmp(a.p, b.p, SEAL_INDEX) == 0;
}

struct check
code_look(const struct check_desk *d, struct arena *a, struct str code,
    struct str address)
{
	static const char nobody[SEAL_INDEX];
	char read[CODE_SIZE], mail[255];
	unsigned char hash[CODE_HASH];
	struct code_notice_row row;
	struct check found = {0};
	struct why w = {0};

	if (!code_read(code, read))
		memcpy(read, NO_CODE, sizeof(NO_CODE));
	if (mail_read(str_trim(address), mail, &w) != OK)
		mail[0] = '\0';
	code_hash(hash, d->code_key, str_of(read));

	struct str index =
	    store_index(d->store, a, "contact.value", str_of(mail));
	bool sent = code_notice(d->store->db,
			str_make((const char *)hash, CODE_HASH), &row) &&
	    row.sent_int != 0;
	struct str to = sent ? row.value_index : str_make(nobody, SEAL_INDEX);

	if (!same(index, to) || !sent)
		return found;
	found.end = row.withdrawn != SQL_NULL_I64 ? CHECK_WITHDRAWN
	    : row.date + d->days * DAY < d->now	  ? CHECK_EXPIRED
						  : CHECK_OURS;
	found.date = row.date;
	found.topic = arena_str(a, row.topic);
	found.language = (enum lang)row.language;
	return found;
}

struct check
code_check(const struct check_desk *d, struct arena *a, struct str code,
    struct str address, int64_t person)
{
	struct sql *db = d->store->db;
	int64_t hour = d->now / HOUR;
	struct check found = {.end = CHECK_TOO_MANY};

	if (code_wrong(db, hour, person) >= CODE_TRIES)
		return found;
	found = code_look(d, a, code, address);
	code_wrong_forget(db, hour - CODE_TRIES_KEPT);
	code_wrong_add(db, hour, person, found.end == CHECK_NO);
	return found;
}
