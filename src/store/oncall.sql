-- oncall_staff(name_index blob): one
SELECT id FROM organisation WHERE name_index = ?1 AND kind = 3 AND erased IS NULL
ORDER BY id LIMIT 1;

-- oncall_is_staff(id i64, language i64): run
UPDATE organisation SET kind = 3, relay = 0, language = ?2 WHERE id = ?1;

-- oncall_contacts_end(organisation i64): run
UPDATE contact SET state = 3 WHERE organisation = ?1 AND state = 1;

-- oncall_contact(organisation i64, kind i64): one
SELECT id, value_sealed FROM contact
WHERE organisation = ?1 AND kind = ?2 AND state = 1 ORDER BY id DESC LIMIT 1;

-- oncall_add(id i64, organisation i64, valid_from i64, valid_until i64, person i64, made i64): run
INSERT INTO on_call (id, organisation, valid_from, valid_until, person, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- oncall_now(now i64): one
-- Of several the one that began last; nobody whose mail came back.
SELECT d.organisation, d.valid_until, o.name_sealed, o.language
FROM on_call d JOIN organisation o ON o.id = d.organisation
WHERE d.valid_from <= ?1 AND d.valid_until > ?1 AND EXISTS (
	SELECT 1 FROM contact c
	WHERE c.organisation = o.id AND c.kind = 1 AND c.state = 1)
ORDER BY d.valid_from DESC, d.id DESC LIMIT 1;

-- oncall_each(now i64): all
-- What is not over.
SELECT d.organisation, d.valid_from, d.valid_until, o.name_sealed, o.language
FROM on_call d JOIN organisation o ON o.id = d.organisation
WHERE d.valid_until > ?1 ORDER BY d.valid_from, d.id;

-- oncall_remove(organisation i64): run
DELETE FROM on_call WHERE organisation = ?1;

-- oncall_past(before i64): number
SELECT count(*) AS n_int FROM on_call WHERE valid_until < ?1;

-- oncall_drop(before i64): run
DELETE FROM on_call WHERE valid_until < ?1;

-- oncall_cases(since i64): all
-- Opened since then, and nobody did anything yet.
SELECT ref, topic FROM case_file
WHERE state = 1 AND made > ?1 AND NOT EXISTS (
	SELECT 1 FROM contact_moment m WHERE m.case_file = case_file.id)
ORDER BY id;

-- page_get(cause str): one
SELECT at FROM page WHERE cause = ?1;

-- page_put(cause str, at i64): run
INSERT INTO page (cause, at) VALUES (?1, ?2)
ON CONFLICT (cause) DO UPDATE SET at = excluded.at;

-- page_forget(before i64): run
DELETE FROM page WHERE at < ?1;
