/* tests of store/credential: a key that is made once and kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/credential.h"

#include <stdio.h>
#include <string.h>

#include "store/secret.sql.h"
#include "test/store/open_store.h"

struct secrets {
	struct sql *db;
	struct seal seal;
	unsigned char key[CREDENTIAL_KEY];
};

static void
begin(struct secrets *s, int root_byte)
{
	char path[512];
	unsigned char root[SEAL_ROOT];
	struct why w = {0};

	memset(root, root_byte, sizeof(root));
	seal_init(&s->seal, root);
	snprintf(path, sizeof(path), "%s/secret.db", scratch());
	if (sql_open(&s->db, path, &secret_schema, SQL_WRITE, &w) != OK)
		die("%s", w.rule);
}

static void
take(void *ctx)
{
	struct secrets *s = ctx;

	credential_key(s->db, &s->seal, STR("check-code"), s->key);
}

TEST(made_at_random_and_then_kept)
{
	struct secrets s, again;
	unsigned char other[CREDENTIAL_KEY], zero[CREDENTIAL_KEY] = {0};

	begin(&s, 7);
	take(&s);
	ok(memcmp(s.key, zero, sizeof(zero)) != 0);
	credential_key(s.db, &s.seal, STR("other"), other);
	ok(memcmp(s.key, other, sizeof(other)) != 0);
	sql_close(s.db);
	begin(&again, 7);
	take(&again);
	ok(memcmp(s.key, again.key, sizeof(s.key)) == 0);
	sql_close(again.db);
}

TEST(another_seal_key_dies_with_advice)
{
	struct secrets s;

	begin(&s, 7);
	take(&s);
	sql_close(s.db);
	begin(&s, 8);
	tells(death_of(take, &s),
	    "the credential check-code in secret.db does "
	    "not open");
	tells(death_of(take, &s), "put the right key in place");
	sql_close(s.db);
}
