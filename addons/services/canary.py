"""
The canary's own codec: it is read like whatever nobody knows, and told why in words for a machine.
"""

from __future__ import annotations

from collections.abc import Iterable

from addons.hosts import HostNameError, canonical
from addons.services.interface import Refusal, WireRequest
from addons.services.refusals import json_answer, status_for
from addons.services.walker import Walker
from policy.canary import HOST, SERVICE
from policy.notice import Notice

PROVEN = "promptwacht.canary"
"""Key that is true of a flow that holds the canary's secret."""


def others_first(hosts: Iterable[str]) -> list[str]:
    """
    `hosts`, with the canary's own behind all others: where nothing is, nobody tries to get, so
    beside another name it tells nothing of what was tried.
    """
    return sorted(hosts, key=is_its_host)


def is_its_host(host: str) -> bool:
    """Whether `host`, in any spelling, is the canary's."""
    try:
        return canonical(host) == HOST
    except HostNameError:
        return False


class Canary(Walker):
    """Whoever sends it must tell a verdict from a filter that could not judge."""

    __slots__ = ()

    name = SERVICE.slug

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        """The topic of the notice, and the code of the incident."""
        body = {"topic": notice.topic.value, "code": notice.code}
        return Refusal(response=json_answer(request, status_for(notice), body))
