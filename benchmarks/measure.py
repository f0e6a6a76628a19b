"""Whole-process measurements: wall time, processor time and peak memory of a command."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One finished run: seconds on the wall, seconds of processor time, peak memory in MiB, exit status."""

    wall: float
    cpu: float
    memory: float
    status: int


def run(command: Sequence[str], cwd: Path) -> Run:
    """Run a command to its end and measure it; its output is thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure; the worst exit status."""
    return Run(
        statistics.median(r.wall for r in runs),
        statistics.median(r.cpu for r in runs),
        max(r.memory for r in runs),
        max(r.status for r in runs),
    )
