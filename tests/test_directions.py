"""Every spelling of a direction met in the feeds must lead to a place."""

import csv
from pathlib import Path

import pytest

from wartally.importers import directions

PLACES = Path(__file__).parent.parent / "data" / "places.csv"

# The texts of the compilation (2022-04-27 to 2022-12-15) and the places they name, in order.
TEXTS = {
    "Bakhmut": ["bakhmut"],
    "Kramatorsk and Donetsk": ["kramatorsk", "donetsk"],
    "Kharkiv and Donetsk": ["kharkiv", "donetsk"],
    "Donetsk and Kurakhove": ["donetsk", "kurakhove"],
    "Sloviansk, Kryvyi Rih and Zaporizhzhia": ["sloviansk", "kryvyi_rih", "zaporizhzhia"],
    "Kupiansk, Avdiivka and Bakhmut": ["kupiansk", "avdiivka", "bakhmut"],
    "Novopavlivsk, Kurakhove and Sievierodonetsk": ["novopavlivka", "kurakhove", "sievierodonetsk"],
    "Donetsk and Mykolaiv": ["donetsk", "mykolaiv"],
    "Izyum, Novopavlivsk": ["izium", "novopavlivka"],
    "Lyman, Bakhmut and Avdiivka": ["lyman", "bakhmut", "avdiivka"],
    "Popasna": ["popasna"],
    "Slobozhanskyi": ["sloboda_ukraine"],
    # As the compilation first had them, and as the official texts misprint them.
    "Izyum Novopavlivsʹk": ["izium", "novopavlivka"],
    "Slov'yansʹk, Kryvyi Rih and Zaporizhzhya": ["sloviansk", "kryvyi_rih", "zaporizhzhia"],
    "Novopavlivsk, Kurakhiv and Severodonetsk": ["novopavlivka", "kurakhove", "sievierodonetsk"],
    "Syeverodonetsʹk": ["sievierodonetsk"],
    "Bachmut and Zaporizhzhia": ["bakhmut", "zaporizhzhia"],
    "Kramatorsk ans Donetsk": ["kramatorsk", "donetsk"],
    "Bahmut, Аvdiivka and Kramatorsk": ["bakhmut", "avdiivka", "kramatorsk"],
    "Кramatorsk and Kryvyi Rih": ["kramatorsk", "kryvyi_rih"],
    "at the Kryvyi Rih and Donetsk directions.": ["kryvyi_rih", "donetsk"],
    "на Донецькому, Авдіївському та Криворізькому напрямках": ["donetsk", "avdiivka", "kryvyi_rih"],
    "Слов’янський і Куп'янський": ["sloviansk", "kupiansk"],
}


@pytest.mark.parametrize(("text", "places"), TEXTS.items())
def test_text_leads_to_places_in_order(text, places):
    assert [directions.place_of(spelling) for spelling in directions.split(text)] == places


@pytest.mark.parametrize(
    "spelling",
    ["BAKHMUT", " bakhmut ", "Bаkhmut", "Вakhmut", "Баxмут", "Бахмутському", "бахмутський"],
)
def test_case_space_and_look_alikes_do_not_matter(spelling):
    assert directions.place_of(spelling) == "bakhmut"


@pytest.mark.parametrize("spelling", ["Berdychiv", "", "Bakhmut and Lyman", "Novo", "direction"])
def test_undeclared_spelling_leads_nowhere(spelling):
    assert directions.place_of(spelling) is None


def test_split_keeps_what_it_does_not_know():
    assert directions.split("Bakhmut, Old Town and  Lyman") == ["Bakhmut", "Old Town", "Lyman"]
    assert directions.split("Bakhmut Berdychiv") == ["Bakhmut Berdychiv"]
    assert directions.split("  ") == []


def test_every_declared_place_is_in_the_gazetteer():
    with PLACES.open(encoding="utf-8", newline="") as handle:
        known = {row["place_id"] for row in csv.DictReader(handle)}
    declared = set(directions._places().values())
    assert len(declared) == 17
    assert declared <= known
