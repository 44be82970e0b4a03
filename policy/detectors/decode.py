"""
Text that was wrapped in base64, hexadecimal or binary: found, and unwrapped once.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterator, Sequence

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.normalise import normalised
from policy.detectors.rewriting import Edit
from policy.detectors.rules import occurrences

_LETTERS = Trigger(
    # Words seldom mix capitals and small letters; encoded ones do all along.
    name="decode.letters",
    expression=r"[a-z0-9][A-Z][A-Za-z0-9+/_\-]|[A-Za-z0-9]{3}[a-z0-9][A-Z]|[A-Z0-9+/]{16}",
    caseless=False,
    before=80,
    after=40,
)
_CODES = Trigger(
    name="decode.codes",
    digit=True,
    expression=(
        r"(?:[2-7][0-9a-f][ :,;.\-][ 0x\\=]{0,3}){4}|(?:[2-7][0-9a-f]){6}"
        r"|(?:[2-7][0-9a-f]00){4}"
    ),
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
TRIGGERS = (_LETTERS, _CODES, _GROUPED)
_LONGEST = 4_000_000
"""A run of more characters than this is a file, not a disguise; it is not decoded here."""
_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{8,})*"
    r"(?:\r?\n[> \t]{0,4}[A-Za-z0-9+/_-]{1,15}(?![A-Za-z0-9+/_-]))?={0,2}",
    re.ASCII,
)
_HEX = re.compile(
    r"(?<![A-Za-z0-9])(?:0x)?(?:[0-9A-Fa-f]{2}(?:\r?\n[> \t]{0,4}(?=[0-9A-Fa-f]))?){6,}"
    r"(?![A-Za-z0-9])",
    re.ASCII,
)
_PAIR = r"(?:0x|\\x|x|=)?[0-9A-Fa-f]{2}"
_PAIRS = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_PAIR}[ :,;.-] {{0,2}}){{4,}}{_PAIR}(?![A-Za-z0-9])", re.ASCII
)
_BETWEEN_PAIRS = re.compile(r"0x|[x=:,;.>\s\\-]")
_BITS = re.compile(r"(?<![0-9])[01]{8}(?: ?[01]{8}){3,}(?![0-9])", re.ASCII)
_SPACED_RUN = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4,8} ){2,16}[A-Za-z0-9+/]{0,8}={1,2}", re.ASCII
)
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


def _groups(sheet: Sheet, hits: Hits) -> Iterator[Edit]:
    for trigger, pattern, decode in _READERS:
        if hits.of(trigger.name):
            for found in pattern.finditer(sheet.folded):
                text = _read(found[0], decode)
                if text is not None:
                    yield *found.span(), text


def _runs(sheet: Sheet, hits: Hits) -> Iterator[Edit]:
    read = 0
    for window in hits.of(_LETTERS.name):
        for found in occurrences(_RUN, sheet.folded, window):
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
    # Words and paths are written with these letters too; encoded text mixes them.
    mixed = any(char.isdigit() for char in run) or not (run.islower() or run.isupper())
    return _read(run, _from_base64) if mixed and len(run) >= _SHORTEST else None


def _read(run: str, decode: Callable[[str], bytes | None]) -> str | None:
    if len(run) > _LONGEST:
        raise TooLongToDecodeError
    raw = decode(run)
    return None if raw is None else _readable(raw)


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
    (_CODES, _HEX, _from_pairs),
    (_GROUPED, _BITS, _from_bits),
    (_GROUPED, _SPACED_RUN, _from_base64),
)
