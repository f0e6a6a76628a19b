"""A package into SQLite with the shell's .import: shell_import.py PACKAGE FILE [keys].

Without `keys` each file goes into a table of typed columns with no key, no check and no index. With `keys` it
goes into such a table first, and from there, with blank cells made NULL, into the table of our own build,
with its keys and checks, and foreign keys enforced at every row.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from wartally.package import Table, open_package
from wartally.schema import Field
from wartally.sqlite import ddl

TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def plain(table: Table, name: str) -> list[str]:
    columns = ", ".join(f'"{f.name}" {"TEXT" if name != table.name else TYPES.get(f.type, "TEXT")}'
                        for f in table.schema.fields)  # fmt: skip
    return [
        f'CREATE TABLE "{name}" ({columns});',
        f'.import --csv --skip 1 "{table.path.resolve()}" "{name}"',
    ]


def value(field: Field) -> str:
    if field.type == "boolean":
        return f"CASE \"{field.name}\" WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
    return f"NULLIF(\"{field.name}\", '')"


def main() -> int:
    package, file, keyed = open_package(sys.argv[1]), Path(sys.argv[2]), "keys" in sys.argv[3:]
    lines = ["PRAGMA journal_mode = OFF;", "PRAGMA synchronous = OFF;"]
    lines += [f"PRAGMA foreign_keys = {'ON' if keyed else 'OFF'};", "PRAGMA cache_size = -65536;"]
    for name in ddl.creation_order(package.schemas):
        table = package.tables[name]
        if not keyed:
            lines += plain(table, name)
            continue
        lines += plain(table, "incoming")
        made = [ddl.create_table_sql(table.schema, package.schemas), *ddl.create_unique_sql(table.schema)]
        lines += [f"{statement};" for statement in made]
        items = ", ".join(value(f) for f in table.schema.fields)
        lines += [f'INSERT INTO "{name}" SELECT {items} FROM incoming;', "DROP TABLE incoming;"]
    script = "\n".join(lines)
    return subprocess.run(["sqlite3", "-bail", str(file)], input=script, text=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
