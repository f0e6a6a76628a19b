-- title: Who said how many were killed
-- title@uk: Хто і скільки називав загиблих
-- description: Everything anyone said about the killed, side by side with its measure, population and period. Measures
--   differ (killed alone, killed and wounded, killed and missing); nothing here is added up.
-- description@uk: Усе, що було сказано про загиблих, поруч із видом втрат, групою осіб і періодом. Види втрат різні (лише
--   загиблі, загиблі та поранені, загиблі та зниклі безвісти); тут нічого не додають.
SELECT
  e.subject_side,
  e.population,
  e.as_of,
  e.measure,
  e.qualifier,
  e.low,
  e.best,
  e.high,
  e.period_start,
  e.period_end,
  e.cumulative,
  a.name_en AS said_by,
  a.kind AS said_by_kind,
  e.rests_on_series,
  e.wording,
  s.url,
  e.estimate_id
FROM estimates AS e
JOIN actors AS a ON a.actor_id = e.claimant_id
JOIN sources AS s ON s.source_id = e.source_id
WHERE e.measure IN ('killed', 'killed_wounded', 'killed_missing') AND e.withdrawn_on IS NULL
