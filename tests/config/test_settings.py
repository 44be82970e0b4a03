"""
Settings: where they come from, what they refuse, and that they keep passwords to themselves.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from config.errors import ConfigError
from config.settings import Mode, Settings, load_settings

PASSWORD = "H8-geheim-Wachtwoord"


def loaded(**variables: object) -> Settings:
    return load_settings({f"PROMPTWACHT_{name}": str(value) for name, value in variables.items()})


def complaint(**variables: object) -> str:
    with pytest.raises(ConfigError) as refused:
        loaded(**variables)
    return str(refused.value)


def test_every_setting_has_a_default():
    """
    A fresh machine needs no settings at all.
    """
    settings = load_settings({})

    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)
    assert settings.state_dir == Path("var").absolute()
    assert settings.mode is Mode.REGULAR
    assert settings.database_url == f"sqlite:///{settings.state_dir}/promptwacht.sqlite3"


def test_every_setting_is_documented_under_itself():
    """
    The schema, the docs and the help are made of these lines.
    """
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_environment_beats_secret_beats_file_beats_default(tmp_path):
    """
    The nearer to the process, the stronger.
    """
    file = tmp_path / "promptwacht.yaml"
    file.write_text("listen_port: 1001\nconsole_port: 1001\nworkers: 3\n")
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "PROMPTWACHT_LISTEN_PORT").write_text("1002\n")
    (secrets / "promptwacht_console_port").write_text("1002\n")

    settings = loaded(CONFIG_FILE=file, SECRETS_DIR=secrets, LISTEN_PORT=1003)

    ports = (settings.listen_port, settings.console_port, settings.workers)
    assert ports == (1003, 1002, 3)


def test_secrets_of_other_programs_are_left_alone(tmp_path):
    """
    A folder of secrets may be shared; a name without our prefix is not ours.
    """
    (tmp_path / "other_password").write_text("x")

    assert loaded(SECRETS_DIR=tmp_path).smtp_url is None


def test_empty_variable_is_one_that_is_not_set():
    """
    Compose files pass empty variables on.
    """
    assert loaded(MODE="", LISTEN_PORT="").listen_port == 8080


def test_lists_are_written_with_commas():
    """
    Nobody writes JSON in a unit file.
    """
    settings = loaded(EXTRA_PORTS="8090, 8091", TRUSTED_PROXIES="10.0.0.0/8")

    assert settings.extra_ports == (8090, 8091)
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"LISTEN_PORTT": 1}, "PROMPTWACHT_LISTEN_PORTT: there is no such setting (did you mean"),
        ({"DETECTION__PROCESSES": 1}, "PROMPTWACHT_DETECTION__PROCESSES: there is no such"),
        ({"LISTEN_PORT": "http"}, "PROMPTWACHT_LISTEN_PORT: Input should be a valid integer"),
        ({"LISTEN_PORT": 70000}, "less than or equal to 65535"),
        ({"MODE": "regulair"}, "'regular', 'transparent' or 'upstream'"),
        ({"MODE": "upstream"}, "PROMPTWACHT_UPSTREAM_PROXY is not set"),
        ({"MODE": "transparent", "UPSTREAM_PROXY": "http://p:1"}, "cannot chain"),
        ({"UPSTREAM_PROXY": "p:3128"}, "http://[user:password@]host:port"),
        ({"UPSTREAM_PROXY": "http://p"}, "no port"),
        ({"UPSTREAM_PROXY": "socks5://p:1080"}, "http://[user:password@]host:port"),
        ({"UPSTREAM_CA": "/nowhere.pem"}, "PROMPTWACHT_UPSTREAM_CA: cannot be read"),
        ({"CA_FILE": "/nowhere.pem"}, "PROMPTWACHT_CA_FILE: cannot be read"),
        ({"PROXY_USERS_FILE": "/nowhere"}, "cannot be read"),
        ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "no bits set after the prefix"),
        ({"DATABASE_URL": "mysql://a/b"}, "sqlite:///path or postgresql://"),
        ({"DATABASE_URL": "postgresql://a"}, "names no database"),
        ({"SMTP_URL": "mail.example"}, "smtp://, smtp+starttls:// or smtps://"),
        ({"DPO_EMAIL": "gdpr"}, "name@domain"),
        ({"OIDC_URL": "http://login.example"}, "passwords would travel in the clear"),
        ({"OIDC_URL": "https://login.example/common/v2.0"}, "issuer of your own tenant"),
        ({"OIDC_URL": "https://login.example"}, "PROMPTWACHT_OIDC_CLIENT_ID"),
        ({"PORTAL_URL": "https://u:p@portal"}, "https://host[:port][/path]"),
        ({"LISTEN_PORT": 8081}, "PROMPTWACHT_CONSOLE_PORT is a port of the proxy too"),
        ({"EXTRA_PORTS": "8080"}, "PROMPTWACHT_EXTRA_PORTS repeats a port"),
        ({"DETECTION_DEADLINE_SECONDS": "inf"}, "PROMPTWACHT_DETECTION_DEADLINE_SECONDS"),
        ({"READING_PROCESSES": 0}, "PROMPTWACHT_READING_PROCESSES"),
        ({"READING_DEADLINE_SECONDS": "inf"}, "PROMPTWACHT_READING_DEADLINE_SECONDS"),
        ({"READING_MEMORY_BYTES": 1024}, "greater than or equal to 67108864"),
        ({"TESSDATA_DIR": "/nowhere"}, "PROMPTWACHT_TESSDATA_DIR: there is no such folder"),
        ({"MAX_BODY_BYTES": 1}, "greater than or equal to 65536"),
        ({"LOG_LEVEL": "trace"}, "'debug', 'info', 'warning' or 'error'"),
        ({"CONFIG_FILE": "/nowhere.yaml"}, "/nowhere.yaml: cannot be read"),
        ({"SECRETS_DIR": "/nowhere"}, "PROMPTWACHT_SECRETS_DIR: there is no folder"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_unsound_setting_is_refused_in_one_line(variables, words):
    """
    The variable, what is wrong, what is allowed.
    """
    told = complaint(**variables)

    assert words in told
    assert "\n" not in told


def test_mistake_in_the_file_is_found_by_line_and_column(tmp_path):
    """
    The same for settings in YAML.
    """
    file = tmp_path / "promptwacht.yaml"
    file.write_text("workers: 2\nmode:   regulair\n")

    assert f"{file}:2:9: mode: Input should be" in complaint(CONFIG_FILE=file)


def test_typing_error_in_the_file_is_refused(tmp_path):
    """
    A setting that nobody reads must not pass in silence.
    """
    file = tmp_path / "promptwacht.yaml"
    file.write_text("listen_prot: 8080\n")

    assert ":1:1: listen_prot: there is no such setting" in complaint(CONFIG_FILE=file)


def test_typing_error_among_the_secrets_is_refused(tmp_path):
    """
    Nor may a secret that nobody reads.
    """
    (tmp_path / "PROMPTWACHT_SMPT_URL").write_text("smtp://x")

    assert "did you mean SMTP_URL?" in complaint(SECRETS_DIR=tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * (2 * 1024 * 1024)], ids=["bytes", "large"])
def test_secret_that_is_no_short_text_is_refused(tmp_path, content):
    """
    Somebody mounted the wrong thing; what it holds is not shown.
    """
    (tmp_path / "PROMPTWACHT_SMTP_URL").write_bytes(content)

    assert "PROMPTWACHT_SECRETS_DIR: cannot be read" in complaint(SECRETS_DIR=tmp_path)


def test_secret_is_named_by_its_file(tmp_path):
    """
    A mistake in a secret is found by the file's name, not by its content.
    """
    (tmp_path / "PROMPTWACHT_SMTP_URL").write_text(PASSWORD)

    told = complaint(SECRETS_DIR=tmp_path)

    assert f"{tmp_path}/PROMPTWACHT_SMTP_URL: not such an address" in told
    assert PASSWORD not in told


def test_list_is_no_settings_file(tmp_path):
    """
    YAML, but not settings.
    """
    file = tmp_path / "promptwacht.yaml"
    file.write_text("- mode\n")

    assert f"{file}:1:1: not a list of settings" in complaint(CONFIG_FILE=file)


@pytest.mark.parametrize("bad", ["http://u:{}@p", "http//u:{}@p:1", "http://u:{}@[p:1", "{} http"])
@pytest.mark.parametrize("name", ["UPSTREAM_PROXY", "SMTP_URL", "DATABASE_URL", "PORTAL_URL"])
def test_refusal_never_repeats_a_password(tmp_path, name, bad):
    """
    Whatever is wrong with an address, its password stays out of the complaint, from the
    environment as from a file.
    """
    file = tmp_path / "promptwacht.yaml"
    file.write_text(f"{name.lower()}: '{bad.format(PASSWORD)}'\n")

    assert PASSWORD not in complaint(**{name: bad.format(PASSWORD)})
    assert PASSWORD not in complaint(CONFIG_FILE=file)


def test_repr_never_repeats_a_password():
    """
    A repr ends up in logs and tracebacks.
    """
    settings = loaded(
        UPSTREAM_PROXY=f"http://u:{PASSWORD}@p:3128",
        SMTP_URL=f"smtp://u:{PASSWORD}@mail",
        DATABASE_URL=f"postgresql://u:{PASSWORD}@db/promptwacht",
    )

    assert PASSWORD not in repr(settings)
    assert PASSWORD not in str(settings)


def test_mode_follows_from_the_upstream_proxy():
    """
    Who names a proxy to chain to means it; the credentials come apart, percent-decoded.
    """
    settings = loaded(UPSTREAM_PROXY="http://jan:a%40b@proxy.intern:3128")

    assert settings.mode is Mode.UPSTREAM
    assert settings.upstream_address == "http://proxy.intern:3128"
    assert settings.upstream_credentials == "jan:a@b"


def test_upstream_without_credentials_has_none():
    """
    No invented empty password.
    """
    settings = loaded(UPSTREAM_PROXY="http://[::1]:3128", MODE="regular")

    assert settings.upstream_address == "http://[::1]:3128"
    assert settings.upstream_credentials is None


def test_certificates_are_read_at_the_start(tmp_path):
    """
    A CA file is refused when it holds no certificate, and taken when it does.
    """
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    trustme.CA().cert_pem.write_to_path(str(good))
    bad.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")

    assert loaded(UPSTREAM_CA=good).upstream_ca == good
    assert "no certificate in that file" in complaint(UPSTREAM_CA=bad)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8081"), ("::1", "http://[::1]:8081")],
)
def test_portal_address_follows_from_the_console(host, url):
    """
    Every notice links to the portal, also where nobody set its address.
    """
    assert loaded(CONSOLE_HOST=host).portal_url == url


def test_portal_on_all_addresses_gets_a_name_to_go_to():
    """
    0.0.0.0 is where one listens, not where one goes.
    """
    assert "0.0.0.0" not in loaded(CONSOLE_HOST="0.0.0.0").portal_url


def test_portal_address_has_no_slash_at_its_end():
    """
    Paths are put behind it.
    """
    assert loaded(PORTAL_URL="https://ai.example/").portal_url == "https://ai.example"


def test_settings_do_not_change():
    """
    Read once, at the start.
    """
    with pytest.raises(ValueError, match="frozen"):
        load_settings({}).listen_port = 1


@pytest.mark.parametrize(
    ("said", "networks"),
    [
        ("true", ["0.0.0.0/0", "::/0"]),
        ("False", []),
        ("", []),
        ("10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]),
    ],
)
def test_private_networks_may_be_opened_one_by_one(said, networks):
    """
    Or all of them, in one word.
    """
    allowed = loaded(PRIVATE_TARGETS_ALLOWED=said).private_targets_allowed

    assert [str(network) for network in allowed] == networks


def test_private_networks_in_a_file(tmp_path):
    """
    YAML knows lists and truth by itself.
    """
    file = tmp_path / "promptwacht.yaml"
    found = []
    for said in ("true", "[10.0.0.0/8]"):
        file.write_text(f"private_targets_allowed: {said}\n")
        found.append(len(loaded(CONFIG_FILE=file).private_targets_allowed))

    assert found == [2, 1]
