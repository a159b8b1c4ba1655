/* event_field: the fields of an event, and what each takes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "feed/event.h"

/* clang-format off */
const struct event_field event_fields[] = {
    {"classification.identifier",          EVENT_IS_TEXT, 0},
    {"classification.taxonomy",            EVENT_IS_TAXONOMY, 100},
    {"classification.type",                EVENT_IS_CLASS, 0},
    {"comment",                            EVENT_IS_TEXT, 0},
    {"destination.abuse_contact",          EVENT_IS_LOWER, 0},
    {"destination.account",                EVENT_IS_TEXT, 0},
    {"destination.allocated",              EVENT_IS_TIME, 0},
    {"destination.as_name",                EVENT_IS_TEXT, 0},
    {"destination.asn",                    EVENT_IS_ASN, 0},
    {"destination.domain_suffix",          EVENT_IS_HOST, 0},
    {"destination.fqdn",                   EVENT_IS_HOST, 0},
    {"destination.geolocation.cc",         EVENT_IS_COUNTRY, 0},
    {"destination.geolocation.city",       EVENT_IS_TEXT, 0},
    {"destination.geolocation.country",    EVENT_IS_TEXT, 0},
    {"destination.geolocation.latitude",   EVENT_IS_REAL, 0},
    {"destination.geolocation.longitude",  EVENT_IS_REAL, 0},
    {"destination.geolocation.region",     EVENT_IS_TEXT, 0},
    {"destination.geolocation.state",      EVENT_IS_TEXT, 0},
    {"destination.ip",                     EVENT_IS_ADDRESS, 0},
    {"destination.local_hostname",         EVENT_IS_TEXT, 0},
    {"destination.local_ip",               EVENT_IS_ADDRESS, 0},
    {"destination.network",                EVENT_IS_NETWORK, 0},
    {"destination.port",                   EVENT_IS_PORT, 0},
    {"destination.registry",               EVENT_IS_REGISTRY, 0},
    {"destination.reverse_dns",            EVENT_IS_HOST, 0},
    {"destination.tor_node",               EVENT_IS_BOOL, 0},
    {"destination.url",                    EVENT_IS_URL, 0},
    {"destination.urlpath",                EVENT_IS_TEXT, 0},
    {"event_description.target",           EVENT_IS_TEXT, 0},
    {"event_description.text",             EVENT_IS_TEXT, 0},
    {"event_description.url",              EVENT_IS_URL, 0},
    {"event_hash",                         EVENT_IS_UPPER, 40},
    {"extra",                              EVENT_IS_OBJECT, 0},
    {"feed.accuracy",                      EVENT_IS_ACCURACY, 0},
    {"feed.code",                          EVENT_IS_TEXT, 100},
    {"feed.documentation",                 EVENT_IS_TEXT, 0},
    {"feed.name",                          EVENT_IS_TEXT, 0},
    {"feed.provider",                      EVENT_IS_TEXT, 0},
    {"feed.url",                           EVENT_IS_URL, 0},
    {"malware.hash.md5",                   EVENT_IS_ASCII, 200},
    {"malware.hash.sha1",                  EVENT_IS_ASCII, 200},
    {"malware.hash.sha256",                EVENT_IS_ASCII, 200},
    {"malware.name",                       EVENT_IS_WORD, 0},
    {"malware.version",                    EVENT_IS_ASCII, 0},
    {"misp.attribute_uuid",                EVENT_IS_LOWER, 36},
    {"misp.event_uuid",                    EVENT_IS_LOWER, 36},
    {"output",                             EVENT_IS_JSON, 0},
    {"product.full_name",                  EVENT_IS_TEXT, 0},
    {"product.name",                       EVENT_IS_TEXT, 0},
    {"product.vendor",                     EVENT_IS_TEXT, 0},
    {"product.version",                    EVENT_IS_TEXT, 0},
    {"product.vulnerabilities",            EVENT_IS_TEXT, 0},
    {"protocol.application",               EVENT_IS_WORD, 100},
    {"protocol.transport",                 EVENT_IS_WORD, 11},
    {"raw",                                EVENT_IS_BASE64, 0},
    {"rtir_id",                            EVENT_IS_INT, 0},
    {"screenshot_url",                     EVENT_IS_URL, 0},
    {"severity",                           EVENT_IS_SEVERITY, 0},
    {"source.abuse_contact",               EVENT_IS_LOWER, 0},
    {"source.account",                     EVENT_IS_TEXT, 0},
    {"source.allocated",                   EVENT_IS_TIME, 0},
    {"source.as_name",                     EVENT_IS_TEXT, 0},
    {"source.asn",                         EVENT_IS_ASN, 0},
    {"source.domain_suffix",               EVENT_IS_HOST, 0},
    {"source.fqdn",                        EVENT_IS_HOST, 0},
    {"source.geolocation.cc",              EVENT_IS_COUNTRY, 0},
    {"source.geolocation.city",            EVENT_IS_TEXT, 0},
    {"source.geolocation.country",         EVENT_IS_TEXT, 0},
    {"source.geolocation.cymru_cc",        EVENT_IS_COUNTRY, 0},
    {"source.geolocation.geoip_cc",        EVENT_IS_COUNTRY, 0},
    {"source.geolocation.latitude",        EVENT_IS_REAL, 0},
    {"source.geolocation.longitude",       EVENT_IS_REAL, 0},
    {"source.geolocation.region",          EVENT_IS_TEXT, 0},
    {"source.geolocation.state",           EVENT_IS_TEXT, 0},
    {"source.ip",                          EVENT_IS_ADDRESS, 0},
    {"source.local_hostname",              EVENT_IS_TEXT, 0},
    {"source.local_ip",                    EVENT_IS_ADDRESS, 0},
    {"source.network",                     EVENT_IS_NETWORK, 0},
    {"source.port",                        EVENT_IS_PORT, 0},
    {"source.registry",                    EVENT_IS_REGISTRY, 0},
    {"source.reverse_dns",                 EVENT_IS_HOST, 0},
    {"source.tor_node",                    EVENT_IS_BOOL, 0},
    {"source.url",                         EVENT_IS_URL, 0},
    {"source.urlpath",                     EVENT_IS_TEXT, 0},
    {"status",                             EVENT_IS_TEXT, 0},
    {"time.observation",                   EVENT_IS_TIME, 0},
    {"time.source",                        EVENT_IS_TIME, 0},
    {"tlp",                                EVENT_IS_TLP, 0},
};

/* Types of incident and their taxonomy (RSIT version 1003), sorted by type. */
static const struct {
	const char *class, *taxonomy;
} classes[] = {
    {"application-compromise",              "intrusions"},
    {"blacklist",                           "other"},
    {"brute-force",                         "intrusion-attempts"},
    {"burglary",                            "intrusions"},
    {"c2-server",                           "malicious-code"},
    {"copyright",                           "fraud"},
    {"data-leak",                           "information-content-security"},
    {"data-loss",                           "information-content-security"},
    {"ddos",                                "availability"},
    {"ddos-amplifier",                      "vulnerable"},
    {"dga-domain",                          "other"},
    {"dos",                                 "availability"},
    {"exploit",                             "intrusion-attempts"},
    {"harmful-speech",                      "abusive-content"},
    {"ids-alert",                           "intrusion-attempts"},
    {"infected-system",                     "malicious-code"},
    {"information-disclosure",              "vulnerable"},
    {"malware",                             "other"},
    {"malware-configuration",               "malicious-code"},
    {"malware-distribution",                "malicious-code"},
    {"masquerade",                          "fraud"},
    {"misconfiguration",                    "availability"},
    {"other",                               "other"},
    {"outage",                              "availability"},
    {"phishing",                            "fraud"},
    {"potentially-unwanted-accessible",     "vulnerable"},
    {"privileged-account-compromise",       "intrusions"},
    {"proxy",                               "other"},
    {"sabotage",                            "availability"},
    {"scanner",                             "information-gathering"},
    {"sniffing",                            "information-gathering"},
    {"social-engineering",                  "information-gathering"},
    {"spam",                                "abusive-content"},
    {"system-compromise",                   "intrusions"},
    {"test",                                "test"},
    {"tor",                                 "other"},
    {"unauthorised-information-access",     "information-content-security"},
    {"unauthorised-information-modification", "information-content-security"},
    {"unauthorized-use-of-resources",       "fraud"},
    {"undetermined",                        "other"},
    {"unprivileged-account-compromise",     "intrusions"},
    {"violence",                            "abusive-content"},
    {"vulnerable-system",                   "vulnerable"},
    {"weak-crypto",                         "vulnerable"},
};
/* clang-format on */

const size_t n_event_fields = sizeof(event_fields) / sizeof(event_fields[0]);

static int
field_cmp(const void *key, const void *row)
{
	const struct str *name = key;
	const struct event_field *field = row;

	return str_cmp(*name, str_of(field->name));
}

const struct event_field *
event_field_named(struct str name)
{
	return bsearch(&name, event_fields, n_event_fields,
	    sizeof(event_fields[0]), field_cmp);
}

struct str event_taxonomy(struct str class)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (str_eq(str_of(classes[i].class), class))
			return str_of(classes[i].taxonomy);
	return (struct str){0};
}
