"""
One text or one document judged exactly as the gateway would, for the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import load_settings
from policy.department import DepartmentError, Uploads
from policy.document_words import DocumentWords
from policy.documents.interface import Contents, Place
from policy.documents.judging import joined_texts, label_findings
from policy.documents.spots import Spot, spots
from policy.finding import Finding
from policy.judge import Judge, scan
from policy.prompt import Channel, Part, Prompt
from policy.redaction import Vault, redact
from policy.verdict import Action, Verdict
from proxy.installed_detector import installed_detector


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What would happen to a text."""

    verdict: Verdict
    redacted: str | None = field(repr=False)
    """What would be sent instead, where the verdict is to redact."""
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOutcome:
    """What would happen to a document that was read completely."""

    verdict: Verdict
    """As for a file: what a rule would replace keeps it here."""
    spots: tuple[Spot, ...]
    """Where in the text what the verdict is about stands."""
    labels: tuple[tuple[Finding, Place], ...]
    """What the verdict is about beside the text."""
    pages: int
    can_be_cured: bool
    """Whether the rules ask no more than that it is replaced."""
    milliseconds: float
    """Of judging; whoever also had it read may count that in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Judges texts and documents for one department and one service."""

    judge: Judge
    department: str
    service: str
    uploads: Uploads = Uploads.INSPECT
    """What that department may upload at all."""
    words: DocumentWords | None = None
    """How people are told of documents, in English."""

    def look(self, text: str) -> Outcome:
        """Raises whatever a detector raises: then nobody has judged."""
        parts = (Part("text", text),)
        prompt = Prompt(
            service=self.service, department=self.department, channel=Channel.PROMPT, parts=parts
        )
        began = perf_counter()
        verdict = self.judge.judge(prompt)
        redacted = None
        if verdict.action is Action.REDACT:
            (redacted,) = redact((text,), verdict.findings, Vault())
        return Outcome(
            verdict=verdict,
            redacted=redacted,
            milliseconds=(perf_counter() - began) * 1000,
        )

    def look_into(self, contents: Contents) -> DocumentOutcome:
        """Raises whatever a detector raises: then nobody has judged."""
        began = perf_counter()
        texts = joined_texts(contents)
        labels = label_findings(contents)
        found = scan([text.text for text in texts], self.judge.detector)
        prompt = Prompt(
            service=self.service, department=self.department, channel=Channel.UPLOAD, parts=()
        )
        verdict = self.judge.rulebook.decide(prompt, (*found, *(one.finding for one in labels)))
        matched = set(verdict.findings)
        rejects = replace(verdict, action=Action.REJECT)
        return DocumentOutcome(
            verdict=verdict if verdict.action is Action.ALLOW else rejects,
            spots=spots(texts, matched.intersection(found)),
            labels=tuple(
                (one.finding, place)
                for one in labels
                for place in one.places
                if one.finding in matched
            ),
            pages=contents.pages,
            can_be_cured=verdict.action is Action.REDACT,
            milliseconds=(perf_counter() - began) * 1000,
        )


def open_desk(department: str | None, service: str) -> Desk:
    """
    A desk with the settings and policy of this installation; `department` left out is the
    default one. Raises `ConfigError`, also for a department that does not exist.
    """
    settings = load_settings()
    policy = load_policy_for(settings)
    slug = policy.departments.default if department is None else department
    try:
        uploads = policy.departments.named(slug).uploads
    except DepartmentError:
        allowed = ", ".join(each.slug for each in policy.departments.all)
        raise ConfigError(f"--department: there is no '{slug}' (allowed: {allowed})") from None
    detector = installed_detector(settings.policy_dir, settings.state_dir)
    return Desk(
        judge=Judge(detector, policy.rulebook),
        department=slug,
        service=service,
        uploads=uploads,
        words=policy.wordings.language("en").documents,
    )
