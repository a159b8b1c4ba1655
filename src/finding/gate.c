/* gate: is an owner's text in plain language? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/gate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "finding/plain.h"

enum { PIECES_MAX = 24, STEPS_ALLOWED = 6, QUOTE_BYTES = 40 };

/* clang-format off */
#define S(lit) {.p = "" lit, .n = sizeof(lit) - 1}

/* Terms of the trade, in either language; whole words, any case. */
static const struct str jargon[] = {
	S("2FA"), S("ADB"), S("API"), S("BIOS"), S("botnet"), S("CMS"),
	S("CPE"), S("CVE"), S("DDoS"), S("DHCP"), S("DKIM"), S("DMARC"),
	S("DMZ"), S("DNS"), S("endpoint"), S("Exchange"), S("exploit"),
	S("firewall"), S("firmware"), S("FTP"), S("hash"), S("honeypot"),
	S("HTTP"), S("HTTPS"), S("ICS"), S("IoT"), S("IP"), S("IPMI"),
	S("IPv4"), S("IPv6"), S("ISP"), S("LDAP"), S("malware"), S("MFA"),
	S("MongoDB"), S("MQTT"), S("MySQL"), S("NAS"), S("NAT"), S("NetBIOS"),
	S("NTP"), S("patch"), S("patchen"), S("patches"), S("payload"),
	S("phishing"), S("plug-in"), S("plugin"), S("poort"), S("poorten"),
	S("port"), S("ports"), S("PostgreSQL"), S("protocol"), S("proxy"),
	S("ransomware"), S("RCE"), S("RDP"), S("resolver"), S("rootkit"),
	S("shell"), S("sinkhole"), S("SMB"), S("SMTP"), S("SNMP"), S("SPF"),
	S("spoofing"), S("SQL"), S("SSH"), S("SSL"), S("TCP"), S("Telnet"),
	S("TLS"), S("token"), S("trojan"), S("UDP"), S("UPnP"), S("VLAN"),
	S("VNC"), S("VPN"), S("WAF"), S("webshell"), S("whitelist"),
};
enum { JARGON = sizeof(jargon) / sizeof(jargon[0]) };

struct phrase {
	struct str words;
	const char *instead;
};

static const struct phrase forbidden_nl[] = {
	{S("klik hier"),          "ask for no click"},
	{S("klik op"),            "ask for no click"},
	{S("log in via deze"),    "ask for no login"},
	{S("met spoed"),          "say \"vandaag\" or \"binnen een week\""},
	{S("zo spoedig mogelijk"), "say \"vandaag\" or \"binnen een week\""},
	{S("z.s.m."),             "say \"vandaag\" or \"binnen een week\""},
	{S("u bent gehackt"),     "say what was seen"},
	{S("u wordt gehackt"),    "say what was seen"},
	{S("catastrofaal"),       "say what can happen"},
	{S("rampzalig"),          "say what can happen"},
	{S("ernstige gevolgen"),  "say what can happen"},
	{S("desastreus"),         "say what can happen"},
	{S("levensgevaarlijk"),   "say what can happen"},
	{S("laatste waarschuwing"), "do not threaten"},
	{S("eigen schuld"),       "do not blame"},
	{S("verwijtbaar"),        "do not blame"},
	{S("nalatig"),            "do not blame"},
	{S("dient te"),           "say \"moet\""},
	{S("dienen te"),          "say \"moeten\""},
	{S("middels"),            "say \"met\" or \"door\""},
	{S("teneinde"),           "say \"om te\""},
	{S("derhalve"),           "say \"daarom\""},
	{S("indien"),             "say \"als\""},
	{S("betreffende"),        "say \"over\""},
	{S("omtrent"),            "say \"over\""},
	{S("inzake"),             "say \"over\""},
	{S("reeds"),              "say \"al\""},
	{S("tevens"),             "say \"ook\""},
	{S("alsmede"),            "say \"en\""},
	{S("echter"),             "say \"maar\""},
	{S("thans"),              "say \"nu\""},
	{S("conform"),            "say \"volgens\""},
	{S("ten behoeve van"),    "say \"voor\""},
	{S("door middel van"),    "say \"met\" or \"door\""},
	{S("mitigeren"),          "say what to do"},
	{S("kwetsbaarheid"),      "say \"zwakke plek\""},
	{S("kwetsbaarheden"),     "say \"zwakke plekken\""},
};

static const struct phrase forbidden_en[] = {
	{S("click here"),         "ask for no click"},
	{S("click on"),           "ask for no click"},
	{S("click the"),          "ask for no click"},
	{S("log in via this"),    "ask for no login"},
	{S("urgently"),           "say \"today\" or \"within a week\""},
	{S("as soon as possible"), "say \"today\" or \"within a week\""},
	{S("asap"),               "say \"today\" or \"within a week\""},
	{S("you have been hacked"), "say what was seen"},
	{S("you are being hacked"), "say what was seen"},
	{S("catastrophic"),       "say what can happen"},
	{S("disastrous"),         "say what can happen"},
	{S("severe consequences"), "say what can happen"},
	{S("final warning"),      "do not threaten"},
	{S("your own fault"),     "do not blame"},
	{S("negligent"),          "do not blame"},
	{S("negligence"),         "do not blame"},
	{S("in order to"),        "say \"to\""},
	{S("prior to"),           "say \"before\""},
	{S("utilise"),            "say \"use\""},
	{S("utilize"),            "say \"use\""},
	{S("hereby"),             "leave it out"},
	{S("pursuant to"),        "say \"under\""},
	{S("with regard to"),     "say \"about\""},
	{S("regarding"),          "say \"about\""},
	{S("therefore"),          "say \"so\""},
	{S("however"),            "say \"but\""},
	{S("in the event of"),    "say \"if\""},
	{S("commence"),           "say \"start\""},
	{S("terminate"),          "say \"stop\""},
	{S("subsequently"),       "say \"then\""},
	{S("mitigate"),           "say what to do"},
	{S("remediate"),          "say \"repair\""},
	{S("vulnerability"),      "say \"weak spot\""},
	{S("vulnerabilities"),    "say \"weak spots\""},
};

/* What right behind a term explains it. */
static const struct str explains[TOPIC_LANGS][4] = {
	{S(" ("), S(" is een "), S(" is het "), S(" betekent ")},
	{S(" ("), S(" is a "), S(" is the "), S(" means ")},
};
/* clang-format on */

static const struct {
	const struct phrase *row;
	size_t n;
} forbidden[TOPIC_LANGS] = {
    {forbidden_nl, sizeof(forbidden_nl) / sizeof(forbidden_nl[0])},
    {forbidden_en, sizeof(forbidden_en) / sizeof(forbidden_en[0])},
};

/* A part, or one step, of what the owner reads. */
struct piece {
	struct str section;
	unsigned line;
	struct str text;
};

struct gate {
	unsigned lang;
	void (*warn)(void *, struct str, unsigned, const char *);
	void *ctx;
	bool met[JARGON];
	struct plain_score all;
};

static void PRINTF(4, 5) warn(const struct gate *g, struct str section,
    unsigned line, const char *fmt, ...)
{
	char rule[240];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(rule, sizeof(rule), fmt, ap);
	va_end(ap);
	g->warn(g->ctx, section, line, rule);
}

/* Enough of it to find it by, not cut inside a character. */
static struct str
beginning(struct str s)
{
	size_t n = s.n < QUOTE_BYTES ? s.n : QUOTE_BYTES;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_upto(s, n);
}

static void
sentences_check(const struct gate *g, const struct piece *p)
{
	struct str rest = p->text;

	for (struct str s; plain_sentence(&rest, &s);) {
		unsigned syllables = 0;
		unsigned words = plain_words(s, g->lang, &syllables);
		if (words > GATE_SENTENCE_MAX)
			warn(g, p->section, p->line,
			    "a sentence of %u words, %d at most: \"%.*s...\"",
			    words, GATE_SENTENCE_MAX, STR_ARG(beginning(s)));
	}
}

/* Where the words stand in s from position from on, whole, any case; s.n
 * where they do not. */
static size_t
words_find(struct str s, struct str words, size_t from)
{
	for (size_t i = from; i + words.n <= s.n; i++) {
		struct str at = str_upto(str_from(s, i), words.n);
		if (!str_eq_nocase(at, words))
			continue;
		/* A byte of a longer UTF-8 letter is part of a word too. */
		unsigned char before = i == 0 ? ' ' : (unsigned char)s.p[i - 1];
		unsigned char after =
		    i + words.n == s.n ? ' ' : (unsigned char)s.p[i + words.n];
		if (before < 0x80 && !plain_is_letter(before) && after < 0x80 &&
		    !plain_is_letter(after))
			return i;
	}
	return s.n;
}

static bool
in_parentheses(struct str s, size_t at)
{
	while (at-- > 0) {
		if (s.p[at] == '(')
			return true;
		if (s.p[at] == ')' || s.p[at] == '\n')
			return false;
	}
	return false;
}

static bool
is_explained(struct str s, size_t at, unsigned lang)
{
	struct str behind = str_from(s, at + plain_word(s, at).n);

	if (in_parentheses(s, at))
		return true;
	if (str_starts(behind, STR("\"")))
		behind = str_from(behind, 1);
	for (size_t i = 0; i < 4; i++)
		if (str_starts(behind, explains[lang][i]))
			return true;
	return false;
}

static void
jargon_check(struct gate *g, const struct piece *p)
{
	for (size_t i = 0; i < JARGON; i++) {
		size_t at = words_find(p->text, jargon[i], 0);
		if (g->met[i] || at == p->text.n)
			continue;
		g->met[i] = true;
		if (!is_explained(p->text, at, g->lang))
			warn(g, p->section, p->line,
			    "\"%.*s\" is not explained where it is used first",
			    STR_ARG(jargon[i]));
	}
}

static void
forbidden_check(const struct gate *g, const struct piece *p)
{
	for (size_t i = 0; i < forbidden[g->lang].n; i++) {
		const struct phrase *f = &forbidden[g->lang].row[i];
		if (words_find(p->text, f->words, 0) < p->text.n)
			warn(g, p->section, p->line, "\"%.*s\": %s",
			    STR_ARG(f->words), f->instead);
	}
}

static void
form_check(const struct gate *g, const struct topic_text *t)
{
	struct plain_score first = plain_score(t->first, g->lang);
	struct plain_score what = plain_score(t->what, g->lang);

	if (first.sentences != 1)
		warn(g, STR("first"), t->line[TOPIC_FIRST],
		    "%u sentences, it is one", first.sentences);
	if (what.sentences < 2 || what.sentences > 5)
		warn(g, STR("what"), t->line[TOPIC_WHAT],
		    "%u sentences, two to five are wanted", what.sentences);
	if (t->steps > STEPS_ALLOWED)
		warn(g, STR("steps"), t->line[TOPIC_STEPS],
		    "%zu steps, %d at most", t->steps, STEPS_ALLOWED);
}

static void
score_check(const struct gate *g, unsigned line)
{
	if (g->all.average > GATE_AVERAGE_MAX)
		warn(g, STR("text"), line,
		    "%.1f words a sentence on average, %d at most",
		    g->all.average, GATE_AVERAGE_MAX);
	if (g->all.ease < GATE_EASE_MIN)
		warn(g, STR("text"), line,
		    "reading ease %.0f, %d at least: shorter words and "
		    "sentences",
		    g->all.ease, GATE_EASE_MIN);
}

/* In the order of reading: what is explained once stays so. */
static size_t
pieces_of(const struct topic_text *t, struct piece piece[PIECES_MAX])
{
	const unsigned *line = t->line;
	size_t n = 0;

#define ADD(name, l, s) piece[n++] = (struct piece){STR(name), (l), (s)}
	ADD("subject", line[TOPIC_SUBJECT], t->subject);
	ADD("title", line[TOPIC_TITLE], t->title);
	ADD("first", line[TOPIC_FIRST], t->first);
	ADD("what", line[TOPIC_WHAT], t->what);
	ADD("risk", line[TOPIC_RISK], t->risk);
	for (size_t i = 0; i < t->steps && i < PIECES_MAX - 7; i++)
		ADD("steps", t->step[i].line, t->step[i].text);
	ADD("stuck", line[TOPIC_STUCK], t->stuck);
	ADD("proof", line[TOPIC_PROOF], t->proof);
#undef ADD
	return n;
}

void
gate_check(const struct topic_text *t, unsigned lang,
    void (*warn_fn)(
	void *ctx, struct str section, unsigned line, const char *rule),
    void *ctx)
{
	struct gate g = {.lang = lang, .warn = warn_fn, .ctx = ctx};
	struct piece piece[PIECES_MAX];
	size_t n = pieces_of(t, piece);

	for (size_t i = 0; i < n; i++) {
		sentences_check(&g, &piece[i]);
		jargon_check(&g, &piece[i]);
		forbidden_check(&g, &piece[i]);
		if (i >= 2) /* headings are no sentences */
			plain_score_add(&g.all, piece[i].text, lang);
	}
	plain_score_end(&g.all, lang);
	form_check(&g, t);
	score_check(&g, t->line[TOPIC_TITLE]);
}

void
gate_text(struct str text, unsigned lang,
    void (*warn_fn)(
	void *ctx, struct str section, unsigned line, const char *rule),
    void *ctx)
{
	struct gate g = {.lang = lang, .warn = warn_fn, .ctx = ctx};
	struct piece piece = {STR("text"), 1, text};

	sentences_check(&g, &piece);
	jargon_check(&g, &piece);
	forbidden_check(&g, &piece);
	plain_score_add(&g.all, text, lang);
	plain_score_end(&g.all, lang);
	score_check(&g, piece.line);
}
