-- keys_sealed: all
-- A sample of what is sealed that tells whether a key is the right one: all of
-- who is known, and of what was told.
SELECT 'organisation.name' AS column_text, id, name_sealed FROM organisation
UNION ALL SELECT 'person.name', id, name_sealed FROM person
UNION ALL SELECT 'contact.value', id, value_sealed FROM contact
UNION ALL SELECT 'claim.value', id, value_sealed FROM claim
UNION ALL SELECT 'finding.subject', id, subject_sealed FROM finding;

-- keys_chunk: one
-- The newest of the evidence.
SELECT file FROM ledger ORDER BY seq DESC LIMIT 1;
