/* demo_world: made-up companies and a month of what is seen of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/demo_world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/csv_out.h"

enum {
	TRADES = 30,
	FIRSTS = 20,
	LASTS = 10,
	KVK_STEP = 37, /* numbers that do not just count on */
};

struct trade {
	const char *name, *label; /* label: as it stands in a domain */
	const char *sector, *naics;
};

/* clang-format off */
static const struct trade trades[TRADES] = {
	{"Bakkerij",              "bakkerij",       "voeding",     "311811"},
	{"Garage",                "garage",         "auto",        "811111"},
	{"Tandartspraktijk",      "tandarts",       "zorg",        "621210"},
	{"Accountantskantoor",    "accountant",     "diensten",    "541211"},
	{"Kapsalon",              "kapper",         "verzorging",  "812112"},
	{"Slagerij",              "slagerij",       "voeding",     "445240"},
	{"Loodgietersbedrijf",    "loodgieter",     "bouw",        "238220"},
	{"Schildersbedrijf",      "schilder",       "bouw",        "238320"},
	{"Bloemisterij",          "bloemen",        "detailhandel", "459310"},
	{"Fysiotherapie",         "fysio",          "zorg",        "621340"},
	{"Dierenartspraktijk",    "dierenarts",     "zorg",        "541940"},
	{"Notariskantoor",        "notaris",        "diensten",    "541199"},
	{"Makelaardij",           "makelaar",       "diensten",    "531210"},
	{"Drukkerij",             "drukkerij",      "industrie",   "323111"},
	{"Installatiebedrijf",    "installatie",    "bouw",        "238210"},
	{"Transportbedrijf",      "transport",      "vervoer",     "484110"},
	{"Hoveniersbedrijf",      "hovenier",       "bouw",        "561730"},
	{"Rijwielhandel",         "fietsen",        "detailhandel", "459110"},
	{"Boekhandel",            "boekhandel",     "detailhandel", "459210"},
	{"Apotheek",              "apotheek",       "zorg",        "456110"},
	{"Camping",               "camping",        "recreatie",   "721211"},
	{"Rijschool",             "rijschool",      "onderwijs",   "611692"},
	{"Timmerbedrijf",         "timmerbedrijf",  "bouw",        "238350"},
	{"Kwekerij",              "kwekerij",       "landbouw",    "111421"},
	{"Café",                  "cafe",           "horeca",      "722410"},
	{"Architectenbureau",     "architect",      "diensten",    "541310"},
	{"Advocatenkantoor",      "advocaat",       "diensten",    "541110"},
	{"Machinefabriek",        "machines",       "industrie",   "333517"},
	{"Kinderopvang",          "kinderopvang",   "zorg",        "624410"},
	{"Groothandel",           "groothandel",    "groothandel", "424490"},
};

/* Families that are in no telephone book: one half and another. */
static const char *const firsts[FIRSTS] = {
	"Wolken", "Zilver", "Kwik", "Hagel", "Bries", "Molen", "Regen", "Sterre", "Klaver",
	"Vuur", "Nevel", "Koper", "Zwaluw", "Dauw", "Kiezel", "Vlinder", "Schemer", "Varen",
	"Otter", "Reiger",
};
static const char *const lasts[LASTS] = {
	"spoor", "zang", "kolk", "weer", "gloed", "vlied", "horst", "wimpel", "stroom", "licht",
};

/* What a company has, by its number. */
static const struct share {
	int first, last;
	enum { HAS_ASN, HAS_16, HAS_8, HAS_ONE, HAS_V6, HAS_NAME, HAS_CLASH } what;
} shares[] = {
	{0,   1,   HAS_ASN},
	{2,   5,   HAS_16},
	{6,   29,  HAS_8},
	{30,  139, HAS_ONE},
	{140, 159, HAS_V6},
	{160, 196, HAS_NAME},
	{197, 199, HAS_CLASH},
};
/* clang-format on */

enum {
	ASN_ACCESS = 64496,  /* company 0 */
	ASN_HOSTING = 64500, /* company 1 */
	ASN_NOBODY = 64511,
};

#define NET_A UINT32_C(0xc0000200) /* 192.0.2.0/24: blocks of companies */
#define NET_B UINT32_C(0xc6336400) /* 198.51.100.0/24: single addresses */
#define NET_C UINT32_C(0xcb007100) /* 203.0.113.0/24: hosts, and nobody's */

unsigned
demo_draw(struct demo_chance *c, unsigned n)
{
	/* splitmix64 */
	uint64_t z = c->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return (unsigned)(z >> 32) % n;
}

static struct str PRINTF(2, 3) text(struct arena *a, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	return arena_str(a, str_of(line));
}

static struct str
v4_text(struct arena *a, uint32_t v4)
{
	return text(a, "%u.%u.%u.%u", v4 >> 24, v4 >> 16 & 255, v4 >> 8 & 255,
	    v4 & 255);
}

/* Companies. */

static struct str
lower(struct arena *a, struct str s)
{
	char line[128];

	for (size_t i = 0; i < s.n && i < sizeof(line); i++)
		line[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 32)
							 : s.p[i];
	return arena_str(a, str_upto(str_make(line, sizeof(line)), s.n));
}

static const struct share *
share_of(int number)
{
	const struct share *s = shares;

	while (number > s->last)
		s++;
	return s;
}

static void
block_take(struct demo_company *c, uint32_t v4, unsigned count)
{
	c->v4 = v4;
	c->v4_count = count;
}

/* What is another's already, and what is everyone's. */
static struct str
clash_text(struct demo_world *w, struct arena *a, uint32_t n)
{
	const struct demo_company *other = &w->company[31 + n];

	return n == 0 ? v4_text(a, other->v4)
	    : n == 1  ? other->domain
		      : STR("192.168.178.20");
}

static void
assets_make(struct demo_world *w, struct arena *a, int number)
{
	struct demo_company *c = &w->company[number];
	const struct share *s = share_of(number);
	uint32_t n = (uint32_t)(number - s->first);
	struct str first = {0};

	switch (s->what) {
	case HAS_ASN:
		c->asn = number == 0 ? ASN_ACCESS : ASN_HOSTING;
		first = text(a, "AS%u", c->asn);
		break;
	case HAS_16:
		block_take(c, NET_A + 192 + 16 * n, 16);
		first = text(a, "%.*s/28", STR_ARG(v4_text(a, c->v4)));
		break;
	case HAS_8:
		block_take(c, NET_A + 8 * n, 8);
		first = text(a, "%.*s/29", STR_ARG(v4_text(a, c->v4)));
		break;
	case HAS_ONE:
		block_take(c, NET_B + 1 + n, 1);
		first = v4_text(a, c->v4);
		break;
	case HAS_V6:
		c->v6 = 0x100 + n;
		block_take(c, NET_B + 111 + n, 1);
		first = text(a, "%.*s 2001:db8:%x::/48",
		    STR_ARG(v4_text(a, c->v4)), c->v6);
		break;
	case HAS_NAME:
		break;
	case HAS_CLASH:
		first = clash_text(w, a, n);
		break;
	}
	c->assets = text(a, "%.*s%s%.*s", STR_ARG(first),
	    first.n > 0 ? " " : "", STR_ARG(c->domain));
}

static void
company_make(struct demo_world *w, struct arena *a, struct demo_chance *luck,
    int number, unsigned family)
{
	static const char *const rhythms[] = {
	    "direct", "dagelijks", "dagelijks", "dagelijks", "wekelijks"};
	static const char *const before[] = {"", "", "", "Van ", "De ", "Ten "};
	struct demo_company *c = &w->company[number];
	struct trade t = trades[demo_draw(luck, TRADES)];
	struct str last = text(
	    a, "%s%s", firsts[family % FIRSTS], lasts[family / FIRSTS % LASTS]);

	if (number < 2)
		t = number == 0
		    ? (struct trade){"Internet", "internet", "ict", "517111"}
		    : (struct trade){"Hosting", "hosting", "ict", "518210"};
	c->name = text(
	    a, "%s %s%.*s", t.name, before[demo_draw(luck, 6)], STR_ARG(last));
	c->domain =
	    text(a, "%s-%.*s.example", t.label, STR_ARG(lower(a, last)));
	c->sector = str_of(t.sector);
	c->naics = str_of(t.naics);
	c->kvk = 1000 + (unsigned)number * KVK_STEP;
	c->language = demo_draw(luck, 9) == 0 ? "en" : "nl";
	c->rhythm = rhythms[demo_draw(luck, 5)];
	/* some have never said where to write to */
	if (number % 33 != 32)
		c->mail = text(a, "info@%.*s", STR_ARG(c->domain));
	assets_make(w, a, number);
}

void
demo_companies_put(struct buf *b, const struct demo_world *w)
{
	static const char *const heads[] = {
	    "naam", "kvk", "e-mail", "taal", "ritme", "sector", "bezittingen"};
	struct csv_out o;
	char kvk[16];

	csv_out_open(&o, b, ';');
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		csv_out_str(&o, str_of(heads[i]));
	csv_out_end(&o);
	for (size_t i = 0; i < DEMO_COMPANIES; i++) {
		const struct demo_company *c = &w->company[i];
		snprintf(kvk, sizeof(kvk), "%08u", c->kvk);
		csv_out_str(&o, c->name);
		csv_out_str(&o, str_of(kvk));
		csv_out_str(&o, c->mail);
		csv_out_str(&o, str_of(c->language));
		csv_out_str(&o, str_of(c->rhythm));
		csv_out_str(&o, c->sector);
		csv_out_str(&o, c->assets);
		csv_out_end(&o);
	}
}

/* Systems. */

/* A third was there before the service began; a quarter is never repaired; a
 * quarter of those repaired comes back. */
static void
life_make(struct demo_system *s, struct demo_chance *luck)
{
	s->again = s->gone = s->until = DEMO_NEVER;
	s->from = demo_draw(luck, 3) == 0 ? -1 : 1 + (int)demo_draw(luck, 27);
	if (demo_draw(luck, 4) == 0)
		return;
	s->until = s->from + 3 + (int)demo_draw(luck, 14);
	if (demo_draw(luck, 4) == 0) {
		s->again = s->until + 5 + (int)demo_draw(luck, 4);
		s->gone = s->again + 2 + (int)demo_draw(luck, 8);
	}
}

/* A stolen account turns up once; some in a second heap. */
static void
life_of_account(struct demo_system *s, struct demo_chance *luck)
{
	s->again = s->gone = DEMO_NEVER;
	s->from = (int)demo_draw(luck, DEMO_DAYS - 1);
	s->until = s->from + 1;
	if (demo_draw(luck, 4) == 0) {
		s->again = s->until + 4 + (int)demo_draw(luck, 8);
		s->gone = s->again + 1;
	}
}

/* One of those that can have a system of this type. */
static const struct demo_company *
owner_draw(const struct demo_world *w, size_t type, struct demo_chance *luck)
{
	for (;;) {
		/* one in twelve is of a customer of a network */
		unsigned among = demo_draw(luck, 12) == 0 ? 2 : DEMO_COMPANIES;
		const struct demo_company *c =
		    &w->company[demo_draw(luck, among)];
		if (demo_type_is_v6(type) && c->v6 == 0)
			continue;
		if (c->asn != 0 &&
		    (demo_type_is_web(type) || demo_type_is_account(type)))
			continue;
		return c;
	}
}

static struct str
mail_make(
    struct arena *a, struct demo_chance *luck, const struct demo_company *c)
{
	char initial = (char)('a' + (int)demo_draw(luck, 26));

	return text(a, "%c.%s@%.*s", initial,
	    demo_draw(luck, 2) == 0 ? "otterspoor" : "dauwlicht",
	    STR_ARG(c->domain));
}

static void
place_make(struct demo_system *s, struct arena *a, struct demo_chance *luck)
{
	static const char *const hosts[] = {"mail", "vpn", "kantoor", "cloud"};
	const struct demo_company *c = s->owner;

	s->asn = ASN_ACCESS;
	if (demo_type_is_v6(s->type)) {
		/* one draw a statement: arguments have no order */
		unsigned net = 1 + demo_draw(luck, 8);
		s->address = text(a, "2001:db8:%x:%x::%x", c->v6, net,
		    16 + demo_draw(luck, 200));
	} else if (c->asn != 0) {
		/* customers of a network that have claimed nothing */
		s->asn = c->asn;
		s->address = v4_text(a,
		    (c->asn == ASN_HOSTING ? NET_C : NET_B) + 140 +
			demo_draw(luck, 40));
	} else if (c->v4 != 0) {
		s->address = v4_text(a, c->v4 + demo_draw(luck, c->v4_count));
	} else {
		/* with somebody who hosts it: only its name tells */
		s->asn = ASN_NOBODY;
		s->address = v4_text(a, NET_C + 10 + demo_draw(luck, 30));
		s->hostname = text(a, "%s.%.*s", hosts[demo_draw(luck, 4)],
		    STR_ARG(c->domain));
	}
	if (demo_type_is_web(s->type))
		s->hostname = text(a, "www.%.*s", STR_ARG(c->domain));
	if (demo_type_is_account(s->type))
		s->mail = mail_make(a, luck, c);
}

static void
place_foreign(struct demo_system *s, struct arena *a, struct demo_chance *luck)
{
	/* one in eight with the host of many, without a name */
	uint32_t v4 = demo_draw(luck, 8) == 0 ? 10 + demo_draw(luck, 30)
					      : 200 + demo_draw(luck, 54);

	s->asn = ASN_NOBODY;
	s->address = demo_type_is_v6(s->type)
	    ? text(a, "2001:db8:f00:%x::1", demo_draw(luck, 4096))
	    : v4_text(a, NET_C + v4);
	if (demo_type_is_web(s->type))
		s->hostname =
		    text(a, "www.buiten-%u.example", demo_draw(luck, 900));
	if (demo_type_is_account(s->type))
		s->mail =
		    text(a, "info@buiten-%u.example", demo_draw(luck, 900));
}

static void
systems_make(struct demo_world *w, struct arena *a, struct demo_chance *luck,
    size_t type)
{
	unsigned owned = demo_type_owned(type);
	unsigned all = owned + demo_type_foreign(type);

	for (unsigned i = 0; i < all; i++) {
		struct demo_system *s = &w->system[w->n_systems++];
		*s = (struct demo_system){.type = type};
		s->seed = demo_draw(luck, UINT32_MAX);
		s->critical = demo_draw(luck, 6) == 0;
		if (demo_type_is_account(type))
			life_of_account(s, luck);
		else
			life_make(s, luck);
		if (i < owned) {
			s->owner = owner_draw(w, type, luck);
			place_make(s, a, luck);
		} else {
			place_foreign(s, a, luck);
		}
	}
}

bool
demo_seen(const struct demo_system *s, int day)
{
	struct demo_chance luck = {s->seed * 64 + (unsigned)day};
	bool there = (day >= s->from && day < s->until) ||
	    (day >= s->again && day < s->gone);

	/* a scanner misses something now and then */
	return there &&
	    (day == s->from || day <= 0 || demo_draw(&luck, 20) != 0);
}

void
demo_world_make(struct demo_world *w, struct arena *a)
{
	struct demo_chance luck = {2026};
	unsigned family[DEMO_COMPANIES];

	_Static_assert(FIRSTS * LASTS >= DEMO_COMPANIES, "a family each");
	memset(w, 0, sizeof(*w));
	for (unsigned i = 0; i < DEMO_COMPANIES; i++)
		family[i] = i;
	for (unsigned i = DEMO_COMPANIES; i-- > 1;) {
		unsigned k = demo_draw(&luck, i + 1), t = family[i];
		family[i] = family[k];
		family[k] = t;
	}
	for (int i = 0; i < DEMO_COMPANIES; i++)
		company_make(w, a, &luck, i, family[i]);
	for (size_t t = 0; t < demo_types; t++)
		systems_make(w, a, &luck, t);
}
