-- id: press_check_cause
-- severity: error
-- tables: press_checks
-- column: cause
-- title: Verdict and cause do not fit
-- title@uk: Висновок і причина не узгоджені
-- description: A figure that matches needs no cause; one that does not has one, if only that it is not explained.
-- description@uk: Якщо число збігається, причини не вказують; якщо ні, вона має бути, хоч би й «не пояснено».
SELECT
  claim_id,
  COALESCE(cause, '') AS value,
  CASE
    WHEN cause IS NULL THEN 'the figure ' || figure_verdict || ', but nothing is said to account for it'
    ELSE 'the figure matches, but ' || cause || ' is said to account for it'
  END AS message
FROM press_checks
WHERE (figure_verdict = 'matches' AND cause IS NOT NULL)
  OR (figure_verdict <> 'matches' AND cause IS NULL)
