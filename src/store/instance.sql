-- instance_get: one
SELECT name, made FROM instance WHERE id = 1;

-- instance_add(name str, made i64): run
INSERT INTO instance (id, name, made) VALUES (1, ?1, ?2);

-- instance_name(name str): run
UPDATE instance SET name = ?1 WHERE id = 1;

-- community_set(id i64, name str, sender_name str, sender_mail str, phone str?): run
UPDATE community SET name = ?2, sender_name = ?3, sender_mail = ?4, phone = ?5
WHERE id = ?1;

-- community_get(id i64): one
SELECT name, sender_name, sender_mail, phone FROM community WHERE id = ?1;

-- community_add(id i64, name str, sender_name str, sender_mail str, phone str?): run
INSERT INTO community (id, name, sender_name, sender_mail, phone)
VALUES (?1, ?2, ?3, ?4, ?5);

-- legal_ground_get(function str): one
SELECT ground, text_nl, text_en FROM legal_ground WHERE function = ?1;

-- legal_ground_put(function str, ground i64, text_nl str, text_en str): run
INSERT INTO legal_ground (function, ground, text_nl, text_en)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (function) DO UPDATE SET ground = excluded.ground,
	text_nl = excluded.text_nl, text_en = excluded.text_en;

-- legal_ground_clear(function str): run
DELETE FROM legal_ground WHERE function = ?1;

-- legal_ground_each: all
SELECT function, ground, text_nl, text_en FROM legal_ground ORDER BY function;

-- topic_put(id str, class str, data_class i64, wake i64, repairer i64, revision i64): run
INSERT INTO topic (id, class, data_class, wake, repairer, revision)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET class = excluded.class,
	data_class = excluded.data_class, wake = excluded.wake,
	repairer = excluded.repairer, revision = excluded.revision
WHERE (class, data_class, wake, repairer, revision) <> (excluded.class,
	excluded.data_class, excluded.wake, excluded.repairer, excluded.revision);
