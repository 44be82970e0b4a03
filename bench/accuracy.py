"""
How much is found, beside three peers on the same prompts: `make accuracy`.

PROMPTS="file.jsonl …" names other labelled prompts, as `promptwacht evaluate` reads them; WRITE=1
writes the page.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import config
from bench.accuracy_page import page
from bench.accuracy_score import Case, Look
from bench.peer_process import NAMES, REPOSITORY, Peer, install, started
from config.policy_files import load_policy
from policy.judge import Judge
from policy.verdict import Action
from proxy.installed_detector import installed_detector
from proxy.judging import Desk
from proxy.version import VERSION

PAGE = REPOSITORY / "docs" / "accuracy.md"
PROMPTS = tuple(
    REPOSITORY / "bench" / "prompts" / f"{name}.jsonl" for name in ("untouched", "tuned")
)
US = "promptwacht"
POLICY_DIR = Path(config.__file__).parent


def cases_in(file: Path) -> list[Case]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        text=entry["text"],
        labels=tuple((e["kind"], e["start"], e["end"]) for e in entry.get("entities") or ()),
        expect=Action(entry["expect"]),
    )


def our_desk(cache: Path) -> Desk:
    """The shipped rules, no own registers, the default department and a free chat."""
    policy = load_policy(POLICY_DIR)
    judge = Judge(installed_detector(POLICY_DIR, cache), policy.rulebook)
    return Desk(judge=judge, department=policy.departments.default, service="chatgpt")


def our_look(desk: Desk, text: str) -> Look:
    outcome = desk.look(text)
    return Look(
        spans=tuple((f.start, f.end) for f in outcome.verdict.findings),
        milliseconds=outcome.milliseconds,
        verdict=outcome.verdict.action,
        kinds=tuple(f.kind.value for f in outcome.verdict.findings),
    )


def measured(cases: Sequence[Case], desk: Desk, peers: Sequence[Peer]) -> dict[str, list[Look]]:
    """Every system on every prompt, in turns: what else the machine does hits them alike."""
    looks: dict[str, list[Look]] = {f"{US} {VERSION}": []}
    looks |= {f"{peer.name} {peer.version}": [] for peer in peers}
    for case in cases:
        looks[f"{US} {VERSION}"].append(our_look(desk, case.text))
        for peer in peers:
            spans, milliseconds = peer.look(case.text)
            looks[f"{peer.name} {peer.version}"].append(
                Look(spans=tuple(spans), milliseconds=milliseconds)
            )
    return looks


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=__doc__)
    parser.add_argument("prompts", type=Path, nargs="*", default=PROMPTS, metavar="FILE.jsonl")
    parser.add_argument("--write", action="store_true", help=f"also write docs/{PAGE.name}")
    args = parser.parse_args()
    install()
    files = {file.name: cases_in(file) for file in args.prompts}
    with ExitStack() as stack:
        cache = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        peers = [stack.enter_context(started(name)) for name in NAMES]
        desk = our_desk(cache)
        desk.look("Opwarmen: bel 0475 12 34 56.")
        text = page({name: (cases, measured(cases, desk, peers)) for name, cases in files.items()})
    print(text)
    if args.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
