-- proof_get(claim i64): one
SELECT kind, asked, proven, failing, next, person, said_sealed
FROM claim_proof WHERE claim = ?1;

-- proof_put(claim i64, organisation i64, kind i64, asked i64, proven i64?, failing i64?, next i64?, person i64, said_sealed blob): run
INSERT INTO claim_proof (claim, organisation, kind, asked, proven, failing, next,
	person, said_sealed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (claim) DO UPDATE SET kind = excluded.kind, asked = excluded.asked,
	proven = excluded.proven, failing = excluded.failing,
	next = excluded.next, person = excluded.person,
	said_sealed = excluded.said_sealed;

-- proof_of_organisation(organisation i64): all
SELECT p.claim, p.kind, p.asked, p.proven, p.failing, p.next, p.said_sealed,
	c.value_sealed, n.id AS person, n.name_sealed
FROM claim_proof p JOIN claim c ON c.id = p.claim
JOIN person n ON n.id = p.person
WHERE p.organisation = ?1 ORDER BY p.claim;

-- proof_domains(organisation i64, now i64): all
-- Domains whose site may be asked, over and refused ones left out.
SELECT id, organisation, value_sealed FROM claim
WHERE organisation = ?1 AND kind = 2 AND state <> 6
	AND (valid_until IS NULL OR valid_until > ?2) ORDER BY id;

-- proof_due(now i64, longest i64, most i64): all
-- The same, whose time has come; a time further off than the longest wait is
-- of a clock that was set back since.
SELECT c.id, c.organisation, c.value_sealed
FROM claim_proof p JOIN claim c ON c.id = p.claim
WHERE p.next IS NOT NULL AND (p.next <= ?1 OR p.next > ?1 + ?2)
	AND c.kind = 2 AND c.state <> 6
	AND (c.valid_until IS NULL OR c.valid_until > ?1)
ORDER BY p.next, c.id LIMIT ?3;

-- proof_old(before i64): number
-- Proven claims whose proof nobody has seen since then.
SELECT count(*) AS claims_int FROM claim_proof p JOIN claim c ON c.id = p.claim
WHERE c.state = 1 AND p.proven < ?1;

-- claim_each_of(organisation i64?): all
SELECT c.id, c.organisation, c.kind, c.value_sealed, c.state, c.why, c.proof,
	c.made, o.ref, o.name_sealed, p.kind AS proof_int, p.proven, p.failing,
	p.next
FROM claim c JOIN organisation o ON o.id = c.organisation
LEFT JOIN claim_proof p ON p.claim = c.id
WHERE ?1 IS NULL OR c.organisation = ?1 ORDER BY c.organisation, c.kind, c.id;

-- proof_erase(organisation i64): run
DELETE FROM claim_proof WHERE organisation = ?1;
