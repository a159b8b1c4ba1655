-- security_txt_due(now i64, most i64): all
-- Domains whose company has no mail contact that was supplied: to be asked
-- again, those asked longest ago first. One domain's contact is enough.
SELECT c.id, c.organisation, c.value_sealed FROM claim c
JOIN organisation o ON o.id = c.organisation
LEFT JOIN security_txt t ON t.claim = c.id
WHERE c.kind = 2 AND c.state IN (1, 2, 4) AND c.nature <> 3
	AND (c.valid_from IS NULL OR c.valid_from <= ?1)
	AND (c.valid_until IS NULL OR c.valid_until > ?1)
	AND o.kind = 1 AND o.erased IS NULL
	AND (t.next IS NULL OR t.next <= ?1 OR t.next > ?1 + 691200)
	AND NOT EXISTS (SELECT 1 FROM contact x
		WHERE x.organisation = c.organisation AND x.kind = 1
			AND x.state = 1 AND (x.rung = 1 OR (x.valid_until > ?1
				AND x.id IS NOT t.contact)))
ORDER BY coalesce(t.asked, 0), c.id LIMIT ?2;

-- security_txt_put(claim i64, organisation i64, asked i64, next i64, outcome i64, said_sealed blob, contact i64?): run
INSERT INTO security_txt (claim, organisation, asked, next, outcome,
	said_sealed, contact)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (claim) DO UPDATE SET asked = excluded.asked, next = excluded.next,
	outcome = excluded.outcome, said_sealed = excluded.said_sealed,
	contact = excluded.contact;

-- security_txt_contact(claim i64): number
-- The contact that it gave last.
SELECT contact FROM security_txt WHERE claim = ?1 AND contact IS NOT NULL;

-- security_txt_of_organisation(organisation i64): all
SELECT t.claim, t.asked, t.outcome, t.said_sealed, c.value_sealed
FROM security_txt t JOIN claim c ON c.id = t.claim
WHERE t.organisation = ?1 ORDER BY t.claim;

-- security_txt_erase(organisation i64): run
DELETE FROM security_txt WHERE organisation = ?1;

-- published_add(id i64, organisation i64, value_sealed blob, value_index blob, source str, made i64, valid_until i64): run
INSERT INTO contact (id, organisation, kind, value_sealed, value_index, state,
	source, made, rung, valid_until)
VALUES (?1, ?2, 1, ?3, ?4, 1, ?5, ?6, 2, ?7);

-- published_extend(id i64, confirmed i64, valid_until i64): run
UPDATE contact SET confirmed = ?2, valid_until = ?3 WHERE id = ?1;

-- published_retire(id i64): run
-- What was read in a security.txt and stands there no longer.
UPDATE contact SET state = 3 WHERE id = ?1 AND rung = 2 AND state = 1;

-- published_retire_others(organisation i64, keep i64): run
UPDATE contact SET state = 3
WHERE organisation = ?1 AND rung = 2 AND id <> ?2 AND state = 1;

-- published_known(organisation i64, value_index blob): one
-- A mail address it has, or had until mail came back.
SELECT id, state, rung FROM contact
WHERE organisation = ?1 AND kind = 1 AND value_index = ?2 AND state <> 3
ORDER BY state DESC LIMIT 1;

-- organisation_language(id i64, language i64): run
UPDATE organisation SET language = ?2 WHERE id = ?1;
