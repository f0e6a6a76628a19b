"""The pages of events: the list, and one event with its map, its sources and the reports around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from wartally.site.charts.drawing import Drawing
from wartally.site.charts.event_map import bounds, event_map, position
from wartally.site.facts import events as facts
from wartally.site.facts.common import Row
from wartally.site.pages.choosing import Filter, Option, chosen, counted, offered, paged
from wartally.site.pages.page import Asked, Context, Page, Refused, Told
from wartally.site.pages.tally import choices_of

__all__ = ["EVENT", "EVENTS", "picture"]

_PARAMETERS = ("of", "type", "when", "kind", "status", "page")


def _one(column: str, row: Row) -> list[str]:
    return [row[column]]


def _of(row: Row) -> list[str]:
    return ["all", "ucdp" if row["collected"] else "key"]


def _when(row: Row) -> list[str]:
    return [row["start_date"][:4], row["start_date"][:7]]


def _label(asked: Asked, table: str, column: str, value: str) -> str:
    return asked.site.code(table, column, value, asked.lang)


def _filters(asked: Asked, rows: Sequence[Row]) -> list[Filter]:
    t = asked.t

    def coded(parameter: str, table: str, column: str, row_column: str, name: str) -> Filter:
        of = partial(_one, row_column)
        return Filter(parameter, name, counted(rows, of, partial(_label, asked, table, column), True), of)

    collected = sum(row["collected"] for row in rows)
    sorts = [
        Option("key", str(t("events_of_key")), len(rows) - collected),
        Option("ucdp", str(t("events_of_ucdp")), collected),
        Option("all", str(t("events_of_all")), len(rows)),
    ]
    spans = counted(rows, _when, lambda span: t.month(span) if len(span) > 4 else span)
    spans.sort(key=lambda o: o.value)
    return [
        Filter("of", str(t("events_of")), sorts, _of, "key"),
        coded("type", "events", "event_type", "event_type", str(t("events_type"))),
        Filter("when", str(t("events_when")), spans, _when),
        coded("kind", "sources", "kind", "source_kind", str(t("events_source_kind"))),
        coded("status", "events", "status", "status", str(t("events_status"))),
    ]


def _by_month(rows: Sequence[Row]) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
    """Events by year, and within it by month, in their order."""
    years = groupby(rows, key=lambda row: str(row["start_date"])[:4])
    return [
        (year, [(m, list(g)) for m, g in groupby(list(of_year), key=lambda row: str(row["start_date"])[:7])])
        for year, of_year in years
    ]


async def _events(asked: Asked) -> Told:
    rows = await facts.events(asked.ask)
    filters = _filters(asked, rows)
    collected = [row for row in rows if row["collected"]]
    context: Context = {
        "total": len(rows),
        "collected": len(collected),
        "collected_months": [(m, len(g)) for _, months in _by_month(collected) for m, g in months],
    }
    try:
        choice, kept = chosen(asked, filters, rows)
        listed = paged(asked, filters, choice["given"], kept)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    context |= {**choice, "list": listed, "years": _by_month(listed["rows"])}
    return Told(context, {"events": kept}, kept)


async def _found(asked: Asked, event_id: str) -> Row:
    found = await facts.event(asked.ask, event_id, asked.site.series)
    if found is None:
        raise Refused(404, asked.t("event_none", event=event_id))
    return found


def _position_source(event: Row, collected: bool) -> str:
    """Where an event's position is from: its place's, or that of the collection which gave another."""
    own = (event["latitude"], event["longitude"]) != (event["place_latitude"], event["place_longitude"])
    return "ucdp" if own and collected else str(event["position_source"] or "none")


async def _map(asked: Asked, event: Row, collected: bool) -> Drawing | None:
    """The map of an event; None if it has no position."""
    if event["latitude"] is None or event["longitude"] is None:
        return None
    uk = asked.lang == "uk"
    code = partial(asked.site.code, lang=asked.lang)
    said = {
        "title": str(event["title_uk" if uk else "title_en"]),
        "place": str(event["place_uk" if uk else "place_en"] or ""),
        "precision": code("events", "place_precision", event["place_precision"]).lower(),
        "position": code("places", "position_source", _position_source(event, collected)),
    }
    return event_map(asked.t, event, said, await facts.references(asked.ask, *bounds(event)))


async def _event(asked: Asked) -> Told:
    found = await _found(asked, asked.var("event"))
    event, choices = found["event"], await choices_of(asked)
    drawing = await _map(asked, event, found["collected"])
    context = {
        **found,
        "near": sorted(found["near"], key=lambda row: str(row["event_id"])),
        "there": sorted(found["here"], key=lambda row: str(row["event_id"])),
        "map": drawing,
        "position": position(asked.t, event) if drawing else "",
        "choices": choices,
        "shown": choices["series"][asked.site.series],
    }
    return Told(context, {**found, "series": asked.site.series}, [event])


async def picture(asked: Asked) -> Drawing:
    """The map of the event that the parameter `event` names; raises Refused, status 404, if there is none."""
    found = await _found(asked, asked.arg("event"))
    drawing = await _map(asked, found["event"], found["collected"])
    if drawing is None:
        raise Refused(404, asked.t("event_no_position"))
    return drawing


async def _events_examples(asked: Asked) -> Sequence[str]:
    choices: dict[str, Callable[[Row], bool]] = {
        "of=ucdp&when=2022-09": lambda row: row["collected"] and row["start_date"].startswith("2022-09"),
        "of=all&type=sinking": lambda row: row["event_type"] == "sinking",
    }
    return offered("/events", await facts.events(asked.ask), choices)


async def _event_examples(asked: Asked) -> Sequence[str]:
    return [f"/events/{event}" for event in await facts.ids(asked.ask)]


_NEEDS = frozenset({"events", "event_sources", "event_losses", "places", "sources", "actors"})
EVENTS = Page("events", "/events", "events.html", _events, _events_examples, _PARAMETERS, _NEEDS)
EVENT = Page("events", "/events/{event}", "event.html", _event, _event_examples, (), _NEEDS)
