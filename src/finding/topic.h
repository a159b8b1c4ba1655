/* topic: kinds of danger: what each means for waking, repairing and closing */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_TOPIC_H
#define FINDING_TOPIC_H

#include "base/str.h"
#include "topics.gen.h"
#include "value/severity.h"

/* What knowing of it tells about people (decides who may see details). */
enum topic_data {
	TOPIC_DATA_SYSTEM,     /* a machine and its address */
	TOPIC_DATA_PERSONAL,   /* somebody's data may lie open */
	TOPIC_DATA_CREDENTIAL, /* somebody's account; never show the secret */
	TOPIC_DATA_COUNT,
};

/* Who can repair it, whatever was agreed with whom. */
enum topic_repair {
	TOPIC_REPAIR_OWNER,    /* the firm alone */
	TOPIC_REPAIR_PROVIDER, /* it takes who looks after the computers */
	TOPIC_REPAIR_BOTH,     /* each has steps of its own */
	TOPIC_REPAIR_COUNT,
};

/* How much of an observation makes it another finding. */
enum topic_subject {
	TOPIC_SUBJECT_ADDRESS,
	TOPIC_SUBJECT_ADDRESS_PORT,
	TOPIC_SUBJECT_DOMAIN,
	TOPIC_SUBJECT_COUNT,
};

/*
 * What absence proves. Looks are counted as finding/ counts them: complete,
 * covering the subject, by report day.
 */
enum topic_close {
	TOPIC_CLOSE_LOOKS,  /* closed after looks without it: repaired */
	TOPIC_CLOSE_QUIET,  /* quiet since looks without it: never "repaired" */
	TOPIC_CLOSE_ANSWER, /* seen once for all: only the owner's word closes
			     */
	TOPIC_CLOSE_COUNT,
};

/* A source may know better: its own severity goes before the default. */
struct topic {
	struct str id;
	struct str type;	       /* RSIT/IntelMQ classification.type */
	const struct topic_text *text; /* TOPIC_LANGS of them */
	enum topic_data data;
	enum topic_repair repair;
	enum topic_subject subject;
	enum topic_close close;
	uint16_t looks; /* for close; 0 with TOPIC_CLOSE_ANSWER */
	enum severity severity;
	enum severity floor; /* whatever the source says, it is this bad */
	bool urgent;	     /* goes out at once, not with the daily mail */
	bool wake;	     /* worth waking somebody at night; then urgent */
	uint16_t repeat;     /* days until the first reminder */
	uint16_t repeat_urgent; /* the same while urgent: not longer */
};

/* All rows, sorted by id; topic_count of them. */
extern const struct topic topics[];
extern const size_t topic_count;

/* NULL where there is none. */
const struct topic *topic_by_id(struct str id);
/*
 * Never NULL: the topic that stands for a classification.type of IntelMQ
 * (any of its harmonised types, older names too) when nothing more precise
 * is known; class-other for an unknown or absent one.
 */
const struct topic *topic_by_type(struct str type);

/* How bad it is: as the source says, or the topic's floor. */
enum severity topic_severity(const struct topic *t, enum severity s);
/* Urgent in itself, or by a severity of critical. */
bool topic_urgent(const struct topic *t, enum severity s);
/* Days between this message and the next about the same finding. */
unsigned topic_repeat(const struct topic *t, enum severity s);

#endif
