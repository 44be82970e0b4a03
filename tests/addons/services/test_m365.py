"""
Microsoft 365 Copilot is shut; personal accounts of the free Copilot may be let in.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import Cargo, UnreadableError, WireRequest
from addons.services.m365 import (
    PERSONAL_TENANT,
    ClosedHub,
    Microsoft365Copilot,
    personal_free_tenant,
)
from addons.services.signalr import END, ChatHub
from tests.addons.services.spoken import FORBIDDEN, NOTICE

SHUT = Microsoft365Copilot(new_id=lambda: "A1")
PERSONAL = Microsoft365Copilot(new_id=lambda: "A1", personal_allowed=True)
HUB = f"/m365Copilot/Chathub/00000000-0000-0000-abcd-ef0123456789@{PERSONAL_TENANT}"
FREE = f'{HUB}?scenario=OfficeWebConsumerCopilot&licenseType=Starter&source="officeweb"'
WORK = "/m365Copilot/Chathub/1-2@11111111-2222-3333-4444-555555555555?scenario=officeweb"
CHAT = json.dumps({"type": 4, "arguments": [{"message": {"text": "Dag"}}]}) + END


def request(path, method="GET", host="substrate.office.com", **headers):
    return WireRequest(method=method, host=host, path=path, headers=headers)


class TestPersonalRule:
    @pytest.mark.parametrize(
        ("path", "is_free"),
        [
            (FREE, True),
            (f"{HUB.upper()}?scenario=x", True),
            (f"{HUB}?scenario=OfficeWebConsumerCopilot", True),
            (f"{HUB}?Scenario=OfficeWebConsumerCopilot", True),
            (f'{HUB}?scenario="OfficeWebConsumerCopilot"', True),
            (HUB.replace("Chathub", "StreamHub") + "?scenario=x", True),
            (HUB.replace("m365Copilot/Chathub", "m365chat/SecuredChathub") + "?scenario=x", True),
            (HUB, False),
            (f"{HUB}?scenario=", False),
            (f"{HUB}?scenario=OfficeWebPaidConsumerCopilot", False),
            (f"{HUB}?scenario=OfficeWebpAIdConsumerCopilot", False),
            (f"{HUB}?scenario=OfficeWebP%61idConsumerCopilot", False),
            (f"{HUB}?scenario=a&scenario=OfficeWebPaidConsumerCopilot", False),
            (f"{HUB}?scenario=a&SCENARIO=b", False),
            (f"{HUB}?scenario=a%20b", False),
            (f"{HUB}?scenario=%ff", False),
            (f"{HUB}?scenario=a&licenseType=Premium", False),
            (f"{HUB}?scenario=a&licenseType=", False),
            (f"{HUB}?scenario=a&agent=work", False),
            (f"{HUB}?scenario=a&agent=web", True),
            (WORK, False),
            (f"/m365Copilot/Other/1@{PERSONAL_TENANT}?scenario=a", False),
            (f"/m365Copilot/Chathub/1@x@{PERSONAL_TENANT}?scenario=a", False),
            (f"/m365Copilot/Chathub/1@{PERSONAL_TENANT}/x?scenario=a", False),
            (f"/x/../m365Copilot/Chathub/1@{PERSONAL_TENANT}?scenario=a", False),
            ("", False),
        ],
    )  # fmt: skip
    def test_what_is_missing_or_odd_counts_as_paid(self, path, is_free):
        """
        Tenant and scenario must both say free, once, in plain letters.
        """
        assert personal_free_tenant(path) is is_free

    @given(st.text(max_size=80))
    def test_it_answers_about_any_path(self, path):
        """
        And nothing at random is free.
        """
        assert personal_free_tenant(path) is False


class TestCargo:
    @pytest.mark.parametrize("path", ["/", FREE, WORK, "/m365Copilot/UploadFile", "/chat?q=x"])
    def test_everything_is_shut(self, path):
        """
        By default: it is a forbidden service.
        """
        assert SHUT.cargo(request(path)) is Cargo.CLOSED

    @pytest.mark.parametrize(
        ("path", "cargo"),
        [
            (FREE, Cargo.UNKNOWN),
            (WORK, Cargo.CLOSED),
            ("/chat", Cargo.CLOSED),
            ("/m365Copilot/UploadFile", Cargo.UPLOAD),
        ],
    )
    def test_for_personal_accounts_only_the_hub_is_open(self, path, cargo):
        """
        All else stays shut.
        """
        assert PERSONAL.cargo(request(path)) is cargo

    def test_no_request_is_a_prompt(self):
        """
        Whoever asks all the same gets no reading that might pass for an empty one.
        """
        with pytest.raises(UnreadableError):
            PERSONAL.read(request(FREE))
        with pytest.raises(UnreadableError):
            PERSONAL.write(request(FREE), None, [])


class TestSocket:
    @pytest.mark.parametrize(
        ("codec", "path", "kind"),
        [
            (SHUT, FREE, ClosedHub),
            (SHUT, WORK, ClosedHub),
            (PERSONAL, FREE, ChatHub),
            (PERSONAL, WORK, ClosedHub),
            (PERSONAL, f"{HUB}?scenario=OfficeWebPaidConsumerCopilot", ClosedHub),
            (PERSONAL, f"{FREE}&q=Jan+Peeters", type(None)),
            (SHUT, "/elsewhere", type(None)),
        ],
    )
    def test_the_hub_speaks_for_whom_it_is_open(self, codec, path, kind):
        """
        For all others it opens only to say why it is shut.
        """
        assert type(codec.socket(request(path))) is kind

    @pytest.mark.parametrize("message", [CHAT, '{"type":6}' + END, "x"])
    def test_nothing_leaves_a_closed_hub(self, message):
        """
        Not even a sign of life; should the catalogue allow it by mistake, it stays shut.
        """
        with pytest.raises(UnreadableError, match=r"^closed-hub$"):
            SHUT.socket(request(WORK)).read(message)

    def test_a_closed_hub_shakes_hands_and_explains(self):
        """
        A client that is not greeted never comes to its chat.
        """
        hub = SHUT.socket(request(WORK))

        assert hub.greet('{"protocol":"json","version":1}' + END) == ("{}" + END,)
        assert NOTICE.title in hub.refuse(CHAT, NOTICE)[0]


class TestRefusal:
    def test_an_error_of_graph(self):
        """
        With the code to quote.
        """
        response = SHUT.refuse(request("/beta/copilot/conversations", "POST"), FORBIDDEN).response

        assert response.status == 403
        assert NOTICE.code in json.loads(response.body)["error"]["message"]

    def test_a_browsers_own_question_gets_a_yes(self):
        """
        Without it the page would never see the refusal that follows.
        """
        headers = {"origin": "https://m365.cloud.microsoft", "access-control-request-method": "PUT"}

        assert SHUT.refuse(request(FREE, "OPTIONS", **headers), NOTICE).response.status == 204
