"""Is every bad cell listed, and nothing else? python benchmarks/ledger.py LEDGER.csv FINDINGS.json

Compares line, column and rule of every finding about `losses` with the ledger that was written with the data;
exit 1, with examples, if they are not the same.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

__all__ = ["differences"]

Place = tuple[int, str, str]


def differences(ledger: Path, findings: Path) -> tuple[int, set[Place], set[Place]]:
    """How many places the ledger has, those that were not found, and what was found beside them."""
    with ledger.open(encoding="utf-8", newline="") as stream:
        expected = {(int(r["line"]), r["column"], r["rule"]) for r in csv.DictReader(stream)}
    said = json.loads(findings.read_text(encoding="utf-8"))["findings"]
    found = {(f["line"] or -1, f["column"] or "", f["rule"]) for f in said if f["table"] == "losses"}
    return len(expected), expected - found, found - expected


def main() -> int:
    count, missed, more = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{count} in the ledger, {len(missed)} of them not found; {len(more)} found that are not in it")
    for place in (*sorted(missed)[:10], *sorted(more)[:10]):
        print("  not found" if place in missed else "  not in the ledger", *place)
    return int(bool(missed or more))


if __name__ == "__main__":
    sys.exit(main())
