-- person_by_name(name_index blob): one
SELECT id FROM person WHERE name_index = ?1;

-- person_add(id i64, name_sealed blob, name_index blob, role i64, made i64): run
INSERT INTO person (id, name_sealed, name_index, role, made)
VALUES (?1, ?2, ?3, ?4, ?5);

-- person_name(id i64): one
SELECT name_sealed FROM person WHERE id = ?1;

-- audit_last(did str): number
-- When it was done last.
SELECT max(at) AS at_int FROM audit WHERE did = ?1;

-- audit_add(id i64, at i64, person i64, did str, on_ref str?): run
INSERT INTO audit (id, at, person, did, on_ref) VALUES (?1, ?2, ?3, ?4, ?5);
