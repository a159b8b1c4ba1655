-- organisation_add(id i64, ref str, name_sealed blob, name_index blob, kvk_sealed blob?, kvk_index blob?, sector str, language i64, rhythm i64, community i64, made i64): run
INSERT INTO organisation (id, ref, name_sealed, name_index, kvk_sealed,
	kvk_index, sector, language, rhythm, community, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- organisation_set(id i64, name_sealed blob, name_index blob, sector str, language i64, rhythm i64): run
UPDATE organisation SET name_sealed = ?2, name_index = ?3, sector = ?4,
	language = ?5, rhythm = ?6
WHERE id = ?1;

-- organisation_by_kvk(kvk_index blob): one
SELECT id, ref FROM organisation WHERE kvk_index = ?1;

-- organisation_by_name(name_index blob): all
SELECT id, ref, kvk_index FROM organisation WHERE name_index = ?1 AND kind = 1
ORDER BY id;

-- organisation_by_ref(ref str): one
SELECT id FROM organisation WHERE ref = ?1;

-- organisation_get(id i64): one
SELECT ref, name_sealed, kvk_sealed, sector, language, rhythm, community, made
FROM organisation WHERE id = ?1;

-- organisation_names: all
SELECT id, name_sealed FROM organisation
WHERE kind = 1 AND erased IS NULL ORDER BY id;

-- organisation_each: all
SELECT id, ref, name_sealed, sector, language, rhythm,
	(SELECT count(*) FROM claim c WHERE c.organisation = organisation.id)
		AS claims_int,
	(SELECT count(*) FROM finding f WHERE f.organisation = organisation.id
		AND f.state < 4) AS findings_int
FROM organisation WHERE kind = 1 AND erased IS NULL ORDER BY id;

-- organisation_count: number
SELECT count(*) AS organisations_int FROM organisation
WHERE kind = 1 AND erased IS NULL;

-- contact_add(id i64, organisation i64, kind i64, value_sealed blob, value_index blob, source str, made i64): run
INSERT INTO contact (id, organisation, kind, value_sealed, value_index, state,
	source, made)
VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7);

-- contact_by_value(organisation i64, kind i64, value_index blob): one
SELECT id FROM contact
WHERE organisation = ?1 AND kind = ?2 AND value_index = ?3 AND state = 1
	AND rung = 1;

-- contact_retire_others(organisation i64, kind i64, keep i64): run
UPDATE contact SET state = 3
WHERE organisation = ?1 AND kind = ?2 AND id <> ?3 AND state = 1;

-- contact_of_organisation(organisation i64): all
SELECT id, kind, value_sealed, state, source, made, valid_until, confirmed
FROM contact
WHERE organisation = ?1 AND state <> 3 ORDER BY kind, rung, id;

-- contact_reach(organisation i64, now i64): one
-- Where notices go: the mail address in use, what was supplied before what its
-- security.txt says; else the address on paper.
SELECT id, kind, value_sealed FROM contact
WHERE organisation = ?1 AND kind IN (1, 3) AND state = 1
	AND (valid_until IS NULL OR valid_until > ?2)
ORDER BY kind, rung, id DESC LIMIT 1;

-- contact_set_state(id i64, state i64): run
UPDATE contact SET state = ?2 WHERE id = ?1;

-- contact_mail(organisation i64, now i64): one
-- The mail address in use, as contact_reach.
SELECT id, value_sealed FROM contact
WHERE organisation = ?1 AND kind = 1 AND state = 1
	AND (valid_until IS NULL OR valid_until > ?2)
ORDER BY rung, id DESC LIMIT 1;

-- contact_supplied(organisation i64): one
-- The mail address in use that somebody gave.
SELECT id, value_sealed FROM contact
WHERE organisation = ?1 AND kind = 1 AND state = 1 AND rung = 1
ORDER BY id DESC LIMIT 1;

-- organisation_field_set(organisation i64, field i64, source str, dated i64, by_person i64): run
INSERT INTO organisation_field (organisation, field, source, dated, by_person)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (organisation, field) DO UPDATE SET source = ?3, dated = ?4,
	by_person = ?5;

-- organisation_field_get(organisation i64, field i64): one
SELECT source, dated, by_person FROM organisation_field
WHERE organisation = ?1 AND field = ?2;

-- organisation_field_of(organisation i64): all
SELECT field, source, dated, by_person FROM organisation_field
WHERE organisation = ?1 ORDER BY field;

-- contact_get(id i64): one
SELECT value_sealed FROM contact WHERE id = ?1;
