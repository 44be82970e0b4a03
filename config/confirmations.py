"""
Questions whether a file is public, and the answers: `confirmations/` in the state folder.

Gateways ask, the portal answers, gateways look. One small file for each question and for each
answer, written in one step; the names are hashes, and nothing in them says whose or which file it
is. What is older than its lifetime is removed when the next question is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.private_files import read_or_create_key, read_private_file, replace_file
from policy.confirmation import LIFETIME, AskedFile, Question, Statement, holds

FOLDER = "confirmations"
KEY = "secrets/confirmation.key"
MAX_FILES = 4_000
"""Questions and answers together; with more of them, nobody new is asked."""
MAX_ASKED = 50
"""Files of one question."""

_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_QUESTION, _STATEMENT = ".question", ".public"
_MAX_BYTES = 64 * 1024
_GRACE = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Confirmations:
    """
    The questions of one installation. Methods that write raise `OSError`, and `ConfigError` for a
    key that cannot be used; what cannot be read was never asked or stated.
    """

    state_dir: Path
    now: Callable[[], datetime]
    """With a time zone. The wall clock: several processes must agree."""
    max_files: int = MAX_FILES
    _key: bytes = field(default=b"", init=False, repr=False)

    @property
    def path(self) -> Path:
        return self.state_dir / FOLDER

    def key_of(self, identity: str, digest: bytes) -> str:
        """The name of somebody's file: nobody can tell from it whose and which."""
        if not self._key:
            self._key = read_or_create_key(self.state_dir / KEY)
        who = identity.encode("utf-8", "surrogatepass")
        message = len(who).to_bytes(8) + who + digest
        return hmac.digest(self._key, message, hashlib.sha256).hex()

    def ask(self, files: Sequence[AskedFile], code: str) -> str | None:
        """
        A new question; the token in the address of its page, which nobody can guess. None when
        too many are open already.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(files) > MAX_ASKED or self._sweep() >= self.max_files:
            return None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        question = Question(files=tuple(files), code=code, asked=self.now())
        self._write(self._question(token), _packed(question))
        return token

    def question(self, token: str) -> Question | None:
        """What `token` asks; None if it does not exist, or no longer."""
        if not _TOKEN.fullmatch(token):
            return None
        with suppress(*_UNREADABLE):
            question = _unpacked(self._read(self._question(token)))
            if question.is_open(self.now()):
                return question
        return None

    def state(self, token: str, *, located: bool) -> Question | None:
        """
        Somebody states that all files of the question are public; None as for `question`. A
        second time changes nothing: it does not hold for longer.
        """
        question = self.question(token)
        if question is None or question.stated:
            return question
        stated = replace(question, stated=self.now())
        for file in question.files:
            answer = {"code": question.code, "stated": _time(stated.stated), "located": located}
            self._write(self._statement(file.key), answer)
        # Last: the page says "stated" only once every answer is on disk.
        self._write(self._question(token), _packed(stated))
        return stated

    def statement(self, key: str) -> Statement | None:
        """What was stated of the file `key` and still holds."""
        with suppress(*_UNREADABLE):
            told = self._read(self._statement(key))
            stated = datetime.fromisoformat(told["stated"])
            if holds(stated, self.now()):
                return Statement(code=told["code"], stated=stated, located=told["located"])
        return None

    def _question(self, token: str) -> Path:
        # By its hash: whoever reads the folder cannot answer in somebody's place.
        return self.path / f"{hashlib.sha256(token.encode()).hexdigest()}{_QUESTION}"

    def _statement(self, key: str) -> Path:
        return self.path / f"{key}{_STATEMENT}"

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        replace_file(path, json.dumps(content).encode("ascii"))

    def _read(self, path: Path) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(read_private_file(path, limit=_MAX_BYTES))
        return told

    def _sweep(self) -> int:
        """How many files are left once the old ones are gone, half-written ones among them."""
        oldest = (self.now() - LIFETIME - _GRACE).timestamp()
        left = 0
        for file in self.path.iterdir():
            with suppress(FileNotFoundError):  # another gateway was faster
                if file.stat().st_mtime < oldest:
                    file.unlink()
                else:
                    left += 1
        return left


_UNREADABLE = (ConfigError, OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading a file of ours raises that is not there, or damaged."""


def _packed(question: Question) -> dict[str, Any]:
    return {
        "files": [[file.key, file.format] for file in question.files],
        "code": question.code,
        "asked": _time(question.asked),
        "stated": _time(question.stated),
    }


def _unpacked(told: dict[str, Any]) -> Question:
    return Question(
        files=tuple(AskedFile(key=key, format=name) for key, name in told["files"]),
        code=told["code"],
        asked=datetime.fromisoformat(told["asked"]),
        stated=datetime.fromisoformat(told["stated"]) if told["stated"] else None,
    )


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
