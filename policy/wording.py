"""
The words that people read: which text, in which language, with which names filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter

from policy.document_words import DocumentWords
from policy.documents.interface import Part, Place, Unread
from policy.finding import CONFIDENTIAL_KINDS, SECURITY_KINDS, Finding, Kind
from policy.notice import Notice, Topic
from policy.verdict import Verdict

DEFAULT_LANGUAGE = "nl"

PLACEHOLDERS = frozenset(
    {
        "service",
        "kinds",
        "code",
        "reason",
        "list_url",
        "request_url",
        "mistake_url",
        "explain_url",
        "portal_url",
        "ict_email",
        "dpo_email",
        "policy_version",
        "where",
        "unread",
        "confirm_url",
    }
)
"""What a text may have filled in. None of them can hold anything that somebody typed."""

_CONFIDENTIAL = CONFIDENTIAL_KINDS - {Kind.UNDECIDED_POLICY}


class WordingError(Exception):
    """A text cannot be used."""

    def __init__(self, complaint: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(complaint)
        self.path = path
        """Where in the texts, such as `("topics", "personal", "title")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One topic's texts, with placeholders such as `{service}`."""

    title: str
    text: str
    short: str
    footer: bool = True
    """Whether the contacts and the reference follow the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """
    Everything in one language.

    Raises `WordingError` when a topic or a kind has no words, or a text has a placeholder that
    we do not know.
    """

    code: str
    """BCP 47, such as `nl`."""
    topics: Mapping[Topic, Wording]
    kinds: Mapping[Kind, str]
    anything: str
    """What a kind without a name is called: "sensitive data"."""
    conjunction: str
    """Stands before the last of several kinds: "and"."""
    footer: str
    documents: DocumentWords

    def __post_init__(self) -> None:
        for topic in Topic:
            if topic not in self.topics:
                raise WordingError(f"no text for '{topic}'", ("topics",))
            wording = self.topics[topic]
            for name in ("title", "text", "short"):
                _checked(getattr(wording, name), ("topics", topic.value, name))
        for kind in Kind:
            if not self.kinds.get(kind, "").strip():
                raise WordingError(f"no name for '{kind}'", ("kinds",))
        _checked(self.footer, ("footer",))
        self._check_documents()

    def _check_documents(self) -> None:
        for unread in Unread:
            if not self.documents.unread.get(unread, "").strip():
                raise WordingError(f"no text for '{unread}'", ("documents", "unread"))
        for part in Part:
            if not self.documents.parts.get(part, "").strip():
                raise WordingError(f"no name for '{part}'", ("documents", "parts"))
        for name in ("page", "sheet", "row", "member", "more"):
            _check_names(getattr(self.documents, name), {"number"}, ("documents", name))
        _check_names(self.documents.cell, {"cell"}, ("documents", "cell"))

    def listed(self, kinds: Iterable[str]) -> str:
        """Names of `kinds` as people say it: "a name, a phone number and an address"."""
        names = list(dict.fromkeys(self._name(kind) for kind in kinds)) or [self.anything]
        if len(names) == 1:
            return names[0]
        return f"{', '.join(names[:-1])} {self.conjunction} {names[-1]}"

    def _name(self, kind: str) -> str:
        try:
            return self.kinds[Kind(kind)]
        except ValueError:
            return self.anything


def _checked(template: str, path: tuple[str, ...]) -> None:
    _check_names(template, PLACEHOLDERS, path)


def _check_names(template: str, known: Iterable[str], path: tuple[str, ...]) -> None:
    try:
        pieces = list(Formatter().parse(template))
    except ValueError:
        raise WordingError("a brace stands alone (write {{ or }} for a brace)", path) from None
    for _, name, specification, conversion in pieces:
        if name is None:
            continue
        # `{service.name}` and `{code!r}` would reach into objects; only plain names are filled in.
        if name not in known or specification or conversion:
            allowed = ", ".join(sorted(known))
            raise WordingError(f"unknown placeholder '{name}' (allowed: {allowed})", path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Whom to ask, and where the public pages are."""

    portal_url: str = "http://127.0.0.1:8081"
    """Without a slash at its end."""
    ict_email: str = "ICT@kortenberg.be"
    dpo_email: str = "gdpr@kortenberg.be"

    def fillings(self, code: str = "", token: str = "") -> dict[str, str]:
        """The placeholders that follow from the contacts, an incident's `code` and a `token`."""
        portal = self.portal_url
        return {
            "portal_url": portal,
            "list_url": f"{portal}/lijst",
            "request_url": f"{portal}/aanvraag",
            "mistake_url": f"{portal}/vergissing/{code}",
            "explain_url": f"{portal}/uitleg/{code}",
            "confirm_url": f"{portal}/openbaar/{token}",
            "ict_email": self.ict_email,
            "dpo_email": self.dpo_email,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """All languages. A language that we do not have is answered in Dutch."""

    languages: Mapping[str, Language]
    contacts: Contacts = field(default_factory=Contacts)
    policy_version: str = "0"

    def __post_init__(self) -> None:
        if DEFAULT_LANGUAGE not in self.languages:
            raise WordingError(f"there are no texts in '{DEFAULT_LANGUAGE}'")

    def language(self, code: str) -> Language:
        """The language `code` (`fr-BE` is read as `fr`), or Dutch."""
        known = self.languages.get(code) or self.languages.get(code.partition("-")[0].lower())
        return known or self.languages[DEFAULT_LANGUAGE]

    def notice(  # noqa: PLR0913 -- what a notice may tell, all by name
        self,
        topic: Topic,
        *,
        language: str,
        service_name: str,
        code: str,
        kinds: tuple[str, ...] = (),
        reason: str = "",
        places: Sequence[Place] = (),
        unread: Unread | None = None,
        token: str = "",
    ) -> Notice:
        """
        The explanation of one decision, ready to be shown. The last three are about a file: where
        something was found, why it could not be read, and the page that asks if it is public.
        """
        words = self.language(language)
        wording = words.topics[topic]
        fillings = self.contacts.fillings(code, token) | {
            "service": service_name,
            "kinds": words.listed(kinds),
            "code": code,
            "reason": reason,
            "policy_version": self.policy_version,
            "where": words.documents.where(places),
            "unread": words.documents.unread[unread] if unread else "",
        }
        template = f"{wording.text}\n\n{words.footer}" if wording.footer else wording.text
        return Notice(
            topic=topic,
            code=code,
            language=words.code,
            title=_line(wording.title, fillings),
            text=_paragraphs(template.format_map(fillings)),
            short=_line(wording.short, fillings),
        )


def topic_for(verdict: Verdict) -> Topic:
    """
    What to talk about when a verdict says no: the gravest of what was found. Someone who typed
    a password and a name must change the password first.
    """
    return _topic_of(verdict.findings)


def _topic_of(findings: Iterable[Finding]) -> Topic:
    kinds = {finding.kind for finding in findings}
    if kinds & SECURITY_KINDS:
        return Topic.SECURITY
    if kinds & _CONFIDENTIAL:
        return Topic.CONFIDENTIAL
    if Kind.UNDECIDED_POLICY in kinds:
        return Topic.UNDECIDED_POLICY
    return Topic.PERSONAL if kinds else Topic.UNCHECKED


def _line(template: str, fillings: Mapping[str, str]) -> str:
    return " ".join(template.format_map(fillings).split())


def _paragraphs(text: str) -> str:
    # An empty `{reason}` leaves a paragraph of nothing behind.
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in parts if part)
