"""
`notify.yaml`: what is shipped holds, and a mistake is told with its place.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.notify import NotifyFile, load_notify
from config.policy_files import load_policy
from config.settings import load_settings

SHIPPED = Path(config.__file__).parent


def loaded(folder, text, departments=("gemeente", "ocmw")):
    (folder / "notify.yaml").write_text(text)
    return load_notify(folder, departments)


def test_shipped_file_says_what_is_built_in():
    """
    Taking a line out of it changes nothing; its departments are there.
    """
    slugs = [each.slug for each in load_policy(SHIPPED).departments.all]

    shipped = load_notify(SHIPPED, slugs)

    fields = shipped.model_dump(exclude={"version", "controllers"})
    assert fields == NotifyFile().model_dump(exclude={"version", "controllers"})
    assert shipped.controller_of("ocmw") == "ocmw"
    assert shipped.controller_of("de-klimop") == "gemeente"


def test_folder_without_the_file_has_what_is_built_in(tmp_path):
    """
    An installation of an older version goes on.
    """
    assert load_notify(tmp_path) == NotifyFile()
    assert NotifyFile().controller_of("ocmw") == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mail:\n  dpo: [geen-adres]\n", "notify.yaml:2:9: mail.dpo.0: not an e-mail address"),
        ("mail:\n  dop: []\n", "notify.yaml:2:3: mail.dop: there is no such field"),
        ("grouping:\n  severe: {from_severity: 9}\n", "notify.yaml:2:27"),
        ("grouping:\n  suspected_leak: {forwarded: [maybe]}\n", "notify.yaml:2:"),
        ("digest: {at: '25:00'}\n", "not a time of day"),
        ("digest: {day: maandag}\n", "notify.yaml:1:"),
        ("working_hours: {start: '18:00', end: '08:00'}\n", "ends before it starts"),
        ("working_hours: {days_off: [kerst]}\n", "not a day"),
        ("webhooks: [{name: x, url: 'ftp://a.example'}]\n", "not an address"),
        ("webhooks: [{name: x, url: 'https://u:p@a.example/'}]\n", "not an address"),
        ("webhooks: [{name: Mail!, url: 'https://a.example/'}]\n", "not a name for a channel"),
        ("syslog: [{name: a, host: h}, {name: a, host: i}]\n", "another channel has this name"),
        ("controllers: {x: {name: X, departments: [niets]}}\n", "there is no department 'niets'"),
        (
            "controllers: {x: {name: X, departments: [ocmw]}, y: {name: Y, departments: [ocmw]}}\n",
            "'ocmw' is x's too",
        ),
    ],
)
def test_mistake_is_told_with_its_place(tmp_path, text, complaint):
    """
    Which file, which line, what is wrong.
    """
    with pytest.raises(ConfigError) as wrong:
        loaded(tmp_path, text)

    assert complaint in str(wrong.value)


def test_pattern_can_be_switched_off(tmp_path):
    """
    Left empty.
    """
    assert loaded(tmp_path, "grouping:\n  pattern:\n").grouping.pattern is None


@pytest.mark.parametrize(
    "address",
    ["smtp://mail.example", "smtps://u:p@mail.example:465", "smtp+starttls://mail.example:587"],
)
def test_mail_server_may_be_named_in_three_ways(address):
    """
    With STARTTLS where it is offered, always, or TLS from the start.
    """
    assert load_settings({"PROMPTWACHT_SMTP_URL": address}).smtp_url == address


@pytest.mark.parametrize(
    "address",
    ["http://mail.example", "smtp://mail.example/path", "smtp://mail.example?tls=no",
     "smtp://u:geheim@mail.example?ca_file=/nowhere.pem"],
)  # fmt: skip
def test_mail_server_with_a_mistake_is_refused_without_its_password(address):
    """
    One line, and what is allowed.
    """
    with pytest.raises(ConfigError) as wrong:
        load_settings({"PROMPTWACHT_SMTP_URL": address})

    assert "SMTP_URL" in str(wrong.value)
    assert "geheim" not in str(wrong.value)
