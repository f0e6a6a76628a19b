"""The map of an event: its position as precisely as it is known, among settlements for orientation. Pure.

No border is drawn: no outline is at hand that shows Ukraine's internationally recognised borders
and says so. A graticule, a scale bar and named settlements give the bearings instead. The plane is
equirectangular about the event, true to scale at its centre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, atan2, ceil, cos, degrees, floor, pi, radians, sin, sqrt
from typing import Any

from wartally.site.charts.drawing import Drawing, Spec, Variant
from wartally.site.charts.style import colours
from wartally.site.words import Words

__all__ = ["HEIGHT", "bounds", "event_map", "position"]

Row = Mapping[str, Any]
HEIGHT = 400
_EARTH = 6371.0088
_PADDING = 10
_KM = {"site": 0.5, "settlement": 0.5, "district": 0.5, "region": 1.3}  # kilometres to a pixel
_RADIUS = {"district": 25, "region": 100}
_DECIMALS = {"site": 3, "settlement": 3, "district": 2, "region": 1}
_MOST = 10
_FEWEST = 3
_WIDER = 1.5
_WAYS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_BARS = (10, 20, 25, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class _Plane:
    """The plane of one map: where its centre is, how much of it a pixel shows, and how large it is."""

    latitude: float
    longitude: float
    km: float
    width: int
    height: int

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Kilometres east and north of the centre."""
        east = _EARTH * cos(radians(self.latitude)) * radians(longitude - self.longitude)
        return east, _EARTH * radians(latitude - self.latitude)

    @property
    def reach(self) -> tuple[float, float]:
        """Half the width and half the height, in kilometres."""
        return self.width * self.km / 2, self.height * self.km / 2

    def degrees_shown(self) -> tuple[float, float, float, float]:
        """South, north, west and east."""
        x, y = self.reach
        up, across = degrees(y / _EARTH), degrees(x / _EARTH / cos(radians(self.latitude)))
        return self.latitude - up, self.latitude + up, self.longitude - across, self.longitude + across


def bounds(event: Row) -> tuple[float, float, float, float]:
    """South, north, west and east of the widest map of an event, in degrees."""
    plane = _plane(event, Variant(), _KM[event["place_precision"]] * _WIDER**3)
    return plane.degrees_shown()


def position(t: Words, event: Row) -> str:
    """The position in words, with no more decimals than the precision of the place supports."""
    decimals = _DECIMALS.get(event["place_precision"], 1)
    form = "{:." + str(decimals) + "f}"
    numbers = {key: form.format(event[key]) for key in ("latitude", "longitude")}
    if t.lang == "uk":
        numbers = {key: number.replace(".", ",") for key, number in numbers.items()}
    return t.plain("chart_map_position", **numbers)


def event_map(t: Words, event: Row, said: Mapping[str, str], settlements: Sequence[Row]) -> Drawing:
    """The map of an event that has a position.

    `said` has the labels of the page's language: title, place, precision and where the position
    is from. `settlements` are those within `bounds`, most helpful first.
    """
    others = [s for s in settlements if _apart(event, s) > 1]
    wide = _chosen(event, said["place"], others, Variant(), t.lang)[1]
    rows = [_row(event, event, said["place"], t.plain("chart_map_event"))]
    rows += [_row(event, s, _name(s, t.lang), t.plain("chart_map_settlement")) for s in wide]
    near = "; ".join(
        t.plain(
            "chart_map_near",
            name=_name(s, t.lang),
            km=t.number(round(_apart(event, s))),
            way=_way(t, event, s),
        )
        for s in sorted(wide, key=lambda s: _apart(event, s))[:3]
    )
    return Drawing(
        name="event_map",
        title=t.plain("chart_map_title", place=said["place"], precision=said["precision"]),
        alt=t.plain(
            "chart_map_alt",
            place=said["place"],
            position=position(t, event),
            precision=said["precision"],
            near=near,
        ),
        source=t.plain("chart_map_source", position=said["position"]),
        subtitle=said["title"],
        columns={
            "name": t.plain("chart_map_col_name"),
            "what": t.plain("chart_map_col_what"),
            "latitude": t.plain("chart_map_col_latitude"),
            "longitude": t.plain("chart_map_col_longitude"),
            "km": t.plain("chart_map_col_km"),
        },
        rows=rows,
        declare=lambda variant: _declared(t, event, said["place"], others, variant),
        height=HEIGHT,
        params={"event": event["event_id"]},
    )


def _plane(event: Row, variant: Variant, km: float) -> _Plane:
    size = {"width": variant.width - _PADDING, "height": HEIGHT - _PADDING}
    return _Plane(event["latitude"], event["longitude"], km, **size)


def _chosen(
    event: Row, place: str, others: Sequence[Row], variant: Variant, lang: str
) -> tuple[_Plane, list[Row]]:
    """The plane wide enough to show a few settlements, and those whose names find room on it."""
    km = _KM[event["place_precision"]] * (1.4 if variant.narrow else 1)
    planes = [_plane(event, variant, km * _WIDER**n) for n in range(3)]
    found = [(plane, _with_room(plane, place, others, lang)) for plane in planes]
    # The closest that shows a few; where none does, the one that shows the most.
    return next((f for f in found if len(f[1]) >= _FEWEST), max(found, key=lambda f: len(f[1])))


def _with_room(plane: _Plane, place: str, others: Sequence[Row], lang: str) -> list[Row]:
    boxes = [_box(0, 0, place, 8)]
    shown: list[Row] = []
    for settlement in others:
        x, y = (v / plane.km for v in plane.at(settlement["latitude"], settlement["longitude"]))
        inside = abs(x) < plane.width / 2 - 12 and abs(y) < plane.height / 2 - 34
        box = _box(x, y, _name(settlement, lang), 7, left=_leftward(plane, x))
        if inside and not any(_meet(box, other) for other in boxes):
            boxes.append(box)
            shown.append(settlement)
        if len(shown) == _MOST:
            break
    return shown


def _leftward(plane: _Plane, x: float) -> bool:
    """True if a name to the right of its dot would leave the map."""
    return x > plane.width / 2 - 110


def _box(
    x: float, y: float, name: str, letter: float, left: bool = False
) -> tuple[float, float, float, float]:
    wide = 14 + len(name) * letter
    return (x - wide if left else x - 8, x + 8 if left else x + wide, y - 11, y + 11)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _name(row: Row, lang: str) -> str:
    return str(row["name_uk"] if lang == "uk" else row["name_en"])


def _apart(a: Row, b: Row) -> float:
    """Kilometres between two positions along the great circle."""
    p, q = radians(a["latitude"]), radians(b["latitude"])
    h = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(b["longitude"] - a["longitude"]) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(h))


def _way(t: Words, a: Row, b: Row) -> str:
    """In which of eight directions `b` lies from `a`."""
    p, q, across = radians(a["latitude"]), radians(b["latitude"]), radians(b["longitude"] - a["longitude"])
    bearing = degrees(atan2(sin(across) * cos(q), cos(p) * sin(q) - sin(p) * cos(q) * cos(across)))
    return t.plain(f"chart_way_{_WAYS[round(bearing / 45) % 8]}")


def _row(event: Row, row: Row, name: str, what: str) -> dict[str, Any]:
    decimals = 5 if row is not event else _DECIMALS[event["place_precision"]]
    return {
        "name": name,
        "what": what,
        "latitude": round(row["latitude"], decimals),
        "longitude": round(row["longitude"], decimals),
        "km": 0 if row is event else round(_apart(event, row)),
    }


def _declared(t: Words, event: Row, place: str, others: Sequence[Row], variant: Variant) -> Spec:
    plane, shown = _chosen(event, place, others, variant, t.lang)
    c = colours(variant)
    layers: Spec = {
        "width": plane.width,
        "height": plane.height,
        "view": {"stroke": c["rule"], "fill": None},
        "layer": [
            *_graticule(t, plane, c),
            *_area(event, plane, c),
            *_names(plane, shown, c, t.lang),
            *_marker(event, place, plane, c),
            *_scale_bar(t, plane, c),
        ],
    }
    # One plot among none other keeps the size given here, whatever room the caption takes.
    return {"autosize": {"type": "pad"}, "hconcat": [layers]}


def _xy(plane: _Plane, x: str | None = "x", y: str | None = "y") -> Spec:
    wide, high = plane.reach
    channels: Spec = {}
    for name, field, reach in (("x", x, wide), ("y", y, high)):
        if field:
            scale = {"domain": [-reach, reach], "nice": False, "zero": False}
            channels[name] = {"field": field, "type": "quantitative", "axis": None, "scale": scale}
    return channels


def _graticule(t: Words, plane: _Plane, c: Mapping[str, str]) -> list[Spec]:
    south, north, west, east = plane.degrees_shown()
    step = next((s for s in (1, 2, 5) if (north - south) / s <= 4), 10)
    rows_y = [
        {
            "y": plane.at(d, plane.longitude)[1],
            "x": -plane.reach[0],
            "name": t.plain("chart_map_north", n=str(d)),
        }
        for d in _whole(south, north, step)
    ]
    rows_x = [
        {
            "x": plane.at(plane.latitude, d)[0],
            "y": plane.reach[1],
            "name": t.plain("chart_map_east", n=str(d)),
        }
        for d in _whole(west, east - (east - west) * 50 / plane.width, step)
    ]
    rule = {"type": "rule", "color": c["rule"]}
    text = {"type": "text", "color": c["soft"], "fontSize": 11, "clip": True}
    name = {"text": {"field": "name", "type": "nominal"}}
    left, top = {**text, "align": "left", "dx": 6, "dy": -7}, {**text, "align": "left", "dx": 5, "dy": 12}
    return [
        {"data": {"values": rows_y}, "mark": rule, "encoding": _xy(plane, None)},
        {"data": {"values": rows_x}, "mark": rule, "encoding": _xy(plane, y=None)},
        {"data": {"values": rows_y}, "mark": left, "encoding": {**_xy(plane), **name}},
        {"data": {"values": rows_x}, "mark": top, "encoding": {**_xy(plane), **name}},
    ]


def _whole(first: float, last: float, step: int) -> range:
    return range(ceil(first / step) * step, floor(last / step) * step + 1, step)


def _area(event: Row, plane: _Plane, c: Mapping[str, str]) -> list[Spec]:
    """The circle within which the event lies; of a region a dashed sign, for its bounds are not known."""
    radius = _RADIUS.get(event["place_precision"])
    if radius is None:
        return []
    colour = c[event["status"]]
    mark: Spec = {
        "type": "point", "shape": "circle", "size": pi * (radius / plane.km) ** 2, "clip": True,
        "filled": True, "color": colour, "fillOpacity": 0.14, "opacity": 1,
        "stroke": colour, "strokeWidth": 1.5, "strokeOpacity": 1,
    }  # fmt: skip
    if event["place_precision"] == "region":
        mark["strokeDash"] = [5, 5]
    return [{"data": {"values": [{"x": 0, "y": 0}]}, "mark": mark, "encoding": _xy(plane)}]


def _names(plane: _Plane, shown: Sequence[Row], c: Mapping[str, str], lang: str) -> list[Spec]:
    rows = []
    for row in shown:
        x, y = plane.at(row["latitude"], row["longitude"])
        rows.append({"x": x, "y": y, "name": _name(row, lang), "left": _leftward(plane, x / plane.km)})
    name = {**_xy(plane), "text": {"field": "name", "type": "nominal"}}
    dot = {"type": "point", "shape": "circle", "size": 28, "filled": True, "color": c["soft"], "opacity": 1}
    text = {"type": "text", "color": c["soft"], "fontSize": 12}
    sides = ((False, {"align": "left", "dx": 7}), (True, {"align": "right", "dx": -7}))
    named = [
        {
            "data": {"values": [row for row in rows if row["left"] is left]},
            "mark": {**text, **placed},
            "encoding": name,
        }
        for left, placed in sides
    ]
    return [{"data": {"values": rows}, "mark": dot, "encoding": _xy(plane)}, *named]


def _marker(event: Row, place: str, plane: _Plane, c: Mapping[str, str]) -> list[Spec]:
    colour, here = c[event["status"]], {"values": [{"x": 0, "y": 0, "name": place}]}
    exact = event["place_precision"] in ("site", "settlement")
    mark = {
        "type": "point", "shape": "diamond" if exact else "circle", "size": 170 if exact else 40,
        "filled": exact, "color": colour, "strokeWidth": 2, "opacity": 1,
    }  # fmt: skip
    text = {"type": "text", "align": "left", "dx": 11, "fontWeight": 600, "fontSize": 14, "color": c["ink"]}
    name = {**_xy(plane), "text": {"field": "name", "type": "nominal"}}
    return [
        {"data": here, "mark": mark, "encoding": _xy(plane)},
        {"data": here, "mark": text, "encoding": name},
    ]


def _scale_bar(t: Words, plane: _Plane, c: Mapping[str, str]) -> list[Spec]:
    length = max(bar for bar in _BARS if bar == _BARS[0] or bar / plane.km <= plane.width / 4)
    (wide, high), px = plane.reach, plane.km
    right, low = wide - 14 * px, -high + 14 * px
    bar = [{"x": right - length, "x2": right, "y": low}]
    across = {**_xy(plane), "x2": {"field": "x2"}}
    said = [
        {"x": right - length / 2, "y": low + 11 * px, "name": t.plain("chart_map_km", km=t.number(length))},
    ]
    note = [{"x": -wide + 8 * px, "y": low, "name": t.plain("chart_map_no_borders")}]
    text = {"type": "text", "color": c["soft"], "fontSize": 11}
    name = {**_xy(plane), "text": {"field": "name", "type": "nominal"}}
    return [
        {
            "data": {"values": bar},
            "mark": {"type": "rule", "color": c["ink"], "strokeWidth": 2},
            "encoding": across,
        },
        {"data": {"values": said}, "mark": {**text, "color": c["ink"]}, "encoding": name},
        {"data": {"values": note}, "mark": {**text, "align": "left", "baseline": "middle"}, "encoding": name},
    ]
