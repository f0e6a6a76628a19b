-- id: estimate_measure_population
-- severity: error
-- tables: estimates
-- column: measure
-- title: Measure does not fit the population
-- title@uk: Вид втрат не відповідає групі осіб
-- description: Civilians are counted as killed, wounded, both together or missing. Prisoners of war, missing counted
--   among the dead of an army, and losses of an unspecified kind are measures of soldiers only.
-- description@uk: Цивільних рахують як загиблих, поранених, тих і тих разом або зниклих безвісти.
--   Військовополонені, зниклі безвісти у складі втрат війська та втрати без уточнення – види втрат лише для військових.
SELECT
  e.estimate_id,
  e.measure AS value,
  'the measure ' || e.measure || ' is not one for civilians' AS message
FROM estimates AS e
WHERE e.population = 'civilian'
  AND e.measure IN ('captured', 'killed_missing', 'killed_wounded_missing', 'unspecified')
