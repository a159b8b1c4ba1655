/* form: the fields of a form or of a query, as a browser sends them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/arena.h"
#include "base/err.h"

enum { FORM_FIELDS = 16, FORM_VALUE = 1024 /* bytes of one, decoded */ };

struct form {
	struct {
		struct str name, value;
	} field[FORM_FIELDS];
	size_t n;
};

/*
 * Reads application/x-www-form-urlencoded (URL Standard 5.1), strictly: a %
 * that is not followed by two hex digits, a byte that is not of UTF-8 and a NUL
 * are refused (ERR_SYNTAX), as are more than FORM_FIELDS fields or a longer
 * name or value (ERR_LIMIT). Texts live in a.
 */
enum err form_read(struct form *f, struct arena *a, struct str body) MUST_CHECK;
/* The value of the first field of that name; empty where there is none. */
struct str form_get(const struct form *f, struct str name);

#endif
