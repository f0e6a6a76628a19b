-- id: press_claim_foresight
-- severity: error
-- tables: press_claims
-- column: published_on
-- title: Statement about a report to come
-- title@uk: Твердження про майбутнє зведення
-- description: An article can tell only of reports up to its own day. A forecast of the day on which a total will be
--   reached may look ahead.
-- description@uk: Стаття може розповідати лише про зведення до дня своєї публікації включно. Наперед може
--   зазирати лише прогноз дня, коли підсумок сягне певного рівня.
SELECT
  claim_id,
  CAST(published_on AS VARCHAR) AS value,
  'published on ' || CAST(published_on AS VARCHAR) || ', but about the report of '
    || CAST(period_end AS VARCHAR) AS message
FROM press_claims
WHERE (published_on < period_end AND statistic <> 'date_crossed_threshold')
  OR CAST(published_on AS VARCHAR) > CAST(:today AS VARCHAR)
