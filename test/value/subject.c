/* tests of value/subject */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/subject.h"

#include "test/tap.h"

TEST(a_subject_comes_back)
{
	struct buf b = {0};
	struct subject s,
	    kept = {
		.port = 3389,
		.transport = TRANSPORT_TCP,
		.asn = 64500,
		.hostname = STR("mail.bakker.example"),
		.family = STR("a worm"),
		.names = STR("bakker.example shop.bakker.example"),
	    };

	ok(prefix_read(STR("2001:db8::7/128"), &kept.place, NULL) == OK);
	subject_put(&b, &kept);
	ok(subject_read(buf_all(&b), &s));
	ok(address_cmp(&s.place.a, &kept.place.a) == 0);
	is_int(s.place.length, 128);
	is_int(s.port, 3389);
	is_int(s.transport, TRANSPORT_TCP);
	is_int(s.asn, 64500);
	is_text(s.hostname, "mail.bakker.example");
	is_text(s.family, "a worm");
	is_text(s.names, "bakker.example shop.bakker.example");
	buf_free(&b);
}

TEST(nothing_comes_back_as_nothing)
{
	struct buf b = {0};
	struct subject s, none = {0};

	subject_put(&b, &none);
	ok(subject_read(buf_all(&b), &s));
	is_int(s.place.a.kind, 0);
	is_int(s.transport, TRANSPORT_NONE);
	is_int((int64_t)s.names.n, 0);
	buf_free(&b);
}

TEST(what_subject_put_did_not_make_is_refused)
{
	struct subject s;

	ok(!subject_read(STR(""), &s));
	ok(!subject_read(STR("192.0.2.1/32\n1\ntcp\n0\nname"), &s));
	ok(!subject_read(STR("192.0.2.1/32\n65536\ntcp\n0\n\n\n"), &s));
	ok(!subject_read(STR("192.0.2.\n1\ntcp\n0\n\n\n"), &s));
}
