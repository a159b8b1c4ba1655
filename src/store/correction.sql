-- correction_of(notice i64): one
SELECT n.id, n.ref, n.thread, n.organisation, n.contact, n.topic, n.urgency,
	n.language, n.kind, n.tlp, n.severity, n.date, n.message_id, n.state,
	n.withdrawn, c.by_notice,
	(SELECT count(*) FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
		AS left_int
FROM notice n LEFT JOIN correction c ON c.notice = n.id WHERE n.id = ?1;

-- correction_add(notice i64, by_notice i64, at i64, person i64, reason str): run
-- A correction that was dropped before it left may be made again.
INSERT INTO correction (notice, by_notice, at, person, reason)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (notice) DO UPDATE SET by_notice = ?2, at = ?3, person = ?4,
	reason = ?5;

-- correction_items(notice i64): all
-- What it told, and whether that still stands.
SELECT f.id, f.ref, f.subject_sealed, f.state, f.last_seen
FROM notice_finding x JOIN finding f ON f.id = x.finding
WHERE x.notice = ?1 ORDER BY f.severity DESC, f.id;

-- correction_contact(contact i64): one
SELECT kind, value_sealed FROM contact WHERE id = ?1;

-- correction_code_end(notice i64, now i64): run
-- It was sent, and says what is not so.
UPDATE notice SET withdrawn = ?2 WHERE id = ?1;

-- leak_add(id i64, ref str, known i64, person i64, reason str): run
INSERT INTO leak (id, ref, known, person, reason) VALUES (?1, ?2, ?3, ?4, ?5);

-- leak_notice_add(leak i64, notice i64): run
INSERT INTO leak_notice (leak, notice) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- leak_by_ref(ref str): one
SELECT id, closed FROM leak WHERE ref = ?1;

-- leak_each: all
-- The open ones first, the oldest on top.
SELECT id, ref, known, reason, closed, outcome FROM leak
ORDER BY closed IS NOT NULL, known, id;

-- leak_count: one
SELECT count(*) AS leaks_int, coalesce(min(known), 0) AS known_int
FROM leak WHERE closed IS NULL;

-- leak_notices(leak i64): all
SELECT n.ref, n.organisation, n.contact, n.topic, n.date, o.name_sealed,
	c.value_sealed
FROM leak_notice x JOIN notice n ON n.id = x.notice
JOIN organisation o ON o.id = n.organisation JOIN contact c ON c.id = n.contact
WHERE x.leak = ?1 ORDER BY n.id;

-- leak_close(id i64, now i64, person i64, outcome str): run
UPDATE leak SET closed = ?2, closed_by = ?3, outcome = ?4 WHERE id = ?1;
