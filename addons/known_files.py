"""
What is remembered of uploaded files: which were checked, which stay here and why, for a while.

In memory only, and no file: ids, digests and notices. After a restart the worst that happens is
that a file must be uploaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from addons.fair_memory import FairMemory
from addons.passage import Passage
from policy.documents.interface import Format
from policy.notice import Notice
from policy.prompt import Part
from policy.verdict import Verdict

_MAX_REMEMBERED = 20_000
"""Of each sort, of all clients together."""
_FILES_LIVE = 24 * 3600.0
"""Seconds; a conversation that was left for longer needs its files anew."""
_ANSWERS_LIVE = 15 * 60.0
"""Seconds in which clients try again; later the detectors may have learnt something."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Where in what is kept of a file a piece of it stands."""

    name: str = field(repr=False)
    start: int
    end: int


@dataclass(slots=True)
class KnownFile:
    """One file of one client, under all the names that a service gave it."""

    is_checked: bool = False
    """Whether its bytes were judged and may leave."""
    notice: Notice | None = None
    """Why it stays here."""
    size: int | None = None
    """Its bytes, as announced."""
    pieces: list[Piece] = field(default_factory=list, repr=False)
    """What came of it so far, and did not leave by itself."""

    def passed(self) -> None:
        self.is_checked, self.notice = True, None

    def stopped(self, notice: Notice) -> None:
        self.is_checked, self.notice = False, notice


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about certain bytes and texts."""

    notice: Notice | None
    """None: nothing in them keeps them here."""
    case: bytes = field(default=b"", repr=False)
    """Under which it is remembered; empty for what must be looked at anew each time."""
    formats: tuple[Format, ...] = ()
    """What the files are, of which all were read."""
    to_record: tuple[Verdict, ...] = ()
    """Once they leave."""
    copies: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    """What leaves instead of a file, by the SHA-256 of that file."""


class KnownFiles:
    """Files by client and name, and verdicts by client and content."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` gives seconds on a clock that never goes back."""
        self._files: FairMemory[bytes, bytes, KnownFile] = FairMemory(
            now, _FILES_LIVE, _MAX_REMEMBERED
        )
        self._strangers: FairMemory[bytes, bytes, Notice] = FairMemory(
            now, _ANSWERS_LIVE, _MAX_REMEMBERED
        )
        self._answers: FairMemory[bytes, bytes, Answer] = FairMemory(
            now, _ANSWERS_LIVE, _MAX_REMEMBERED
        )

    def named(self, passage: Passage, name: str) -> KnownFile | None:
        """The file that the service calls `name`: an id, or the URL that it is sent to."""
        return self._files.get(_key(passage, name)) if name else None

    def tie(self, passage: Passage, names: Iterable[str], file: KnownFile) -> None:
        """From now on each of `names`, which the service gave, means `file`."""
        for name in filter(None, names):
            self._files.put(owner_of(passage), _key(passage, name), file)

    def refusal(self, passage: Passage, name: str) -> Notice | None:
        """What was said of `name` before, which no service gave to this client."""
        return self._strangers.get(_key(passage, name))

    def refused(self, passage: Passage, name: str, notice: Notice) -> None:
        """Say the same of `name` for a while; it is no file for that."""
        self._strangers.put(owner_of(passage), _key(passage, name), notice)

    def answer(self, digest: bytes) -> Answer | None:
        """What was decided about the same content before, see `digest_of`."""
        return self._answers.get(digest)

    def remember(self, passage: Passage, answer: Answer) -> None:
        """Decide the same about the same content for a while; `answer` says which."""
        self._answers.put(owner_of(passage), answer.case, answer)


def owner_of(passage: Passage) -> bytes:
    """In whose share of a memory something counts; as long for every name."""
    return digest_of_pieces((_raw(passage.client.holder),))


def digest_of(passage: Passage, parts: Iterable[Part], documents: Iterable[bytes]) -> bytes:
    """
    A digest of the content, and of all that a verdict on it depends on: whose it is, where it
    goes, which rules hold. `documents` may be digests themselves.
    """
    texts = [
        passage.client.identity,
        passage.service.slug,
        passage.department.slug,
        passage.policy.rulebook.version,
        *(part.text for part in parts),
    ]
    return digest_of_pieces((*map(_raw, texts), b"", *documents))


def _key(passage: Passage, name: str) -> bytes:
    """As long for every name: clients may write what they like."""
    return digest_of_pieces(map(_raw, (passage.client.identity, passage.service.slug, name)))


def digest_of_pieces(pieces: Iterable[bytes]) -> bytes:
    """SHA-256 of pieces with their lengths in front, so that no two lists of them look alike."""
    digest = sha256()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8))
        digest.update(piece)
    return digest.digest()


def _raw(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
