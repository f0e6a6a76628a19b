-- id: press_claim_window
-- severity: error
-- tables: press_claims, reports
-- column: period_end
-- title: Window does not fit the statistic
-- title@uk: Період не відповідає величині
-- description: A window must end after it begins. A running total runs from 24 February 2022, a day's figure lies between
--   one report and the next, a month or a year between the first days of two months or years.
-- description@uk: Період має завершуватися пізніше, ніж почався. Підсумок рахують від 24 лютого 2022 року, показник за
--   добу – між двома сусідніми зведеннями, за місяць чи рік – між першими днями двох місяців чи років.
WITH claims AS (
  SELECT
    c.claim_id, c.statistic, c.period_start, c.period_end,
    CAST(c.period_start AS VARCHAR) AS since,
    CAST(c.period_end AS VARCHAR) AS until,
    COUNT(r.report_date) AS inside
  FROM press_claims AS c
  LEFT JOIN reports AS r
    ON r.series_id = 'general_staff_ua' AND c.statistic = 'daily_on'
    AND r.report_date > c.period_start AND r.report_date < c.period_end
  GROUP BY c.claim_id, c.statistic, c.period_start, c.period_end
),
measured AS (
  SELECT
    claim_id, statistic, period_start, period_end, since, until, inside,
    SUBSTR(since, 9, 2) || SUBSTR(until, 9, 2) AS days,
    12 * (CAST(SUBSTR(until, 1, 4) AS INTEGER) - CAST(SUBSTR(since, 1, 4) AS INTEGER))
      + CAST(SUBSTR(until, 6, 2) AS INTEGER) - CAST(SUBSTR(since, 6, 2) AS INTEGER) AS months,
    SUBSTR(since, 6, 2) AS first_month
  FROM claims
)
SELECT
  claim_id,
  until AS value,
  statistic || ' cannot be taken from ' || since || ' to ' || until AS message
FROM measured
WHERE period_end <= period_start
  OR (statistic IN ('cumulative_on', 'date_crossed_threshold') AND since <> '2022-02-24')
  OR (statistic = 'daily_on' AND inside > 0)
  OR (statistic = 'month_total' AND (days <> '0101' OR months <> 1))
  OR (statistic = 'year_total' AND (days <> '0101' OR months <> 12 OR first_month <> '01'))
