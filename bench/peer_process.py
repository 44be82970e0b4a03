"""
The peers as processes: installed on demand into `.peers`, asked over JSON lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
ENVIRONMENT = REPOSITORY / ".peers"
REQUIREMENTS = Path(__file__).parent / "peers-requirements.txt"
NAMES = ("presidio-analyzer", "deduce", "llm-shield-proxy")


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer, ready to be asked."""

    name: str
    version: str
    process: subprocess.Popen[str]

    def look(self, text: str) -> tuple[list[tuple[int, int]], float]:
        """What it finds, and the milliseconds that it took."""
        answer = _asked(self.process, {"text": text})
        return [(start, end) for start, end in answer["spans"]], answer["ms"]


def install() -> None:
    """Nothing to do when this very list was installed before."""
    ready = ENVIRONMENT / ".ready"
    wanted = REQUIREMENTS.read_bytes()
    if ready.exists() and ready.read_bytes() == wanted:
        return
    print("Installing the peers into .peers/ ...", file=sys.stderr)
    uv = str(REPOSITORY / ".tool" / "bin" / "uv")
    environment = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
    python = str(ENVIRONMENT / "bin" / "python")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)],
        [uv, "pip", "install", "--quiet", "--require-hashes", "--python", python,
         "-r", str(REQUIREMENTS)],
    ):  # fmt: skip
        subprocess.run(command, check=True, env=environment)
    ready.write_bytes(wanted)


@contextmanager
def started(name: str) -> Iterator[Peer]:
    """`name`, until the block ends. Its first start may take minutes: deduce builds its lists."""
    command = [str(ENVIRONMENT / "bin" / "python"), str(Path(__file__).parent / "peers.py"), name]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Peer(name, _answer(process)["version"], process)
        finally:
            process.kill()


def _asked(process: subprocess.Popen[str], question: dict[str, str]) -> dict:
    assert process.stdin is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    return _answer(process)


def _answer(process: subprocess.Popen[str]) -> dict:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit("a peer ended before it answered")
    return json.loads(line)
