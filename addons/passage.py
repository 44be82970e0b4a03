"""
What the hooks know about one flow: whose it is, for which service, under which policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from policy.catalogue import Catalogue, Service, Status
from policy.department import Department, Departments
from policy.documents.interface import Place, Unread
from policy.notice import Notice, Topic
from policy.rulebook import Rulebook
from policy.sensitivity import LabelLevels

PASSAGE = "promptwacht.passage"
"""Key of a flow's `Passage` in `flow.metadata`; a flow without one is not for an AI service."""

PASS = "promptwacht.pass"  # noqa: S105 -- a key, not a password
"""Key that is true once a verdict lets the request leave."""

NOT_OURS = "promptwacht.not-ours"
"""Key that is true for plain HTTP to a host that is no AI service's."""

JUDGED_MESSAGE = "promptwacht.judged-message"
"""Key of the WebSocket message that a verdict let through; any other message is dropped."""

SOCKET = "promptwacht.socket"
"""Key of the `SocketCodec` that reads a flow's WebSocket messages."""

SAID = "promptwacht.said"
"""Key of the moment at which something was last said in a WebSocket, in `time.monotonic`."""


HEARD = "promptwacht.heard"
"""Key of the `Overheard` that is told what a service answers."""


class Wordings(Protocol):
    """The texts that people read, in every language."""

    def notice(  # noqa: PLR0913 -- as `policy.wording.Wordings` has it
        self,
        topic: Topic,
        *,
        language: str,
        service_name: str,
        code: str,
        kinds: tuple[str, ...] = (),
        reason: str = "",
        places: Sequence[Place] = (),
        unread: Unread | None = None,
        token: str = "",
    ) -> Notice: ...


class Policy(Protocol):
    """One consistent snapshot of everything that was decided; swapped whole, never changed."""

    @property
    def departments(self) -> Departments: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def rulebook(self) -> Rulebook: ...

    @property
    def wordings(self) -> Wordings: ...

    @property
    def labels(self) -> LabelLevels: ...


@dataclass(slots=True)
class CurrentPolicy:
    """The snapshot that holds now. Take it once per request."""

    snapshot: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who asks. It is hashed before anybody sees it."""

    address: str = field(repr=False)
    user: str | None = field(default=None, repr=False)
    connection: str = field(default="", repr=False)
    """Its id, where the address is that of a front that does not say whose it is."""

    @property
    def identity(self) -> str:
        """What the pseudonym is made of: the proxy user where there is one."""
        return self.user or self.address

    @property
    def holder(self) -> str:
        """In whose share of a `Room` its bytes count."""
        return self.user or self.connection or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One request on its way to an AI service."""

    policy: Policy
    client: Client
    department: Department
    service: Service
    status: Status
    domain: str
    """Canonical name of the host that the request is for."""
