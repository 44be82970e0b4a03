"""
The text of one group of RTF as it comes in: bytes in several code pages, shown, hidden or deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum

from policy.documents.interface import Part

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Layer(IntEnum):
    SHOWN = 0
    HIDDEN = 1
    DELETED = 2


@dataclass(slots=True)
class _Run:
    layer: Layer
    codec: str
    data: bytearray = field(repr=False)


class Flow:
    """Runs of text until they are taken, and bytes where a group holds bytes."""

    def __init__(self, part: Part, word: str = "") -> None:
        self.part = part
        self.word = word
        """The destination that this is the text of; empty for the document itself."""
        self._runs: list[_Run] = []

    def add(self, data: bytes, codec: str, layer: Layer) -> None:
        last = self._runs[-1] if self._runs else None
        if last is None or last.layer is not layer or last.codec != codec:
            last = _Run(layer, codec, bytearray())
            self._runs.append(last)
        last.data += data

    def add_text(self, text: str, layer: Layer) -> None:
        self.add(text.encode("utf-8", "surrogatepass"), "utf-8", layer)

    def take(self) -> tuple[str, str, str]:
        """The text so far, by layer; after this there is none."""
        if not self._runs:
            return "", "", ""
        if len(self._runs) == 1 and self._runs[0].layer is Layer.SHOWN:  # most of them
            return _CONTROL.sub("", _text(self._runs.pop())), "", ""
        texts: tuple[list[str], ...] = ([], [], [])
        for run in self._runs:
            texts[run.layer].append(_text(run))
        self._runs.clear()
        shown, hidden, deleted = (
            _CONTROL.sub("", "".join(parts)) if parts else "" for parts in texts
        )
        return shown, hidden, deleted

    def take_bytes(self) -> bytes:
        """What was added, as it was."""
        data = b"".join(run.data for run in self._runs)
        self._runs.clear()
        return data


def _text(run: _Run) -> str:
    errors = "surrogatepass" if run.codec == "utf-8" else "replace"
    try:
        return run.data.decode(run.codec, errors)
    except UnicodeError:
        return run.data.decode("cp1252", "replace")
