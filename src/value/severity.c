/* severity: how bad a source says it is, and the small enums beside it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/severity.h"

static const char *const severities[SEVERITY_COUNT] = {
    [SEVERITY_NONE] = "none",
    [SEVERITY_INFO] = "info",
    [SEVERITY_LOW] = "low",
    [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_HIGH] = "high",
    [SEVERITY_CRITICAL] = "critical",
};

static const char *const transports[TRANSPORT_COUNT] = {
    [TRANSPORT_NONE] = "none",
    [TRANSPORT_TCP] = "tcp",
    [TRANSPORT_UDP] = "udp",
    [TRANSPORT_OTHER] = "other",
};

enum severity
severity_read(struct str s)
{
	for (int i = SEVERITY_INFO; i < SEVERITY_COUNT; i++)
		if (str_eq_nocase(s, str_of(severities[i])))
			return (enum severity)i;
	return SEVERITY_NONE;
}

const char *
severity_name(enum severity s)
{
	return severities[s < SEVERITY_COUNT ? s : SEVERITY_NONE];
}

enum transport
transport_read(struct str s)
{
	if (s.n == 0)
		return TRANSPORT_NONE;
	if (str_eq_nocase(s, STR("tcp")))
		return TRANSPORT_TCP;
	return str_eq_nocase(s, STR("udp")) ? TRANSPORT_UDP : TRANSPORT_OTHER;
}

const char *
transport_name(enum transport t)
{
	return transports[t < TRANSPORT_COUNT ? t : TRANSPORT_NONE];
}
