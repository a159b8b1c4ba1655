-- typo: a file that must not compile.

-- typo_get(id i64): one
SELECT id,
	nmae
FROM thing WHERE id = ?1;
