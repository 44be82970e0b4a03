"""
All families behind one door: Presidio's `AnalyzerEngine` with a single recogniser, ours.

1. Normalise the text and fold it to ASCII; 2. prefilter; 3. ask the families whose triggers
fired, the cheap ones first; 4. let a trained model review what they found in whole passages;
5. unite what overlaps; 6. the same again, once, for the text without its disguises and for what is
encoded in it; 7. tell every position in the original text.

Presidio's own recognisers, NLP engine, context enhancer and anonymiser stay out: on Dutch text
they miss every Belgian identifier, cost 25 to 1000 times as much, and skip a pattern that takes
too long (`regex` timeouts) while reporting success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from policy.detectors import digits, disguises, fold
from policy.detectors.allowance import Allowance
from policy.detectors.families import Family, Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.normalise import normalised
from policy.detectors.overlaps import united
from policy.detectors.prefilter import Prefilter
from policy.detectors.presidio import (
    AnalyzerEngine,
    ContextAwareEnhancer,
    EntityRecognizer,
    NlpArtifacts,
    NoOpNlpEngine,
    RecognizerRegistry,
    RecognizerResult,
)
from policy.detectors.rewriting import Places, original
from policy.finding import Kind

LANGUAGE = "nl"
"""Presidio wants one; our rules read Dutch, French and English together."""
_NAME = "promptwacht"
_ANYTHING = "SENSITIVE"
"""What Presidio asks us for: the kinds are ours, and one name costs less than a list of them."""


def triggers_of(families: Sequence[Family]) -> tuple[Trigger, ...]:
    """Everything that the prefilter for `families` must look for."""
    return (
        digits.MISREAD,
        *disguises.TRIGGERS,
        *(trigger for family in families for trigger in family.triggers),
    )


class Review(Protocol):
    """Looks at what all families found together."""

    def reviewed(
        self, sheet: Sheet, hits: Hits, found: Sequence[Match], *, adds: bool
    ) -> Iterable[Match]:
        """`found` without what does not hold and, if it `adds`, with what nobody else can find."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one text with all families, in their order. Every exception is the caller's."""

    families: tuple[Family, ...]
    prefilter: Prefilter
    allowance: Allowance
    review: Review | None = None
    _asked: tuple[tuple[Family, frozenset[str]], ...] = field(init=False, repr=False)
    """Each family with the names of its triggers."""
    _always: tuple[tuple[Family, frozenset[str]], ...] = field(init=False, repr=False)
    """Those that are asked although nothing fired."""

    def __post_init__(self) -> None:
        asked = tuple((each, frozenset(t.name for t in each.triggers)) for each in self.families)
        object.__setattr__(self, "_asked", asked)
        object.__setattr__(self, "_always", tuple(pair for pair in asked if not pair[1]))

    def matches(self, text: str) -> tuple[Match, ...]:
        clean, ways = normalised(text)
        sheet, hits = self._prepared(clean)
        others = tuple(disguises.other_readings(sheet, hits))
        found = self._asked_all(sheet, hits, is_last=not others)
        for left, other in zip(range(len(others) - 1, -1, -1), others, strict=True):
            inside = self._asked_all(*self._prepared(other.text), is_last=not left)
            found = _with_hidden(found, tuple(_placed(inside, other.ways)), other.runs)
        return tuple(_placed(found, ways) if ways else found)

    def _asked_all(self, sheet: Sheet, hits: Hits, *, is_last: bool) -> Sequence[Match]:
        found: list[Match] = []
        for family, triggers in self._asked if hits.windows else self._always:
            if not triggers or not triggers.isdisjoint(hits.windows):
                found.extend(family.find(sheet, hits, tuple(found)))
        if self.review is not None:
            # Words that are in pieces tell nothing; those of the last reading are whole.
            found = list(self.review.reviewed(sheet, hits, found, adds=is_last))
        return [match for match in united(found) if not self._is_public(match, sheet)]

    def _prepared(self, clean: str) -> tuple[Sheet, Hits]:
        plain = fold.plain(clean)
        sheet = Sheet(plain, fold.ascii_only(plain))
        hits = self.prefilter.hits(sheet.folded)
        if hits.of(digits.MISREAD.name):
            sheet = Sheet(plain, digits.as_read(sheet.folded))
            hits = self.prefilter.hits(sheet.folded)
        return sheet, hits

    def _is_public(self, match: Match, sheet: Sheet) -> bool:
        return self.allowance.permits(match.kind, sheet.folded[match.start : match.end])


def _with_hidden(
    found: Sequence[Match], hidden: Sequence[Match], runs: AbstractSet[tuple[int, int]]
) -> Sequence[Match]:
    """
    Both readings in one. What is inside an encoded run is reported as the run, once for each
    kind: there is no half of it to cut.
    """
    kept = united((*found, *hidden))
    told = {(match.start, match.end, match.kind) for match in kept}
    inside: dict[tuple[int, int, Kind], Match] = {}
    for match in (*found, *hidden):
        key = (match.start, match.end, match.kind)
        if key[:2] in runs and key not in told:
            inside[key] = max(match, inside.get(key, match), key=lambda m: m.score)
    return sorted((*kept, *inside.values()), key=lambda m: (m.start, m.end, m.kind))


def _placed(matches: Sequence[Match], ways: tuple[Places, ...]) -> Iterator[Match]:
    for match in matches:
        start, end = original(match.start, match.end, ways)
        yield Match(match.kind, start, end, match.score, match.detector)


class _Registry(RecognizerRegistry):
    """One recogniser for everything: Presidio's own looks for it at every call."""

    def get_recognizers(
        self,
        language: str,
        entities: list[str] | None = None,
        all_fields: bool = False,  # noqa: FBT001, FBT002 -- Presidio's signature
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
    ) -> list[EntityRecognizer]:
        del language, entities, all_fields, ad_hoc_recognizers
        return list(self.recognizers)


class _Result(RecognizerResult):
    """A match in the dress of Presidio, whose own hash prints four values into a string."""

    def __init__(self, match: Match, metadata: dict[str, str]) -> None:
        super().__init__(
            entity_type=match.kind.value,
            start=match.start,
            end=match.end,
            score=match.score,
            recognition_metadata=metadata,
        )
        self.match = match

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.entity_type))


class _Recogniser(EntityRecognizer):
    """The one recogniser that Presidio knows of."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        super().__init__(supported_entities=[_ANYTHING], name=_NAME, supported_language=LANGUAGE)
        self._metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: _NAME,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }

    def load(self) -> None:
        """Nothing to load: the reader is complete."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        del entities, nlp_artifacts
        return [_Result(match, self._metadata) for match in self._reader.matches(text)]


class _NoEnhancer(ContextAwareEnhancer):
    """Families weigh context themselves; Presidio's enhancer copies every result for it."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        del text, nlp_artifacts, recognizers, context
        return raw_results


class Engine:
    """The `Detector` of the house. Safe to call from several threads, faster in processes."""

    def __init__(
        self,
        families: Sequence[Family],
        prefilter: Prefilter,
        allowance: Allowance,
        review: Review | None = None,
    ) -> None:
        nlp_engine = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": "none"}])
        nlp_engine.load()
        self._no_artifacts = nlp_engine.process_text("", LANGUAGE)
        registry = _Registry(
            recognizers=[_Recogniser(Reader(tuple(families), prefilter, allowance, review))],
            supported_languages=[LANGUAGE],
        )
        self._analyzer = AnalyzerEngine(
            registry=registry,
            nlp_engine=nlp_engine,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=_NoEnhancer(),
        )

    def matches(self, text: str) -> Sequence[Match]:
        """See `Detector.matches`."""
        results = self._analyzer.analyze(
            text=text,
            language=LANGUAGE,
            entities=[_ANYTHING],
            score_threshold=0.0,
            nlp_artifacts=self._no_artifacts,
        )
        found = [result.match for result in results if isinstance(result, _Result)]
        if len(found) != len(results):
            raise TypeError("a result that is not ours")
        return sorted(found, key=lambda match: (match.start, match.end, match.kind))
