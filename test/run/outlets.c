/* tests of what leaves: each outlet tells whom it should, as far as it may */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "run/command.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/run/visitor.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define NEXT   "--now", "2026-11-22T09:00:00Z"
#define MONDAY "--now", "2026-11-23T09:00:00Z"

enum { FILE_MOST = 16 << 20 };

/* One machine of each of these under each label; the last is RED. */
enum label { NONE = -1, CLEAR, GREEN, AMBER, STRICT, RED, LABELS };
enum { AAP, NOOT, NOBODYS, OWNERS };

static const char *const labels[LABELS] = {
    "clear", "green", "amber", "amber+strict", "amber+strict"};
static const char *const nets[OWNERS] = {"203.0.113", "198.51.100", "192.0.2"};
/* What names one of them, in a name and in addresses. */
static const char *const names[OWNERS] = {"Aap", "Noot", "Netbeheer"};
static const char *const domains[OWNERS] = {
    "aap.example", "noot.example", "net.example"};

/* Whom a command speaks to. */
enum speaks {
	TO_HOUSE,  /* who works here and may read the store: all of it */
	TO_FILE,   /* puts it in a file, sealed or looked at below */
	TO_NOBODY, /* says how it went, with what its words named */
	TO_COUNT,  /* says how many, to whoever watches: names and places not */
	TO_OWNER,  /* what is of Bakkerij Aap, for Bakkerij Aap */
	TO_PARTNER, /* goes to another organisation, as far as it may */
};

/*
 * Every command. A new one has no row, and then the first test fails: say here
 * whom it speaks to. Where words are given it is carried out and looked at.
 */
/* clang-format off */
static const struct {
	const char *name;
	enum speaks to;
	const char *words[6];
} outlets[] = {
	{"agreement add", TO_NOBODY, {0}},
	{"agreement import", TO_NOBODY, {0}},
	{"agreement list", TO_HOUSE, {0}},
	{"agreement revoke", TO_NOBODY, {0}},
	{"answer", TO_NOBODY, {0}},
	{"asset add", TO_NOBODY, {0}},
	{"asset decide", TO_NOBODY, {0}},
	{"asset list", TO_HOUSE, {0}},
	{"asset overlaps", TO_HOUSE, {0}},
	{"asset pending", TO_HOUSE, {0}},
	{"asset prove", TO_HOUSE, {0}},
	{"audit list", TO_HOUSE, {0}},
	{"backup", TO_FILE, {0}},
	{"batch expire", TO_NOBODY, {0}},
	{"batch hold", TO_NOBODY, {0}},
	{"batch list", TO_COUNT, {"batch", "list"}},
	{"batch release", TO_NOBODY, {0}},
	{"batch show", TO_HOUSE, {0}},
	{"batch withdraw", TO_HOUSE, {0}},
	{"case close", TO_NOBODY, {0}},
	{"case list", TO_HOUSE, {0}},
	{"case note", TO_NOBODY, {0}},
	{"case open", TO_NOBODY, {0}},
	{"case show", TO_HOUSE, {0}},
	{"case take", TO_NOBODY, {0}},
	{"code check", TO_COUNT, {"code", "check", "--to", "x@y.example", "2222-2222-2222"}},
	{"contacts fetch", TO_NOBODY, {0}},
	{"demo", TO_NOBODY, {0}},
	{"doctor", TO_COUNT, {"doctor"}},
	{"doctor mail", TO_COUNT, {"doctor", "mail"}},
	{"effect", TO_COUNT, {"effect", "--by", "topic"}},
	{"effect freeze", TO_FILE, {0}},
	{"effect rows", TO_COUNT, {"effect", "rows", "--year", "2026"}},
	{"effect verify", TO_NOBODY, {0}},
	{"evidence reread", TO_HOUSE, {0}},
	{"evidence show", TO_HOUSE, {0}},
	{"evidence verify", TO_COUNT, {"evidence", "verify"}},
	{"export intelmq", TO_PARTNER, {"export", "intelmq"}},
	{"feed add", TO_NOBODY, {0}},
	{"feed check", TO_COUNT, {"feed", "check"}},
	{"feed list", TO_COUNT, {"feed", "list"}},
	{"feed remove", TO_NOBODY, {0}},
	{"feed set", TO_NOBODY, {0}},
	{"findings", TO_HOUSE, {0}},
	{"ground list", TO_COUNT, {"ground", "list"}},
	{"ground set", TO_NOBODY, {0}},
	{"help", TO_COUNT, {"help"}},
	{"import", TO_HOUSE, {0}},
	{"inbox read", TO_HOUSE, {0}},
	{"init", TO_NOBODY, {0}},
	{"keys drill", TO_NOBODY, {0}},
	{"keys escrow", TO_NOBODY, {0}},
	{"keys list", TO_COUNT, {"keys", "list"}},
	{"keys recover", TO_NOBODY, {0}},
	{"keys rotate", TO_NOBODY, {0}},
	{"leak close", TO_NOBODY, {0}},
	{"leak list", TO_HOUSE, {0}},
	{"letters posted", TO_NOBODY, {0}},
	{"letters print", TO_FILE, {0}},
	{"letters returned", TO_NOBODY, {0}},
	{"mail keys", TO_NOBODY, {0}},
	{"mail returned", TO_HOUSE, {0}},
	{"mail take", TO_HOUSE, {0}},
	{"metrics", TO_COUNT, {"metrics"}},
	{"notices list", TO_HOUSE, {0}},
	{"notices prepare", TO_FILE, {0}},
	{"notices preview", TO_HOUSE, {0}},
	{"notices release", TO_HOUSE, {0}},
	{"notices review", TO_HOUSE, {0}},
	{"notices send", TO_FILE, {0}},
	{"notices want", TO_NOBODY, {0}},
	{"notices withdraw", TO_HOUSE, {0}},
	{"oncall add", TO_NOBODY, {0}},
	{"oncall list", TO_HOUSE, {0}},
	{"oncall page", TO_COUNT, {"oncall", "page"}},
	{"oncall remove", TO_NOBODY, {0}},
	{"organisation add", TO_NOBODY, {0}},
	{"organisation confirm", TO_NOBODY, {0}},
	{"organisation contacts", TO_HOUSE, {0}},
	{"organisation erase", TO_NOBODY, {0}},
	{"organisation export", TO_OWNER, {"organisation", "export", "Bakkerij Aap"}},
	{"organisation import", TO_HOUSE, {0}},
	{"organisation list", TO_HOUSE, {0}},
	{"organisation show", TO_HOUSE, {0}},
	{"provider answer", TO_NOBODY, {0}},
	{"registry import", TO_NOBODY, {0}},
	{"registry list", TO_COUNT, {"registry", "list"}},
	{"registry show", TO_HOUSE, {0}},
	{"relay answers", TO_HOUSE, {0}},
	{"relay list", TO_HOUSE, {0}},
	{"relay off", TO_NOBODY, {0}},
	{"relay on", TO_NOBODY, {0}},
	{"restore", TO_NOBODY, {0}},
	{"retention run", TO_COUNT, {"retention", "run"}},
	{"retention show", TO_COUNT, {"retention", "show"}},
	{"schedule", TO_COUNT, {"schedule"}},
	{"sending hold", TO_NOBODY, {0}},
	{"sending release", TO_NOBODY, {0}},
	{"sending retry", TO_NOBODY, {0}},
	{"sending status", TO_COUNT, {"sending", "status"}},
	{"serve", TO_COUNT, {0}},
	{"service set", TO_NOBODY, {0}},
	{"standing add", TO_NOBODY, {0}},
	{"standing approve", TO_NOBODY, {0}},
	{"standing list", TO_COUNT, {"standing", "list"}},
	{"standing resume", TO_NOBODY, {0}},
	{"standing revoke", TO_NOBODY, {0}},
	{"status", TO_COUNT, {"status", "--format", "json"}},
	{"topic check", TO_NOBODY, {0}},
	{"topic list", TO_COUNT, {"topic", "list"}},
	{"topic show", TO_COUNT, {"topic", "show", "open-rdp"}},
	{"version", TO_COUNT, {"version"}},
};
/* clang-format on */
enum { OUTLETS = sizeof(outlets) / sizeof(*outlets) };

/*
 * Every page. A new one has no row, and then the second test fails. Who has the
 * link of a mail to Bakkerij Aap may see of whom it is, and who has its code
 * that it is ours: each is asked with both.
 */
static const struct {
	const char *path;
	enum speaks to;	  /* TO_OWNER: with that link behind it */
	const char *form; /* that is sent; * is the code */
	const char *says; /* then, as a sign that it did what it does */
} pages[] = {
    {"/", TO_COUNT, "", NULL},
    {"/.well-known/security.txt", TO_COUNT, "", NULL},
    {"/check", TO_COUNT, "code=*&address=info%40aap.example",
	"Ja, dit bericht is van ons"},
    {"/robots.txt", TO_COUNT, "", NULL},
    {"/stop/", TO_OWNER, "stop=yes", "o@aap.example"},
    {"/style.css", TO_COUNT, "", NULL},
};
enum { PAGES = sizeof(pages) / sizeof(*pages) };

/* The strictest label each receiver of a mail may see, of whose machines. */
static const struct receiver {
	const char *mail;
	int most[OWNERS]; /* a label, or NONE */
	const char *may_name;
} receivers[] = {
    {"info@aap.example", {STRICT, NONE, NONE}, "Aap"},
    {"info@noot.example", {NONE, STRICT, NONE}, "Noot"},
    {"noc@beheer.example", {AMBER, NONE, NONE}, "Aap"},
    {"bureau@bond.example", {NONE, NONE, NONE}, "Aap"},
    {"abuse@net.example", {NONE, NONE, AMBER}, "Netbeheer"},
};

static void
fine(struct world *w, const char *const *words)
{
	struct ran r = {0};

	binary_run(w, &r, NULL, words);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ran_free(&r);
}
#define FINE(w, ...) fine((w), (const char *const[]){__VA_ARGS__, NULL})

static void
report_put(struct world *w, int label)
{
	struct buf b = {0};
	char name[64];

	buf_str(&b,
	    STR("\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\","
		"\"hostname\",\"tag\",\"asn\",\"geo\",\"region\",\"city\"\n"));
	for (int i = 0; i < OWNERS; i++)
		buf_fmt(&b,
		    "\"2026-11-20 01:00:00\",\"high\",\"%s.24%d\","
		    "\"tcp\",\"3389\",\"\",\"rdp\",\"64500\",\"NL\",\"\","
		    "\"\"\n",
		    nets[i], label);
	snprintf(name, sizeof(name), "2026-11-20-scan_rdp-s%d.csv", label);
	FINE(w, "import", "--tlp", labels[label],
	    world_report(w, name, buf_all(&b)), NOW);
	buf_free(&b);
}

static void
net_make(struct world *w)
{
	FINE(w, "registry", "import",
	    world_report(w, "ripe.db.inetnum",
		STR("inetnum: 192.0.2.0 - 192.0.2.255\norg: ORG-NET1-TEST\n"
		    "status: ASSIGNED PA\n")),
	    NOW);
	FINE(w, "registry", "import",
	    world_report(w, "ripe.db.organisation",
		STR("organisation: ORG-NET1-TEST\norg-name: Netbeheer\n"
		    "country: NL\nabuse-c: AR1-TEST\n")),
	    NOW);
	FINE(w, "registry", "import",
	    world_report(w, "ripe.db.role",
		STR("role: Jan\nnic-hdl: AR1-TEST\n"
		    "abuse-mailbox: abuse@net.example\n")),
	    NOW);
	FINE(w, "ground", "set", "notify-registry", "law", NOW);
}

/* Two companies, a provider of one, a cooperative of both, and the owner of a
 * network. What is RED is not read: as if somebody put it there. */
static void
town_make(struct world *w)
{
	world_make(w);
	FINE(w, "organisation", "add", "Bakkerij Aap", "203.0.113.240/28",
	    "--mail", "info@aap.example", NOW);
	FINE(w, "organisation", "add", "Slagerij Noot", "198.51.100.240/28",
	    "--mail", "info@noot.example", NOW);
	FINE(w, "organisation", "add", "Beheer BV", "--mail",
	    "noc@beheer.example", NOW);
	FINE(w, "organisation", "add", "Bond", "--mail", "bureau@bond.example",
	    NOW);
	FINE(w, "agreement", "add", "--route", "both", "Bakkerij Aap",
	    "Beheer BV", NOW);
	FINE(w, "agreement", "add", "--kind", "membership", "--scope", "detail",
	    "Bakkerij Aap", "Bond", NOW);
	FINE(w, "agreement", "add", "--kind", "membership", "--scope", "counts",
	    "Slagerij Noot", "Bond", NOW);
	net_make(w);
	for (int i = 0; i < LABELS; i++)
		report_put(w, i);
	is_int(account_change(w, "UPDATE batch SET tlp = 5 WHERE id = 5"), 1);
}

static bool
says(const struct buf *b, const char *text)
{
	return str_find_str(buf_all(b), str_of(text)) < b->n;
}

static bool
tells(const struct buf *b, int owner, int label)
{
	char text[32];

	snprintf(text, sizeof(text), "%s.24%d", nets[owner], label);
	return says(b, text);
}

/* Of that owner's machines it tells those that most lets, and no other. */
static void
machines_hold(const struct buf *b, const char *what, int owner, int most)
{
	for (int label = 0; label < LABELS; label++)
		if (!is_int(tells(b, owner, label), label <= most))
			tap_note("%s: %s.24%d", what, nets[owner], label);
}

static void
names_nobody(const struct buf *b, const char *what, const char *but)
{
	for (int i = 0; i < OWNERS; i++) {
		bool may = strcmp(names[i], but) == 0;
		if (!ok(may || !says(b, names[i])) ||
		    !ok(may || !says(b, domains[i])))
			tap_note("%s names %s", what, names[i]);
	}
}

/* A new command says here whom it speaks to. */
TEST(every_command_has_its_row)
{
	is_int(OUTLETS, n_commands);
	for (size_t i = 0; i < OUTLETS && i < n_commands; i++)
		if (!is_text(str_of(outlets[i].name), commands[i]->name))
			break;
}

TEST(every_page_has_its_row)
{
	is_int(PAGES, n_routes);
	for (size_t i = 0; i < PAGES && i < n_routes; i++)
		if (!is_text(str_of(pages[i].path), routes[i].path))
			break;
}

TEST(no_command_tells_further)
{
	struct world w;
	struct ran r = {0};

	town_make(&w);
	FINE(&w, "notices", "prepare", NOW);
	FINE(&w, "notices", "send", NOW);
	for (size_t i = 0; i < OUTLETS; i++) {
		enum speaks to = outlets[i].to;
		if (outlets[i].words[0] == NULL)
			continue;
		binary_run(&w, &r, NULL, outlets[i].words);
		if (!ok(r.code < 2 && r.out.n + r.err.n > 0))
			tap_note("%s: %s", outlets[i].name, buf_cstr(&r.err));
		buf_str(&r.out, buf_all(&r.err));
		machines_hold(&r.out, outlets[i].name, AAP,
		    to == TO_OWNER	   ? STRICT
			: to == TO_PARTNER ? GREEN
					   : NONE);
		machines_hold(&r.out, outlets[i].name, NOOT,
		    to == TO_PARTNER ? GREEN : NONE);
		machines_hold(&r.out, outlets[i].name, NOBODYS,
		    to == TO_PARTNER ? GREEN : NONE);
		names_nobody(
		    &r.out, outlets[i].name, to == TO_OWNER ? "Aap" : "");
	}
	ran_free(&r);
}

/* What goes to another organisation, as far as the operator says it may. */
TEST(red_goes_to_nobody)
{
	static const struct {
		const char *label;
		int most;
	} limits[] = {{"CLEAR", CLEAR}, {"GREEN", GREEN}, {"AMBER", AMBER},
	    {"AMBER+STRICT", STRICT}};
	struct world w;
	struct ran r = {0};

	town_make(&w);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		RUN(&w, &r, "export", "intelmq", "--tlp", limits[i].label,
		    "--format", i % 2 > 0 ? "csv" : "json", "--raw");
		is_int(r.code, 0);
		for (int owner = 0; owner < OWNERS; owner++)
			machines_hold(&r.out, "export", owner, limits[i].most);
		ok(has(&r.err, "TLP:RED and were left out: they go to nobody"));
	}
	ran_free(&r);
}

/* Mails. */

static unsigned met[sizeof(receivers) / sizeof(*receivers)], strangers;
static struct {
	bool tells[OWNERS][LABELS];
} told[sizeof(receivers) / sizeof(*receivers)];

static int
mail_look(const char *path, const struct stat *st, int kind, struct FTW *place)
{
	struct buf b = {0};
	size_t n = sizeof(receivers) / sizeof(*receivers), i = 0;
	size_t length = strlen(path);

	(void)st, (void)place;
	if (kind != FTW_F || length < 4 ||
	    strcmp(path + length - 4, ".eml") != 0)
		return 0;
	if (file_slurp(AT_FDCWD, path, FILE_MOST, &b) != OK)
		die("cannot read %s", path);
	for (; i < n; i++) {
		char to[80];
		snprintf(to, sizeof(to), "<%s>", receivers[i].mail);
		if (says(&b, to))
			break;
	}
	if (i == n) {
		strangers++;
		tap_note("%s is for nobody we know", path);
	} else {
		met[i]++;
		for (int o = 0; o < OWNERS; o++)
			for (int l = 0; l < LABELS; l++)
				told[i].tells[o][l] =
				    told[i].tells[o][l] || tells(&b, o, l);
		names_nobody(&b, receivers[i].mail, receivers[i].may_name);
	}
	buf_free(&b);
	return 0;
}

TEST(no_mail_tells_further)
{
	struct world w;
	char outbox[300];

	town_make(&w);
	memset(met, 0, sizeof(met));
	memset(told, 0, sizeof(told));
	strangers = 0;
	FINE(&w, "notices", "prepare", NOW);
	FINE(&w, "notices", "prepare", NEXT);
	FINE(&w, "notices", "prepare", MONDAY);
	FINE(&w, "notices", "send", MONDAY);
	snprintf(outbox, sizeof(outbox), "%s/outbox", w.folder);
	nftw(outbox, mail_look, 8, FTW_PHYS);
	is_int(strangers, 0);
	for (size_t i = 0; i < sizeof(receivers) / sizeof(*receivers); i++) {
		if (!ok(met[i] > 0))
			tap_note("no mail to %s", receivers[i].mail);
		for (int o = 0; o < OWNERS; o++)
			for (int l = 0; l < LABELS; l++)
				if (!is_int(told[i].tells[o][l],
					l <= receivers[i].most[o]))
					tap_note("%s: %s.24%d",
					    receivers[i].mail, nets[o], l);
	}
}

/* Pages. */

static struct buf mail_to_aap;

static int
mail_find(const char *path, const struct stat *st, int kind, struct FTW *place)
{
	struct buf b = {0};

	(void)st, (void)place;
	if (kind == FTW_F && mail_to_aap.n == 0 &&
	    file_slurp(AT_FDCWD, path, FILE_MOST, &b) == OK &&
	    says(&b, "<info@aap.example>"))
		buf_str(&mail_to_aap, buf_all(&b));
	buf_free(&b);
	return 0;
}

/* What stands in that mail between two texts. */
static struct str
in_mail(const char *before, char end)
{
	struct str s = buf_all(&mail_to_aap);

	s = str_from(s, str_find_str(s, str_of(before)) + strlen(before));
	return str_upto(s, str_find(s, end));
}

static void
page_hold(struct visitor *v, size_t i, const struct request *r, bool answer)
{
	struct buf page = {0};

	visitor_ask(v, r, &page);
	if (!ok(page.n > 0) || (answer && !ok(says(&page, pages[i].says))))
		tap_note("%s", pages[i].path);
	for (int o = 0; o < OWNERS; o++)
		machines_hold(&page, pages[i].path, o, NONE);
	names_nobody(
	    &page, pages[i].path, pages[i].to == TO_OWNER ? "Aap" : "");
	ok(!says(&page, "info@")); /* not even its own, whole */
	buf_free(&page);
}

static void
page_try(struct visitor *v, size_t i)
{
	struct str form = str_of(pages[i].form);
	size_t star = str_find(form, '*');
	struct buf path = {0}, body = {0};

	buf_str(&path, str_of(pages[i].path));
	if (pages[i].to == TO_OWNER)
		buf_str(&path, in_mail("https://meld.example/stop/", '>'));
	buf_str(&body, str_upto(form, star));
	if (star < form.n)
		buf_str(&body, in_mail("Controlecode: ", '\r'));
	buf_str(&body, str_from(form, star + 1));

	struct request r = {.path = buf_all(&path), .body = buf_all(&body)};

	page_hold(v, i, &r, false);
	r.method = METHOD_POST;
	page_hold(v, i, &r, pages[i].says != NULL);
	buf_free(&path);
	buf_free(&body);
}

/* A service with pages, and a mail with a link to them. */
static void
pages_make(struct world *w)
{
	char path[300];

	town_make(w);
	snprintf(path, sizeof(path), "%s/dijkwacht.conf", w->folder);
	file_place(AT_FDCWD, path,
	    STR("web-listen = 127.0.0.1:1\nweb-url = https://meld.example\n"
		"security-contact = veilig@meld.example\n"),
	    0600);
	FINE(w, "notices", "prepare", NOW);
	FINE(w, "notices", "send", NOW);
	snprintf(path, sizeof(path), "%s/outbox", w->folder);
	buf_reset(&mail_to_aap);
	nftw(path, mail_find, 8, FTW_PHYS);
	ok(mail_to_aap.n > 0);
}

TEST(no_page_tells_further)
{
	struct world w;
	struct service sv;
	struct why why = {0};
	struct visitor v;

	pages_make(&w);
	is_int(service_open(&sv, w.folder, SERVICE_WRITE, &why), OK);
	visitor_begin(&v, &sv);
	for (size_t i = 0; i < PAGES; i++)
		page_try(&v, i);
	is_int(account(&w, "SELECT count(*) FROM contact_stop"), 1);
	visitor_end(&v);
	service_close(&sv);
	buf_free(&mail_to_aap);
}
