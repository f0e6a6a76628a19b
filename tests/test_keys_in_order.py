"""Rows in the order of their key are proven to repeat none; what is not proven is looked for."""

from __future__ import annotations

import random

import duckdb

from wartally.validation.compile import ROW, disorder_select, duplicates_select


def test_where_no_disorder_is_found_no_key_is_there_twice():
    proven = refuted = 0
    with duckdb.connect() as db:
        for seed in range(120):
            chance = random.Random(seed)
            width = chance.choice((1, 2, 3))
            rows = [
                tuple(chance.choice((None, "a", "b", "", "B")) for _ in range(width))
                for _ in range(chance.randrange(1, 9))
            ]
            if chance.random() < 0.6:
                rows = sorted({row for row in rows if None not in row}) or [("a",) * width]
            names = [f"c{n}" for n in range(width)]
            db.execute(f"CREATE OR REPLACE TABLE t ({', '.join(f'{n} VARCHAR' for n in names)})")
            db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * width)})", rows)
            db.execute(f"CREATE OR REPLACE VIEW _t AS SELECT rowid AS {ROW}, * FROM t")
            in_order = db.execute(disorder_select("_t", names)).fetchone() is None
            repeated = db.execute(duplicates_select("_t", names)).fetchall()
            assert not (in_order and repeated), rows
            proven += in_order
            refuted += bool(repeated)
    assert proven > 40 < refuted + proven
    assert refuted > 5
