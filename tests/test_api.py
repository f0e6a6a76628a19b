"""`import wartally` as a stranger uses it: lazily, in any order, as often as wanted."""

import subprocess
import sys
from pathlib import Path

import pytest

import wartally

ROOT = Path(__file__).parents[1]
WEEK = "'2022-11-04', '2022-11-11'"


def python(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


def test_a_tally_can_be_asked_for_again_and_after_anything_else():
    code = (
        f"import wartally; print(wartally.tally('personnel', {WEEK}).value); "
        f"print(wartally.tally('tanks', {WEEK}).value); wartally.load('losses'); import wartally.tallying; "
        f"print(wartally.tally('artillery', {WEEK}).value)"
    )
    assert python(code) == ["4560", "64", "45"]


def test_importing_loads_nothing_heavy():
    code = "import sys, wartally; print([m for m in ('polars', 'duckdb', 'yaml') if m in sys.modules])"
    assert python(code) == ["[]"]


def test_the_public_names_are_these():
    assert wartally.__all__ == ["__version__", "load", "open_package", "tally"]
    assert dir(wartally) == sorted(wartally.__all__)
    with pytest.raises(AttributeError, match="no attribute 'tallly'"):
        wartally.tallly  # noqa: B018


def test_no_public_name_is_hidden_by_a_module_of_the_same_name():
    modules = {path.stem for path in (ROOT / "src" / "wartally").iterdir()}
    assert len(modules) > 15
    assert modules.isdisjoint(set(wartally.__all__) - {"__version__"})


def test_a_table_is_a_typed_frame():
    frame = wartally.load("losses")
    assert frame.height > 22_000
    assert str(frame.schema["report_date"]) == "Date"
    assert str(frame.schema["obs_status"]).startswith("Enum")
    assert frame.to_pandas().shape == frame.shape
