/* demo_reports: the reports on a made-up world, as Shadowserver writes them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/csv_out.h"
#include "base/time.h"
#include "run/demo_world.h"

enum shape {
	SHAPE_V4,
	SHAPE_V6,
	SHAPE_CALLER, /* a client seen calling: several rows a day */
	SHAPE_WEB,
	SHAPE_ACCOUNT,
};

struct type {
	const char *name;
	enum shape shape;
	const char *protocol, *port, *severity;
	unsigned owned, foreign;
	const char *columns;
};

/* What stands in a column of a type; one of those between "|". In it "%"
 * stands for the owner's domain. */
struct filling {
	const char *type, *column, *values;
};

/* A row that is wrong on purpose. */
struct oddity {
	const char *type;
	int day;
	const char *timestamp, *address;
};

/* clang-format off */
#define WHERE "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics," \
	"hostname_source,sector"
#define DEVICE "device_vendor,device_type,device_model,device_version,device_sector"
#define CERT "cert_length,subject_common_name,issuer_common_name,cert_issue_date," \
	"cert_expiration_date,sha1_fingerprint"
#define CERT_KEY "cert_serial_number,ssl_version,signature_algorithm,key_algorithm"
#define CERT_WHO "subject_organization_name,subject_organization_unit_name,subject_country," \
	"subject_state_or_province_name,subject_locality_name,subject_street_address," \
	"subject_postal_code,subject_surname,subject_given_name,subject_email_address," \
	"subject_business_category,subject_serial_number,issuer_organization_name," \
	"issuer_organization_unit_name,issuer_country,issuer_state_or_province_name," \
	"issuer_locality_name,issuer_street_address,issuer_postal_code,issuer_surname," \
	"issuer_given_name,issuer_email_address,issuer_business_category,issuer_serial_number"
#define HASHES "sha256_fingerprint,sha512_fingerprint,md5_fingerprint"

#define RDP_COLUMNS WHERE ",handshake,rdp_protocol," CERT "," CERT_KEY "," HASHES \
	",tlsv13_support,tlsv13_cipher,jarm"
#define LDAP_COLUMNS WHERE "," DEVICE ",response_size,configuration_naming_context," \
	"current_time,default_naming_context,dns_host_name,domain_controller_functionality," \
	"domain_functionality,ds_service_name,forest_functionality,highest_committed_usn," \
	"is_global_catalog_ready,is_synchronized,ldap_service_name,naming_contexts," \
	"root_domain_naming_context,schema_naming_context,server_name,subschema_subentry," \
	"supported_capabilities,supported_control,supported_ldap_policies," \
	"supported_ldap_version,supported_sasl_mechanisms,amplification,handshake," \
	"cipher_suite," CERT "," CERT_KEY "," CERT_WHO "," HASHES ",cert_valid,self_signed," \
	"cert_expired,validation_level,auth_tls_response,auth_ssl_response,tlsv13_support," \
	"tlsv13_cipher,jarm"
#define MYSQL_COLUMNS WHERE ",version,mysql_protocol_version,server_version,error_code," \
	"error_id,error_message,client_can_handle_expired_passwords,client_compress," \
	"client_connect_attrs,client_connect_with_db,client_deprecated_eof," \
	"client_found_rows,client_ignore_sigpipe,client_ignore_space,client_interactive," \
	"client_local_files,client_long_flag,client_long_password,client_multi_results," \
	"client_multi_statements,client_no_schema,client_odbc,client_plugin_auth," \
	"client_plugin_auth_len_enc_client_data,client_protocol_41,client_ps_multi_results," \
	"client_reserved,client_secure_connection,client_session_track,client_ssl," \
	"client_transactions,handshake,cipher_suite," CERT "," CERT_KEY "," CERT_WHO "," \
	HASHES ",cert_valid,self_signed,cert_expired,validation_level,browser_trusted," \
	"browser_error,raw_cert,raw_cert_chain"
#define CALLER_COLUMNS "timestamp,protocol,src_ip,src_port,src_asn,src_geo,src_region," \
	"src_city,src_hostname,src_naics,src_sector,device_vendor,device_type," \
	"device_model,severity,dst_ip,dst_port,dst_asn,dst_geo,dst_region,dst_city," \
	"dst_hostname,dst_naics,dst_sector,public_source,infection,family,tag,application," \
	"version,event_id,ssl_cipher,ssl_servername"
#define WEBSITE_COLUMNS WHERE ",application,url,http_host,category,system,detected_since," \
	"server,redirect_target,cc_url,family,status,account,detail,public_source"
#define ACCOUNT_COLUMNS "timestamp,email,infection,source_url,public_source,status,tag," \
	"severity,service,username,detail"
#define HTTP_COLUMNS WHERE ",http,http_code,http_reason,content_type,connection," \
	"www_authenticate,set_cookie,server,content_length,transfer_encoding,http_date," \
	"version,build_date,detail,build_branch"
#define IPP_COLUMNS WHERE "," DEVICE ",ipp_version,cups_version,printer_uris,printer_name," \
	"printer_info,printer_more_info,printer_make_and_model,printer_firmware_name," \
	"printer_firmware_string_version,printer_firmware_version,printer_organization," \
	"printer_organization_unit,printer_uuid,printer_wifi_ssid"
#define MQTT_COLUMNS WHERE ",anonymous_access,raw_response,hex_code,code,cipher_suite," CERT \
	",sha256_fingerprint,sha512_fingerprint,md5_fingerprint," CERT_KEY "," CERT_WHO

/* The last one is a type that this program has no row for. */
static const struct type types[] = {
	{"compromised_account",  SHAPE_ACCOUNT, "",    "",     "critical", 10,  4, ACCOUNT_COLUMNS},
	{"compromised_website",  SHAPE_WEB,     "tcp", "443",  "critical",  9,  6, WEBSITE_COLUMNS},
	{"event4_sinkhole",      SHAPE_CALLER,  "tcp", "",     "critical", 14, 25, CALLER_COLUMNS},
	{"scan6_rdp",            SHAPE_V6,      "tcp", "3389", "high",      6,  8, RDP_COLUMNS},
	{"scan_dns",             SHAPE_V4,      "udp", "53",   "medium",   11, 30, WHERE
		",dns_version,min_amplification"},
	{"scan_exchange",        SHAPE_V4,      "tcp", "443",  "critical",  8,  6, WHERE
		",version,servername,url"},
	{"scan_http_vulnerable", SHAPE_V4,      "tcp", "443",  "critical", 12, 20, HTTP_COLUMNS},
	{"scan_ipp",             SHAPE_V4,      "tcp", "631",  "high",     10, 12, IPP_COLUMNS},
	{"scan_ldap_tcp",        SHAPE_V4,      "tcp", "389",  "high",      9, 10, LDAP_COLUMNS},
	{"scan_mqtt",            SHAPE_V4,      "tcp", "1883", "medium",    6, 10, MQTT_COLUMNS},
	{"scan_mysql",           SHAPE_V4,      "tcp", "3306", "high",     15, 30, MYSQL_COLUMNS},
	{"scan_rdp",             SHAPE_V4,      "tcp", "3389", "high",     24, 40, RDP_COLUMNS},
	{"scan_smb",             SHAPE_V4,      "tcp", "445",  "high",     14, 20, WHERE
		",arch,key,smb_major_number,smb_minor_number,smb_revision,smb_version_string"},
	{"scan_vnc",             SHAPE_V4,      "tcp", "5900", "high",     10, 15, WHERE
		",product,banner"},
	{"scan_solar_inverter",  SHAPE_V4,      "tcp", "502",  "medium",    5,  6, WHERE
		"," DEVICE ",firmware"},
};
const size_t demo_types = sizeof(types) / sizeof(types[0]);

static const struct filling fillings[] = {
	{"compromised_account",  "infection",            "infostealer-a|infostealer-b"},
	{"compromised_account",  "service",              "webmail|vpn|boekhouding"},
	{"compromised_account",  "source_url",           "https://login.%/"},
	{"compromised_account",  "tag",                  "account;stealer"},
	{"compromised_website",  "application",          "http"},
	{"compromised_website",  "category",             "injected-code|webshell|redirect"},
	{"compromised_website",  "server",               "nginx|Apache"},
	{"compromised_website",  "system",               "WordPress|Joomla|Magento"},
	{"compromised_website",  "tag",                  "hacked-webserver"},
	{"compromised_website",  "url",                  "/wp-content/uploads/x.php|/assets/a.js"},
	{"event4_sinkhole",      "application",          "http|tcp"},
	{"event4_sinkhole",      "dst_ip",               "203.0.113.5|203.0.113.6"},
	{"event4_sinkhole",      "dst_port",             "80|443"},
	{"event4_sinkhole",      "family",               "andromeda|mozi|qsnatch"},
	{"event4_sinkhole",      "infection",            "andromeda|mozi|qsnatch"},
	{"event4_sinkhole",      "tag",                  "sinkhole"},
	{"scan6_rdp",            "rdp_protocol",         "RDP|SSL"},
	{"scan6_rdp",            "subject_common_name",  "WERKPLEK-6|SERVER-V6"},
	{"scan6_rdp",            "tag",                  "rdp;ipv6"},
	{"scan_dns",             "dns_version",          "dnsmasq-2.80|9.11.4"},
	{"scan_dns",             "min_amplification",    "1.38|4.62|12.05"},
	{"scan_dns",             "tag",                  "openresolver;dns"},
	{"scan_exchange",        "servername",           "EX01|MAIL"},
	{"scan_exchange",        "tag",
		"exchange;cve-2023-36439|exchange;cve-2024-21410"},
	{"scan_exchange",        "url",                  "/owa/"},
	{"scan_exchange",        "version",              "15.1.2507.27|15.2.1118.40"},
	{"scan_http_vulnerable", "http",                 "HTTP/1.1"},
	{"scan_http_vulnerable", "http_code",            "200"},
	{"scan_http_vulnerable", "http_reason",          "OK"},
	{"scan_http_vulnerable", "server",               "Apache|nginx"},
	{"scan_http_vulnerable", "tag",
		"cve-2023-22515|cve-2024-27198|cve-2021-41773"},
	{"scan_http_vulnerable", "version",              "8.0.1|2023.11|2.4.49"},
	{"scan_ipp",             "device_type",          "printer"},
	{"scan_ipp",             "ipp_version",          "IPP/2.0"},
	{"scan_ipp",             "printer_make_and_model",
		"Voorbeeld LaserPro 4200|Voorbeeld InkJet 30"},
	{"scan_ipp",             "printer_name",         "Balie|Kantoor|Magazijn"},
	{"scan_ipp",             "tag",                  "ipp"},
	{"scan_ldap_tcp",        "dns_host_name",        "dc01.%"},
	{"scan_ldap_tcp",        "is_synchronized",      "TRUE"},
	{"scan_ldap_tcp",        "response_size",        "2104|3387"},
	{"scan_ldap_tcp",        "supported_ldap_version", "3"},
	{"scan_ldap_tcp",        "tag",                  "ldap-tcp"},
	{"scan_mqtt",            "anonymous_access",     "Y"},
	{"scan_mqtt",            "code",                 "Connection Accepted"},
	{"scan_mqtt",            "hex_code",             "00"},
	{"scan_mqtt",            "tag",                  "mqtt"},
	{"scan_mysql",           "client_ssl",           "N|Y"},
	{"scan_mysql",           "mysql_protocol_version", "10"},
	{"scan_mysql",           "server_version",       "5.7.44|8.0.36|10.6.16-MariaDB"},
	{"scan_mysql",           "tag",                  "mysql"},
	{"scan_mysql",           "version",              "5.7.44|8.0.36|10.6.16-MariaDB"},
	{"scan_rdp",             "rdp_protocol",         "RDP|SSL|HYBRID"},
	{"scan_rdp",             "subject_common_name",  "BALIE-PC|SRV-KANTOOR|KASSA-2|DESKTOP-1"},
	{"scan_rdp",             "tag",                  "rdp"},
	{"scan_smb",             "arch",                 "x64|x86"},
	{"scan_smb",             "smb_major_number",     "2|1"},
	{"scan_smb",             "smb_version_string",   "SMB 2.1|SMB 1"},
	{"scan_smb",             "tag",                  "smb"},
	{"scan_solar_inverter",  "device_model",         "Zon 3000|Zon 5000"},
	{"scan_solar_inverter",  "device_type",          "solar inverter"},
	{"scan_solar_inverter",  "device_vendor",        "Voorbeeld"},
	{"scan_solar_inverter",  "firmware",             "1.9|2.2"},
	{"scan_solar_inverter",  "tag",                  "solar"},
	{"scan_vnc",             "banner",               "RFB 003.008|RFB 003.003"},
	{"scan_vnc",             "product",              "VNC"},
	{"scan_vnc",             "tag",                  "vnc"},
};

static const struct oddity oddities[DEMO_BAD_ROWS + DEMO_SPECIAL_ROWS] = {
	{"event4_sinkhole",      17, "",                    "198.51.100.242"},
	{"scan_dns",             21, "02:14",               "198.51.100.243"},
	{"scan_http_vulnerable", 8,  "2026-02-30 10:00:00", "198.51.100.240"},
	{"scan_http_vulnerable", 8,  "gisteren",            "198.51.100.241"},
	{"scan_mqtt",            11, NULL,                  "100.64.7.9"},
	{"scan_rdp",             4,  NULL,                  "192.168.1.20"},
};
/* clang-format on */

enum {
	FAILED_FIRST = 13, /* days without a report on scan_smb */
	FAILED_LAST = 15,
	TWICE = 10,	   /* day whose report on scan_rdp comes again */
	PORTS_OWN = 16384, /* where a client's own ports begin */
};

const char *
demo_type(size_t type)
{
	return types[type].name;
}

unsigned
demo_type_owned(size_t type)
{
	return types[type].owned;
}

unsigned
demo_type_foreign(size_t type)
{
	return types[type].foreign;
}

bool
demo_type_is_v6(size_t type)
{
	return types[type].shape == SHAPE_V6;
}

bool
demo_type_is_web(size_t type)
{
	return types[type].shape == SHAPE_WEB;
}

bool
demo_type_is_account(size_t type)
{
	return types[type].shape == SHAPE_ACCOUNT;
}

/* A row while its columns are filled. */
struct line {
	const struct type *type;
	const struct demo_system *s;
	struct str timestamp;
	struct demo_chance luck; /* of this row */
	struct buf b;		 /* of the value in hand */
};

/* Part number n of parts between "|", counted round. */
static struct str
part_of(struct str parts, uint64_t n)
{
	struct str rest = parts, part = {0};
	uint64_t count = 1;

	for (size_t i = 0; i < parts.n; i++)
		count += parts.p[i] == '|';
	for (uint64_t i = 0; i <= n % count; i++)
		str_split(&rest, '|', &part);
	return part;
}

static void
filling_put(struct line *l, struct str column)
{
	const struct demo_company *owner = l->s->owner;

	for (size_t i = 0; i < sizeof(fillings) / sizeof(fillings[0]); i++) {
		const struct filling *f = &fillings[i];
		if (strcmp(f->type, l->type->name) != 0 ||
		    !str_eq(column, str_of(f->column)))
			continue;
		struct str value = part_of(str_of(f->values), l->s->seed);
		size_t at = str_find(value, '%');
		buf_str(&l->b, str_upto(value, at));
		if (at == value.n)
			return;
		buf_str(&l->b,
		    owner != NULL ? owner->domain : STR("buiten.example"));
		buf_str(&l->b, str_from(value, at + 1));
	}
}

static void
port_put(struct line *l)
{
	if (l->type->shape == SHAPE_CALLER)
		buf_fmt(&l->b, "%u",
		    PORTS_OWN + demo_draw(&l->luck, UINT16_MAX - PORTS_OWN));
	else
		buf_str(&l->b, str_of(l->type->port));
}

/* What every report says of the system itself. False for other columns. */
static bool
system_put(struct line *l, struct str column)
{
	const struct demo_system *s = l->s;

	if (str_eq(column, STR("timestamp")))
		buf_str(&l->b, l->timestamp);
	else if (str_eq(column, STR("severity")))
		buf_str(&l->b,
		    s->critical ? STR("critical") : str_of(l->type->severity));
	else if (str_eq(column, STR("ip")))
		buf_str(&l->b, s->address);
	else if (str_eq(column, STR("protocol")))
		buf_str(&l->b, str_of(l->type->protocol));
	else if (str_eq(column, STR("port")))
		port_put(l);
	else if (str_eq(column, STR("hostname")) ||
	    str_eq(column, STR("http_host")))
		buf_str(&l->b, s->hostname);
	else if (str_eq(column, STR("hostname_source")))
		buf_str(&l->b, s->hostname.n > 0 ? STR("ptr") : STR(""));
	else if (str_eq(column, STR("email")))
		buf_str(&l->b, s->mail);
	else if (str_eq(column, STR("asn")))
		buf_fmt(&l->b, "%u", s->asn);
	else if (str_eq(column, STR("geo")))
		buf_str(&l->b, STR("NL"));
	else if (str_eq(column, STR("naics")) && s->owner != NULL)
		buf_str(&l->b, s->owner->naics);
	else
		return false;
	return true;
}

static void
line_put(struct csv_out *o, struct line *l)
{
	struct str columns = str_of(l->type->columns), column;

	while (str_split(&columns, ',', &column)) {
		struct str name = column;
		if (l->type->shape == SHAPE_CALLER &&
		    str_starts(name, STR("src_")))
			name = str_from(name, 4);
		buf_reset(&l->b);
		if (!system_put(l, name))
			filling_put(l, column);
		csv_out_str(o, buf_all(&l->b));
	}
	csv_out_end(o);
	buf_free(&l->b);
}

static void
row_put(struct csv_out *o, const struct demo_system *s, int day, int row,
    int32_t date, const char *timestamp)
{
	struct demo_chance luck = {s->seed ^ (uint64_t)(day * 8 + row) << 32};
	int64_t seen = time_of_day(date) + demo_draw(&luck, DAY);
	struct buf when = {0};

	if (timestamp != NULL) {
		buf_str(&when, str_of(timestamp));
	} else {
		struct civil c = civil_of_time(seen);
		buf_fmt(&when, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month,
		    c.day, c.hour, c.minute, c.second);
	}

	struct line l = {
	    .type = &types[s->type],
	    .s = s,
	    .timestamp = buf_all(&when),
	    .luck = luck,
	};

	line_put(o, &l);
	buf_free(&when);
}

static void
oddities_put(struct csv_out *o, size_t type, int day, int32_t date)
{
	for (size_t i = 0; i < sizeof(oddities) / sizeof(oddities[0]); i++) {
		struct demo_system s = {
		    .type = type,
		    .address = str_of(oddities[i].address),
		    .asn = 64511,
		    .seed = i,
		};
		if (oddities[i].day == day &&
		    strcmp(oddities[i].type, types[type].name) == 0)
			row_put(o, &s, day, 0, date, oddities[i].timestamp);
	}
}

static bool
is_type(size_t type, const char *name)
{
	return strcmp(types[type].name, name) == 0;
}

bool
demo_report_twice(size_t type, int day)
{
	return day == TWICE && is_type(type, "scan_rdp");
}

bool
demo_report_put(struct buf *b, const struct demo_world *w, size_t type, int day,
    int32_t date)
{
	struct csv_out o;
	struct str columns = str_of(types[type].columns), column;

	if (is_type(type, "scan_smb") && day >= FAILED_FIRST &&
	    day <= FAILED_LAST)
		return false;
	csv_out_open(&o, b, ',');
	while (str_split(&columns, ',', &column))
		csv_out_str(&o, column);
	csv_out_end(&o);
	for (size_t i = 0; i < w->n_systems; i++) {
		const struct demo_system *s = &w->system[i];
		if (s->type != type || !demo_seen(s, day))
			continue;
		int rows = types[type].shape == SHAPE_CALLER
		    ? 1 + (int)(s->seed % 3)
		    : 1;
		for (int row = 0; row < rows; row++)
			row_put(&o, s, day, row, date, NULL);
	}
	oddities_put(&o, type, day, date);
	return true;
}
