"""
Several JSON texts behind each other: JSON lines, and the records of SignalR.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from addons.services.interface import UnreadableError
from addons.services.json_document import JsonDocument, JsonText

LINES: Final = "\n"
SIGNALR: Final = "\x1e"
"""Ends each record of SignalR's JSON protocol."""
MAX_CHARS: Final = 5_000_000
MAX_RECORDS: Final = 50_000
"""Tighter than for one document: each record is given all of a document's nodes."""


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """Records between separators. Empty ones are kept as they are."""

    texts: tuple[JsonText, ...] = field(repr=False)
    """Of all records in order; the pointer's first step is the number of the record."""
    _records: tuple[JsonDocument | str, ...] = field(repr=False)
    _separator: str

    @classmethod
    def parse(cls, text: str, separator: str) -> Self:
        """Raises `UnreadableError` when one of them is not JSON."""
        if len(text) > MAX_CHARS or text.count(separator) >= MAX_RECORDS:
            raise UnreadableError("too-large")
        records = tuple(
            JsonDocument.parse(raw) if raw.strip() else raw for raw in text.split(separator)
        )
        texts = tuple(
            JsonText(f"/{number}{t.pointer}", t.text, t.is_key)
            for number, record in enumerate(records)
            for t in _texts(record)
        )
        return cls(texts, records, separator)

    def replaced(self, texts: Mapping[int, str]) -> str:
        """The records with `texts[i]` in the place of `self.texts[i]`."""
        written = []
        first = 0
        for record in self._records:
            after = first + len(_texts(record))
            own = {i - first: texts[i] for i in range(first, after) if i in texts}
            written.append(record if isinstance(record, str) else record.replaced(own))
            first = after
        return self._separator.join(written)


def _texts(record: JsonDocument | str) -> tuple[JsonText, ...]:
    return () if isinstance(record, str) else record.texts
