"""
The path of one prompt, joined from the parts of a gateway.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from addons.confirming import Confirming
from addons.document_check import DocumentCheck
from addons.exempting import Exempting
from addons.inspection import Inspection
from addons.judging import Judging
from addons.known_files import KnownFiles
from addons.recent_turns import RecentTurns
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.services.registry import walker
from addons.stretches import Room, Stretches
from addons.turns import Turns
from addons.uploads import Uploads
from addons.vaults import Vaults
from addons.weighing import Weighing
from config.confirmations import Confirmations
from proxy.copying_process import CopyingProcess
from proxy.parts import Parts

_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is mistaken for something else over the phone."""


def recorder_of(parts: Parts) -> Recorder:
    """Who writes incidents."""
    return Recorder(
        log=parts.incidents,
        pseudonym=parts.pseudonym,
        now=_now,
        new_code=_new_code,
        keeping=parts.keeping,
    )


def inspection_of(parts: Parts, recorder: Recorder) -> Inspection:
    """Everything between a codec and the wire."""
    exempting = Exempting(now=_now, granted=parts.exemptions)
    return Inspection(
        judging=Judging(
            scanner=parts.scanner,
            recorder=recorder,
            vaults=Vaults(time.monotonic),
            exempting=exempting,
            recent=RecentTurns(time.monotonic),
            checked=parts.checked,
            judged=parts.judged,
        ),
        recorder=recorder,
        refusing=Refusing(),
        walker=walker(),
        uploads=_uploads(parts, recorder, exempting),
        turns=Turns(time.monotonic),
    )


def _uploads(parts: Parts, recorder: Recorder, exempting: Exempting) -> Uploads:
    settings = parts.settings
    known = KnownFiles(time.monotonic)
    stretches = Stretches(
        room=Room(settings.upload_memory_bytes),
        max_bytes=settings.max_upload_bytes,
        now=time.monotonic,
    )
    weighing = Weighing(
        check=DocumentCheck(
            reader=parts.reader,
            scanner=parts.scanner,
            exempting=exempting,
            max_bytes=settings.max_upload_bytes,
            copier=CopyingProcess(
                deadline_seconds=settings.reading_deadline_seconds,
                memory_bytes=settings.reading_memory_bytes,
            ),
        ),
        recorder=recorder,
        refusing=Refusing(),
        known=known,
        stretches=stretches,
        published=parts.published,
        confirming=Confirming(
            confirmations=Confirmations(state_dir=settings.state_dir, now=_now),
            recorder=recorder,
            refusing=Refusing(),
            now=time.monotonic,
        ),
    )
    return Uploads(weighing=weighing, refusing=Refusing(), known=known, stretches=stretches)


def _new_code() -> str:
    """A code that a person can read out: `KB-7F3K-9Q2M`, one in 2^40."""
    letters = [secrets.choice(_CODE_ALPHABET) for _ in range(8)]
    return f"KB-{''.join(letters[:4])}-{''.join(letters[4:])}"


def _now() -> datetime:
    return datetime.now(UTC)
