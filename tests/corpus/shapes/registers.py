"""Registers, surveys and exports, a row for each thing or person."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.corpus.shapes.shape import OBLASTS, Edit, Shape, fields, rules, schema_names


def company_register() -> Shape:
    """A Ukrainian register in Windows-1251: semicolons, days first, «так» and «ні», codes of eight digits."""
    rows = [
        f'{30_000_000 + n * 7};"ТОВ ""Приклад-{n}""";{OBLASTS[n % 7]} область;'
        f"{n % 28 + 1:02d}.{n % 12 + 1:02d}.{2000 + n % 24};{'ні' if n % 6 else 'так'};{n % 90},{n % 100:02d}"
        for n in range(1200)
    ]
    schema = {
        "fields": fields(
            *(
                "ЄДРПОУ string",
                "Назва string",
                "Область string",
                "Дата_реєстрації date",
                "Припинено boolean",
                "Капітал number",
            ),
            **{
                "ЄДРПОУ": rules(required=True, pattern="\\d{8}"),
                "Назва": rules(required=True, maxLength=40),
                "Область": rules(enum=[f"{name} область" for name in OBLASTS]),
                "Дата_реєстрації": {"format": "%d.%m.%Y", **rules(minimum="24.08.1991")},
                "Припинено": {"trueValues": ["так"], "falseValues": ["ні"]},
                "Капітал": {"decimalChar": ","},
            },
        ),
        "primaryKey": "ЄДРПОУ",
    }
    file = "реєстр.csv"
    table = {
        "name": "companies",
        "path": file,
        "encoding": "windows-1251",
        "profile": "tabular-data-resource",
        "dialect": {"delimiter": ";"},
        "schema": schema,
    }
    edits = (
        Edit(file, 2, "30000000", "3000000", (("pattern", "ЄДРПОУ"),)),
        Edit(file, 100, "область", "обл.", (("enum", "Область"),)),
        Edit(file, 333, ".", "/", (("type", "Дата_реєстрації"),)),
        Edit(file, 501, ";ні;", ";No;", (("type", "Припинено"),)),
        Edit(file, 777, "30005425", "30005418", (("primaryKey", "ЄДРПОУ"),)),
        Edit(file, 914, ".200", ".190", (("minimum", "Дата_реєстрації"),)),
    )
    header = ";".join(schema_names(schema))
    return Shape(
        "company register",
        {"profile": "tabular-data-package", "name": "register", "resources": [table]},
        {file: [header, *rows]},
        edits,
        {file: "cp1251"},
    )


def labour_survey() -> Shape:
    """A package of version 2: labelled categories in their order, labelled reasons for what is missing."""
    rows = [
        f"{n},{n % 5 + 1 if n % 13 else -98},{18 + n % 60 if n % 31 else -99},"
        f"{('employed', 'unemployed', 'inactive')[n % 3]},{'' if n % 3 else n * 17 % 90_000}"
        for n in range(1, 1501)
    ]
    reasons = [
        {"value": "-99", "label": "REFUSED"},
        {"value": "-98", "label": "DO_NOT_KNOW"},
        {"value": "", "label": "NOT_ASKED"},
    ]
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fieldsMatch": "equal",
        "fields": fields(
            *("respondent integer", "agreement integer", "age integer", "status string", "income number"),
            agreement={
                "categories": [{"value": v, "label": f"Step {v}"} for v in range(1, 6)],
                "categoriesOrdered": True,
            },
            age={**rules(minimum=18, maximum=110)},
            status={
                "categories": ["employed", "unemployed", "inactive"],
                "missingValues": [],
                **rules(required=True),
            },
            income={"missingValues": [{"value": "", "label": "none"}], **rules(minimum=0)},
        ),
        "missingValues": reasons,
        "primaryKey": ["respondent"],
    }
    file = "answers.csv"
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "labour-survey",
        "resources": [{"name": "answers", "type": "table", "path": file, "schema": schema}],
    }
    edits = (
        Edit(file, 3, "2,3,", "2,6,", (("categories", "agreement"),)),
        Edit(file, 50, ",67,", ",17,", (("minimum", "age"),)),
        Edit(file, 99, "inactive", "-99", (("categories", "status"),)),
        Edit(file, 1000, "employed", "employed,", (("structure", ""),)),
        Edit(file, 1201, ",employed,", ",employed,-", (("minimum", "income"),)),
    )
    return Shape("labour survey", package, {file: ["respondent,agreement,age,status,income", *rows]}, edits)


def household_survey() -> Shape:
    """A survey with labels of values: codes in numbers, several answers in one cell, how long it took."""
    rows = [
        f'h{n:04d},{n % 4},{n % 3 + 1},"{";".join(str(1 + (n + k) % 6) for k in range(n % 3 + 1))}",'
        f"PT{n % 40 + 5}M{n % 60}S,{n % 24:02d}:{n % 60:02d}:00"
        for n in range(1000)
    ]
    schema = {
        "fields": fields(
            *(
                "household string",
                "damage integer",
                "tenure integer",
                "needs list",
                "took duration",
                "begun time",
            ),
            household=rules(required=True, pattern="h\\d{4}"),
            damage={
                "categories": [
                    {"value": v, "label": label}
                    for v, label in enumerate(("none", "light", "heavy", "destroyed"))
                ],
                "categoriesOrdered": True,
            },
            tenure={"categories": [{"value": v, "label": f"kind {v}"} for v in (1, 2, 3)]},
            needs={"delimiter": ";", "itemType": "integer", **rules(minLength=1, maxLength=3)},
            took=rules(minimum="PT1M", maximum="PT2H"),
        ),
        "uniqueKeys": [["household"], ["household", "begun"]],
    }
    file = "households.csv"
    edits = (
        Edit(file, 9, "h0007,3,", "h0007,4,", (("categories", "damage"),)),
        Edit(file, 79, ";", ",", (("type", "needs"),)),
        Edit(file, 300, "PT", "P", (("type", "took"),)),
        Edit(file, 451, "PT", "PT3H", (("maximum", "took"),)),
        Edit(file, 602, "h0600", "h0599", (("uniqueKeys", "household"),)),
        Edit(file, 800, '"', '"1;2;3;', (("maxLength", "needs"),)),
    )
    package = {
        "name": "households",
        "resources": [{"name": "households", "type": "table", "path": file, "schema": schema}],
    }
    return Shape(
        "household survey", package, {file: ["household,damage,tenure,needs,took,begun", *rows]}, edits
    )


def permits() -> Shape:
    """An export of building permits as lines of JSON: objects within objects, lists, points."""
    lines = []
    for n in range(700):
        row = {
            "id": n + 1,
            "issued": (date(2023, 1, 1) + timedelta(days=n % 365)).isoformat(),
            "applicant": {"kind": "company" if n % 2 else "person", "floors": n % 20},
            "uses": ["flats"] if n % 3 else ["flats", "shops"],
            "place": {"lon": 30 + n % 100 / 100, "lat": 50 + n % 50 / 100},
            "valid_for": f"P{n % 3 + 1}Y",
            "contact": None if n % 4 else f"office{n}@example.org",
        }
        lines.append(json.dumps(row, ensure_ascii=False))
    of_applicant = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["company", "person"]}, "floors": {"type": "integer"}},
    }
    schema = {
        "fields": fields(
            *(
                "id integer",
                "issued date",
                "applicant object",
                "uses array",
                "place geopoint",
                "valid_for duration",
                "contact string",
            ),
            issued=rules(minimum="2023-01-01", maximum="2023-12-31"),
            applicant=rules(jsonSchema=of_applicant),
            uses=rules(minLength=1, maxLength=2),
            place={"format": "object"},
            valid_for=rules(maximum="P3Y"),
            contact={"format": "email"},
        ),
        "primaryKey": ["id"],
    }
    file = "permits.jsonl"
    edits = (
        Edit(file, 10, '"company"', '"firm"', (("jsonSchema", "applicant"),)),
        Edit(file, 111, '["flats"]', "[]", (("minLength", "uses"),)),
        Edit(file, 222, '"lat"', '"latitude"', (("type", "place"),)),
        Edit(file, 333, "P3Y", "P4Y", (("maximum", "valid_for"),)),
        Edit(file, 441, "@example.org", "", (("type", "contact"),)),
        Edit(file, 555, '"id": 555', '"id": 554', (("primaryKey", "id"),)),
    )
    package = {
        "name": "permits",
        "resources": [{"name": "permits", "type": "table", "path": file, "schema": schema}],
    }
    return Shape("permits", package, {file: lines}, edits)


def gazetteer() -> Shape:
    """A list of places: points and outlines, years, addresses on the web, what is known of which month."""
    rows = []
    for n in range(250):
        outline = {
            "type": "Polygon",
            "coordinates": [[[30, 50], [30, 50 + n / 1000 + 0.1], [31, 51], [30, 50]]],
        }
        quoted = json.dumps(outline).replace('"', '""')
        rows.append(
            f'{n},Place {n},"{30 + n / 100}, {50 + n / 200}","{quoted}",{1000 + n},'
            f"https://example.org/places/{n},{2000 + n % 20}-{n % 12 + 1:02d}"
        )
    schema = {
        "fields": fields(
            *(
                "id integer",
                "name string",
                "centre geopoint",
                "outline geojson",
                "founded year",
                "page string",
                "checked yearmonth",
            ),
            founded=rules(exclusiveMaximum=2025),
            page={"format": "uri", **rules(unique=True)},
            checked=rules(exclusiveMinimum="1999-12"),
        ),
        "primaryKey": ["id"],
    }
    file = "places.csv"
    edits = (
        Edit(file, 10, '"30.08, ', '"230.08, ', (("type", "centre"),)),
        Edit(file, 60, "Polygon", "Polygone", (("type", "outline"),)),
        Edit(file, 120, ",1118,", ",2118,", (("exclusiveMaximum", "founded"),)),
        Edit(file, 170, "/168", "/167", (("unique", "page"),)),
        Edit(file, 200, ",20", ",19", (("exclusiveMinimum", "checked"),)),
    )
    package = {
        "name": "gazetteer",
        "resources": [{"name": "places", "type": "table", "path": file, "schema": schema}],
    }
    return Shape("gazetteer", package, {file: ["id,name,centre,outline,founded,page,checked", *rows]}, edits)
