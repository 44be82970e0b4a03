"""
The canary: a made-up prompt that goes the way of every prompt and must be refused, again and again.

It has a host that does not exist (RFC 6761, 6.4), a service, a department and a rule of its own. So
whatever the organisation decides, it is judged; and if ever it is let through, it arrives nowhere.

Whoever sends it proves that with a secret. For everybody else there is nothing at that host: no
verdict that would tell what the filter finds, no line in the log, and people sign on as everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass, field, replace

from policy.catalogue import Catalogue, Host, Service, Status
from policy.department import Department, Departments
from policy.finding import Kind
from policy.incident import EventAction
from policy.rulebook import Rule, Rulebook
from policy.verdict import Action

HOST = "canary.promptwacht.invalid"
PATH = "/canary"
HEADER = "promptwacht-canary"
"""Field of its request that holds the secret's word; it goes no further than the gateway."""
STRANGER = b"There is nothing here but the filter's own test."
"""What everybody else is told, with 403."""
NUMBER = "85.07.30-033.28"
"""The rijksregisternummer that specimens of the Belgian identity card use; its check holds."""
TEXT = f"Kanarie van promptwacht: mijn rijksregisternummer is {NUMBER}."

DEPARTMENT = Department(slug="canary", name="Kanarie van de filter")
SERVICE = Service(
    slug="canary",
    name="Kanarie van de filter",
    vendor="promptwacht",
    category="test",
    status=Status.ALLOWED,
    hosts=(Host(domain=HOST),),
)
RULE = Rule(
    id="canary",
    version=1,
    action=Action.REJECT,
    reason="De filter beproeft zichzelf.",
    kinds=frozenset({Kind.NATIONAL_NUMBER}),
    services=frozenset({SERVICE.slug}),
)


@dataclass(frozen=True, slots=True)
class Secret:
    """What gateways and whoever sends the canary know, and nobody else."""

    key: bytes = field(repr=False)

    @property
    def word(self) -> str:
        """The proof in a request, inside TLS."""
        return self._derived("request")

    @property
    def credentials(self) -> str:
        """
        The proof on the way to the proxy, where people sign on: `Proxy-Authorization` (RFC 7617).
        It travels unencrypted, as theirs does, so it proves nothing in a request.
        """
        pair = f"{SERVICE.slug}:{self._derived('connect')}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    def is_word(self, said: str) -> bool:
        return _same(said, self.word)

    def opens(self, credentials: str) -> bool:
        return _same(credentials, self.credentials)

    def _derived(self, purpose: str) -> str:
        text = f"promptwacht canary {purpose}".encode()
        return hmac.digest(self.key, text, hashlib.sha256).hex()


def _same(said: str, expected: str) -> bool:
    """In the same time, however much of it is right."""
    return hmac.compare_digest(said.encode("utf-8", "surrogateescape"), expected.encode())


def in_departments(departments: Departments) -> Departments:
    """With its own. Raises `DepartmentError` where another has that name."""
    return replace(departments, all=(*departments.all, DEPARTMENT))


def in_catalogue(catalogue: Catalogue) -> Catalogue:
    """With its service. Raises `CatalogueError` where another has that name."""
    return replace(catalogue, services=(*catalogue.services, SERVICE))


def in_rulebook(rulebook: Rulebook) -> Rulebook:
    """With its rule, unless one of the organisation's covers that. Raises `RulebookError`."""
    if any(rule.outweighs(RULE) for rule in rulebook.rules):
        return rulebook
    return replace(rulebook, rules=(*rulebook.rules, RULE))


def is_canary(department: str, service: str, action: str) -> bool:
    """
    Whether an event is the canary's: refused, or stopped because nobody could judge, of which
    whoever sent it raises an alarm. Whatever else happens there is an event like any other.
    """
    is_ours = (department, service) == (DEPARTMENT.slug, SERVICE.slug)
    return is_ours and action in _EXPECTED


_EXPECTED = frozenset({EventAction.PROMPT_REJECTED.value, EventAction.UNCHECKED.value})
