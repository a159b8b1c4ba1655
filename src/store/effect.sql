-- effect_sent(notice i64, sent i64, delivered i64?): run
-- A mail about these findings came to an end: taken, or not.
INSERT INTO effect (finding, notice, sent, delivered)
SELECT finding, ?1, ?2, ?3 FROM notice_finding WHERE notice = ?1
ON CONFLICT (finding) DO UPDATE
SET delivered = coalesce(delivered, excluded.delivered);

-- effect_each(since i64, until i64): all
-- As they were opened.
SELECT e.notice, e.delivered, f.organisation, f.topic, f.state, f.answer,
	f.closed_day, f.last_day, f.subject_index, o.sector, o.language, o.erased
FROM effect e JOIN finding f ON f.id = e.finding
JOIN organisation o ON o.id = f.organisation
WHERE e.sent >= ?1 AND e.sent < ?2 ORDER BY e.finding;
