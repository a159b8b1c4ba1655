/* openpgp: signatures that mail programs check by a key they were given */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/openpgp.h"

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

#include "base/arena.h"

struct openpgp_key {
	rnp_ffi_t ffi;
	rnp_key_handle_t by;
	struct arena a; /* it lives in this */
};

static rnp_input_t
bytes_input(struct str s)
{
	rnp_input_t in;

	if (rnp_input_from_memory(&in, (const uint8_t *)s.p, s.n, false) !=
	    RNP_SUCCESS)
		die("out of memory");
	return in;
}

static bool
signs(rnp_key_handle_t key)
{
	bool secret = false, may = false;

	return rnp_key_have_secret(key, &secret) == RNP_SUCCESS && secret &&
	    rnp_key_allows_usage(key, "sign", &may) == RNP_SUCCESS && may;
}

/* The first that may sign. */
static bool
signer_find(struct openpgp_key *k)
{
	rnp_identifier_iterator_t it;
	const char *id;

	if (rnp_identifier_iterator_create(k->ffi, &it, "fingerprint") !=
	    RNP_SUCCESS)
		die("out of memory");
	while (k->by == NULL &&
	    rnp_identifier_iterator_next(it, &id) == RNP_SUCCESS &&
	    id != NULL) {
		rnp_key_handle_t key = NULL;
		if (rnp_locate_key(k->ffi, "fingerprint", id, &key) !=
			RNP_SUCCESS ||
		    key == NULL)
			continue;
		if (signs(key))
			k->by = key;
		else
			rnp_key_handle_destroy(key);
	}
	rnp_identifier_iterator_destroy(it);
	return k->by != NULL;
}

static enum err
key_take(struct openpgp_key *k, struct str text, struct why *w)
{
	rnp_input_t in = bytes_input(text);
	bool locked = true;
	rnp_result_t loaded = rnp_import_keys(k->ffi, in,
	    RNP_LOAD_SAVE_SECRET_KEYS | RNP_LOAD_SAVE_PUBLIC_KEYS, NULL);

	rnp_input_destroy(in);
	if (loaded != RNP_SUCCESS)
		return why_set(w, ERR_SYNTAX, "holds no OpenPGP key");
	if (!signer_find(k))
		return why_set(
		    w, ERR_REFUSED, "holds no secret key that may sign");
	if (rnp_key_is_protected(k->by, &locked) != RNP_SUCCESS || locked)
		return why_set(w, ERR_REFUSED,
		    "the secret key has a passphrase; take it off, the file's "
		    "rights protect it");
	return OK;
}

enum err
openpgp_key_read(struct str text, struct openpgp_key **key, struct why *w)
{
	struct arena a;

	arena_init(&a, 0);

	struct openpgp_key *k = ARENA_NEW(&a, struct openpgp_key, 1);

	if (rnp_ffi_create(&k->ffi, "GPG", "GPG") != RNP_SUCCESS)
		die("out of memory");
	k->a = a;

	enum err e = key_take(k, text, w);

	if (e == OK)
		*key = k;
	else
		openpgp_key_free(k);
	return e;
}

void
openpgp_key_free(struct openpgp_key *key)
{
	if (key == NULL)
		return;
	if (key->by != NULL)
		rnp_key_handle_destroy(key->by);
	rnp_ffi_destroy(key->ffi);

	struct arena a = key->a;

	arena_free(&a);
}

/* The armor's lines end in LF or CR LF, as the library likes. */
static void
armor_put(struct buf *out, struct str armor)
{
	for (struct str line; str_split(&armor, '\n', &line);) {
		buf_str(out, str_trim(line));
		buf_str(out, STR("\r\n"));
	}
}

static void
openpgp_sign(const void *key, struct str entity, int64_t at, struct buf *out)
{
	const struct openpgp_key *k = key;
	rnp_input_t in = bytes_input(entity);
	rnp_output_t made;
	rnp_op_sign_t op;
	uint8_t *p;
	size_t n;

	if (rnp_output_to_memory(&made, 0) != RNP_SUCCESS)
		die("out of memory");
	if (rnp_op_sign_detached_create(&op, k->ffi, in, made) != RNP_SUCCESS ||
	    rnp_op_sign_add_signature(op, k->by, NULL) != RNP_SUCCESS ||
	    rnp_op_sign_set_hash(op, "SHA256") != RNP_SUCCESS ||
	    rnp_op_sign_set_creation_time(op, (uint32_t)at) != RNP_SUCCESS ||
	    rnp_op_sign_set_armor(op, true) != RNP_SUCCESS ||
	    rnp_op_sign_execute(op) != RNP_SUCCESS ||
	    rnp_output_memory_get_buf(made, &p, &n, false) != RNP_SUCCESS)
		die("mail could not be signed with OpenPGP");
	armor_put(out, str_make(p, n));
	rnp_op_sign_destroy(op);
	rnp_output_destroy(made);
	rnp_input_destroy(in);
}

const struct signed_way openpgp = {
    .protocol = "application/pgp-signature",
    .micalg = "pgp-sha256",
    .headers =
	"Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n"
	"Content-Disposition: attachment; filename=\"signature.asc\"\r\n",
    .sign = openpgp_sign,
};
