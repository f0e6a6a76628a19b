"""The parser and renderer of daily report texts."""

from __future__ import annotations

import csv
import re
import string
import time
from datetime import date
from itertools import chain
from operator import itemgetter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wartally.report import Figure, ParsedReport, parse, render
from wartally.report.vocabulary import Sense, entries, wordings

GOLDEN = Path(__file__).parent / "golden" / "report_texts"
UPSTREAM = Path(__file__).parents[2] / "shared" / "upstream"
TEXTS = UPSTREAM / "report-texts" / "mil_gov_ua_report_texts_2022-2024.csv"
PICTURES = UPSTREAM / "infographics"
CASES = sorted(path.stem for path in GOLDEN.glob("2*.txt"))
VARIANTS = yaml.safe_load((GOLDEN / "variants.yaml").read_text(encoding="utf-8"))
CATEGORIES = tuple(wordings()["categories"])

needs_texts = pytest.mark.skipif(
    not TEXTS.exists(), reason="the 651 official texts are not beside the repository"
)


def figures(text):
    """What a text without any unknown passage says: category -> (total, increase)."""
    report = parse(text)
    assert report.unknown == ()
    assert report.duplicates == ()
    return {one.category_id: (one.cumulative, one.printed_increase) for one in report.figures}


def unknown(text):
    """The passages of a text that are not understood: text -> reason."""
    return {line.text: line.reason for line in parse(text).unknown}


# --- The official texts ------------------------------------------------------------------------------------


def test_there_are_enough_cases():
    assert len(CASES) >= 10


@pytest.mark.parametrize("case", CASES)
def test_excerpt_says_what_its_file_declares(case):
    expected = yaml.safe_load((GOLDEN / f"{case}.yaml").read_text(encoding="utf-8"))
    text = (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    report = parse(text)
    assert figures(text) == {name: tuple(pair) for name, pair in expected["figures"].items()}
    assert report.report_date == expected["report_date"]
    assert report.approximate is expected["approximate"]
    assert report.wording == expected["wording"]
    assert report.directions == tuple(expected["directions"])
    assert [line.reason for line in report.remarks] == expected["remarks"]


@pytest.mark.parametrize("case", CASES)
def test_each_figure_knows_its_line(case):
    text = (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    for figure in parse(text).figures:
        assert figure.text in text.splitlines()[figure.line - 1]


# The labels of the official lists, written down from the texts: what is left of a line without its numbers.
LABELS = {
    "personnel about persons": "personnel",
    "personnel about persons were liquidated": "personnel",
    "personnel about осіб": "personnel",
    "personnel about осіб ліквідовано persons were liquidated": "personnel",
    "особового складу personnel about persons were liquidated": "personnel",
    "особового складу personnel близько about осіб persons": "personnel",
    "tanks": "tanks",
    "танків tanks": "tanks",
    "APV": "armoured_vehicles",
    "бойових броньованих машин APV": "armoured_vehicles",
    "artillery systems": "artillery",
    "артилерійських систем artillery systems": "artillery",
    "MLRS": "mlrs",
    "РСЗВ MLRS": "mlrs",
    "aircraft warfare systems": "air_defence",
    "Anti aircraft warfare systems": "air_defence",
    "anti aircraft warfare systems": "air_defence",
    "засоби ППО Anti aircraft warfare systems": "air_defence",
    "aircraft": "aircraft",
    "літаків aircraft": "aircraft",
    "helicopters": "helicopters",
    "гелікоптерів helicopters": "helicopters",
    "UAV operational tactical level": "uav",
    "БПЛА оперативно тактичного рівня UAV operational tactical level": "uav",
    "cruise missiles": "cruise_missiles",
    "крилаті ракети cruise missiles": "cruise_missiles",
    "boats": "warships",
    "boats cutters": "warships",
    "warships boats": "warships",
    "кораблі катери warships boats": "warships",
    "submarines": "submarines",
    "підводні човни submarines": "submarines",
    "vehicles": "vehicles",
    "fuel tanks": "fuel_tanks",
    "vehicles and fuel tanks": "vehicles_fuel_tanks",
    "автомобільної техніки та автоцистерн vehicles and fuel tanks": "vehicles_fuel_tanks",
    "special equipment": "special_equipment",
    "спеціальна техніка special equipment": "special_equipment",
}


def read_plainly(text):
    """The figures of an official text by the plainest of means: exact labels, one figure behind each."""
    found = {}
    for line in text.replace("(+0) vehicles", "(+0)\nvehicles").splitlines():
        if not re.search(r"\d", line) or line.startswith("The total"):
            continue
        label = " ".join(word for word in re.findall(r"[^\W\d_]+", line) if word != "од")
        total = re.search(r"[‒–-]\D*?(\d[\d,]*\d|\d)", line.split("(")[0])
        increase = re.search(r"\(\+(\d+)\)", line)
        found[LABELS[label]] = (
            int(total.group(1).replace(",", "")) if total else None,
            int(increase.group(1)) if increase else None,
        )
    return found


def official_texts():
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return {row["date"]: row["text"] for row in csv.DictReader(file)}


@needs_texts
def test_all_official_texts_are_read_as_a_plain_reading_reads_them():
    texts = official_texts()
    assert len(texts) == 651
    for day, text in texts.items():
        assert (day, figures(text)) == (day, read_plainly(text))


@needs_texts
def test_all_samples_are_read():
    samples = sorted((TEXTS.parent / "samples").glob("*.txt"))
    assert len(samples) == 20
    for sample in samples:
        assert len(figures(sample.read_text(encoding="utf-8"))) >= 13, sample.name


@needs_texts
def test_what_else_the_official_texts_say():
    reports = {day: parse(text) for day, text in official_texts().items()}
    assert sum(len(report.figures) for report in reports.values()) == 8641
    assert all(report.approximate for report in reports.values())
    dated = {day: str(report.report_date) for day, report in reports.items() if report.report_date}
    assert len(dated) == 61
    assert all(day == printed for day, printed in dated.items())
    plain = {day for day, report in reports.items() if report.wording == "personnel"}
    assert plain == {day for day in reports if day < "2022-04-17" or day > "2023-08-23"}
    assert sum(bool(report.directions) for report in reports.values()) == 10
    remarks = [line.reason for report in reports.values() for line in report.remarks]
    assert {reason: remarks.count(reason) for reason in set(remarks)} == {
        "year_assumed": 7,
        "total_missing": 1,
        "run_together": 1,
        "empty_increase": 1,
    }


@needs_texts
@pytest.mark.skipif(not PICTURES.exists(), reason="the figures of the pictures are not beside the repository")
def test_texts_and_pictures_differ_only_where_listed():
    listed = yaml.safe_load((GOLDEN / "oddities.yaml").read_text(encoding="utf-8"))
    expected = {
        (str(one["date"]), one["category"]): (tuple(one["text"]), tuple(one["picture"])) for one in listed
    }
    pictures = picture_figures()
    different = {}
    for day, text in official_texts().items():
        for category, read in figures(text).items():
            shown = pictures.get((day, category), read)
            same_increase = (read[1] or 0) == (shown[1] or 0) or day < "2022-05-02"
            if read[0] != shown[0] or not same_increase:
                different[day, category] = (read, shown)
    assert different == expected


def picture_figures():
    pictures = {}
    for name, column in (("gs_primary", "cumulative"), ("uncertain", "read_value")):
        with (PICTURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                increase = int(row["increment"]) if row["increment"] else None
                pictures[row["date"], row["category"]] = (int(row[column]), increase)
    return pictures


# --- Numbers and signs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dash", [*"-‐‑‒–—―− :", " — ", "- ", " –"])
def test_any_dash_or_none(dash):
    assert figures(f"tanks{dash}2814 (+10),") == {"tanks": (2814, 10)}


@pytest.mark.parametrize("number", VARIANTS["thousands"])
def test_any_thousands(number):
    assert figures(f"personnel – about {number} (+710) persons") == {"personnel": (190960, 710)}


@pytest.mark.parametrize("number", ["1,234,567", "1 234 567", "1.234.567", "1234567"])
def test_millions(number):
    text = f"особового складу – близько {number} (+1 190) осіб"
    assert figures(text) == {"personnel": (1234567, 1190)}


@pytest.mark.parametrize("line", VARIANTS["signs"])
def test_increase_and_total_in_any_place(line):
    assert figures(line) == {"tanks": (2814, 10)}


@pytest.mark.parametrize("variant", VARIANTS["unknown"], ids=itemgetter("line"))
def test_what_is_not_understood_is_shown(variant):
    report = parse(variant["line"])
    assert {line.reason for line in report.unknown} >= {variant["reason"]}
    assert report.figures == ()


@pytest.mark.parametrize("word", VARIANTS["approximate"])
def test_about(word):
    assert figures(f"personnel – {word} 79400 (+710)") == {"personnel": (79400, 710)}
    assert parse(f"personnel – {word} 79400 (+710)").approximate
    assert not parse("personnel – 79400 (+710)").approximate


def test_a_fall_may_be_printed():
    assert figures("special equipment – 100 (-9)\naircraft – 12 (−1)") == {
        "special_equipment": (100, -9),
        "aircraft": (12, -1),
    }


def test_an_increase_alone_is_no_total():
    assert figures("vehicles and fuel tanks ‒ (+2).") == {"vehicles_fuel_tanks": (None, 2)}
    assert figures("артсистем 12 за добу") == {"artillery": (None, 12)}


def test_nothing_at_all_is_said():
    assert unknown("tanks ‒\nAPV ‒ 5696") == {"tanks ‒": "category_without_number"}
    assert unknown("tanks, APV – 100") == {"tanks": "category_without_number"}


def test_footnote_marks_and_keycaps_are_not_digits():
    assert figures("1️⃣ tanks 12²") == {"tanks": (12, None)}


# --- Layout ------------------------------------------------------------------------------------------------


def test_one_paragraph():
    text = (
        "Загальні бойові втрати противника від 24.02 до 27.09 орієнтовно становлять: "
        "особового складу — близько 57750 (+550) осіб ліквідовано, танків — 2306 (+16) од., "
        "РСЗВ — 331 (+1) од.; кораблів/катерів — 15 (+0) од. "
        "Найбільших втрат противник зазнав на Краматорському та Донецькому напрямках."
    )
    report = parse(text)
    assert figures(text) == {
        "personnel": (57750, 550),
        "tanks": (2306, 16),
        "mlrs": (331, 1),
        "warships": (15, 0),
    }
    assert report.report_date == date(2022, 9, 27)
    assert report.wording == "liquidated_personnel"
    assert report.directions == ("Краматорському", "Донецькому")


@pytest.mark.parametrize("text", VARIANTS["layouts"])
def test_any_layout(text):
    assert figures(text) == {"tanks": (2814, 10), "armoured_vehicles": (5696, 14)}


@needs_texts
def test_the_order_of_the_lines_does_not_matter():
    text = official_texts()["2024-02-15"]
    backwards = "\n".join(reversed(text.splitlines()))
    assert figures(backwards) == figures(text)


def test_a_title_without_figures_is_no_figure():
    text = (
        "Losses of personnel and vehicles\nTanks\ntanks – 2814\nRussian troops lost aircraft near the river."
    )
    assert figures(text) == {"tanks": (2814, None)}
    assert {line.reason for line in parse(text).ignored} == {"label", "prose"}


def test_lines_are_counted_in_the_pasted_text():
    report = parse("\n\n<p\nclass='x'>tanks – 5</p>\n\nlikes 7")
    assert [(figure.line, figure.text) for figure in report.figures] == [(4, "tanks – 5")]
    assert [(line.line, line.text) for line in report.unknown] == [(6, "likes 7")]


def test_a_category_met_again_is_a_duplicate_and_a_conflict_if_it_differs():
    report = parse("танків – 2814 (+10)\nРСЗВ – 393\ntanks – 2814 (+10)\nMLRS – 394")
    assert [(figure.category_id, figure.cumulative) for figure in report.duplicates] == [
        ("tanks", 2814),
        ("mlrs", 394),
    ]
    assert [figure.category_id for figure in report.conflicts] == ["mlrs"]


def test_total_and_increase_may_come_from_two_sentences():
    text = "Russia has lost 617,600 troops. This number includes 1,300 casualties suffered over the past day."
    assert figures(text) == {"personnel": (617600, 1300)}


def test_figures_for_the_day_are_not_taken_for_totals():
    text = "За минулу добу знищено:\nтанків – 10\nББМ – 14\nЗагалом:\nтанків – 2814\nББМ – 5696"
    report = parse(text)
    assert [figure.cumulative for figure in report.figures] == [2814, 5696]
    assert [line.reason for line in report.unknown] == ["day_or_total", "day_or_total"]


# --- Categories --------------------------------------------------------------------------------------------


def test_every_declared_wording_means_its_own_category_and_no_other():
    seen = 0
    for words, sense in entries(wordings()):
        if sense.kind == "category":
            assert figures(" ".join(words) + " ‒ 5 (+1)") == {sense.value: (5, 1)}, words
            seen += 1
    assert seen > 1000


def test_no_wording_has_two_meanings():
    meanings: dict[tuple[str, ...], Sense] = {}
    for words, sense in entries(wordings()):
        assert words, f"an empty wording of {sense}"
        assert meanings.setdefault(words, sense) == sense, words


def test_all_declarations_are_words():
    def leaves(value):
        if isinstance(value, dict):
            return chain.from_iterable(map(leaves, value.values()))
        return chain.from_iterable(map(leaves, value)) if isinstance(value, list) else [value]

    found = list(leaves(wordings()))
    assert len(found) > 500
    assert all(isinstance(leaf, str) for leaf in found)


@pytest.mark.parametrize("variant", VARIANTS["categories"], ids=itemgetter("line"))
def test_the_longest_wording_wins(variant):
    assert list(figures(variant["line"])) == [variant["means"]]


@pytest.mark.parametrize("variant", VARIANTS["look_alikes"], ids=itemgetter("line"))
def test_letters_of_another_alphabet(variant):
    report = parse(variant["line"])
    assert [figure.category_id for figure in report.figures] == [variant["means"]] * (
        variant["means"] is not None
    )
    assert bool(report.unknown) is (variant["means"] is None)


def test_two_categories_run_together():
    assert figures("warships / boats - 15 (+0) vehicles and fuel tanks – 3681 (+22),") == {
        "warships": (15, 0),
        "vehicles_fuel_tanks": (3681, 22),
    }
    assert figures("15 (+0) warships 3681 (+22) vehicles and fuel tanks") == {
        "warships": (15, 0),
        "vehicles_fuel_tanks": (3681, 22),
    }


def test_counts_may_be_words_beside_a_category():
    assert figures("22 navi e un sottomarino") == {"warships": (22, None), "submarines": (1, None)}
    assert figures("28 ships and boats, and one submarine") == {
        "warships": (28, None),
        "submarines": (1, None),
    }
    assert figures("один підводний човен, дві гелікоптери") == {
        "submarines": (1, None),
        "helicopters": (2, None),
    }


# --- Languages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", VARIANTS["lists"])
def test_a_sentence_of_each_language(language):
    stated = {category: (total, None) for category, total in VARIANTS["figures"].items()}
    assert figures(VARIANTS["lists"][language]) == stated


@pytest.mark.parametrize("language", VARIANTS["lists"])
def test_the_same_as_a_list_with_the_number_last(language):
    items = [item.strip() for item in VARIANTS["lists"][language].split(", ")]
    lines = "\n".join(re.sub(r"^([\d.]+(?: bin \d+)?) (.*)$", r"• \2 — \1 (+7)", item) for item in items)
    assert figures(lines) == {category: (total, 7) for category, total in VARIANTS["figures"].items()}


@pytest.mark.parametrize("lead_in", VARIANTS["lead_ins"])
def test_the_clause_before_the_first_figure(lead_in):
    stated = {"personnel": (79400, None), "tanks": (2814, None)}
    assert figures(f"{lead_in} 79400 soldiers, 2814 tanks") == stated


# --- Dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", VARIANTS["headings"])
def test_date_headings(heading):
    report = parse(f"Losses {heading}:\ntanks – 5")
    assert report.report_date == date(2022, 11, 11)
    assert report.unknown == ()
    assert [figure.cumulative for figure in report.figures] == [5]


def test_the_later_date_of_a_range_counts_even_beside_others():
    text = "Published 12.01.2023. Losses from 24.02.22 to 11.01.23: tanks – 5"
    report = parse(text)
    assert report.report_date == date(2023, 1, 11)
    assert report.dates_seen == (date(2023, 1, 12), date(2022, 2, 24), date(2023, 1, 11))


def test_no_date_is_guessed():
    assert parse("tanks – 5").report_date is None
    assert parse("since 24 February 2022").report_date is None
    assert parse("11.11.2022 and, in another place, 13.11.2022").report_date is None
    report = parse("Станом на 11 листопада: танків – 5")
    assert (report.report_date, report.days_without_year) == (None, ((11, 11),))


def test_a_figure_before_a_month_is_no_day():
    assert figures("special equipment – 25, November 2022") == {"special_equipment": (25, None)}
    assert unknown("special equipment – 25. November 2022")


def test_a_year_taken_from_the_range_and_an_unsure_order_are_remarked():
    assert [line.reason for line in parse("from 24.02 to 08.09").remarks] == ["year_assumed"]
    assert [line.reason for line in parse("10/11/2022").remarks] == ["ambiguous_date"]
    assert parse("10/11/2022").report_date == date(2022, 11, 10)
    assert parse("11/30/2022").report_date == date(2022, 11, 30)


@pytest.mark.parametrize("text", ["31.02.2022", "99.99.9999", "2022-13-45", "0000-00-00", "11.11.2022.11.11"])
def test_impossible_dates(text):
    assert parse(text).report_date is None


def test_times_and_war_days_are_no_figures():
    report = parse("As of 06:00 11.11.2022. Day 261 of the war. 261 день війни.\ntanks – 5")
    assert report.unknown == ()
    assert len(report.figures) == 1


# --- Directions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS["directions"], ids=itemgetter("says"))
def test_directions(variant):
    report = parse(f"tanks – 5\n{variant['says']}\nData are being updated.")
    assert report.directions == tuple(variant["places"])
    assert report.unknown == ()
    assert len(report.figures) == 1


def test_directions_within_a_paragraph():
    text = "РСЗВ – 5. Найбільших втрат ворог зазнав на Бахмутському напрямку. Танків – 6."
    assert figures(text) == {"mlrs": (5, None), "tanks": (6, None)}
    assert parse(text).directions == ("Бахмутському",)


def test_unreadable_directions_are_shown():
    reasons = [line.reason for line in parse("Найбільших втрат ворог зазнав на 3 напрямках.").unknown]
    assert reasons == ["unclear_directions"]
    assert parse("The greatest losses are yet to come.").directions == ()


# --- The same report in other clothes ----------------------------------------------------------------------

LINE = re.compile(
    r"^(?P<label>.+?) [‒–-] (?P<about>близько )?(?P<total>\d+) (?P<increase>\(\+\d+\)) ?(?P<unit>\w*)"
)


@given(st.data())
def test_the_same_report_in_other_clothes(data):
    text = (GOLDEN / "2023-09-20.txt").read_text(encoding="utf-8")
    rows = [found.groupdict("") for found in map(LINE.match, text.splitlines()) if found]
    assert len(rows) == len(text.splitlines()) == 14
    dash = data.draw(st.sampled_from([" ‒ ", " – ", "–", " — ", ": ", " − ", " "]), "dash")
    thousands = data.draw(st.sampled_from(["", ",", " ", "\u00a0", "'"]), "thousands")
    brackets = data.draw(
        st.sampled_from(["({})", "( {} )", "[{}]", "{}", "({} за добу)", ", {}"]), "brackets"
    )
    between = data.draw(st.sampled_from(["\n", ",\n", "; ", " • ", "\n• ", "<br/>"]), "between")
    number_first = data.draw(st.booleans(), "number first")
    unlike = data.draw(st.booleans(), "look-alikes")

    def dressed(row):
        total = f"{int(row['total']):,}".replace(",", thousands)
        increase = brackets.format(row["increase"].strip("()"))
        words = row["label"].translate(str.maketrans("аеіо", "aeio")) if unlike else row["label"]
        if number_first:
            return f"{row['about']}{total} {words} {increase}"
        return f"{words}{dash}{row['about']}{total} {increase} {row['unit']}"

    rows = data.draw(st.permutations(rows), "order")
    assert figures(between.join(map(dressed, rows))) == figures(text)


# --- Any text at all ---------------------------------------------------------------------------------------

WORDS = "tanks танків aircraft anti- personnel осіб about всього directions and one bin lost листопада more"
SIGNS = "12 374,520 0 24.02 11.11.2022 + (+7) ( ) - ‒ (-3) : , . ; / • 🔹 <br> &nbsp; % ~"
PHRASES = (
    "fuel tanks",
    "vehicles and ",
    "over the past day",
    "greatest losses",
    "in the",
    "92 740",
    "\n",
    "\t",
    " ",
)
PIECES = st.sampled_from([*WORDS.split(), *SIGNS.split(), *PHRASES])


@given(st.text())
def test_any_text_is_read_without_raising(text):
    assert isinstance(parse(text), ParsedReport)


@given(st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_of_report_words_is_read_without_raising(text):
    report = parse(text)
    assert len({figure.category_id for figure in report.figures}) == len(report.figures)
    assert all(
        figure.cumulative is not None or figure.printed_increase is not None for figure in report.figures
    )
    assert all(
        1 <= line.line <= text.count("\n") + 1 for line in report.unknown + report.ignored + report.remarks
    )


@given(
    st.lists(st.tuples(st.text(string.ascii_letters + " -,", max_size=20), st.integers(0, 10**6)), min_size=1)
)
def test_no_number_vanishes(lines):
    """Whatever stands around a number, it is in a figure or in a passage that is shown."""
    report = parse("\n".join(f"{words} {number}" for words, number in lines))
    shown = {line.line for line in report.unknown} | {line.line for line in report.remarks}
    counted = {figure.line for figure in report.figures + report.duplicates}
    dated = bool(report.days_without_year)
    assert dated or all(at in shown | counted or at - 1 in counted for at in range(1, len(lines) + 1))


LONG = [
    *" 1aї<&(+,-🔹",
    *("123,", "123 ", "tanks ", "tanks 1 ", "tanks\n1\n", "tanks-", "anti-", "<a", "&#1", "1.", "1\n"),
    *(
        "11.11.2022 - ",
        "lost tanks ",
        "greatest losses ",
        "greatest losses in the X direction ",
        "a\u0301",
        "\ufdfa",
    ),
]


@pytest.mark.parametrize("piece", LONG)
def test_twice_the_text_takes_about_twice_the_time(piece):
    short, long = (seconds(piece * (size // len(piece))) for size in (20_000, 80_000))
    assert long < 10 * short + 0.5


@pytest.mark.slow
@pytest.mark.parametrize("character", [" ", "1", "a", "ї"])
def test_a_megabyte_of_one_character_is_read_at_once(character):
    assert seconds(character * 1_000_000) < 5


def seconds(text):
    started = time.process_time()
    parse(text)
    return time.process_time() - started


# --- Rendering ---------------------------------------------------------------------------------------------

NAMES = {
    "en": (
        "Lyman",
        "Bakhmut",
        "Donetsk",
        "Kryvyi Rih",
        "Avdiivka",
        "Kupiansk",
        "Sievierodonetsk",
        "Novopavlivka",
    ),
    "uk": ("Лиманському", "Бахмутському", "Криворізькому", "Куп'янському", "Авдіївському", "Нью-Йоркському"),
}


@st.composite
def reports(draw, lang):
    categories = draw(st.lists(st.sampled_from(CATEGORIES), unique=True))
    totals = st.integers(0, 999_999_999)
    increases = st.integers(-99_999, 99_999)
    pairs = st.tuples(totals, increases) | st.tuples(totals, st.none()) | st.tuples(st.none(), increases)
    wording = (
        draw(st.sampled_from(["personnel", "liquidated_personnel"])) if "personnel" in categories else None
    )
    return ParsedReport(
        report_date=draw(st.none() | st.dates(date(2022, 2, 24), date(2150, 1, 1))),
        figures=tuple(Figure(category, *draw(pairs)) for category in categories),
        approximate=draw(st.booleans()),
        wording=wording,
        directions=tuple(draw(st.lists(st.sampled_from(NAMES[lang]), unique=True, max_size=4))),
    )


def essence(report):
    stated = [(figure.category_id, figure.cumulative, figure.printed_increase) for figure in report.figures]
    return report.report_date, stated, report.approximate, report.wording, report.directions


@pytest.mark.parametrize("lang", ["en", "uk"])
@given(data=st.data())
def test_what_is_rendered_is_read_back(lang, data):
    report = data.draw(reports(lang))
    again = parse(render(report, lang))
    assert essence(again) == essence(report)
    assert not [*again.unknown, *again.duplicates]


REPORT = ParsedReport(
    report_date=date(2023, 1, 1),
    figures=(
        Figure("personnel", 106720, 760),
        Figure("tanks", 3031, 2),
        Figure("vehicles_fuel_tanks", None, 2),
    ),
    approximate=True,
    wording="liquidated_personnel",
    directions=("Лиманському", "Бахмутському"),
)


def test_rendered_in_english():
    assert render(REPORT) == (
        "Total combat losses from 24.02.22 to 01.01.23 were approximately:\n"
        "personnel ‒ about 106720 (+760) persons were liquidated,\n"
        "tanks ‒ 3031 (+2),\n"
        "vehicles and fuel tanks ‒ (+2).\n"
        "The greatest losses of the past day were in the Лиманському and Бахмутському directions.\n"
    )


def test_rendered_in_ukrainian():
    assert render(REPORT, "uk") == (
        "Загальні бойові втрати з 24.02.22 по 01.01.23 орієнтовно склали:\n"
        "особового складу ‒ близько 106720 (+760) осіб ліквідовано,\n"
        "танків ‒ 3031 (+2),\n"
        "автомобільної техніки та автоцистерн ‒ (+2).\n"
        "Найбільших втрат минулої доби зазнано на Лиманському та Бахмутському напрямках.\n"
    )


def test_every_category_has_its_rendered_words():
    for lang in ("en", "uk"):
        assert set(CATEGORIES) <= set(wordings()["render"][lang])


@needs_texts
def test_official_reports_survive_rendering():
    for text in official_texts().values():
        report = parse(text)
        assert essence(parse(render(report))) == essence(report)
