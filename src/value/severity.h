/* severity: how bad a source says it is, and the small enums beside it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_SEVERITY_H
#define VALUE_SEVERITY_H

#include "base/str.h"

/* Shadowserver's five levels (severity.md); NONE: not said. Ordered. */
enum severity {
	SEVERITY_NONE,
	SEVERITY_INFO,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
	SEVERITY_COUNT,
};

/* "info" .. "critical", any case; SEVERITY_NONE for anything else. */
enum severity severity_read(struct str s);
/* "none", "info", ... */
const char *severity_name(enum severity s);

enum transport {
	TRANSPORT_NONE,
	TRANSPORT_TCP,
	TRANSPORT_UDP,
	TRANSPORT_OTHER,
	TRANSPORT_COUNT,
};

/* "tcp", "udp", any case; another word is OTHER, an absent one NONE. */
enum transport transport_read(struct str s);
const char *transport_name(enum transport t);

#endif
