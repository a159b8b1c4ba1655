/* tests of making: two threads make what one makes, each mail once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/making.h"

#include <string.h>

#include "notify/delivery.h"
#include "test/tap.h"

enum { MANY = 41, SIGNED_AT = 1768046400 };

static struct postmark
postmark_make(void)
{
	struct postmark p = {0};

	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		struct buf pem = {0};
		dkim_key_make(&pem, k);
		ok(dkim_key_read(buf_all(&pem), &p.dkim.by[k].key, NULL) == OK);
		p.dkim.by[k].selector = STR("s1");
		buf_free(&pem);
	}
	return p;
}

/* Every seventh has its bytes already. */
static void
texts_make(struct making m[MANY], struct buf text[MANY])
{
	for (size_t i = 0; i < MANY; i++) {
		text[i] = (struct buf){0};
		buf_fmt(&text[i], "Subject: notice %zu\n\n", i);
		for (size_t k = 0; k < i * 10; k++)
			buf_str(&text[i], STR("Poort 3389 staat open.\n"));
		m[i] = (struct making){.domain = STR("dijkwacht.example")};
		if (i % 7 != 0)
			m[i].frozen = buf_all(&text[i]);
	}
}

TEST(two_threads_make_what_one_makes)
{
	struct making together[MANY], alone[MANY];
	struct buf text[MANY];
	struct postmark p = postmark_make();

	texts_make(together, text);
	memcpy(alone, together, sizeof(alone));
	making_all(together, MANY, &p, SIGNED_AT);
	for (size_t i = 0; i < MANY; i++) {
		struct str got = buf_all(&together[i].bytes);
		making_all(&alone[i], 1, &p, SIGNED_AT);
		if (!ok(str_eq(got, buf_all(&alone[i].bytes)) &&
			str_starts(got, STR("DKIM-Signature: ")) ==
			    (alone[i].frozen.n > 0)))
			tap_note("mail %zu", i);
		buf_free(&together[i].bytes);
		buf_free(&alone[i].bytes);
		buf_free(&text[i]);
	}
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		dkim_key_free(p.dkim.by[k].key);
}
