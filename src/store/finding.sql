-- finding_by_subject(organisation i64, topic str, subject_index blob): one
SELECT id, state, answer, severity, first_seen, last_seen, last_day, closed_day,
	reopened, revision, due_since, noticed, told_severity, baseline
FROM finding WHERE organisation = ?1 AND topic = ?2 AND subject_index = ?3;

-- finding_by_ref(ref str): one
SELECT id FROM finding WHERE ref = ?1;

-- finding_get(id i64): one
SELECT ref, organisation, topic, subject_sealed, state, answer, severity,
	responsibility, claim, ground, confidence, observation, rest, first_seen,
	last_seen, last_day, opened, closed, closed_day, reopened, revision,
	due_since, noticed, told, told_severity, baseline
FROM finding WHERE id = ?1;

-- finding_add(id i64, ref str, organisation i64, topic str, subject_sealed blob, subject_index blob, state i64, severity i64, responsibility i64, claim i64?, ground i64, confidence i64, observation i64, rest i64, first_seen i64, last_seen i64, last_day i64, opened i64, due_since i64?, baseline i64): run
INSERT INTO finding (id, ref, organisation, topic, subject_sealed,
	subject_index, state, answer, severity, responsibility, claim, ground,
	confidence, observation, rest, first_seen, last_seen, last_day, opened,
	reopened, revision, due_since, baseline)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
	?16, ?17, ?18, 0, 1, ?19, ?20);

-- finding_again(id i64, severity i64, responsibility i64, claim i64?, ground i64, confidence i64, observation i64, rest i64, first_seen i64, last_seen i64, last_day i64): run
UPDATE finding SET severity = ?2, responsibility = ?3, claim = ?4, ground = ?5,
	confidence = ?6, observation = ?7, rest = ?8, first_seen = ?9,
	last_seen = ?10, last_day = ?11
WHERE id = ?1;

-- finding_late(id i64, first_seen i64, last_seen i64): run
-- By a report older than what is known of it.
UPDATE finding SET first_seen = ?2, last_seen = ?3 WHERE id = ?1;

-- finding_set_state(id i64, state i64, answer i64, closed i64?, closed_day i64?, reopened i64, due_since i64?): run
UPDATE finding SET state = ?2, answer = ?3, closed = ?4, closed_day = ?5,
	told = CASE WHEN reopened = ?6 THEN told ELSE 0 END,
	told_severity = CASE WHEN reopened = ?6 THEN told_severity ELSE 0 END,
	reopened = ?6, due_since = ?7, revision = revision + 1
WHERE id = ?1;

-- finding_why(id i64, observation i64, rest i64, claim i64?, ground i64, confidence i64, responsibility i64): run
-- Theirs for another reason than before.
UPDATE finding SET claim = ?4, ground = ?5, confidence = ?6, responsibility = ?7
WHERE id = ?1 AND observation = ?2 AND rest = ?3;

-- finding_point(id i64, observation i64, rest i64): run
-- Another observation shows it now.
UPDATE finding SET observation = ?2, rest = ?3 WHERE id = ?1;

-- finding_span(id i64): one
SELECT first_seen, last_seen FROM finding WHERE id = ?1;

-- finding_walk(after i64, most i64): all
SELECT id, organisation, state, claim, observation, rest, last_day FROM finding
WHERE id > ?1 ORDER BY id LIMIT ?2;

-- finding_want(id i64, due_since i64?): run
UPDATE finding SET due_since = ?2 WHERE id = ?1;

-- finding_show(organisation i64, topic str, claim i64, told_severity i64, now i64): run
-- Told, and not answered: it is told again.
UPDATE finding SET told_severity = ?4, due_since = coalesce(due_since, ?5)
WHERE organisation = ?1 AND topic = ?2 AND claim = ?3 AND state = 2;

-- finding_told(id i64, severity i64, noticed i64): run
-- Only what is open becomes notified: who answered, or solved it, did. What is
-- worse by a batch that may not be told of yet still wants telling.
UPDATE finding SET state = CASE state WHEN 1 THEN 2 ELSE state END,
	noticed = ?3, told = told + 1,
	due_since = CASE WHEN state < 4 AND severity > max(told_severity, ?2)
		THEN due_since END,
	told_severity = max(told_severity, ?2), revision = revision + 1
WHERE id = ?1;

-- finding_untold(id i64, now i64): run
-- A notice about it was withdrawn before it went: as the notices say that
-- stand, and it wants telling again, unless it is over and never was told.
UPDATE finding SET revision = revision + 1, told = max(told - 1, 0),
	due_since = CASE WHEN state < 4 OR (state = 4 AND told > 1) THEN ?2 END,
	state = CASE WHEN state = 2 AND told < 2 THEN 1 ELSE state END,
	noticed = (SELECT max(n.date) FROM notice_finding x
		JOIN notice n ON n.id = x.notice
		WHERE x.finding = ?1 AND n.state <> 4),
	told_severity = coalesce((SELECT max(n.severity) FROM notice_finding x
		JOIN notice n ON n.id = x.notice
		WHERE x.finding = ?1 AND n.state <> 4), 0)
WHERE id = ?1;

-- finding_unreached(id i64, now i64, notice i64): run
-- A notice about it came back: as those say that reached somebody, and it wants
-- telling again, unless a later one tells of it, or one beside it since it was
-- opened or came back, or its owner did answer.
UPDATE finding SET revision = revision + 1, told = max(told - 1, 0),
	due_since = CASE WHEN state IN (1, 2) OR (state = 4 AND told > 1)
		THEN ?2 END,
	state = CASE WHEN state = 2 AND told < 2 THEN 1 ELSE state END,
	noticed = (SELECT max(n.date) FROM notice_finding x
		JOIN notice n ON n.id = x.notice
		WHERE x.finding = ?1 AND n.state <> 4 AND NOT EXISTS (
			SELECT 1 FROM delivery d
			WHERE d.notice = n.id AND d.state = 4)),
	told_severity = coalesce((SELECT max(n.severity) FROM notice_finding x
		JOIN notice n ON n.id = x.notice
		WHERE x.finding = ?1 AND n.state <> 4 AND NOT EXISTS (
			SELECT 1 FROM delivery d
			WHERE d.notice = n.id AND d.state = 4)), 0)
WHERE id = ?1 AND NOT EXISTS (
	SELECT 1 FROM notice_finding x JOIN notice n ON n.id = x.notice
	WHERE x.finding = ?1 AND n.id <> ?3 AND n.state <> 4
		AND (n.id > ?3 OR (n.beside = 1 AND n.date >= coalesce((
			SELECT max(e.at) FROM finding_event e
			WHERE e.finding = ?1 AND e.what = 6), 0)))
		AND NOT EXISTS (SELECT 1 FROM delivery d
			WHERE d.notice = n.id AND d.state = 4));

-- finding_rest(id i64, severity i64, responsibility i64, claim i64?, ground i64, confidence i64, observation i64, rest i64, first_seen i64, last_seen i64, last_day i64): run
-- Set back to what still stands.
UPDATE finding SET severity = ?2, responsibility = ?3, claim = ?4, ground = ?5,
	confidence = ?6, observation = ?7, rest = ?8, first_seen = ?9,
	last_seen = ?10, last_day = ?11, revision = revision + 1
WHERE id = ?1;

-- finding_withdraw(id i64, closed i64): run
-- As if it had never been told of.
UPDATE finding SET state = 6, answer = 0, closed = ?2, closed_day = NULL,
	due_since = NULL, noticed = NULL, told = 0, told_severity = 0,
	revision = revision + 1
WHERE id = ?1;

-- finding_closed_by(batch i64): all
-- Closed or quiet by looks that may be this batch's.
SELECT DISTINCT f.id FROM finding f JOIN finding_seen s ON s.finding = f.id
JOIN report r ON r.series = s.series
WHERE r.batch = ?1 AND f.state IN (4, 5) AND r.day <= f.closed_day
ORDER BY f.id;

-- finding_seen_add(finding i64, series i64, last_day i64): run
-- 0 where it is there: an upsert would keep what it changes aside, and take
-- three times as long.
INSERT INTO finding_seen (finding, series, last_day) VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING;

-- finding_seen_again(finding i64, series i64, last_day i64): run
UPDATE finding_seen SET last_day = max(last_day, ?3)
WHERE series = ?2 AND finding = ?1;

-- finding_missed(series i64, day i64): all
-- Not closed, and not seen in this series on or after a day.
SELECT f.id, f.topic, f.state FROM finding_seen s
JOIN finding f ON f.id = s.finding
WHERE s.series = ?1 AND s.last_day < ?2 AND f.state < 4 ORDER BY f.id;

-- finding_seen_of(finding i64): all
SELECT series, last_day FROM finding_seen WHERE finding = ?1 ORDER BY series;

-- finding_event_add(id i64, finding i64, at i64, what i64, day i64?, person i64?, note_sealed blob): run
INSERT INTO finding_event (id, finding, at, what, day, person, note_sealed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- finding_event_count: all
SELECT what, count(*) AS events_int FROM finding_event
GROUP BY what ORDER BY what;

-- finding_due(organisation i64): all
-- What wants a notice of companies after this one, as notices are grouped.
SELECT f.id, f.organisation, f.topic, f.state, f.severity, f.responsibility,
	f.revision, f.due_since, f.noticed, f.told, f.told_severity
FROM finding f WHERE f.due_since IS NOT NULL AND f.organisation > ?1
ORDER BY f.organisation, f.topic, f.id;

-- finding_due_count: one
-- What wants a notice of companies that can be written to.
SELECT count(*) AS findings_int FROM finding f
WHERE f.due_since IS NOT NULL AND EXISTS (
	SELECT 1 FROM contact c WHERE c.organisation = f.organisation
		AND c.kind IN (1, 3) AND c.state = 1);

-- finding_reminder_due(noticed_before i64): all
-- Told before a moment, seen since, and not answered away.
SELECT id, topic, severity, noticed, last_seen, told FROM finding
WHERE state = 2 AND due_since IS NULL AND noticed < ?1 AND last_seen > noticed
ORDER BY id;

-- finding_each: all
SELECT id, ref, organisation, topic, subject_sealed, state, answer, severity,
	responsibility, ground, confidence, first_seen, last_seen, opened, closed,
	reopened
FROM finding ORDER BY id;

-- finding_count: all
SELECT state, count(*) AS findings_int FROM finding GROUP BY state ORDER BY state;

-- finding_count_topic: all
SELECT topic, count(*) AS findings_int,
	sum(CASE WHEN state < 4 THEN 1 ELSE 0 END) AS open_int
FROM finding GROUP BY topic ORDER BY findings_int DESC, topic;

-- finding_list(organisation i64?, topic str?, state i64?, going_on i64, severity i64, baseline i64, most i64): all
-- For people: what is going on first, then by severity and newest sight;
-- going_on 1 leaves out what is closed or quiet, baseline 1 what was not known
-- before the service began.
SELECT f.id, f.ref, f.organisation, o.ref AS organisation_text, o.name_sealed,
	f.topic, f.subject_sealed, f.state, f.answer, f.severity,
	f.responsibility, f.ground, f.confidence, f.first_seen, f.last_seen
FROM finding f JOIN organisation o ON o.id = f.organisation
WHERE (?1 IS NULL OR f.organisation = ?1) AND (?2 IS NULL OR f.topic = ?2)
	AND (?3 IS NULL OR f.state = ?3) AND (?4 = 0 OR f.state < 4)
	AND f.severity >= ?5 AND f.baseline >= ?6
ORDER BY f.state >= 4, f.severity DESC, f.last_seen DESC, f.id LIMIT ?7;

-- finding_untold_each(topic str?, organisation i64?): all
-- Going on, never told, and not wanting it: what a baseline opened.
SELECT id FROM finding WHERE state < 4 AND baseline = 1 AND noticed IS NULL
	AND due_since IS NULL AND (?1 IS NULL OR topic = ?1)
	AND (?2 IS NULL OR organisation = ?2) ORDER BY id;

-- finding_count_organisation(organisation i64): all
SELECT state, count(*) AS findings_int FROM finding WHERE organisation = ?1
GROUP BY state ORDER BY state;

-- finding_history(finding i64): all
-- With who did it; person is NULL for what the program did by itself.
SELECT e.id, e.at, e.what, e.day, e.note_sealed, e.person, p.name_sealed
FROM finding_event e LEFT JOIN person p ON p.id = e.person
WHERE e.finding = ?1 ORDER BY e.id;

-- finding_series(finding i64): all
-- Where it was seen, and on which day last.
SELECT s.feed, s.type, s.scope, f.last_day FROM finding_seen f
JOIN series s ON s.id = f.series
WHERE f.finding = ?1 ORDER BY f.last_day DESC, s.feed, s.type, s.scope;

-- look_newest: all
-- Per series the newest complete look, what findings are closed by; oldest
-- first, and before those the series that never had one.
SELECT s.feed, s.type, s.scope,
	max(CASE WHEN l.complete = 1 OR l.named = 1 THEN l.day END)
		AS complete_day_int,
	max(l.day) AS last_day_int
FROM look l JOIN series s ON s.id = l.series
GROUP BY s.id, s.feed, s.type, s.scope
ORDER BY complete_day_int, s.feed, s.type, s.scope;
