/* visit: one request, what is asked of the keeper for it, and the answer */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "value/code.h"
#include "web/site.h"

enum {
	VISIT_BODY = 4096,  /* bytes of a request's body, at most */
	VISIT_QUERY = 1024, /* the same of what is behind the ? */
};

/* HEAD is GET of which only the begin is sent. */
enum method { METHOD_GET, METHOD_POST, METHOD_OTHER };

/* As it came; all borrowed, for as long as the visit. */
struct request {
	enum method method;
	struct str path, query; /* not decoded, without the ? */
	struct str type, body;
	struct str languages; /* Accept-Language */
};

enum ask_kind {
	ASK_NOTHING,
	ASK_CHECK, /* is this code of ours? */
	ASK_LOOK,  /* what does this link stop? */
	ASK_STOP,  /* then stop it */
};

/* What the keeper is asked. */
struct ask {
	enum ask_kind kind;
	struct str code, address; /* read: value/code.h, value/ident.h */
	struct str token;
};

/* And what it says. Borrowed. */
struct told {
	bool busy;	    /* it said nothing in time, or is not there */
	enum check_end end; /* of ASK_CHECK */
	bool found; /* of the other two: the link is of a mail of ours */
	bool all;   /* it stops all mails of that kind */
	struct str day, topic, address; /* topic in the visitor's language */
};

struct answer {
	unsigned status;   /* of HTTP */
	const char *type;  /* Content-Type */
	const char *allow; /* with 405: the methods there are; else NULL */
	bool lasting;	   /* may be kept by who gets it, for a while */
	struct buf body;
};

struct visit {
	const struct site *site;
	struct request request;
	enum lang lang;
	bool one_click;	      /* a mail program asks, and shows no page */
	struct ask ask;	      /* ASK_NOTHING: the answer is there */
	struct answer answer; /* the caller's to free, by visit_end */
	struct arena a;
};

/* One a path, sorted; one that ends with / is also of all that is below it. A
 * method without a function is refused. test/run/outlets.c says of each whom it
 * speaks to. */
struct route {
	const char *path;
	void (*get)(struct visit *v), (*post)(struct visit *v);
};
extern const struct route routes[];
extern const size_t n_routes;

/*
 * Answers a request, or asks: then visit_told answers it. The request and the
 * site are borrowed. No page knows who looks: nothing is kept of a visit, there
 * are no cookies.
 */
void visit_begin(
    struct visit *v, const struct site *site, const struct request *request);
void visit_told(struct visit *v, const struct told *told);
/* Answers with this status and a page that says why, whatever was asked: 400,
 * 411, 413, 429 or 503. */
void visit_refuse(struct visit *v, unsigned status);
void visit_end(struct visit *v);

#endif
