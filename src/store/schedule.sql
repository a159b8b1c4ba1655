-- schedule_get(name str): one
SELECT began, ended, code FROM schedule WHERE name = ?1;

-- schedule_began(name str, at i64): run
INSERT INTO schedule (name, began) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET began = excluded.began, ended = NULL;

-- schedule_ended(name str, at i64, code i64?): run
UPDATE schedule SET ended = ?2, code = ?3 WHERE name = ?1;
