"""The whole site, crawled: every link of every kind of page leads somewhere."""

import re
from collections import Counter, deque
from html import unescape

import pytest

LINK = re.compile(r'(?:href|src|srcset|action|content)="(?:http://localhost)?(/[^"#\s]*)')
# Of pages that differ only in an identifier or a date, so many are asked.
OF_A_KIND, OF_A_TABLE = 3, 1
LASTING = re.compile(r"^(?:/uk)?/wartally-[0-9a-f]{12}")
NOT_PAGES = re.compile(r"\.(?:png|svg|db|zip|duckdb|xlsx|parquet|jsonl|csv|json)(?:\?|$)")


def kind(path):
    """The address with what tells pages of a kind apart left out."""
    bare, _, query = path.partition("?")
    bare = re.sub(r"\d{4}-\d\d-\d\d[^/.]*", "DAY", bare)
    bare = re.sub(r"^((?:/uk)?/(?:events|press|sources|actors|categories|compare))/[^/.]+", r"\1/ID", bare)
    bare = re.sub(r"^((?:/uk)?/changes)/[^/]+", r"\1/ID", bare)
    bare = re.sub(r"^(.*/wartally(?:-[0-9a-f]{12})?)/rule_[a-z_]+", r"\1/rule_ID", bare)
    bare = re.sub(r"^(.*/wartally(?:-[0-9a-f]{12})?/[a-z_]+)/[^/]+$", r"\1/ROW", bare)
    bare = re.sub(r"^(/exports/[a-z]+)/[a-z_]+", r"\1/TABLE", bare)
    names = tuple(sorted({part.split("=")[0] for part in query.split("&") if part}))
    return bare, ("asked",) if names and re.search("/wartally|/charts/", bare) else names


def links_of(text):
    return {unescape(link).split(" ")[0] for link in LINK.findall(text)}


@pytest.mark.slow
def test_every_link_from_both_home_pages_leads_somewhere(full_site):
    waiting, known = deque(["/", "/uk"]), {"/": "a reader", "/uk": "a reader"}
    asked, of_kind, broken = 0, Counter[tuple[str, tuple[str, ...]]](), []
    while waiting:
        path = waiting.popleft()
        found = kind(path)
        most = OF_A_TABLE if re.search("/wartally|/charts/", path) else OF_A_KIND
        if of_kind[found] >= most:
            continue
        of_kind[found] += 1
        asked += 1
        answer = full_site.get(path)
        if answer.status_code in (301, 302):
            target = answer.headers["location"]
            if target not in known:
                known[target] = path
                waiting.append(target)
            continue
        if answer.status_code != 200:
            broken.append((path, answer.status_code, known[path]))
            continue
        if NOT_PAGES.search(path) or "html" not in answer.headers["content-type"]:
            continue
        if LASTING.match(path):
            continue  # the same pages again
        for link in sorted(links_of(answer.text)):
            if link not in known:
                known[link] = path
                waiting.append(link)
    assert broken == []
    assert asked > 400
    wanted = {
        *("/tally", "/uk/tally", "/days/DAY", "/uk/days/DAY", "/events/ID", "/uk/press/ID", "/sources/ID"),
        *(
            "/actors/ID",
            "/categories/ID",
            "/uk/compare/ID",
            "/data",
            "/uk/codebook",
            "/changes/ID",
            "/feed.xml",
        ),
        *("/wartally/losses", "/uk/wartally/losses/ROW", "/wartally/rule_ID", "/uk/rules"),
        "/exports/parquet/TABLE.parquet",
    }
    assert wanted - {bare for bare, _ in of_kind} == set()
