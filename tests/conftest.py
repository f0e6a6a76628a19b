"""Packages for the tests: the repository's own, and a small one that a test may break."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests import workbench
from tests.exports import export_once
from tests.workbench import Bench, bench
from wartally.package import Package, open_package

# No test is timed: on a busy machine a deadline fails what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def real_package() -> Package:
    """The repository's package; read it, never write it."""
    return workbench.repository()


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small package from which copies are made; never write it."""
    return workbench.write_package(tmp_path_factory.mktemp("master") / "package")


@pytest.fixture
def folder(master: Path, tmp_path: Path) -> Path:
    """A copy of the small package, in the layout of the real one, for one test to change."""
    return Path(shutil.copytree(master, tmp_path / "package"))


@pytest.fixture
def small_package(folder: Path) -> Package:
    """The small package in `folder`; `store.derive` and `store.sync` bring it in step after a change."""
    return open_package(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Bench:
    """All tables and rules of the small package as rows in memory, for one test to change."""
    return bench(tmp_path, rules=workbench.rules())


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all exports of the repository's package, made once for all workers; never write it."""
    place = tmp_path_factory.getbasetemp()
    return export_once((place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "full")


@pytest.fixture(scope="session")
def full_site(real_package: Package, exported: Path, tmp_path_factory: pytest.TempPathFactory):
    """The site over the repository's package with all its exports, in this process."""
    from tests.site_server import Browser

    opened = Browser(real_package, tmp_path_factory.mktemp("full_site"), exported)
    yield opened
    opened.close()
