/* crashing_reader: the program with a reader that dies on some inputs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <unistd.h>

#include "feed/registry.h"
#include "feed/shadowserver_name.h"
#include "value/ident.h"

/*
 * Linked with --wrap for these functions, which a reader calls once for every
 * row it has not skipped, once for every report, and once for every prefix of a
 * registry. The product itself is linked without.
 */
void __real_cve_list_put(struct buf *b, struct str s);
void __wrap_cve_list_put(struct buf *b, struct str s);
struct report_name __real_report_name_read(struct arena *a, struct str name);
struct report_name __wrap_report_name_read(struct arena *a, struct str name);
void __real_registry_span(const struct prefix *p, struct registry_range *v);
void __wrap_registry_span(const struct prefix *p, struct registry_range *v);

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
	__real_cve_list_put(b, s);
}

struct report_name
__wrap_report_name_read(struct arena *a, struct str name)
{
	crash_on(name, STR("crashes-at-once"));
	return __real_report_name_read(a, name);
}

/* 192.0.2.66 kills it; of 192.0.2.67 it says what cannot be. */
void
__wrap_registry_span(const struct prefix *p, struct registry_range *v)
{
	__real_registry_span(p, v);
	crash_on(p->a.b[3] == 66 ? STR("crash") : STR(""), STR("crash"));
	if (p->a.b[3] == 67)
		v->last.b[0] = 0;
}
