/* tests of tool/columngen: tables it refuses, named by file and line */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tap.h"
#include "test/tool/program.h"

#define COLUMNS                                                                \
	"# a comment\n"                                                        \
	"\n"                                                                   \
	"ip source.ip address\n"                                               \
	"tag . tags show\n"                                                    \
	"device .product.name text show-mask account\n"                        \
	"password . text secret\n"
#define SET   "set seen\n\tip tag\n"
#define HEAD  "open-rdp high vulnerable-system open-rdp rdp/tcp rdp-report/"
#define TYPES SET "type a " HEAD "\n\t@seen -tag device ~password\n"

static bool
generate(const char *columns, const char *types, struct buf *said)
{
	static const char *const argv[] = {
	    COLUMNGEN, "x.columns", "x.types", "x.gen.c", NULL};

	buf_reset(said);
	scratch_write("x.columns", str_of(columns));
	scratch_write("x.types", str_of(types));
	return program_run(said, argv) == 0;
}

static void
says(const char *part)
{
	struct str all = scratch_read("x.gen.c");

	if (!ok(str_find_str(all, str_of(part)) < all.n))
		tap_note("no %s", part);
}

TEST(good_tables)
{
	struct buf said = {0};

	ok(generate(
	    COLUMNS, TYPES "type b as a ip=source.network:network\n", &said));
	is_text(buf_all(&said), "");
	says("{\"ip\", \"source.ip\", FORM_ADDRESS, SHOW_NOT, 0, 0, 0},");
	says("{\"tag\", \"extra.tag\", FORM_TAGS, SHOW_TEXT, 0, 0, 0},");
	says("{\"device\", \"extra.product.name\", FORM_TEXT, SHOW_MASK, 1, 0, "
	     "0},");
	says("{\"password\", \"extra.password\", FORM_TEXT, SHOW_NOT, 0, 1, "
	     "0},");
	says("n_columns = 4;");
	says("{\"a\", \"open-rdp\", SEVERITY_HIGH, \"vulnerable-system\", "
	     "\"open-rdp\", \"rdp\", \"tcp\", \"rdp-report/\", type_columns + "
	     "0, 2, 3},");
	/* its own meaning of ip stands behind the columns */
	says("{\"ip\", \"source.network\", FORM_NETWORK, SHOW_NOT, 0, 0, 0},");
	says("type_columns + 3, 2, 3},");
	buf_free(&said);
}

/* clang-format off */
static const struct {
	const char *name, *columns, *types, *said;
} refused[] = {
    {"twice", COLUMNS "ip . text\n", TYPES,
     "x.columns:7: \"ip\" stands here twice"},
    {"no_name", "IP . text\n", TYPES, "x.columns:1: \"IP\" is no column"},
    {"no_form", "ip . word\n", TYPES,
     "x.columns:1: \"word\" is no form of a value"},
    {"no_flag", "ip . text shown\n", TYPES,
     "x.columns:1: \"shown\" is not known here"},
    {"shown_secret", "ip . text secret show\n", TYPES,
     "x.columns:1: a secret column is not shown"},
    {"no_column", COLUMNS, "set seen\n\tip tagg\n",
     "x.types:2: \"tagg\" is no column"},
    {"no_set", COLUMNS, "type a " HEAD "\n\t@sen\n",
     "x.types:2: there is no set \"sen\""},
    {"not_there", COLUMNS, SET "type a " HEAD "\n\tip -tag\n",
     "x.types:4: -tag: it is not there"},
    {"short", COLUMNS, "type a open-rdp high\n",
     "x.types:1: give topic, severity, class, identifier, protocol and page"},
    {"long", COLUMNS, "type a " HEAD " ip\n",
     "x.types:1: columns stand on the lines below"},
    {"severity", COLUMNS, "type a open-rdp severe x x - -\n",
     "x.types:1: \"severe\" is no severity"},
    {"unsorted", COLUMNS, TYPES "type a " HEAD "\n",
     "x.types:5: \"a\" is not in its place"},
    {"like_nothing", COLUMNS, "type a as b\n",
     "x.types:1: as \"b\": no such type of its own"},
    {"meaning", COLUMNS, SET "type a " HEAD "\n\tip=source.ip:word\n",
     "x.types:4: \"word\" is no form of a value"},
    {"word", COLUMNS, "tipe a\n", "x.types:1: give type, set or columns"},
};
/* clang-format on */

TEST(refusals)
{
	struct buf said = {0};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		ok(!generate(refused[i].columns, refused[i].types, &said));
		if (!is_text(str_trim(buf_all(&said)), refused[i].said))
			tap_note("%s", refused[i].name);
	}
	buf_free(&said);
}
