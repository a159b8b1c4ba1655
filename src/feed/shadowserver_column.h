/* shadowserver_column: which column of a report means what */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_COLUMN_H
#define FEED_SHADOWSERVER_COLUMN_H

#include "base/csv.h"

/* What a row says of its victim, and what is read from it besides. */
enum role {
	ROLE_TIME,
	ROLE_ADDRESS,
	ROLE_PORT,
	ROLE_HOST,
	ROLE_SITE, /* the host a type has beside its reverse name */
	ROLE_URL,
	ROLE_MAIL,
	ROLE_ASN,
	ROLE_COUNTRY,
	ROLE_NAICS,
	ROLE_SECTOR,
	ROLE_TRANSPORT,
	ROLE_SEVERITY,
	ROLE_TAG,
	ROLE_INFECTION,
	ROLE_FAMILY,
	ROLE_COUNT,
};

/*
 * The side of a report its receiver is on. Without type it goes by the
 * address column: prefix and "ip".
 */
struct victim {
	const char *type;
	const char *prefix; /* of ip, port, hostname, asn, geo, naics, sector */
	const char *site, *url, *mail; /* NULL: none */
	/* It called, from a port that was another one the next time: told to
	 * who has to find it behind his router, but not what it is known by. */
	bool client;
};

/* How a column is shown in the technical part of a mail. */
enum show {
	SHOW_TEXT,
	SHOW_URL,  /* without user name and password */
	SHOW_HOST, /* of an address of a page only its host */
	SHOW_MASK, /* only the first character of an account name */
};

struct shadowserver_column {
	const char *name;
	enum show show;
	bool account; /* also shown where the report is about stolen accounts */
};

enum {
	SHOWN_MAX = 12,	 /* columns shown of one row */
	BINDS_MAX = 160, /* columns of one report that can be shown */
	CVES_MAX = 8,	 /* columns of one report that hold CVE numbers */
};

/* A column whose "Y" stands for a CVE. */
struct cve_flag {
	const char *name, *cve;
};

/* A header with its meaning: positions in a row, -1 where there is none. */
struct binding {
	const struct victim *victim;
	int at[ROLE_COUNT];
	struct {
		int at;
		const struct shadowserver_column *column;
	} shown[BINDS_MAX]; /* the most telling first */
	size_t n_shown;
	int cve[CVES_MAX];
	size_t n_cve;
	struct {
		int at;
		const struct cve_flag *flag;
	} flag[CVES_MAX];
	size_t n_flag;
};

/*
 * Finds the columns that matter in the header of a report of this type. Of
 * columns with the same name the first one counts; letter case and white
 * space around it do not matter.
 */
void binding_make(
    struct binding *b, struct str type, const struct csv_row *header);
/* The name of the column of a role for this victim, e.g. "src_ip"; empty
 * where there is none. Borrowed from out. */
const char *victim_column(const struct victim *v, enum role role, char out[64]);
/* True for columns that hold a password, key, cookie or the like: their
 * values are never shown. */
bool shadowserver_secret(struct str column);
/* Row i of the table of columns that are shown; NULL past the end. */
const struct shadowserver_column *shadowserver_column(size_t i);

#endif
