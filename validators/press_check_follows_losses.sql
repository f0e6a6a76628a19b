-- id: press_check_follows_losses
-- severity: error
-- tables: press_checks, press_claims, losses
-- column: computed_value
-- title: Check not derived from the figures
-- title@uk: Перевірку не виведено з показників
-- description: The figure of a check must be the total on its window's last day, or its change over the window where
--   the statement is about one; a figure that matches exactly must be the stated one. Run `wartally derive`.
-- description@uk: Показник перевірки має бути підсумком на останній день періоду або, якщо йдеться про зміну, зміною
--   за період; якщо точне число збігається, воно має дорівнювати показнику. Запустіть `wartally derive`.
WITH wanted AS (
  SELECT
    c.claim_id, c.statistic, c.qualifier, c.claimed_value,
    CASE
      WHEN c.statistic IN ('cumulative_on', 'date_crossed_threshold') THEN u.cumulative
      ELSE u.cumulative - s.cumulative
    END AS figure
  FROM press_claims AS c
  LEFT JOIN losses AS u
    ON u.series_id = 'general_staff_ua' AND u.category_id = c.category_id AND u.report_date = c.period_end
  LEFT JOIN losses AS s
    ON s.series_id = 'general_staff_ua' AND s.category_id = c.category_id AND s.report_date = c.period_start
  WHERE c.statistic NOT IN ('period_mean', 'record_max_daily')
)
SELECT
  k.claim_id,
  CAST(k.computed_value AS VARCHAR) AS value,
  CASE
    WHEN w.figure IS NOT NULL AND k.computed_value IS DISTINCT FROM w.figure
      THEN 'the totals give ' || CAST(w.figure AS VARCHAR)
    ELSE 'said to match, although the statement says ' || CAST(w.claimed_value AS VARCHAR)
  END AS message
FROM press_checks AS k
JOIN wanted AS w ON w.claim_id = k.claim_id
WHERE (w.figure IS NOT NULL AND k.computed_value IS DISTINCT FROM w.figure)
  OR (k.figure_verdict = 'matches' AND w.qualifier = 'exact' AND w.statistic <> 'date_crossed_threshold'
    AND k.computed_value <> w.claimed_value)
