"""
Secrets in a column under a heading that names them, and in lines under an announcement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.detectors.access_words import CODE, CODE_WORD, DEVICE
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.passwords import SHORT, WORD
from policy.detectors.secret_values import could_be, is_placeholder, trimmed
from policy.finding import Kind

_TRIGGER = Trigger(
    name="secret-lists.heading",
    expression=(
        r"wacht[ \-]?w|pas{1,2}[ \-]?wo|pasw|passw|mots? ?de ?pas|\b(?:ww|mdp|pwd|pw|pass)\b|"
        r"inlogg|"
        r"logingeg|aanmeldg|code|\bpin|\bpuk|(?:api|access|secret|licen[ct]ie)[\- ]?(?:key|"
        r"sleutel)|"
        r"token|secret"
    ),
    before=200,
    after=60,
)
_PASSWORD = re.compile(
    rf"(?:.*[^a-z])?(?:[a-z]{{0,12}}{WORD}|(?:start-?)?{SHORT})(?:[^a-z].*)?", re.ASCII
)
_ACCESS = re.compile(rf"(?:.*[^a-z])?(?:{CODE_WORD})(?:[^a-z].*)?", re.ASCII)
_BARE_CODE = re.compile(r"(?:de |nieuwe |oude )?codes?(?: (?:deur|alarm|poort|acces))?", re.ASCII)
_KEY = re.compile(
    r"(?:.*[^a-z])?(?:(?:api|access|secret)[- _]?(?:key|sleutel)|token|"
    r"(?:client[ _-]?)?secret)(?:[^a-z].*)?",
    re.ASCII,
)
_DEVICE = re.compile(DEVICE)
_RULE = re.compile(r"[\s|:+=-]*")
_SEPARATORS = ("|", "\t", ";", ",")
_WHOLE_CODE = re.compile(rf"(?:{CODE})", re.ASCII)
_YEAR = re.compile(r"(?:19\d|20[0-3])\d", re.ASCII)
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w./+~=:-]{16,300}", re.ASCII)
_LEDGER = re.compile(
    r"omschrijving|artikel|bedrag|rekening|budget|prijs|descri|montant|reserv|post\b"
)
_MOST_ROWS = 100
_MOST_COLUMNS = 20
_LONGEST_NAME = 45
_ANNOUNCED = re.compile(r"[^\n]{0,100}:\s*", re.ASCII)
_LINE = re.compile(
    r"[ \t]*(?:[-*\u2022.>]|\d{1,2}[.)])?[ \t]*(?P<label>[A-Za-z][^\n]{0,40}?)"
    r"[ \t]*(?:[:=|>/-]{1,2}|\t| )[ \t]*(?P<v>[^\s|]{3,40})[ \t]*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Span:
    """A value as it stands in the text."""

    start: int
    end: int
    text: str


def _kind_of(heading: str) -> Kind | None:
    """What stands under it; a long heading is a sentence."""
    plain = heading.strip(" *_\"'`:").lower()
    if len(plain) > _LONGEST_NAME or not plain:
        return None
    for kind, names in (
        (Kind.PASSWORD, _PASSWORD),
        (Kind.API_KEY, _KEY),
        (Kind.ACCESS_CODE, _ACCESS),
    ):
        if names.fullmatch(plain):
            return kind
    return None


def _cells(text: str, start: int, end: int, separator: str) -> list[_Span]:
    cells = []
    for piece in text[start:end].split(separator):
        value = piece.strip(" \t*_`\"'\r")
        lead = len(piece) - len(piece.lstrip(" \t*_`\"'\r"))
        cells.append(_Span(start + lead, start + lead + len(value), value))
        start += len(piece) + 1
    return cells


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The lines from `start` on until an empty one."""
    for _ in range(_MOST_ROWS):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if not text[start:stop].strip():
            return
        yield start, stop
        if stop >= len(text):
            return
        start = stop + 1


def _is_secret(kind: Kind, cell: str) -> bool:
    if kind is Kind.PASSWORD:
        is_typed = bool(re.search(r"[^A-Za-z]", cell)) and not cell.count(" ")
        return is_typed and could_be(trimmed(cell))
    if kind is Kind.API_KEY:
        return bool(_RANDOM.fullmatch(cell)) and not is_placeholder(cell)
    return bool(_WHOLE_CODE.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def _is_word(cell: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9]{6,20}", cell)) and not is_placeholder(cell)


class SecretLists:
    """Tables and lists: the word stands once, above all the values."""

    name = "passwords"
    triggers: Sequence[Trigger] = (_TRIGGER,)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        read = 0
        for window in hits.of(_TRIGGER.name):
            start = max(text.rfind("\n", 0, window.start) + 1, read)
            for begin, stop in _heads(text, start, window.end):
                if begin < read or stop >= len(text):
                    continue
                kinds = _table_kinds(text, begin, stop) | _list_kinds(text, begin, stop)
                if not kinds:
                    continue
                rows = list(_lines(text, stop + 1))
                read = rows[-1][1] if rows else stop
                for kind, cell in _secrets(text, (begin, stop), rows, kinds):
                    yield Match(kind, cell.start, cell.end, 0.85, self.name)


type _Kinds = dict[int | None, Kind]
"""What stands in which column; `None` is the end of the line."""


def _separator(text: str, begin: int, stop: int) -> str | None:
    return next((each for each in _SEPARATORS if each in text[begin:stop]), None)


def _table_kinds(text: str, begin: int, stop: int) -> _Kinds:
    separator = _separator(text, begin, stop)
    if separator is None:
        return {}
    heads = _cells(text, begin, stop, separator)[:_MOST_COLUMNS]
    kinds: _Kinds = {}
    for column, head in enumerate(heads):
        kind = _kind_of(head.text)
        if kind is None and _BARE_CODE.fullmatch(head.text.lower()):
            around = text[max(0, begin - 80) : stop + 300].lower()
            is_ledger = _LEDGER.search(text[begin:stop].lower())
            kind = Kind.ACCESS_CODE if _DEVICE.search(around) and not is_ledger else None
        if kind is not None:
            kinds[column] = kind
    return kinds


def _list_kinds(text: str, begin: int, stop: int) -> _Kinds:
    kind = _announced(text[begin:stop].lower()) if _ANNOUNCED.fullmatch(text, begin, stop) else None
    return {None: kind} if kind else {}


def _secrets(
    text: str, head: tuple[int, int], rows: list[tuple[int, int]], kinds: _Kinds
) -> Iterator[tuple[Kind, _Span]]:
    separator = _separator(text, *head)
    for column, kind in kinds.items():
        if column is None:
            found = _line_ends(text, rows, kind)
        else:
            found = _column(text, rows, separator or "|", column, kind)
        for cell in found:
            yield kind, cell


def _line_ends(text: str, rows: list[tuple[int, int]], kind: Kind) -> Iterator[_Span]:
    for start, end in rows:
        line = _LINE.fullmatch(text, start, end)
        value = trimmed(line["v"]) if line else ""
        if line and _is_secret(kind, value):
            yield _Span(line.start("v"), line.start("v") + len(value), value)


def _heads(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        yield start, stop
        start = stop + 1


def _column(
    text: str, rows: list[tuple[int, int]], separator: str, column: int, kind: Kind
) -> Iterator[_Span]:
    """Where one value is a secret by its looks, the plain words of the column are too."""
    cells = []
    for start, end in rows:
        row = _cells(text, start, end, separator)
        if column < len(row) and not _RULE.fullmatch(text, start, end):
            cells.append(row[column])
    secret = [cell for cell in cells if _is_secret(kind, cell.text)]
    if kind is Kind.PASSWORD and (secret or len({cell.text for cell in cells}) > 1):
        secret += [cell for cell in cells if _is_word(cell.text) and cell not in secret]
    yield from secret


def _announced(head: str) -> Kind | None:
    """`De wachtwoorden van de klas:`, in a line that ends in a colon."""
    if re.search(rf"(?<![a-z])[a-z]{{0,12}}{WORD}|(?<![a-z])(?:ww|mdp)s?(?![a-z])", head):
        return Kind.PASSWORD
    if re.search(rf"(?<![a-z])(?:{CODE_WORD})(?![a-z])", head):
        return Kind.ACCESS_CODE
    if re.search(r"(?<![a-z-])codes?(?![a-z])", head) and _DEVICE.search(head):
        return Kind.ACCESS_CODE
    return None
