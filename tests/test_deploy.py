"""The image, as far as it can be proved without a container: its steps carried out, its command asked."""

import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml
from click import Context

from tests.image import Image, context, free_port, instructions
from tests.tools import need
from wartally.cli import cli

ROOT = Path(__file__).parents[1]
HOME = "https://tally.example.org"
WEEK = "category=personnel&since=2022-11-04&until=2022-11-11"
WRITES = "import os, sys; sys.exit(any(os.access(p, os.W_OK) for p in sys.argv[1:]))"


def ask(address, **headers):
    """Status, headers and body of the answer to a GET."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, headers=given), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture
def image():
    """The Dockerfile carried out, in a folder that the image's user may read."""
    need("sh", "dpkg")
    place = Path(tempfile.mkdtemp(prefix="wartally-image-"))
    place.chmod(0o755)
    built = Image(ROOT, place)
    try:
        built.build()
        built.lock(True)
        yield built
        built.lock(False)
    finally:
        shutil.rmtree(place)


@contextmanager
def running(image, port):
    """The image's command, from when its health check holds until it is told to stop."""
    env = {"WARTALLY_PORT": str(port), "WARTALLY_PUBLIC_URL": HOME}
    status, said = image.run(image.last.health, **env)
    assert status != 0, f"a site that is not there was found well: {said}"
    with image.process(image.last.command, **env) as server:
        try:
            until = time.monotonic() + 90
            while image.run(image.last.health, **env)[0]:
                assert server.poll() is None, server.stdout.read()
                assert time.monotonic() < until, "the site did not get well in 90 seconds"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            said = server.communicate(timeout=30)[0]
    assert "Building" not in said, "the image carries what it serves"
    assert "Traceback" not in said
    assert f"at http://0.0.0.0:{port}/" in said


@pytest.mark.slow
def test_the_image_is_built_and_serves_without_root_and_without_writing(image):
    assert len(image.last.done) == 0
    assert len(image.stages[0].done) >= 4
    assert not (image.root / "app" / "tests").exists()
    user = int(image.last.user.split(":")[0])
    assert user > 0
    if os.geteuid() == 0:
        assert image.run(["/venv/bin/python", "-c", "import os; print(os.getuid())"]) == (0, f"{user}\n")
    parts = ["/app", "/app/build", "/app/build/wartally.db", "/app/build/exports", "/app/data"]
    assert image.run(["/venv/bin/python", "-c", WRITES, *parts]) == (0, "")
    before = image.state()
    with running(image, free_port()) as site:
        for path, text in (
            ("/", "<html"),
            ("/uk", 'lang="uk"'),
            (f"/tally?{WEEK}", "4,560"),
            (f"/uk/tally?{WEEK}", "4\u00a0560"),
            (f"/tally.json?{WEEK}", '"value": 4560'),
            ("/days/2022-11-11", "710"),
            ("/wartally/losses", "cumulative"),
            ("/wartally/losses.csv?category_id=tanks&_stream=on", "tanks"),
            (f"/charts/tally.svg?{WEEK}", "<svg"),
            ("/uk/charts/weekly.svg", "<svg"),
            ("/wartally.json?sql=SELECT+count(*)+AS+n+FROM+readings+ORDER+BY+1&_shape=array", '"n"'),
            ("/data", "losses.parquet"),
        ):
            status, _, body = ask(site + path)
            assert status == 200, path
            assert text in body.decode().replace('"value":4560', '"value": 4560'), path
        for path, start in (("/exports/parquet/losses.parquet", b"PAR1"), ("/wartally.db", b"SQLite")):
            status, _, body = ask(site + path)
            assert (status, body[: len(start)]) == (200, start), path
        for path in ("/", f"/tally?{WEEK}", "/sitemap.xml", "/dataset.jsonld", "/feed.xml"):
            page = ask(site + path)[2].decode()
            assert f"{HOME}/" in page, f"{path} does not say where the site is published"
            assert site not in page, f"{path} says an address that is nobody's business"
    after = image.state()
    assert len(before) > 5000
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} <= {"tmp"}


def test_only_what_the_image_needs_is_sent_to_the_builder():
    files = list(context(ROOT))
    tops = {path.split("/")[0] for path in files}
    assert tops == {
        "CITATION.cff", "LICENSE", "LICENSE-DATA", "README.md", "data", "datapackage.json", "pyproject.toml",
        "requirements", "schemas", "src", "validators",
    }  # fmt: skip
    assert "requirements/site.txt" in files
    assert "requirements/dev.txt" not in files
    assert "data/losses.csv" in files
    assert [path for path in files if path.endswith(".pyc") or "/." in path] == []


def test_the_pinned_requirements_of_the_image_are_those_of_the_tests():
    pinned = {}
    for name in ("site", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned[name] = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(pinned[name])
    assert {"datasette", "duckdb", "polars", "pyarrow", "vl-convert-python"} <= pinned["site"].keys()
    assert pinned["site"].items() <= pinned["dev"].items()
    assert len(pinned["site"]) < 50 < len(pinned["dev"])


def test_compose_image_unit_and_proxy_agree():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    site, proxy = compose["services"]["site"], compose["services"]["proxy"]
    told = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    port = next(rest for word, rest in told if word == "EXPOSE")
    assert any(f"WARTALLY_PORT={port}" in rest for word, rest in told if word == "ENV")
    assert proxy["environment"]["WARTALLY_SERVERS"] == f"server site:{port};"
    assert proxy["ports"][0].split(":")[-1] == proxy["environment"]["WARTALLY_LISTEN"]
    assert "ports" not in site, "only the proxy is reached from outside"
    assert proxy["depends_on"] == {"site": {"condition": "service_healthy"}}
    assert any(word == "HEALTHCHECK" for word, _ in told)
    assert set(site["networks"]) < set(proxy["networks"]) == compose["networks"].keys()
    named = [volume.split(":")[0] for volume in proxy["volumes"]]
    assert (ROOT / named[0]).is_file()
    assert named[1] in compose["volumes"]
    for service in (site, proxy):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    conf = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", conf)) == {"WARTALLY_LISTEN", "WARTALLY_SERVERS"}
    assert proxy["environment"].keys() == {"WARTALLY_LISTEN", "WARTALLY_SERVERS"}
    kept = re.findall(r"proxy_cache_path (\S+)", conf)
    assert len(kept) == 2
    assert all(path.startswith(proxy["volumes"][1].split(":")[1]) for path in kept)


def test_the_unit_runs_what_the_command_line_has():
    unit = (ROOT / "deploy" / "wartally@.service").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=\S+/python -m wartally (.+)$", unit, re.MULTILINE)
    command = line.split()
    serve = cli.get_command(Context(cli), "serve")
    assert serve is not None
    options = {option for parameter in serve.params for option in parameter.opts}
    assert command[0] == "serve"
    assert {word for word in command if word.startswith("--")} <= options
    assert {p.envvar for p in serve.params} >= {"WARTALLY_PORT", "WARTALLY_PUBLIC_URL"}
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=wartally"):
        assert line in unit.splitlines()
