-- claim_add(id i64, organisation i64, kind i64, value_sealed blob, value_index blob, nature i64, state i64, why str, valid_from i64?, valid_until i64?, proof str, person i64, made i64): run
INSERT INTO claim (id, organisation, kind, value_sealed, value_index, nature,
	state, why, valid_from, valid_until, proof, person, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- claim_by_value(value_index blob): all
SELECT id, organisation, nature, state, valid_from, valid_until FROM claim
WHERE value_index = ?1 ORDER BY id;

-- claim_set(id i64, nature i64, valid_from i64?, valid_until i64?): run
UPDATE claim SET nature = ?2, valid_from = ?3, valid_until = ?4 WHERE id = ?1;

-- claim_settle(id i64): run
-- From pending or refused to entered.
UPDATE claim SET state = 2, why = '' WHERE id = ?1 AND state IN (3, 6);

-- claim_each: all
-- Everything that can identify: proven, entered or in grace.
SELECT id, organisation, kind, value_sealed, nature, state, valid_from,
	valid_until
FROM claim WHERE state IN (1, 2, 4) ORDER BY id;

-- claim_of_organisation(organisation i64): all
SELECT id, kind, value_sealed, nature, state, why, valid_from, valid_until,
	proof, made
FROM claim WHERE organisation = ?1 ORDER BY kind, id;

-- claim_get(id i64): one
SELECT organisation, kind, value_sealed, nature, state, why, valid_until
FROM claim WHERE id = ?1;

-- claim_count: all
SELECT state, count(*) AS claims_int FROM claim GROUP BY state ORDER BY state;

-- claim_bounded: number
-- Whether any claim begins or ends: else a moment's owner is every moment's.
SELECT EXISTS (SELECT 1 FROM claim
	WHERE valid_from IS NOT NULL OR valid_until IS NOT NULL) AS bounded_int;

-- claim_walk(after i64, most i64): all
SELECT id, organisation, kind, value_sealed FROM claim
WHERE id > ?1 AND state IN (1, 2, 4) ORDER BY id LIMIT ?2;

-- claim_pending: all
SELECT c.id, c.organisation, c.value_sealed, c.why, c.made, o.ref, o.name_sealed,
	coalesce(p.kind, 0) AS proof_int
FROM claim c JOIN organisation o ON o.id = c.organisation
LEFT JOIN claim_proof p ON p.claim = c.id
WHERE c.state IN (3, 5) ORDER BY c.id;

-- claim_decide(id i64, state i64, why str): run
UPDATE claim SET state = ?2, why = ?3 WHERE id = ?1;

-- claim_state(id i64): one
SELECT organisation, value_sealed, value_index, nature, state, valid_from,
	valid_until
FROM claim WHERE id = ?1;
