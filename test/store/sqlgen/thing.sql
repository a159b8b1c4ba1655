-- thing: what is done with things; a colon and more words are no header.

-- thing_add(id i64, name str, note str?,
--     raw blob?, owner i64?): run
INSERT INTO thing (id, name, note, raw, owner)
VALUES (?1, ?2, ?3, ?4, ?5);

-- thing_try(id i64, name str): run
-- Nothing changes where the name is taken.
INSERT INTO thing (id, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- thing_get(id i64): one
-- Everything about one.
--
-- Two paragraphs: the note may be NULL.
SELECT id, name, note, raw, owner, colour FROM thing WHERE id = ?1;

-- thing_each: all
SELECT id, name FROM thing ORDER BY id; -- in order

-- thing_noted(note str): all

SELECT id FROM thing /* a comment in between */ WHERE note = ?1 ORDER BY id;

-- thing_of_colour(colour i64): number
SELECT id FROM thing WHERE colour = ?1;

-- thing_rename(id i64, name str): one
UPDATE thing SET name = ?2 WHERE id = ?1 RETURNING id, name;

-- thing_paint(colour i64): all
UPDATE thing SET colour = ?1 RETURNING id, colour + 1 AS more_int;

-- thing_drop(id i64): run
DELETE FROM thing WHERE id = ?1;

-- thing_mixed(yes bool, name str?): one
SELECT ?1 AS yes_int, ?2 || '!' AS name_text, x'00ff' AS raw_blob;

-- thing_owners: all
SELECT o.name AS owner_name, t.name, count(*) AS things_int
FROM thing_owned t JOIN thing o ON o.id = t.owner
GROUP BY o.id ORDER BY o.id;

-- thing_count: number
SELECT count(*) AS things_int FROM thing;

-- thing_owner(id i64): number
SELECT owner FROM thing WHERE id = ?1;
