-- registry_add(id i64, name str, form str, day i64?, read i64, person i64): run
INSERT INTO registry (id, name, form, day, read, person, ranges, holders,
	rejected)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0);

-- registry_set(id i64, name str, ranges i64, holders i64, rejected i64): run
UPDATE registry SET name = ?2, ranges = ?3, holders = ?4, rejected = ?5
WHERE id = ?1;

-- registry_by_name(name str): one
SELECT id FROM registry WHERE name = ?1;

-- registry_each: all
SELECT id, name, form, day, read, ranges, holders, rejected FROM registry
ORDER BY name;

-- registry_clear_parts(registry i64): run
DELETE FROM registry_part WHERE registry = ?1;

-- registry_clear_said(registry i64): run
DELETE FROM registry_said WHERE registry = ?1;

-- registry_clear_holders(registry i64): run
DELETE FROM registry_holder WHERE registry = ?1;

-- registry_clear(id i64): run
DELETE FROM registry WHERE id = ?1;

-- registry_holder_add(registry i64, handle str, name str, country str, mail str, holder str, abuse str): run
-- The first that says something keeps it.
INSERT INTO registry_holder (registry, handle, name, country, mail, holder,
	abuse)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING;

-- registry_holder_by_handle(handle str): all
SELECT h.name, h.country, h.mail, h.holder, h.abuse, r.name AS registry_text
FROM registry r JOIN registry_holder h
	ON h.registry = r.id AND h.handle = ?1
ORDER BY r.id;

-- registry_said_add(registry i64, number i64, holder str, abuse str, asn i64, country str): run
INSERT INTO registry_said (registry, number, holder, abuse, asn, country)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- registry_said_each(registry i64): all
SELECT number, holder, abuse, asn, country FROM registry_said
WHERE registry = ?1 ORDER BY number;

-- registry_part_add(registry i64, kind i64, part i64, ranges blob): run
INSERT INTO registry_part (registry, kind, part, ranges)
VALUES (?1, ?2, ?3, ?4);

-- registry_part_each(registry i64): all
SELECT kind, ranges FROM registry_part WHERE registry = ?1
ORDER BY kind, part;

-- digest_last: number
SELECT coalesce(max(day), -1) AS day_int FROM digest;

-- digest_add(day i64, made i64, notices i64, told i64): run
INSERT INTO digest (day, made, notices, told) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO NOTHING;

-- relay_candidate(day i64, now i64): all
-- Seen since a day, and nobody whose business it is could be told: of no
-- company, on a platform's ground, or of a company without an address. Not what
-- is information, was known before, is held, or may not go further.
SELECT o.id, o.rest, o.subject, t.subjects_sealed, o.last_seen, o.last_day,
	o.severity, s.feed, s.type, b.tlp, b.id AS batch_int
FROM (
	SELECT id, rest, series, subject, last_seen, last_day, severity,
		unowned, ledger FROM observation WHERE last_day >= ?1
	UNION ALL
	SELECT id, rest, series, subject, last_seen, last_day, severity,
		unowned, ledger FROM observation_clash WHERE last_day >= ?1
) o
JOIN observation_subject t ON t.id = o.subject >> 3
JOIN series s ON s.id = o.series
JOIN ledger l ON l.seq = o.ledger
JOIN report r ON r.id = l.report
JOIN batch b ON b.id = r.batch
WHERE o.severity <> 1 AND b.baseline = 0 AND b.state = 1
	AND b.tlp BETWEEN 1 AND 3
	AND (b.embargo IS NULL OR b.embargo <= ?2)
	AND (o.unowned IN (1, 3) OR (o.unowned = 0 AND NOT EXISTS (
		SELECT 1 FROM identification i
		JOIN contact c ON c.organisation = i.organisation
			AND c.kind = 1 AND c.state = 1
			AND (c.valid_until IS NULL OR c.valid_until > ?2)
		WHERE i.observation = o.id AND i.rest = o.rest
			AND i.responsibility <> 3)));

-- relayed_get(organisation i64, observation i64, rest i64): one
SELECT ref, day, answer FROM relayed
WHERE organisation = ?1 AND observation = ?2 AND rest = ?3;

-- relayed_put(organisation i64, observation i64, rest i64, ref str, notice i64, day i64): run
INSERT INTO relayed (organisation, observation, rest, ref, notice, day)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (organisation, observation, rest) DO UPDATE
SET notice = excluded.notice, day = excluded.day;

-- relayed_by_ref(ref str): one
SELECT organisation FROM relayed WHERE ref = ?1;

-- relayed_answer_set(ref str, answer i64, answered i64): run
UPDATE relayed SET answer = ?2, answered = ?3 WHERE ref = ?1;

-- relay_each: all
-- Who got a digest, or would.
SELECT o.id, o.ref, o.name_sealed, o.kind, o.relay,
	(SELECT count(*) FROM relayed d WHERE d.organisation = o.id) AS told_int,
	(SELECT count(*) FROM relayed d
		WHERE d.organisation = o.id AND d.answer = 1) AS passed_int,
	(SELECT count(*) FROM relayed d
		WHERE d.organisation = o.id AND d.answer = 2) AS not_ours_int,
	(SELECT count(*) FROM relayed d
		WHERE d.organisation = o.id AND d.answer = 3) AS refused_int,
	(SELECT max(n.date) FROM notice n WHERE n.organisation = o.id
		AND n.topic = 'network-digest') AS last_int
FROM organisation o
WHERE o.kind = 2 OR o.relay = 0
	OR o.id IN (SELECT organisation FROM relayed)
ORDER BY o.id;

-- relay_get(organisation i64): one
SELECT ref, relay, kind, language FROM organisation WHERE id = ?1;

-- relay_set(organisation i64, relay i64): run
UPDATE organisation SET relay = ?2 WHERE id = ?1;

-- organisation_is_network(id i64): run
UPDATE organisation SET kind = 2 WHERE id = ?1;

-- contact_owner(value_index blob): number
-- Who gave it as theirs, also when mail came back from it; a company's goes
-- before a network's. What a site says of itself makes nobody the owner of
-- another's mailbox.
SELECT c.organisation FROM contact c JOIN organisation o
	ON o.id = c.organisation
WHERE c.value_index = ?1 AND c.kind = 1 AND c.state <> 3 AND c.rung = 1
ORDER BY c.state, o.kind, o.id LIMIT 1;
