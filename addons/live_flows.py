"""
The requests to AI services that are under way, so that a suspension can cut them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mitmproxy import http

from addons.passage import PASSAGE, Passage, Policy
from policy.catalogue import CatalogueError, Status


@dataclass(slots=True)
class LiveFlows:
    """Open requests, streams and WebSockets, by flow."""

    hang_up: Callable[[http.HTTPFlow], None]
    """Closes the client connection of a flow at once."""
    _flows: dict[str, http.HTTPFlow] = field(default_factory=dict)

    def add(self, flow: http.HTTPFlow) -> None:
        self._flows[flow.id] = flow

    def discard(self, flow: http.HTTPFlow) -> None:
        self._flows.pop(flow.id, None)

    def __len__(self) -> int:
        return len(self._flows)

    def enforce(self, policy: Policy) -> int:
        """Cut what `policy` no longer allows; returns how many were cut."""
        doomed = list(self._no_longer_allowed(policy))
        for flow in doomed:
            self.cut(flow)
        return len(doomed)

    def cut(self, flow: http.HTTPFlow) -> None:
        """Hang up on the client of one that may not go on."""
        self.discard(flow)
        self.hang_up(flow)

    def _no_longer_allowed(self, policy: Policy) -> Iterator[http.HTTPFlow]:
        for flow in self._flows.values():
            passage: Passage = flow.metadata[PASSAGE]
            if passage.status is Status.ALLOWED and _stricter_now(passage, policy):
                yield flow


def _stricter_now(passage: Passage, policy: Policy) -> bool:
    """A service or department that is no longer there counts as forbidden."""
    before = passage.policy.catalogue.status(passage.service, passage.department)
    department = next(
        (d for d in policy.departments.all if d.slug == passage.department.slug), None
    )
    try:
        service = policy.catalogue.named(passage.service.slug)
    except CatalogueError:
        return True
    if department is None:
        return True
    return policy.catalogue.status(service, department).strictness > before.strictness
