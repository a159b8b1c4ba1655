/* play_mail: the outbox of a play, read as a receiver would */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "notify/prepare.h"
#include "store/notice.sql.h"
#include "test/play.h"

enum { MAIL_MAX = 1 << 20 };

struct str
one_line(struct play *p, struct str s)
{
	struct buf b = {0};
	bool space = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
			space = b.n > 0;
			continue;
		}
		if (space)
			buf_char(&b, ' ');
		space = false;
		buf_char(&b, c);
	}

	struct str kept = arena_str(&p->a, buf_all(&b));

	buf_free(&b);
	return kept;
}

static unsigned
hex_digit(char c)
{
	return (unsigned)(c >= 'A' ? c - 'A' + 10 : c - '0');
}

/* Quoted-printable undone (RFC 2045 6.7). */
static void
qp_undo(struct buf *out, struct str in)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] != '=' || i + 2 >= in.n) {
			buf_char(out, in.p[i]);
			continue;
		}
		if (in.p[i + 1] != '\r')
			buf_char(out,
			    (char)(hex_digit(in.p[i + 1]) << 4 |
				hex_digit(in.p[i + 2])));
		i += 2;
	}
}

/* The value of a header that is on one line; folded ones come without the
 * rest. */
static struct str
header(struct str head, struct str name)
{
	for (struct str line; str_split(&head, '\n', &line);)
		if (str_starts(line, name))
			return str_trim(str_from(line, name.n));
	return (struct str){0};
}

static struct str
address_in(struct str to)
{
	struct str rest = str_from(to, str_find(to, '<') + 1);

	return str_upto(rest, str_find(rest, '>'));
}

/* The technical part has one "* " line for each subject. */
static unsigned
subjects_in(struct str text)
{
	unsigned n = 0;

	for (struct str line; str_split(&text, '\n', &line);)
		n += str_starts(line, STR("* "));
	return n;
}

static void
told_by_store(struct play *p, struct mail *m)
{
	struct store *s = &p->sv.store;
	struct notice_by_ref_row by;
	struct notice_get_row row;

	if (!notice_by_ref(s->db, m->ref, &by) ||
	    !notice_get(s->db, by.id, &row)) {
		play_fail(
		    p, "outbox/%.*s.eml is no notice we know", STR_ARG(m->ref));
		return;
	}
	m->topic = arena_str(&p->a, row.topic);
	m->kind = str_of(notice_kind_name((enum notice_kind)row.kind));
	m->urgent = row.urgency != 0;
}

/* "/stop/..." of "List-Unsubscribe: <https://host/stop/...>, ...". */
static struct str
link_in(struct play *p, struct str head)
{
	struct str s = header(head, STR("List-Unsubscribe:"));

	s = str_from(s, str_find_str(s, STR("/stop/")));
	return arena_str(&p->a, str_upto(s, str_find(s, '>')));
}

static void
mail_read(struct play *p, struct str ref, struct str bytes)
{
	const struct str gap = STR("\r\n\r\n");
	size_t at = str_find_str(bytes, gap);
	struct str head = str_upto(bytes, at + 2);
	struct buf text = {0};
	struct mail m = {.ref = arena_str(&p->a, ref)};
	struct str to =
	    one_line(p, str_from(head, str_find_str(head, STR("\nTo:"))));

	m.to = arena_str(&p->a, address_in(to));
	m.link = link_in(p, head);
	buf_str(&text, header(head, STR("Subject:")));
	buf_str(&text, STR("\n"));
	qp_undo(&text, str_from(bytes, at + gap.n));
	m.subjects = subjects_in(buf_all(&text));
	m.text = one_line(p, buf_all(&text));
	told_by_store(p, &m);
	buf_put(&p->mails, &m, sizeof(m));
	buf_free(&text);
}

struct mail *
mails_all(struct play *p, size_t *n)
{
	*n = p->mails.n / sizeof(struct mail);
	return (struct mail *)(void *)p->mails.p;
}

static bool
is_known(struct play *p, struct str ref)
{
	size_t n;
	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(m[i].ref, ref))
			return true;
	return false;
}

void
mails_refresh(struct play *p)
{
	const struct str end = STR(".eml");
	int fd = openat(p->sv.folder, "outbox", O_RDONLY | O_DIRECTORY);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		struct str name = str_of(e->d_name);
		struct str ref = str_upto(name, name.n - end.n);
		struct buf b = {0};
		if (!str_ends(name, end) || is_known(p, ref))
			continue;
		if (file_slurp(fd, e->d_name, MAIL_MAX, &b) != OK)
			die("cannot read %s", e->d_name);
		mail_read(p, ref, buf_all(&b));
		buf_free(&b);
	}
	if (d != NULL)
		closedir(d);
}
