-- id: sighting_type_follows_model
-- severity: error
-- tables: sightings, equipment_models, equipment_types
-- column: equipment_type
-- title: Type or category not as mapped
-- title@uk: Тип чи категорія не відповідають моделі
-- description: A row's equipment type is not the one its model is mapped to, or its category is not that of the type.
-- description@uk: Тип техніки в рядку не той, до якого віднесено модель, або категорія не відповідає типу.
SELECT
  s.sighting_id,
  COALESCE(s.equipment_type, '-') || ', ' || COALESCE(s.category_id, '-') AS value,
  'the model ' || COALESCE(s.model, '-') || ' is mapped to ' || COALESCE(m.equipment_type, '-')
    || ' and ' || COALESCE(t.category_id, '-') AS message
FROM sightings AS s
LEFT JOIN equipment_models AS m ON m.model = s.model
LEFT JOIN equipment_types AS t ON t.equipment_type = m.equipment_type
WHERE COALESCE(s.equipment_type, '-') <> COALESCE(m.equipment_type, '-')
  OR COALESCE(s.category_id, '-') <> COALESCE(t.category_id, '-')
