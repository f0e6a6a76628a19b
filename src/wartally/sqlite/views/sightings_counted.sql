-- title: Confirmed items, each once
-- title@uk: Підтверджені одиниці, кожна один раз
-- description: The sightings that counts rest on. Withdrawn rows are left out, and so is the row 'damaged' of an item
--   that is also listed as abandoned or captured with the same model and evidence. The collection keeps some entries
--   that Oryx has since edited, so counts can exceed Oryx's own totals.
-- description@uk: Візуальні підтвердження, на яких ґрунтуються підрахунки. Вилучених рядків немає, як і рядка
--   «пошкоджено» для одиниці, яку з тією самою моделлю й доказом внесено також як покинуту чи захоплену. Збірка
--   зберігає деякі записи, які Oryx згодом змінив, тому кількість може перевищувати підсумки самого Oryx.
SELECT s.*
FROM sightings AS s
WHERE s.withdrawn_on IS NULL
  AND NOT (
    s.status = 'damaged'
    AND EXISTS (
      SELECT 1 FROM sightings AS t
      WHERE t.evidence_url = s.evidence_url AND t.side = s.side AND t.model = s.model
        AND t.status IN ('abandoned', 'captured') AND t.withdrawn_on IS NULL
    )
  )
