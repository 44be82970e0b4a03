"""
`mailto:` links that open a mail with the questions already in it (RFC 6068).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that a person is about to write."""

    to: tuple[str, ...]
    subject: str
    lines: Sequence[str]

    @property
    def body(self) -> str:
        return "\n".join(self.lines)

    @property
    def link(self) -> str:
        """The address of the link, safe to stand in an attribute once it is escaped."""
        to = ",".join(quote(address, safe="@") for address in self.to)
        # RFC 6068, 5: line breaks in the body are %0D%0A.
        body = "\r\n".join(self.body.splitlines())
        return f"mailto:{to}?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"
