"""Programs that a test needs and a machine may lack: skipped there, unless WARTALLY_REQUIRE_ALL=1."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test for want of something, or fail if nothing may be wanting."""
    if os.environ.get("WARTALLY_REQUIRE_ALL") == "1":
        pytest.fail(f"there is no {what}, and WARTALLY_REQUIRE_ALL=1")
    pytest.skip(f"there is no {what}")


def need(*programs: str) -> None:
    """Go on only if every one of these programs is there."""
    for program in programs:
        if shutil.which(program) is None:
            lacking(program)
