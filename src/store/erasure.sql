-- erasure_add(id i64, organisation i64, begun i64, person i64, reason str): run
INSERT INTO erasure (id, organisation, begun, person, reason)
VALUES (?1, ?2, ?3, ?4, ?5);

-- erasure_of(organisation i64): one
SELECT id, begun, done FROM erasure WHERE organisation = ?1;

-- erasure_done(id i64, done i64): run
UPDATE erasure SET done = ?2 WHERE id = ?1;

-- erasure_chunks: all
-- Those that still have rows, with the day that their rows tell of.
SELECT l.seq, l.file, l.rows, coalesce(r.day, r.began / 86400) AS day_int,
	r.name
FROM ledger l JOIN report r ON r.id = l.report
WHERE l.erased < l.rows ORDER BY l.seq;

-- erasure_places(organisation i64): all
-- Where the newest rows lie that were taken to concern it.
SELECT o.ledger, o.row FROM identification i
JOIN observation o ON o.id = i.observation AND o.rest = i.rest
WHERE i.organisation = ?1
UNION ALL
SELECT o.ledger, o.row FROM identification i
JOIN observation_clash o ON o.id = i.observation AND o.rest = i.rest
WHERE i.organisation = ?1;

-- erasure_observations(ledger i64): all
-- Whose newest row lies in a chunk.
SELECT id, rest, subject, row FROM observation WHERE ledger = ?1
UNION ALL
SELECT id, rest, subject, row FROM observation_clash WHERE ledger = ?1;

-- erasure_observation(id i64, rest i64): run
DELETE FROM observation WHERE id = ?1 AND rest = ?2;

-- erasure_observation_clash(id i64, rest i64): run
DELETE FROM observation_clash WHERE id = ?1 AND rest = ?2;

-- erasure_identification(observation i64, rest i64): run
DELETE FROM identification WHERE observation = ?1 AND rest = ?2;

-- erasure_identifications(organisation i64): run
DELETE FROM identification WHERE organisation = ?1;

-- erasure_reject(ledger i64, row i64): run
DELETE FROM reject WHERE ledger = ?1 AND row = ?2;

-- erasure_on_its_way(organisation i64): number
-- Mails that may be leaving at this moment.
SELECT count(*) AS deliveries_int FROM delivery d
JOIN notice n ON n.id = d.notice WHERE n.organisation = ?1 AND d.state = 2;

-- erasure_drop_deliveries(organisation i64): run
-- Of what has not left.
DELETE FROM delivery WHERE state = 1 AND notice IN (
	SELECT id FROM notice WHERE organisation = ?1);

-- erasure_unlease(organisation i64): run
-- In a store that was restored nobody is sending: what was leaving when the
-- backup was made is not.
UPDATE delivery SET state = 1, leased = NULL WHERE state = 2 AND notice IN (
	SELECT id FROM notice WHERE organisation = ?1);

-- erasure_withdraw(organisation i64, withdrawn i64): run
-- After the one above: what has not left is withdrawn.
UPDATE notice SET state = 4, withdrawn = ?2
WHERE organisation = ?1 AND state IN (1, 2);

-- erasure_deliveries(organisation i64): run
UPDATE delivery SET bytes_sealed = NULL, outcome = '' WHERE notice IN (
	SELECT id FROM notice WHERE organisation = ?1);

-- erasure_notices(organisation i64): all
SELECT id, ref FROM notice WHERE organisation = ?1 ORDER BY id;

-- erasure_notice(id i64, subject_sealed blob, body_sealed blob): run
UPDATE notice SET subject_sealed = ?2, body_sealed = ?3, code_hash = CAST('erased ' || id AS BLOB),
	warned_by = NULL
WHERE id = ?1;

-- erasure_findings(organisation i64): all
SELECT id FROM finding WHERE organisation = ?1 ORDER BY id;

-- erasure_finding(id i64, subject_sealed blob, subject_index blob, now i64): run
-- What was going on is withdrawn; what was closed stays closed, and counted.
UPDATE finding SET subject_sealed = ?2, subject_index = ?3, claim = NULL,
	due_since = NULL, forgotten = ?4, revision = revision + 1,
	closed = CASE WHEN state < 4 THEN ?4 ELSE closed END,
	state = CASE WHEN state < 4 THEN 6 ELSE state END
WHERE id = ?1;

-- erasure_events(organisation i64): all
SELECT e.id FROM finding_event e JOIN finding f ON f.id = e.finding
WHERE f.organisation = ?1 ORDER BY e.id;

-- erasure_event(id i64, note_sealed blob): run
UPDATE finding_event SET note_sealed = ?2 WHERE id = ?1;

-- erasure_contacts(organisation i64): all
-- Also those no longer in use.
SELECT id, kind, value_sealed, state, source, made, confirmed, valid_until
FROM contact WHERE organisation = ?1 ORDER BY id;

-- erasure_contact(id i64, value_sealed blob, value_index blob): run
UPDATE contact SET value_sealed = ?2, value_index = ?3, state = 3, source = '',
	confirmed = NULL
WHERE id = ?1;

-- erasure_shown(organisation i64): run
-- By which proof notices showed accounts.
DELETE FROM notice_proof WHERE claim IN (
	SELECT id FROM claim WHERE organisation = ?1);

-- erasure_claims(organisation i64): run
DELETE FROM claim WHERE organisation = ?1;

-- erasure_fields(organisation i64): run
DELETE FROM organisation_field WHERE organisation = ?1;

-- erasure_relayed(organisation i64): run
DELETE FROM relayed WHERE organisation = ?1;

-- erasure_moments(organisation i64): run
DELETE FROM contact_moment WHERE case_file IN (
	SELECT id FROM case_file WHERE organisation = ?1);

-- erasure_cases(organisation i64): run
DELETE FROM case_file WHERE organisation = ?1;

-- erasure_organisation(id i64, name_sealed blob, name_index blob, erased i64): run
UPDATE organisation SET name_sealed = ?2, name_index = ?3, kvk_sealed = NULL,
	kvk_index = NULL, sector = '', erased = ?4
WHERE id = ?1;

-- erasure_audit(word str, ref str): run
UPDATE audit SET on_ref = ?2 WHERE on_ref = ?1 COLLATE NOCASE;

-- erasure_batch_event(word str): run
-- In what operators wrote.
UPDATE batch_event SET reason = replace(reason, ?1, '(erased)')
WHERE instr(reason, ?1) > 0;

-- erasure_hold(word str): run
UPDATE hold SET reason = replace(reason, ?1, '(erased)')
WHERE instr(reason, ?1) > 0;

-- erasure_batch(word str): run
UPDATE batch SET purpose = replace(purpose, ?1, '(erased)')
WHERE instr(purpose, ?1) > 0;

-- erasure_correction(word str): run
UPDATE correction SET reason = replace(reason, ?1, '(erased)')
WHERE instr(reason, ?1) > 0;

-- erasure_leak(word str): run
UPDATE leak SET reason = replace(reason, ?1, '(erased)'),
	outcome = replace(outcome, ?1, '(erased)')
WHERE instr(reason, ?1) > 0 OR instr(coalesce(outcome, ''), ?1) > 0;

-- erasure_emergency(word str): run
UPDATE emergency SET reason = replace(reason, ?1, '(erased)'),
	note = replace(note, ?1, '(erased)')
WHERE instr(reason, ?1) > 0 OR instr(coalesce(note, ''), ?1) > 0;

-- kept_chunk(seq i64): one
SELECT b.tlp FROM ledger l JOIN report r ON r.id = l.report
JOIN batch b ON b.id = r.batch WHERE l.seq = ?1;

-- kept_finding(id i64): number
-- The strictest label it rests on; 0: it rests on nothing any more.
SELECT coalesce(max(b.tlp), 0) AS tlp_int FROM support s
JOIN batch b ON b.id = s.batch WHERE s.finding = ?1;

-- kept_notices(organisation i64): all
SELECT id, ref, topic, kind, language, state, date, subject_sealed, body_sealed
FROM notice WHERE organisation = ?1 ORDER BY id;

-- kept_deliveries(notice i64): all
SELECT d.state, d.attempt, d.outcome, d.at, d.contact, c.value_sealed
FROM delivery d JOIN contact c ON c.id = d.contact
WHERE d.notice = ?1 ORDER BY d.id;

-- kept_audit(ref str, organisation i64): all
-- Lines about it, its findings and its notices.
SELECT a.at, a.did, a.on_ref FROM audit a WHERE a.on_ref = ?1
	OR a.on_ref IN (SELECT ref FROM finding WHERE organisation = ?2)
	OR a.on_ref IN (SELECT ref FROM notice WHERE organisation = ?2)
	OR a.on_ref IN (SELECT ref FROM case_file WHERE organisation = ?2)
ORDER BY a.id;
