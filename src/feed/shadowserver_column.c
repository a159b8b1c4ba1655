/* shadowserver_column: which column of a report means what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_column.h"

#include <stdio.h>

/* clang-format off */
/* Rows without a type come last, the most particular prefix first. */
static const struct victim victims[] = {
    {.type = "compromised_account",            .prefix = "", .mail = "email"},
    {.type = "compromised_website",            .prefix = "", .site = "http_host", .url = "url"},
    {.type = "compromised_website6",           .prefix = "", .site = "http_host", .url = "url"},
    {.type = "event4_honeypot_ddos_target",    .prefix = "dst_"},
    {.type = "event4_sinkhole_http_referer",   .prefix = "http_referer_", .url = "http_referer"},
    {.type = "event6_sinkhole_http_referer",   .prefix = "http_referer_", .url = "http_referer"},
    {.type = "malware_url",                    .prefix = "", .site = "host", .url = "url"},
    {.type = "phish_url",                      .prefix = "", .site = "host", .url = "url"},
    {.type = "ransomware_victim",              .prefix = "", .url = "website"},
    {.type = "sandbox_conn",                   .prefix = "", .site = "host"},
    {.type = "sandbox_dns",                    .prefix = "", .site = "request"},
    {.type = "sandbox_url",                    .prefix = "", .site = "host", .url = "url"},
    {.type = "spam_url",                       .prefix = "", .site = "host", .url = "url"},
    {.prefix = "src_", .client = true},
    {.prefix = "http_referer_", .url = "http_referer"},
    {.prefix = ""},
};

static const struct {
	const char *name;
	bool prefixed;
} roles[ROLE_COUNT] = {
    [ROLE_TIME]      = {"timestamp", false},
    [ROLE_ADDRESS]   = {"ip",        true},
    [ROLE_PORT]      = {"port",      true},
    [ROLE_HOST]      = {"hostname",  true},
    [ROLE_ASN]       = {"asn",       true},
    [ROLE_COUNTRY]   = {"geo",       true},
    [ROLE_NAICS]     = {"naics",     true},
    [ROLE_SECTOR]    = {"sector",    true},
    [ROLE_TRANSPORT] = {"protocol",  false},
    [ROLE_SEVERITY]  = {"severity",  false},
    [ROLE_TAG]       = {"tag",       false},
    [ROLE_INFECTION] = {"infection", false},
    [ROLE_FAMILY]    = {"family",    false},
};

/*
 * What tells somebody which of his machines it is and what runs on it; the
 * most telling first, as only SHOWN_MAX are shown. A column that is not here
 * is kept in the evidence and not shown.
 */
static const struct shadowserver_column columns[] = {
    /* what was taken, of whom */
    {"email",                  SHOW_MASK, true},
    {"username",               SHOW_MASK, true},
    {"account",                SHOW_MASK, true},
    {"service",                SHOW_TEXT, true},
    {"source_url",             SHOW_HOST, true},
    {"public_source",          SHOW_TEXT, true},
    {"entity_name",            SHOW_TEXT, false},
    {"website",                SHOW_URL,  false},
    {"ransomware",             SHOW_TEXT, false},
    {"date_published",         SHOW_TEXT, false},
    {"status",                 SHOW_TEXT, true},
    {"detail",                 SHOW_TEXT, false},
    {"reason",                 SHOW_TEXT, false},
    /* the machine */
    {"src_port",               SHOW_TEXT, false},
    {"device_vendor",          SHOW_TEXT, false},
    {"device_type",            SHOW_TEXT, false},
    {"device_model",           SHOW_TEXT, false},
    {"device_version",         SHOW_TEXT, false},
    {"device_sector",          SHOW_TEXT, false},
    {"machine_name",           SHOW_TEXT, false},
    {"sysname",                SHOW_TEXT, false},
    {"sysdesc",                SHOW_TEXT, false},
    {"dns_host_name",          SHOW_TEXT, false},
    {"server_name",            SHOW_TEXT, false},
    {"servername",             SHOW_TEXT, false},
    {"workstation_name",       SHOW_TEXT, false},
    {"reported_hostname",      SHOW_TEXT, false},
    {"db2_hostname",           SHOW_TEXT, false},
    {"mac_address",            SHOW_TEXT, false},
    {"manufacturer",           SHOW_TEXT, false},
    {"manufacturername",       SHOW_TEXT, false},
    {"productname",            SHOW_TEXT, false},
    {"modelfull",              SHOW_TEXT, false},
    {"model",                  SHOW_TEXT, false},
    {"device",                 SHOW_TEXT, false},
    {"device_serial",          SHOW_TEXT, false},
    {"printer_make_and_model", SHOW_TEXT, false},
    {"printer_name",           SHOW_TEXT, false},
    {"printer_info",           SHOW_TEXT, false},
    {"printer_organization",   SHOW_TEXT, false},
    {"workgroup",              SHOW_TEXT, false},
    {"root_domain_naming_context", SHOW_TEXT, false},
    /* what runs on it */
    {"target_vendor",          SHOW_TEXT, false},
    {"target_product",         SHOW_TEXT, false},
    {"vulnerability_class",    SHOW_TEXT, false},
    {"vendor",                 SHOW_TEXT, false},
    {"product",                SHOW_TEXT, false},
    {"version",                SHOW_TEXT, false},
    {"product_version",        SHOW_TEXT, false},
    {"server",                 SHOW_TEXT, false},
    {"server_type",            SHOW_TEXT, false},
    {"server_version",         SHOW_TEXT, false},
    {"software",               SHOW_TEXT, false},
    {"serverid_software",      SHOW_TEXT, false},
    {"serverid_version",       SHOW_TEXT, false},
    {"smb_version_string",     SHOW_TEXT, false},
    {"smbv1_support",          SHOW_TEXT, false},
    {"smb_implant",            SHOW_TEXT, false},
    {"rdp_protocol",           SHOW_TEXT, false},
    {"dns_version",            SHOW_TEXT, false},
    {"ipmi_version",           SHOW_TEXT, false},
    {"none_auth",              SHOW_TEXT, false},
    {"anon_login",             SHOW_TEXT, false},
    {"couchdb_version",        SHOW_TEXT, false},
    {"gitversion",             SHOW_TEXT, false},
    {"git_version",            SHOW_TEXT, false},
    {"api_version",            SHOW_TEXT, false},
    {"kernel_version",         SHOW_TEXT, false},
    {"bgp_version",            SHOW_TEXT, false},
    {"afp_versions",           SHOW_TEXT, false},
    {"firmware",               SHOW_TEXT, false},
    {"firmwarerev",            SHOW_TEXT, false},
    {"printer_firmware_version", SHOW_TEXT, false},
    {"cups_version",           SHOW_TEXT, false},
    {"protocol_version",       SHOW_TEXT, false},
    {"banner",                 SHOW_TEXT, false},
    {"application",            SHOW_TEXT, false},
    {"os",                     SHOW_TEXT, false},
    {"platform",               SHOW_TEXT, false},
    {"system",                 SHOW_TEXT, false},
    {"arch",                   SHOW_TEXT, false},
    {"architecture",           SHOW_TEXT, false},
    {"sysinfo",                SHOW_TEXT, false},
    {"name",                   SHOW_TEXT, false},
    {"instance_name",          SHOW_TEXT, false},
    {"cluster_name",           SHOW_TEXT, false},
    {"namenodeaddress",        SHOW_TEXT, false},
    {"visible_databases",      SHOW_TEXT, false},
    {"anonymous_access",       SHOW_TEXT, false},
    {"has_password",           SHOW_TEXT, false},
    {"module",                 SHOW_TEXT, false},
    {"exports",                SHOW_TEXT, false},
    {"programs",               SHOW_TEXT, false},
    {"services",               SHOW_TEXT, false},
    {"mode",                   SHOW_TEXT, false},
    {"badsecret_module",       SHOW_TEXT, false},
    {"badsecret_location",     SHOW_TEXT, false},
    {"ssl_version",            SHOW_TEXT, false},
    {"handshake",              SHOW_TEXT, false},
    {"cipher_suite",           SHOW_TEXT, false},
    {"subject_common_name",    SHOW_TEXT, false},
    {"subject_organization_name", SHOW_TEXT, false},
    {"issuer_common_name",     SHOW_TEXT, false},
    {"cert_expiration_date",   SHOW_TEXT, false},
    {"http_code",              SHOW_TEXT, false},
    {"response_size",          SHOW_TEXT, false},
    {"amplification",          SHOW_TEXT, false},
    /* what it did or holds */
    {"url",                    SHOW_URL,  false},
    {"http_url",               SHOW_URL,  false},
    {"http_host",              SHOW_TEXT, false},
    {"redirect_target",        SHOW_URL,  false},
    {"cc_url",                 SHOW_URL,  false},
    {"leak_site_url",          SHOW_HOST, false},
    {"payload_url",            SHOW_URL,  false},
    {"http_referer",           SHOW_HOST, false},
    {"category",               SHOW_TEXT, false},
    {"detected_since",         SHOW_TEXT, false},
    {"beacon_type",            SHOW_TEXT, false},
    {"beacon_host",            SHOW_TEXT, false},
    {"beacon_port",            SHOW_TEXT, false},
    {"src_ip",                 SHOW_TEXT, false},
    {"dst_ip",                 SHOW_TEXT, false},
    {"dst_port",               SHOW_TEXT, false},
    {"attack",                 SHOW_TEXT, false},
    {"domain",                 SHOW_TEXT, false},
    {"query",                  SHOW_TEXT, false},
    {"query_type",             SHOW_TEXT, false},
    {"request",                SHOW_TEXT, false},
    {"response",               SHOW_TEXT, false},
    {"method",                 SHOW_TEXT, false},
    {"http_request_method",    SHOW_TEXT, false},
    {"http_agent",             SHOW_TEXT, false},
    {"user_agent",             SHOW_TEXT, false},
    {"ssl_servername",         SHOW_TEXT, false},
    {"ssl_cipher",             SHOW_TEXT, false},
    {"network",                SHOW_TEXT, false},
    {"count",                  SHOW_TEXT, false},
    {"start_time",             SHOW_TEXT, false},
    {"end_time",               SHOW_TEXT, false},
    {"first_seen_time",        SHOW_TEXT, false},
    {"last_seen_time",         SHOW_TEXT, false},
    {"md5",                    SHOW_TEXT, false},
    {"sha256",                 SHOW_TEXT, false},
    {"subject",                SHOW_TEXT, false},
    {"sender",                 SHOW_TEXT, false},
    {"source",                 SHOW_TEXT, false},
};

/* Names, and parts of names, of columns whose values are secret. */
static const char *const secrets[] = {
    "auth_token", "badsecret_product", "badsecret_secret", "badsecret_value",
    "body_base64", "body_raw", "community", "header_base64", "http_postdata",
    "raw_response", "request_raw", "run_id", "token", "www_authenticate",
};
static const char *const secret_parts[] = {"pass", "pwd", "cookie", "privkey"};

static const struct cve_flag cve_flags[] = {
    {"bluekeep_vulnerable",    "CVE-2019-0708"},
    {"cve20190708_vulnerable", "CVE-2019-0708"},
};
/* clang-format on */

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

_Static_assert(N_COLUMNS <= BINDS_MAX, "a report may hold every column");

const struct shadowserver_column *
shadowserver_column(size_t i)
{
	return i < N_COLUMNS ? &columns[i] : NULL;
}

bool
shadowserver_secret(struct str column)
{
	/* "has_password" says whether there is one, not which. */
	if (str_starts(column, STR("has_")))
		return false;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (str_eq_nocase(column, str_of(secrets[i])))
			return true;
	for (size_t i = 0; i < sizeof(secret_parts) / sizeof(char *); i++) {
		struct str part = str_of(secret_parts[i]);
		for (size_t at = 0; at + part.n <= column.n; at++)
			if (str_eq_nocase(
				str_upto(str_from(column, at), part.n), part))
				return true;
	}
	return false;
}

static int
header_find(const struct csv_row *header, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; want.n > 0 && i < header->n; i++)
		if (str_eq_nocase(str_trim(header->field[i]), want))
			return (int)i;
	return -1;
}

const char *
victim_column(const struct victim *v, enum role role, char out[64])
{
	const char *particular = role == ROLE_SITE ? v->site
	    : role == ROLE_URL			   ? v->url
	    : role == ROLE_MAIL			   ? v->mail
						   : roles[role].name;

	if (particular == NULL || (role == ROLE_PORT && v->client))
		return "";
	snprintf(
	    out, 64, "%s%s", roles[role].prefixed ? v->prefix : "", particular);
	return out;
}

static const struct victim *
victim_find(struct str type, const struct csv_row *header)
{
	size_t n = sizeof(victims) / sizeof(victims[0]);
	char name[64];

	for (size_t i = 0; i < n; i++)
		if (victims[i].type != NULL &&
		    str_eq(str_of(victims[i].type), type))
			return &victims[i];
	for (size_t i = 0; i < n; i++)
		if (victims[i].type == NULL &&
		    header_find(header,
			victim_column(&victims[i], ROLE_ADDRESS, name)) >= 0)
			return &victims[i];
	return &victims[n - 1];
}

static void
roles_bind(struct binding *b, const struct csv_row *header)
{
	char name[64];

	for (enum role r = 0; r < ROLE_COUNT; r++)
		b->at[r] =
		    header_find(header, victim_column(b->victim, r, name));
}

static bool
role_holds(const struct binding *b, int at)
{
	for (enum role r = 0; r <= ROLE_HOST; r++)
		if (b->at[r] == at)
			return true;
	return false;
}

static void
shown_bind(struct binding *b, const struct csv_row *header)
{
	for (size_t i = 0; i < N_COLUMNS; i++) {
		int at = header_find(header, columns[i].name);
		if (at < 0 || role_holds(b, at))
			continue;
		b->shown[b->n_shown].at = at;
		b->shown[b->n_shown++].column = &columns[i];
	}
}

static bool
is_cve_column(struct str name)
{
	return str_eq_nocase(str_upto(name, 3), STR("cve")) ||
	    str_eq_nocase(name, STR("vulnerability")) ||
	    str_eq_nocase(name, STR("vulnerability_id"));
}

static void
cves_bind(struct binding *b, const struct csv_row *header)
{
	size_t n = sizeof(cve_flags) / sizeof(cve_flags[0]);

	for (size_t i = 0; i < header->n && b->n_cve < CVES_MAX; i++)
		if (is_cve_column(str_trim(header->field[i])))
			b->cve[b->n_cve++] = (int)i;
	for (size_t i = 0; i < n && b->n_flag < CVES_MAX; i++) {
		int at = header_find(header, cve_flags[i].name);
		if (at < 0)
			continue;
		b->flag[b->n_flag].at = at;
		b->flag[b->n_flag++].flag = &cve_flags[i];
	}
}

void
binding_make(struct binding *b, struct str type, const struct csv_row *header)
{
	*b = (struct binding){.victim = victim_find(type, header)};
	roles_bind(b, header);
	shown_bind(b, header);
	cves_bind(b, header);
}
