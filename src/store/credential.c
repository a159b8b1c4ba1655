/* credential: secrets by name, in the keeper's own database */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/credential.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/credential.sql.h"

#define PAST STR("past")

static void
context_put(struct buf *b, struct str name)
{
	buf_str(b, STR("credential.value:"));
	buf_str(b, name);
}

static void
value_put(struct sql *secret, const struct seal *seal, struct str name,
    struct str plain)
{
	struct buf context = {0}, sealed = {0};

	context_put(&context, name);
	seal_put(&sealed, seal, buf_all(&context), plain);
	sql_begin(secret);
	credential_set(secret, name, buf_all(&sealed));
	sql_commit(secret);
	buf_free(&sealed);
	buf_free(&context);
}

/* False where there is none of that name. */
static bool
value_get(struct sql *secret, const struct seal *seal, struct str name,
    struct buf *plain)
{
	struct credential_get_row row;
	struct buf context = {0};

	if (!credential_get(secret, name, &row))
		return false;
	context_put(&context, name);
	if (!seal_get(plain, seal, buf_all(&context), row.value_sealed))
		die("the credential %.*s in secret.db does not open: this is "
		    "not the key it was sealed with; put the right key in "
		    "place",
		    STR_ARG(name));
	buf_free(&context);
	return true;
}

static void
value_forget(struct buf *plain)
{
	if (plain->n > 0)
		seal_forget(plain->p, plain->n);
	buf_free(plain);
}

void
credential_key(struct sql *secret, const struct seal *seal, struct str name,
    unsigned char out[CREDENTIAL_KEY])
{
	struct buf plain = {0};

	if (!value_get(secret, seal, name, &plain)) {
		randombytes_buf(out, CREDENTIAL_KEY);
		value_put(secret, seal, name, str_make(out, CREDENTIAL_KEY));
		return;
	}
	if (plain.n != CREDENTIAL_KEY)
		die("the credential %.*s in secret.db is no key: the file was "
		    "changed outside the program; restore a backup",
		    STR_ARG(name));
	memcpy(out, plain.p, CREDENTIAL_KEY);
	value_forget(&plain);
}

void
credential_past_take(struct sql *secret, struct seal *seal)
{
	struct buf plain = {0};

	if (value_get(secret, seal, PAST, &plain) &&
	    !seal_past_take(seal, buf_all(&plain)))
		die("the credential past in secret.db does not read: the file "
		    "was changed outside the program; restore a backup");
	value_forget(&plain);
}

void
credential_past_put(
    struct sql *secret, struct seal *to, const struct seal *from)
{
	struct buf plain = {0};

	if (!seal_past_put(&plain, from) ||
	    !seal_past_take(to, buf_all(&plain)))
		die("the keys were made anew %d times: no more is kept of "
		    "those before",
		    (int)SEAL_FORMER);
	value_put(secret, to, PAST, buf_all(&plain));
	value_forget(&plain);
}
