/* fields: named values of a JSON object */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/fields.h"

#include "base/time.h"
#include "store/sql.h"

void
field_str(struct json_out *o, const char *key, struct str v)
{
	json_out_key(o, str_of(key));
	if (v.p != NULL)
		json_out_str(o, v);
	else
		json_out_null(o);
}

void
field_i64(struct json_out *o, const char *key, int64_t v)
{
	json_out_key(o, str_of(key));
	if (v != SQL_NULL_I64)
		json_out_i64(o, v);
	else
		json_out_null(o);
}

void
field_time(struct json_out *o, const char *key, int64_t t)
{
	struct buf b = {0};

	if (t != SQL_NULL_I64)
		time_put(&b, t);
	field_str(o, key, buf_all(&b));
	buf_free(&b);
}

void
field_day(struct json_out *o, const char *key, int64_t day)
{
	struct buf b = {0};

	if (day != SQL_NULL_I64)
		day_put(&b, (int32_t)day);
	field_str(o, key, buf_all(&b));
	buf_free(&b);
}

void
field_object(struct json_out *o, const char *key)
{
	json_out_key(o, str_of(key));
	json_out_object(o);
}

void
field_array(struct json_out *o, const char *key)
{
	json_out_key(o, str_of(key));
	json_out_array(o);
}
