/* digest_attach: the lines of a digest for programs: CSV and X-ARF */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/digest_attach.h"

#include <sodium.h>

#include "base/csv_out.h"
#include "base/json_out.h"
#include "base/time.h"
#include "notify/mime.h"

enum { UUID_BYTES = 16 };

/* Texts made on the way to a value. */
struct attaching {
	const struct digest_facts *f;
	struct buf text;
};

static struct str
place(struct attaching *x, const struct digest_item *item)
{
	buf_reset(&x->text);
	if (item->place.length == address_bits(&item->place.a))
		address_put(&x->text, &item->place.a);
	else
		prefix_put(&x->text, &item->place);
	return buf_all(&x->text);
}

static struct str
seen(struct attaching *x, const struct digest_item *item)
{
	buf_reset(&x->text);
	time_put(&x->text, item->seen);
	return buf_all(&x->text);
}

static struct str
transport(const struct digest_item *item)
{
	return item->transport == TRANSPORT_NONE
	    ? STR("")
	    : str_of(transport_name(item->transport));
}

/* The table. */

static void
row_put(struct attaching *x, struct csv_out *o, const struct digest_item *item)
{
	csv_out_str(o, item->ref);
	csv_out_str(o, place(x, item));
	if (item->port != 0)
		csv_out_i64(o, item->port);
	else
		csv_out_str(o, STR(""));
	csv_out_str(o, transport(item));
	csv_out_str(o, item->topic->id);
	csv_out_str(o, str_of(severity_name(item->severity)));
	csv_out_str(o, seen(x, item));
	csv_out_str(o, STR("")); /* to be filled in */
	csv_out_end(o);
}

static void
table_put(struct attaching *x, struct buf *out)
{
	static const char *const heads[] = {"id", "address", "port",
	    "transport", "topic", "severity", "seen", "answer"};
	struct buf table = {0};
	struct csv_out o;
	struct str rest, line;

	csv_out_open(&o, &table, ',');
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		csv_out_str(&o, str_of(heads[i]));
	csv_out_end(&o);
	for (size_t i = 0; i < x->f->n; i++)
		row_put(x, &o, &x->f->items[i]);
	rest = buf_all(&table);
	while (str_split(&rest, '\n', &line))
		buf_fmt(out, "%.*s\n", STR_ARG(str_trim(line)));
	buf_free(&table);
}

/* X-ARF. */

static void
text_put(struct json_out *o, const char *key, struct str v)
{
	json_out_key(o, str_of(key));
	json_out_str(o, v);
}

static void
sender_put(struct attaching *x, struct json_out *o, const char *key)
{
	struct str mail = x->f->head.sender_mail;

	json_out_key(o, str_of(key));
	json_out_object(o);
	text_put(o, "org", x->f->head.sender_name);
	text_put(o, "contact", mail);
	text_put(o, "domain", str_from(mail, str_find(mail, '@') + 1));
	json_out_end(o);
}

/* A UUID of version 4 (RFC 9562 5.4): of the id, which is random, so that the
 * same line told again is the same report. */
static struct str
uuid(struct attaching *x, struct str ref)
{
	unsigned char u[UUID_BYTES];

	crypto_generichash(
	    u, sizeof(u), (const unsigned char *)ref.p, ref.n, NULL, 0);
	u[6] = (unsigned char)((u[6] & 0x0f) | 0x40);
	u[8] = (unsigned char)((u[8] & 0x3f) | 0x80);
	buf_reset(&x->text);
	for (size_t i = 0; i < sizeof(u); i++)
		buf_fmt(&x->text, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", u[i]);
	return buf_all(&x->text);
}

/* Which service it is, as "rdp" for the topic "open-rdp". */
static struct str
service(struct str topic)
{
	return str_starts(topic, STR("open-")) ? str_from(topic, 5) : topic;
}

/* Category, type, and what these two ask for (X-ARF 4.2, categories 5 and 7);
 * the other types want evidence that is not ours to give. */
static void
kind_put(struct json_out *o, const struct topic *t)
{
	if (str_eq(t->type, STR("vulnerable-system"))) {
		text_put(o, "category", STR("vulnerability"));
		text_put(o, "type", STR("open_service"));
		text_put(o, "service", service(t->id));
	} else {
		text_put(o, "category", STR("reputation"));
		text_put(o, "type", STR("threat_intelligence"));
		text_put(o, "threat_type", t->type);
	}
}

static void
report_put(struct attaching *x, struct buf *out, const struct digest_item *item)
{
	struct json_out o;

	json_out_open(&o, out);
	json_out_object(&o);
	text_put(&o, "xarf_version", STR("4.2.0"));
	text_put(&o, "report_id", uuid(x, item->ref));
	text_put(&o, "timestamp", seen(x, item));
	sender_put(x, &o, "reporter");
	sender_put(x, &o, "sender");
	text_put(&o, "source_identifier", place(x, item));
	if (item->port != 0) {
		json_out_key(&o, STR("source_port"));
		json_out_i64(&o, item->port);
	}
	kind_put(&o, item->topic);
	text_put(&o, "reference", item->ref);
	text_put(&o, "topic", item->topic->id);
	text_put(&o, "severity", str_of(severity_name(item->severity)));
	json_out_end(&o);
	if (!json_out_done(&o))
		die("a line of a digest that does not make JSON");
}

static void
reports_put(struct attaching *x, struct buf *out)
{
	buf_str(out, STR("[\n"));
	for (size_t i = 0; i < x->f->n; i++) {
		report_put(x, out, &x->f->items[i]);
		buf_str(out, i + 1 < x->f->n ? STR(",\n") : STR("\n"));
	}
	buf_str(out, STR("]\n"));
}

void
digest_attach(struct buf *out, const struct digest_facts *f)
{
	struct attaching x = {.f = f};

	mime_attach(out, "digest.csv", "text/csv");
	table_put(&x, out);
	mime_attach(out, "xarf.json", "application/json");
	reports_put(&x, out);
	buf_free(&x.text);
}
