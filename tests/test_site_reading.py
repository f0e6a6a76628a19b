"""The pages around a figure: events and their maps, disputes, corrections, rules, press, sources, about."""

from __future__ import annotations

import csv
import io
import json
import re
from math import pi
from xml.etree import ElementTree

import pytest

from tests.site_server import Browser, links
from wartally.package import Package
from wartally.site.charts.drawing import Variant
from wartally.site.charts.event_map import bounds, event_map, position
from wartally.site.charts.style import styled
from wartally.site.files import words
from wartally.site.pages.reading import READING
from wartally.site.spells import spells

MAPPED = {
    "site": "2022-02-24_hostomel_airport_landing",
    "settlement": "2022-11-11_ukrainian_forces_enter_kherson",
    "region": "2022-04-18_donbas_offensive_begins",
}


@pytest.fixture(scope="module")
def browser(real_package: Package, tmp_path_factory: pytest.TempPathFactory):
    opened = Browser(real_package, tmp_path_factory.mktemp("reading"))
    yield opened
    opened.close()


def _rows(response):
    return list(csv.DictReader(io.StringIO(response.text)))


# ---- every page there is


@pytest.mark.parametrize(
    ("table", "key", "address", "least"),
    [
        ("events", "event_id", "/events/{}", 977),
        ("sources", "source_id", "/sources/{}", 300),
        ("actors", "actor_id", "/actors/{}", 200),
        ("press_claims", "claim_id", "/press/{}", 686),
    ],
)
def test_every_row_has_its_page(browser, real_package, table, key, address, least):
    found = [str(row[key]) for row in real_package.rows(table)]
    assert len(found) >= least
    # Statements differ in their words only; a seventh of them, of all sorts, is enough.
    found = found[::7] if table == "press_claims" else found
    wrong = []
    for n, row in enumerate(found):
        page = browser.get(("/uk" if n % 2 else "") + address.format(row))
        if page.status_code != 200 or not re.search(r"<h1[^>]*>[^<\s]", page.text):
            wrong.append(row)
    assert wrong == []


@pytest.mark.parametrize("page", READING, ids=lambda page: page.address)
def test_the_addresses_a_page_names_as_examples_are_there_with_their_twins(browser, page):
    pattern = "^" + re.sub(r"\{\w+\}", "[^/]+", page.address) + r"(\?.*)?$"
    known = {"site": browser.datasette.wartally, "ask": staticmethod(lambda sql, **v: _ask(browser, sql, v))}
    asked = type("Asked", (), known)()
    examples = list(browser._loop.run_until_complete(page.examples(asked)))
    assert examples
    assert all(re.match(pattern, example) for example in examples)
    for example in examples[:3]:
        path, _, query = example.partition("?")
        assert browser.get(f"{path}.json?{query}").status_code == 200
        assert _rows(browser.get(f"{path}.csv?{query}"))
        assert browser.get(f"/uk{example}").status_code == 200


async def _ask(browser, sql, values):
    return [dict(row) for row in await browser.datasette.get_database("wartally").execute(sql, values)]


@pytest.mark.parametrize(
    "path",
    [
        "/events", "/events/2022-04-14_moskva_sinks", "/uk/events/2022-11-11_ukrainian_forces_enter_kherson",
        "/disputes", "/uk/corrections", "/rules", "/press", "/sources", "/sources/petroivaniuk_dataset",
        "/actors/mod_ru", "/about", "/uk/about",
    ],
)  # fmt: skip
def test_every_link_within_these_pages_works(browser, path):
    ours = tuple({"/" + page.address.split("/")[1] for page in READING})
    found = {
        link
        for link in links(browser.get(path).text)
        if link.removeprefix("/uk").startswith((*ours, "/wartally/", "/days", "/tally", "/charts"))
    }
    assert len(found) > 8
    wrong = [link for link in sorted(found)[:60] if browser.get(link).status_code not in (200, 302)]
    assert wrong == []


@pytest.mark.parametrize("table", ["events", "sources", "actors", "press_claims"])
def test_what_there_is_not_is_a_plain_404(browser, table):
    start = {"press_claims": "/press"}.get(table, f"/{table}")
    for lang in ("", "/uk"):
        response = browser.get(f"{lang}{start}/no_such_thing")
        assert response.status_code == 404
        assert "no_such_thing" in response.text
        assert "Traceback" not in response.text


# ---- events


def test_key_events_come_first_and_the_others_can_be_found(browser, real_package):
    collected = sum("_ucdp_" in str(row["event_id"]) for row in real_package.rows("events"))
    everything = len(real_package.rows("events"))
    assert len(browser.get("/events.json").json()["events"]) == everything - collected == 83
    assert len(browser.get("/events.json?of=ucdp").json()["events"]) == collected == 894
    assert len(browser.get("/events.json?of=all").json()["events"]) == everything
    page = browser.get("/events").text
    assert "Ukrainian forces enter Kherson" in page
    assert "894 more are from the candidate events" in page
    second = browser.get("/events?of=ucdp&page=2").text
    assert "page 2 of 9" in second
    assert "of=ucdp&amp;page=3" in second


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("of=all&type=sinking", lambda row: row["event_type"] == "sinking"),
        ("of=ucdp&when=2023-01", lambda row: row["start_date"].startswith("2023-01")),
        ("when=2024", lambda row: row["start_date"].startswith("2024")),
        ("of=all&kind=visual_evidence", lambda row: row["source_kind"] == "visual_evidence"),
        ("status=disputed", lambda row: row["status"] == "disputed"),
    ],
)
def test_events_can_be_chosen(browser, query, holds):
    rows = browser.get(f"/events.json?{query}").json()["events"]
    assert rows
    assert all(map(holds, rows))
    assert len(_rows(browser.get(f"/events.csv?{query}"))) == len(rows)


def test_an_event_says_who_says_so_and_which_report_line_reflects_it(browser):
    page = browser.get("/events/2022-04-14_moskva_sinks").text
    assert "Who says so" in page
    assert "The total of warships and boats rises from 7 to 8" in page
    assert "/days/2022-04-15" in page
    assert "No position is given" in page
    document = browser.get("/events/2022-11-11_ukrainian_forces_enter_kherson.json").json()
    by_day = {row["report_date"]: row for row in document["reports"]}
    assert by_day["2022-11-11"]["change"] == 710
    assert [p["place_id"] for p in by_day["2022-11-11"]["directions"]] == ["bakhmut"]
    assert {row["event_id"] for row in document["near"]} & {
        "2022-11-11_withdrawal_across_dnipro_declared_complete"
    }


def test_deaths_are_estimates_with_what_they_count(browser):
    page = browser.get("/events/2022-09-09_ucdp_447128").text
    assert "<strong>Estimated</strong>: 1" in page
    assert "Lowest 1, highest 37." in page
    assert "soldiers and civilians of both sides together" in page
    assert '<dd lang="en">UCDP&#39;s best estimate by side' in page


@pytest.mark.parametrize("precision", MAPPED)
@pytest.mark.parametrize("variant", ["on=page", "size=narrow&theme=dark&on=page", ""])
def test_a_map_is_a_picture_without_borders(browser, precision, variant):
    response = browser.get(f"/charts/event_map.svg?event={MAPPED[precision]}&{variant}")
    assert response.status_code == 200
    drawn = ElementTree.fromstring(response.text)
    said = " ".join(drawn.itertext())
    assert "No borders are drawn." in said
    assert " km" in said
    assert ("stroke-dasharray" in response.text) is (precision == "region")


def test_a_map_has_a_table_an_alternative_and_both_languages(browser):
    event = MAPPED["settlement"]
    page = browser.get(f"/uk/events/{event}").text
    alt = re.search(r'<img [^>]*alt="([^"]+)"', page)
    assert alt
    assert "Карта без кордонів" in alt[1]
    assert "Миколаїв" in alt[1] or "Інгулець" in alt[1] or "Гола Пристань" in alt[1]
    assert "46,637° пн. ш." in alt[1]
    izium = browser.get("/uk/events/2022-02-24_ucdp_447229").text
    assert "Слов&#39;янськ" in izium
    assert "&amp;#39;" not in izium
    rows = _rows(browser.get(f"/charts/event_map.csv?event={event}"))
    assert rows[0]["km"] == "0"
    assert len(rows) >= 4
    assert browser.get("/charts/event_map.svg?event=2022-10-10_mass_missile_strike").status_code == 404


def _event(precision, **more):
    given = {
        "event_id": "e",
        "latitude": 48.5,
        "longitude": 38.0,
        "place_precision": precision,
        "status": "claimed",
    }
    return {**given, **more}


def _around(latitude, longitude, name):
    return {"name_en": name, "name_uk": name, "latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(("precision", "radius"), [("district", 25), ("region", 100)])
def test_the_ring_of_a_map_is_true_to_scale(precision, radius):
    t, said = words()["en"], {"title": "t", "place": "P", "precision": precision, "position": "p"}
    drawing = event_map(
        t, _event(precision), said, [_around(49.0, 38.0, "North"), _around(48.5, 39.0, "East")]
    )
    assert [row["km"] for row in drawing.rows] == [0, 56, 74]
    assert "56 km to the north" in drawing.alt
    for variant in (Variant(), Variant(narrow=True, bare=True), Variant(dark=True)):
        spec = styled(drawing, variant)["hconcat"][0]
        ring = next(layer for layer in spec["layer"] if layer["mark"].get("fillOpacity"))
        pixels = (ring["mark"]["size"] / pi) ** 0.5
        for axis, length in (("x", spec["width"]), ("y", spec["height"])):
            first, last = ring["encoding"][axis]["scale"]["domain"]
            assert pixels * (last - first) / length == pytest.approx(radius)


def test_a_position_has_no_more_decimals_than_its_precision():
    t = words()["en"]
    shown = [position(t, _event(p, latitude=48.123456)) for p in ("settlement", "district", "region")]
    assert [text.split("°")[0] for text in shown] == ["48.123", "48.12", "48.1"]
    south, north, west, east = bounds(_event("settlement"))
    assert south < 48.5 < north
    assert west < 38 < east


# ---- disputes and corrections


def test_disputes_say_who_read_what_and_what_was_taken(browser, real_package):
    document = browser.get("/disputes.json").json()
    assert len(document["disputes"]) == len(real_package.rows("adjudications"))
    view = {
        (row["report_date"], row["category_id"]): row
        for row in browser.rows("/wartally/disputes.json?_size=max")
    }
    assert len(view) == len(document["disputes"])
    for row in document["disputes"]:
        same = view[row["report_date"], row["category_id"]]
        assert (row["taken"], ", ".join(row["differing"])) == (same["taken"], same["differing"] or "")
    judged = {row["transcription_id"]: row for row in document["transcriptions"]}
    assert all(
        row["disputed"] == row["taken"] + row["undetermined"] + sum(row["not_taken"].values())
        for row in judged.values()
    )
    assert sum(judged["lod_db"]["not_taken"].values()) == sum(
        "lod_db" in (r["differing"] or "") for r in view.values()
    )


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("who=lod_db", lambda row: "lod_db" in row["differing"]),
        ("category=tanks", lambda row: row["category_id"] == "tanks"),
        ("reason=stale_figure&year=2025", lambda row: row["report_date"][:4] == "2025"),
        ("decided_by=curator", lambda row: row["decided_by"] == "curator"),
    ],
)
def test_disputes_can_be_chosen(browser, query, holds):
    rows = browser.get(f"/disputes.json?{query}").json()["disputes"]
    assert rows
    assert all(map(holds, rows))
    flat = _rows(browser.get(f"/disputes.csv?{query}"))
    assert len(flat) == len(rows)
    assert {"taken", "evidence", "differing", "read_lod_db"} <= set(flat[0])
    assert browser.get(f"/disputes?{query}").text.count('class="grounds"') <= len(rows)


@pytest.mark.parametrize(
    "path", ["/disputes?who=nobody", "/press?cause=none", "/events?page=0", "/rules?table=x"]
)
def test_a_choice_that_is_none_is_told_and_the_form_stays(browser, path):
    response = browser.get(path)
    assert response.status_code in (400, 404)
    assert 'role="alert"' in response.text
    assert '<form class="choose"' in response.text


def test_days_on_end_are_one_row_that_opens(browser):
    page = browser.get("/disputes?reason=undetermined").text
    assert page.count('class="grounds"') == 1
    assert "Each of the 39 days" in page
    assert page.count("/days/2026-04-01") == 1


def test_a_spell_ends_where_anything_but_the_day_differs():
    def cell(day, differing=("a",), **more):
        same = {"series_id": "s", "category_id": "c", "reason": "r", "source_id": "x", "decided_by": "rule"}
        read = {"a": 1, "b": int(day[-2:])}
        return {
            **same,
            "decided_on": "d",
            "report_date": day,
            "read": read,
            "taken": 2,
            "differing": differing,
            **more,
        }

    cells = [cell("2024-01-05"), cell("2024-01-04"), cell("2024-01-03", ("b",)), cell("2024-01-01", ("b",))]
    found = spells(cells)
    assert [(s.first, s.last) for s in found] == [
        ("2024-01-04", "2024-01-05"),
        ("2024-01-03", "2024-01-03"),
        ("2024-01-01", "2024-01-01"),
    ]
    assert found[0].read("b") == (4, 5)
    assert found[0].read("nobody") is None
    assert (found[0].differs("a"), found[0].differs("b"), found[0].taken) == (True, False, (2, 2))


def test_corrections_carry_their_residual(browser, real_package):
    rows = browser.get("/corrections.json").json()["corrections"]
    assert len(rows) == len(real_package.rows("corrections"))
    printed = [r for r in rows if r["change"] is not None and r["printed_increase"] is not None]
    assert len(printed) > 50
    assert all(r["change"] - r["printed_increase"] == r["residual"] for r in printed)
    chosen = browser.get("/corrections.json?kind=unlogged").json()["corrections"]
    assert {row["kind"] for row in chosen} == {"unlogged"}
    assert 'href="/corrections"' in browser.get("/disputes").text


# ---- rules


def test_every_rule_is_told_in_both_languages_and_runs_live(browser, real_package):
    for lang in ("", "/uk"):
        page = browser.get(f"{lang}/rules").text
        for rule in real_package.rules:
            assert f'href="{lang}/wartally/rule_{rule.id}"' in page
            assert f'<h3 id="{rule.id}">' in page
    rules = browser.get("/rules.json").json()["rules"]
    assert len(rules) == len(real_package.rules) > 40
    assert {rule["rows_found"] for rule in rules if rule["severity"] == "error"} == {0}
    for rule in (rule for rule in rules if rule["severity"] == "warning"):
        assert rule["rows_found"] == len(browser.rows(f"/wartally/rule_{rule['rule_id']}.json?_size=max"))


# ---- press


def test_verdicts_are_counted_as_the_checks_have_them(browser, real_package):
    checks = real_package.rows("press_checks")
    statements = browser.get("/press.json").json()["statements"]
    assert len(statements) == len(checks) > 600
    for column in ("figure_verdict", "wording_verdict", "cause"):
        for value in {str(row[column]) for row in checks if row[column]}:
            chosen = browser.get(f"/press.json?{column}={value}").json()["statements"]
            assert len(chosen) == sum(row[column] == value for row in checks), value


def test_a_statement_leads_to_the_tally_or_report_that_checks_it(browser):
    statements = browser.get("/press.json").json()["statements"]
    addresses = {row["checked_at"] for row in statements}
    assert "" not in addresses
    assert len(addresses) > 200
    assert [
        a for a in sorted(addresses) if browser.get(a.replace("/tally?", "/tally.json?")).status_code != 200
    ] == []
    row = next(r for r in statements if r["claim_id"] == "ukraine_today_2022_11_11_personnel_period")
    assert browser.get(row["checked_at"].replace("/tally?", "/tally.json?")).json()["value"] == 4560
    page = browser.get("/press/ukraine_today_2022_11_11_personnel_period").text
    assert "it is not a quotation" in page
    assert row["checked_at"].replace("&", "&amp;") in page


# ---- sources


def test_a_source_counts_what_rests_on_it(browser, real_package):
    document = browser.get("/sources/ucdp_candidate_events.json").json()
    rests = {row["table"]: row["rows"] for row in document["rests"]}
    assert rests["event_sources"] == 894
    page = browser.get("/sources/petroivaniuk_dataset").text
    readings = sum(row["transcription_id"] == "petroivaniuk" for row in real_package.rows("readings"))
    assert f"{readings:,}" in page
    assert "/wartally/readings?transcription_id=petroivaniuk" in page
    unused = browser.get("/sources.json").json()["sources"]
    held_back = [row for row in unused if not row["redistributable"]]
    assert all(not row["rests"] for row in held_back)


def test_english_texts_on_ukrainian_pages_say_that_they_are(browser):
    page = browser.get("/uk/disputes?category=tanks").text
    evidence = browser.get("/disputes.json?category=tanks").json()["disputes"][0]["evidence"]
    assert json.dumps(evidence)[1:20] in page
    assert '<p lang="en">' in page


def test_about_names_no_one_and_points_to_the_data(browser):
    page = browser.get("/about").text
    assert 'href="/data"' in page
    assert "mailto:" not in page
    for word in ("Claimed", "Confirmed", "Estimated"):
        assert word in page
    assert "За оцінкою" in browser.get("/uk/about").text
