/* credential: secrets by name, in the keeper's own database */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/credential.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/credential.sql.h"

static void
context_put(struct buf *b, struct str name)
{
	buf_str(b, STR("credential.value:"));
	buf_str(b, name);
}

static void
key_make(struct sql *secret, const struct seal *seal, struct str name,
    struct str context)
{
	unsigned char key[CREDENTIAL_KEY];
	struct buf sealed = {0};

	randombytes_buf(key, sizeof(key));
	seal_put(&sealed, seal, context, str_make(key, sizeof(key)));
	sql_begin(secret);
	credential_add(secret, name, buf_all(&sealed));
	sql_commit(secret);
	seal_forget(key, sizeof(key));
	buf_free(&sealed);
}

void
credential_key(struct sql *secret, const struct seal *seal, struct str name,
    unsigned char out[CREDENTIAL_KEY])
{
	struct credential_get_row row;
	struct buf context = {0}, plain = {0};

	context_put(&context, name);
	if (!credential_get(secret, name, &row))
		key_make(secret, seal, name, buf_all(&context));
	if (!credential_get(secret, name, &row) ||
	    !seal_get(&plain, seal, buf_all(&context), row.value_sealed) ||
	    plain.n != CREDENTIAL_KEY)
		die("the credential %.*s in secret.db does not open: this is "
		    "not "
		    "the key it was sealed with; put the right key in place",
		    STR_ARG(name));
	memcpy(out, plain.p, CREDENTIAL_KEY);
	seal_forget(plain.p, plain.n);
	buf_free(&plain);
	buf_free(&context);
}
