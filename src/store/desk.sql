-- case_add(id i64, ref str, organisation i64, topic str, why i64, severity i64, owner i64?, due i64, made i64): run
INSERT INTO case_file (id, ref, organisation, topic, why, severity, owner, due,
	state, reason, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, 0, ?9);

-- case_open_of(organisation i64, topic str): one
SELECT id, ref FROM case_file
WHERE organisation = ?1 AND topic = ?2 AND state = 1;

-- case_worst(organisation i64, topic str): number
-- Of what is going on; 0 where nothing is.
SELECT coalesce(max(severity), 0) AS severity_int FROM finding
WHERE organisation = ?1 AND topic = ?2 AND state < 4;

-- case_by_ref(ref str): one
SELECT id FROM case_file WHERE ref = ?1;

-- case_get(id i64): one
SELECT c.ref, c.organisation, o.ref AS organisation_text, o.name_sealed,
	o.language, c.topic, c.why, c.severity, c.owner,
	p.name_sealed AS owner_name_sealed, c.due, c.state, c.reason, c.made,
	c.closed
FROM case_file c JOIN organisation o ON o.id = c.organisation
LEFT JOIN person p ON p.id = c.owner WHERE c.id = ?1;

-- case_list(closed i64, owner i64?): all
-- The queue: what is open first, of that the worst, of that what is due first.
SELECT c.id, c.ref, c.organisation, o.ref AS organisation_text, o.name_sealed,
	c.topic, c.why, c.severity, c.owner,
	p.name_sealed AS owner_name_sealed, c.due, c.state, c.reason, c.made,
	(SELECT count(*) FROM contact_moment m WHERE m.case_file = c.id)
		AS moments_int
FROM case_file c JOIN organisation o ON o.id = c.organisation
LEFT JOIN person p ON p.id = c.owner
WHERE (c.state = 1 OR ?1 = 1) AND (?2 IS NULL OR c.owner = ?2)
ORDER BY c.state, c.severity DESC, c.due, c.id;

-- case_of_organisation(organisation i64): all
SELECT id, ref, topic, why, reason, due, made, closed FROM case_file
WHERE organisation = ?1 ORDER BY id;

-- case_count(now i64): one
SELECT count(*) AS open_int, coalesce(sum(due < ?1), 0) AS late_int
FROM case_file WHERE state = 1;

-- case_owner(id i64, owner i64): run
UPDATE case_file SET owner = ?2 WHERE id = ?1;

-- case_due(id i64, due i64): run
UPDATE case_file SET due = ?2 WHERE id = ?1;

-- case_close(id i64, reason i64, closed i64): run
UPDATE case_file SET state = 2, reason = ?2, closed = ?3 WHERE id = ?1;

-- case_findings(organisation i64, topic str): all
-- Going on, the worst first.
SELECT id, ref, subject_sealed, state, answer, severity, last_seen FROM finding
WHERE organisation = ?1 AND topic = ?2 AND state < 4
ORDER BY severity DESC, id;

-- case_notices(organisation i64, topic str): all
-- What they were sent about it, and what became of that.
SELECT n.id, n.ref, n.kind, n.state, n.date, n.contact, c.value_sealed,
	d.outcome
FROM notice n JOIN contact c ON c.id = n.contact
LEFT JOIN delivery d ON d.notice = n.id
WHERE n.organisation = ?1 AND n.topic = ?2 ORDER BY n.id, d.id;

-- moment_add(id i64, case_file i64, at i64, person i64, channel i64, answer i64, spoken_to_sealed blob?, number_sealed blob?, source_sealed blob?, said_sealed blob, next_sealed blob?): run
INSERT INTO contact_moment (id, case_file, at, person, channel, answer,
	spoken_to_sealed, number_sealed, source_sealed, said_sealed, next_sealed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- moment_of_case(case_file i64): all
SELECT m.id, m.at, m.person, p.name_sealed, m.channel, m.answer,
	m.spoken_to_sealed, m.number_sealed, m.source_sealed, m.said_sealed,
	m.next_sealed
FROM contact_moment m JOIN person p ON p.id = m.person
WHERE m.case_file = ?1 ORDER BY m.id;

-- desk_nobody(now i64): all
-- What wants telling, or was told, and nobody is left who can be written to, a
-- provider neither: per company and topic. Not again after a case about it was closed. Companies
-- go first: few have nobody.
SELECT f.organisation, f.topic, max(f.severity) AS severity_int,
	EXISTS (SELECT 1 FROM contact c
		WHERE c.organisation = f.organisation AND c.state = 2)
		AS bounced_int
FROM organisation o CROSS JOIN finding f ON f.organisation = o.id
WHERE o.kind = 1 AND o.erased IS NULL AND NOT EXISTS (
		SELECT 1 FROM contact c WHERE c.organisation = o.id
			AND c.kind IN (1, 3) AND c.state = 1
			AND (c.valid_until IS NULL OR c.valid_until > ?1))
	AND NOT EXISTS (SELECT 1 FROM appointment a
		JOIN contact k ON k.organisation = a.party
		WHERE a.finding = f.id
		AND a.route IN (1, 2) AND a.valid_from <= ?1
		AND a.valid_until > ?1 AND k.kind IN (1, 3) AND k.state = 1
		AND (k.valid_until IS NULL OR k.valid_until > ?1))
	AND f.state < 3 AND (f.due_since IS NOT NULL OR f.noticed IS NOT NULL)
	AND NOT EXISTS (
		SELECT 1 FROM case_file k WHERE k.organisation = f.organisation
			AND k.topic = f.topic AND (k.state = 1
			OR k.closed >= coalesce(f.due_since, f.noticed)))
GROUP BY f.organisation, f.topic ORDER BY f.organisation, f.topic;

-- desk_silent(told_before i64): all
-- Told, seen since, no answer; and since when they could know: the first
-- message that left since it was opened or came back.
WITH t AS MATERIALIZED (
	SELECT f.id, (SELECT min(d.at) FROM notice_finding x
		CROSS JOIN delivery d ON d.notice = x.notice
		WHERE x.finding = f.id AND +d.state = 3
			AND d.at >= coalesce((SELECT max(e.at)
				FROM finding_event e
				WHERE e.finding = f.id AND e.what = 6), 0))
		AS told_int
	FROM finding f WHERE f.state = 2 AND f.opened < ?1
		AND f.last_seen > f.opened AND NOT EXISTS (
		SELECT 1 FROM case_file k WHERE k.organisation = f.organisation
			AND k.topic = f.topic AND k.state = 1))
SELECT f.organisation, f.topic, f.severity, t.told_int
FROM t CROSS JOIN finding f ON f.id = t.id
WHERE t.told_int < ?1 AND f.last_seen > t.told_int AND NOT EXISTS (
	SELECT 1 FROM case_file k WHERE k.organisation = f.organisation
		AND k.topic = f.topic AND k.closed >= t.told_int)
ORDER BY f.organisation, f.topic, f.id;

-- desk_over: all
-- Opened by the service, and nothing of it is going on; or nobody took it, and
-- all is answered, or the mail that was refused was taken after all.
SELECT k.id FROM case_file k
WHERE k.state = 1 AND k.why IN (2, 3, 4, 6) AND (NOT EXISTS (
	SELECT 1 FROM finding f WHERE f.organisation = k.organisation
		AND f.topic = k.topic
		AND f.state < CASE WHEN k.owner IS NULL THEN 3 ELSE 4 END)
	OR (k.why = 6 AND k.owner IS NULL AND EXISTS (
		SELECT 1 FROM notice n INDEXED BY notice_of_organisation
		CROSS JOIN delivery d ON d.notice = n.id
		WHERE n.organisation = k.organisation AND n.topic = k.topic
			AND d.state = 3 AND d.at >= k.made)))
ORDER BY k.id;

-- contact_by_kind_value(organisation i64, kind i64, value_index blob): one
SELECT id FROM contact
WHERE organisation = ?1 AND kind = ?2 AND value_index = ?3 AND state < 3;

-- contact_confirm(id i64, confirmed i64): run
UPDATE contact SET confirmed = ?2 WHERE id = ?1;

-- contact_confirm_told(finding i64, confirmed i64): run
-- Who answers a message was reached by it.
UPDATE contact SET confirmed = ?2 WHERE state = 1 AND id = (
	SELECT n.contact FROM notice_finding x JOIN notice n ON n.id = x.notice
	WHERE x.finding = ?1 AND n.state = 3 ORDER BY n.id DESC LIMIT 1);

-- contact_confirm_all(organisation i64, confirmed i64): run
UPDATE contact SET confirmed = ?2 WHERE organisation = ?1 AND state = 1;

-- contact_old(before i64): all
-- In use, and nobody has said since then that it is right; the oldest first.
SELECT c.id, c.organisation, o.ref, o.name_sealed, c.kind, c.value_sealed,
	c.source, c.made, c.confirmed
FROM contact c JOIN organisation o ON o.id = c.organisation
WHERE c.state = 1 AND o.kind = 1 AND o.erased IS NULL
	AND coalesce(c.confirmed, c.made) < ?1
ORDER BY coalesce(c.confirmed, c.made), c.id;

-- contact_is_old(id i64, before i64): number
SELECT coalesce(confirmed, made) < ?2 AS old_int FROM contact WHERE id = ?1;

-- contact_old_count(before i64): number
SELECT count(*) AS contacts_int FROM contact c
JOIN organisation o ON o.id = c.organisation
WHERE c.state = 1 AND o.kind = 1 AND o.erased IS NULL
	AND coalesce(c.confirmed, c.made) < ?1;

-- contact_other(organisation i64, topic str): one
-- The next one to try: in use, and never written to about this.
SELECT id, kind, value_sealed FROM contact c
WHERE organisation = ?1 AND kind IN (1, 3) AND state = 1 AND NOT EXISTS (
	SELECT 1 FROM notice n WHERE n.organisation = ?1 AND n.contact = c.id
		AND n.topic = ?2 AND n.state <> 4)
ORDER BY kind, id DESC LIMIT 1;

-- claim_answered(claim i64): number
-- Whether its owner said that something it showed is theirs.
SELECT EXISTS (SELECT 1 FROM finding
	WHERE claim = ?1 AND answer > 0 AND answer <> 3) AS answered_int;

-- source_of_claims(organisation i64): all
-- Where the assets of a company come from, and what owners said of what these
-- sources said, of any company: a claim counts once.
SELECT s.proof, coalesce(sum(g.wrong = 0), 0) AS right_int,
	coalesce(sum(g.wrong = 1), 0) AS wrong_int
FROM (SELECT DISTINCT proof FROM claim WHERE organisation = ?1) s
LEFT JOIN (SELECT c.proof, max(f.answer = 3) AS wrong
	FROM finding f JOIN claim c ON c.id = f.claim WHERE f.answer > 0
	GROUP BY c.id) g ON g.proof = s.proof
GROUP BY s.proof ORDER BY s.proof;
