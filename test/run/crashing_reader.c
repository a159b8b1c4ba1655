/* crashing_reader: the program with a reader that dies on some inputs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <unistd.h>

#include "feed/shadowserver_name.h"
#include "value/ident.h"

/*
 * Linked with --wrap for these two functions, which a reader calls once for
 * every row it has not skipped, and once for every report. The product itself
 * is linked without. This one waits for a silent reader less long.
 */
void __real_cve_list_put(struct buf *b, struct str s);
void __wrap_cve_list_put(struct buf *b, struct str s);
struct report_name __real_report_name_read(struct arena *a, struct str name);
struct report_name __wrap_report_name_read(struct arena *a, struct str name);

int __wrap_parse_patience_ms(void);

int
__wrap_parse_patience_ms(void)
{
	return 500;
}

static void
crash_on(struct str s, struct str word)
{
	if (str_find_str(s, word) == s.n)
		return;
	/* in the jail kill() is forbidden: this instruction always works */
	signal(SIGILL, SIG_DFL);
	__builtin_trap();
}

void
__wrap_cve_list_put(struct buf *b, struct str s)
{
	crash_on(s, STR("crash"));
	while (str_find_str(s, STR("hang")) < s.n)
		continue; /* for ever */
	__real_cve_list_put(b, s);
}

struct report_name
__wrap_report_name_read(struct arena *a, struct str name)
{
	crash_on(name, STR("crashes-at-once"));
	return __real_report_name_read(a, name);
}
