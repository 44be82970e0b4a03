"""
The real gateway in a thread of the test, so that a test can put other parts into it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addons.passage import CurrentPolicy
from addons.published import NothingPublished, Published
from config.settings import Settings
from policy.canary import Secret
from policy.catalogue import Catalogue, Host, Service, Status
from policy.department import Department, Departments
from policy.finding import Finding, Kind
from policy.incident import Incident
from policy.notice import Notice, Topic
from policy.rulebook import Rule, Rulebook
from policy.sensitivity import LabelLevels
from policy.verdict import Action
from proxy.certificates import load_or_create_ca
from proxy.gateway import Gateway
from proxy.lookups import LookUp, LookupLoop, Lookups
from proxy.parts import Parts
from tests.end_to_end.clients import Way
from tests.end_to_end.internet import Internet
from tests.end_to_end.web_chats import CHATGPT, COPILOT

SECRET = "schuldbemiddeling"
"""The one word that the scanner of these tests knows, and the policy rejects."""


class PlainWordings:
    """`Wordings` that say one and the same thing."""

    def notice(self, topic: Topic, *, language: str, code: str, **_: object) -> Notice:
        return Notice(
            topic=topic,
            code=code,
            language=language,
            title="Nee",
            text="Niet verstuurd.",
            short="Nee",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallPolicy:
    """A `Policy` with two allowed services and one rule."""

    departments: Departments = field(
        default_factory=lambda: Departments((Department(slug="staff", name="Staff"),), "staff")
    )
    catalogue: Catalogue = field(
        default_factory=lambda: Catalogue((_chat("chatgpt", CHATGPT), _chat("copilot", COPILOT)))
    )
    rulebook: Rulebook = field(
        default_factory=lambda: Rulebook(
            (
                Rule(
                    id="no-debts",
                    version=1,
                    action=Action.REJECT,
                    reason="Somebody's debts.",
                    kinds=frozenset({Kind.SPECIAL_SOCIAL}),
                ),
            )
        )
    )
    wordings: PlainWordings = field(default_factory=PlainWordings)
    labels: LabelLevels = field(default_factory=LabelLevels)
    policy_version: str = "1"
    list_version: str = "1"


def _chat(slug: str, domain: str) -> Service:
    return Service(
        slug=slug,
        name=slug,
        vendor=slug,
        category="chat",
        status=Status.ALLOWED,
        hosts=(Host(domain=domain),),
        conditions="Geen",
    )


@dataclass(slots=True)
class WordScanner:
    """A `Scanner` that finds one word, and may be told to fail, to dawdle or to talk nonsense."""

    failure: BaseException | None = None
    hangs: bool = False
    delay: float = 0.0
    """Seconds before each answer."""
    nonsense: Any = None
    """What it answers in place of findings."""

    async def scan(self, texts: Sequence[str], *, whose: str = "") -> tuple[Finding, ...]:
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        await asyncio.sleep(self.delay)
        if self.nonsense is not None:
            return self.nonsense
        return tuple(
            Finding(
                kind=Kind.SPECIAL_SOCIAL,
                part=part,
                start=text.index(SECRET),
                end=text.index(SECRET) + len(SECRET),
                score=1.0,
                detector="word",
            )
            for part, text in enumerate(texts)
            if SECRET in text
        )


@dataclass(slots=True)
class KeptIncidents:
    """An `IncidentLog` in a list, that may be told to fail."""

    kept: list[Incident] = field(default_factory=list)
    failure: BaseException | None = None
    hangs: bool = False
    delay: float = 0.0
    """Seconds before each line is there."""

    async def record(self, incident: Incident) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        await asyncio.sleep(self.delay)
        self.kept.append(incident)


@dataclass(slots=True)
class InProcess:
    """Starts gateways that differ in their parts and share a policy and a CA."""

    internet: Internet
    state: Path
    policy: SmallPolicy = field(default_factory=SmallPolicy)

    @contextmanager
    def running(
        self,
        *addons: object,
        scanner: WordScanner | None = None,
        incidents: KeptIncidents | None = None,
        deadline: float = 1.0,
        upload_memory_bytes: int = 256 * 1024 * 1024,
        port: int = 0,
        look_up: LookUp | None = None,
        canary_secret: Secret | None = None,
        published: Published | None = None,
        **more: Any,
    ) -> Iterator[Way]:
        """
        A gateway with these add-ons before its own; how clients get through it. With `look_up` it
        goes to servers itself, and asks that for every name. `more` are settings. Raises `OSError`
        when `port` is taken.
        """
        settings = Settings(
            state_dir=self.state,
            upstream_proxy=self.internet.proxy_url if look_up is None else None,
            upstream_ca=self.internet.ca_file,
            upload_memory_bytes=upload_memory_bytes,
            **more,
            # Not for users, so no setting of theirs: any port that is free, chosen as it is bound.
        ).model_copy(update={"listen_port": port})
        parts = Parts(
            settings=settings,
            policy=CurrentPolicy(self.policy),
            ca=load_or_create_ca(self.state),
            scanner=scanner or WordScanner(),
            incidents=incidents or KeptIncidents(),
            pseudonym=lambda client, at: "pseudonym",
            hook_deadline=deadline,
            extra_addons=addons,
            published=published or NothingPublished(),
            **({} if canary_secret is None else {"canary": canary_secret}),
        )
        with _in_thread(parts, look_up) as (host, bound):
            yield Way(f"http://{host}:{bound}", self.state / "ca" / "promptwacht-ca.pem")


class _Loop(LookupLoop):
    """The gateway's own loop, which asks `look_up` for a name anew each time."""

    def __init__(self, look_up: LookUp) -> None:
        super().__init__()
        self._lookups.threads.shutdown()
        self._lookups = Lookups(look_up, good_seconds=0)


@contextmanager
def _in_thread(parts: Parts, look_up: LookUp | None) -> Iterator[tuple[str, int]]:
    """Where clients come in."""
    started, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    failures: list[BaseException] = []
    addresses: list[tuple[str, int]] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        gateway = Gateway(parts)
        await gateway.start()
        addresses.extend(gateway.addresses)
        started.set()
        await stop.wait()
        await gateway.stop()

    def thread() -> None:
        try:
            asyncio.run(run(), loop_factory=None if look_up is None else lambda: _Loop(look_up))
        except BaseException as failure:  # noqa: BLE001 -- it is the test's to see
            failures.append(failure)
        started.set()

    running = threading.Thread(target=thread, name="gateway")
    running.start()
    started.wait(30)
    if failures:
        running.join()
        raise failures[0]
    try:
        yield addresses[0]
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        running.join(30)
