-- trouble_begin(since i64, refused i64): run
-- It goes on while what was offered since then still waits; where none of that
-- does, as where the clock was set back, it is another one.
INSERT INTO mail_trouble (id, since, refused) VALUES (1, ?1, ?2)
ON CONFLICT (id) DO UPDATE SET refused = excluded.refused,
	since = CASE WHEN refused = excluded.refused AND since <= excluded.since
		AND EXISTS (SELECT 1 FROM delivery d
			WHERE d.state IN (1, 2) AND d.at >= mail_trouble.since)
		THEN since ELSE excluded.since END;

-- trouble_end: run
DELETE FROM mail_trouble;

-- trouble_over: run
-- Where nothing of what was offered since then waits any more.
DELETE FROM mail_trouble WHERE NOT EXISTS (SELECT 1 FROM delivery d
	WHERE d.state IN (1, 2) AND d.at >= mail_trouble.since);

-- trouble_get: one
-- And how many that were offered since then wait, up to ten; where the server
-- answers, of those that it put off.
SELECT t.since, t.refused, (SELECT count(*) FROM (SELECT 1 FROM delivery d
	WHERE d.state IN (1, 2) AND d.at >= t.since
		AND (t.refused = 0 OR d.next IS NOT NULL) LIMIT 10)) AS mails_int
FROM mail_trouble t;
