-- code_notice(code_hash blob): one
-- A code that nobody has reads the newest notice, so that it takes as long.
SELECT n.code_hash = ?1 AND n.state >= 2 AS sent_int, n.topic, n.language, n.date,
	n.withdrawn, c.value_index
FROM notice n JOIN contact c ON c.id = n.contact
WHERE n.id = min(coalesce((SELECT id FROM notice WHERE code_hash = ?1),
	9223372036854775807), (SELECT max(id) FROM notice));

-- code_wrong(hour i64, person i64): number
SELECT wrong FROM code_try WHERE hour = ?1 AND person = ?2;

-- code_wrong_add(hour i64, person i64, wrong i64): run
INSERT INTO code_try (hour, person, wrong) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET wrong = wrong + ?3;

-- code_wrong_forget(hour i64): run
DELETE FROM code_try WHERE hour < ?1;
