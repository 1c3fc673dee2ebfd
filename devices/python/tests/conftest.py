"""A real broker and a real job, from this repository's own commands."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import vectors

FTTE = vectors.ROOT / "ftte"


class Command:
    """A command that runs beside the tests; its output is kept."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [FTTE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self.lines.append(line.rstrip())

    def wait_for(self, pattern: str, timeout: float = 300) -> str:
        """The first group of the first line that matches."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            for line in list(self.lines):
                found = re.search(pattern, line)
                if found:
                    return found.group(1)
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"no line like {pattern}:\n" + "\n".join(self.lines[-20:]))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The demo's broker, with a job and the model ``digits`` that nobody trains yet."""
    demo = Command("demo", "--devices", "0", "--target", "1", "--parallelism", "1")
    try:
        yield demo.wait_for(r"waiting for others at (\S+), model digits")
    finally:
        demo.stop()
