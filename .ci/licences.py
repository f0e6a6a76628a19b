"""Check that every installed dependency has a licence of those in requirements/licences.txt.

Prints each that has not and exits with 1. A package that states its licence in words of its own is listed
there by name, with what it says.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

ALLOWED = Path(__file__).parents[1] / "requirements" / "licences.txt"
NONE = "states no licence"
_CLASSIFIER = "License :: OSI Approved :: "


def allowed(text: str) -> tuple[set[str], dict[str, str]]:
    """The licences that are allowed, and for single packages what they say of themselves."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    single = dict(line.split(": ", 1) for line in lines if ": " in line)
    return {line.lower() for line in lines if line and ": " not in line}, single


def stated(package: Distribution) -> list[str]:
    """What a package says of its licence, by what is to be believed most."""
    told = package.metadata
    if told.get("License-Expression"):
        return [str(told["License-Expression"])]
    classified = [
        c.removeprefix(_CLASSIFIER) for c in told.get_all("Classifier") or () if c.startswith(_CLASSIFIER)
    ]
    first = str(told.get("License") or "").strip().partition("\n")[0]
    return classified or ([first] if first else [])


def is_allowed(said: str, known: set[str]) -> bool:
    """True if an expression can be met with licences that are known: all of an AND, one of an OR."""
    if said.lower() in known:
        return True
    choices = re.split(r"\s+OR\s+", said.strip("()"))
    return any(
        all(part.strip("() ").lower() in known for part in re.split(r"\s+AND\s+|\s*;\s*", choice))
        for choice in choices
    )


def main() -> int:
    """The exit status."""
    known, single = allowed(ALLOWED.read_text(encoding="utf-8"))
    wrong, seen = [], set()
    for package in distributions():
        name = re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()
        if name in seen or name == "wartally":
            continue
        seen.add(name)
        said = stated(package)
        if single.get(name) == ("; ".join(said) or NONE):
            continue
        if not said or not all(is_allowed(one, known) for one in said):
            wrong.append(f"{name}: {'; '.join(said) or NONE}")
    for line in sorted(wrong):
        sys.stdout.write(f"licence not allowed: {line}\n")
    sys.stdout.write(f"{len(seen)} dependencies, {len(wrong)} with a licence that is not allowed\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
