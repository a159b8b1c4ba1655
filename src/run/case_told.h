/* case_told: what the commands of the case desk share */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_CASE_TOLD_H
#define RUN_CASE_TOLD_H

#include "base/json_out.h"
#include "run/job.h"
#include "store/desk.sql.h"

enum { LINE_MOST = 1000 }; /* bytes of what somebody said */

/* Of the call's first word. False, and told: there is none, or it has to be
 * open and is not. */
bool case_named(struct job *job, struct case_by_ref_row *row, bool open);

/* Printable text on one line that is not too long. */
bool is_one_line(struct str s);

/* The name; absent when nobody has it. Lives in a. */
struct str case_owner_told(
    struct job *job, struct arena *a, int64_t owner, struct str sealed);

/* The case for people, with the script for a call. */
void case_told(struct job *job, int64_t id);
/* All cases of a company, as a field of an object that is open. */
void cases_put(struct job *job, struct json_out *o, int64_t organisation);

#endif
