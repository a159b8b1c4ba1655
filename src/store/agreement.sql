-- agreement_add(id i64, ref str, kind i64, organisation i64, party i64, role i64, scope i64, route i64, hours i64, critical_route i64, critical_hours i64, text_version str, valid_from i64, valid_until i64, proof str, person i64, made i64): run
INSERT INTO agreement (id, ref, kind, organisation, party, role, scope, route,
	hours, critical_route, critical_hours, text_version, valid_from,
	valid_until, proof, person, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	?17);

-- agreement_by_ref(ref str): one
SELECT id, revoked, valid_until FROM agreement WHERE ref = ?1;

-- agreement_between(kind i64, organisation i64, party i64, now i64): one
-- Not over yet.
SELECT id, ref, role, scope, route, hours, critical_route, critical_hours
FROM agreement WHERE kind = ?1 AND organisation = ?2 AND party = ?3 AND revoked IS NULL
	AND valid_until > ?4
ORDER BY id LIMIT 1;

-- agreement_revoke(id i64, revoked i64): run
UPDATE agreement SET revoked = ?2 WHERE id = ?1;

-- agreement_each(organisation i64?): all
-- All, or those in which a company has a part.
SELECT id, ref, kind, organisation, party, role, scope, route, hours,
	critical_route, critical_hours, text_version, valid_from, valid_until,
	proof, made, revoked
FROM agreement WHERE ?1 IS NULL OR organisation = ?1 OR party = ?1 ORDER BY id;

-- agreement_count(now i64, soon i64): one
-- Those that ended by themselves count while no later one took their place.
SELECT coalesce(sum(a.valid_from <= ?1 AND a.valid_until > ?1), 0)
		AS standing_int,
	coalesce(sum(a.valid_until > ?1 AND a.valid_until <= ?2), 0) AS soon_int,
	coalesce(sum(a.valid_until <= ?1 AND NOT EXISTS (
		SELECT 1 FROM agreement b WHERE b.kind = a.kind
		AND b.organisation = a.organisation AND b.party = a.party
		AND b.id <> a.id AND b.valid_until > a.valid_until)), 0)
		AS expired_int
FROM agreement a WHERE a.revoked IS NULL;

-- party_due(after i64, now i64): all
-- What wants a notice, of receivers after this one, as notices are grouped: by
-- the provider that is told first (of both: too), where there is one that can
-- be written to, else by the owner.
-- Most companies have no agreement, and are not looked up.
SELECT f.id, f.organisation, f.topic, f.state, f.severity, f.responsibility,
	f.revision, f.due_since, f.noticed, f.told, f.told_severity,
	f.organisation AS receiver_int, 0 AS provider_int, 0 AS agreed_int
FROM finding f WHERE f.due_since IS NOT NULL AND f.organisation > ?1
	AND f.organisation NOT IN (SELECT organisation FROM agreement)
UNION ALL
SELECT f.id, f.organisation, f.topic, f.state, f.severity, f.responsibility,
	f.revision, f.due_since, f.noticed, f.told, f.told_severity,
	coalesce(p.party, f.organisation), p.party IS NOT NULL, 1
FROM finding f LEFT JOIN agreement p ON p.id = (
	SELECT a.agreement FROM appointment a
	WHERE a.finding = f.id AND a.route IN (1, 2)
		AND a.valid_from <= ?2 AND a.valid_until > ?2
		AND EXISTS (SELECT 1 FROM contact k
			WHERE k.organisation = a.party AND k.kind IN (1, 3)
			AND k.state = 1
			AND (k.valid_until IS NULL OR k.valid_until > ?2))
	ORDER BY a.route, a.agreement LIMIT 1)
WHERE f.due_since IS NOT NULL
	AND f.organisation IN (SELECT organisation FROM agreement)
	AND coalesce(p.party, f.organisation) > ?1
ORDER BY 12, 13, 3, 1;

-- party_behind(now i64, since i64): all
-- Who has a part in a finding and did not hear what another was told of it
-- last: providers in force, and owners. round is when it was seen first, or
-- again. told: they heard of it in this round. served: when the other got it,
-- hours: how long the owner waits after that. What came back from an address
-- that is used no more told nobody. An owner who heard of it before the first
-- of the others did is not behind.
SELECT f.id, f.organisation, f.topic, f.state, f.severity, f.revision,
	m.kind AS last_kind_int, m.date AS last_date_int,
	c.receiver AS receiver_int, c.provider AS provider_int,
	EXISTS (SELECT 1 FROM notice_finding x JOIN notice n ON n.id = x.notice
		WHERE x.finding = f.id AND n.organisation = c.receiver
		AND n.provider = c.provider AND n.state <> 4 AND n.kind <> 8
		AND n.date >= c.round
		AND NOT EXISTS (SELECT 1 FROM delivery d JOIN contact k
			ON k.id = d.contact WHERE d.notice = n.id
			AND d.state = 4 AND k.state <> 1)) AS told_int,
	coalesce((SELECT min(d.at) FROM notice_finding x
		JOIN notice n ON n.id = x.notice
		JOIN delivery d ON d.notice = n.id AND d.state = 3
		WHERE x.finding = f.id AND n.organisation = m.organisation
		AND n.provider = m.provider AND n.kind <> 8
		AND n.date >= c.round), 0) AS served_int,
	EXISTS (SELECT 1 FROM delivery d WHERE d.notice = m.id AND d.state = 4)
		AS failed_int,
	coalesce((SELECT a.hours FROM appointment a
		WHERE a.finding = f.id AND a.party = m.organisation
		AND a.route = 1 AND a.valid_from <= ?1 AND a.valid_until > ?1
		ORDER BY a.agreement LIMIT 1), 0) AS hours_int
FROM (
	SELECT a.finding, a.party AS receiver, 1 AS provider, max(g.opened,
		coalesce((SELECT max(e.at) FROM finding_event e
		WHERE e.finding = a.finding AND e.what = 6), 0)) AS round
	FROM appointment a JOIN finding g ON g.id = a.finding
	WHERE a.route IN (1, 2) AND a.valid_from <= ?1 AND a.valid_until > ?1
	UNION
	SELECT g.id, g.organisation, 0, max(g.opened,
		coalesce((SELECT max(e.at) FROM finding_event e
		WHERE e.finding = g.id AND e.what = 6), 0))
	FROM finding g WHERE g.organisation IN (
		SELECT organisation FROM agreement WHERE kind = 1)
) c
JOIN finding f ON f.id = c.finding
	AND (f.state = 2 OR (f.state = 4 AND f.closed >= ?2))
JOIN notice m ON m.id = (
	SELECT max(n.id) FROM notice_finding x JOIN notice n ON n.id = x.notice
	WHERE x.finding = f.id AND n.beside = 0 AND n.state <> 4
		AND n.kind <> 8)
WHERE (m.organisation <> c.receiver OR m.provider <> c.provider)
	AND m.date >= c.round
	AND NOT EXISTS (
		SELECT 1 FROM notice_finding x JOIN notice n ON n.id = x.notice
		WHERE x.finding = f.id AND n.organisation = c.receiver
		AND n.provider = c.provider AND n.state <> 4 AND n.kind <> 8
		AND (n.id > m.id OR (n.beside = 1 AND n.date >= c.round
			AND NOT EXISTS (
			SELECT 1 FROM notice_finding y
			JOIN notice o ON o.id = y.notice
			WHERE y.finding = f.id AND o.beside = 0 AND o.state <> 4
			AND o.kind <> 8 AND o.date >= c.round
			AND o.id < m.id)))
		AND NOT EXISTS (SELECT 1 FROM delivery d JOIN contact k
			ON k.id = d.contact WHERE d.notice = n.id
			AND d.state = 4 AND k.state <> 1))
ORDER BY receiver_int, provider_int, f.topic, f.id;

-- party_both(now i64): all
-- Wants telling, to a provider and at the same time to its owner, who heard
-- nothing of it since it was opened, or came back.
SELECT f.id, f.organisation, f.topic, f.state, f.revision, f.due_since
FROM finding f
WHERE f.due_since IS NOT NULL AND f.state = 1
	AND f.organisation IN (SELECT organisation FROM agreement WHERE kind = 1)
	AND EXISTS (SELECT 1 FROM appointment a
		WHERE a.finding = f.id AND a.route = 2
		AND a.valid_from <= ?1 AND a.valid_until > ?1)
	AND NOT EXISTS (
		SELECT 1 FROM notice_finding x JOIN notice n ON n.id = x.notice
		WHERE x.finding = f.id AND n.organisation = f.organisation
		AND n.provider = 0 AND n.state <> 4 AND n.kind <> 8
		AND n.date >= max(f.opened, coalesce((SELECT max(e.at)
			FROM finding_event e
			WHERE e.finding = f.id AND e.what = 6), 0))
		AND NOT EXISTS (SELECT 1 FROM delivery d JOIN contact k
			ON k.id = d.contact WHERE d.notice = n.id
			AND d.state = 4 AND k.state <> 1))
ORDER BY f.organisation, f.topic, f.id;

-- party_acts(finding i64, now i64): one
-- The provider in force that looks after it.
SELECT a.party FROM appointment a
WHERE a.finding = ?1 AND a.route IN (1, 2)
	AND a.valid_from <= ?2 AND a.valid_until > ?2
ORDER BY a.route, a.agreement LIMIT 1;

-- party_notice(id i64, provider bool, beside bool): run
UPDATE notice SET provider = ?2, beside = ?3 WHERE id = ?1;

-- party_about(notice i64, organisation i64): run
INSERT INTO notice_about (notice, organisation) VALUES (?1, ?2)
ON CONFLICT DO NOTHING;

-- party_answerable(ref str): one
-- A notice that a provider got.
SELECT id, organisation, state FROM notice WHERE ref = ?1 AND provider = 1;

-- party_findings(notice i64): all
-- What it tells of, by customer.
SELECT f.id, f.organisation, f.state, o.ref AS organisation_text
FROM notice_finding x JOIN finding f ON f.id = x.finding
JOIN organisation o ON o.id = f.organisation
WHERE x.notice = ?1 ORDER BY f.organisation, f.id;

-- party_decline(finding i64, party i64, at i64): run
INSERT INTO declined (finding, party, at) VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING;

-- notice_moved(notice i64): all
-- The findings that it was the first to tell of.
SELECT x.finding FROM notice_finding x JOIN notice n ON n.id = x.notice
WHERE x.notice = ?1 AND n.beside = 0 ORDER BY x.finding;

-- party_leaving(organisation i64): number
-- Mails to others that name it and may be leaving at this moment.
SELECT count(*) AS deliveries_int FROM notice_about a
JOIN delivery d ON d.notice = a.notice AND d.state = 2
WHERE a.organisation = ?1;

-- party_about_each(organisation i64): all
-- Notices to others that name it, and to whom.
SELECT n.id, n.ref, n.topic, n.kind, n.state, n.date, n.provider, n.organisation,
	o.ref AS organisation_text, o.name_sealed
FROM notice_about a JOIN notice n ON n.id = a.notice
JOIN organisation o ON o.id = n.organisation
WHERE a.organisation = ?1 ORDER BY n.id;

-- party_about_end(notice i64): run
-- The bytes of a notice whose words were erased.
UPDATE delivery SET bytes_sealed = NULL, outcome = '' WHERE notice = ?1;

-- party_end(organisation i64, now i64): run
-- An erased company has no agreements.
UPDATE agreement SET revoked = coalesce(revoked, ?2), proof = ''
WHERE organisation = ?1 OR party = ?1;

-- party_forget(organisation i64): run
DELETE FROM notice_about WHERE organisation = ?1;

-- member_parties(now i64): all
-- Cooperatives with members, and when they got figures last.
SELECT a.party, min(a.valid_from) AS first_int, o.name_sealed, o.language,
	o.rhythm, o.community,
	(SELECT coalesce(max(n.date), 0) FROM notice n
		WHERE n.organisation = a.party AND n.topic = 'member-figures'
		AND n.state <> 4) AS last_int
FROM agreement a JOIN organisation o ON o.id = a.party AND o.erased IS NULL
WHERE a.kind = 2 AND a.revoked IS NULL AND a.valid_from <= ?1
	AND a.valid_until > ?1
GROUP BY a.party ORDER BY a.party;

-- member_last(party i64): one
-- The figures it got, or will get, last.
SELECT n.id, n.date, n.message_id, n.thread,
	(SELECT count(*) FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
		AS left_int
FROM notice n
WHERE n.organisation = ?1 AND n.topic = 'member-figures' AND n.state <> 4
ORDER BY n.id DESC LIMIT 1;

-- member_wrong(party i64, since i64, now i64): number
-- What figures of that moment counted, and was taken back since with its batch.
SELECT count(*) AS findings_int
FROM agreement a JOIN finding f ON f.organisation = a.organisation
WHERE a.kind = 2 AND a.party = ?1 AND a.revoked IS NULL AND a.valid_from <= ?3
	AND a.valid_until > ?3 AND a.scope > 0
	AND f.state = 6 AND f.opened <= ?2 AND EXISTS (
		SELECT 1 FROM finding_event e
		WHERE e.finding = f.id AND e.what = 8 AND e.at > ?2);

-- member_each(party i64, now i64): all
SELECT a.organisation, a.scope, o.name_sealed
FROM agreement a JOIN organisation o
	ON o.id = a.organisation AND o.erased IS NULL
WHERE a.kind = 2 AND a.party = ?1 AND a.revoked IS NULL AND a.valid_from <= ?2
	AND a.valid_until > ?2
ORDER BY a.scope, a.organisation;

-- member_findings(organisation i64, now i64, since i64): all
-- Of one member, by topic: what goes on, is new, and is gone since a moment. Not
-- what is information only, or rests on nothing that may be told. shared: of
-- those, what may go to a community.
SELECT f.topic, sum(f.going) AS going_int, sum(f.fresh) AS fresh_int,
	sum(f.gone) AS gone_int, sum(f.going AND f.shared) AS shared_going_int,
	sum(f.fresh AND f.shared) AS shared_fresh_int,
	sum(f.gone AND f.shared) AS shared_gone_int
FROM (SELECT g.topic, g.state < 4 AS going,
		g.opened >= ?3 AND g.state < 6 AS fresh,
		g.state = 4 AND g.closed >= ?3 AS gone,
		NOT EXISTS (SELECT 1 FROM support s JOIN batch b ON b.id = s.batch
			WHERE s.finding = g.id AND b.state < 3 AND b.tlp > 2)
			AS shared
	FROM finding g WHERE g.organisation = ?1 AND g.severity > 1
		AND EXISTS (SELECT 1 FROM support s JOIN batch b ON b.id = s.batch
			WHERE s.finding = g.id AND b.state = 1
			AND b.tlp BETWEEN 1 AND 4 AND (b.embargo IS NULL OR b.embargo <= ?2))) f
GROUP BY f.topic ORDER BY f.topic;

-- party_unsent(organisation i64): all
-- Not left yet: notices to others that name it, and those it gets as a
-- provider.
SELECT n.id FROM notice n
WHERE n.state IN (1, 2) AND ((n.organisation = ?1 AND n.provider = 1)
		OR n.id IN (SELECT notice FROM notice_about
			WHERE organisation = ?1))
	AND NOT EXISTS (
		SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
ORDER BY n.id;

-- party_notice_as(id i64, like i64): run
-- In the capacity in which another was told.
UPDATE notice SET provider = (SELECT provider FROM notice WHERE id = ?2)
WHERE id = ?1;

-- party_about_as(id i64, like i64): run
INSERT INTO notice_about (notice, organisation)
SELECT ?1, organisation FROM notice_about WHERE notice = ?2;
