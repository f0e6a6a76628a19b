-- id: equipment_model_basis
-- severity: error
-- tables: equipment_models
-- column: basis
-- title: Basis does not fit the type
-- title@uk: Підстава не відповідає типу
-- description: A model has no type exactly if its type cannot be told.
-- description@uk: Модель не має типу саме тоді, коли його неможливо визначити.
SELECT
  m.model,
  m.basis AS value,
  'the basis is ' || m.basis || ', but the type is ' || COALESCE(m.equipment_type, 'blank') AS message
FROM equipment_models AS m
WHERE (m.basis = 'undetermined' AND m.equipment_type IS NOT NULL)
  OR (m.basis <> 'undetermined' AND m.equipment_type IS NULL)
