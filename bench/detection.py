"""
Detection against stock Presidio: same texts, same run, medians and ratios.

`.venv/bin/python bench/detection.py`. Not like for like in what is found: stock Presidio
(`nl`, its ten default recognisers, a blank spaCy model) knows no Belgian identifier. `rules` is our
engine without names and lexicons; `all` is the detector of the house.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("REGEX_TIMEOUT_SECONDS", "20")
sys.path.insert(0, str(Path(__file__).parent.parent))

import spacy
import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

import config
from bench.client import PROMPT
from config.detection import LEXICON_FOLDER, SECURITY, build_detector, identifiers
from config.prefilter_store import load_prefilter
from policy.detectors.allowance import Allowance
from policy.detectors.dates import DATES
from policy.detectors.engine import Engine, triggers_of
from policy.detectors.interface import Detector
from policy.finding import Finding, Kind
from policy.redaction import Vault, redact

PLAIN = (
    "Schrijf een uitnodiging voor de buurt over de heraanleg van het plein. "
    "De werken starten in het voorjaar en duren ongeveer vier maanden. "
    "Vat het verslag van de vergadering samen in klare taal voor de inwoners. "
    "Geef tips om minder afval te maken op school en thuis. "
)
PERSONAL = (
    "Mijn rijksregisternummer is 85.07.30-033.28 en ik woon Molenstraat 12, 3070 Kortenberg. "
    "Stort het op BE68 5390 0754 7034 of bel 0475 12 34 56, mailen mag naar an.claes@telenet.be. "
)
SIZES = (50, 300, 3000)
HOSTILE = ("a.", "12 34 ", "wachtwoord is ", "Password=a;", "01/01/2000 ", "code van de deur ")


def words_of(sentence: str, count: int) -> str:
    words = (sentence * (count // 10 + 1)).split()
    return " ".join(words[:count])


def mixed(count: int) -> str:
    """One sentence in three holds findings."""
    return words_of(PERSONAL + PLAIN * 2, count)


def median_ms(act: Callable[[], object], budget: float = 1.0) -> float:
    act()
    times: list[float] = []
    end = time.perf_counter() + budget
    while time.perf_counter() < end or len(times) < 3:
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def stock() -> AnalyzerEngine:
    # Its e-mail recogniser would fetch a list from the network at the first address.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    nlp = SpacyNlpEngine(models=[{"lang_code": "nl", "model_name": "blank"}])
    nlp.nlp = {"nl": spacy.blank("nl")}  # type: ignore[assignment]  # declared as None, filled late
    registry = RecognizerRegistry(supported_languages=["nl"])
    registry.load_predefined_recognizers(languages=["nl"], nlp_engine=nlp)
    registry.remove_recognizer("SpacyRecognizer")
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["nl"])


def rules_only(cache: Path) -> Engine:
    lexicons = Path(config.__file__).parent / LEXICON_FOLDER
    families = (*identifiers(lexicons), *SECURITY, DATES)
    return Engine(families, load_prefilter(triggers_of(families), cache), Allowance())


def compare(name: str, text: str, theirs: AnalyzerEngine, ours: Sequence[Detector]) -> None:
    base = median_ms(partial(theirs.analyze, text, "nl"))
    row = f"{name:<26}{base:>10.2f}"
    for engine in ours:
        mine = median_ms(partial(engine.matches, text))
        row += f"{mine:>10.3f} x{base / mine:<8.0f}"
    print(row)


def redaction_ms(count: int) -> float:
    text = "".join(f"naam{i:06d} " for i in range(count))
    found = [
        Finding(kind=Kind.PERSON, part=0, start=11 * i, end=11 * i + 10, score=1.0, detector="b")
        for i in range(count)
    ]
    return median_ms(lambda: redact([text], found, Vault(size=count)), 0.3)


def main() -> None:
    theirs = stock()
    with tempfile.TemporaryDirectory() as folder:
        ours = (
            rules_only(Path(folder)),
            build_detector(Path(config.__file__).parent, Path(folder)),
        )
    print(f"{'ms, median':<26}{'stock':>10}{'rules':>10} {'ratio':<9}{'all':>10} ratio")
    for size in SIZES:
        compare(f"{size} words with findings", mixed(size), theirs, ours)
    for size in SIZES:
        compare(f"{size} words without", words_of(PLAIN, size), theirs, ours)
    compare("a clean prompt", PROMPT, theirs, ours)
    compare("the same with a name", f"Beste Jan Peeters, {PROMPT}", theirs, ours)
    print()
    for unit in HOSTILE:
        text = (unit * 20_000)[:20_000]
        mine = [median_ms(partial(engine.matches, text), 0.2) for engine in ours]
        print(f"hostile 20 kB {unit!r:<22}{mine[0]:>10.1f} ms rules{mine[1]:>10.1f} ms all")
    print()
    for count in (500, 4000):
        print(f"redact {count} findings {redaction_ms(count):.2f} ms")


if __name__ == "__main__":
    main()
