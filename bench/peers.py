"""
Runs in `.peers`, the virtual environment of the peers, and imports nothing of ours: JSON lines in
(`{"text": ...}`), JSON lines out (`{"spans": [[start, end], ...], "ms": ...}`).
"""

# ruff: noqa: PLC0415 -- each process loads one peer, and not the others

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from time import perf_counter

type Spans = list[tuple[int, int]]
type Look = Callable[[str], Spans]


def presidio() -> Look:
    """Stock: the recognisers that it loads for Dutch, and a blank spaCy model (no names)."""
    import spacy
    import tldextract.tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.recognizer_registry import RecognizerRegistry

    # Its e-mail recogniser would fetch a list from the network at the first address.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    nlp = SpacyNlpEngine(models=[{"lang_code": "nl", "model_name": "blank"}])
    nlp.nlp = {"nl": spacy.blank("nl")}
    registry = RecognizerRegistry(supported_languages=["nl"])
    registry.load_predefined_recognizers(languages=["nl"], nlp_engine=nlp)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["nl"])
    return lambda text: [(r.start, r.end) for r in engine.analyze(text=text, language="nl")]


def deduce() -> Look:
    """As shipped: made for Dutch medical texts."""
    from deduce import Deduce

    engine = Deduce()
    return lambda text: [
        (int(found.start_char), int(found.end_char))
        for found in engine.deidentify(text).annotations
    ]


def llm_shield_proxy() -> Look:
    """As shipped: patterns and entropy; its model for names is a download of its own."""
    from llm_shield_proxy.engines.pii_engine import PIIEngine

    engine = PIIEngine()
    return lambda text: [(start, end) for start, end, *_ in engine.detect_spans(text)]


PEERS: dict[str, Callable[[], Look]] = {
    "presidio-analyzer": presidio,
    "deduce": deduce,
    "llm-shield-proxy": llm_shield_proxy,
}


def main() -> None:
    logging.disable(logging.CRITICAL)
    # Whatever a library prints must not stand between our lines.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    name = sys.argv[1]
    look = PEERS[name]()
    look("Opwarmen: bel 0475 12 34 56.")
    print(json.dumps({"version": version(name)}), file=answers, flush=True)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        began = perf_counter()
        spans = look(text)
        answer = {"spans": spans, "ms": (perf_counter() - began) * 1000}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
