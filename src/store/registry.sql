-- registry_add(id i64, name str, form str, day i64?, read i64, person i64): run
INSERT INTO registry (id, name, form, day, read, person, ranges, holders,
	rejected)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0);

-- registry_set(id i64, name str, ranges i64, holders i64, rejected i64): run
UPDATE registry SET name = ?2, ranges = ?3, holders = ?4, rejected = ?5
WHERE id = ?1;

-- registry_by_name(name str): one
SELECT id FROM registry WHERE name = ?1;

-- registry_each: all
SELECT id, name, form, day, read, ranges, holders, rejected FROM registry
ORDER BY name;

-- registry_clear_parts(registry i64): run
DELETE FROM registry_part WHERE registry = ?1;

-- registry_clear_said(registry i64): run
DELETE FROM registry_said WHERE registry = ?1;

-- registry_clear_holders(registry i64): run
DELETE FROM registry_holder WHERE registry = ?1;

-- registry_clear(id i64): run
DELETE FROM registry WHERE id = ?1;

-- registry_holder_add(registry i64, handle str, name str, country str, mail str, holder str, abuse str): run
-- The first that says something keeps it.
INSERT INTO registry_holder (registry, handle, name, country, mail, holder,
	abuse)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING;

-- registry_holder_by_handle(handle str): all
SELECT h.name, h.country, h.mail, h.holder, h.abuse, r.name AS registry_text
FROM registry r JOIN registry_holder h
	ON h.registry = r.id AND h.handle = ?1
ORDER BY r.id;

-- registry_said_add(registry i64, number i64, holder str, abuse str, asn i64, country str): run
INSERT INTO registry_said (registry, number, holder, abuse, asn, country)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- registry_said_each(registry i64): all
SELECT number, holder, abuse, asn, country FROM registry_said
WHERE registry = ?1 ORDER BY number;

-- registry_part_add(registry i64, kind i64, part i64, ranges blob): run
INSERT INTO registry_part (registry, kind, part, ranges)
VALUES (?1, ?2, ?3, ?4);

-- registry_part_each(registry i64): all
SELECT kind, ranges FROM registry_part WHERE registry = ?1
ORDER BY kind, part;
