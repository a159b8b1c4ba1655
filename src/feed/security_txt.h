/* security_txt: what the reader of security.txt and who uses it agree on */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SECURITY_TXT_H
#define FEED_SECURITY_TXT_H

enum {
	SECURITY_TXT_MAX = 32 * 1024, /* bytes; RFC 9116 5.4 wants a limit */
	SECURITY_WAYS_MAX = 16,	      /* contacts that are told */
};

/* In the frame "way". */
enum security_way { WAY_MAIL, WAY_WEB, WAY_PHONE, WAY_COUNT };

/* Whether the file says what addresses it stands at (RFC 9116 2.5.2). */
enum security_canonical {
	CANONICAL_UNSAID,
	CANONICAL_ASKED,   /* it names the one that was asked for */
	CANONICAL_REACHED, /* only the one that redirects led to */
	CANONICAL_OTHER,   /* neither: the file is not to be trusted */
	CANONICAL_COUNT,
};

#endif
