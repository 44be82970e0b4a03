"""
A prompt as policy sees it: pieces of text, free of any wire format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """How text travels to a service; the word that incidents use."""

    PROMPT = "prompt"
    DRAFT = "draft"
    """Text that leaves before Send: previews, autocompletion."""
    UPLOAD = "upload"
    WEBSOCKET = "websocket"
    API = "api"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a prompt's text, and where in the request it stood."""

    where: str
    """The codec's own address for this piece, such as `/messages/0/content/parts/0`."""

    text: str = field(repr=False)  # a repr ends up in logs and tracebacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Everything one person is about to send to one AI service in one go."""

    service: str
    """Slug of the service in the catalogue."""
    department: str
    """Slug of the department whose rules hold."""
    channel: Channel
    parts: tuple[Part, ...]
