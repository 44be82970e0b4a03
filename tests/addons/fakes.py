"""
Fakes and makers that the tests of this room share.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from addons.passage import Client, Passage
from policy.catalogue import Catalogue, Service, Status
from policy.department import Audience, Department
from policy.finding import Kind
from policy.notice import Notice
from policy.rulebook import Rule, Rulebook
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

    def notice(self, topic, *, language, service_name, code, kinds=(), reason=""):
        words = f"{topic} {service_name} {' '.join(kinds)} {code}"
        return Notice(
            topic=topic, code=code, language=language, title=topic, text=words, short=words
        )


@dataclass
class ThePolicy:
    rulebook: Rulebook
    catalogue: Catalogue
    wordings: PlainWords = field(default_factory=PlainWords)


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


def a_passage(status=Status.ALLOWED, address="10.0.0.7", audience=Audience.STAFF):
    return Passage(
        policy=ThePolicy(Rulebook(RULES, version="rules-1"), Catalogue((), version="list-1")),
        client=Client(address=address),
        department=Department(slug="gemeente", name="Gemeente", audience=audience),
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
