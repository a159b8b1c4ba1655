/* account: what may be kept of a row that tells of somebody's account */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/account.h"

#include "value/account.h"

/* How a line with the name is shown. */
enum how { AS_TEXT, AS_ACCOUNT };

/* clang-format off */
/* As columns are called, by Shadowserver, IntelMQ and in lists. */
static const struct {
	const char *name;
	enum how how;
} shown[] = {
	{"account", AS_ACCOUNT},        {"apparaat", AS_TEXT},
	{"device", AS_TEXT},            {"dienst", AS_TEXT},
	{"email", AS_ACCOUNT},          {"e-mail", AS_ACCOUNT},
	{"fabrikant", AS_TEXT},         {"gebruiker", AS_ACCOUNT},
	{"gebruikersnaam", AS_ACCOUNT}, {"hostname", AS_TEXT},
	{"infection", AS_TEXT},         {"login", AS_ACCOUNT},
	{"mail", AS_ACCOUNT},           {"malware.name", AS_TEXT},
	{"model", AS_TEXT},             {"product", AS_TEXT},
	{"public_source", AS_TEXT},     {"service", AS_TEXT},
	{"severity", AS_TEXT},          {"software", AS_TEXT},
	{"source.account", AS_ACCOUNT}, {"source_url", AS_TEXT},
	{"status", AS_TEXT},            {"user", AS_ACCOUNT},
	{"username", AS_ACCOUNT},       {"vendor", AS_TEXT},
	{"versie", AS_TEXT},            {"version", AS_TEXT},
};
/* clang-format on */

static bool
how_of(struct str name, enum how *how)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (str_eq_nocase(name, str_of(shown[i].name))) {
			*how = shown[i].how;
			return true;
		}
	return false;
}

void
account_detail(struct buf *b, struct str detail)
{
	for (struct str line; str_split(&detail, '\n', &line);) {
		size_t at = str_find_str(line, STR(": "));
		struct str name = str_upto(line, at);
		struct str value = str_from(line, at + 2);
		enum how how;
		if (!how_of(name, &how))
			continue;
		buf_str(b, name);
		buf_str(b, STR(": "));
		if (how == AS_ACCOUNT && str_find(value, '@') == value.n)
			account_mask(b, value);
		else
			account_text(b, value);
		buf_char(b, '\n');
	}
}

void
account_rule(struct buf *b, struct str rule)
{
	bool quoted = false;

	for (size_t i = 0; i < rule.n; i++) {
		if (rule.p[i] == '"') {
			buf_str(b, quoted ? STR("…\"") : STR("\""));
			quoted = !quoted;
		} else if (!quoted) {
			buf_char(b, rule.p[i]);
		}
	}
	if (quoted)
		buf_str(b, STR("…\""));
}
