"""Ask a running site for a long time, by many readers at once; what it answered and what memory it took.

    .venv/bin/python benchmarks/soak.py [REQUESTS] [READERS]

Starts the site on a free port of this machine and ends it again. Linux only: memory is read from /proc.
"""

# ruff: noqa: E501

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

REQUESTS, READERS, TOLD = 50_000, 16, 5_000


def address(number: int) -> str:
    """What the n-th request asks for: pages that are kept, others that are not, queries, and what is refused."""
    day = f"2022-{1 + number % 12:02}-{1 + number % 28:02}"
    return (
        "/",
        f"/tally?category=tanks&since=2022-04-01&until={day}&n={number}",
        f"/wartally/losses.json?_size=20&cumulative__gt={number}",
        f"/uk/days/{day}",
        f"/wartally.json?{urlencode({'sql': f'SELECT count(*) AS n FROM losses WHERE cumulative > {number}'})}",
        f"/wartally/actors.csv?x{number}=1",
        f"/nothing/{number}",
        f"/wartally/readings?_size=10&cumulative__gt={number}",
    )[number % 8]


def memory(pid: int) -> int:
    """Resident memory of a process, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def read(host: str, numbers: range, answered: Counter[int]) -> None:
    """One reader: its requests one after another."""
    connection = http.client.HTTPConnection(host, timeout=120)
    for number in numbers:
        connection.request("GET", address(number))
        response = connection.getresponse()
        response.read()
        answered[response.status] += 1


def main() -> None:
    """Run it, and print a line every so many requests."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    readers = int(sys.argv[2]) if len(sys.argv) > 2 else READERS
    command = [sys.executable, "-m", "wartally", "serve", "--port", "0", "--no-exports"]
    site = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout
        host = re.search(r"http://([\d.]+:\d+)/", site.stdout.readline())[1]  # type: ignore[index]
        answered: Counter[int] = Counter()
        began = time.monotonic()
        print(f"{0:>7} requests  {memory(site.pid):>5} MB")
        for start in range(0, requests, TOLD):
            end = min(start + TOLD, requests)
            threads = [
                threading.Thread(target=read, args=(host, range(start + n, end, readers), answered))
                for n in range(readers)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            rate = end / (time.monotonic() - began)
            print(
                f"{end:>7} requests  {memory(site.pid):>5} MB  {rate:6.0f}/s  {dict(sorted(answered.items()))}"
            )
    finally:
        site.terminate()
        site.wait(30)


if __name__ == "__main__":
    main()
