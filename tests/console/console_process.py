"""
A console as it really runs, with what it prints, and a browser without a screen before it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.end_to_end.browser import QUIET, chromium

REPOSITORY = Path(__file__).parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_WAIT = 120.0


@dataclass(frozen=True)
class RunningConsole:
    """A process of its own, over a store of its own."""

    address: str
    state: Path
    environment: dict[str, str]
    output: Path

    def printed(self, pattern: str) -> str:
        """What the console printed, as soon as it has."""
        end = time.monotonic() + _WAIT
        while time.monotonic() < end:
            if found := re.search(pattern, self.output.read_text(encoding="utf-8")):
                return found[0]
            time.sleep(0.1)
        return pytest.fail("the console did not print it")

    def command(self, *words: str, **more) -> subprocess.CompletedProcess[str]:
        """`promptwacht` with these words, for the same installation."""
        return subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "proxy", *words], cwd=REPOSITORY, env=self.environment,
            capture_output=True, text=True, check=True, **more,
        )  # fmt: skip


@contextmanager
def running_console(state: Path, **settings: str) -> Iterator[RunningConsole]:
    """A console with its state in `state`, until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PROMPTWACHT_STATE_DIR": str(state),
        "PROMPTWACHT_CONSOLE_PORT": str(port),
        "PROMPTWACHT_PORTAL_URL": f"http://localhost:{port}",
        "HOME": str(state),
        **settings,
    }
    output = state / "printed.txt"
    with output.open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "proxy", "console"],
            cwd=REPOSITORY, env=environment, stdout=printed, stderr=subprocess.STDOUT,
        )  # fmt: skip
    running = RunningConsole(f"http://localhost:{port}", state, environment, output)
    try:
        _wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(running: RunningConsole, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _WAIT
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{running.address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the console did not start: {running.output.read_text(encoding='utf-8')}")


@contextmanager
def browser_page(**context) -> Iterator[Page]:
    """A page whose console messages must be empty: no script failed, no rule of ours was broken."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        page = browser.new_context(locale="nl-BE", **context).new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        yield page
        browser.close()
    # A page that is refused on purpose is an "error" to Chromium.
    assert [c for c in complaints if "Failed to load resource" not in c] == []


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds wrong by WCAG 2.1 A and AA."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found["violations"]]
