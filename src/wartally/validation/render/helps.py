"""What the built-in rules mean, in both languages; the rules of a package say it themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wartally.validation.rules import Rule

__all__ = ["HELPS", "Help", "helps_of"]


class Help(NamedTuple):
    """What a rule is about: a short title and a sentence or two, in English and Ukrainian."""

    title: str
    title_uk: str
    text: str
    text_uk: str


HELPS: Mapping[str, Help] = {
    "type": Help(
        "Not of its type",
        "Не той тип",
        "The cell is not written as the type and the format of its field ask. The cell counts as "
        "blank for all other checks.",
        "Клітинка записана не так, як вимагають тип і формат поля. Для решти перевірок її вважають "
        "порожньою.",
    ),
    "required": Help(
        "Value missing",
        "Немає значення",
        "Every row must have a value here: the field is required, or is part of the primary key.",
        "Тут кожен рядок мусить мати значення: поле обов'язкове або входить до первинного ключа.",
    ),
    "enum": Help(
        "Not in the list",
        "Немає в переліку",
        "The field has a closed list of values, and this is none of them.",
        "Поле має закритий перелік значень, і цього значення в ньому немає.",
    ),
    "categories": Help(
        "Not a category",
        "Не категорія",
        "The field has a closed list of categories, and this is none of them.",
        "Поле має закритий перелік категорій, і цього значення в ньому немає.",
    ),
    "pattern": Help(
        "Does not match the pattern",
        "Не відповідає шаблону",
        "The whole text of the cell must match the regular expression of its field.",
        "Весь текст клітинки мусить відповідати регулярному виразу поля.",
    ),
    "minimum": Help(
        "Below the limit",
        "Менше за межу",
        "The value is less than the least that the field allows.",
        "Значення менше за найменше, яке дозволяє поле.",
    ),
    "maximum": Help(
        "Above the limit",
        "Більше за межу",
        "The value is more than the most that the field allows.",
        "Значення більше за найбільше, яке дозволяє поле.",
    ),
    "exclusiveMinimum": Help(
        "Not above the limit",
        "Не більше за межу",
        "The value must be more than a limit of the field, not equal to it.",
        "Значення мусить бути більшим за межу поля, а не дорівнювати їй.",
    ),
    "exclusiveMaximum": Help(
        "Not below the limit",
        "Не менше за межу",
        "The value must be less than a limit of the field, not equal to it.",
        "Значення мусить бути меншим за межу поля, а не дорівнювати їй.",
    ),
    "minLength": Help(
        "Too short",
        "Закоротке",
        "The text has fewer characters, or the list fewer items, than the field allows.",
        "У тексті менше знаків (або в переліку менше елементів), ніж дозволяє поле.",
    ),
    "maxLength": Help(
        "Too long",
        "Задовге",
        "The text has more characters, or the list more items, than the field allows.",
        "У тексті більше знаків (або в переліку більше елементів), ніж дозволяє поле.",
    ),
    "jsonSchema": Help(
        "Does not fit its JSON Schema",
        "Не відповідає своїй JSON Schema",
        "The structured value of the cell is not as the JSON Schema of its field asks.",
        "Структуроване значення клітинки не таке, як вимагає JSON Schema поля.",
    ),
    "unique": Help(
        "Value repeated",
        "Значення повторюється",
        "No two rows may have the same value in this field. Blank cells do not count.",
        "Два рядки не можуть мати в цьому полі однакове значення. Порожні клітинки не враховують.",
    ),
    "primaryKey": Help(
        "Primary key repeated",
        "Первинний ключ повторюється",
        "The primary key names a row, so no two rows may have the same.",
        "Первинний ключ називає рядок, тому однакового ключа у двох рядків бути не може.",
    ),
    "uniqueKeys": Help(
        "Unique key repeated",
        "Унікальний ключ повторюється",
        "No two rows may have the same values in the columns of a unique key. Rows with a blank there "
        "do not count.",
        "Два рядки не можуть мати однакові значення у стовпцях унікального ключа. Рядки з порожньою "
        "клітинкою там не враховують.",
    ),
    "foreignKeys": Help(
        "Refers to no row",
        "Посилається на рядок, якого немає",
        "A foreign key must name a row of the table that it refers to.",
        "Зовнішній ключ мусить називати наявний рядок таблиці, на яку посилається.",
    ),
    "header": Help(
        "Header not as declared",
        "Заголовок не такий, як описано",
        "The columns of the file are not those of the schema, as far as its fieldsMatch asks for them.",
        "Стовпці файлу не ті, що в схемі, наскільки цього вимагає її fieldsMatch.",
    ),
    "structure": Help(
        "Not a row",
        "Не рядок таблиці",
        "The line cannot be cut into as many cells as the header has, or is blank.",
        "Рядок файлу не ділиться на стільки клітинок, скільки їх у заголовку, або він порожній.",
    ),
    "encoding": Help(
        "Not in its encoding",
        "Не в тому кодуванні",
        "A byte of the file is no text in the encoding that the package states (UTF-8 unless it says "
        "otherwise).",
        "Байт файлу не є текстом у кодуванні, яке вказує пакет (UTF-8, якщо не вказано інше).",
    ),
    "compression": Help(
        "Cannot be unpacked",
        "Не розпаковується",
        "The file is not compressed as the package says, or is damaged.",
        "Файл стиснуто не так, як каже пакет, або він пошкоджений.",
    ),
    "format": Help(
        "Not of its format",
        "Не той формат",
        "The file is not of the format that the package states.",
        "Файл не того формату, який вказує пакет.",
    ),
    "bytes": Help(
        "Other size",
        "Інший розмір",
        "The file has not as many bytes as the package states: it was changed, or cut.",
        "Файл має не стільки байтів, скільки вказує пакет: його змінено або обрізано.",
    ),
    "hash": Help(
        "Other content",
        "Інший вміст",
        "The file's hash is not the one that the package states: its content was changed.",
        "Хеш файлу не той, який вказує пакет: вміст змінено.",
    ),
    "rows": Help(
        "Other number of rows",
        "Інша кількість рядків",
        "The file has not as many rows as the package states.",
        "Файл має не стільки рядків, скільки вказує пакет.",
    ),
    "cut_file": Help(
        "No line end at the end",
        "Немає кінця рядка в кінці",
        "The last line has no line end, so the file may have been cut short.",
        "Останній рядок не має кінця рядка, тож файл міг бути обрізаний.",
    ),
    "empty_file": Help(
        "Empty file",
        "Порожній файл",
        "The file holds nothing, not even its header.",
        "У файлі немає нічого, навіть заголовка.",
    ),
    "not_a_table": Help(
        "No table",
        "Не таблиця",
        "The resource does not say that it is a table, so only its size and hash are checked.",
        "Ресурс не каже, що він таблиця, тому перевіряють лише його розмір і хеш.",
    ),
    "schema_property": Help(
        "Property that nobody reads",
        "Властивість, якої ніхто не читає",
        "The schema says something that has no meaning there, perhaps because its name is mistyped.",
        "Схема каже щось, що там нічого не означає – можливо, через описку в назві.",
    ),
    "missing_file": Help(
        "File missing",
        "Немає файлу",
        "The file that should hold the table's rows cannot be read.",
        "Файл, у якому мають бути рядки таблиці, не читається.",
    ),
}


def helps_of(rules: Iterable[Rule]) -> dict[str, Help]:
    """What the built-in rules and those of a package mean, by the rule's id."""
    own = {r.id: Help(r.title, r.title_uk, r.description, r.description_uk) for r in rules}
    return {**HELPS, **own}
