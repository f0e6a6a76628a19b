"""A tally as a sentence: grammatical for every category, count, window and answer, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from wartally.package import Package
from wartally.site.files import words
from wartally.site.sentence import NOUNS, Said, sentence

WEEK = Said(
    claimant="General Staff of the Armed Forces of Ukraine",
    side="RU",
    category="personnel",
    category_name="Personnel",
    since=date(2022, 11, 4),
    until=date(2022, 11, 11),
    reports=7,
    value=4560,
    low=4560,
    high=4560,
    approximate=True,
    version="1.4.0",
    link="https://example.org/tally",
)
UK = replace(WEEK, claimant="Генеральний штаб Збройних Сил України", category_name="особовий склад")
MOD = replace(
    UK,
    claimant="Міністерство оборони Росії",
    side="UA",
    category="tanks_and_armoured_vehicles",
    category_name="танки та інші бойові броньовані машини",
    approximate=False,
)


def en(said=WEEK, **changes):
    return plain(sentence(words()["en"], replace(said, **changes)))


def uk(said=UK, **changes):
    return plain(sentence(words()["uk"], replace(said, **changes)))


def plain(text):
    return str(text).replace("\u00a0", " ")


def test_the_week_of_the_article_in_both_languages():
    assert en() == (
        "The General Staff of the Armed Forces of Ukraine claimed in its reports of 5 to 11 November 2022 "
        "that Russian forces lost about 4,560 personnel (killed and wounded together). "
        "Tally: Wartally, data 1.4.0, https://example.org/tally"
    )
    assert uk() == (
        "Генеральний штаб Збройних Сил України заявив у зведеннях від 5 до 11 листопада 2022 року про втрату "
        "російськими військами близько 4 560 осіб (загиблих і поранених разом). "
        "Підрахунок: Wartally, дані 1.4.0, https://example.org/tally"
    )


@pytest.mark.parametrize(
    ("since", "until", "reports", "english", "ukrainian"),
    [
        (
            (2022, 11, 10), (2022, 11, 11), 1,
            "in its report of 11 November 2022",
            "у зведенні від 11 листопада 2022 року",
        ),
        (
            (2022, 10, 28), (2022, 11, 4), 7,
            "in its reports of 29 October to 4 November 2022",
            "у зведеннях від 29 жовтня до 4 листопада 2022 року",
        ),
        (
            (2022, 12, 28), (2023, 1, 4), 7,
            "in its reports of 29 December 2022 to 4 January 2023",
            "у зведеннях від 29 грудня 2022 року до 4 січня 2023 року",
        ),
        (
            (2022, 4, 10), (2022, 7, 9), 1,
            "between its reports of 10 April and 9 July 2022",
            "між зведеннями від 10 квітня та від 9 липня 2022 року",
        ),
        (
            (2022, 7, 9), (2023, 12, 20), 1,
            "between its reports of 9 July 2022 and 20 December 2023",
            "між зведеннями від 9 липня 2022 року та від 20 грудня 2023 року",
        ),
    ],
)  # fmt: skip
def test_a_window_is_named_by_its_reports(since, until, reports, english, ukrainian):
    window = {"since": date(*since), "until": date(*until), "reports": reports}
    assert english in en(**window)
    assert ukrainian in uk(**window)


@pytest.mark.parametrize(
    ("value", "english", "ukrainian"),
    [
        (1, "lost 1 tank.", "про втрату російськими військами 1 танка."),
        (2, "lost 2 tanks.", "про втрату російськими військами 2 танків."),
        (5, "lost 5 tanks.", "про втрату російськими військами 5 танків."),
        (11, "lost 11 tanks.", "про втрату російськими військами 11 танків."),
        (21, "lost 21 tanks.", "про втрату російськими військами 21 танка."),
        (111, "lost 111 tanks.", "про втрату російськими військами 111 танків."),
        (1001, "lost 1,001 tanks.", "про втрату російськими військами 1 001 танка."),
    ],
)
def test_a_count_takes_its_form(value, english, ukrainian):
    changes = {"category": "tanks", "value": value, "approximate": False}
    assert english in en(category_name="Tanks", **changes)
    assert ukrainian in uk(category_name="танки", **changes)


def test_no_losses_a_fall_bounds_and_nothing_known():
    tanks = {"category": "tanks", "approximate": False}
    e, u = {**tanks, "category_name": "Tanks"}, {**tanks, "category_name": "танки"}
    assert "claimed no further losses of tanks by Russian forces in its reports" in en(**e, value=0)
    assert "не заявляв у зведеннях" in uk(**u, value=0)
    assert "про нові втрати російських військ за категорією «танки»" in uk(**u, value=0)
    assert "lowered its running total of tanks lost by Russian forces by 5 in" in en(**e, value=-5)
    assert "зменшив у зведеннях" in uk(**u, value=-5)
    assert "підсумок втрат російських військ за категорією «танки» на 5." in uk(**u, value=-5)
    bounds = {"value": None, "low": 0, "high": 1}
    assert "lost between 0 and 1 tanks; transcriptions of the reports differ" in en(**e, **bounds)
    assert "про втрату російськими військами від 0 до 1 танка; записи зведень розходяться" in uk(
        **u, **bounds
    )
    swing = {"value": None, "low": -1, "high": 3}
    assert "changed its running total of tanks lost by Russian forces by between −1 and +3" in en(
        **e, **swing
    )
    assert "на величину від −1 до +3" in uk(**u, **swing)
    unknown = {"value": None, "low": None, "high": None}
    assert "gave no totals in its reports" in en(**e, **unknown)
    assert "не подав у зведеннях" in uk(**u, **unknown)
    assert "обчислити заявлені втрати російських військ за категорією «танки»." in uk(**u, **unknown)
    assert "«особовий склад» (загиблі й поранені разом) на 5." in uk(value=-5)


def test_the_other_side_s_claims_are_told_the_same_way():
    assert "Міністерство оборони Росії заявило у зведеннях" in uk(MOD, value=31)
    assert "про втрату українськими військами 31 танка чи іншої бойової броньованої машини." in uk(
        MOD, value=31
    )
    assert "зменшило" in uk(MOD, value=-2)
    english = replace(MOD, claimant="Ministry of Defence of Russia", value=31)
    assert "The Ministry of Defence of Russia claimed" in en(english)
    assert "that Ukrainian forces lost 31 tanks and other armoured fighting vehicles." in en(english)


def test_every_category_has_its_words_in_both_languages(real_package: Package):
    categories = [row["category_id"] for row in real_package.rows("categories")]
    assert len(categories) >= 24
    said = set()
    for lang, base, ask in (("en", WEEK, en), ("uk", UK, uk)):
        assert set(NOUNS[lang]) == set(categories)
        for category in categories:
            for value in (1, 2, 5, 21, 1_000_000):
                text = ask(base, category=category, value=value, approximate=False)
                noun = NOUNS[lang][category][0 if value == 1 or (lang == "uk" and value == 21) else 1]
                assert f"{plain(words()[lang].number(value))} {noun}" in text
                assert "{" not in text
                said.add(text)
    # the two languages, the five counts: none is said like another but for English words that have one form
    assert len(said) == len(categories) * 5 * 2


def test_a_category_of_another_package_is_called_by_its_name():
    assert "lost 3 units of “Balloons”." in en(
        category="balloons", category_name="Balloons", value=3, approximate=False
    )
    assert "1 одиниці за категорією «аеростати»." in uk(
        category="balloons", category_name="аеростати", value=1, approximate=False
    )


@pytest.mark.parametrize(
    "words_of", ["killed", "destroyed", "liquidated", "eliminated", "ліквідован", "знищен"]
)
def test_the_sentence_claims_no_more_than_the_series(words_of):
    for text in (en(category="tanks", value=64), uk(category="tanks", value=64)):
        assert words_of not in text
