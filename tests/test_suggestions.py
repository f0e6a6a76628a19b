"""What was probably meant: each kind of slip, nothing that is a guess, and only what the field allows."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench import ROOT, TODAY, bench, schemas
from wartally.schema import Category, Field
from wartally.validation.engines import validate
from wartally.validation.findings import Finding
from wartally.validation.suggesting import Codes, Meaning, complete
from wartally.validation.suggesting.codes import one_slip
from wartally.validation.suggesting.dates import dates

NBSP, NARROW, ZERO_WIDTH, BOM = "\u00a0", "\u202f", "\u200b", "\ufeff"
DAY = Field("day", "date")
IN_WAR = Field("day", "date", constraints={"minimum": "2022-02-24", "maximum": "2030-01-01"})
WHOLE = Field("n", "integer")
NUMBER = Field("x", "number")
COMMA = Field("x", "number", decimal_char=",")
BOOLEAN = Field("ok", "boolean")
YES_NO = Field("ok", "boolean", true_values=("Yes",), false_values=("No",))
SIDE = Field("side", "string", constraints={"enum": ["RU", "UA"]})
STATES = (Category("destroyed", "Destroyed", "Знищено"), Category("damaged", "Damaged", "Пошкоджено"))
STATUS = Field(
    "status",
    "string",
    constraints={"enum": ["destroyed", "damaged", "captured", "abandoned"]},
    categories=STATES,
)
SLUG = Field("id", "string", constraints={"pattern": "[a-z][a-z0-9_]*"})
PLATE = Field("plate", "string", constraints={"pattern": "[А-ЯІЇЄ]{2}[0-9]{4}"})
SHORT = Field("code", "string", constraints={"maxLength": 2})

MEANT = [
    (DAY, "11.11.2022", "2022-11-11"),
    (DAY, "3.4.2022", "2022-04-03"),
    (DAY, "13/11/2022", "2022-11-13"),
    (DAY, "11/13/2022", "2022-11-13"),
    (DAY, "11/11/2022", "2022-11-11"),
    (DAY, "2022/11/01", "2022-11-01"),
    (DAY, "2022.11.1", "2022-11-01"),
    (DAY, "2022-11-1", "2022-11-01"),
    (DAY, "20221111", "2022-11-11"),
    (DAY, "2022–11–11", "2022-11-11"),
    (DAY, f"2022-11-11{NBSP}", "2022-11-11"),
    (DAY, "2022-11-11T00:00:00Z", "2022-11-11"),
    (DAY, "2022-11-11 08:30", "2022-11-11"),
    (DAY, "11 November 2022", "2022-11-11"),
    (DAY, "November 11, 2022", "2022-11-11"),
    (DAY, "11 листопада 2022 р.", "2022-11-11"),
    (DAY, "11-Nov-2022", "2022-11-11"),
    (DAY, "２０２２-11-11", "2022-11-11"),
    (IN_WAR, "44876", "2022-11-11"),
    (IN_WAR, "04/03/2022", ""),
    (WHOLE, "374,520", "374520"),
    (WHOLE, "92 740", "92740"),
    (WHOLE, f"92{NBSP}740", "92740"),
    (WHOLE, f"1{NARROW}092{NARROW}740", "1092740"),
    (WHOLE, "92'740", "92740"),
    (WHOLE, "92’740", "92740"),
    (WHOLE, "1.234.567", "1234567"),
    (WHOLE, " 12", "12"),
    (WHOLE, "12.0", "12"),
    (WHOLE, "−7", "-7"),
    (WHOLE, "१२", "12"),
    (WHOLE, "１２", "12"),
    (WHOLE, "1O0", "100"),
    (WHOLE, "1О0", "100"),
    (WHOLE, "l00", "100"),
    (WHOLE, f"{ZERO_WIDTH}12{BOM}", "12"),
    (NUMBER, "1,5", "1.5"),
    (NUMBER, "1 200,5", "1200.5"),
    (NUMBER, "1.234,56", "1234.56"),
    (NUMBER, "1,234.56", "1234.56"),
    (NUMBER, "$1,200.50", "1200.50"),
    (NUMBER, "45 %", "45"),
    (NUMBER, "0,125", "0.125"),
    (COMMA, "1.5", "1,5"),
    (BOOLEAN, "yes", "true"),
    (BOOLEAN, "N", "false"),
    (BOOLEAN, "так", "true"),
    (BOOLEAN, "Ні", "false"),
    (YES_NO, "true", "Yes"),
    (YES_NO, "no", "No"),
    (SIDE, "ru", "RU"),
    (SIDE, " UA ", "UA"),
    (SIDE, "AU", "UA"),
    (SIDE, "UА", "UA"),
    (STATUS, "destroyd", "destroyed"),
    (STATUS, "Знищено", "destroyed"),
    (STATUS, "adbandoned", "abandoned"),
    (STATUS, "capturde", "captured"),
    (STATUS, "damag3d", ""),
    (Field("s", "string", constraints={"enum": ["normal", "disputed"]}), "norma1", "normal"),
    (Field("s", "string", constraints={"enum": ["B10", "B11"]}), "BlO", "B10"),
    (SLUG, "General Staff", "general_staff"),
    (SLUG, "General_Staff", "general_staff"),
    (SLUG, "ваkhmut", ""),
    (SLUG, "bаkhmut", "bakhmut"),
    (SLUG, "“bakhmut", ""),
    (PLATE, "AI1234", "АІ1234"),
    (PLATE, "ка1234", "КА1234"),
    (SHORT, "UA ", "UA"),
    (Field("m", "yearmonth"), "11.2022", "2022-11"),
    (Field("m", "yearmonth"), "листопад 2022", "2022-11"),
    (Field("t", "time"), "9:05", "09:05:00"),
    (Field("t", "datetime"), "11.11.2022 10:30", "2022-11-11T10:30:00"),
    (Field("y", "year"), "2022 р.", "2022"),
]  # fmt: skip
NOT_GUESSED = [
    (DAY, "03/04/2022"), (DAY, "11.11.22"), (DAY, "2022-13-45"), (DAY, "44876"), (DAY, "yesterday"),
    (DAY, "1234567"), (WHOLE, "1,5"), (WHOLE, "12l"), (WHOLE, "many"), (WHOLE, "1.234"), (NUMBER, "374,520"),
    (NUMBER, "1.2.3"), (BOOLEAN, "maybe"), (SIDE, "RA"), (SIDE, "XX"), (STATUS, "lost"), (SLUG, "?"),
    (SHORT, "UAH"), (DAY, "x" * 5000), (IN_WAR, "11.11.1922"),
]  # fmt: skip
FIELDS = list({id(field): field for field, *_ in [*MEANT, *NOT_GUESSED]}.values())


DOCUMENTED = {
    "date": DAY,
    "integer": WHOLE,
    "number": NUMBER,
    "boolean": BOOLEAN,
}


def documented() -> list[tuple[Field, str, str]]:
    """The rows of the table in docs/findings.md: field, what is written, what is suggested."""
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    table = text.split("<!-- suggestions -->")[1].split("<!-- end of suggestions -->")[0]
    rows = []
    for line in table.strip().splitlines()[2:]:
        kind, written, suggested = (cell.strip() for cell in line.strip("|").split("|"))
        codes = kind.removeprefix("one of ").split(", ")
        field = DOCUMENTED.get(kind) or Field("code", "string", constraints={"enum": codes})
        rows.append((field, written.strip("`"), suggested.strip("`")))
    return rows


def test_the_documented_suggestions_are_those_that_are_made():
    rows = documented()
    assert len(rows) > 20
    assert [(text, meant(field, text)) for field, text, _ in rows] == [(text, said) for _, text, said in rows]


def meant(field: Field, text: str) -> str:
    found = Meaning(field).of(text)
    return found[0] if len(found) == 1 else ""


@pytest.mark.parametrize(("field", "text", "expected"), MEANT)
def test_what_is_obvious_is_suggested(field, text, expected):
    assert meant(field, text) == expected


@pytest.mark.parametrize(("field", "text"), NOT_GUESSED)
def test_nothing_is_guessed(field, text):
    assert not meant(field, text)


@given(
    field=st.sampled_from(FIELDS),
    text=st.one_of(
        st.sampled_from([text for _, text, *_ in [*MEANT, *NOT_GUESSED]]),
        st.text(max_size=12),
        st.text("0123456789.,-/ '\u00a0lOО%$", max_size=14),
        st.dates().map(lambda d: f"{d.day}.{d.month:02}.{d.year:04}"),
        st.integers().map(lambda n: f"{n:,}"),
    ),
)
def test_a_suggestion_is_allowed_and_something_else(field, text):
    meaning = Meaning(field)
    for found in meaning.of(text):
        assert found != text
        assert meaning.fits(found)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back(day):
    assert dates(f"{day:%d.%m.%Y}") == [day]
    assert dates(f"{day:%Y/%m/%d}") == [day]
    assert dates(f"{day:%d/%m/%Y}")[0] == day
    assert dates(f"{day:%d %B %Y}") == [day]
    assert len(dates(f"{day:%d/%m/%Y}")) == (1 if day.day > 12 or day.day == day.month else 2)


CODES = [
    f"{first}_{last}" for first in ("alpha", "bravo", "kappa", "sigma") for last in ("one", "two", "ten")
]


@given(
    st.sampled_from(CODES),
    st.integers(0, 8),
    st.sampled_from(["drop", "add", "swap", "change"]),
    st.sampled_from("xyzq"),
    st.booleans(),
)
def test_one_slip_in_a_code_is_undone_in_lists_short_and_long(code, at, slip, letter, long):
    wrong = {
        "drop": code[:at] + code[at + 1 :],
        "add": code[:at] + letter + code[at:],
        "swap": code[:at] + code[at + 1 : at + 2] + code[at] + code[at + 2 :],
        "change": code[:at] + letter + code[at + 1 :],
    }[slip]
    known = [*CODES, *(f"filler{n}x{n}y" for n in range(500 if long else 0))]
    near = [other for other in known if one_slip(wrong, other)]
    found = Codes(known).meant(wrong)
    assert found in ("", code)
    assert wrong == code or (found == code) == (
        near == [code] or wrong.replace("_", "") == code.replace("_", "")
    )


@pytest.mark.parametrize("count", [2, 300])
def test_figures_in_codes_are_never_guessed_and_ties_tell_nothing(count):
    known = [f"t{n}_battalion" for n in range(count)] + ["cat_a", "cat_b"]
    codes = Codes(known)
    assert codes.meant("t0_batalion") == "t0_battalion"
    assert codes.meant("t_battalion") == ""
    assert codes.meant("t01_battalion") == ""
    assert codes.meant("cat_c") == ""
    assert Codes(["a-b", "a_b"]).meant("A b") == ""


def test_findings_of_all_engines_are_completed(tmp_path):
    work = bench(tmp_path, ["actors", "sources"])
    actor = work.rows["actors"][0]
    source = work.rows["sources"][0]
    named = source["actor_id"]
    source["actor_id"] = named[:-1]
    source["accessed_on"] = "11.11.2022"
    actor["kind"] = actor["kind"].upper()
    package = work.package()
    for engine, count in (("duckdb", 3), ("pandera", 2), ("frictionless", 3)):
        report = validate(package, engine, today=TODAY)
        found = {f.rule: f for f in report.findings}
        assert len(found) == len(report.findings) == count
        assert (found["type"].expected, found["type"].suggestion) == (
            "a date written YYYY-MM-DD",
            "2022-11-11",
        )
        assert found["enum"].suggestion == actor["kind"].lower()
        assert found["enum"].expected.startswith("one of ")
        if count == 3:
            key = found["foreignKeys"]
            assert (key.expected, key.suggestion) == ("a row of actors with the same actor_id", named)


def test_two_readings_are_both_told_and_neither_suggested():
    found = Finding("readings", 2, "report_date", "type", "must be a date", "03/04/2022")
    (done,) = complete([found], schemas(), lambda table, key: None)
    assert done.suggestion == ""
    assert done.expected == "a date written YYYY-MM-DD: 2022-04-03 or 2022-03-04"
    assert done == found


def test_a_column_s_name_is_compared_with_those_that_are_missing():
    found = [
        Finding("readings", 1, name, "header", message, value, file="r.csv")
        for name, message, value in (
            ("cumulative", "the column 'cumulative' is missing", ""),
            ("cumulatve", "the column 'cumulatve' is not declared", "cumulatve"),
            ("report_dat", "the column 'report_dat' is not declared", "report_dat"),
        )
    ]
    done = complete(found, schemas(), lambda table, key: None)
    assert [f.suggestion for f in done] == ["", "cumulative", ""]
    assert all(f.expected for f in done)


def test_composite_keys_are_compared_whole_and_known_keys_are_asked_for_once():
    asked = []

    def known(table, key):
        asked.append((table, key.fields))
        return frozenset({"general_staff_ua, 2022-11-11", "general_staff_ua, 2022-11-12"})

    schema = schemas()["readings"]
    (key,) = [k for k in schema.foreign_keys if k.resource == "reports"]
    message = "there is no row of reports with series_id, report_date"
    found = [
        Finding("readings", n, key.fields[-1], "foreignKeys", message, value)
        for n, value in enumerate(["general_staf_ua, 2022-11-12", "general_staff_ua, 2022-11-13"], 2)
    ]
    done = complete(found, schemas(), known)
    assert [f.suggestion for f in done] == ["general_staff_ua, 2022-11-12", ""]
    assert done[0].expected == "a row of reports with the same series_id and report_date"
    assert len(asked) == 1


def test_a_value_that_comes_again_is_completed_again_and_new_ones_up_to_a_limit():
    found = [
        Finding(
            "readings",
            n,
            "report_date",
            "type",
            "must be a date",
            f"{n % 28 + 1}.{n % 12 + 1}.{2023 + n % 3}",
        )
        for n in range(20_000)
    ]
    found += [
        Finding("readings", n, "cumulative", "type", "no number", f"{n:,}") for n in range(1000, 11_000)
    ]
    done = complete(found, schemas(), lambda table, key: None)
    meant = Counter(f.column for f in done if f.suggestion)
    assert meant == {"report_date": 20_000, "cumulative": 2_000}
    assert all(f.expected for f in done)
