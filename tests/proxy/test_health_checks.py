"""
What the doctor looks at, each check well and ill.
"""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import ConfigError
from config.private_files import read_or_create_key
from config.settings import load_settings
from proxy import health_checks, notifier_checks
from proxy.certificates import load_or_create_ca
from proxy.health_checks import SickError, examine
from proxy.incident_folder import IncidentFolder
from tests.end_to_end import gateway_process

NOW = datetime.now(UTC)


def settings(tmp_path, **changes):
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    names = {f"PROMPTWACHT_{name.upper()}": str(value) for name, value in changes.items()}
    return load_settings({"PROMPTWACHT_STATE_DIR": str(state), **names})


@contextlib.contextmanager
def listening(answer=b""):
    """A server on a port of its own that greets with `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = server.accept()
                    with peer:
                        peer.sendall(answer)
                        while peer.recv(1024):
                            pass

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(name="free_port")
def _free_port():
    return gateway_process.free_port()


def with_log(tmp_path, day):
    found = settings(tmp_path)
    key = read_or_create_key(found.state_dir / "secrets/chain.key")
    IncidentFolder(found.state_dir / "incidents", key).append(day, [{"promptwacht": {}}])
    return found


class TestTheDoctor:
    def test_one_broken_check_does_not_stop_the_next(self, tmp_path):
        """
        Whatever a check raises is its own failure, told in one line.
        """

        def raising(error):
            def check(*_):
                raise error

            return check

        checks = {
            "sick": raising(SickError("move it")),
            "config": raising(ConfigError("a.yaml:1:1: wrong")),
            "disk": raising(OSError(5, "Input/output error")),
            "bug": raising(ZeroDivisionError()),
            "well": lambda *_: "fine",
        }

        found = examine(settings(tmp_path), checks, NOW)

        assert [dataclasses.astuple(each) for each in found] == [
            ("sick", False, "move it"),
            ("config", False, "a.yaml:1:1: wrong"),
            ("disk", False, "Input/output error"),
            ("bug", False, "ZeroDivisionError"),
            ("well", True, "fine"),
        ]

    def test_changes_nothing(self, tmp_path):
        """
        A new installation is as empty after it as before.
        """
        found = settings(tmp_path)

        for name in ("state folder", "clock", "CA", "incident log", "store", "detection"):
            health_checks.CHECKS[name](found, NOW)

        assert not list(found.state_dir.iterdir())


class TestCa:
    def test_that_will_expire_is_told_in_time(self, tmp_path):
        """
        Clients need the next one before.
        """
        found = settings(tmp_path)
        ca = load_or_create_ca(found.state_dir)

        assert ca.fingerprint in health_checks.certificate_authority(found, NOW)
        with pytest.raises(SickError, match="give it to all clients"):
            health_checks.certificate_authority(found, ca.not_after - timedelta(days=30))
        with pytest.raises(ConfigError, match="expired"):
            health_checks.certificate_authority(found, ca.not_after)

    def test_that_vanished_is_told(self, tmp_path):
        """
        The next start would make another, which no client trusts.
        """
        found = with_log(tmp_path, "2026-11-23")

        with pytest.raises(SickError, match="gone"):
            health_checks.certificate_authority(found, NOW)


class TestClockAndLog:
    def test_a_log_from_the_future_is_a_wrong_clock(self, tmp_path):
        """
        Then or now.
        """
        found = with_log(tmp_path, "2026-11-23")

        at = datetime(2026, 11, 23, tzinfo=UTC)
        assert health_checks.clock(found, at)
        with pytest.raises(SickError, match="set the clock"):
            health_checks.clock(found, at - timedelta(seconds=1))

    def test_a_broken_chain_is_told(self, tmp_path):
        """
        With its first bad line.
        """
        found = with_log(tmp_path, "2026-11-23")
        assert "1 incidents" in health_checks.incident_log(found, NOW)
        (found.state_dir / "incidents/2026-11-23.jsonl").write_bytes(b"x\n")

        with pytest.raises(SickError, match=r"2026-11-23\.jsonl:1"):
            health_checks.incident_log(found, NOW)


class TestPorts:
    def test_free(self, tmp_path, free_port):
        """
        Nobody listens yet.
        """
        assert "free" in health_checks.proxy_port(settings(tmp_path, listen_port=free_port), NOW)

    def test_ours(self, tmp_path):
        """
        The proxy and the console each answer in their own way.
        """
        with listening(b"HTTP/1.1 400 Bad Request\r\nServer: mitmproxy 12.2.3\r\n") as port:
            assert "ours" in health_checks.proxy_port(settings(tmp_path, listen_port=port), NOW)
        with listening(b"HTTP/1.1 200 OK\r\n") as port:
            found = settings(tmp_path, console_port=port)
            assert "ours" in health_checks.console_port(found, NOW)

    def test_somebody_elses(self, tmp_path):
        """
        Any other program is told to go, or we are.
        """
        with listening(b"SSH-2.0-OpenSSH\r\n") as port:
            found = settings(tmp_path, listen_port=port)
            with pytest.raises(SickError, match="another program"):
                health_checks.proxy_port(found, NOW)


class TestNeighbours:
    def test_mail_that_answers(self, tmp_path):
        """
        It greets as SMTP servers do.
        """
        with listening(b"220 mail\r\n250 ok\r\n250 mail\r\n221 bye\r\n") as port:
            found = settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
            assert "answers, without encryption" in notifier_checks.mail(found, NOW)

    def test_mail_that_must_be_encrypted_and_is_not(self, tmp_path):
        """
        Before the notifier finds out.
        """
        with listening(b"220 mail\r\n250 ok\r\n250 mail\r\n221 bye\r\n") as port:
            found = settings(tmp_path, smtp_url=f"smtp+starttls://127.0.0.1:{port}")
            with pytest.raises(ConfigError, match="NotSupported"):
                notifier_checks.mail(found, NOW)

    def test_incidents_that_nobody_takes_in(self, tmp_path):
        """
        For a moment that is work; for longer nobody is told of anything.
        """
        found = with_log(tmp_path, "2026-11-23")
        log = found.state_dir / "incidents" / "2026-11-23.jsonl"
        assert "is taking in" in notifier_checks.notifier(found, NOW)
        with pytest.raises(ConfigError, match="promptwacht notifier"):
            notifier_checks.notifier(found, datetime.now(UTC) + timedelta(minutes=5))

        with contextlib.closing(sqlite3.connect(found.state_dir / "promptwacht.sqlite3")) as store:
            store.execute('CREATE TABLE records_logposition (day TEXT, "offset" INTEGER)')
            place = ("2026-11-23", log.stat().st_size)
            store.execute("INSERT INTO records_logposition VALUES (?, ?)", place)
            store.commit()
        later = datetime.now(UTC) + timedelta(minutes=5)
        assert "every incident" in notifier_checks.notifier(found, later)

    def test_channels_are_told(self, tmp_path):
        """
        Whether anybody would hear of a leak.
        """
        assert "nobody is told" in notifier_checks.notify(settings(tmp_path), NOW)
        found = settings(tmp_path, smtp_url="smtp://mail.example")
        assert notifier_checks.notify(found, NOW) == "over mail"

    def test_mail_that_is_no_mail(self, tmp_path):
        """
        And its password stays out of the complaint.
        """
        with listening(b"HTTP/1.1 200 OK\r\n") as port:
            found = settings(tmp_path, smtp_url=f"smtp://els:hunter2@127.0.0.1:{port}")
            with pytest.raises(ConfigError, match="no SMTP") as caught:
                notifier_checks.mail(found, NOW)
        assert "hunter2" not in str(caught.value)

    def test_upstream_proxy(self, tmp_path, free_port):
        """
        There or not.
        """
        with listening() as port:
            found = settings(tmp_path, upstream_proxy=f"http://127.0.0.1:{port}")
            assert "answers" in health_checks.upstream_proxy(found, NOW)
        found = settings(tmp_path, upstream_proxy=f"http://u:hunter2@127.0.0.1:{free_port}")
        with pytest.raises(SickError, match="connection refused") as caught:
            health_checks.upstream_proxy(found, NOW)
        assert "hunter2" not in str(caught.value)

    def test_store(self, tmp_path):
        """
        A damaged file is told, and a server that is away.
        """
        found = settings(tmp_path)
        (found.state_dir / "promptwacht.sqlite3").write_bytes(b"x" * 4096)

        (told,) = examine(found, {"store": health_checks.store}, NOW)
        assert not told.ok

        away = settings(tmp_path, database_url="postgresql://els:hunter2@127.0.0.1:1/db")
        with pytest.raises(SickError, match="cannot be reached"):
            health_checks.store(away, NOW)


class TestPolicy:
    def test_an_old_list_is_told(self, tmp_path):
        """
        New services appear every week.
        """
        found = settings(tmp_path)

        assert "services" in health_checks.catalogue(found, NOW)
        with pytest.raises(SickError, match="days old"):
            health_checks.catalogue(found, NOW + timedelta(days=1000))

    def test_a_folder_without_policy_is_told(self, tmp_path):
        """
        With the file that is missing.
        """
        found = settings(tmp_path, policy_dir=tmp_path / "empty")

        with pytest.raises(ConfigError, match=r"departments\.yaml"):
            health_checks.catalogue(found, NOW)


class TestStateFolder:
    def test_room_on_the_disk(self, tmp_path):
        """
        Told in time: a full disk refuses every prompt.
        """
        assert "MiB free" in health_checks.state_folder(settings(tmp_path), NOW)
        with pytest.raises(SickError, match="make room"):
            health_checks.enough(health_checks.SPACE_BYTES - 1)
