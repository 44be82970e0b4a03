"""
What is remembered of uploaded files: which were checked, which stay here and why, for a while.

In memory only, and no file: ids, digests and notices. After a restart the worst that happens is
that a file must be uploaded again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from addons.passage import Passage
from policy.notice import Notice
from policy.prompt import Part

_MAX_REMEMBERED = 20_000
_FILES_LIVE = 24 * 3600.0
"""Seconds; a conversation that was left for longer needs its files anew."""
_ANSWERS_LIVE = 15 * 60.0
"""Seconds in which clients try again; later the detectors may have learnt something."""


@dataclass(slots=True)
class KnownFile:
    """One file of one client, under all the names that a service gave it."""

    is_checked: bool = False
    """Whether its bytes were judged and may leave."""
    notice: Notice | None = None
    """Why it stays here."""

    def passed(self) -> None:
        self.is_checked, self.notice = True, None

    def stopped(self, notice: Notice) -> None:
        self.is_checked, self.notice = False, notice


@dataclass(slots=True)
class _Memory[Key, Value]:
    """The last entries, none of them older than `lifetime` seconds."""

    now: Callable[[], float]
    lifetime: float
    kept: OrderedDict[Key, tuple[float, Value]] = field(default_factory=OrderedDict, repr=False)

    def put(self, key: Key, value: Value) -> None:
        self.kept.pop(key, None)
        self.kept[key] = self.now(), value
        while len(self.kept) > _MAX_REMEMBERED:
            self.kept.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        found = self.kept.get(key)
        if found is None:
            return None
        if self.now() - found[0] > self.lifetime:
            del self.kept[key]
            return None
        return found[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about certain bytes and texts."""

    notice: Notice | None
    """None: they may leave."""


class KnownFiles:
    """Files by client and name, and verdicts by client and content."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` gives seconds on a clock that never goes back."""
        self._files: _Memory[tuple[str, str, str], KnownFile] = _Memory(now, _FILES_LIVE)
        self._answers: _Memory[bytes, Answer] = _Memory(now, _ANSWERS_LIVE)

    def named(self, passage: Passage, name: str) -> KnownFile | None:
        """The file that the service calls `name`: an id, or the URL that it is sent to."""
        return self._files.get(_key(passage, name)) if name else None

    def tie(self, passage: Passage, names: Iterable[str], file: KnownFile) -> None:
        """From now on each of `names` means `file`."""
        for name in filter(None, names):
            self._files.put(_key(passage, name), file)

    def answer(self, digest: bytes) -> Answer | None:
        """What was decided about the same content before, see `digest_of`."""
        return self._answers.get(digest)

    def remember(self, digest: bytes, answer: Answer) -> None:
        self._answers.put(digest, answer)


def digest_of(passage: Passage, parts: Iterable[Part], documents: Iterable[bytes]) -> bytes:
    """
    A digest of the content, and of all that a verdict on it depends on: whose it is, where it
    goes, which rules hold.
    """
    digest = sha256()
    texts = [
        passage.client.identity,
        passage.service.slug,
        passage.department.slug,
        passage.policy.rulebook.version,
        *(part.text for part in parts),
    ]
    raws = [text.encode(errors="surrogatepass") for text in texts]
    for piece in (*raws, b"", *documents):
        # With its length in front, so that no two lists of pieces look alike.
        digest.update(len(piece).to_bytes(8))
        digest.update(piece)
    return digest.digest()


def _key(passage: Passage, name: str) -> tuple[str, str, str]:
    return passage.client.identity, passage.service.slug, name
