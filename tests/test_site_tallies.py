"""Home, tally and report pages: what they show beside the figure, in both languages, and their twins."""

import asyncio
import csv
import html
import io
import re
from datetime import date

import pytest

from tests.site_server import Browser
from wartally.package import Package
from wartally.site.charts import draw
from wartally.site.charts.estimates import estimates_chart, short_name
from wartally.site.charts.spark import HEIGHT, WIDTH, spark
from wartally.site.charts.weekly import numbered, weekly_chart
from wartally.site.files import words
from wartally.site.months import month_of, months_of
from wartally.site.windows import windows

WEEK = "category=personnel&since=2022-11-04&until=2022-11-11"


@pytest.fixture(scope="module")
def browser(real_package: Package, tmp_path_factory: pytest.TempPathFactory):
    opened = Browser(real_package, tmp_path_factory.mktemp("tallies"))
    yield opened
    opened.close()


def shown(response):
    """The words of a page, without marks and with plain spaces."""
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", " ", response.text)
    return " ".join(html.unescape(text).replace("\u00a0", " ").replace("\u2060", "").split())


# ---- home


def test_home_shows_every_kind_of_figure_with_who_says_it(browser):
    page = browser.get("/")
    text = shown(page)
    assert "10 days old" in text
    assert page.text.count('<svg class="course"') >= 14
    for name in ("weekly", "compare", "estimates"):
        assert f'id="chart-{name}"' in page.text
    assert "Most claimed in one week: 12,580 personnel, 16–22 December 2024" in text
    assert re.search(r"Redo a tally.*Browse the data.*Take the data", text)
    events = re.findall(r'href="/events/([^"]+)"', page.text)
    assert len(events) > 15
    assert "/tally?series=general_staff_ua&amp;category=tanks" in page.text


@pytest.mark.parametrize("name", ["weekly", "estimates"])
@pytest.mark.parametrize("start", ["", "/uk"])
def test_each_chart_of_home_is_a_picture_and_a_table(browser, name, start):
    picture = browser.get(f"{start}/charts/{name}.svg?on=page&size=narrow")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "http" not in picture.text.replace("http://www.w3.org/", "")
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{start}/charts/{name}.csv").text)))
    assert len(rows) > 60
    declared = browser.get(f"{start}/charts/{name}.json").json()
    assert declared["description"]
    assert len(declared["data"]["values"]) == len(rows)


def test_the_weeks_of_the_chart_add_up_to_a_tally(browser):
    rows = browser.get("/charts/weekly.json").json()["data"]["values"]
    last = rows[-1]["until"]
    total = browser.get(f"/tally.json?category=personnel&since=2022-02-28&until={last}").json()
    assert sum(row["change"] for row in rows) == total["value"]
    assert [row["week"] for row in rows if "Kherson counter-offensive" in row["events"]] == []
    kherson = next(row for row in rows if row["week"] == "2022-11-07")
    assert "Ukrainian forces enter Kherson" in kherson["events"]


def test_every_estimate_of_killed_soldiers_is_in_the_chart_and_none_that_was_withdrawn(browser, real_package):
    rows = list(csv.DictReader(io.StringIO(browser.get("/charts/estimates.csv").text)))
    wanted = [
        row
        for row in real_package.rows("estimates")
        if (row["measure"], row["population"], row["withdrawn_on"]) == ("killed", "military", None)
        and row["cumulative"]
    ]
    assert len(rows) == len(wanted) > 70
    assert {row["about"] for row in rows} == {"Russia", "Ukraine"}


# ---- the tally


def test_the_same_window_as_others_saw_it(browser):
    text = shown(browser.get(f"/tally?{WEEK}"))
    assert "1,504 deaths of soldiers confirmed by name in the weeks that touch the window (2 weeks;" in text
    assert "31 October – 6 November 2022 779" in text
    assert "Chairman of the Joint Chiefs of Staff" in text
    assert "more than 100,000" in text
    assert "orders withdrawal from the right bank of the Dnipro" in text
    assert "Bakhmut (4 reports)" in text
    assert "Killed for casualties" in text
    assert "ukrainetoday.org" in text


def test_what_oryx_listed_in_the_window(browser):
    twin = browser.get("/tally.json?category=tanks&since=2022-11-04&until=2022-11-11").json()
    confirmed = twin["beside"]["confirmed"]
    rows = browser.rows(
        "/wartally/sightings_counted.json?side=RU&category_id=tanks&recorded_on__gt=2022-11-04"
        "&recorded_on__lte=2022-11-11&_size=max"
    )
    assert confirmed["inside"] == len(rows) > 10
    assert confirmed["inside"] == sum(state["inside"] for state in confirmed["states"])
    text = shown(browser.get("/tally?category=tanks&since=2022-11-04&until=2022-11-11"))
    assert f"{confirmed['inside']} items of Russian forces listed by Oryx after 4 November 2022" in text
    assert f"{confirmed['total']:,} by then" in text
    assert "is later than the loss" in text


def test_listings_that_end_and_categories_without_any_are_said(browser):
    late = shown(browser.get("/tally?category=tanks&since=2026-01-01&until=2026-02-01"))
    assert "Nothing is listed in the window; listings held here run from" in late
    half = shown(browser.get("/tally?category=tanks&since=2025-06-01&until=2025-10-01"))
    assert "Listings are held here up to 19 July 2025 only" in half
    none = shown(browser.get("/tally?category=cruise_missiles&since=2023-01-01&until=2023-02-01"))
    assert "no counterpart of this category" in none


def test_a_statement_mostly_about_other_days_is_not_said_of_the_window(browser):
    press = browser.get(f"/tally.json?{WEEK}").json()["beside"]["press"]
    assert (press[0]["period_start"], press[0]["period_end"]) == ("2022-11-04", "2022-11-11")
    assert len(press) >= 4
    for row in press:
        if row["statistic"] not in ("cumulative_on", "date_crossed_threshold"):
            start, end = (date.fromisoformat(row[key]) for key in ("period_start", "period_end"))
            inside = min(end, date(2022, 11, 11)) - max(start, date(2022, 11, 4))
            assert 2 * inside >= end - start


def test_the_sentence_stands_on_the_page_and_in_the_twin(browser):
    page = browser.get(f"/tally?{WEEK}")
    sentences = browser.get(f"/tally.json?{WEEK}").json()["sentence"]
    assert set(sentences) == {"en", "uk"}
    for lang, start in (("en", ""), ("uk", "/uk")):
        assert f'id="sentence-{lang}" lang="{lang}"' in page.text
        link = sentences[lang].rsplit(" ", 1)[1]
        assert link.endswith(f"{start}/tally?series=general_staff_ua&{WEEK}")
        assert browser.get(link[link.index("/", 8) :]).status_code == 200
    assert "lost about\u00a04,560 personnel (killed and wounded together)" in sentences["en"]
    assert "близько\u00a04\u00a0560 осіб" in sentences["uk"]


def test_the_picture_to_embed_has_absolute_addresses_and_an_alternative(browser):
    page = html.unescape(re.sub(r"<[^>]+>", "", browser.get(f"/tally?{WEEK}").text))
    snippet = html.unescape(page[page.index("<figure>") : page.index("</figure>")])
    source = re.search(r'<img src="(http[^"]+/charts/tally\.svg\?[^"]+)" alt="([^"]+)"', snippet)
    assert source
    assert "4,560" in source[2]
    assert re.search(r'<a href="http[^"]+/tally\?', snippet)
    for ending in ("svg", "png"):
        address = source[1].replace(".svg", f".{ending}")
        picture = browser.get(address[address.index("/", 8) :])
        assert picture.status_code == 200
        assert picture.headers["access-control-allow-origin"] == "*"


def test_each_report_of_the_window_has_its_document(browser):
    page = browser.get(f"/tally?{WEEK}").text
    documents = page[page.index('<ul class="documents">') :]
    assert documents[: documents.index("</ul>")].count("<a href=") == 7
    long = browser.get("/tally?category=tanks&since=2022-02-25&until=2026-08-08").text
    documents = long[long.index('<ul class="documents">') :]
    assert documents[: documents.index("</ul>")].count("<a href=") > 1_400


def test_the_other_side_s_claim_is_told_the_same_way(browser):
    page = browser.get("/tally?series=mod_ru&category=aircraft&since=2022-04-10&until=2022-07-09")
    text = shown(page)
    assert (
        "The Ministry of Defence of Russia claimed between its reports of 10 April and 9 July 2022 that"
        in text
    )
    assert "items of Ukrainian forces listed by Oryx" in text
    assert "What the press said" not in text


def test_presets_are_the_week_month_and_year_of_the_window():
    reported = [date.fromordinal(date(2022, 2, 25).toordinal() + n).isoformat() for n in range(900)]
    t = words()["en"]
    offered = {str(w.label): (w.since, w.until) for w in windows(t, reported, "2022-11-11")}
    plain = {label.replace("\u00a0", " "): window for label, window in offered.items()}
    assert plain == {
        "the 7 reports up to 11 November 2022": ("2022-11-04", "2022-11-11"),
        "November 2022": ("2022-11-01", "2022-12-01"),
        "the year 2022": ("2022-02-25", "2023-01-01"),
        "since the first report, up to 11 November 2022": ("2022-02-25", "2022-11-11"),
        "the latest 7 reports": (reported[-8], reported[-1]),
    }
    december = {w.until for w in windows(t, reported, "2022-12-31")}
    assert "2023-01-01" in december
    assert windows(t, [], "2022-11-11") == []
    assert all(w.since < w.until for day in reported for w in windows(t, reported, day))


# ---- the reports


def test_the_calendar_links_every_report_of_the_year_and_marks_what_needs_words(browser):
    page = browser.get("/days?year=2022").text
    days = re.findall(r'href="/days/(2022-\d\d-\d\d)"', page)
    assert len(days) == len(set(days)) == 310
    assert days[0] == "2022-02-25"
    assert "b a category that starts or is redefined (3 reports)" in shown(browser.get("/days?year=2022"))
    assert "к категорія, яка починається або змінює визначення (3 зведення)" in shown(
        browser.get("/uk/days?year=2022")
    )
    rows = list(csv.DictReader(io.StringIO(browser.get("/days.csv?year=2022").text)))
    assert len(rows) == 310
    assert next(r for r in rows if r["report_date"] == "2022-05-01")["broken"] == "1"
    assert browser.get("/days?year=1999").status_code == 404
    assert browser.get("/days?series=nobody").status_code == 404
    assert browser.get("/days").text.count("/days/2026-") > 200
    assert (
        browser.get("/days?series=mod_ru&date=2022-04-10").headers["location"]
        == "/days/2022-04-10?series=mod_ru"
    )
    assert browser.get("/uk/days?date=2022-11-11").headers["location"] == "/uk/days/2022-11-11"
    assert browser.get("/days?date=yesterday").status_code == 200


def test_the_page_of_a_report_shows_readings_side_by_side_and_what_was_decided(browser):
    page = browser.get("/days/2022-02-27")
    text = shown(page)
    assert "taken: 150" in text
    assert "read 146 to 150" in text
    assert "What each transcription says" in text
    assert "not held" in text
    assert 'rel="prev" href="/days/2022-02-26"' in page.text
    assert 'rel="next" href="/days/2022-02-28"' in page.text
    week = browser.get("/days/2022-11-11")
    assert "category=personnel&amp;since=2022-11-04&amp;until=2022-11-11" in week.text
    assert "+4,560" in shown(week)
    assert "Ukrainian forces enter Kherson" in shown(week)
    document = browser.get("/days/2022-11-11.json").json()
    assert document["read"]["personnel"]["infographic"]["printed_increase"] == 710


@pytest.mark.parametrize(
    "path",
    ["/days/2022-02-25", "/days/2022-03-16", "/days/2022-05-01", "/uk/days/2026-08-08", "/days/2025-07-11"],
)
def test_the_odd_days_have_their_pages(browser, path):
    text = shown(browser.get(path))
    assert "Personnel" in text or "Особовий склад" in text


def test_every_report_of_the_other_side_has_a_page(browser, real_package):
    days = [row["report_date"] for row in real_package.rows("reports") if row["series_id"] == "mod_ru"]
    assert len(days) == 8
    for day in days:
        text = shown(browser.get(f"/days/{day}?series=mod_ru"))
        assert "about Ukrainian forces" in text
        assert "The page that quotes the report" in text
    missing = browser.get("/days/2022-05-05?series=mod_ru")
    assert missing.status_code == 404
    assert "/days/2022-07-09?series=mod_ru" in missing.text


# ---- what they are made of


def test_a_month_is_whole_weeks_from_monday():
    reports = [{"report_date": "2022-11-11", "corrected": 1, "disputed": 0, "broken": 1}]
    weeks = month_of("2022-11", reports)
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0] is None
    days = [cell for week in weeks for cell in week if cell]
    assert [cell.number for cell in days] == list(range(1, 31))
    assert [(cell.report, cell.marks) for cell in days if cell.report] == [
        ("2022-11-11", ("corrected", "broken"))
    ]
    assert list(months_of(reports)) == ["2022-11"]


@pytest.mark.parametrize("values", [[], [None], [0], [1, 2, 3], [5, None, -3, 8], [0, 0, 0], list(range(90))])
def test_a_spark_line_stays_within_its_picture(values):
    drawn = spark(values)
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", drawn.path)]
    known = [value for value in values if value is not None]
    assert len(numbers) == 2 * len(known)
    assert all(0 <= x <= WIDTH for x in numbers[::2])
    assert all(0 <= y <= HEIGHT for y in numbers[1::2])
    assert 0 <= drawn.zero <= HEIGHT
    assert (drawn.end is None) == (not known)


def test_a_gap_breaks_a_spark_line():
    assert spark([1, None, 2]).path.count("M") == 2


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Center for Strategic and International Studies (CSIS)", "CSIS"),
        ("Director of the CIA (United States)", "Director of the CIA"),
        ("NATO officials, unnamed", "NATO officials"),
        ("UALosses", "UALosses"),
    ],
)
def test_a_name_for_little_room(name, short):
    assert short_name(name) == short


def _week(start, change, corrections=0, reports=7):
    return {
        "week_start": start, "until": start, "reports": reports, "change": change, "corrections": corrections,
    }  # fmt: skip


def test_a_corrected_week_is_no_record_and_a_part_of_a_week_is_left_out():
    t = words()["en"]
    weeks = [
        _week("2022-02-28", 5),
        _week("2022-03-07", 90, 1),
        _week("2022-03-14", 7),
        _week("2022-03-21", 99, 0, 3),
    ]
    begins = {"event_id": "a", "start_date": "2022-03-08", "title_en": "It begins", "title_uk": "Починається"}
    says = {"event_id": "b", "start_date": "2022-03-09", "title_en": "He says", "title_uk": "Він каже"}
    events = [{**begins, "event_type": "offensive"}, {**says, "event_type": "statement"}]
    drawing = weekly_chart(t, "Somebody", weeks, events)
    assert drawing.title.startswith("Most claimed in one week: 7 personnel")
    assert [row["change"] for row in drawing.rows] == [5, 90, 7]
    assert [row["events"] for row in drawing.rows] == ["", "It begins; He says", ""]
    assert [(number, event["event_id"]) for number, event in numbered(events)] == [(1, "a")]


def test_one_bound_points_to_where_the_figure_may_lie():
    base = {"as_of": "2024-01-01", "subject_side": "RU", "name": "Somebody"}
    given = [
        {"low": 5, "best": None, "high": None, "qualifier": "more_than"},
        {"low": None, "best": None, "high": 9, "qualifier": "up_to"},
        {"low": 2, "best": None, "high": 9, "qualifier": "about"},
        {"low": None, "best": 6, "high": None, "qualifier": "about"},
        {"low": None, "best": 6, "high": None, "qualifier": "nearly"},
    ]
    drawing = estimates_chart(
        words()["en"], [{**base, **row} for row in given], {"RU": "Russia", "UA": "Ukraine"}
    )
    assert [row["kind"] for row in drawing.rows] == ["least", "most", "range", "point", "most"]


def test_what_is_escaped_in_html_is_escaped_once_and_not_in_pictures(browser):
    week = "category=tanks&since=2023-10-15&until=2023-10-22"
    page = browser.get(f"/uk/tally?{week}").text
    page = page[: page.index('id="embed"')]  # what follows is HTML shown as text
    assert "п&#39;ятниця" in page
    assert "&amp;#39;" not in page
    assert "п'ятниця" in browser.get(f"/uk/charts/tally.json?{week}").text


# ---- windows whose reports are not one a day


def test_a_series_with_few_reports_says_so_and_calls_no_change_that_of_a_day(browser):
    asked = "series=mod_ru&category=helicopters&since=2022-04-10&until=2023-12-20"
    text = shown(browser.get(f"/tally?{asked}"))
    assert "Days in this window: 619; reports held: 2." in text
    assert "Most in one report" not in text
    assert "Since the report before" in text
    assert "Official page" not in text
    assert "official page" not in text
    assert "the address of a page that quotes them" in text
    assert "Directions of greatest losses" not in text
    ukrainian = shown(browser.get(f"/uk/tally?{asked}"))
    assert "Зміна за добу" not in ukrainian
    assert "Від попереднього зведення" in ukrainian
    head = browser.get(f"/uk/charts/tally.json?{asked}").text
    assert "Найбільше за одне зведення" not in head


def test_a_window_with_every_report_says_nothing_of_it(browser):
    text = shown(browser.get(f"/tally?{WEEK}"))
    assert "reports held" not in text
    assert "Most in one report: 780" in text


def test_largest_single_reports_are_of_one_day(browser):
    pages = {c: shown(browser.get(f"/categories/{c}")) for c in ("helicopters", "aircraft")}
    assert all(text.count("Largest single reports") == 1 for text in pages.values())
    assert "7 March 2022 : +20" in pages["helicopters"]
    assert "+123" not in pages["helicopters"]


def test_months_name_a_caveat_once_and_no_month_the_most_where_that_is_not_known(browser):
    page = browser.get("/tally?category=helicopters&since=2026-01-04&until=2026-08-08")
    rows = re.findall(r"<tr>\s*<th scope=\"row\">[^<]*2026</th>.*?</tr>", page.text, re.S)
    marks = [row.count('class="mark"') for row in rows]
    assert marks == [0, 0, 1, 1, 0, 0, 0, 0]
    text = shown(page)
    assert "Most in one month" not in text
    assert "Change by month" in text
    known = shown(browser.get("/tally?category=helicopters&since=2022-02-25&until=2026-08-08"))
    assert "Most in one month: 102, March 2022" in known


def test_a_page_number_of_any_length_is_refused(browser):
    for number in ("0", "-1", "01", "9" * 5000, "x", "\uff11"):
        assert browser.get(f"/events?page={number}").status_code == 404, number[:5]
    assert browser.get("/events?page=1").status_code == 200


def test_a_picture_asked_for_twice_at_once_is_drawn_once(browser, monkeypatch):
    drawn = []

    def svg(*given):
        drawn.append(given)
        return "<svg/>"

    monkeypatch.setattr(draw, "svg", svg)
    path = f"/charts/tally.svg?{WEEK}&once"

    async def both():
        asked = (browser.datasette.client.get(path) for _ in range(5))
        return await asyncio.gather(*asked)

    answers = browser.wait(both())
    assert [answer.text for answer in answers] == ["<svg/>"] * 5
    assert len(drawn) == 1


# ---- what is kept of what readers ask for


def test_names_that_readers_give_to_columns_are_not_kept_without_end(browser, monkeypatch):
    site = browser.datasette.wartally
    monkeypatch.setattr("wartally.site.state.NAMES_KEPT", len(site._of_queries) + 3)
    before = len(site._of_queries)
    columns = ", ".join(f"{n} AS made_up_{n}" for n in range(20))
    for _ in range(2):
        text = shown(browser.get(f"/wartally?sql=SELECT+{columns}".replace(" ", "+")))
        assert "made_up_19" in text
    assert len(site._of_queries) == before + 3


def test_pages_are_kept_up_to_a_size_together(browser, monkeypatch):
    site = browser.datasette.wartally
    monkeypatch.setattr("wartally.site.state.LETTERS_KEPT", 200_000)
    for n in range(12):
        assert browser.get(f"/tally?{WEEK}&n={n}").status_code == 200
    sizes = [len(page) for page in site._kept.values()]
    assert sum(sizes) == site._letters <= 200_000
    assert len(sizes) > 3
    site.keep("again", "x" * 10)
    site.keep("again", "x" * 30)
    assert site._letters == sum(map(len, site._kept.values()))


def test_a_fault_of_ours_is_not_told_as_the_readers(browser, monkeypatch, caplog):
    def fails(*_):
        raise ValueError("a fault")

    monkeypatch.setattr("wartally.site.present.sql", fails)
    answer = browser.get("/tally?series=general_staff_ua&category=tanks&since=2023-01-01&until=2023-01-08")
    assert answer.status_code == 500
    assert "fault at /tally" in caplog.text
    assert "a fault" not in answer.text
    assert browser.get("/wartally/losses?_size=many").status_code == 400
    assert browser.get("/wartally/losses?_timelimit=many").status_code == 400


def test_lines_of_a_side_that_nobody_claims_name_no_claimant(browser):
    alone, both = (browser.get(f"/compare/{c}").text for c in ("tanks", "helicopters"))
    assert "Claimed: General Staff of Ukraine (Russian losses). Confirmed" in alone
    assert "Ministry of Defence of Russia (Ukrainian losses). Confirmed" in both


@pytest.mark.parametrize("name", ["tally", "claims_total"])
@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("", ["claimed by Ministry of Defence of Russia, about Ukrainian forces."]),
        ("/uk", ["Заявник: Міністерство оборони Росії, про українські війська."]),
    ],
)
def test_a_picture_of_claims_says_by_itself_who_claims_and_about_whom(browser, name, start, said):
    asked = "series=mod_ru&category=helicopters&since=2022-04-10&until=2023-12-20"
    declared = browser.get(f"{start}/charts/{name}.json?{asked}")
    assert declared.status_code == 200
    told = declared.json()["title"]["subtitle"]
    text = " ".join([told] if isinstance(told, str) else told)
    assert all(words in text for words in said), text
    page = shown(browser.get(f"{start}/categories/helicopters"))
    assert all(words in page for words in said)


def test_days_of_two_years_are_named_with_their_year(browser):
    rows = browser.get(
        "/charts/tally.json?series=mod_ru&category=helicopters&since=2022-04-10&until=2023-12-20"
    )
    assert "20\xa0Dec 2023" in rows.text
    assert "9\xa0Nov 2022" not in browser.get(f"/charts/tally.json?{WEEK}").text
