/* shadowserver_name: what a report's file name and header say it is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_name.h"

#include "base/time.h"
#include "feed/clean.h"
#include "feed/shadowserver.h"

enum { DATE_LENGTH = 10, TYPE_MAX = 64, SCOPE_MAX = 128 };

/* clang-format off */
static const char *const endings[] = {".gz", ".zst", ".zip", ".csv", ".txt"};

/* Columns that only one type and its twins (IPv6, UDP) have. */
static const struct {
	const char *column, *type;
} tells[] = {
    {"rdp_protocol",              "scan_rdp"},
    {"smb_implant",               "scan_smb"},
    {"smb_major_number",          "scan_smb"},
    {"domain_controller_functionality", "scan_ldap_tcp"},
    {"mysql_protocol_version",    "scan_mysql"},
    {"startup_error_code",        "scan_postgres"},
    {"maxbsonobjectsize",         "scan_mongodb"},
    {"lucene_version",            "scan_elasticsearch"},
    {"multiplexing_api",          "scan_redis"},
    {"couchdb_version",           "scan_couchdb"},
    {"db2_hostname",              "scan_db2"},
    {"instance_name",             "scan_mssql"},
    {"pointer_size",              "scan_memcached"},
    {"serverid_software",         "scan_ssh"},
    {"dns_version",               "scan_dns"},
    {"ipmi_version",              "scan_ipmi"},
    {"cups_version",              "scan_ipp"},
    {"sysdesc",                   "scan_snmp"},
    {"opc_ua_discovery",          "scan_mdns"},
    {"unique_service_name",       "scan_ssdp"},
    {"namenodeaddress",           "scan_hadoop"},
    {"git_tree_state",            "scan_kubernetes"},
    {"afp_versions",              "scan_afp"},
    {"beacon_type",               "scan_post_exploitation_framework"},
    {"http_referer_ip",           "event4_sinkhole_http_referer"},
    {"leak_site_url",             "ransomware_victim"},
    {"cc_url",                    "compromised_website"},
};
/* clang-format on */

bool
report_type_is_word(struct str s)
{
	if (s.n == 0 || s.n > TYPE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '_')
			return false;
	return true;
}

static struct str
without_folders(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
			return str_from(s, i);
	return s;
}

static struct str
without_endings(struct str s)
{
	size_t n = sizeof(endings) / sizeof(endings[0]);

	for (size_t i = 0; i < n; i++)
		if (str_ends(s, str_of(endings[i])))
			s.n -= str_of(endings[i]).n;
	return s;
}

/* "name (1)": what a browser makes of a second download. */
static struct str
without_copy(struct str s)
{
	size_t open = str_find_str(s, STR(" ("));
	struct str inside = str_from(s, open + 2);
	uint64_t copy;

	if (!str_ends(inside, STR(")")))
		return s;
	inside.n--;
	return str_u64(inside, 999, &copy) ? str_upto(s, open) : s;
}

static bool
date_take(struct str *s, int32_t *day)
{
	int32_t read;

	if (s->n <= DATE_LENGTH || s->p[DATE_LENGTH] != '-' ||
	    !day_read(str_upto(*s, DATE_LENGTH), &read))
		return false;
	*day = read;
	*s = str_from(*s, DATE_LENGTH + 1);
	return true;
}

struct report_name
report_name_read(struct arena *a, struct str name)
{
	struct str s = clean_lower(a, without_folders(name));
	struct report_name r = {.day = DAY_ABSENT};

	s = without_copy(without_endings(without_copy(s)));

	bool dated = date_take(&s, &r.day);
	size_t dash = str_find(s, '-');
	struct str type = str_upto(s, dash);

	/* Without a date a dash does not part type and scope for certain. */
	if (!report_type_is_word(type) ||
	    (!dated && dash < s.n && !shadowserver_knows(type)))
		return r;
	r.type = type;
	r.scope = clean(a, str_from(s, dash + 1), SCOPE_MAX);
	return r;
}

struct str
report_type_by_header(struct arena *a, const struct csv_row *header)
{
	size_t n = sizeof(tells) / sizeof(tells[0]);

	for (size_t f = 0; f < header->n; f++) {
		struct str name = clean_lower(a, str_trim(header->field[f]));
		for (size_t i = 0; i < n; i++)
			if (str_eq(name, str_of(tells[i].column)))
				return str_of(tells[i].type);
	}
	return (struct str){0};
}
