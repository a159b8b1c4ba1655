/* doctor: what is checked of a service and the machine it runs on */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_DOCTOR_H
#define RUN_DOCTOR_H

#include "run/job.h"

enum health {
	HEALTH_OK,
	HEALTH_NOTE, /* worth knowing, nothing is wrong */
	HEALTH_PROBLEM,
};

/* An examination. sv may be open as far as it goes. */
struct doctor {
	struct job *job;
	struct service *sv;
	bool settings, key; /* were read */
	bool keeper;	    /* one is running */
	unsigned problems;
};

/*
 * One line about subject, and, where todo is not NULL, one that says what to
 * do about it.
 */
void doctor_says(struct doctor *d, enum health h, const char *subject,
    const char *todo, const char *fmt, ...) PRINTF(5, 6);

/* The text of a piece of advice; lives as long as the examination. */
const char *doctor_text(struct doctor *d, const char *fmt, ...) PRINTF(2, 3);

/* The folder, and what lies in it and beside it. */
void doctor_folder(struct doctor *d);
/* The databases and the evidence; after doctor_folder. */
void doctor_store(struct doctor *d);
/*
 * Mail, as far as the settings, the keys and the store were read: where it
 * goes, what signs it, what came of it last. False where a key that signs
 * cannot be used.
 */
bool doctor_mail(struct doctor *d);

#endif
