"""
Text that was wrapped in base64 or hexadecimal: found, and unwrapped once.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.rules import occurrences

TRIGGER = Trigger(
    name="decode.run",
    expression=r"(?:^|[^a-z0-9+/_\-=])[a-z0-9+/_\-]{16}",
    before=17,
    after=200,
)
_LONGEST = 4_000_000
"""A run of more characters than this is a file, not a disguise; it is not decoded here."""
_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]{16,})*"
    r"(?:\r?\n[A-Za-z0-9+/_-]{1,15})?={0,2}",
    re.ASCII,
)
_HEX = re.compile(r"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+", re.ASCII)
_PRINTABLE = 0.95


class TooLongToDecodeError(Exception):
    """A run is too long to look into, so nobody has looked at all of the text."""


def decoded_runs(sheet: Sheet, hits: Hits) -> Iterator[tuple[int, int, str]]:
    """Start, end and content of each run that decodes to readable text."""
    read = 0
    for window in hits.of(TRIGGER.name):
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
    for line in re.finditer(r"\S+", found[0]):
        yield found.start() + line.start(), found.start() + line.end()


def _decoded(run: str) -> str | None:
    run = "".join(run.split())
    if len(run) > _LONGEST:
        raise TooLongToDecodeError
    # Words and paths are written with these letters too; encoded text mixes them.
    if not any(char.isdigit() for char in run) and (run.islower() or run.isupper()):
        return None
    raw = bytes.fromhex(run) if len(run) % 2 == 0 and _HEX.fullmatch(run) else _from_base64(run)
    return None if raw is None else _readable(raw)


def _from_base64(run: str) -> bytes | None:
    body = run.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    if len(body) % 4 == 1:
        body = body[:-1]  # a stray character at the end must not save the rest
    try:
        return b64decode(body + "=" * (-len(body) % 4), validate=True)
    except Error:
        return None


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
