"""Requests per second of the site beside stock Datasette on the same database, in one run.

python benchmarks/site.py [--seconds N] [--clients N]

Stock Datasette has its default settings and no metadata. Every request is a plain GET on a kept connection,
without If-None-Match, and its whole body is read; the pages take turns, so that what else the machine does
falls on all of them.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ROUNDS = 3
ROW = "/wartally/losses/general_staff_ua,2022-11-11,personnel"
OURS = {
    "home": "/",
    "tally": "/tally?series=general_staff_ua&category=personnel&since=2022-11-04&until=2022-11-11",
    "report": "/days/2022-11-11",
    "category": "/categories/tanks",
    "our row page": ROW,
    "our table page": "/wartally/losses",
}
STOCK = {"stock table page": "/wartally/losses", "stock row page": ROW}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(command: list[str], port: int) -> Iterator[int]:
    """A server on a port for as long as the block lasts."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=log, stderr=log)
        try:
            _await(port, process)
            yield port
        finally:
            process.terminate()
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"a server ended with status {process.returncode}")
        try:
            if _get(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/-/versions.json"):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("a server did not answer within five minutes")


def _get(connection: http.client.HTTPConnection, path: str) -> int:
    """The bytes of an answer; raises SystemExit if it is not 200."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    return len(body)


def rate(port: int, path: str, seconds: float, clients: int) -> float:
    """Answers per second to `clients` who ask for one page again and again."""
    counts, end = [0] * clients, time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            _get(connection, path)
            counts[number] += 1

    readers = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
    begun = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return sum(counts) / (time.perf_counter() - begun)


def measured(seconds: float, clients: int) -> dict[str, float]:
    """The median rate of each page over a few rounds in turn."""
    ours = [str(BIN / "wartally"), "serve", "--no-exports"]
    stock = [str(BIN / "datasette"), "serve", str(ROOT / "build" / "wartally.db")]
    rates: dict[str, list[float]] = {name: [] for name in (*OURS, *STOCK)}
    with serving(ours, free_port()) as own, serving(stock, free_port()) as theirs:
        pages = [(name, own, path) for name, path in OURS.items()]
        pages += [(name, theirs, path) for name, path in STOCK.items()]
        for _, port, path in pages:
            _get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), path)
        for _ in range(ROUNDS):
            for name, port, path in pages:
                rates[name].append(rate(port, path, seconds, clients))
    return {name: statistics.median(found) for name, found in rates.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked, each round")
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args()
    found = measured(given.seconds, given.clients)
    table, row = found["stock table page"], found["our row page"]
    print(f"| page, {given.clients} clients | requests/s | times stock table page | times our row page |")
    print("| --- | ---: | ---: | ---: |")
    for name, value in found.items():
        print(f"| {name} | {value:.1f} | {value / table:.1f} | {value / row:.1f} |")


if __name__ == "__main__":
    main()
