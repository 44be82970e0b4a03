"""
Whose request this is, for which service, and what holds for the two of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy import http

from addons.clientele import Clientele
from addons.framing import spellings
from addons.passage import Client, Passage, Policy
from addons.services.canary import PROVEN
from policy import canary
from policy.catalogue import Service, Status
from policy.department import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Makes a `Passage` of a flow."""

    clientele: Clientele
    exempted: Callable[[Service, str], bool] = lambda _service, _path: False
    """Whether a path of a forbidden service is open all the same, by a setting."""

    def of(self, flow: http.HTTPFlow, policy: Policy, domain: str) -> Passage | None:
        """The passage of `flow` to the host `domain`; None on a shared host's other products."""
        path, mark, _ = flow.request.path.partition("?")
        query = tuple(flow.request.query.items(multi=True)) if mark else ()
        places = (policy.catalogue.find(domain, place, query) for place in spellings(path))
        service = next(filter(None, places), None)
        if service is None:
            return None
        client = self.clientele.client(flow.client_conn)
        department = self._department(flow, client, policy, service)
        status = policy.catalogue.status(service, department)
        may_be_exempted = status is Status.FORBIDDEN and not department.closed
        if may_be_exempted and self.exempted(service, flow.request.path):
            status = Status.ALLOWED
        return Passage(
            policy=policy,
            client=client,
            department=department,
            service=service,
            status=status,
            domain=domain,
        )

    def _department(
        self, flow: http.HTTPFlow, client: Client, policy: Policy, service: Service
    ) -> Department:
        """The client's, but for the canary, which belongs to nobody."""
        if flow.metadata.get(PROVEN) and service.slug == canary.SERVICE.slug:
            return canary.DEPARTMENT
        return self.clientele.belonging_of(client, flow.client_conn, policy).department
