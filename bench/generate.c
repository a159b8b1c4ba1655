/* generate: made-up reports and lists of companies, the same each time */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/generate.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { PART = 1 << 20, SEED = 20261122, REPEAT_EVERY = 20 };

enum kind {
	EMPTY,
	ADDRESS,
	AS_NUMBER,
	COUNT,
	HEX,
	HOST,
	LIST,
	PORT,
	TIME,
};

struct row {
	uint32_t subject; /* below GENERATE_SUBJECTS_MAX */
	uint64_t random;  /* of the subject */
	uint64_t at;	  /* of the row itself */
};

struct column {
	const char *name;
	enum kind kind;
	const char *const *list; /* LIST: one of four */
	size_t bytes;		 /* HEX: as many, written as hex */
};

/* clang-format off */
static const char *const areas[] = {"NL", "BE", "DE", "FR"};
static const char *const cities[] = {"Utrecht", "Zwolle", "Den Haag", "Ede"};
static const char *const flags[] = {"Y", "N", "N", "Y"};
static const char *const people[] = {
    "Bakkerij \"\"De Korenaar\"\", Zwolle", "Garage Jansen B.V.",
    "Let us Sign, Intermediate X3", "Hosting & Co"};
static const char *const places[] = {"Noord-Holland", "Utrecht", "Drenthe", ""};
static const char *const protocols[] = {"tcp", "tcp", "tcp", "tcp"};
static const char *const severities[] = {"high", "medium", "critical", "low"};
static const char *const suites[] = {"TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "sha256WithRSAEncryption",
    "ecdsa-with-SHA384"};
static const char *const tags[] = {"ssl", "ssl;poodle", "ssl;vpn", "ssl;iot"};
static const char *const words[] = {"rsaEncryption", "HTTP/1.1",
    "text/html; charset=UTF-8", "keep-alive"};

#define AS(name, kind)	{name, kind, NULL, 0}
#define OF(name, list)	{name, LIST, list, 0}
#define BYTES(name, n)	{name, HEX, NULL, n}

static const struct column columns[GENERATE_COLUMNS] = {
    AS("timestamp", TIME), OF("severity", severities), AS("ip", ADDRESS),
    OF("protocol", protocols), AS("port", PORT), AS("hostname", HOST),
    OF("tag", tags), AS("asn", AS_NUMBER), OF("geo", areas),
    OF("region", places), OF("city", cities), AS("naics", COUNT),
    OF("hostname_source", words), OF("sector", words), OF("handshake", words),
    OF("cipher_suite", suites), OF("ssl_poodle", flags),
    AS("cert_length", COUNT), AS("subject_common_name", HOST),
    OF("issuer_common_name", people), AS("cert_issue_date", TIME),
    AS("cert_expiration_date", TIME), BYTES("sha1_fingerprint", 20),
    BYTES("cert_serial_number", 16), AS("ssl_version", COUNT),
    OF("signature_algorithm", suites), OF("key_algorithm", words),
    OF("subject_organization_name", people),
    AS("subject_organization_unit_name", EMPTY), OF("subject_country", areas),
    OF("subject_state_or_province_name", places),
    OF("subject_locality_name", cities), OF("issuer_organization_name", people),
    AS("issuer_organization_unit_name", EMPTY), OF("issuer_country", areas),
    OF("issuer_state_or_province_name", places),
    OF("issuer_locality_name", cities), OF("freak_vulnerable", flags),
    AS("freak_cipher_suite", EMPTY), BYTES("sha256_fingerprint", 32),
    BYTES("sha512_fingerprint", 64), BYTES("md5_fingerprint", 16),
    OF("http_response_type", words), AS("http_code", COUNT),
    OF("http_reason", words), OF("content_type", words),
    OF("http_connection", words), AS("set_cookie", EMPTY),
    OF("server_type", words), AS("content_length", COUNT),
    AS("transfer_encoding", EMPTY), AS("http_date", TIME),
    OF("cert_valid", flags), OF("self_signed", flags),
    OF("cert_expired", flags), OF("browser_trusted", flags),
    AS("validation_level", EMPTY), OF("browser_error", words),
    OF("tlsv13_support", flags), BYTES("jarm", 31),
};
/* clang-format on */

static uint64_t
mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Odd factors, so that each block and each address comes once. */
static uint32_t
block_of(size_t prefix)
{
	return (uint32_t)(prefix * 0x9e3779b1u) % GENERATE_PREFIXES_MAX;
}

static uint32_t
address_of(uint32_t subject)
{
	return (subject * 0x85ebca6bu + SEED) % GENERATE_SUBJECTS_MAX;
}

static void
address_text(struct buf *b, uint32_t low)
{
	buf_i64(b, GENERATE_NETWORK);
	for (int shift = 16; shift >= 0; shift -= 8) {
		buf_char(b, '.');
		buf_i64(b, low >> shift & 255);
	}
}

static void
two_digits(struct buf *b, uint64_t v, char before)
{
	buf_char(b, before);
	buf_char(b, (char)('0' + v / 10));
	buf_char(b, (char)('0' + v % 10));
}

static void
time_text(struct buf *b, uint64_t random)
{
	buf_str(b, STR("2026-11"));
	two_digits(b, 1 + random % 21, '-');
	two_digits(b, (random >> 8) % 24, ' ');
	two_digits(b, (random >> 16) % 60, ':');
	two_digits(b, (random >> 24) % 60, ':');
}

static void
hex_text(struct buf *b, size_t bytes, uint64_t random)
{
	uint64_t part[8];

	for (size_t i = 0; i < 8; i++)
		part[i] = mix(random + i);
	buf_hex(b, part, bytes);
}

static void
host_text(struct buf *b, const struct row *r)
{
	buf_str(b, STR("host-"));
	buf_i64(b, r->subject);
	buf_str(b, STR(".office"));
	buf_i64(b, r->subject % 1000);
	buf_str(b, STR(".example"));
}

static void
column_put(
    struct buf *b, const struct column *c, const struct row *r, uint64_t random)
{
	switch (c->kind) {
	case EMPTY:
		break;
	case ADDRESS:
		address_text(b, address_of(r->subject));
		break;
	case AS_NUMBER:
		buf_i64(b, 64500 + (int64_t)(random % 10));
		break;
	case COUNT:
		buf_i64(b, (int64_t)(random % 1000000));
		break;
	case HEX:
		hex_text(b, c->bytes, random);
		break;
	case HOST:
		host_text(b, r);
		break;
	case LIST:
		buf_str(b, str_of(c->list[random % 4]));
		break;
	case PORT:
		buf_str(b, random % 8 == 0 ? STR("8443") : STR("443"));
		break;
	case TIME:
		time_text(b, random ^ r->at);
		break;
	}
}

/* What row i is about: the number of the row that was the first. */
static size_t
subject_of(size_t i)
{
	while (i % REPEAT_EVERY == REPEAT_EVERY - 1)
		i /= 2;
	return i;
}

/* at: what tells this row from others about the same. */
static void
row_put(struct buf *b, size_t subject, size_t at)
{
	struct row r = {.subject = (uint32_t)subject, .at = at};

	r.random = mix(SEED + r.subject);
	for (size_t k = 0; k < GENERATE_COLUMNS; k++) {
		buf_str(b, k == 0 ? STR("\"") : STR(",\""));
		column_put(b, &columns[k], &r, mix(r.random + k));
		buf_char(b, '"');
	}
	buf_char(b, '\n');
}

static int
file_make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		die_errno("cannot make %s", path);
	return fd;
}

/* Hands over what is there; all of it at the end. */
static void
part_write(int fd, struct buf *b, bool all)
{
	if (!all && b->n < PART)
		return;
	if (!file_write(fd, b->p, b->n))
		die_errno("cannot write");
	buf_reset(b);
}

static void
header_put(struct buf *b)
{
	for (size_t k = 0; k < GENERATE_COLUMNS; k++)
		buf_fmt(b, "%s\"%s\"", k == 0 ? "" : ",", columns[k].name);
	buf_char(b, '\n');
}

void
generate_report(const char *path, size_t n)
{
	struct buf b = {0};
	int fd = file_make(path);

	if (n > GENERATE_SUBJECTS_MAX)
		die("at most %d rows", GENERATE_SUBJECTS_MAX);
	header_put(&b);
	for (size_t i = 0; i < n; i++) {
		row_put(&b, subject_of(i), i);
		part_write(fd, &b, false);
	}
	part_write(fd, &b, true);
	buf_free(&b);
	close(fd);
}

static size_t
common_divisor(size_t a, size_t b)
{
	while (b > 0) {
		size_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Each of n once: the rows go round in steps that n shares no factor with. */
static size_t
step_of(size_t n, unsigned turn)
{
	size_t step = (size_t)(mix(SEED + turn) % n) | 1;

	while (common_divisor(step, n) != 1)
		step++;
	return step;
}

void
generate_look(const char *path, const struct generate_look *look)
{
	struct buf b = {0};
	int fd = file_make(path);
	size_t step = step_of(look->rows, look->turn), place = 0;

	header_put(&b);
	for (size_t i = 0; i < look->rows; i++) {
		bool fresh = look->fresh > 0 && i % 10 == 9;
		size_t subject = fresh ? look->fresh + i / 10 : place;
		if (!fresh)
			subject += look->first;
		if (subject >= GENERATE_SUBJECTS_MAX)
			die("at most %d subjects", GENERATE_SUBJECTS_MAX);
		row_put(&b, subject, i + look->turn);
		part_write(fd, &b, false);
		place = (place + step) % look->rows;
	}
	part_write(fd, &b, true);
	buf_free(&b);
	close(fd);
}

size_t
generate_distinct(size_t n)
{
	return n - n / REPEAT_EVERY;
}

void
generate_companies(const char *path, size_t n, size_t prefixes)
{
	struct buf b = {0};
	int fd = file_make(path);

	if (n == 0 || prefixes > GENERATE_PREFIXES_MAX)
		die("at least 1 company, at most %d prefixes",
		    GENERATE_PREFIXES_MAX);
	buf_str(&b, STR("name,email,assets\n"));
	for (size_t i = 0; i < n; i++) {
		buf_fmt(&b, "Company %zu,info@company%zu.example,", i, i);
		for (size_t k = i; k < prefixes; k += n) {
			address_text(&b, block_of(k) * 16);
			buf_str(&b, STR("/28 "));
		}
		buf_char(&b, '\n');
		part_write(fd, &b, false);
	}
	part_write(fd, &b, true);
	buf_free(&b);
	close(fd);
}
