"""
Fakes and makers that the tests of this room share.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from addons.confirming import Confirming
from addons.document_check import DocumentCheck
from addons.exempting import Exempting
from addons.known_files import KnownFiles
from addons.passage import Client, Passage
from addons.refusing import Refusing
from addons.stretches import Room, Stretches
from addons.uploads import Uploads
from addons.weighing import Weighing
from policy.catalogue import Catalogue, Service, Status
from policy.department import Audience, Department
from policy.department import Uploads as UploadsAre
from policy.documents.copying import copy_with_placeholders
from policy.documents.interface import (
    Contents,
    Format,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from policy.finding import Kind
from policy.notice import Notice
from policy.rulebook import Rule, Rulebook
from policy.sensitivity import LabelLevels
from policy.verdict import Action

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class KeptIncidents:
    """An `IncidentLog` in a list."""

    kept: list = field(default_factory=list)

    async def record(self, incident):
        self.kept.append(incident)


class FullDisk:
    """An `IncidentLog` that has no room."""

    async def record(self, incident):
        raise OSError(28, "No space left on device")


@dataclass
class Clock:
    at: datetime = NOON

    def __call__(self):
        return self.at


class PlainWords:
    """Wordings that say only what they were asked about."""

    def notice(
        self,
        topic,
        *,
        language,
        service_name,
        code,
        kinds=(),
        reason="",
        places=(),
        unread=None,
        token="",
    ):
        words = f"{topic} {service_name} {' '.join(kinds)} {unread or ''} {len(places)} {code}"
        words = f"{words} <{token}>" if token else words
        return Notice(
            topic=topic, code=code, language=language, title=topic, text=words, short=words
        )


@dataclass
class ThePolicy:
    rulebook: Rulebook
    catalogue: Catalogue
    wordings: PlainWords = field(default_factory=PlainWords)
    labels: LabelLevels = field(default_factory=LabelLevels)


@dataclass
class TextReader:
    """A `DocumentReader` of plain UTF-8, which may be told to fail."""

    failure: BaseException | None = None
    read_so_far: list = field(default_factory=list)

    async def read(self, raw, *, whose=""):
        self.read_so_far.append(raw)
        if self.failure is not None:
            raise self.failure
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise UnreadError(Unread.UNKNOWN_FORMAT) from None
        lines = enumerate(text.splitlines(), 1)
        pieces = (Piece(line, Place(part=Part.BODY, page=page)) for page, line in lines)
        return Contents(format=Format.PLAIN, pieces=tuple(pieces))


class PlainCopier:
    """A `Copier` that does it here and now."""

    async def copy(self, raw, format_, spots, *, whose=""):
        return copy_with_placeholders(raw, format_, spots)


class NothingToConfirm:
    """`Confirmations` that must not be asked."""


@dataclass
class Website:
    """A `Published` with these files."""

    files: tuple = ()

    async def among(self, digests):
        return frozenset(sha256(file).digest() for file in self.files).intersection(digests)


def the_uploads(
    scanner,
    recorder,
    reader=None,
    *,
    max_bytes=1_000_000,
    room=5_000_000,
    published=(),
    confirmations=None,
    exempting=None,
):
    known = KnownFiles(lambda: 0.0)
    stretches = Stretches(room=Room(room), max_bytes=max_bytes, now=lambda: 0.0)
    weighing = Weighing(
        check=DocumentCheck(
            reader=reader or TextReader(),
            scanner=scanner,
            exempting=exempting or Exempting(now=Clock()),
            max_bytes=max_bytes,
            copier=PlainCopier(),
        ),
        recorder=recorder,
        refusing=Refusing(),
        known=known,
        stretches=stretches,
        published=Website(published),
        confirming=Confirming(
            confirmations=confirmations or NothingToConfirm(),
            recorder=recorder,
            refusing=Refusing(),
            now=lambda: 0.0,
        ),
    )
    return Uploads(weighing=weighing, refusing=Refusing(), known=known, stretches=stretches)


RULES = (
    Rule(id="redact", version=3, action=Action.REDACT, reason="", kinds=frozenset({Kind.PERSON})),
    Rule(
        id="reject",
        version=1,
        action=Action.REJECT,
        reason="",
        kinds=frozenset({Kind.SPECIAL_SOCIAL}),
    ),
)


def a_passage(
    status=Status.ALLOWED, address="10.0.0.7", audience=Audience.STAFF, uploads=UploadsAre.INSPECT
):
    return Passage(
        policy=ThePolicy(Rulebook(RULES, version="rules-1"), Catalogue((), version="list-1")),
        client=Client(address=address),
        department=Department(slug="gemeente", name="Gemeente", audience=audience, uploads=uploads),
        service=Service(
            slug="chatgpt",
            name="ChatGPT",
            vendor="OpenAI",
            category="chat",
            status=status,
            hosts=(),
        ),
        status=status,
        domain="chatgpt.com",
    )
