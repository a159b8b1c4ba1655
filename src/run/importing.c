/* importing: inputs taken in as one batch, whoever brings them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/importing.h"

#include "base/time.h"
#include "feed/row.frame.h"
#include "run/again_told.h"
#include "run/attachments.h"
#include "run/reading.h"
#include "store/instance.sql.h"

enum { REJECTS_SHOWN = 10, NOTES_SHOWN = 10, PROGRESS_EVERY = 20000 };

/* What the intake says. */

static void
report_told(void *ctx, const struct intake_report *r)
{
	struct importing *im = ctx;
	struct job *job = im->job;

	if (r->missing.n > 0 || r->unknown.n > 0)
		job_err(job, "%.*s: columns not as we know them%s%.*s%s%.*s\n",
		    STR_ARG(r->name), r->missing.n > 0 ? "; missing: " : "",
		    STR_ARG(r->missing), r->unknown.n > 0 ? "; new: " : "",
		    STR_ARG(r->unknown));
	if (r->over.n > 0)
		job_err(job,
		    "%.*s: read before, in batch %.*s, which does not stand "
		    "any more: its rows are not used\n",
		    STR_ARG(r->name), STR_ARG(r->over));
	else if (im->plan.told && r->known > 0 && r->known == r->rows)
		job_out(job, "%.*s: read before, nothing changes\n",
		    STR_ARG(r->name));
	if (r->day == DAY_ABSENT)
		job_err(job,
		    "%.*s: no report day; name it YYYY-MM-DD-TYPE-SCOPE.csv, "
		    "or its absence proves nothing\n",
		    STR_ARG(r->name));
	else if (r->named)
		job_err(job,
		    "%.*s: %.*s; it closes only what is at addresses that no "
		    "such row holds\n",
		    STR_ARG(r->name), STR_ARG(r->why));
	else if (!r->complete)
		job_err(job,
		    "%.*s: not a complete look (%.*s), so it closes "
		    "nothing\n",
		    STR_ARG(r->name), STR_ARG(r->why));
	im->rejects_told = 0;
}

static void
reject_told(
    void *ctx, struct str name, uint64_t line, uint64_t at, struct str rule)
{
	struct importing *im = ctx;

	(void)at;
	if (im->rejects_told++ < REJECTS_SHOWN)
		job_err(im->job,
		    "%.*s:%llu: %.*s; the row is kept as evidence and "
		    "not used\n",
		    STR_ARG(name), (unsigned long long)line, STR_ARG(rule));
	else if (im->rejects_told == REJECTS_SHOWN + 1)
		job_err(
		    im->job, "%.*s: and more rows like these\n", STR_ARG(name));
}

/* One input. */

static void
begin(void *ctx)
{
	struct importing *im = ctx;

	intake_input(&im->in);
}

static uint64_t
received(void *ctx)
{
	const struct importing *im = ctx;

	return im->in.received;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct importing *im = ctx;

	if (im->in.received >= im->told + PROGRESS_EVERY) {
		im->told = im->in.received;
		job_progress(
		    im->job, "%llu rows read", (unsigned long long)im->told);
	}
	if (type == FRAME_NOTE) {
		if (im->notes_told++ < NOTES_SHOWN)
			listing_note(im->job, im->name, fields);
		return OK;
	}
	return intake_frame(&im->in, type, fields, done, w);
}

/* Who gave it, where the plan does not say: one giver for the whole batch. */
static bool
giver_settle(struct importing *im, const struct reader *r, struct str name)
{
	struct str *giver = &im->in.batch.giver;

	if (im->plan.batch.giver.n > 0)
		return true;
	if (r->giver != NULL && giver->n == 0)
		*giver = str_of(r->giver);
	if (r->giver != NULL && str_eq(*giver, str_of(r->giver)))
		return true;
	job_err(im->job,
	    "%.*s: say who gave it with --giver NAME; it was not read\n",
	    STR_ARG(name));
	return false;
}

/* Each attachment that came whole is an input of its own. */
static bool
mail_input(struct importing *im, struct str name, int fd)
{
	struct attachments files;
	uint64_t before = im->refused;

	if (im->in_mail)
		job_err(im->job, "%.*s: a mail in a mail is not read\n",
		    STR_ARG(name));
	if (im->in_mail || !attachments_read(&files, im->job, name, fd)) {
		im->refused++;
		return false;
	}
	im->in_mail = true;
	for (size_t i = 0; i < files.n; i++) {
		const struct attachment *f = &files.file[i];
		if (f->whole) {
			importing_input(im, f->name, f->fd);
			continue;
		}
		im->refused++;
		job_err(im->job,
		    "%.*s: %.*s is damaged or cut off; ask for it again\n",
		    STR_ARG(name), STR_ARG(f->name));
	}
	im->in_mail = false;
	attachments_free(&files);
	return im->refused == before;
}

bool
importing_input(struct importing *im, struct str name, int fd)
{
	const struct reader *guess = reader_guess(name);
	const struct reader *reader =
	    im->plan.reader != NULL ? im->plan.reader : guess;
	struct why w = {0};
	struct reading r = {
	    .reader = str_of(reader->name),
	    .name = arena_str(&im->job->a, name),
	    .type = im->plan.type,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = im,
	};

	if (guess == &reader_mail)
		return mail_input(im, r.name, fd);
	im->told = im->notes_told = 0;
	im->name = r.name;
	im->in.reader = reader;
	job_progress(im->job, "reading %.*s", STR_ARG(r.name));
	if (reader == &reader_list &&
	    !listing_settle(im->job, &im->plan.list, &r, fd)) {
		im->refused++;
		return false;
	}
	if (im->plan.list.dry) {
		im->refused += !listing_preview(im->job, &r, fd);
		return true;
	}
	if (!giver_settle(im, reader, r.name)) {
		im->refused++;
		return false;
	}
	im->in.options = r.options;
	if (reading_run(im->job, &r, fd, &w) == OK)
		return true;
	im->refused++;
	w.file = r.name;
	job_why(im->job, &w);
	intake_abandon(&im->in);
	return false;
}

void
importing_summary(const struct importing *im)
{
	struct job *job = im->job;
	const struct intake_sums *s = &im->in.sums;
	const struct finding_sums *f = &s->findings;

	job_out(job,
	    "reports: %llu; rows: %llu (new %llu, seen before %llu, "
	    "rejected %llu)",
	    (unsigned long long)s->reports, (unsigned long long)s->rows,
	    (unsigned long long)s->fresh, (unsigned long long)s->again,
	    (unsigned long long)s->rejected);
	if (s->known > 0)
		job_out(job, "; rows of reports read before: %llu",
		    (unsigned long long)s->known);
	job_out(job,
	    "\nrows identified: %llu; of nobody we know: %llu; special "
	    "address: %llu; shared address: %llu",
	    (unsigned long long)s->unowned[UNOWNED_NOT],
	    (unsigned long long)s->unowned[UNOWNED_NOBODY],
	    (unsigned long long)s->unowned[UNOWNED_SPECIAL],
	    (unsigned long long)s->unowned[UNOWNED_SHARED]);
	if (s->unowned[UNOWNED_PRIVATE] > 0)
		job_out(job, "; persons' own accounts: %llu",
		    (unsigned long long)s->unowned[UNOWNED_PRIVATE]);
	if (s->unowned[UNOWNED_NAMELESS] > 0)
		job_out(job, "; without an address or name: %llu",
		    (unsigned long long)s->unowned[UNOWNED_NAMELESS]);
	job_out(job,
	    "\nfindings opened: %llu, seen again: %llu, reopened: %llu, "
	    "closed: %llu, gone quiet: %llu\n",
	    (unsigned long long)f->opened, (unsigned long long)f->again,
	    (unsigned long long)f->reopened, (unsigned long long)f->closed,
	    (unsigned long long)f->quiet);
	if (im->in.batch.tlp > im->plan.batch.tlp)
		job_out(job, "a row is %s, and so is all of this batch\n",
		    tlp_name(im->in.batch.tlp));
	if (im->in.batch_id != 0)
		job_out(job, "batch %.*s\n", STR_ARG(im->in.batch_ref));
}

void
import_plan_preset(struct import_plan *plan, struct service *sv)
{
	struct legal_ground_get_row ground;

	*plan = (struct import_plan){
	    .told = true,
	    .batch =
		{
		    .purpose = STR("warning those concerned"),
		    .ground = LEGAL_CONTRACT,
		    .tlp = TLP_AMBER,
		    .giver_named = true,
		    .embargo = SQL_NULL_I64,
		    .delete_by = SQL_NULL_I64,
		},
	};
	if (legal_ground_get(sv->store.db, STR("notify-claimed"), &ground))
		plan->batch.ground = (enum legal)ground.ground;
}

void
importing_init(struct importing *im, struct job *job,
    const struct import_plan *plan, int64_t person)
{
	again_finish(job); /* a claim may have ended since */
	*im = (struct importing){
	    .job = job,
	    .plan = *plan,
	    .in =
		{
		    .store = &job->sv->store,
		    .owners = service_owners(job->sv),
		    .folder = job->sv->folder,
		    .trial = plan->trial,
		    .batch = plan->batch,
		    .person = person,
		    .now = job->now,
		    .news = {im, report_told, reject_told},
		},
	};
	intake_init(&im->in);
}

void
importing_free(struct importing *im)
{
	intake_free(&im->in);
}
