"""`wartally audit`: every kind of slip and every ground of the verdict on made-up files, then a real one."""

import csv
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.workbench import ROOT
from wartally.audit.blame import OURS, THEIRS, UNDETERMINED, blame
from wartally.audit.compare import compare
from wartally.audit.compilation import parse
from wartally.audit.ledger import TABLES, ledger
from wartally.audit.mapping import MAPPINGS, layout_of
from wartally.audit.patterns import KINDS, digits, pattern
from wartally.audit.render import markdown
from wartally.cli import run
from wartally.errors import BadArgument, SourceError

UPSTREAM = ROOT.parent / "shared" / "upstream"
SERIES = "general_staff_ua"
FIRST = date(2024, 3, 1)
CATEGORIES = ("personnel", "tanks", "artillery", "uav", "mlrs")
COLUMNS = ("date", "day", *CATEGORIES)
START = {"personnel": 413200, "tanks": 6600, "artillery": 10100, "uav": 7790, "mlrs": 1000}
STEP = {"personnel": 1120, "tanks": 16, "artillery": 31, "uav": 27, "mlrs": 0}


def on(number):
    return FIRST + timedelta(days=number)


def true(category, number):
    return START[category] + number * STEP[category]


def tables(days=12, increases=True):
    """Made-up reports: totals that grow by one step a day, as a picture and two compilations have them."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    found["transcriptions"] = [
        {"transcription_id": name, "series_id": SERIES, "increases_from": since}
        for name, since in (
            ("infographic", FIRST if increases else None),
            ("lod_db", None),
            ("petroivaniuk", None),
        )
    ]
    for number in range(days):
        found["reports"].append(
            {"series_id": SERIES, "report_date": on(number), "url": f"https://example.org/{number}"}
        )
        for category in CATEGORIES:
            key = {"series_id": SERIES, "report_date": on(number), "category_id": category}
            total = true(category, number)
            found["losses"].append({**key, "cumulative": total, "obs_status": "normal"})
            for name in (
                ("infographic", "petroivaniuk", "lod_db") if increases else ("petroivaniuk", "lod_db")
            ):
                printed = (STEP[category] or None) if name == "infographic" else None
                reading = {"transcription_id": name, "cumulative": total, "printed_increase": printed}
                found["readings"].append({**key, **reading})
    return found


def row_of(found, table, number, category, transcription=None):
    return next(
        row
        for row in found[table]
        if (row["report_date"], row["category_id"]) == (on(number), category)
        and transcription in (None, row.get("transcription_id"))
    )


def file_of(changes=None, days=12):
    """A CSV file in minfin's columns that has the made-up totals, but for `changes` by day and category."""
    lines = [",".join(COLUMNS)]
    for number in range(days):
        figures = [str((changes or {}).get((number, c), true(c, number))) for c in CATEGORIES]
        lines.append(",".join([on(number).isoformat(), str(number), *figures]))
    return "\n".join(lines) + "\n"


def audited(changes, found=None, mapping="minfin"):
    return compare(parse(file_of(changes), "file.csv", layout_of(mapping)), ledger(found or tables(), SERIES))


def one(changes, found=None, cell=None):
    differences = audited(changes, found).differences
    if cell is None:
        (difference,) = differences
        return difference
    return next(d for d in differences if (d.report_date, d.category_id) == (on(cell[0]), cell[1]))


def test_a_file_that_agrees_has_no_differences():
    audit = audited({})
    assert (audit.compared, audit.agreeing, audit.differences) == (60, 60, ())
    assert audit.kinds == audit.verdicts == audit.not_compared == {}


# --- what a slip looks like -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        (963720, 963270, "exchanged_digits"),
        (1200, 2100, "exchanged_digits"),
        (15175, 25175, "one_digit"),
        (1009, 10009, "lost_digit"),
        (10009, 1009, "added_digit"),
        (5, 55, "lost_digit"),
    ],
)
def test_slips_of_the_pen(wrong, right, kind):
    found = digits(wrong, right)
    assert found is not None
    assert found.kind == kind
    assert str(wrong) in found.text


@pytest.mark.parametrize(("wrong", "right"), [(123, 456), (1000, 1234), (12345, 12), (1010, 1100 + 9)])
def test_figures_that_no_slip_of_the_pen_explains(wrong, right):
    assert digits(wrong, right) is None


def test_every_kind_has_a_name_and_an_example():
    seen = {one(change).kind for change in SINGLE.values()}
    seen |= {"shifted_row", "swapped_columns", "printed_so", "lowered_before", "carried"}
    seen |= {"lost_digit", "added_digit"}
    assert seen == set(KINDS)


SINGLE = {
    "stale": {(5, "artillery"): true("artillery", 4)},
    "day_after": {(5, "artillery"): true("artillery", 6)},
    "other_column": {(5, "tanks"): true("uav", 5)},
    "exchanged_digits": {(5, "personnel"): 418080},
    "one_digit": {(5, "personnel"): 418900},
    "other": {(5, "personnel"): 411111},
}


@pytest.mark.parametrize("kind", SINGLE)
def test_a_single_slip_is_named_and_theirs(kind):
    assert true("personnel", 5) == 418800
    difference = one(SINGLE[kind])
    assert difference.kind == kind
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "increases")
    assert (difference.place, difference.column) == ("file.csv, line 7", difference.category_id)
    assert "the General Staff's infographic prints" in difference.why
    assert "petroivaniuk has" in difference.why


def test_the_arithmetic_stands_in_the_evidence():
    assert "417680 on 2024-03-05 plus 1120 printed is 418800" in one(SINGLE["one_digit"]).why
    assert "419920 on 2024-03-07 less 1120 printed is 418800" in one(SINGLE["one_digit"]).why


def test_a_row_of_another_day():
    for step, word in ((-1, "before"), (1, "after")):
        changes = {(5, c): true(c, 5 + step) for c in CATEGORIES}
        audit = audited(changes)
        assert audit.kinds == {"shifted_row": 4}
        assert (
            f"repeats the report of the day {word} (4 of the 4 figures that changed)"
            in audit.differences[0].why
        )
        assert audit.verdicts == {THEIRS: 4}


def test_two_columns_exchanged():
    changes = {(5, "tanks"): true("uav", 5), (5, "uav"): true("tanks", 5)}
    assert audited(changes).kinds == {"swapped_columns": 2}


def test_a_difference_that_is_carried_along_is_theirs_by_where_it_begins_and_ends():
    changes = {(n, "tanks"): true("tanks", n) + 3 for n in (4, 5, 6, 7)}
    audit = audited(changes)
    assert audit.kinds == {"carried": 4}
    assert [d.ground for d in audit.differences] == ["increases", "documents", "documents", "increases"]
    assert audit.verdicts == {THEIRS: 4}


def test_a_misprint_of_the_report_that_they_repeat():
    found = tables()
    row_of(found, "readings", 5, "tanks", "infographic")["cumulative"] = 6608
    difference = one({(5, "tanks"): 6608}, found)
    assert (difference.kind, difference.likely_wrong, difference.ground) == (
        "printed_so",
        THEIRS,
        "increases",
    )


# --- who is wrong, and on what ground ---------------------------------------------------------------------


def test_ours_is_wrong_if_the_printed_increases_say_so():
    found = tables()
    row_of(found, "losses", 5, "tanks")["cumulative"] = 6608
    difference = one({}, found)
    assert (difference.theirs, difference.ours) == (6680, 6608)
    assert (difference.likely_wrong, difference.ground) == (OURS, "increases")


def test_documents_decide_where_increases_are_unknown():
    found = tables()
    for row in found["readings"]:
        row["printed_increase"] = None
    found["transcriptions"][0]["increases_from"] = None
    difference = one({(5, "tanks"): 6681}, found)
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "documents")
    row_of(found, "readings", 5, "tanks", "infographic")["cumulative"] = 6681
    difference = one({(5, "tanks"): 6681}, found)
    assert (difference.likely_wrong, difference.ground) == (OURS, "documents")


def test_the_majority_decides_where_nothing_is_printed():
    difference = one({(5, "tanks"): 6681}, tables(increases=False))
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "transcriptions")


def test_one_compilation_against_another_is_no_majority():
    found = tables(increases=False)
    found["readings"] = [row for row in found["readings"] if row["transcription_id"] == "lod_db"]
    difference = one({(5, "tanks"): 6681}, found)
    assert (difference.likely_wrong, difference.ground) == (UNDETERMINED, "")


def test_a_figure_left_standing_speaks_for_the_other_side():
    found = tables(increases=False)
    found["readings"] = [row for row in found["readings"] if row["transcription_id"] == "lod_db"]
    difference = one({(5, "tanks"): true("tanks", 4)}, found)
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "transcriptions")


def test_two_compilations_that_repeat_the_day_before_do_not_outvote_one_that_moves_on():
    found = tables(increases=False)
    for number, total in ((5, true("tanks", 4)), (6, true("tanks", 4) + 2)):
        row_of(found, "losses", number, "tanks")["cumulative"] = total
        for name in ("petroivaniuk", "lod_db"):
            row_of(found, "readings", number, "tanks", name)["cumulative"] = total
    changes = {(5, "tanks"): true("tanks", 4) + 10, (6, "tanks"): true("tanks", 4) + 12}
    audit = audited(changes, found)
    assert audit.verdicts == {UNDETERMINED: 2}
    assert all("repeats that of the report before" in d.why for d in audit.differences)


def test_the_course_decides_last():
    found = tables(increases=False)
    found["readings"] = [row for row in found["readings"] if row["transcription_id"] == "lod_db"]
    difference = one({(5, "tanks"): 9999}, found)
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "course")
    assert "9999 is above the 6696 of 2024-03-07" in difference.why
    for name in ("losses", "readings"):
        row_of(found, name, 5, "tanks")["cumulative"] = 6000
    difference = one({}, found)
    assert (difference.likely_wrong, difference.ground) == (OURS, "course")


def test_a_compilation_is_no_witness_in_its_own_cause():
    found = tables(increases=False)
    row_of(found, "readings", 5, "tanks", "petroivaniuk")["cumulative"] = 6681
    found["adjudications"].append(
        {"series_id": SERIES, "report_date": on(5), "category_id": "tanks", "decided_by": "curator"}
    )
    text = json.dumps([{"date": on(5).isoformat(), "day": 1, "tank": 6681}])
    audit = compare(parse(text, "x.json", layout_of("petroivaniuk")), ledger(found, SERIES))
    (difference,) = audit.differences
    assert "petroivaniuk" not in difference.why
    assert difference.likely_wrong == THEIRS
    assert "the package decided for 6680 (curator)" in difference.why
    assert one({(5, "tanks"): 6681}, found).likely_wrong == UNDETERMINED


def correction(number, residual):
    return {"series_id": SERIES, "report_date": on(number), "category_id": "tanks", "residual": residual}


def test_a_correction_filed_under_another_report_is_nobodys_error():
    found = tables()
    found["corrections"].append(correction(6, -5))
    difference = one({(5, "tanks"): 6675}, found)
    assert (difference.likely_wrong, difference.ground) == (UNDETERMINED, "correction")
    assert "already has the correction of -5 dated 2024-03-07" in difference.why
    found["corrections"] = [correction(5, -5)]
    difference = one({(5, "tanks"): 6685}, found)
    assert (difference.likely_wrong, difference.ground) == (UNDETERMINED, "correction")
    assert "has a correction of -5, which this figure has not yet" in difference.why


def test_a_level_to_which_the_source_came_back_later():
    found = tables()
    for row in found["losses"]:
        if row["category_id"] == "tanks" and row["report_date"] >= on(9):
            row["cumulative"] = true("tanks", 4)
    found["corrections"].append(correction(9, -64))
    changes = {(n, "tanks"): true("tanks", 4) for n in range(4, 12)}
    audit = audited(changes, found)
    assert audit.kinds == {"lowered_before": 4}
    assert audit.verdicts == {UNDETERMINED: 4}


def test_where_increases_and_documents_are_both_divided_nobody_is_called_wrong():
    found = tables()
    found["transcriptions"].append(
        {"transcription_id": "official_text", "series_id": SERIES, "increases_from": FIRST}
    )
    other = {"transcription_id": "official_text", "cumulative": 6681, "printed_increase": 17}
    found["readings"].append({**row_of(found, "readings", 5, "tanks"), **other})
    following = {"transcription_id": "official_text", "cumulative": 6696, "printed_increase": 15}
    found["readings"].append({**row_of(found, "readings", 6, "tanks"), **following})
    assert one({(5, "tanks"): 6681}, found).likely_wrong == UNDETERMINED


def test_an_increase_of_their_own_that_contradicts_their_total():
    found = tables(increases=False)
    found["readings"] = []
    stats = {"tanks": true("tanks", 4), "personnel_units": true("personnel", 4)}
    wrong = {"tanks": 6608, "personnel_units": true("personnel", 5)}
    records = [
        {
            "date": on(4).isoformat(),
            "day": 1,
            "stats": stats,
            "increase": {"tanks": 16, "personnel_units": 1120},
        },
        {
            "date": on(5).isoformat(),
            "day": 2,
            "stats": wrong,
            "increase": {"tanks": 16, "personnel_units": 1120},
        },
    ]
    text = json.dumps({"message": "ok", "data": {"records": records}})
    audit = compare(parse(text, "x.json", layout_of("russianwarship")), ledger(found, SERIES))
    (difference,) = audit.differences
    assert (difference.likely_wrong, difference.ground) == (THEIRS, "contradiction")
    assert "the compilation's own increase, +16, gives 6680" in difference.why


def test_a_cell_for_which_nothing_is_published_cannot_be_judged():
    theirs = parse(file_of(), "file.csv", layout_of("minfin"))
    for judge in (blame, pattern):
        with pytest.raises(ValueError, match="nothing is published"):
            judge((on(5), "tanks"), theirs, ledger(tables(days=3), SERIES))


# --- what is not compared ---------------------------------------------------------------------------------


def test_what_is_not_compared_is_counted_with_its_reason():
    found = tables()
    row_of(found, "losses", 5, "tanks").update(cumulative=None, obs_status="disputed")
    row_of(found, "losses", 6, "tanks").update(cumulative=None, obs_status="not_reported")
    found["losses"] = [row for row in found["losses"] if row["category_id"] != "mlrs"]
    found["reports"].pop()
    found["losses"] = [row for row in found["losses"] if row["report_date"] != on(11)]
    audit = audited({}, found)
    assert audit.not_compared == {
        "outside_category_life": 11,
        "no_report": 5,
        "disputed": 1,
        "not_reported": 1,
    }
    assert audit.compared == 60 - 18
    assert all(reason.split()[0] in markdown(audit, "f", "1") for reason in ("Not", "`f`"))


def test_blanks_missing_days_repeated_days_and_unknown_columns_are_told():
    lines = file_of({(3, "tanks"): ""}).splitlines()
    lines = [f"{line},{'x' if number else 'drones'}" for number, line in enumerate(lines) if number != 6]
    text = "\n".join([*lines, lines[2]])
    audit = compare(parse(text, "file.csv", layout_of("minfin")), ledger(tables(), SERIES))
    assert audit.absent == 1
    assert audit.missing_days == (on(5),)
    assert audit.unread == ("drones",)
    assert audit.oddities == (
        "file.csv, line 13: 2024-03-02 was there before, file.csv, line 3; the first counts",
    )
    told = markdown(audit, "file.csv", "")
    assert "Left blank in the file: 1 figures that the reports have." in told
    assert "Reports of which the file has no row: 2024-03-06." in told
    assert "Columns that were not read: drones." in told


def test_vehicles_before_the_merger_are_vehicles_in_lod_db():
    text = json.dumps(
        [{"date": "2022-04-30", "unarmoredVehicles": 1}, {"date": "2022-05-01", "unarmoredVehicles": 2}]
    )
    figures = parse(text, "x.json", layout_of("lod_db")).figures
    assert {category for _, category in figures} == {"vehicles", "vehicles_fuel_tanks"}


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "text", "message"),
    [
        ("minfin", "", "holds no records"),
        ("minfin", "date,tanks\n", "holds no records"),
        ("minfin", "day,tanks\n1,2\n", "f.csv, line 2: there is no column 'date'"),
        ("minfin", "date,tanks\n11.11.2022,2\n", "f.csv, line 2, column date: '11.11.2022' is not a date"),
        (
            "minfin",
            "date,tanks\n2022-11-11,many\n",
            "f.csv, line 2, column tanks: 'many' is not a whole number",
        ),
        ("minfin", "date,tanks\n2022-11-11,2.5\n", "column tanks: '2.5' is not a whole number"),
        ("minfin", "date,tanks\n2022-11-11,inf\n", "column tanks: 'inf' is not a whole number"),
        ("minfin", "date,tanks\n2022-11-11,2,3\n", "f.csv, line 2: 3 cells where the header has 2"),
        ("minfin", 'date,tanks\n"2022-11-11,2\n', "f.csv, line 2: unexpected end of data"),
        ("minfin", "date,cats\n2022-11-11,2\n", "has no figure in any column of the mapping minfin"),
        ("lod_db", "[{]", "is not usable JSON"),
        ("lod_db", '{"a": 1}', "holds no list of records"),
        ("lod_db", "[1]", "holds no list of records"),
        (
            "lod_db",
            '[{"date": "2022-11-11", "tanks": true}]',
            "record 1, column tanks: True is not a whole number",
        ),
        ("russianwarship", '{"data": {}}', "holds no list of records under data.records"),
        ("russianwarship", '{"data": 1}', "holds no list of records under data.records"),
        ("russianwarship", '[{"date": "2022-11-11"}]', "record 1: there is no object 'stats'"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_place(mapping, text, message):
    with pytest.raises(SourceError) as caught:
        parse(text, "f.csv", layout_of(mapping))
    assert message in str(caught.value)


def test_numbers_written_with_a_point_and_blanks_are_read():
    text = "date,tanks,uav,mlrs\n2024-03-01,6600.0,nan, \n"
    figures = parse(text, "f.csv", layout_of("minfin")).figures
    assert {key[1]: figure.value for key, figure in figures.items()} == {"tanks": 6600}


def test_an_unknown_mapping_lists_those_there_are():
    with pytest.raises(BadArgument, match="petroivaniuk, lod_db, minfin, russianwarship"):
        layout_of("nobody")


def test_every_mapping_leads_to_categories_that_exist(real_package):
    known = {row["category_id"] for row in real_package.rows("categories")}
    for layout in MAPPINGS.values():
        assert {*layout.columns.values(), *layout.before.values()} <= known
        assert not set(layout.columns) & layout.ignored
    assert len(MAPPINGS) == 4


# --- the command ------------------------------------------------------------------------------------------


def small_file(folder, tmp_path, change=None):
    """A file in minfin's columns cut from the small package, with one tanks figure changed."""
    with (folder / "data" / "losses.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["series_id"] == SERIES]
    days = sorted({row["report_date"] for row in rows})
    totals = {(row["report_date"], row["category_id"]): row["cumulative"] for row in rows} | (change or {})
    lines = ["date,tanks,personnel", *(f"{d},{totals[d, 'tanks']},{totals[d, 'personnel']}" for d in days)]
    file = tmp_path / "totals.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def run_audit(folder, file, *more):
    return run(["--package", str(folder), "audit", str(file), "--mapping", "minfin", *more])


def test_exit_status_and_json(folder, tmp_path, capsys):
    assert run_audit(folder, small_file(folder, tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["compared"], told["agreeing"], told["differing"], told["differences"]) == (36, 36, 0, [])
    file = small_file(folder, tmp_path, {("2022-11-11", "personnel"): "74900"})
    assert run_audit(folder, file, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    (difference,) = told["differences"]
    assert {"report_date", "category_id", "theirs", "ours", "likely_wrong", "why"} <= set(difference)
    assert (difference["report_date"], difference["theirs"], difference["ours"]) == (
        "2022-11-11",
        74900,
        79400,
    )
    assert (difference["likely_wrong"], difference["kind"]) == (THEIRS, "exchanged_digits")
    assert (told["verdicts"], told["kinds"]) == ({"theirs": 1}, {"exchanged_digits": 1})


def test_the_text_is_markdown_for_an_issue(folder, tmp_path, capsys):
    file = small_file(folder, tmp_path, {("2022-11-11", "tanks"): "2841"})
    assert run_audit(folder, file) == 1
    told = capsys.readouterr().out
    assert told.startswith("## `totals.csv` beside Wartally ")
    assert "36 figures from 2022-10-28 to 2022-11-14 were compared" in told
    assert "35 agree, 1 differ." in told
    assert "### Likely slips in the file (1)" in told
    assert "| `tanks` | 2841 | 2814 | Two digits are exchanged (2841 for 2814)" in told
    assert "[2022-11-11](<https://" in told


def test_a_long_list_is_cut_in_the_text_only():
    changes = {(n, c): true(c, n) + 7 for n in range(60) for c in CATEGORIES}
    audit = compare(
        parse(file_of(changes, days=60), "f.csv", layout_of("minfin")), ledger(tables(days=60), SERIES)
    )
    assert len(audit.as_json()["differences"]) == 300
    assert "and 100 more; `--json` lists all." in markdown(audit, "f.csv", "1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"date,tanks\n2022-11-11,x\n", "totals.csv, line 2, column tanks: 'x' is not a whole number"),
        (b"date,tanks\n\xff\xfe\n", "totals.csv, line 2: is not UTF-8 text"),
        (None, "totals.csv: cannot be read"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_a_sentence(folder, tmp_path, capsys, content, message):
    file = tmp_path / "totals.csv"
    if content is not None:
        file.write_bytes(content)
    assert run_audit(folder, file) == 2
    assert message in capsys.readouterr().err


# --- a real compilation, which lies beside the repository and never in it ---------------------------------


@pytest.fixture(scope="module")
def real(real_package):
    file = UPSTREAM / "romansverdan" / "russia_losses.csv"
    if not file.is_file():
        pytest.skip("the compilation may not be passed on, and it does not lie beside the repository")
    rows = {name: real_package.rows(name) for name in TABLES}
    theirs = parse(file.read_text(encoding="utf-8"), file.name, layout_of("minfin"))
    return compare(theirs, ledger(rows, SERIES))


def test_the_transposed_digits_of_a_real_file_are_its_errors_by_the_picture(real):
    found = {(str(d.report_date), d.category_id): d for d in real.differences}
    personnel = found["2025-05-09", "personnel"]
    assert (personnel.theirs, personnel.ours) == (963720, 963270)
    assert (personnel.likely_wrong, personnel.kind) == (THEIRS, "exchanged_digits")
    assert "the General Staff's infographic prints 963270 (+1300)" in personnel.evidence
    vehicles = found["2024-09-24", "vehicles_fuel_tanks"]
    assert (vehicles.theirs, vehicles.ours) == (15175, 25175)
    assert (vehicles.likely_wrong, vehicles.kind) == (THEIRS, "one_digit")
    assert "the General Staff's infographic prints 25175 (+73)" in vehicles.evidence


def test_verdicts_on_a_real_file_are_those_of_the_pictures_makers(real):
    """Their file says which side the pictures' arithmetic favours: a is one we import, b the one audited."""
    judged = {(str(d.report_date), d.category_id): d.likely_wrong for d in real.differences}
    table: Counter[tuple[str, str]] = Counter()
    file = UPSTREAM / "infographics" / "adjudication.csv"
    with file.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            table[row["arithmetic_favours"], judged.get((row["date"], row["category"]), "agrees")] += 1
    assert table["a", THEIRS] == 51
    assert table["b", "agrees"] == 23
    assert {who for (favours, who), _ in table.items() if favours == "a"} == {THEIRS}
    assert {who for (favours, who), _ in table.items() if favours == "b"} == {"agrees"}
    assert {who for (favours, who), _ in table.items() if favours == "split"} <= {UNDETERMINED, "agrees"}
    assert sum(table.values()) == 143


def test_the_imported_compilations_have_the_errors_that_the_package_decided_against(real_package):
    decided = {
        (r["report_date"], r["category_id"]): r["cumulative"] for r in real_package.rows("adjudications")
    }
    book = ledger({name: real_package.rows(name) for name in TABLES}, SERIES)
    for mapping, name in (
        ("lod_db", "lod-db/russian-losses.json"),
        ("petroivaniuk", "petroivaniuk/russia_losses_personnel.json"),
        ("petroivaniuk", "petroivaniuk/russia_losses_equipment.json"),
    ):
        file = UPSTREAM / Path(name)
        if not file.is_file():
            pytest.skip("the compilations do not lie beside the repository")
        audit = compare(parse(file.read_text(encoding="utf-8"), file.name, layout_of(mapping)), book)
        assert all((d.report_date, d.category_id) in decided for d in audit.differences), name
        assert OURS not in audit.verdicts
