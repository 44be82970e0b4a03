"""
One text or one document judged exactly as the gateway would, for the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from time import perf_counter

from config.errors import ConfigError
from config.exemptions import exemptions_in_force
from config.policy_files import load_policy_for
from config.settings import load_settings
from policy.department import DepartmentError, Uploads
from policy.detectors.interface import Detector
from policy.document_words import DocumentWords
from policy.documents.file_names import readings_of_name
from policy.documents.interface import Contents, Place
from policy.documents.judging import joined_texts, label_findings
from policy.documents.spots import Spot, spots
from policy.exemption import Exemption
from policy.finding import Finding
from policy.judge import Judge, scan
from policy.prompt import Channel, Part, Prompt
from policy.redaction import Vault, redact
from policy.sensitivity import LabelLevels
from policy.verdict import Action, Verdict
from proxy.installed_detector import installed_detector
from proxy.published_files import PublishedFolder

_PUBLISHED = Verdict(
    action=Action.ALLOW, rule="published", rule_version=1, reason="published by the organisation"
)


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
    named: tuple[Finding, ...] = ()
    """What it is about in the file's name."""
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
    labels: LabelLevels = field(default_factory=LabelLevels)
    """What sensitivity labels mean."""
    published: frozenset[bytes] = field(default=frozenset(), repr=False)
    """SHA-256 of the files that pass unread, for they are published."""
    exemptions: tuple[Exemption, ...] = ()
    """Those in force."""
    words: DocumentWords | None = None
    """How people are told of documents, in English."""

    def look(self, text: str) -> Outcome:
        """Raises whatever a detector raises: then nobody has judged."""
        parts = (Part("text", text),)
        prompt = Prompt(
            service=self.service, department=self.department, channel=Channel.PROMPT, parts=parts
        )
        began = perf_counter()
        verdict = self.judge.judge(prompt, self.exemptions)
        redacted = None
        if verdict.action is Action.REDACT:
            (redacted,) = redact((text,), verdict.findings, Vault())
        return Outcome(
            verdict=verdict,
            redacted=redacted,
            milliseconds=(perf_counter() - began) * 1000,
        )

    def is_published(self, raw: bytes) -> DocumentOutcome | None:
        """What would happen to the file `raw` if it is a published one; None if it is not."""
        began = perf_counter()
        if sha256(raw).digest() not in self.published:
            return None
        return DocumentOutcome(
            verdict=_PUBLISHED,
            spots=(),
            labels=(),
            pages=0,
            can_be_cured=False,
            milliseconds=(perf_counter() - began) * 1000,
        )

    def look_into(self, contents: Contents, name: str = "") -> DocumentOutcome:
        """
        A document, and the name of its file, which the gateway judges each by itself. Raises
        whatever a detector raises: then nobody has judged.
        """
        began = perf_counter()
        of_name = self._of_upload(_in_name(name, self.judge.detector))
        texts = joined_texts(contents)
        labels = label_findings(contents, self.labels)
        found = scan([text.text for text in texts], self.judge.detector)
        verdict = self._of_upload((*found, *(one.finding for one in labels)))
        matched = set(verdict.findings)
        decisive = of_name if verdict.action is Action.ALLOW else verdict
        both = replace(
            decisive,
            findings=(*verdict.findings, *of_name.findings),
            exemptions=tuple(sorted({*verdict.exemptions, *of_name.exemptions})),
        )
        passes = both if both.exemptions else verdict
        return DocumentOutcome(
            verdict=passes
            if decisive.action is Action.ALLOW
            else replace(both, action=Action.REJECT),
            spots=spots(texts, matched.intersection(found)),
            labels=tuple(
                (one.finding, place)
                for one in labels
                for place in one.places
                if one.finding in matched
            ),
            named=of_name.findings,
            pages=contents.pages,
            can_be_cured=verdict.action is Action.REDACT,
            milliseconds=(perf_counter() - began) * 1000,
        )

    def _of_upload(self, found: tuple[Finding, ...]) -> Verdict:
        prompt = Prompt(
            service=self.service, department=self.department, channel=Channel.UPLOAD, parts=()
        )
        return self.judge.rulebook.decide(prompt, found, self.exemptions)


def _in_name(name: str, detector: Detector) -> tuple[Finding, ...]:
    """What a name says in any of the ways in which it is read, each thing once."""
    found = (replace(one, part=0) for one in scan(readings_of_name(name), detector))
    return tuple({(one.kind, one.start, one.end): one for one in found}.values())


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
    lists = PublishedFolder(settings.state_dir)
    detector = installed_detector(settings.policy_dir, settings.state_dir)
    return Desk(
        judge=Judge(detector, policy.rulebook),
        department=slug,
        service=service,
        uploads=uploads,
        labels=policy.labels,
        published=frozenset().union(*(each.digests for each in lists.all())),
        exemptions=exemptions_in_force(settings.state_dir, datetime.now(UTC)),
        words=policy.wordings.language("en").documents,
    )
