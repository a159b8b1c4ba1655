-- step 0001: what only the keeper opens.

-- Keys and the like, by name, sealed.
CREATE TABLE credential (
	name TEXT PRIMARY KEY,
	value_sealed BLOB NOT NULL
) STRICT;

-- Logins of the portal: the token itself is never kept.
CREATE TABLE session (
	token_hash BLOB PRIMARY KEY,
	person INTEGER NOT NULL,
	made INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time links (setup, supplier, unsubscribe): hashed, scoped, expiring.
CREATE TABLE token (
	token_hash BLOB PRIMARY KEY,
	scope INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	made INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	revoked INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE totp (
	person INTEGER PRIMARY KEY,
	secret_sealed BLOB NOT NULL,
	last_step INTEGER NOT NULL
) STRICT;
