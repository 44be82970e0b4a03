"""
Which attributes of a document hold what somebody wrote.

Three kinds: those that the format means for text, which are read as they are; those that hold
geometry, fonts and formulas of shapes, which are passed over; and all others, which are read when
the value looks like prose, an address or a long number. A stranger's attributes (a namespace that
is not the format's) are read whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from policy.documents.interface import Part
from policy.documents.xml_reader import Attributes

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
_PROSE = re.compile(
    r"[^\W\d_]{2,}[,.;:]?\s+[^\W\d_]{2,}"  # two words
    r"|[\w.+-]@[\w-]+\.\w"  # a mail address
    r"|(?<![\d,.])\d{2,4}(?:[ ./-]\d{2,4}){2,}(?![\d,])"  # digits in groups
    r"|^\+?\d{11,}$"  # longer than any measure or identifier of the format
    r"|(?i:wachtwoord|paswoord|passw|mot de passe|vertrouwelijk|geheim)"
)
_LONGEST = 1_000
"""No switch or measure is longer."""
_MAX_NOISE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRules:
    """What a format's attributes are. Keys are `name`, or `element@name` for one element's."""

    by_attribute: Mapping[str, Part]
    by_element: Mapping[str, Part]
    quiet: frozenset[str]
    """Geometry, fonts, schemas, check sums; as `name` or `element@name`."""
    quiet_prefixes: tuple[str, ...] = ()
    """Namespaces that are nothing else."""
    is_shipped: Callable[[str], bool]
    """Whether the program gave a name or another text, as "Afbeelding 3"."""


class _Verdict(Enum):
    QUIET = "passed over"
    IF_PROSE = "read when it looks like text"


class AttributeReader:
    """Tells the texts in attributes. One for each document: it remembers values that are none."""

    def __init__(self, rules: AttributeRules) -> None:
        self._rules = rules
        self._verdicts: dict[tuple[str, str], Part | _Verdict] = {}
        self._noise: set[str] = set()

    def texts(
        self, element: str, attributes: Attributes, *, everything: bool = False
    ) -> Iterator[tuple[Part, str]]:
        """The texts in the attributes of one element, with the part of the document they are."""
        for key, value in attributes.items():
            verdict = self._verdicts.get((element, key)) or self._judge(element, key)
            if isinstance(verdict, Part):
                if not self._rules.is_shipped(value):
                    yield verdict, value
            elif everything and key != "xml:space":
                yield Part.PROPERTY, value
            elif verdict is _Verdict.IF_PROSE and value not in self._noise:
                if len(value) > _LONGEST or (
                    _PROSE.search(value) and not _DATE_TIME.fullmatch(value)
                ):
                    yield Part.PROPERTY, value
                elif len(self._noise) < _MAX_NOISE:
                    self._noise.add(value)

    def _judge(self, element: str, key: str) -> Part | _Verdict:
        verdict = self._verdict(element, key)
        if len(self._verdicts) < _MAX_NOISE:
            self._verdicts[element, key] = verdict
        return verdict

    def _verdict(self, element: str, key: str) -> Part | _Verdict:
        rules = self._rules
        if element.startswith("?:") or key.startswith("?:"):
            return Part.PROPERTY
        qualified = f"{element}@{key}"
        if (part := rules.by_element.get(qualified)) is not None:
            return part
        is_quiet = key in rules.quiet or qualified in rules.quiet
        if is_quiet or key.startswith(rules.quiet_prefixes):
            return _Verdict.QUIET
        return rules.by_attribute.get(key, _Verdict.IF_PROSE)
