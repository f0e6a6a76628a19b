-- id: press_check_missing
-- severity: error
-- tables: press_claims, press_checks
-- column: claim_id
-- title: Statement without a check
-- title@uk: Твердження без перевірки
-- description: Every statement has its check. Run `wartally derive`.
-- description@uk: Кожне твердження має свою перевірку. Запустіть `wartally derive`.
SELECT
  c.claim_id,
  c.claim_id AS value,
  'this statement has not been checked' AS message
FROM press_claims AS c
LEFT JOIN press_checks AS k ON k.claim_id = c.claim_id
WHERE k.claim_id IS NULL
