/* topic: kinds of danger: what each means for waking, repairing and closing */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"

#include <stdlib.h>

/* clang-format off */
#define S(lit) {.p = "" lit, .n = sizeof(lit) - 1}
#define ROW(ID, TEXT, TYPE, DATA, REPAIR, SUBJECT, CLOSE, LOOKS, SEVERITY, URGENT, WAKE, \
    DAYS, ...) \
	{.id = S(ID), .type = S(TYPE), .text = topic_##TEXT, .data = TOPIC_DATA_##DATA, \
	 .repair = TOPIC_REPAIR_##REPAIR, .subject = TOPIC_SUBJECT_##SUBJECT, \
	 .close = TOPIC_CLOSE_##CLOSE, .looks = (LOOKS), .severity = SEVERITY_##SEVERITY, \
	 .urgent = (URGENT), .wake = (WAKE), .repeat = (DAYS), .repeat_urgent = __VA_ARGS__}
enum { no, yes };

/*
 * Three looks: a report that misses an address now and then does not make it
 * look repaired. Two weeks for events: an infected computer that is switched
 * off over a holiday is not clean. Waking: only where hours count, because
 * the door is being used or is known to be used everywhere. A floor: where a
 * source's own word is about what it saw, and not about what it means for the
 * company (Shadowserver calls a name on an extortionist's site "info").
 */
const struct topic topics[] = {
	/* id, text, classification type,
	   data      repair    subject       close looks severity urgent wake days, urgent
	   and what most have not: .floor */
	ROW("ai-phishing", ai_phishing, "phishing",
	    SYSTEM,     OWNER,    DOMAIN,       ANSWER,  0, INFO,     no,  no,  90,  30),
	ROW("backup", backup, "other",
	    SYSTEM,     BOTH,     DOMAIN,       ANSWER,  0, INFO,     no,  no,  90,  30),
	ROW("class-blacklist", class_blacklist, "blacklist",
	    SYSTEM,     BOTH,     ADDRESS,      LOOKS,   3, LOW,      no,  no,  30,  14),
	ROW("class-brute-force", class_brute_force, "brute-force",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, CRITICAL, yes, no,   7,   2),
	ROW("class-data-leak", class_data_leak, "data-leak",
	    PERSONAL,   BOTH,     DOMAIN,       ANSWER,  0, HIGH,     yes, no,   7,   2),
	ROW("class-ddos", class_ddos, "ddos",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, HIGH,     yes, no,   7,   2),
	ROW("class-malware-distribution", class_malware_distribution, "malware-distribution",
	    SYSTEM,     PROVIDER, DOMAIN,       QUIET,   7, CRITICAL, yes, no,   7,   1),
	ROW("class-masquerade", class_masquerade, "masquerade",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, MEDIUM,   no,  no,  30,  14),
	ROW("class-other", class_other, "other",
	    SYSTEM,     BOTH,     ADDRESS,      QUIET,  14, INFO,     no,  no,  30,  14),
	ROW("class-potentially-unwanted-accessible", class_potentially_unwanted_accessible,
	    "potentially-unwanted-accessible",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, LOW,      no,  no,  30,  14),
	ROW("class-scanner", class_scanner, "scanner",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, HIGH,     yes, no,   7,   2),
	ROW("class-spam", class_spam, "spam",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, MEDIUM,   no,  no,  14,   7),
	ROW("class-system-compromise", class_system_compromise, "system-compromise",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, CRITICAL, yes, yes,  2,   1),
	ROW("class-undetermined", class_undetermined, "undetermined",
	    SYSTEM,     BOTH,     ADDRESS,      QUIET,  14, INFO,     no,  no,  30,  14),
	ROW("class-vulnerable-system", class_vulnerable_system, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, MEDIUM,   no,  no,  14,   3),
	ROW("class-weak-crypto", class_weak_crypto, "weak-crypto",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, LOW,      no,  no,  30,  14),
	ROW("compromised-website", compromised_website, "system-compromise",
	    SYSTEM,     PROVIDER, DOMAIN,       LOOKS,   7, CRITICAL, yes, no,   3,   1),
	ROW("ddos-target", ddos_target, "ddos",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,   7, INFO,     no,  no,  30,   7),
	ROW("disk-encryption", disk_encryption, "other",
	    SYSTEM,     BOTH,     DOMAIN,       ANSWER,  0, INFO,     no,  no,  90,  30),
	ROW("exposed-device", exposed_device, "vulnerable-system",
	    SYSTEM,     BOTH,     ADDRESS_PORT, LOOKS,   3, HIGH,     no,  no,  14,   3),
	ROW("infected-system", infected_system, "infected-system",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, CRITICAL, yes, no,   3,   2),
	ROW("lookalike-domain", lookalike_domain, "phishing",
	    SYSTEM,     OWNER,    DOMAIN,       ANSWER,  0, MEDIUM,   yes, no,  14,   3),
	ROW("mail-unencrypted", mail_unencrypted, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, LOW,      no,  no,  30,  14),
	/* what cooperatives, owners of networks and who is on call get; no
	 * finding is ever of these topics */
	ROW("member-figures", member_figures, "other",
	    SYSTEM,     BOTH,     ADDRESS,      LOOKS,   3, INFO,     no,  no,  30,  14),
	ROW("network-digest", network_digest, "other",
	    SYSTEM,     BOTH,     ADDRESS,      LOOKS,   3, INFO,     no,  no,  30,  14),
	ROW("on-call", on_call, "other",
	    SYSTEM,     BOTH,     ADDRESS,      LOOKS,   3, INFO,     no,  no,  30,  14),
	ROW("open-containers", open_containers, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, CRITICAL, yes, yes,  3,   1),
	ROW("open-database", open_database, "vulnerable-system",
	    PERSONAL,   PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   2),
	ROW("open-dns-amplifier", open_dns_amplifier, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, MEDIUM,   no,  no,  30,   7),
	ROW("open-files", open_files, "vulnerable-system",
	    PERSONAL,   PROVIDER, ADDRESS_PORT, LOOKS,   3, MEDIUM,   no,  no,  14,   3),
	ROW("open-industrial", open_industrial, "vulnerable-system",
	    SYSTEM,     BOTH,     ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   2),
	ROW("open-ldap", open_ldap, "vulnerable-system",
	    PERSONAL,   PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     no,  no,  14,   3),
	ROW("open-messages", open_messages, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, MEDIUM,   no,  no,  14,   3),
	ROW("open-printer", open_printer, "vulnerable-system",
	    SYSTEM,     BOTH,     ADDRESS_PORT, LOOKS,   3, HIGH,     no,  no,  14,   7),
	ROW("open-proxy", open_proxy, "potentially-unwanted-accessible",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, MEDIUM,   no,  no,  14,   7),
	ROW("open-rdp", open_rdp, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   3),
	ROW("open-remote", open_remote, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     no,  no,   7,   3),
	ROW("open-server-management", open_server_management, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   2),
	ROW("open-smb", open_smb, "vulnerable-system",
	    PERSONAL,   PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   3),
	ROW("open-telephony", open_telephony, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     no,  no,  14,   3),
	ROW("outdated-software", outdated_software, "vulnerable-system",
	    SYSTEM,     PROVIDER, DOMAIN,       ANSWER,  0, LOW,      no,  no,  60,  30),
	ROW("password-attacks", password_attacks, "brute-force",
	    SYSTEM,     PROVIDER, ADDRESS,      QUIET,  14, CRITICAL, yes, no,   7,   2),
	ROW("ransomware", ransomware, "system-compromise",
	    PERSONAL,   BOTH,     DOMAIN,       ANSWER,  0, CRITICAL, yes, yes,  2,   1,
	   .floor = SEVERITY_CRITICAL),
	ROW("stolen-credentials", stolen_credentials, "data-leak",
	    CREDENTIAL, OWNER,    DOMAIN,       ANSWER,  0, CRITICAL, yes, no,   3,   2),
	ROW("voice-fraud", voice_fraud, "phishing",
	    SYSTEM,     OWNER,    DOMAIN,       ANSWER,  0, INFO,     no,  no,  90,  30),
	ROW("vulnerable-exchange", vulnerable_exchange, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, CRITICAL, yes, yes,  2,   1),
	ROW("vulnerable-firewall", vulnerable_firewall, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, CRITICAL, yes, yes,  2,   1),
	ROW("vulnerable-mail", vulnerable_mail, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, HIGH,     yes, no,   7,   2),
	ROW("vulnerable-web", vulnerable_web, "vulnerable-system",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, CRITICAL, yes, yes,  3,   1),
	ROW("weak-encryption", weak_encryption, "weak-crypto",
	    SYSTEM,     PROVIDER, ADDRESS_PORT, LOOKS,   3, LOW,      no,  no,  30,  14),
};

/* Every harmonised type of IntelMQ 2 and 3, sorted. */
static const struct {
	struct str type, id;
} types[] = {
	{S("application-compromise"),           S("class-system-compromise")},
	{S("backdoor"),                         S("class-system-compromise")},
	{S("blacklist"),                        S("class-blacklist")},
	{S("blocklist"),                        S("class-blacklist")},
	{S("botnet drone"),                     S("infected-system")},
	{S("brute-force"),                      S("class-brute-force")},
	{S("burglary"),                         S("class-other")},
	{S("c&c"),                              S("class-system-compromise")},
	{S("c2-server"),                        S("class-system-compromise")},
	{S("c2server"),                         S("class-system-compromise")},
	{S("compromised"),                      S("class-system-compromise")},
	{S("copyright"),                        S("class-other")},
	{S("data-leak"),                        S("class-data-leak")},
	{S("data-loss"),                        S("class-data-leak")},
	{S("ddos"),                             S("class-ddos")},
	{S("ddos-amplifier"),                   S("open-dns-amplifier")},
	{S("defacement"),                       S("compromised-website")},
	{S("dga-domain"),                       S("class-other")},
	{S("dos"),                              S("class-ddos")},
	{S("exploit"),                          S("class-scanner")},
	{S("harmful-speech"),                   S("class-other")},
	{S("ids-alert"),                        S("class-scanner")},
	{S("infected-system"),                  S("infected-system")},
	{S("information-disclosure"),           S("class-data-leak")},
	{S("leak"),                             S("class-data-leak")},
	{S("malware"),                          S("class-other")},
	{S("malware-configuration"),            S("class-malware-distribution")},
	{S("malware-distribution"),             S("class-malware-distribution")},
	{S("masquerade"),                       S("class-masquerade")},
	{S("misconfiguration"),                 S("class-vulnerable-system")},
	{S("other"),                            S("class-other")},
	{S("outage"),                           S("class-other")},
	{S("phishing"),                         S("compromised-website")},
	{S("potentially-unwanted-accessible"),  S("class-potentially-unwanted-accessible")},
	{S("privileged-account-compromise"),    S("class-system-compromise")},
	{S("proxy"),                            S("class-potentially-unwanted-accessible")},
	{S("ransomware"),                       S("class-system-compromise")},
	{S("sabotage"),                         S("class-other")},
	{S("scanner"),                          S("class-scanner")},
	{S("sniffing"),                         S("class-scanner")},
	{S("social-engineering"),               S("class-other")},
	{S("spam"),                             S("class-spam")},
	{S("system-compromise"),                S("class-system-compromise")},
	{S("test"),                             S("class-other")},
	{S("tor"),                              S("class-potentially-unwanted-accessible")},
	{S("unauthorised-information-access"),  S("class-data-leak")},
	{S("unauthorised-information-modification"), S("class-system-compromise")},
	{S("unauthorized-use-of-resources"),    S("class-system-compromise")},
	{S("undetermined"),                     S("class-undetermined")},
	{S("unknown"),                          S("class-undetermined")},
	{S("unprivileged-account-compromise"),  S("class-system-compromise")},
	{S("violence"),                         S("class-other")},
	{S("vulnerable service"),               S("class-vulnerable-system")},
	{S("vulnerable-system"),                S("class-vulnerable-system")},
	{S("weak-crypto"),                      S("class-weak-crypto")},
};
/* clang-format on */

const size_t topic_count = sizeof(topics) / sizeof(topics[0]);

static int
topic_cmp(const void *id, const void *row)
{
	return str_cmp(
	    *(const struct str *)id, ((const struct topic *)row)->id);
}

const struct topic *
topic_by_id(struct str id)
{
	return bsearch(&id, topics, topic_count, sizeof(topics[0]), topic_cmp);
}

/* The type stands first in a row. */
static int
type_cmp(const void *type, const void *row)
{
	return str_cmp(*(const struct str *)type, *(const struct str *)row);
}

static struct str
id_of_type(struct str type)
{
	const struct str *found = bsearch(&type, types,
	    sizeof(types) / sizeof(types[0]), sizeof(types[0]), type_cmp);

	return found == NULL ? STR("class-other") : found[1];
}

const struct topic *
topic_by_type(struct str type)
{
	return topic_by_id(id_of_type(type));
}

enum severity
topic_severity(const struct topic *t, enum severity s)
{
	return s > t->floor ? s : t->floor;
}

bool
topic_urgent(const struct topic *t, enum severity s)
{
	return t->urgent || s == SEVERITY_CRITICAL;
}

unsigned
topic_repeat(const struct topic *t, enum severity s)
{
	return topic_urgent(t, s) ? t->repeat_urgent : t->repeat;
}
