/* site: what the pages say of the service */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "base/str.h"
#include "words.gen.h"

enum {
	SITE_TOKEN = 33,	 /* characters of what a mail's link ends in */
	SITE_SECURITY_DAYS = 90, /* that security.txt is good for */
};

struct site {
	struct str name, mail, phone;  /* phone may be absent */
	struct str ground[LANG_COUNT]; /* why it writes; may be absent */
	struct str contact;	       /* of security.txt, a URI; or absent */
	struct str url; /* "https://meld.voorbeeld.example"; or absent */
	int64_t now;	/* while a request is answered */
};

/* What is the same on every page. */
struct page_frame {
	const struct site *site;
	struct str title;
	struct str elsewhere; /* this page in the other language */
	enum lang other;
};

/* A form to check a code, as it was filled in, and what is wrong in it. */
struct page_home {
	struct page_frame frame;
	struct str code, address;
	bool code_wrong, address_wrong;
};

/* What came of a check. */
struct page_check {
	struct page_frame frame;
	struct str text;
	struct str day, topic; /* absent where there was no match */
};

/* What a link of a mail stops. */
struct page_stop {
	struct page_frame frame;
	struct str token, address, topic;
	struct str text;
	bool done;
};

/* A page that only says something. */
struct page_note {
	struct page_frame frame;
	struct str text;
};

#endif
