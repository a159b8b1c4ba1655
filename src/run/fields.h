/* fields: named values of a JSON object */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FIELDS_H
#define RUN_FIELDS_H

#include "base/json_out.h"

/* Inside an object. An absent text or SQL_NULL_I64 is null. */
void field_str(struct json_out *o, const char *key, struct str v);
void field_i64(struct json_out *o, const char *key, int64_t v);
/* RFC 3339, UTC */
void field_time(struct json_out *o, const char *key, int64_t t);
/* "2026-01-31" */
void field_day(struct json_out *o, const char *key, int64_t day);
/* Begin what json_out_end ends. */
void field_object(struct json_out *o, const char *key);
void field_array(struct json_out *o, const char *key);

#endif
