/* shadowserver_type: report types, their topic and default severity */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver.h"

#include <stdlib.h>

struct type {
	const char *name, *topic;
	enum severity severity;
};

/* A type that is not in the table yet: the first row whose parts its name
 * holds. NULL: any. */
struct family {
	const char *start, *part, *topic;
};

/*
 * Sorted by name. Severity: Shadowserver's published default. Topic: our own
 * where there is a text for it, else the class of the incident taxonomy
 * (RSIT) that the type falls in.
 */
/* clang-format off */
static const struct type types[] = {
    {"blocklist",                        "class-blacklist",                      SEVERITY_LOW},
    {"compromised_account",              "stolen-credentials",                   SEVERITY_CRITICAL},
    {"compromised_iot",                  "class-system-compromise",              SEVERITY_CRITICAL},
    {"compromised_iot6",                 "class-system-compromise",              SEVERITY_CRITICAL},
    {"compromised_website",              "compromised-website",                  SEVERITY_CRITICAL},
    {"compromised_website6",             "compromised-website",                  SEVERITY_CRITICAL},
    {"device_id",                        "class-undetermined",                   SEVERITY_INFO},
    {"device_id6",                       "class-undetermined",                   SEVERITY_INFO},
    {"event4_ddos_participant",          "class-ddos",                           SEVERITY_HIGH},
    {"event4_honeypot_adb_scan",         "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_brute_force",      "class-brute-force",                    SEVERITY_CRITICAL},
    {"event4_honeypot_darknet",          "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_ddos",             "class-system-compromise",              SEVERITY_CRITICAL},
    {"event4_honeypot_ddos_amp",         "ddos-target",                          SEVERITY_INFO},
    {"event4_honeypot_ddos_target",      "ddos-target",                          SEVERITY_INFO},
    {"event4_honeypot_http_scan",        "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_ics_scan",         "class-scanner",                        SEVERITY_CRITICAL},
    {"event4_honeypot_ikev2_scan",       "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_rdp_scan",         "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_rocketmq_scan",    "class-scanner",                        SEVERITY_HIGH},
    {"event4_honeypot_smb_scan",         "class-scanner",                        SEVERITY_HIGH},
    {"event4_ip_spoofer",                "class-masquerade",                     SEVERITY_MEDIUM},
    {"event4_microsoft_sinkhole",        "infected-system",                      SEVERITY_CRITICAL},
    {"event4_microsoft_sinkhole_http",   "infected-system",                      SEVERITY_CRITICAL},
    {"event4_sinkhole",                  "infected-system",                      SEVERITY_CRITICAL},
    {"event4_sinkhole_dns",              "class-other",                          SEVERITY_INFO},
    {"event4_sinkhole_http",             "infected-system",                      SEVERITY_CRITICAL},
    {"event4_sinkhole_http_referer",     "compromised-website",                  SEVERITY_CRITICAL},
    {"event6_sinkhole",                  "infected-system",                      SEVERITY_CRITICAL},
    {"event6_sinkhole_http",             "infected-system",                      SEVERITY_CRITICAL},
    {"event6_sinkhole_http_referer",     "compromised-website",                  SEVERITY_CRITICAL},
    {"malware_url",                      "class-malware-distribution",           SEVERITY_CRITICAL},
    {"phish_url",                        "compromised-website",                  SEVERITY_NONE},
    {"population6_bgp",                  "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"population6_http_proxy",           "class-other",                          SEVERITY_LOW},
    {"population6_isakmp",               "class-other",                          SEVERITY_INFO},
    {"population6_msmq",                 "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"population_bgp",                   "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"population_http_proxy",            "class-other",                          SEVERITY_LOW},
    {"population_isakmp",                "class-other",                          SEVERITY_INFO},
    {"population_msmq",                  "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"population_ntrip",                 "class-other",                          SEVERITY_INFO},
    {"ransomware_victim",                "class-system-compromise",              SEVERITY_INFO},
    {"sandbox_conn",                     "class-malware-distribution",           SEVERITY_LOW},
    {"sandbox_dns",                      "class-other",                          SEVERITY_NONE},
    {"sandbox_url",                      "class-malware-distribution",           SEVERITY_LOW},
    {"scan6_activemq",                   "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan6_badsecrets",                 "class-weak-crypto",                    SEVERITY_HIGH},
    {"scan6_bgp",                        "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan6_cwmp",                       "exposed-device",                       SEVERITY_MEDIUM},
    {"scan6_dns",                        "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan6_elasticsearch",              "open-database",                        SEVERITY_HIGH},
    {"scan6_exchange",                   "vulnerable-exchange",                  SEVERITY_CRITICAL},
    {"scan6_ftp",                        "class-vulnerable-system",              SEVERITY_INFO},
    {"scan6_http",                       "class-other",                          SEVERITY_INFO},
    {"scan6_http_proxy",                  "class-potentially-unwanted-accessible",SEVERITY_MEDIUM},
    {"scan6_http_vulnerable",            "vulnerable-web",                       SEVERITY_CRITICAL},
    {"scan6_imap",                       "class-other",                          SEVERITY_LOW},
    {"scan6_imap_vulnerable",            "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan6_ip_tunnel",                   "class-potentially-unwanted-accessible",SEVERITY_MEDIUM},
    {"scan6_ipp",                        "exposed-device",                       SEVERITY_HIGH},
    {"scan6_isakmp",                     "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan6_ldap_tcp",                   "open-ldap",                            SEVERITY_HIGH},
    {"scan6_mongodb",                    "open-database",                        SEVERITY_HIGH},
    {"scan6_mqtt",                       "exposed-device",                       SEVERITY_MEDIUM},
    {"scan6_mqtt_anon",                  "exposed-device",                       SEVERITY_HIGH},
    {"scan6_msrpc",                       "class-potentially-unwanted-accessible",SEVERITY_HIGH},
    {"scan6_mysql",                      "open-database",                        SEVERITY_HIGH},
    {"scan6_ntp",                        "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan6_ntpmonitor",                 "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan6_pop3",                       "class-other",                          SEVERITY_LOW},
    {"scan6_pop3_vulnerable",            "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan6_postgres",                   "open-database",                        SEVERITY_HIGH},
    {"scan6_rdp",                        "open-rdp",                             SEVERITY_HIGH},
    {"scan6_rsync",                      "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan6_slp",                        "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan6_smb",                        "open-smb",                             SEVERITY_HIGH},
    {"scan6_smtp",                       "class-other",                          SEVERITY_INFO},
    {"scan6_smtp_vulnerable",            "class-vulnerable-system",              SEVERITY_CRITICAL},
    {"scan6_snmp",                       "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan6_ssh",                        "class-other",                          SEVERITY_INFO},
    {"scan6_ssl",                        "class-other",                          SEVERITY_INFO},
    {"scan6_ssl_freak",                  "class-weak-crypto",                    SEVERITY_LOW},
    {"scan6_ssl_poodle",                 "class-weak-crypto",                    SEVERITY_LOW},
    {"scan6_stun",                       "class-other",                          SEVERITY_MEDIUM},
    {"scan6_telnet",                     "open-remote",                          SEVERITY_MEDIUM},
    {"scan6_vnc",                        "open-remote",                          SEVERITY_HIGH},
    {"scan_activemq",                    "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_adb",                         "exposed-device",                       SEVERITY_CRITICAL},
    {"scan_afp",                         "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_amqp",                        "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_ard",                         "open-remote",                          SEVERITY_HIGH},
    {"scan_badsecrets",                  "class-weak-crypto",                    SEVERITY_HIGH},
    {"scan_bgp",                         "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_chargen",                     "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_cisco_smart_install",         "exposed-device",                       SEVERITY_CRITICAL},
    {"scan_coap",                        "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_couchdb",                     "open-database",                        SEVERITY_HIGH},
    {"scan_cwmp",                        "exposed-device",                       SEVERITY_MEDIUM},
    {"scan_db2",                         "open-database",                        SEVERITY_HIGH},
    {"scan_ddos_middlebox",              "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_dns",                         "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_docker",                      "class-vulnerable-system",              SEVERITY_CRITICAL},
    {"scan_dvr_dhcpdiscover",            "exposed-device",                       SEVERITY_HIGH},
    {"scan_elasticsearch",               "open-database",                        SEVERITY_HIGH},
    {"scan_epmd",                        "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_exchange",                    "vulnerable-exchange",                  SEVERITY_CRITICAL},
    {"scan_ftp",                         "class-vulnerable-system",              SEVERITY_INFO},
    {"scan_gtp",                          "class-potentially-unwanted-accessible",SEVERITY_LOW},
    {"scan_hadoop",                      "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_http",                        "class-other",                          SEVERITY_INFO},
    {"scan_http_proxy",                   "class-potentially-unwanted-accessible",SEVERITY_MEDIUM},
    {"scan_http_vulnerable",             "vulnerable-web",                       SEVERITY_CRITICAL},
    {"scan_ics",                         "exposed-device",                       SEVERITY_HIGH},
    {"scan_imap",                        "class-other",                          SEVERITY_LOW},
    {"scan_imap_vulnerable",             "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_ip_tunnel",                    "class-potentially-unwanted-accessible",SEVERITY_MEDIUM},
    {"scan_ipmi",                        "exposed-device",                       SEVERITY_HIGH},
    {"scan_ipp",                         "exposed-device",                       SEVERITY_HIGH},
    {"scan_isakmp",                      "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_kubernetes",                  "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_ldap_tcp",                    "open-ldap",                            SEVERITY_HIGH},
    {"scan_ldap_udp",                    "open-ldap",                            SEVERITY_HIGH},
    {"scan_loop_dos",                    "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_mdns",                        "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_memcached",                   "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_mongodb",                     "open-database",                        SEVERITY_HIGH},
    {"scan_mqtt",                        "exposed-device",                       SEVERITY_MEDIUM},
    {"scan_mqtt_anon",                   "exposed-device",                       SEVERITY_HIGH},
    {"scan_msrpc",                        "class-potentially-unwanted-accessible",SEVERITY_HIGH},
    {"scan_mssql",                       "open-database",                        SEVERITY_HIGH},
    {"scan_mysql",                       "open-database",                        SEVERITY_HIGH},
    {"scan_nat_pmp",                     "exposed-device",                       SEVERITY_HIGH},
    {"scan_netbios",                     "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_netis_router",                "exposed-device",                       SEVERITY_CRITICAL},
    {"scan_ntp",                         "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_ntpmonitor",                  "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_pop3",                        "class-other",                          SEVERITY_LOW},
    {"scan_pop3_vulnerable",             "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_portmapper",                  "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_post_exploitation_framework", "class-system-compromise",              SEVERITY_HIGH},
    {"scan_postgres",                    "open-database",                        SEVERITY_HIGH},
    {"scan_qotd",                        "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_quic",                        "class-other",                          SEVERITY_INFO},
    {"scan_radmin",                      "open-remote",                          SEVERITY_HIGH},
    {"scan_rdp",                         "open-rdp",                             SEVERITY_HIGH},
    {"scan_rdpeudp",                     "open-rdp",                             SEVERITY_HIGH},
    {"scan_redis",                       "open-database",                        SEVERITY_HIGH},
    {"scan_rsync",                       "class-vulnerable-system",              SEVERITY_MEDIUM},
    {"scan_sip",                         "class-vulnerable-system",              SEVERITY_HIGH},
    {"scan_slp",                         "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_smb",                         "open-smb",                             SEVERITY_HIGH},
    {"scan_smtp",                        "class-other",                          SEVERITY_INFO},
    {"scan_smtp_vulnerable",             "class-vulnerable-system",              SEVERITY_CRITICAL},
    {"scan_snmp",                        "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_socks",                        "class-potentially-unwanted-accessible",SEVERITY_MEDIUM},
    {"scan_ssdp",                        "open-dns-amplifier",                   SEVERITY_HIGH},
    {"scan_ssh",                         "class-other",                          SEVERITY_INFO},
    {"scan_ssl",                         "class-other",                          SEVERITY_INFO},
    {"scan_ssl_freak",                   "class-weak-crypto",                    SEVERITY_LOW},
    {"scan_ssl_poodle",                  "class-weak-crypto",                    SEVERITY_LOW},
    {"scan_stun",                        "class-other",                          SEVERITY_MEDIUM},
    {"scan_synfulknock",                 "class-system-compromise",              SEVERITY_CRITICAL},
    {"scan_telnet",                      "open-remote",                          SEVERITY_MEDIUM},
    {"scan_tftp",                        "open-dns-amplifier",                   SEVERITY_INFO},
    {"scan_ubiquiti",                    "exposed-device",                       SEVERITY_HIGH},
    {"scan_vnc",                         "open-remote",                          SEVERITY_HIGH},
    {"scan_ws_discovery",                "open-dns-amplifier",                   SEVERITY_MEDIUM},
    {"scan_xdmcp",                       "open-remote",                          SEVERITY_HIGH},
    {"spam_url",                         "class-spam",                           SEVERITY_LOW},
    {"special",                          "class-other",                          SEVERITY_NONE},
};

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

static int
type_cmp(const void *key, const void *row)
{
	const struct str *name = key;
	const struct type *type = row;

	return str_cmp(*name, str_of(type->name));
}

static const struct type *
type_find(struct str name)
{
	return bsearch(&name, types, sizeof(types) / sizeof(types[0]),
	    sizeof(types[0]), type_cmp);
}

static bool
family_fits(const struct family *f, struct str type)
{
	return str_starts(type, str_of(f->start)) &&
	    (f->part == NULL || str_find_str(type, str_of(f->part)) < type.n);
}

bool
shadowserver_knows(struct str type)
{
	return type_find(type) != NULL;
}

struct str
shadowserver_topic(struct str type)
{
	const struct type *known = type_find(type);
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
	const struct type *known = type_find(type);

	return known != NULL ? known->severity : SEVERITY_NONE;
}
