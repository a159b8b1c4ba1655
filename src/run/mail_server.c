/* mail_server: where notices are sent, and how; from the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/mail_server.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* As run/post.frame carries it. */
enum { PASSWORD_MAX = 1024 };

bool
mail_server_set(const struct settings *s)
{
	return s->text[SETTING_MAIL_SERVER].n > 0;
}

static enum err
password_open(int dir, const char *name, int *fd, struct why *w)
{
	struct stat st;

	*fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return why_set(w, ERR_ABSENT,
		    "mail-password-file: %s in the key folder cannot be "
		    "opened: %s; put the password there, or empty mail-user",
		    name, strerror(errno));
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) == 0)
		return OK;
	close(*fd);
	return why_set(w, ERR_REFUSED,
	    "mail-password-file: %s may be read by others; chmod 0600 it",
	    name);
}

static enum err
password_read(struct service *sv, struct mail_server *m, struct why *w)
{
	const char *name =
	    arena_cstr(&sv->a, sv->settings.text[SETTING_MAIL_PASSWORD_FILE]);
	char text[PASSWORD_MAX + 2];
	int fd,
	    dir = open(
		service_key_folder(sv), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = password_open(dir, name, &fd, w);

	close(dir);
	if (e != OK)
		return e;

	long n = file_read(fd, text, sizeof(text));

	close(fd);
	m->password =
	    arena_str(&sv->a, str_trim(str_make(text, n < 0 ? 0 : (size_t)n)));
	seal_forget(text, sizeof(text));
	if (m->password.n > 0 && m->password.n <= PASSWORD_MAX &&
	    str_find(m->password, '\0') == m->password.n)
		return OK;
	return why_set(w, ERR_RANGE,
	    "mail-password-file: %s must hold the password, one line of at "
	    "most %d bytes",
	    name, PASSWORD_MAX);
}

enum err
mail_server_read(struct service *sv, struct mail_server *m, struct why *w)
{
	const struct settings *s = &sv->settings;

	*m = (struct mail_server){
	    .tls = (enum mail_tls)s->number[SETTING_MAIL_TLS],
	    .user = s->text[SETTING_MAIL_USER],
	    .connections = (uint8_t)s->number[SETTING_MAIL_CONNECTIONS],
	    .per_domain = (uint8_t)s->number[SETTING_MAIL_PER_DOMAIN],
	};
	if (!mail_server_set(s))
		return OK;
	settings_server(s->text[SETTING_MAIL_SERVER], &m->host, &m->port);
	if (m->user.n > 0 && m->tls == MAIL_PLAIN)
		return why_set(w, ERR_REFUSED,
		    "mail-user with mail-tls none would send the password in "
		    "the clear; use starttls or tls");

	enum err e = service_ca_read(sv, SETTING_MAIL_CA, &m->ca, w);

	return e == OK && m->user.n > 0 ? password_read(sv, m, w) : e;
}
