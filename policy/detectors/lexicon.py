"""
Terms as people list them, turned into exact patterns and the words that the prefilter looks for.

A term is words. `*` is any letters, `(a|b)` a choice, `(a )?` may be absent, `[1-6]` one of these,
` ... ` up to 40 characters within a sentence. Plurals and verb endings are found too. A term in
capitals (`ASS`) counts in capitals only; all others in any case, without accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from policy.detectors.families import Sheet, Trigger
from policy.detectors.fold import ascii_only

GAP = 40
_ENDING = r"(?:en|e|s|n|t|de|den|te|ten|je|jes)?"
_ABBREVIATION = re.compile(r"[A-Z0-9][A-Z0-9'./-]*[A-Z0-9](?:'s|\*)?")
_MIN_LITERAL = 2
_SHORT = 3
"""Literals up to here are looked for at the start of a word only, or they would be everywhere."""
_GROUP = re.compile(r"\(([^()]*)\)")
_OPTIONAL = re.compile(r"\([^()]*\)\?")
_NESTED = re.compile(r"\([^()]*\(")
_AFTER_LETTER = re.compile(r"(?<=\b[a-z])-")
_SYNTAX = {" ": r"\s+", "*": r"[a-z0-9-]*", "(": "(?:", ")": ")", "|": "|", "?": "?"}
_SYNTAX |= {"[": "[", "]": "]", "-": r"[- ]?"}
_PLAIN = re.compile(r"(?:[^()\[\]?|]|\((?:[^()\[\]?|]+\|)*[^()\[\]?|]+\)\??)+")
"""Folded terms with no sets and no choices in choices: each makes a sound pattern."""
_KEPT_TERMS = 1 << 14
"""More than all lexicons hold together; what a term begins with is asked several times."""


class TermError(ValueError):
    """A term that cannot be looked for; the message says why, and what is allowed."""


def is_abbreviation(term: str) -> bool:
    return bool(_ABBREVIATION.fullmatch(term))


def expression(term: str) -> str:
    """The exact pattern of one term over folded text (lower-cased, but for abbreviations)."""
    if is_abbreviation(term):
        return re.escape(term).replace(r"\*", r"[A-Za-z0-9-]*")
    words = ascii_only(term).lower()
    pieces = [_piece(piece) for piece in words.split(" ... ")]
    whole = rf"(?:\s[^.!?\n]{{0,{GAP}}}?)?\s+".join(pieces)
    return whole if words[-1] in "*)%]" else whole + _ENDING


def _piece(words: str) -> str:
    out, in_set = [], False
    for char in words:
        in_set = char == "[" or (in_set and char != "]")
        out.append(char if in_set else _SYNTAX.get(char) or re.escape(char))
    # "B-code" is not written "bcode".
    return re.sub(r"(?<![a-z])([a-z])\[- \]\?", r"\1[- ]", "".join(out))


@lru_cache(maxsize=_KEPT_TERMS)
def literals(term: str) -> tuple[str, ...]:
    """
    Words with which a word begins in every text that the term matches: one of them is enough.

    The longest there are, as they are the rarest. Raises `TermError` when there are none: the
    prefilter could not find the term.
    """
    if is_abbreviation(term):
        return (re.split(r"[^A-Z0-9]", term)[0],)
    choices = _choices(term)
    if not choices:
        raise TermError("needs a fixed word of two letters or more in every spelling")
    return max(choices, key=lambda words: min(len(word) for word in words))


def required(term: str) -> tuple[tuple[str, ...], ...]:
    """As `literals`, for every other place in the term: one word of each stands in the text."""
    if is_abbreviation(term):
        return ()
    opening = literals(term)
    return tuple(choice for choice in _choices(term) if choice != opening)


def _choices(term: str) -> list[tuple[str, ...]]:
    """Of each of these one word stands in every text of the term."""
    words = _without(_OPTIONAL, ascii_only(term).lower())
    choices: list[tuple[str, ...]] = [(word,) for word in _fixed(_without(_GROUP, words))]
    if _NESTED.search(words):
        return choices  # a choice in a choice may be passed by
    for choice in _GROUP.findall(words):
        found = [_fixed(alternative) for alternative in choice.split("|")]
        if all(found):
            choices.append(tuple(max(each, key=len) for each in found))
    return choices


def _without(group: re.Pattern[str], words: str) -> str:
    """`words` without such groups, the innermost first."""
    while (fewer := group.sub(" ", words)) != words:
        words = fewer
    return words


def _fixed(words: str) -> list[str]:
    """The fixed beginnings of words; what follows a hyphen may stand without it."""
    plain = re.sub(r"\[[^\]]*\]", " | ", words).replace("...", " | ")
    plain = _AFTER_LETTER.sub(" ", plain)
    found = [
        re.match(r"[a-z]*", piece.split("*")[0])
        for piece in re.split(r"[^a-z*'-]+|(?<=[a-z])'", plain)
    ]
    return [match[0] for match in found if match and len(match[0]) >= _MIN_LITERAL]


class Found(NamedTuple):
    """Where a term stands: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Terms:
    """Terms that count alike. Raises `TermError` for one that cannot be looked for."""

    entries: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        for entry in self.entries:
            if _PLAIN.fullmatch(ascii_only(entry)):
                continue  # compiling thousands of them would take half a second at each start
            try:
                re.compile(expression(entry), re.ASCII)
            except re.error as wrong:
                raise TermError(f"cannot be read: {wrong}") from None

    @cached_property
    def _lower(self) -> re.Pattern[str] | None:
        return _compiled(entry for entry in self.entries if not is_abbreviation(entry))

    @cached_property
    def _exact(self) -> re.Pattern[str] | None:
        return _compiled(entry for entry in self.entries if is_abbreviation(entry))

    def prepare(self) -> None:
        """Compiles now what would be compiled at the first prompt."""
        self._lower, self._exact  # noqa: B018 -- kept by the property

    def within(self, sheet: Sheet, start: int, end: int) -> list[Found]:
        """The terms in `text[start:end]`, in order of their start."""
        found = [
            Found(*match.span())
            for pattern, text in ((self._lower, sheet.lowered), (self._exact, sheet.folded))
            if pattern is not None
            for match in pattern.finditer(text, start, end)
        ]
        return sorted(found, key=lambda f: f.start)

    def is_in(self, sheet: Sheet, start: int, end: int) -> bool:
        return (
            self._lower is not None and bool(self._lower.search(sheet.lowered, start, end))
        ) or (self._exact is not None and bool(self._exact.search(sheet.folded, start, end)))


def _compiled(entries: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: an alternation takes the first that fits.
    alternatives = sorted(
        {expression(entry) for entry in entries}, key=lambda one: (-len(one), one)
    )
    if not alternatives:
        return None
    return re.compile(_whole("|".join(alternatives)), re.ASCII)


def bounded(term: str) -> str:
    """The pattern of one term as words of their own."""
    return _whole(expression(term))


def _whole(alternatives: str) -> str:
    return rf"(?<![A-Za-z0-9])(?:{alternatives})(?![A-Za-z0-9])"


def triggers(name: str, terms: Iterable[Terms]) -> tuple[Trigger, ...]:
    """
    What the prefilter looks for on behalf of `terms`: a trigger per word, whose windows begin
    where the word does. (Words in one alternation cost as much, and tell less.)
    """
    entries = [entry for each in terms for entry in each.entries]
    return tuple(
        Trigger(
            name=trigger_name(name, word),
            expression=_prefix(word),
            caseless=not word.isupper(),
            before=len(word),
            after=0,
        )
        for word in sorted({word for entry in entries for word in literals(entry)})
    )


def trigger_name(name: str, word: str) -> str:
    return f"{name}:{word}"


def _prefix(word: str) -> str:
    # After a digit a word begins too: `9bis`.
    return rf"(?:^|[^A-Za-z]){word}" if len(word) <= _SHORT or word.isupper() else word
