-- audit_read_by_mark(mark str): number
SELECT id FROM audit_read WHERE mark = ?1;

-- audit_read_add(id i64, mark str, at i64, person i64, did str, words_sealed blob, lines i64?): run
INSERT INTO audit_read (id, mark, at, person, did, words_sealed, lines)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- audit_read_lines(id i64, lines i64): run
UPDATE audit_read SET lines = ?2 WHERE id = ?1;

-- audit_read_each: all
SELECT id, words_sealed FROM audit_read ORDER BY id;

-- audit_read_words(id i64, words_sealed blob): run
UPDATE audit_read SET words_sealed = ?2 WHERE id = ?1;

-- audit_each(since i64, person i64?): all
-- What was done and what was looked at, the oldest first.
SELECT a.at, a.person, p.name_sealed, a.did, a.on_ref, NULL AS words_blob,
	NULL AS lines_int, a.id, 0 AS read_int
FROM audit a JOIN person p ON p.id = a.person
WHERE a.at >= ?1 AND (?2 IS NULL OR a.person = ?2)
UNION ALL
SELECT r.at, r.person, p.name_sealed, r.did, NULL, r.words_sealed, r.lines,
	r.id, 1
FROM audit_read r JOIN person p ON p.id = r.person
WHERE r.at >= ?1 AND (?2 IS NULL OR r.person = ?2)
ORDER BY 1, 9, 8;
