-- step 0001: things, for the tests of the database handle.

CREATE TABLE thing (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	note TEXT,
	raw BLOB,                        -- as it came; "anything" goes
	owner INTEGER REFERENCES thing
) STRICT;

-- A view's columns keep their types.
CREATE VIEW thing_owned AS
SELECT id, name, owner FROM thing WHERE owner IS NOT NULL;
-- no end of line behind this