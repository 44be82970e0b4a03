"""
Where only public documents may be uploaded: gateway and portal as they really run, side by side.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
import pytest

from tests.end_to_end.browser import browsing
from tests.end_to_end.gateway_process import GatewayProcess, eventually, free_port
from tests.end_to_end.office_files import docx, pdf
from tests.end_to_end.people import KAREL, LIEVE, about, clean, debts_of
from tests.end_to_end.policy_files import copy_of_policy
from tests.end_to_end.portal_process import portal_of
from tests.end_to_end.test_uploads_chatgpt import Upload
from tests.end_to_end.test_uploads_copilot import send_form
from tests.end_to_end.test_uploads_copilot import uploads as at_copilot
from tests.end_to_end.test_uploads_gemini import Upload as AtGemini
from tests.end_to_end.test_uploads_gemini import arrived as at_gemini_arrived
from tests.end_to_end.upload_sites import BLOBS

LINK = re.compile(r"http://127\.0\.0\.1:\d+/openbaar/[\w-]{43}")
PAGE = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}


@pytest.fixture(scope="module")
def gateway(network, tmp_path_factory):
    """A gateway whose departments ask for a statement, except one that takes no files."""
    folder = tmp_path_factory.mktemp("confirm")
    policy = copy_of_policy(folder / "policy")
    file = policy / "departments.yaml"
    text = file.read_text().replace("uploads: inspect", "uploads: confirm")
    file.write_text(text + "\n  niets:\n    name: Niets\n    networks: [10.90.0.0/24]\n"
                    "    uploads: never\n")  # fmt: skip
    port = str(free_port())
    settings = {
        "POLICY_DIR": str(policy),
        "CONSOLE_PORT": port,
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "127.0.0.0/8",
    }
    process = GatewayProcess(folder / "state", network, settings)
    process.start()
    yield process
    process.kill()


@pytest.fixture(scope="module")
def portal(gateway):
    with portal_of(gateway) as client:
        yield client


@contextmanager
def somebody(way, address="10.10.0.7"):
    """A browser at `address`, as a trusted front tells it; every address is another client."""
    front = httpx.Proxy(way.proxy_url, headers={"x-forwarded-for": address})
    with httpx.Client(proxy=front, verify=way.context(), timeout=30) as client:
        yield client


def arrived(internet):
    return [r.body for r in internet.records.requests if r.host == BLOBS]


def upload(client, content, name="reglement.docx"):
    """Every step that is allowed, and what the person reads of it."""
    steps = Upload(client, name, content)
    announced = steps.announce()
    if not announced.is_success:
        return announced.text
    put = steps.put()
    return "" if put.is_success else put.text


def link_in(text):
    found = LINK.search(text)
    assert found, text
    return urlsplit(found[0]).path


def confirm(portal, text):
    address = link_in(text)
    assert portal.get(address).status_code == 200
    answer = portal.post(address, data={"public": "yes", "location": ""}, headers=PAGE)
    assert answer.status_code == 303
    return portal.get(answer.headers["location"])


def passes(gateway):
    return [i for i in gateway.incidents() if i["event"]["reason"] == "stated-public"]


def test_a_clean_document_leaves_once_somebody_states_that_it_is_public(internet, gateway, portal):
    """
    Refused with a link, stated on the portal, uploaded again: the service gets the bytes once.
    """
    content, question = docx("Reglement", clean()), clean()
    with somebody(gateway.way) as client:
        before = len(passes(gateway))
        refused = upload(client, content)
        stopped = gateway.incident_behind(refused)
        assert stopped["event"]["action"] == "upload-rejected"
        assert stopped["event"]["reason"] == "uploads-confirm"
        assert arrived(internet) == []

        page = confirm(portal, refused)
        assert "Bevestigd" in page.text
        again = Upload(client, "reglement.docx", content)
        again.announce()
        assert again.put().status_code == 201
        assert again.take_in().status_code == 200
        assert question in again.say(question)

    assert arrived(internet) == [content]
    (passed,) = passes(gateway)[before:]
    assert passed["event"]["action"] == "exempted"
    assert passed["promptwacht"]["forwarded"] == "yes"
    assert passed["promptwacht"]["decision"] == "allow"
    told = {"incident": stopped["event"]["id"], "format": "docx", "located": False}
    assert passed["promptwacht"]["statement"] == told
    assert passed["user"]["hash"] == stopped["user"]["hash"]
    assert "sound" in gateway.command("incidents", "verify")


def test_a_statement_holds_for_every_service(internet, gateway, portal):
    """
    Asked at Copilot, in one form; then also sent to Gemini, in stretches.
    """
    content = docx(clean(), "Reglement voor elke dienst.", "x" * 5000)
    with somebody(gateway.way) as client:
        refused = send_form(client, "reglement.docx", content)
        assert refused.status_code == 400
        confirm(portal, refused.text)

        assert send_form(client, "reglement.docx", content).is_success
        at_gemini = AtGemini(client, "reglement.docx", content)
        at_gemini.start()
        at_gemini.send(0, 2000)
        assert at_gemini.send(2000).is_success

    assert [content in body for body in at_copilot(internet)] == [True]
    assert at_gemini_arrived(internet) == [content]


def test_a_link_stands_nowhere_but_in_the_answer(internet, gateway, portal):
    """
    Whoever reads the logs cannot state anything in somebody's place.
    """
    with somebody(gateway.way) as client:
        token = link_in(upload(client, docx(clean(), "Voor de logs."))).rpartition("/")[2]

    assert [data for data in gateway.written() if token.encode() in data] == []


def test_the_chat_says_where_to_confirm(internet, gateway):
    """
    The page of a chat shows little of a refused upload; the message that uses it says it again.
    """
    with somebody(gateway.way) as client:
        steps = Upload(client, "reglement.docx", docx(clean(), "Over het chatbericht."))
        steps.announce()
        refused = steps.put()
        said = steps.say(clean())

    assert link_in(said) == link_in(refused.text)
    assert "Is dit document openbaar?" in said
    assert arrived(internet) == []


@pytest.mark.parametrize("change", ["other bytes", "other client", "sixteen minutes"])
def test_a_statement_covers_nothing_else(internet, gateway, portal, change):
    """
    Another file, somebody else and a quarter of an hour later: each is asked anew.
    """
    content = docx(clean(), f"Reglement voor {change}.")
    with somebody(gateway.way) as client, somebody(gateway.way, "10.10.0.8") as other:
        confirm(portal, upload(client, content))
        if change == "other bytes":
            said = upload(client, docx(clean(), f"Reglement voor {change}!"))
        elif change == "other client":
            said = upload(other, content)
        else:
            make_older(gateway, minutes=16)
            said = upload(client, content)

    assert link_in(said)
    assert arrived(internet) == []


def make_older(gateway, minutes):
    """As if time had passed: the clock of a running process cannot be turned."""
    for file in (gateway.state / "confirmations").glob("*.public"):
        told = json.loads(file.read_text())
        stated = datetime.fromisoformat(told["stated"]) - timedelta(minutes=minutes)
        file.write_text(json.dumps(told | {"stated": stated.isoformat()}))


def test_a_finding_is_refused_without_a_link(internet, gateway):
    """
    A statement cannot make personal data public.
    """
    with somebody(gateway.way) as client:
        said = upload(client, docx(clean(), debts_of(KAREL)))

    assert not LINK.search(said)
    assert gateway.incident_behind(said)["event"]["reason"] == "rule"
    assert arrived(internet) == []


def test_a_restart_forgets_nothing_that_was_stated(internet, gateway, portal):
    """
    Questions and answers are on disk, for every worker.
    """
    content = docx(clean(), "Reglement na een herstart.")
    with somebody(gateway.way) as client:
        confirm(portal, upload(client, content))
    gateway.stop()
    gateway.said.clear()
    gateway.start()

    with somebody(gateway.way) as client:
        assert upload(client, content) == ""
    assert arrived(internet) == [content]


def test_a_published_file_passes_with_names_in_it(internet, gateway, tmp_path):
    """
    Within seconds after the import, without a statement; until it is off the list again.
    """
    content = pdf("Besluit van het college", about(LIEVE))
    (tmp_path / "SHA256SUMS").write_text(f"{sha256(content).hexdigest()}  besluit.pdf\n")
    with somebody(gateway.way) as client:
        assert gateway.incident_behind(upload(client, content, "besluit.pdf"))

        gateway.command("published", "import", str(tmp_path / "SHA256SUMS"))
        eventually(lambda: upload(client, content, "besluit.pdf") == "")
        assert arrived(internet) == [content]

        gateway.command("published", "remove", "published")
        eventually(lambda: upload(client, content, "besluit.pdf") != "")


def test_a_department_without_uploads_stays_without(internet, gateway, tmp_path):
    """
    Also for what is published.
    """
    content = docx(clean(), "Besluit dat op de website staat.")
    (tmp_path / "besluit.docx").write_bytes(content)
    gateway.command("published", "import", str(tmp_path / "besluit.docx"), "--name", "ander")

    with somebody(gateway.way, "10.90.0.9") as client:
        said = upload(client, content)

    assert not LINK.search(said)
    assert gateway.incident_behind(said)["event"]["reason"] == "uploads-never"
    assert arrived(internet) == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_real_browser_sends_the_form(gateway, portal, tmp_path):
    """
    Chromium posts it under our policy, on plain http, without a complaint on its console.
    """
    with somebody(gateway.way) as client:
        refused = upload(client, docx(clean(), "Reglement voor de browser."))
    complaints = []

    with browsing(tmp_path, ["--no-proxy-server"], []) as browser:
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{portal.base_url}".rstrip("/") + link_in(refused))
        page.check("#public")
        page.fill("#location", "https://www.kortenberg.be/reglementen")
        page.click("button[type=submit]")
        shown = page.inner_text("h1")
        page.reload()

    assert shown == "Bevestigd"
    assert complaints == []
