/* known: where our events differ from IntelMQ's on purpose, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/known.h"

/* clang-format off */
const struct known known[KNOWN_MAX] = {
    {KNOWN_TODAY, KNOWN_THEIRS, "destination.fqdn", 5, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OURS, "destination.network", 5, "a block where an address is meant"},
    {KNOWN_TODAY, KNOWN_THEIRS, "destination.port", 8, "no port is above 65535"},
    {KNOWN_TODAY, KNOWN_THEIRS, "destination.reverse_dns", 44, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OTHER, "destination.url", 9, "a whole URL is the URL"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.dns_query", 1, "an empty text is absent"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.dns_query_type", 1, "an empty text is absent"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.dst_hostname", 44, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.dst_ip", 5, "no address: kept as it stood"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.dst_port", 8, "no port is above 65535"},
    {KNOWN_TODAY, KNOWN_OTHER, "extra.end_time", 2, "a zone that is given counts"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.end_time", 2, "no date is not today"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.hostname", 4, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.http_host", 7, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.infection", 1, "told once, as malware.name"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.isakmp_exchange_type", 4, "an empty text is absent"},
    {KNOWN_TODAY, KNOWN_OURS, "extra.src_hostname", 42, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OTHER, "extra.start_time", 1, "a zone that is given counts"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.start_time", 1, "no date is not today"},
    {KNOWN_TODAY, KNOWN_THEIRS, "extra.tag", 58, "an empty text is absent"},
    {KNOWN_TODAY, KNOWN_OURS, "product.vulnerabilities", 140, "a CVE in capitals is one too"},
    {KNOWN_TODAY, KNOWN_THEIRS, "source.fqdn", 6, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OURS, "source.network", 1, "a block of one address"},
    {KNOWN_TODAY, KNOWN_THEIRS, "source.reverse_dns", 42, "no host name: kept as extra"},
    {KNOWN_TODAY, KNOWN_OTHER, "source.url", 4, "a whole URL is the URL"},
    {KNOWN_2026, KNOWN_OURS, "destination.fqdn", 1, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.bluekeep_vulnerable", 2, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.cve20190708_vulnerable", 2, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OURS, "extra.dns_query_type", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OURS, "extra.dst_ip", 1, "no address: kept as it stood"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.end_time", 3, "no date is not today"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.host", 1, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OURS, "extra.http_host", 4, "no host name: kept as extra"},
    {KNOWN_2026, KNOWN_OTHER, "extra.http_info", 1, "wrong quotes, mended"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.infection", 6, "told once, as malware.name"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.md5hash", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.proxy_authenticate", 3, "wrong quotes, mended"},
    {KNOWN_2026, KNOWN_OURS, "extra.response_size", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.sic", 55, "a column of old: a number, 0 is absent"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.sic", 464, "a column of old: a number, 0 is absent"},
    {KNOWN_2026, KNOWN_OTHER, "extra.size", 17, "a column of old: a number"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.size", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.smb_implant", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.tag", 3, "an empty text is absent"},
    {KNOWN_2026, KNOWN_THEIRS, "extra.type", 3, "an old column as it was then"},
    {KNOWN_2026, KNOWN_OTHER, "extra.www_authenticate", 2, "wrong quotes, mended"},
    {KNOWN_2026, KNOWN_OURS, "malware.hash.md5", 3, "an old column as it was then"},
    {KNOWN_THEN, KNOWN_OTHER, "classification.identifier", 6, "today's class of the report"},
    {KNOWN_THEN, KNOWN_THEIRS, "classification.identifier", 10, "today's class of the report"},
    {KNOWN_THEN, KNOWN_OTHER, "classification.taxonomy", 14, "today's class of the report"},
    {KNOWN_THEN, KNOWN_OTHER, "classification.type", 95, "today's class of the report"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.device_model", 10, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.device_vendor", 14, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.device_version", 7, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.dst_ip", 1, "no address: kept as it stood"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.end_time", 3, "no date is not today"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.exchange_type", 2, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.family", 30, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.host", 3, "an address for a host is kept as extra"},
    {KNOWN_THEN, KNOWN_OURS, "extra.http_host", 4, "no host name: kept as extra"},
    {KNOWN_THEN, KNOWN_OTHER, "extra.http_info", 1, "wrong quotes, mended"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.http_referer_ip", 5, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.infection", 26, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.isakmp_exchange_type", 2, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.isakmp_spi_size", 2, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.product", 5, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.product_version", 3, "today's field for it"},
    {KNOWN_THEN, KNOWN_OTHER, "extra.proxy_authenticate", 3, "wrong quotes, mended"},
    {KNOWN_THEN, KNOWN_OURS, "extra.sic", 8, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.source", 6, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.source.sic", 8, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.source_name", 6, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.spi_size", 2, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "extra.status", 6, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "extra.tag", 12, "today's field for it"},
    {KNOWN_THEN, KNOWN_OTHER, "extra.www_authenticate", 2, "wrong quotes, mended"},
    {KNOWN_THEN, KNOWN_OURS, "feed.documentation", 640, "the page about the report"},
    {KNOWN_THEN, KNOWN_OTHER, "malware.name", 6, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "malware.name", 6, "today's field for it"},
    {KNOWN_THEN, KNOWN_THEIRS, "malware.name", 22, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "product.name", 15, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "product.vendor", 14, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "product.version", 10, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "product.vulnerabilities", 5, "a CVE in the tag"},
    {KNOWN_THEN, KNOWN_OURS, "protocol.application", 12, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "source.ip", 5, "today's field for it"},
    {KNOWN_THEN, KNOWN_OURS, "status", 6, "today's field for it"},
    {0},
};
/* clang-format on */

int
known_find(enum known_set set, enum known_way way, struct str field)
{
	for (int i = 0; i < KNOWN_MAX && known[i].field != NULL; i++)
		if (known[i].set == set && known[i].way == way &&
		    str_eq(str_of(known[i].field), field))
			return i;
	return -1;
}

bool
known_failed(struct str file)
{
	return str_eq(file, STR("malware_url.csv")) ||
	    str_eq(file, STR("phish_url.csv")) ||
	    str_eq(file, STR("sandbox_url.csv"));
}
