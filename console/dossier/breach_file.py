"""
The file of one breach: proposals of the system under the answers of the DPO, and what was frozen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from console.accounts.audit import note
from console.accounts.models import Account
from console.dossier.fields import BY_NAME, FIELDS, missing
from console.dossier.models import BreachFile, BreachVersion, Phase
from console.dossier.prefill import Surroundings, proposals
from console.records.models import Incident
from policy.incident_chain import canonical


class ConflictError(Exception):
    """Somebody else changed the file since this person opened it."""


class IncompleteError(Exception):
    """A final version does not say everything that art. 33(3) asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The file as it stands now."""

    file: BreachFile
    proposed: Mapping[str, str]
    answers: Mapping[str, str]
    """What holds: the DPO's own answers over the proposals. Every field is there."""

    @property
    def missing(self) -> list[str]:
        return missing(self.answers)

    @property
    def seen(self) -> str:
        """Names what somebody looks at: this revision under these proposals."""
        return f"{self.file.revision}-{digest(self.proposed)[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is known of a version that goes out."""

    phase: Phase
    authority: str
    reference: str = ""
    sent_on: date | None = None


def opened(incident: Incident, around: Surroundings) -> Opened:
    """The file of `incident`; one that nobody wrote in yet is all proposals."""
    file = BreachFile.objects.filter(incident=incident).first() or BreachFile(incident=incident)
    proposed = proposals(incident, around)
    return Opened(
        file=file,
        proposed=proposed,
        answers={f.name: file.answers.get(f.name, proposed.get(f.name, "")) for f in FIELDS},
    )


def save(
    incident: Incident,
    around: Surroundings,
    answers: Mapping[str, str],
    *,
    by: Account,
    seen: str,
    now: datetime,
    request: HttpRequest | None = None,
) -> bool:
    """
    Keep what differs from the proposals. `seen` is what the person started from. False when
    nothing changed. Raises `ConflictError` when the file or the proposals are others by now.
    """
    with transaction.atomic():
        file = _locked(incident)
        current = opened(incident, around)
        if current.seen != seen:
            raise ConflictError
        own = {
            name: value
            for name, value in answers.items()
            if name in BY_NAME and value != current.proposed.get(name, "")
        }
        if file.answers == own:
            return False
        changed = sorted(n for n in BY_NAME if own.get(n) != file.answers.get(n))
        file.answers, file.revision = own, file.revision + 1
        file.changed_at, file.changed_by = now, by
        file.save()
        words = ", ".join(changed)[:480]
        note(by, "breach-file-changed", incident.number, reason=words, request=request)
    return True


def freeze(
    incident: Incident,
    around: Surroundings,
    sending: Sending,
    *,
    by: Account,
    now: datetime,
    request: HttpRequest | None = None,
) -> BreachVersion:
    """
    Keep the file as it goes out, for good. Raises `IncompleteError` for a final version with gaps.
    """
    with transaction.atomic():
        file = _locked(incident)
        answers = {**opened(incident, around).answers, "phase": sending.phase.value}
        if sending.phase is Phase.FINAL and missing(answers):
            raise IncompleteError
        version = BreachVersion.objects.create(
            file=file,
            number=file.versions.count() + 1,
            phase=sending.phase,
            authority=sending.authority,
            reference=sending.reference,
            sent_on=sending.sent_on,
            answers=answers,
            digest=digest(answers),
            at=now,
            by=by,
        )
        words = f"version {version.number}, {version.phase}, sha256 {version.digest}"
        note(by, "breach-file-frozen", incident.number, reason=words, request=request)
    return version


def digest(answers: Mapping[str, Any]) -> str:
    """SHA-256 of `answers`, in the one way to write them."""
    return hashlib.sha256(canonical(answers)).hexdigest()


def _locked(incident: Incident) -> BreachFile:
    BreachFile.objects.get_or_create(incident=incident)
    return BreachFile.objects.select_for_update().get(incident=incident)
