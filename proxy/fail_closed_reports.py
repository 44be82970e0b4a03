"""
What a failed hook refuses, in the words of an incident: whose way to which host, and by what.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mitmproxy import connection, http, tls
from mitmproxy.proxy import layer, server_hooks

from addons.framing import is_handshake
from addons.services.canary import others_first
from policy.prompt import Channel

type Report = Callable[[connection.Client, str, str, Channel], Awaitable[None]]
"""With the client, the host, the path without its query, and the channel."""
type Refused = tuple[str, str, Channel]

_SAID = "incident_of_failed_hook"
"""Set on a flow that has its line."""


async def not_reported(client: connection.Client, host: str, path: str, channel: Channel) -> None:
    """Nobody is told."""
    del client, host, path, channel


def refused_by(name: str, subject: object, is_ai: Callable[[str], bool]) -> Refused | None:
    """
    What hook `name` has refused in `subject`; None for what it let be, for what has its incident
    already, and for what is no AI. A request is reported once its prompt is there.
    """
    if isinstance(subject, http.HTTPFlow):
        return _refused_flow(name, subject, is_ai)
    host = next(filter(is_ai, others_first(_names_of(subject))), None)
    return (host, "/", Channel.URL) if host else None


def _refused_flow(name: str, flow: http.HTTPFlow, is_ai: Callable[[str], bool]) -> Refused | None:
    names = (flow.request.host, flow.client_conn.sni, flow.request.authority)
    host = next(filter(is_ai, others_first(filter(None, names))), None)
    if host is None:
        return None
    path = flow.request.path.partition("?")[0] or "/"
    if name == "websocket_message" and flow.websocket:
        message = flow.websocket.messages[-1]
        is_refused = message.from_client and not message.injected and message.dropped
        return (host, path, Channel.WEBSOCKET) if is_refused else None
    if name in {"responseheaders", "response"} and flow.error and is_handshake(flow.request):
        # Of an HTTP prompt the answer is lost, but of a WebSocket's messages none will ever leave.
        return host, path, Channel.WEBSOCKET
    if name not in {"http_connect", "request"} or flow.response is None or _SAID in flow.metadata:
        return None
    flow.metadata[_SAID] = True
    return (host, path, Channel.PROMPT) if name == "request" else (host, "/", Channel.URL)


def _names_of(subject: object) -> tuple[str, ...]:
    """The hosts behind a connection that has just been ended; none where it goes on."""
    match subject:
        case tls.TlsData(ssl_conn=None) | layer.NextLayer():
            context = subject.context
        case server_hooks.ServerConnectionHookData() if subject.server.error == "unchecked":
            address = subject.server.address
            return tuple(filter(None, (subject.client.sni, address[0] if address else "")))
        case _:
            return ()
    address = context.server.address
    return tuple(filter(None, (context.client.sni, address[0] if address else "")))
