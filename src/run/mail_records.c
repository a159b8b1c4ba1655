/* mail_records: what DNS must hold for receivers to believe the mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/mail_records.h"

#include "run/mail_keys.h"
#include "run/mail_server.h"
#include "value/address.h"
#include "value/domain.h"

enum { TXT_MAX = 255 };

/* A text as the strings of one TXT record, of at most 255 bytes each. */
static void
txt_tell(struct job *job, struct str owner, struct str text)
{
	job_out(job, "%.*s. IN TXT (", STR_ARG(owner));
	for (; text.n > 0; text = str_from(text, TXT_MAX))
		job_out(job, " \"%.*s\"", STR_ARG(str_upto(text, TXT_MAX)));
	job_out(job, " )\n\n");
}

/* Whether mail leaves this machine by a server of that name or address. */
static bool
server_is_elsewhere(struct str host)
{
	return host.n > 0 && !str_eq(host, STR("localhost")) &&
	    !str_eq(host, STR("::1")) && !str_starts(host, STR("127."));
}

static void
spf_tell(struct job *job, struct str domain, struct str host)
{
	struct buf b = {0};
	struct address a;
	bool elsewhere = server_is_elsewhere(host);

	job_out(job,
	    "; SPF: from which servers mail of %.*s may come. There may be one "
	    "such record:\n; where there is one, add to it what stands between "
	    "v=spf1 and ~all.\n",
	    STR_ARG(domain));
	if (!elsewhere)
		job_out(job,
		    "; mx is right when mail leaves by the server that takes "
		    "it; else write ip4:ADDRESS\n; of the machine it leaves "
		    "by.\n");
	buf_str(&b, STR("v=spf1 "));
	if (!elsewhere)
		buf_str(&b, STR("mx"));
	else if (address_read(host, &a))
		buf_fmt(&b, "%s:%.*s",
		    str_find(host, ':') < host.n ? "ip6" : "ip4",
		    STR_ARG(host));
	else
		buf_fmt(&b, "a:%.*s", STR_ARG(host));
	buf_str(&b, STR(" ~all"));
	txt_tell(job, domain, buf_all(&b));
	buf_free(&b);
}

static void
key_tell(struct job *job, struct str domain, enum dkim_kind k)
{
	const struct dkim *d = &job->sv->postmark.dkim;
	struct buf owner = {0}, text = {0};

	if (d->by[k].key == NULL) {
		job_out(job,
		    "; there is no %s: `dijkwacht mail keys` makes it\n\n",
		    mail_key_files[k]);
		return;
	}
	buf_fmt(&owner, "%.*s._domainkey.%.*s", STR_ARG(d->by[k].selector),
	    STR_ARG(domain));
	dkim_record(&text, d->by[k].key);
	txt_tell(job, buf_all(&owner), buf_all(&text));
	buf_free(&owner);
	buf_free(&text);
}

static void
dkim_tell(struct job *job, struct str domain)
{
	struct settings *s = &job->sv->settings;

	if (s->number[SETTING_DKIM] == DKIM_BY_RELAY) {
		job_out(job,
		    "; DKIM: dkim = relay, so the server that mail goes to "
		    "signs it, by keys of its own;\n; ask its operator which "
		    "records it wants under _domainkey.%.*s\n\n",
		    STR_ARG(domain));
		return;
	}
	job_out(job,
	    "; DKIM: the keys by which receivers check that a mail is ours and "
	    "unchanged.\n; Two, for not every receiver knows the newer "
	    "kind.\n");
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		key_tell(job, domain, k);
}

static void
dmarc_tell(struct job *job, struct str domain, struct str sender)
{
	struct buf owner = {0}, text = {0};

	job_out(job,
	    "; DMARC: what receivers do with mail that only says it is from "
	    "%.*s. Begin with\n; p=none and read the reports for two weeks; "
	    "when all your mail passes, p=quarantine,\n; then p=reject.\n",
	    STR_ARG(domain));
	buf_fmt(&owner, "_dmarc.%.*s", STR_ARG(domain));
	buf_fmt(&text, "v=DMARC1; p=none; rua=mailto:%.*s", STR_ARG(sender));
	txt_tell(job, buf_all(&owner), buf_all(&text));
	buf_free(&owner);
	buf_free(&text);
}

static void
mx_tell(struct job *job, struct str sender)
{
	struct str bounces = job->sv->postmark.bounces;
	struct str to = bounces.n > 0 ? bounces : sender;
	size_t at = str_find(to, '@');
	struct str domain = str_from(to, at + 1);

	job_out(job,
	    "; MX: the server that takes what comes back, for %.*s%s%.*s. "
	    "Write "
	    "its name; where\n; there is an MX already, it stays.\n",
	    STR_ARG(str_upto(to, at)), bounces.n > 0 ? "+REFERENCE" : "",
	    STR_ARG(str_from(to, at)));
	job_out(job, "%.*s. IN MX 10 mail.%.*s.\n", STR_ARG(domain),
	    STR_ARG(domain));
}

enum err
mail_records_put(struct job *job, struct why *w)
{
	struct str set = job->sv->settings.text[SETTING_MAIL_SERVER];
	struct str sender = mail_sender(job->sv), host = {0}, domain;
	struct domain d;
	uint16_t port;

	if (domain_read(str_from(sender, str_find(sender, '@') + 1), &d, w) !=
	    OK)
		return w->err;
	if (set.n > 0)
		settings_server(set, &host, &port);
	domain = domain_str(&d);
	spf_tell(job, domain, host);
	dkim_tell(job, domain);
	dmarc_tell(job, domain, sender);
	mx_tell(job, sender);
	return OK;
}
