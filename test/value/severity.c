/* tests of value/severity */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/severity.h"

#include "test/tap.h"

TEST(severities)
{
	for (int i = SEVERITY_INFO; i < SEVERITY_COUNT; i++)
		is_int(
		    severity_read(str_of(severity_name((enum severity)i))), i);
	is_int(severity_read(STR("CRITICAL")), SEVERITY_CRITICAL);
	is_int(severity_read(STR("Info")), SEVERITY_INFO);
	ok(SEVERITY_LOW < SEVERITY_MEDIUM && SEVERITY_HIGH < SEVERITY_CRITICAL);
	is_text(str_of(severity_name(SEVERITY_NONE)), "none");
	is_text(str_of(severity_name(SEVERITY_COUNT)), "none");
}

TEST(severities_unknown)
{
	is_int(severity_read(STR("")), SEVERITY_NONE);
	is_int(severity_read((struct str){0}), SEVERITY_NONE);
	is_int(severity_read(STR("none")), SEVERITY_NONE);
	is_int(severity_read(STR("criticall")), SEVERITY_NONE);
	is_int(severity_read(STR("critical ")), SEVERITY_NONE);
	is_int(severity_read(STR("high\0")), SEVERITY_NONE);
}

TEST(transports)
{
	is_int(transport_read(STR("TCP")), TRANSPORT_TCP);
	is_int(transport_read(STR("udp")), TRANSPORT_UDP);
	is_int(transport_read(STR("sctp")), TRANSPORT_OTHER);
	is_int(transport_read(STR("tcp6")), TRANSPORT_OTHER);
	is_int(transport_read(STR("")), TRANSPORT_NONE);
	is_text(str_of(transport_name(TRANSPORT_UDP)), "udp");
	is_text(str_of(transport_name(TRANSPORT_COUNT)), "none");
}
