/* json_string: the inside of JSON strings; only for json.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_JSON_STRING_H
#define BASE_JSON_STRING_H

#include "base/str.h"

/*
 * From behind the opening quote to the closing one. NULL, or what is wrong
 * at *p. escaped: there are escapes in it; halves of surrogate pairs pass.
 */
const char *json_string_pass(const char **p, const char *end, bool *escaped);
/*
 * in passed json_string_pass; out has room for in.n bytes. False, and all
 * untouched, for half a surrogate pair.
 */
bool json_unescape(struct str in, char *out, struct str *all);

#endif
