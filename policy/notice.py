"""
What we tell the person whose prompt was stopped or changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """Why we speak; each has its own text in every language."""

    FORBIDDEN = "forbidden"
    UNLISTED = "unlisted"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    """The service is allowed, this way of using it is not (guest mode of ChatGPT)."""
    PUPILS = "pupils"
    REDACTED = "redacted"
    """It was sent, with placeholders in the place of personal data."""
    PERSONAL = "personal"
    SECURITY = "security"
    CONFIDENTIAL = "confidential"
    UNDECIDED_POLICY = "undecided_policy"
    UPLOAD = "upload"
    """A file on a way that we cannot read."""
    UPLOADS_NEVER = "uploads_never"
    """No files at all in this department."""
    UPLOADS_CONFIRM = "uploads_confirm"
    """Only files of which somebody has said that they are public."""
    FILE_FOUND = "file_found"
    """Something was found in a file, or in its name."""
    FILE_UNREAD = "file_unread"
    """A file could not be read completely."""
    FILE_UNKNOWN = "file_unknown"
    """A message uses a file that nobody has checked here."""
    UNREADABLE = "unreadable"
    """We could not read the request, so it was not sent."""
    UNCHECKED = "unchecked"
    """The filter itself failed, so nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One explanation, ready to be put in a service's own format. It never quotes the prompt."""

    topic: Topic
    code: str
    """To quote when asking a question or reporting a mistake."""
    language: str
    """BCP 47, for the page's `lang`."""
    title: str
    text: str
    """Plain paragraphs with simple Markdown (bold, links), split by blank lines; no HTML."""
    short: str
    """One line, for API errors and headless clients."""
