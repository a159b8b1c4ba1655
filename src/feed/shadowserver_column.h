/* shadowserver_column: which column of a report means what */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_COLUMN_H
#define FEED_SHADOWSERVER_COLUMN_H

#include "base/arena.h"
#include "base/csv.h"
#include "value/severity.h"

/*
 * The tables are compiled from content/feed; its README.md tells how a column
 * or a type is added, and what each word there means.
 */

/* How a value is written, and what it becomes in an event. */
enum form {
	FORM_ADDRESS, /* 0.0.0.0 is absent; "192.0.2.0/24" is a network */
	FORM_BASE64,  /* encoded, where the source did not */
	FORM_BOOL,
	FORM_HOST,
	FORM_INT,
	FORM_NETWORK,
	FORM_NONZERO, /* a number that is absent when it is 0 */
	FORM_REAL,
	FORM_TAGS, /* a list parted by ; with CVE numbers in it */
	FORM_TEXT,
	FORM_TIME, /* UTC where it names no zone */
	FORM_URL,  /* or only its path, beside a column with the host */
};

/* How a column is shown in the technical part of a mail. */
enum show {
	SHOW_NOT,
	SHOW_TEXT,
	SHOW_URL,  /* without user name and password */
	SHOW_HOST, /* of an address of a page only its host */
	SHOW_MASK, /* only the first character of an account name */
};

/* One meaning of a column; some have another one in another type. */
struct column {
	const char *name;
	const char *field; /* of the event: "source.ip", "extra.tag" */
	enum form form;
	enum show show;
	bool account; /* also shown where the report is about stolen accounts */
	bool secret;  /* a password, key, cookie or the like: never shown */
	bool names;   /* a name the machine goes by, beside its reverse name */
};

struct report_type {
	const char *name, *topic;
	enum severity severity; /* where a row says none */
	/* Of the events; "=x" for identifier: what column x says. */
	const char *class, *identifier, *application, *transport;
	const char *page;	/* about the report; below REPORT_PAGES */
	const uint16_t *column; /* in columns, of each it has or had */
	size_t n;		/* the first of them: it has them today */
	size_t n_ever;
};

/* The first n_columns rows are the columns, the most telling first; behind
 * them stand meanings that only some types give a column. */
extern const struct column columns[];
extern const size_t n_columns;
extern const uint16_t columns_by_name[];	/* n_columns of them */
extern const struct report_type report_types[]; /* sorted by name */
extern const size_t n_report_types;

#define REPORT_PAGES                                                           \
	"https://www.shadowserver.org/what-we-do/network-reporting/"

/* NULL for a type, or a column, that is not in the tables. */
const struct report_type *report_type_named(struct str name);
const struct column *column_named(struct str name);

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

enum {
	SHOWN_MAX = 12,	       /* columns shown of one row */
	CVES_MAX = 8,	       /* columns of one report that hold CVE numbers */
	NAMES_MAX = 8,	       /* columns of one report that hold other names */
	SHOWN_BINDS_MAX = 192, /* columns of one report that can be shown */
};

/* A column whose "Y" stands for a CVE. */
struct cve_flag {
	const char *name, *cve;
};

/* A column of a header and what it means; NULL: nobody knows. */
struct bound {
	struct str name;
	const struct column *column;
};

/* A header with its meaning: positions in a row, -1 where there is none. */
struct binding {
	struct str called;		/* the type's name */
	const struct report_type *type; /* NULL: not in the table */
	const struct victim *victim;
	struct bound *bound; /* one per column of the header */
	size_t n;
	int at[ROLE_COUNT];
	int shown[SHOWN_BINDS_MAX]; /* the most telling first */
	size_t n_shown;
	int cve[CVES_MAX];
	size_t n_cve;
	int name[NAMES_MAX];
	size_t n_name;
	struct {
		int at;
		const struct cve_flag *flag;
	} flag[CVES_MAX];
	size_t n_flag;
};

/*
 * Finds the columns that matter in the header of a report of this type. Of
 * columns with the same name the first one counts; letter case and white
 * space around it do not matter. Borrows from header's texts and a.
 */
void binding_make(struct binding *b, struct arena *a, struct str type,
    const struct csv_row *header);
/* The name of the column of a role for this victim, e.g. "src_ip"; empty
 * where there is none. Borrowed from out. */
const char *victim_column(const struct victim *v, enum role role, char out[64]);
/* Position of the named column, or -1. */
int binding_find(const struct binding *b, struct str name);
/* True for columns that hold a password, key, cookie or the like: their
 * values are never shown. */
bool shadowserver_secret(struct str column);

/*
 * Columns of the header that this type, or no type at all, has; columns the
 * type has today and this header has not: those by which rows are understood,
 * or all when others are new, as they may be these under another name. Lists
 * for people, from a.
 */
struct str binding_missing(const struct binding *b, struct arena *a);
struct str binding_unknown(const struct binding *b, struct arena *a);

#endif
