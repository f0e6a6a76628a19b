"""A tally as one sentence to quote, in English and Ukrainian, with claimant and link. Pure.

The sentence says "claimed", never that a figure is so. Ukrainian counts stand in the genitive, which
"заявив про втрату" asks for: one form after numbers that end in 1 (but not 11), another after all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wartally.site.words import Words, plural

__all__ = ["NOUNS", "Said", "sentence"]

_SPACE = "\u00a0"

# What is counted: in English after 1 and after other numbers; in Ukrainian the genitive, singular and plural.
NOUNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "personnel": ("member of personnel", "personnel"),
        "prisoners": ("person as a prisoner of war", "persons as prisoners of war"),
        "tanks": ("tank", "tanks"),
        "armoured_vehicles": ("armoured vehicle", "armoured vehicles"),
        "tanks_and_armoured_vehicles": (
            "tank or other armoured fighting vehicle",
            "tanks and other armoured fighting vehicles",
        ),
        "artillery": ("artillery system", "artillery systems"),
        "artillery_and_mortars": ("field artillery piece or mortar", "field artillery pieces and mortars"),
        "mlrs": ("multiple rocket launcher", "multiple rocket launchers"),
        "air_defence": ("air defence system", "air defence systems"),
        "sam_systems": ("surface-to-air missile system", "surface-to-air missile systems"),
        "aircraft": ("aircraft", "aircraft"),
        "helicopters": ("helicopter", "helicopters"),
        "uav": (
            "unmanned aerial vehicle of operational-tactical level",
            "unmanned aerial vehicles of operational-tactical level",
        ),
        "uav_all_classes": ("unmanned aerial vehicle of any class", "unmanned aerial vehicles of any class"),
        "cruise_missiles": ("cruise missile", "cruise missiles"),
        "mobile_srbm": (
            "mobile short-range ballistic missile system",
            "mobile short-range ballistic missile systems",
        ),
        "warships": ("warship or boat", "warships and boats"),
        "submarines": ("submarine", "submarines"),
        "vehicles": ("vehicle", "vehicles"),
        "fuel_tanks": ("fuel tanker", "fuel tankers"),
        "vehicles_fuel_tanks": ("vehicle or fuel tanker", "vehicles and fuel tankers"),
        "special_equipment": ("piece of special equipment", "pieces of special equipment"),
        "special_vehicles": ("special military vehicle", "special military vehicles"),
        "ground_robots": ("ground robotic system", "ground robotic systems"),
    },
    "uk": {
        "personnel": ("особи", "осіб"),
        "prisoners": ("особи, узятої в полон", "осіб, узятих у полон"),
        "tanks": ("танка", "танків"),
        "armoured_vehicles": ("бойової броньованої машини", "бойових броньованих машин"),
        "tanks_and_armoured_vehicles": (
            "танка чи іншої бойової броньованої машини",
            "танків та інших бойових броньованих машин",
        ),
        "artillery": ("артилерійської системи", "артилерійських систем"),
        "artillery_and_mortars": (
            "гармати польової артилерії чи міномета",
            "гармат польової артилерії та мінометів",
        ),
        "mlrs": ("реактивної системи залпового вогню", "реактивних систем залпового вогню"),
        "air_defence": ("засобу протиповітряної оборони", "засобів протиповітряної оборони"),
        "sam_systems": ("зенітного ракетного комплексу", "зенітних ракетних комплексів"),
        "aircraft": ("літака", "літаків"),
        "helicopters": ("гелікоптера", "гелікоптерів"),
        "uav": (
            "безпілотного літального апарата оперативно-тактичного рівня",
            "безпілотних літальних апаратів оперативно-тактичного рівня",
        ),
        "uav_all_classes": (
            "безпілотного літального апарата будь-якого класу",
            "безпілотних літальних апаратів усіх класів",
        ),
        "cruise_missiles": ("крилатої ракети", "крилатих ракет"),
        "mobile_srbm": ("пускової установки ОТРК/ТРК", "пускових установок ОТРК/ТРК"),
        "warships": ("корабля чи катера", "кораблів і катерів"),
        "submarines": ("підводного човна", "підводних човнів"),
        "vehicles": ("одиниці автомобільної техніки", "одиниць автомобільної техніки"),
        "fuel_tanks": ("автоцистерни", "автоцистерн"),
        "vehicles_fuel_tanks": (
            "одиниці автомобільної техніки чи автоцистерни",
            "одиниць автомобільної техніки та автоцистерн",
        ),
        "special_equipment": ("одиниці спеціальної техніки", "одиниць спеціальної техніки"),
        "special_vehicles": (
            "одиниці спеціальної військової автомобільної техніки",
            "одиниць спеціальної військової автомобільної техніки",
        ),
        "ground_robots": ("наземного роботизованого комплексу", "наземних роботизованих комплексів"),
    },
}
_FORCES = {
    "en": {"RU": "Russian forces", "UA": "Ukrainian forces"},
    "uk": {"RU": "російськими військами", "UA": "українськими військами"},
}
_OF_FORCES = {"RU": "російських військ", "UA": "українських військ"}


@dataclass(frozen=True)
class Said:
    """A tally to be put in a sentence: `value`, or else its bounds `low` and `high`; none of them if unknown.

    `reports` of the window are those after `since` up to `until`; `claimant` and `category_name` are in
    the language of the sentence, `link` is where the tally can be redone. `side_name` is what a side
    is called that has no words of its own here; `together` says whether the personnel claimed are the
    killed and the wounded.
    """

    claimant: str
    side: str
    category: str
    category_name: str
    since: date
    until: date
    reports: int
    value: int | None
    low: int | None
    high: int | None
    approximate: bool
    version: str
    link: str
    side_name: str = ""
    together: bool = True


def sentence(t: Words, said: Said) -> str:
    """The tally in one sentence and its source in another, in the language of `t`."""
    return _ukrainian(t, said) if t.lang == "uk" else _english(t, said)


def _noun(lang: str, said: Said, n: int | None) -> str:
    """The word for what is counted, as `n` asks for it; a category without one is called by its name."""
    name = said.category_name
    unnamed = {
        "en": (f"unit of “{name}”", f"units of “{name}”"),
        "uk": (f"одиниці за категорією «{name}»", f"одиниць за категорією «{name}»"),
    }
    forms = NOUNS[lang].get(said.category, unnamed[lang])
    return forms[0] if n is not None and plural(n, lang) == "one" else forms[1]


def _counted(t: Words, said: Said, about: str, ranged: str) -> str:
    """The figure with its noun: about 4,560 personnel; between 3 and 5 helicopters."""
    n = said.value
    if said.value is not None:
        figure = t.number(said.value)
        figure = f"{about}{_SPACE}{figure}" if said.approximate else figure
    else:
        assert said.low is not None
        assert said.high is not None
        figure = ranged.format(low=t.number(said.low), high=t.number(said.high))
        n = said.high if t.lang == "uk" else None  # between 0 and 1 tanks; від 0 до 1 танка
    return f"{figure} {_noun(t.lang, said, n)}"


def _window(t: Words, said: Said, words: Mapping[str, str]) -> str:
    """The reports the tally covers; where some days have none, the two reports it lies between."""
    first, last = date.fromordinal(said.since.toordinal() + 1), said.until
    if said.reports != (said.until - said.since).days:
        since = t.day(said.since, year=said.since.year != last.year)
        return words["between"].format(since=since, until=t.day(last))
    if first == last:
        return words["one"].format(until=t.day(last))
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else t.day(first, year=not same_year)
    return words["many"].format(since=start, until=t.day(last))


def _kind(said: Said) -> str:
    """What sort of sentence fits: a figure, none, a fall, bounds about zero, or nothing known."""
    if said.value is not None:
        return "figure" if said.value > 0 else "zero" if said.value == 0 else "fall"
    if said.low is None or said.high is None:
        return "unknown"
    return "bounds" if said.low >= 0 else "swing"


def _english(t: Words, said: Said) -> str:
    window = _window(
        t,
        said,
        {
            "one": "in its report of {until}",
            "many": "in its reports of {since} to {until}",
            "between": "between its reports of {since} and {until}",
        },
    )
    who = said.claimant if said.claimant.startswith("The ") else f"The {said.claimant}"
    forces, kind = _FORCES["en"].get(said.side) or said.side_name or said.side, _kind(said)
    plain = _noun("en", said, None)
    together = " (killed and wounded together)" if said.category == "personnel" and said.together else ""
    total = f"its running total of {plain} lost by {forces}{together}"
    if kind == "figure":
        text = f"claimed {window} that {forces} lost {_counted(t, said, 'about', '')}{together}"
    elif kind == "bounds":
        counted = _counted(t, said, "about", "between {low} and {high}")
        text = (
            f"claimed {window} that {forces} lost {counted}{together}; transcriptions of the reports differ"
        )
    elif kind == "zero":
        text = f"claimed no further losses of {plain} by {forces} {window}"
    elif kind == "fall":
        text = f"lowered {total} by {t.number(-(said.value or 0))} {window}"
    elif kind == "swing":
        span = f"between {t.number(said.low, True)} and {t.number(said.high, True)}"
        text = f"changed {total} by {span} {window}; transcriptions of the reports differ"
    else:
        text = f"gave no totals {window} from which its claimed losses of {plain} by {forces} can be computed"
    return f"{who} {text}. Tally: Wartally, data {said.version}, {said.link}"


def _ukrainian(t: Words, said: Said) -> str:
    window = _window(
        t,
        said,
        {
            "one": "у зведенні від {until}",
            "many": "у зведеннях від {since} до {until}",
            "between": "між зведеннями від {since} та від {until}",
        },
    )
    who, kind, side = said.claimant, _kind(said), said.side_name or said.side
    forces = _FORCES["uk"].get(said.side, f"стороною «{side}»")
    of_forces = _OF_FORCES.get(said.side, f"сторони «{side}»")
    ending = _past(who)
    together = " (загиблих і поранених разом)" if said.category == "personnel" and said.together else ""
    name = said.category_name[:1].lower() + said.category_name[1:]
    both = " (загиблі й поранені разом)" if together else ""
    of_what = f"{of_forces} за категорією «{name}»{both}"
    differ = "; записи зведень розходяться"
    if kind == "figure":
        text = f"заяви{ending} {window} про втрату {forces} {_counted(t, said, 'близько', '')}{together}"
    elif kind == "bounds":
        counted = _counted(t, said, "близько", "від {low} до {high}")
        text = f"заяви{ending} {window} про втрату {forces} {counted}{together}{differ}"
    elif kind == "zero":
        text = f"не заявля{ending} {window} про нові втрати {of_what}"
    elif kind == "fall":
        text = f"зменши{ending} {window} підсумок втрат {of_what} на {t.number(-(said.value or 0))}"
    elif kind == "swing":
        span = f"від {t.number(said.low, True)} до {t.number(said.high, True)}"
        text = f"зміни{ending} {window} підсумок втрат {of_what} на величину {span}{differ}"
    else:
        text = f"не пода{ending} {window} підсумків, із яких можна обчислити заявлені втрати {of_what}"
    return f"{who} {text}. Підрахунок: Wartally, дані {said.version}, {said.link}"


def _past(who: str) -> str:
    """The ending of a verb in the past tense that agrees with the first word of a name: -в, -ла or -ло."""
    first = who.split(" ", 1)[0].lower()
    if first.endswith(("о", "е", "є")):
        return "ло"
    return "ла" if first.endswith(("а", "я")) else "в"
