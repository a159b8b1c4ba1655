/* shadowserver_type: report types, their topic and default severity */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver.h"
#include "feed/shadowserver_column.h"

/* A type that is not in the table yet: the first row whose parts its name
 * holds. NULL: any. */
struct family {
	const char *start, *part, *topic;
};

/* clang-format off */
static const struct family families[] = {
    {"compromised_website", NULL,        "compromised-website"},
    {"compromised",         NULL,        "class-system-compromise"},
    {"event",               "sinkhole",  "infected-system"},
    {"event",               "brute",     "class-brute-force"},
    {"event",               "ddos_target", "ddos-target"},
    {"event",               "ddos",      "class-ddos"},
    {"event",               "_scan",     "class-scanner"},
    {"malware",             NULL,        "class-malware-distribution"},
    {"population",          NULL,        "class-other"},
    {"sandbox",             NULL,        "class-malware-distribution"},
    {"scan",                NULL,        "class-vulnerable-system"},
    {"spam",                NULL,        "class-spam"},
    {"",                    NULL,        "class-other"},
};
/* clang-format on */

static bool
family_fits(const struct family *f, struct str type)
{
	return str_starts(type, str_of(f->start)) &&
	    (f->part == NULL || str_find_str(type, str_of(f->part)) < type.n);
}

bool
shadowserver_knows(struct str type)
{
	return report_type_named(type) != NULL;
}

struct str
shadowserver_topic(struct str type)
{
	const struct report_type *known = report_type_named(type);
	const struct family *f = families;

	if (known != NULL)
		return str_of(known->topic);
	while (!family_fits(f, type))
		f++;
	return str_of(f->topic);
}

enum severity
shadowserver_severity(struct str type)
{
	const struct report_type *known = report_type_named(type);

	return known != NULL ? known->severity : SEVERITY_NONE;
}
