-- id: press_claim_twice
-- severity: warning
-- tables: press_claims
-- column: claimed_value
-- title: Statement entered twice
-- title@uk: Твердження внесено двічі
-- description: Two statements of one article are about the same category, statistic and window and name the same figure.
-- description@uk: Два твердження однієї статті стосуються тієї самої категорії, величини й періоду та називають те саме
--   число.
SELECT
  a.claim_id,
  CAST(a.claimed_value AS VARCHAR) AS value,
  'says the same as ' || b.claim_id AS message
FROM press_claims AS a
JOIN press_claims AS b
  ON b.source_id = a.source_id AND b.category_id = a.category_id AND b.statistic = a.statistic
  AND b.period_start = a.period_start AND b.period_end = a.period_end AND b.claimed_value = a.claimed_value
  AND b.claim_id < a.claim_id
