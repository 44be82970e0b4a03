"""
Names to addresses, in threads of our own.

uvloop looks names up in libuv's threads, of which two at once may do so: two names whose servers
do not answer would make everybody wait. Here many may wait, none for ever, each name is asked for
once at a time, and what was found is good for a moment. A thread cannot be ended, so whoever asks
for names that hang keeps his turns until they come back, and others have theirs
(`proxy/lookup_turns.py`). Where no answer comes, one of before does (RFC 8767).

A connection goes to an address that was looked at before in the same task (`addons/targets.py`),
however long it has waited since.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from ipaddress import ip_address
from secrets import token_bytes
from typing import Any, override

import uvloop

from addons.fair_memory import FairMemory
from addons.targets import ASKER, CHECKED
from proxy.lookup_turns import FairTurns

THREADS = 64
"""Look-ups at once."""
SECONDS = 10.0
"""How long somebody waits for an answer."""
_STALE_SECONDS = 2.0
"""The same where one of before will do (RFC 8767, 5, has 1.8)."""
_GOOD_SECONDS = 20.0
_BAD_SECONDS = 5.0
"""For how long a name that was not found, or not in time, is not asked for again."""
_STALE = 24 * 3600.0
"""For how long an answer will do when no other comes; its addresses are looked at anew."""
_KEPT = 4096
"""Answers of everybody together; when there are too many, who asked for most forgets first."""
_LONGEST = 255
"""Characters of a name; DNS has none that is longer (RFC 1035, 2.3.4)."""
_MARK = 16
"""Bytes."""
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

type Found = list[tuple[Any, ...]]
type LookUp = Callable[..., Found]
type _Key = tuple[Any, ...]


@dataclass(slots=True)
class _Answer:
    until: float
    """When it is asked for again."""
    since: float
    """When it was found."""
    found: Found | None
    """None: there is no such name, or nobody could tell."""


@dataclass(slots=True)
class Lookups:
    """Look-ups that share threads, and remember each other's answers for a while."""

    look_up: LookUp = socket.getaddrinfo
    seconds: float = SECONDS
    good_seconds: float = _GOOD_SECONDS
    stale_seconds: float = _STALE_SECONDS
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="names")
    )
    _turns: FairTurns = field(default_factory=lambda: FairTurns(THREADS), repr=False)
    _answers: FairMemory[bytes, bytes, _Answer] = field(
        default_factory=lambda: FairMemory(time.monotonic, _STALE, _KEPT), repr=False
    )
    """Under marks: which names somebody has asked for in a day stands nowhere."""
    _secret: bytes = field(default_factory=lambda: token_bytes(_MARK), repr=False)
    _running: dict[_Key, asyncio.Future[Found | None]] = field(default_factory=dict, repr=False)

    async def find(self, *question: object) -> Found:
        """As `socket.getaddrinfo` with the same arguments, for `ASKER`. Raises `OSError`."""
        if len(str(question[0])) > _LONGEST:
            raise socket.gaierror(socket.EAI_NONAME, "the name is too long")
        known = self._answers.get(self._mark(question))
        if known is not None and known.until >= time.monotonic():
            found = known.found
        else:
            found = await self._ask(question, _found_before(known))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "the name is not known")
        return found

    async def _ask(self, question: _Key, before: Found | None) -> Found | None:
        """What is found now; where no answer comes, what was found `before`."""
        whose = ASKER.get()
        if before and question not in self._running and not self._turns.is_free(whose):
            return before
        try:
            async with asyncio.timeout(self.stale_seconds if before else self.seconds):
                return await self._found(question, whose)
        except TimeoutError:
            if question in self._running:
                self._keep_failure(question, whose)
        except OSError:
            pass  # it was kept when it came
        return before

    async def _found(self, question: _Key, whose: str) -> Found | None:
        if question not in self._running:
            await self._turns.take(whose)
            known = self._answers.get(self._mark(question))
            if question in self._running:  # others have asked meanwhile
                self._turns.give_back(whose)
            elif known is not None and known.until > time.monotonic():
                self._turns.give_back(whose)
                return known.found
            else:
                self._begin(question, whose)
        return await asyncio.shield(self._running[question])

    def _begin(self, question: _Key, whose: str) -> None:
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self.threads, self._answer, question)
        self._running[question] = running
        running.add_done_callback(lambda done: self._done(question, whose, done))

    def _answer(self, question: _Key) -> Found | None:
        """In a thread of its own. Raises `OSError` where nobody could tell."""
        try:
            return self.look_up(*question) or None
        except UnicodeError:
            return None
        except socket.gaierror as failure:
            if failure.errno in _NO_SUCH_NAME:
                return None
            raise

    def _done(self, question: _Key, whose: str, running: asyncio.Future[Found | None]) -> None:
        """Also long after the last one who waited has left: the answer is good all the same."""
        self._running.pop(question, None)
        self._turns.give_back(whose)
        if running.cancelled():
            return
        failure = running.exception()
        if failure is None:
            self._keep(question, whose, running.result())
        elif isinstance(failure, OSError):
            self._keep_failure(question, whose)

    def _keep(self, question: _Key, whose: str, found: Found | None) -> None:
        now = time.monotonic()
        good = self.good_seconds if found else _BAD_SECONDS
        self._remember(whose, question, _Answer(now + good, now, found))

    def _keep_failure(self, question: _Key, whose: str) -> None:
        """Nobody asks again for a moment; what was found before will do."""
        now, known = time.monotonic(), self._answers.get(self._mark(question))
        found = _found_before(known)
        since = known.since if known and found else now
        self._remember(whose, question, _Answer(now + _BAD_SECONDS, since, found))

    def _remember(self, whose: str, question: _Key, answer: _Answer) -> None:
        self._answers.put(self._mark(whose), self._mark(question), answer)

    def _mark(self, what: object) -> bytes:
        told = repr(what).encode(errors="surrogatepass")
        return blake2b(told, key=self._secret, digest_size=_MARK).digest()


def _found_before(known: _Answer | None) -> Found | None:
    if known is None or known.since < time.monotonic() - _STALE:
        return None
    return known.found


class LookupLoop(uvloop.Loop):
    """uvloop, with our look-ups."""

    def __init__(self) -> None:
        super().__init__()
        self._lookups = Lookups()

    @override
    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        return await self._lookups.find(host, port, family, type, proto, flags)

    @override
    async def create_connection(
        self, protocol_factory: Any, host: Any = None, port: Any = None, **more: Any
    ) -> Any:
        """To the first address that answers. Raises `OSError` when none does."""
        if host is None or _is_address(host):
            return await super().create_connection(protocol_factory, host, port, **more)
        if more.get("ssl") and more.get("server_hostname") is None:
            more["server_hostname"] = host
        failure: OSError | None = None
        for address in await self._addresses(host):
            try:
                return await super().create_connection(protocol_factory, address, port, **more)
            except OSError as refused:
                failure = failure or refused
        raise failure or socket.gaierror(socket.EAI_NONAME, "the name is not known")

    async def _addresses(self, host: str) -> tuple[str, ...]:
        """Those that were looked at, where somebody has; they may have changed since."""
        checked = CHECKED.get()
        if checked is not None and checked[0] == host:
            return checked[1]
        found = await self.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return tuple(str(address[0]) for *_, address in found)

    @override
    def close(self) -> None:
        # A look-up that hangs cannot be ended; nobody waits for it.
        self._lookups.threads.shutdown(wait=False, cancel_futures=True)
        super().close()


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
