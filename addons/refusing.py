"""
How to say no: the words for the case, in the form that the client can show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addons.pages import page
from addons.passage import Passage
from addons.services.interface import Codec, Refusal, WireRequest, WireResponse
from policy.catalogue import Status
from policy.department import Audience
from policy.documents.interface import Place, Unread
from policy.notice import Notice, Topic
from policy.verdict import Verdict

_TOPICS = {
    Status.FORBIDDEN: Topic.FORBIDDEN,
    Status.UNLISTED: Topic.UNLISTED,
    Status.SUSPENDED: Topic.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Refusing:
    """Chooses words and form. It holds no state."""

    def notice(
        self,
        passage: Passage,
        topic: Topic,
        code: str,
        verdict: Verdict | None = None,
        *,
        places: Sequence[Place] = (),
        unread: Unread | None = None,
        token: str = "",
    ) -> Notice:
        """
        The explanation for the people of this department, in their language. Of a file it says
        where something was found (`places`), why it could not be read, or on which page of the
        portal somebody may state that it is public (`token`).
        """
        kinds = tuple(dict.fromkeys(f.kind for f in verdict.findings)) if verdict else ()
        return passage.policy.wordings.notice(
            topic,
            language=passage.department.language,
            service_name=passage.service.name,
            code=code,
            kinds=kinds,
            reason=passage.policy.catalogue.reason(passage.service, passage.department),
            places=places,
            unread=unread,
            token=token,
        )

    def say(self, codec: Codec, wire: WireRequest, notice: Notice) -> Refusal:
        """`notice` as a page for a navigation, else as the service itself would say it."""
        if is_navigation(wire):
            return Refusal(response=as_page(notice))
        return codec.refuse(wire, notice)


def topic_of_status(passage: Passage) -> Topic:
    """Why a service may not be used here at all."""
    if passage.department.audience is Audience.PUPILS:
        return Topic.PUPILS
    return _TOPICS[passage.status]


def as_page(notice: Notice) -> WireResponse:
    """A page that explains, self-contained and never cached."""
    headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ("referrer-policy", "no-referrer"),
    )
    return WireResponse(status=403, headers=headers, body=page(notice).encode())


def is_navigation(wire: WireRequest) -> bool:
    """
    Whether a person's browser asks for a page to show (Fetch Metadata; else by `Accept`). Programs
    that pass for a browser send its headers with their POSTs; a chat is no page.
    """
    if wire.method not in {"GET", "HEAD"}:
        return False
    if mode := wire.headers.get("sec-fetch-mode"):
        return mode == "navigate"
    return "text/html" in wire.headers.get("accept", "")
