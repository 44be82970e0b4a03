"""
Text that was wrapped in base64, hexadecimal or binary: found, and unwrapped once.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.normalise import normalised
from policy.detectors.rewriting import Edit
from policy.detectors.rules import occurrences

_LONG = Trigger(
    name="decode.run",
    expression=r"(?:^|[^a-z0-9+/_\-])[a-z0-9+/_\-]{16}",
    before=17,
    after=200,
)
_SHORT = Trigger(
    name="decode.short-run",
    # Words seldom mix capitals and small letters; encoded ones always do.
    expression=r"[a-z0-9][A-Z][A-Za-z0-9+/_\-]|[A-Za-z0-9]{3}[a-z0-9][A-Z]",
    caseless=False,
    before=20,
    after=20,
)
_CODES = Trigger(
    name="decode.codes",
    expression=r"(?:[2-7][0-9a-f][ :,;.\-][ 0x\\=]{0,3}){4}|(?:[2-7][0-9a-f]){6}",
    before=0,
    after=0,
    once=True,
)
_GROUPED = Trigger(
    name="decode.groups",
    expression=r"[01]{8}|[a-z0-9+/]{4} [a-z0-9+/]{0,8}=",
    before=0,
    after=0,
    once=True,
)
TRIGGERS = (_LONG, _SHORT, _CODES, _GROUPED)
_LONGEST = 4_000_000
"""A run of more characters than this is a file, not a disguise; it is not decoded here."""
_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{16,})*"
    r"(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{1,15}(?![A-Za-z0-9+/_-]))?={0,2}",
    re.ASCII,
)
_SHORT_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,15}(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{8,15})*"
    r"(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{1,15}(?![A-Za-z0-9+/_-]))?={0,2}(?![A-Za-z0-9+/=])",
    re.ASCII,
)
_PAIR = r"(?:0x|\\x|x|=)?[0-9A-Fa-f]{2}"
_PAIRS = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_PAIR}[ :,;.-] {{0,2}}){{4,}}{_PAIR}(?![A-Za-z0-9])", re.ASCII
)
_FEW_PAIRS = re.compile(
    r"(?<![A-Za-z0-9])(?:0x)?(?:[2-7][0-9A-Fa-f]){6,7}(?![A-Za-z0-9])", re.ASCII
)
_BETWEEN_PAIRS = re.compile(r"0x|[x=:,;. \\-]")
_BITS = re.compile(r"(?<![0-9])[01]{8}(?: ?[01]{8}){3,}(?![0-9])", re.ASCII)
_SPACED_RUN = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4,8} ){2,16}[A-Za-z0-9+/]{0,8}={1,2}", re.ASCII
)
_HEX = re.compile(r"(?:0x|0X)?((?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+)", re.ASCII)
_PRINTABLE = 0.95
_LINE_BREAKS = re.compile(r"[\s>]+")
_SHORTEST = 12
"""Characters of base64 that hold one name or number."""


class TooLongToDecodeError(Exception):
    """A run is too long to look into, so nobody has looked at all of the text."""


def edits(sheet: Sheet, hits: Hits) -> Sequence[Edit]:
    """Each run that decodes to readable text, with that text in its place."""
    decoded: list[Edit] = []
    end = 0
    for start, until, text in sorted((*_runs(sheet, hits), *_groups(sheet, hits))):
        if start >= end:
            decoded.append((start, until, normalised(text)[0]))
            end = until
    return decoded


def _runs(sheet: Sheet, hits: Hits) -> Iterator[Edit]:
    yield from _letters(sheet, hits, _LONG, _RUN)
    yield from _letters(sheet, hits, _SHORT, _SHORT_RUN)


def _groups(sheet: Sheet, hits: Hits) -> Iterator[Edit]:
    for trigger, pattern, decode in _READERS:
        if hits.of(trigger.name):
            for found in pattern.finditer(sheet.folded):
                raw = decode(found[0])
                text = None if raw is None else _readable(raw)
                if text is not None:
                    yield *found.span(), text


def _letters(
    sheet: Sheet, hits: Hits, trigger: Trigger, pattern: re.Pattern[str]
) -> Iterator[Edit]:
    read = 0
    for window in hits.of(trigger.name):
        for found in occurrences(pattern, sheet.folded, window):
            if found.start() < read:
                continue
            read = found.end()
            for start, end in _candidates(found):
                text = _decoded(sheet.folded[start:end])
                if text is not None:
                    yield start, end, text


def _candidates(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    if "\n" not in found[0] or _decoded(found[0]) is not None:
        yield found.span()
        return
    for line in re.finditer(r"[^\s>]+", found[0]):
        yield found.start() + line.start(), found.start() + line.end()


def _decoded(run: str) -> str | None:
    run = _LINE_BREAKS.sub("", run)
    if len(run) > _LONGEST:
        raise TooLongToDecodeError
    if len(run) < _SHORTEST:
        return None
    # Words and paths are written with these letters too; encoded text mixes them.
    if not any(char.isdigit() for char in run) and (run.islower() or run.isupper()):
        return None
    digits = _HEX.fullmatch(run)
    return _readable_of(bytes.fromhex(digits[1]) if digits else None, run)


def _readable_of(raw: bytes | None, run: str) -> str | None:
    """Readable hexadecimal, else readable base64: a number in base64 may look like either."""
    text = None if raw is None else _readable(raw)
    if text is None and (raw := _from_base64(run)) is not None:
        text = _readable(raw)
    return text


def _from_base64(run: str) -> bytes | None:
    body = run.replace(" ", "").rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    if len(body) % 4 == 1:
        body = body[:-1]  # a stray character at the end must not save the rest
    try:
        return b64decode(body + "=" * (-len(body) % 4), validate=True)
    except Error:
        return None


def _from_pairs(run: str) -> bytes | None:
    return bytes.fromhex(_BETWEEN_PAIRS.sub("", run))


def _from_bits(run: str) -> bytes | None:
    return bytes(int(code, 2) for code in re.findall("[01]{8}", run))


def _readable(raw: bytes) -> str | None:
    for encoding in ("utf-8", "utf-16-le") if b"\0" in raw else ("utf-8",):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        good = sum(char.isprintable() or char in "\t\r\n" for char in text)
        if text and good >= _PRINTABLE * len(text):
            return text
    return None


_READERS = (
    (_CODES, _PAIRS, _from_pairs),
    (_CODES, _FEW_PAIRS, _from_pairs),
    (_GROUPED, _BITS, _from_bits),
    (_GROUPED, _SPACED_RUN, _from_base64),
)
