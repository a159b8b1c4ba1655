/* service: the folder a service lives in, opened */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SERVICE_H
#define RUN_SERVICE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/seal.h"
#include "match/owners.h"
#include "match/registry.h"
#include "notify/delivery.h"
#include "run/backup_stream.h"
#include "run/settings.h"
#include "store/credential.h"
#include "store/sql.h"
#include "store/store.h"
#include "value/legal.h"

enum { PATH_ROOM = 1024 };

/* SERVICE_WRITE only in the keeper. */
enum service_mode { SERVICE_READ, SERVICE_WRITE };

struct service {
	const char *path; /* borrowed */
	int folder;
	struct settings settings;
	struct seal seal;
	struct store store;
	struct sql *secret; /* SERVICE_WRITE only, as the next two */
	unsigned char code_key[CREDENTIAL_KEY]; /* of check codes */
	struct backup_key backup_key;
	bool backup_key_there;
	struct postmark postmark; /* how mail leaves: run/mail_keys.h */
	struct str fetch_ca;   /* PEM, of the sites that are asked; or absent */
	struct owners *owners; /* loaded when first asked for */
	struct registry *registry; /* the same */
	struct arena a;
};

/*
 * Opens what init made. ERR_ABSENT: no service there; else the file, line and
 * what to do are in w (its file lives as long as sv). Sets the time zone.
 * ERR_REFUSED: its keys are being made anew (run/rotating.h).
 */
enum err service_open(struct service *sv, const char *path,
    enum service_mode mode, struct why *w) MUST_CHECK;
/* Only its folder and settings; the errors are the same. */
enum err service_settings(
    struct service *sv, const char *path, struct why *w) MUST_CHECK;
void service_close(struct service *sv);

/* Reads the certificates that a setting names, before a jail; absent where it
 * names none. w says what to do. */
enum err service_ca_read(struct service *sv, enum setting from, struct str *ca,
    struct why *w) MUST_CHECK;

/* The claims in memory; after a change call service_owners_stale. */
const struct owners *service_owners(struct service *sv);
void service_owners_stale(struct service *sv);

/* What public registries say, in memory; after an import the same. */
struct registry *service_registry(struct service *sv);
void service_registry_stale(struct service *sv);

/* Says on what ground a function is done; LEGAL_NONE: not any more. In a
 * transaction. False for a function there is not. */
bool service_ground_put(
    struct store *s, struct str function, enum legal ground);

/* What init is told. */
struct service_plan {
	struct str name, sender_name, sender_mail;
	enum legal ground;
	int64_t now;
};

/*
 * Makes a service in path: folders, key, databases, first rows. What is there
 * already stays as it is; *made says whether anything new was made. Holds the
 * keeper's lock meanwhile; ERR_BUSY: a keeper has it.
 */
enum err service_make(const char *path, const struct service_plan *plan,
    bool *made, struct why *w) MUST_CHECK;

/* The folders of a service, where they are not there yet. */
void service_folders_make(const char *path);
/* The folder of the keys, for messages; lives in the service. */
const char *service_key_folder(struct service *sv);

#endif
