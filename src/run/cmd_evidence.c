/* cmd_evidence: is the evidence what it was, and what does a row say? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "run/commands.h"
#include "run/evidence_told.h"
#include "run/job.h"
#include "run/ledger_check.h"
#include "run/spoken.h"
#include "store/finding.sql.h"
#include "store/observation.sql.h"

/* Verifying. */

static bool
hex_read(struct str s, unsigned char *out, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] >= 'A' && s.p[i] <= 'F' ? (char)(s.p[i] + 32)
							: s.p[i];
		const char *at = c == '\0' ? NULL : strchr(digits, c);
		if (at == NULL)
			return false;
		out[i / 2] = (unsigned char)(out[i / 2] << 4 | (at - digits));
	}
	return true;
}

/* "12:ab34...": as verify printed it. */
static bool
note_read(struct str s, struct verify_note *note)
{
	size_t colon = str_find(s, ':');

	*note = (struct verify_note){0};
	return str_u64(str_upto(s, colon), INT64_MAX, &note->seq) &&
	    note->seq > 0 &&
	    hex_read(str_from(s, colon + 1), note->link, CHAIN_HASH);
}

static void
sum_put(struct buf *b, const struct verify_sum *sum)
{
	spoken_many(b, (int64_t)sum->entries, "chunk");
	buf_str(b, STR(", "));
	spoken_many(b, (int64_t)sum->rows, "row");
	buf_str(b, STR(", "));
	spoken_count(b, (int64_t)sum->erased);
	buf_str(b, STR(" erased"));
	if (sum->faults == 0) {
		buf_str(b, STR(": intact\n"));
	} else {
		buf_str(b, STR(": "));
		spoken_many(b, (int64_t)sum->faults, "fault");
		buf_str(b, STR("; "));
		spoken_count(b, (int64_t)(sum->entries - sum->intact));
		buf_str(b, STR(" of the chunks not as they were kept\n"));
	}
}

/* Only a whole ledger has a head worth noting. */
static void
head_put(struct buf *b, const struct verify_sum *sum, bool noted)
{
	buf_fmt(b, "head of the chain: %llu:", (unsigned long long)sum->seq);
	buf_hex(b, sum->link, CHAIN_HASH);
	buf_str(b,
	    noted ? STR("\nit goes on from the head you noted\n")
		  : STR("\nwrite it down elsewhere; later, `dijkwacht evidence "
			"verify --note HEAD` shows that nothing before it was "
			"cut off or made again\n"));
}

static int
run_verify(struct job *job)
{
	struct str text = call_value(job->call, "note");
	struct verify_note note;
	struct buf b = {0};
	struct verify_sum sum;

	if (text.p != NULL && !note_read(text, &note)) {
		job_err(job,
		    "--note: give the head as verify printed it: a "
		    "number, a colon and 64 hex digits\n");
		return 2;
	}

	bool intact =
	    ledger_check(job, text.p == NULL ? NULL : &note, &sum) == OK;

	if (sum.entries == 0 && intact)
		buf_str(&b,
		    STR("there is no evidence yet: nothing was "
			"imported\n"));
	else
		sum_put(&b, &sum);
	if (sum.entries > 0 && intact)
		head_put(&b, &sum, text.p != NULL);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return intact ? 0 : 1;
}

/* Showing. */

/* Where the newest row behind a finding lies. */
static bool
place_of_finding(struct job *job, int64_t finding, uint64_t *seq, uint64_t *row)
{
	struct sql *db = job->sv->store.db;
	struct finding_get_row f;
	struct observation_place_row place;

	if (!finding_get(db, finding, &f) ||
	    !observation_place(db, f.observation, f.rest, &place)) {
		job_err(job, "the row behind this finding is not kept here\n");
		return false;
	}
	*seq = (uint64_t)place.ledger;
	*row = (uint64_t)place.row + 1;
	return true;
}

static bool
place_read(struct job *job, struct str word, uint64_t *seq, uint64_t *row)
{
	size_t colon = str_find(word, ':');
	struct finding_by_ref_row f;

	if (colon < word.n && str_u64(str_upto(word, colon), INT64_MAX, seq) &&
	    str_u64(str_from(word, colon + 1), UINT32_MAX, row) && *row > 0)
		return true;
	if (colon == word.n && finding_by_ref(job->sv->store.db, word, &f))
		return place_of_finding(job, f.id, seq, row);
	job_err(job,
	    "\"%.*s\" is no place: give CHUNK:ROW, both from 1, or a finding's "
	    "reference\n",
	    STR_ARG(str_upto(word, 60)));
	return false;
}

static int
run_show(struct job *job)
{
	uint64_t seq, row;

	if (!place_read(job, job->call->word[0], &seq, &row))
		return 1;
	return evidence_told(job, (int64_t)seq, row);
}

static const struct option verify_options[] = {
    {"note", "HEAD", "the head of the chain that was written down before"},
    {0},
};

const struct command command_evidence_verify = {
    .name = "evidence verify",
    .example = "",
    .args = "",
    .about = "is all evidence still what it was when it was kept?",
    .place = PLACE_READER,
    .options = verify_options,
    .more = "Looks through every chunk file and the chain that binds them. "
	    "A ledger of which the end was cut off, or that was wholly made "
	    "again, holds in itself: only a head written down elsewhere shows "
	    "that. Exit status 1 when there is a fault.",
    .run = run_verify,
};

const struct command command_evidence_show = {
    .name = "evidence show",
    .example = "8k4w51cq7vn6ssae",
    .args = "CHUNK:ROW|FINDING",
    .about = "show a raw row as it came in, and prove that it is",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .more = "With a finding, the newest row that shows it. Control characters "
	    "are shown as \\n or \\x1b, a backslash is shown twice. That the "
	    "ledger itself is what it was is for `dijkwacht evidence verify` "
	    "to say.",
    .run = run_show,
};
