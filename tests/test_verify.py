"""Verifying: a changed byte is named wherever it lies, and what cannot be reached is told."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.site_server import Browser
from tests.web import Site, running
from tests.workbench import TODAY
from wartally import store
from wartally.cli import run
from wartally.errors import BadArgument, DataError, SourceError
from wartally.export import MANIFEST, export
from wartally.export.model import ExportedFile, Manifest, as_manifest
from wartally.export.run import fingerprint
from wartally.fetching import Limits
from wartally.package import open_package
from wartally.sqlite.build import build
from wartally.validation.engines import validate
from wartally.verify import verify
from wartally.versions.carrying import carry_out
from wartally.versions.release import plan_release
from wartally.versions.shipping import SIGNATURE
from wartally.versions.sums import SUMS

SOURCE = Path(__file__).parents[1] / "src"
DAY = date(2026, 12, 1)
QUICK = Limits(silence_seconds=1, total_seconds=2, redirects=0)
PLACES = 3


def unreleased(folder: Path) -> Path:
    """A copy of the small package without a release in its record."""
    for name in ("changes", "releases"):
        file = folder / "data" / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    store.sync(open_package(folder))
    return folder


@pytest.fixture(scope="module")
def released(master, tmp_path_factory) -> Path:
    """The small package with licences and credits, released as 1.0.0 into build/; never write it."""
    root = unreleased(Path(shutil.copytree(master, tmp_path_factory.mktemp("released") / "package")))
    for name in ("LICENSE", "LICENSE-DATA", "CITATION.cff"):
        shutil.copy(SOURCE.parent / name, root)
    store.sync_citation(open_package(root))
    package = open_package(root)
    carry_out(package, plan_release(package, "1.0.0", DAY), root / "build")
    return root


@pytest.fixture(scope="module")
def exports(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All exports of the released package; never write them."""
    out = tmp_path_factory.mktemp("exports") / "out"
    formats = ["parquet", "csv", "jsonl", "geojson", "xlsx", "duckdb", "sqlite", "zip"]
    export(open_package(released), ["all"], out, today=TODAY)
    assert {f["format"] for f in json.loads((out / MANIFEST).read_bytes())["files"]} >= {*formats}
    return out


def positions(size: int, seed: str) -> list[int]:
    """The first, the last and some byte between."""
    chance = random.Random(seed)
    return sorted({0, size - 1, *(chance.randrange(size) for _ in range(PLACES - 2))})


def flipped(file: Path, place: int) -> Callable[[], None]:
    """Change one byte of a file; what is returned undoes it."""
    content = file.read_bytes()
    file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    def undo() -> None:
        file.write_bytes(content)

    return undo


def named(place: object, **options: object) -> set[str]:
    """The files that verifying names."""
    return {m.file for m in verify(str(place), **options).mismatches}  # type: ignore[arg-type]


# ---- what is as it should be


def test_what_nobody_touched_is_as_it_should_be(released, exports, capsys):
    build_folder = released / "build"
    (packed,) = build_folder.glob("*.zip")
    for place, kind in (
        (released, "package"),
        (released / "datapackage.json", "package"),
        (packed, "zip"),
        (build_folder, "release"),
        (exports, "exports"),
    ):
        verdict = verify(str(place))
        assert verdict.valid, verdict.mismatches
        assert verdict.kind == kind
        assert verdict.checked > 50
        assert not verdict.notes
    assert run(["verify", str(packed), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["version"], said["mismatches"]) == (True, "1.0.0", [])
    with zipfile.ZipFile(packed) as archive:
        inside = set(archive.namelist())
    assert inside >= {SUMS, "README.md", "ATTRIBUTION.md", "LICENSE-DATA", "CITATION.cff", "datapackage.json"}


def test_the_lists_of_a_release_are_those_that_other_tools_read(released):
    for folder in (released, released / "build"):
        command = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_a_release_is_verified_against_a_package(released, tmp_path):
    other = Path(shutil.copytree(released, tmp_path / "other", ignore=shutil.ignore_patterns("build")))
    (packed,) = (released / "build").glob("*.zip")
    assert named(packed, against=str(other)) == set()
    actors = other / "data" / "actors.csv"
    actors.write_bytes(actors.read_bytes().replace(b"media", b"research", 1))
    store.sync(open_package(other))
    assert named(packed, against=str(other)) == {"data/actors.csv", "datapackage.json"}
    assert named(other) == {"data/actors.csv", "datapackage.json"}, "SHA256SUMS is that of the release"


# ---- one byte changed


def test_a_changed_byte_of_a_package_is_named_wherever_it_is(released, tmp_path):
    root = Path(shutil.copytree(released, tmp_path / "copy", ignore=shutil.ignore_patterns("build")))
    rules = sorted(root.glob("validators/*"))
    others = [f for f in root.rglob("*") if f.is_file() and f.name != "CHANGELOG.md" and f not in rules]
    files = [*others, *rules[::8]]
    seen = 0
    for file in sorted(files):
        name = file.relative_to(root).as_posix()
        for place in positions(file.stat().st_size, name):
            undo = flipped(file, place)
            assert named(root) == {name}, place
            undo()
            seen += 1
    assert seen > 170
    assert named(root) == set()


def test_a_changed_byte_of_a_zip_is_named(released, tmp_path):
    (packed,) = (released / "build").glob("*.zip")
    with zipfile.ZipFile(packed) as archive:
        members = {info.filename: info for info in archive.infolist()}
    seen = 0
    for name in ("datapackage.json", "data/losses.csv", "schemas/losses.yaml", SUMS, "README.md"):
        spoiled = tmp_path / "spoiled.zip"
        with zipfile.ZipFile(packed) as old, zipfile.ZipFile(spoiled, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                content = bytearray(old.read(info))
                if info.filename == name:
                    content[len(content) // 2] ^= 1
                new.writestr(info, bytes(content), compresslevel=9)
        assert name in named(spoiled)
        assert named(spoiled) <= {name, SUMS}
        seen += 1
    copy = Path(shutil.copy(packed, tmp_path / packed.name))
    size, chance = copy.stat().st_size, random.Random(7)
    for place in {0, 5, 11, size - 1, size - 30, *(chance.randrange(size) for _ in range(12))}:
        undo = flipped(copy, place)
        found = named(copy)
        assert found, place
        inside = [
            n for n, i in members.items() if i.header_offset <= place < i.header_offset + i.compress_size
        ]
        assert found & {copy.name, *members}, place
        assert not inside or found & {copy.name, *inside}, place
        undo()
        seen += 1
    assert seen > 15


def test_a_changed_byte_of_what_is_handed_out_is_named(released, tmp_path):
    folder = Path(shutil.copytree(released / "build", tmp_path / "build"))
    files = sorted(f for f in folder.iterdir() if f.is_file())
    assert len(files) == 2
    for file in files:
        for place in positions(file.stat().st_size, file.name):
            undo = flipped(file, place)
            assert named(folder) == {file.name}, place
            undo()
    head = (folder / SUMS).read_bytes().index(b"\n")
    assert head > 10
    for place in (2, head - 1):
        undo = flipped(folder / SUMS, place)
        assert named(folder) == {SUMS}, "the name and version that the list begins with"
        undo()


def test_a_changed_byte_of_an_export_is_named(exports, tmp_path):
    root = Path(shutil.copytree(exports, tmp_path / "copy"))
    files = sorted(f for f in root.rglob("*") if f.is_file())
    assert len(files) > 80
    every = [f for f in files if f.suffix not in (".jsonl", ".csv")]
    assert {f.suffix for f in every} >= {".db", ".parquet", ".xlsx", ".duckdb", ".zip", ".json", ".geojson"}
    for file in [*every[:: max(1, len(every) // 25)], root / MANIFEST]:
        name = file.relative_to(root).as_posix()
        for place in positions(file.stat().st_size, name):
            undo = flipped(file, place)
            found = named(root)
            assert name in found, place
            assert found == {name} or name == MANIFEST, place
            undo()


def test_a_changed_byte_of_one_file_is_told_by_making_it_anew(released, exports, tmp_path):
    kinds = ("wartally.db", "wartally.xlsx", "parquet/losses.parquet")
    for name in kinds:
        copy = Path(shutil.copy(exports / name, tmp_path / Path(name).name))
        if name == "wartally.db":
            build(open_package(released), copy, TODAY)
        if name == "wartally.db":
            assert named(copy, against=str(released)) == set(), "it is the database that build writes"
        flipped(copy, copy.stat().st_size // 2)
        (mismatch,) = verify(str(copy), against=str(released)).mismatches
        assert (mismatch.file, "differs from byte" in mismatch.what) == (copy.name, True)
    with pytest.raises(BadArgument, match="--against"):
        verify(str(tmp_path / "wartally.db"))


def test_exports_are_verified_against_the_package_they_are_of(released, exports, tmp_path):
    package = open_package(released)
    out = tmp_path / "out"
    report = validate(package, today=TODAY)
    export(package, ["csv", "jsonl", "geojson"], out, today=TODAY, report=report)
    made = [f.relative_to(out).as_posix() for f in out.rglob("*") if f.is_file()]
    manifest = Manifest(package.name, package.version, fingerprint(package), listed(exports, made))
    (out / MANIFEST).write_bytes(rendered(manifest))
    assert named(out, against=str(released)) == set()
    other = Manifest(package.name, package.version, "0" * 64, listed(exports, made))
    (out / MANIFEST).write_bytes(rendered(other))
    assert named(out) == set()
    assert named(out, against=str(released)) == {MANIFEST}
    name = "csv/losses_flat.csv" if "csv/losses_flat.csv" in made else sorted(made)[0]
    spoiled = (out / name).read_bytes().replace(b"2022", b"2023", 1)
    (out / name).write_bytes(spoiled)
    file = next(f for f in manifest.files if f.path == name)
    files = [replace(file, sha256=hashlib.sha256(spoiled).hexdigest())] + [
        f for f in manifest.files if f is not file
    ]
    (out / MANIFEST).write_bytes(rendered(replace(manifest, files=tuple(files))))
    assert named(out) == set(), "by itself it hangs together"
    assert named(out, against=str(released)) == {name}


def listed(exports: Path, names: list[str]) -> tuple[ExportedFile, ...]:
    """What the manifest of all exports lists of some of them."""
    manifest = as_manifest(json.loads((exports / MANIFEST).read_bytes()))
    return tuple(file for file in manifest.files if file.path in names)


def rendered(manifest: Manifest) -> bytes:
    """The bytes of a manifest as an export writes it."""
    return (json.dumps(manifest.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


# ---- what does not hang together


def test_a_package_that_is_out_of_step_is_named(folder):
    verdict = verify(str(folder))
    assert verdict.valid
    assert any(SUMS in note for note in verdict.notes)
    schema = folder / "schemas" / "places.yaml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("title: Places", "title: Localities"), encoding="utf-8")
    assert named(folder) == {"schemas/places.yaml"}
    store.sync(open_package(folder))
    assert named(folder) == set()
    losses = folder / "data" / "losses.csv"
    losses.write_bytes(losses.read_bytes().replace(b",unanimous,", b",single,", 1))
    assert named(folder) == {"data/losses.csv"}
    store.sync(open_package(folder))
    assert named(folder) == {"data/losses.csv"}, "it no longer follows from the readings"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda root: (root / "datapackage.json").write_text("{"), "valid JSON"),
        (lambda root: (root / "datapackage.json").write_text("[" * 100_000), "valid JSON"),
        (lambda root: (root / "datapackage.json").write_text('{"resources": 3}'), "not a descriptor"),
        (lambda root: _resource(root, path="../../etc/passwd"), "not there"),
        (lambda root: _resource(root, path="data/none.csv"), "not there"),
        (lambda root: _resource(root, title="x\ud800"), "half of a character"),
        (lambda root: _resource(root, hash="sha256:00"), "unknown kind"),
        (lambda root: _resource(root, rows=7), "number of rows"),
        (lambda root: _resource(root, bytes=7), "another size"),
        (lambda root: (root / SUMS).write_text("# x\n"), "not a list"),
        (lambda root: (root / SUMS).write_bytes(b"\xff\xfe"), "UTF-8"),
    ],
)
def test_a_broken_description_is_told_and_nothing_outside_is_read(folder, spoil, said):
    spoil(folder)
    verdict = verify(str(folder))
    assert any(said in mismatch.what for mismatch in verdict.mismatches), verdict.mismatches


def _resource(root: Path, **changed: object) -> None:
    file = root / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["resources"][0] |= changed
    file.write_text(json.dumps(document), encoding="utf-8")


def test_places_where_there_is_nothing_to_verify_are_told(tmp_path, capsys):
    assert run(["verify", str(tmp_path)]) == 2
    assert "nothing to verify" in capsys.readouterr().err
    assert run(["verify", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert run(["verify", "ftp://example.org/x"]) == 2
    assert "http" in capsys.readouterr().err


def test_zips_that_mean_harm_are_refused(tmp_path):
    climbing, twice, bomb = (tmp_path / f"{name}.zip" for name in ("climbing", "twice", "bomb"))
    with zipfile.ZipFile(climbing, "w") as archive:
        archive.writestr("../outside.txt", "x")
        archive.writestr("datapackage.json", '{"resources": []}')
    assert "../outside.txt" in named(climbing)
    assert not (tmp_path.parent / "outside.txt").exists()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("datapackage.json", '{"resources": []}')
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("datapackage.json", '{"resources": [1]}')
    assert "datapackage.json" in named(twice)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 1_000_000)
    content = bytearray(bomb.read_bytes())
    # The size that the zip claims to unpack to, in its directory.
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (3_000_000_000).to_bytes(4, "little")
    bomb.write_bytes(bytes(content))
    assert [m.what for m in verify(str(bomb)).mismatches if "are not taken" in m.what]
    with pytest.raises(DataError, match="are not taken"):
        verify(str(climbing), against=str(bomb))


# ---- signatures


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen signs")
def test_a_signature_is_that_of_an_allowed_signer_over_these_bytes(released, tmp_path, capsys):
    for name in ("curator", "stranger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
    signers = tmp_path / "signers"
    public = (tmp_path / "curator.pub").read_text(encoding="utf-8")
    signers.write_text(f"curator@example.org {public}", encoding="utf-8")
    root = unreleased(
        Path(shutil.copytree(released, tmp_path / "copy", ignore=shutil.ignore_patterns("build", SUMS)))
    )
    store.sync_citation(open_package(root))
    out = tmp_path / "out"
    for key, good in (("curator", True), ("stranger", False)):
        copy = Path(shutil.copytree(root, tmp_path / f"of-{key}"))
        package = open_package(copy)
        shutil.rmtree(out, ignore_errors=True)
        carry_out(package, plan_release(package, "1.0.0", DAY), out, key=tmp_path / key)
        assert run(["verify", str(out), "--signers", str(signers)]) == (0 if good else 1)
        said = capsys.readouterr().out
        assert ("signed by curator@example.org" in said) == good
        assert (f"{SIGNATURE}: is no signature" in said) != good
    assert SIGNATURE in named(released / "build", signers=signers), "one without a signature"
    with pytest.raises(BadArgument, match="allowed signers"):
        verify(str(out), signers=tmp_path / "none")


# ---- a running site


@pytest.fixture(scope="module")
def answers(released, exports, tmp_path_factory) -> dict[str, bytes]:
    """What the site over the released package answers at the addresses that are verified."""
    site = Browser(open_package(released), tmp_path_factory.mktemp("site"), exports)
    manifest = json.loads((exports / MANIFEST).read_bytes())
    paths = [f"/exports/{f['path']}" for f in manifest["files"]]
    paths += [f"/data/{name}.csv" for name in open_package(released).tables]
    paths += ["/datapackage.json", f"/exports/{MANIFEST}", "/data.json", "/wartally.db"]
    found = {path: site.get(path) for path in paths}
    site.close()
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: answer.content for path, answer in found.items()}


@pytest.fixture
def web(answers) -> Iterator[Site]:
    """A server on this machine that answers as the site does."""
    with running() as site:
        for path, content in answers.items():
            site.serve(path, content)
        yield site


def test_a_site_is_what_it_says_and_what_the_package_is(web, answers, released, capsys):
    assert run(["verify", web.address, "--against", str(released), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["valid"], said["version"], said["notes"]) == ("site", True, "1.0.0", [])
    assert said["checked"] > 100
    assert set(web.asked) == set(answers), "each file is asked for, and nothing else"


@pytest.mark.parametrize(
    "path",
    ["/exports/wartally.db", "/exports/parquet/losses.parquet", "/exports/wartally.xlsx", "/data/losses.csv",
     "/wartally.db", f"/exports/{MANIFEST}", "/data/sources.csv"],
)  # fmt: skip
def test_a_changed_byte_of_a_site_is_named(web, answers, path):
    for place in positions(len(answers[path]), path):
        content = bytearray(answers[path])
        content[place] ^= 1
        web.serve(path, bytes(content))
        assert path.removeprefix("/") in named(web.address, limits=QUICK), place


def test_a_site_with_another_descriptor_is_told_by_the_package(web, answers, released):
    web.serve("/datapackage.json", answers["/datapackage.json"].replace(b"Wartally", b"Wartalli", 1))
    assert named(web.address) == set()
    assert named(web.address, against=str(released)) == {"datapackage.json"}


def test_what_a_site_does_not_hand_out_whole_is_told(web, answers):
    file = "/exports/wartally.xlsx"
    whole = answers[file]

    def said() -> str:
        (mismatch,) = verify(web.address, limits=QUICK).mismatches
        assert mismatch.file == file.removeprefix("/")
        return mismatch.what

    web.status(file, 404)
    assert "404" in said()
    web.serve(file, whole + b"more")
    assert "larger than" in said()
    web.serve(file, whole[:-1])
    assert "another size" in said()
    web.cut_short(file, whole[:100], len(whole))
    assert "breaks off" in said()
    with running() as other:
        web.redirect(file, other.serve("/elsewhere", whole))
        assert "only the address given is asked" in said()
        assert other.asked == []
    web.never(file)
    assert "no answer within 1 seconds" in said()


def test_a_site_that_hands_out_no_exports_is_still_verified(web):
    web.status(f"/exports/{MANIFEST}", 404)
    verdict = verify(web.address + "/datapackage.json")
    assert verdict.valid
    assert verdict.notes == ("the site hands out no exports",)


def test_an_address_with_nothing_behind_it_is_told(capsys):
    with running() as site:
        assert run(["verify", site.address, "--patience", "1"]) == 2
        assert "404" in capsys.readouterr().err
        site.serve("/datapackage.json", b"<html>")
        assert run(["verify", site.address]) == 1
        gone = site.address
    with pytest.raises(SourceError, match="cannot be reached"):
        verify(gone, limits=QUICK)


def test_a_zip_on_the_web_is_verified(released):
    (packed,) = (released / "build").glob("*.zip")
    with running() as site:
        verdict = verify(site.serve("/down/it.zip", packed.read_bytes()))
        assert (verdict.valid, verdict.kind, verdict.version) == (True, "zip", "1.0.0")
        content = bytearray(packed.read_bytes())
        content[len(content) // 2] ^= 1
        assert named(site.serve("/down/it.zip", bytes(content)))


# ---- the same bytes


def test_a_release_and_a_build_are_the_same_bytes_anywhere(released, tmp_path):
    found = []
    for zone, locale, umask, day in (
        ("UTC", "C.UTF-8", 0o022, "2026-12-01"),
        ("Asia/Tokyo", "uk_UA.UTF-8", 0o077, "2027-03-03"),
    ):
        place = tmp_path / zone.replace("/", " ")
        root = unreleased(
            Path(shutil.copytree(released, place / "package", ignore=shutil.ignore_patterns("build", SUMS)))
        )
        store.sync_citation(open_package(root))
        for file in root.rglob("*"):
            os.utime(file, (umask, umask))
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "TZ": zone, "LC_ALL": locale, "FAKE_DAY": day}
        script = (
            "import datetime, os\n"
            "from wartally.cli import common, publish, run, versions\n"
            "day = datetime.date.fromisoformat(os.environ['FAKE_DAY'])\n"
            "for module in (common, publish, versions):\n"
            "    module.today = lambda: day\n"
            "assert run(['build', '-o', 'built.db']) == 0\n"
            "assert run(['release', '1.0.0', '--date', '2026-12-01', '-o', 'out']) == 0\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            umask=umask,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        files = [root / "built.db", *(root / "out").iterdir(), root / SUMS]
        found.append({f.name: f.read_bytes() for f in files})
    assert {Path(name).suffix for name in found[0]} == {".db", ".zip", ""}
    assert found[0] == found[1]
