from __future__ import annotations

import socket

import pytest

from config.settings import Settings
from console.portal import Portal
from console.wsgi import live_policy
from tests.console.portal_for_tests import browse, live, portal


def of(folder, **settings):
    settings = Settings(state_dir=folder, **settings)
    return Portal.of(settings, live_policy(settings))


@pytest.mark.parametrize(
    ("listen", "told"), [("0.0.0.0", None), ("::", None), ("10.1.2.3", "10.1.2.3")]
)  # fmt: skip
def test_proxy_on_all_interfaces_has_no_address_of_its_own(tmp_path, listen, told):
    """
    Then the client's word for us is the best that there is.
    """
    assert of(tmp_path, listen_host=listen).proxy_host == told


def test_everybodys_port_comes_first(tmp_path):
    """
    Departments with a port of their own have to ask for it.
    """
    assert of(tmp_path, listen_port=3128, extra_ports=(3129,)).proxy_ports == (3128, 3129)


def test_transparent_mode_is_passed_on(tmp_path):
    """
    A PAC file that named a proxy would break those clients.
    """
    assert of(tmp_path, mode="transparent").transparent
    assert not of(tmp_path).transparent


def test_own_names_are_those_of_machine_and_settings(tmp_path):
    """
    Host headers with these names are answered.
    """
    names = of(tmp_path, portal_url="https://AI-Filter.example.org:8443").own_names

    assert {"ai-filter.example.org", "localhost", socket.gethostname().lower()} <= names
    assert "" not in names


def test_suspension_is_published(tmp_path):
    """
    The list and the filter read the same file.
    """
    (tmp_path / "suspensions.yaml").write_text(
        "suspensions:\n- service: chatgpt\n  reason: Storing.\n"
    )

    client = browse(of(tmp_path))

    page = client.get("/lijst", params={"lang": "nl"}).text
    assert "Storing." in page.partition("Tijdelijk stopgezet")[2].partition("Uitgesloten")[0]
    assert client.get("/lijst").headers["content-length"]


def test_contacts_are_those_of_the_settings(tmp_path):
    """
    Another municipality, other addresses.
    """
    page = browse(of(tmp_path, dpo_email="dpo@example.org")).get("/uitleg/privacy").text

    assert "mailto:dpo@example.org" in page
    assert "gdpr@kortenberg.be" not in page


def test_failure_of_ours_shows_nothing_of_it(tmp_path, caplog):
    """
    A bug ends as a bare 500 for the reader, and in the log for us; "not ready" is no bug.
    """

    def bug():
        raise RuntimeError("secret of the house")

    client = browse(portal(tmp_path, policy=live(bug)))

    answer = client.get("/lijst")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_not_ready_and_not_found_are_not_logged(tmp_path, caplog):
    """
    Probes come every few seconds, and a mistyped address is nobody's business.
    """
    client = browse(portal(tmp_path))

    assert client.get("/readyz").status_code == 503
    assert client.get("/zomaar").status_code == 404
    assert caplog.records == []
