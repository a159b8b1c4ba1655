-- code_notice(code_hash blob): one
SELECT n.id, n.topic, n.language, n.date, n.withdrawn, c.value_index
FROM notice n JOIN contact c ON c.id = n.contact
WHERE n.code_hash = ?1 AND n.state >= 2;

-- code_wrong(hour i64, person i64): one
SELECT wrong FROM code_try WHERE hour = ?1 AND person = ?2;

-- code_wrong_add(hour i64, person i64, wrong i64): run
INSERT INTO code_try (hour, person, wrong) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET wrong = wrong + ?3;

-- code_wrong_forget(hour i64): run
DELETE FROM code_try WHERE hour < ?1;
