/* cmd_registry_show: whom an address concerns: all that is known, who wins */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/spoken.h"
#include "store/organisation.sql.h"
#include "value/ident.h"

static void
owner_put(struct buf *b, const struct registry_owner *o)
{
	if (o->handle.n == 0) {
		buf_str(b, STR("no holder"));
		return;
	}
	spoken_text(b, o->handle);
	if (o->name.n > 0) {
		buf_str(b, STR(", "));
		spoken_text(b, o->name);
	}
	if (o->country.n > 0)
		buf_fmt(b, " (%.*s)", STR_ARG(o->country));
	buf_str(b, STR(", "));
	if (o->mail.n > 0)
		spoken_text(b, o->mail);
	else
		buf_str(b, STR("no abuse mailbox"));
}

static void
company_put(struct job *job, struct buf *b, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(job->sv->store.db, organisation, &row))
		die("organisation %lld is not there", (long long)organisation);
	spoken_text(b,
	    store_open(&job->sv->store, &job->a, "organisation.name",
		organisation, row.name_sealed));
}

static void
claims_put(struct job *job, struct buf *b, struct owner_walk *w)
{
	const struct owner *by;

	while ((by = owner_next(w, job->now)) != NULL) {
		buf_fmt(b, "  claim       %s, ", nature_name(by->nature));
		company_put(job, b, by->organisation);
		buf_char(b, '\n');
	}
}

static void
ranges_put(struct job *job, struct buf *b, const struct address *a)
{
	struct registry_walk w;
	struct registry_range range;

	registry_of_address(service_registry(job->sv), a, &w);
	while (registry_next(&w, &range)) {
		buf_str(b, STR("  registry    "));
		prefix_put(b, &range.prefix);
		buf_str(b, STR(", "));
		if (range.asn != 0)
			buf_fmt(b, "AS%u", range.asn);
		else
			owner_put(b, range.owner);
		if (range.country.n > 0)
			buf_fmt(b, ", %.*s", STR_ARG(range.country));
		buf_str(b, STR("; from "));
		spoken_text(b, range.source->name);
		buf_char(b, '\n');
	}
}

static void
asn_put(struct job *job, struct buf *b, uint32_t asn)
{
	struct owner_walk w;

	owners_of_asn(service_owners(job->sv), asn, &w);
	claims_put(job, b, &w);
	buf_str(b, STR("  network     "));
	owner_put(b, registry_of_asn(service_registry(job->sv), asn));
	buf_char(b, '\n');
}

static void
relay_put(struct job *job, struct buf *b, const struct relay *relay)
{
	buf_str(b, STR("=> goes to the digest of "));
	if (relay->organisation != 0)
		company_put(job, b, relay->organisation);
	else
		owner_put(b, relay->owner);
	if (relay->ground == GROUND_NETWORK) {
		buf_fmt(b, ", for network AS%u", relay->asn);
	} else {
		buf_str(b, STR(", for registered range "));
		prefix_put(b, &relay->prefix);
	}
	buf_char(b, '\n');
}

static void
verdict_put(struct job *job, struct buf *b, const struct address *a)
{
	const struct owners *owners = service_owners(job->sv);
	struct sighting s = {.address = *a, .seen = job->now};
	struct identity who;
	struct relay relay;
	enum unowned u = identify(owners, &s, &who);

	if (u == UNOWNED_NOT) {
		buf_fmt(b, "=> by %s, %d%% sure: ", ground_name(who.ground),
		    who.confidence);
		company_put(job, b, who.organisation);
		buf_char(b, '\n');
		return;
	}
	if (u == UNOWNED_SPECIAL)
		buf_fmt(b, "=> nobody: %.*s\n", STR_ARG(address_special(a)));
	else if (relay_find(owners, service_registry(job->sv), &s, &relay))
		relay_put(job, b, &relay);
	else
		buf_str(b, STR("=> nobody: no claim, and no abuse mailbox\n"));
	if (u == UNOWNED_SHARED)
		buf_str(b,
		    STR("   (a dynamic or shared claim says nothing without a "
			"name; the most specific one decides)\n"));
}

static void
address_explain(struct job *job, struct buf *b, const struct address *a)
{
	struct owner_walk claims;
	struct registry_walk w;
	struct registry_range range;
	uint32_t asn = 0;

	owners_of_address(service_owners(job->sv), a, &claims);
	claims_put(job, b, &claims);
	ranges_put(job, b, a);
	registry_of_address(service_registry(job->sv), a, &w);
	while (asn == 0 && registry_next(&w, &range))
		asn = range.asn;
	if (asn != 0)
		asn_put(job, b, asn);
	verdict_put(job, b, a);
}

static int
run_show(struct job *job)
{
	struct str what = job->call->word[0];
	struct address a;
	struct buf b = {0};
	uint32_t asn;
	struct why w = {0};

	if (address_read(what, &a)) {
		address_put(&b, &a);
		buf_char(&b, '\n');
		address_explain(job, &b, &a);
	} else if (asn_read(what, &asn, &w) == OK) {
		buf_fmt(&b, "AS%u\n", asn);
		asn_put(job, &b, asn);
	} else {
		job_err(job,
		    "\"%.*s\" is no address and no AS number; give 192.0.2.1 "
		    "or AS64500\n",
		    STR_ARG(str_upto(what, 60)));
		return 2;
	}
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

const struct command command_registry_show = {
    .name = "registry show",
    .example = "192.0.2.1",
    .args = "ADDRESS|ASN",
    .about =
	"explain whom an address concerns: all that is known, and who wins",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .more = "Names of the machine, from a report, can lead elsewhere: this is "
	    "what the address by itself says.",
    .run = run_show,
};
