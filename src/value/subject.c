/* subject: what an observation is about, as the store keeps it sealed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/subject.h"

void
subject_put(struct buf *b, const struct subject *s)
{
	if (s->place.a.kind != 0)
		prefix_put(b, &s->place);
	buf_char(b, '\n');
	buf_i64(b, s->port);
	buf_char(b, '\n');
	if (s->transport != TRANSPORT_NONE)
		buf_str(b, str_of(transport_name(s->transport)));
	buf_char(b, '\n');
	buf_i64(b, s->asn);
	buf_char(b, '\n');
	buf_str(b, s->hostname);
	buf_char(b, '\n');
	buf_str(b, s->family);
	buf_char(b, '\n');
	buf_str(b, s->names);
}

static bool
number_next(struct str *text, uint64_t most, uint64_t *v)
{
	struct str line;

	return str_split(text, '\n', &line) && str_u64(line, most, v);
}

bool
subject_read(struct str text, struct subject *s)
{
	struct str place, transport;
	uint64_t port, asn;

	*s = (struct subject){0};
	if (!str_split(&text, '\n', &place) ||
	    !number_next(&text, UINT16_MAX, &port) ||
	    !str_split(&text, '\n', &transport) ||
	    !number_next(&text, UINT32_MAX, &asn) ||
	    !str_split(&text, '\n', &s->hostname) ||
	    !str_split(&text, '\n', &s->family))
		return false;
	s->names = text;
	s->port = (uint16_t)port;
	s->asn = (uint32_t)asn;
	s->transport = transport_read(transport);
	return place.n == 0 || prefix_read(place, &s->place, NULL) == OK;
}
