"""
The CA: made once, whole, private; and refused, never replaced, when something is wrong with it.
"""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from mitmproxy.certs import CertStore

from config.errors import ConfigError
from proxy.certificates import leaves_expire, load_or_create_ca

REPOSITORY = Path(__file__).parents[2]


def files_of(state):
    return {
        str(path.relative_to(state)): path.stat().st_mode & 0o777
        for path in state.rglob("*")
        if path.is_file()
    }


def own_ca_file(tmp_path, mode=0o600):
    ca = trustme.CA(organization_name="Gemeente")
    path = tmp_path / "own.pem"
    path.write_bytes(ca.private_key_pem.bytes() + ca.cert_pem.bytes())
    path.chmod(mode)
    return path, ca


class TestTheFirstStart:
    def test_makes_a_ca_whose_key_is_private(self, tmp_path):
        """
        The certificate is for everybody, the key for its owner, and nothing else is left.
        """
        load_or_create_ca(tmp_path)

        assert files_of(tmp_path) == {
            "ca/promptwacht-ca.pem": 0o644,
            "ca/private/promptwacht-ca.key.pem": 0o600,
            "ca/private/mitmproxy-ca.pem": 0o600,
            "ca/private/mitmproxy-dhparam.pem": 0o600,
        }
        assert (tmp_path / "ca/private").stat().st_mode & 0o777 == 0o700

    def test_hands_clients_the_certificate_only(self, tmp_path):
        """
        What is served for download holds no key.
        """
        ca = load_or_create_ca(tmp_path)

        served = (tmp_path / "ca/promptwacht-ca.pem").read_bytes()
        assert served == ca.certificate_pem
        assert b"PRIVATE" not in served
        assert ca.certificate_der == ssl.PEM_cert_to_DER_cert(served.decode())

    def test_the_certificate_is_a_ca_for_five_years(self, tmp_path):
        """
        Named so that people recognise it, and with the extensions that clients ask for.
        """
        ca = load_or_create_ca(tmp_path)
        certificate = x509.load_pem_x509_certificate(ca.certificate_pem)
        extension = certificate.extensions.get_extension_for_class

        assert certificate.subject.rfc4514_string() == "CN=Kortenberg AI-filter CA"
        assert extension(x509.BasicConstraints).critical
        assert extension(x509.BasicConstraints).value.ca
        assert extension(x509.KeyUsage).value.key_cert_sign
        assert extension(x509.SubjectKeyIdentifier)
        assert ca.not_after - datetime.now(UTC) > timedelta(days=5 * 365 - 1)
        assert len(ca.fingerprint.split(":")) == 32

    def test_mitmproxy_signs_with_it_and_clients_accept_that(self, tmp_path):
        """
        mitmproxy finds its files, makes no CA of its own, and a strict client trusts its leaf.
        """
        ca = load_or_create_ca(tmp_path)
        before = files_of(tmp_path)

        store = CertStore.from_store(ca.confdir, "mitmproxy", 2048)
        leaf = store.get_cert("chatgpt.com", [x509.DNSName("chatgpt.com")])

        assert files_of(tmp_path) == before
        authority = x509.load_pem_x509_certificate(ca.certificate_pem)
        verifier = (
            x509.verification.PolicyBuilder()
            .store(x509.verification.Store([authority]))
            .build_server_verifier(x509.DNSName("chatgpt.com"))
        )
        assert verifier.verify(leaf.cert.to_cryptography(), [])

    def test_happens_once(self, tmp_path):
        """
        The second start loads what the first made.
        """
        assert load_or_create_ca(tmp_path) == load_or_create_ca(tmp_path)

    def test_of_many_processes_one_makes_it(self, tmp_path):
        """
        They all end up with the same CA.
        """
        makers = [subprocess.Popen(**making(tmp_path)) for _ in range(4)]
        told = {maker.communicate(timeout=60)[0] for maker in makers}

        assert len(told) == 1
        assert len(told.pop()) > 64

    @pytest.mark.parametrize("after", [0.0, 0.001, 0.003, 0.006, 0.01, 0.02])
    def test_killed_in_the_middle_leaves_all_or_nothing(self, tmp_path, after):
        """
        kill -9 while it is made: the next start makes it or loads it, and cleans up.
        """
        maker = subprocess.Popen(**making(tmp_path))
        while not any(tmp_path.iterdir()) and maker.poll() is None:
            time.sleep(0)
        time.sleep(after)
        maker.send_signal(signal.SIGKILL)
        maker.communicate()
        made = (tmp_path / "ca").exists()
        before = files_of(tmp_path)

        load_or_create_ca(tmp_path)

        assert not made or len(before) == 4
        assert len(files_of(tmp_path)) == 4


def making(state):
    code = (
        "import sys, pathlib; from proxy.certificates import load_or_create_ca as make;"
        "print(make(pathlib.Path(sys.argv[1])).fingerprint)"
    )
    return {
        "args": [sys.executable, "-c", code, str(state)],
        "env": {**os.environ, "PYTHONPATH": str(REPOSITORY)},
        "stdout": subprocess.PIPE,
    }


class TestADamagedCa:
    @pytest.mark.parametrize("name", ["ca/promptwacht-ca.pem", "ca/private/promptwacht-ca.key.pem"])
    def test_with_half_of_it_missing_is_refused(self, tmp_path, name):
        """
        Neither the key nor the certificate is made anew.
        """
        load_or_create_ca(tmp_path)
        (tmp_path / name).unlink()
        before = files_of(tmp_path)

        with pytest.raises(ConfigError, match="restore it from a backup"):
            load_or_create_ca(tmp_path)
        assert files_of(tmp_path) == before

    @pytest.mark.parametrize("name", ["ca/promptwacht-ca.pem", "ca/private/promptwacht-ca.key.pem"])
    @pytest.mark.parametrize("content", [b"", b"garbage", b"\xff" * 100])
    def test_with_garbage_in_it_is_refused(self, tmp_path, name, content):
        """
        The complaint names the file, and the file stays.
        """
        load_or_create_ca(tmp_path)
        (tmp_path / name).write_bytes(content)

        with pytest.raises(ConfigError, match=Path(name).name):
            load_or_create_ca(tmp_path)
        assert (tmp_path / name).read_bytes() == content

    def test_with_another_key_is_refused(self, tmp_path):
        """
        Two halves of two backups are no CA.
        """
        load_or_create_ca(tmp_path / "one")
        load_or_create_ca(tmp_path / "two")
        (tmp_path / "one/ca/promptwacht-ca.pem").write_bytes(
            (tmp_path / "two/ca/promptwacht-ca.pem").read_bytes()
        )

        with pytest.raises(ConfigError, match="another key"):
            load_or_create_ca(tmp_path / "one")

    @pytest.mark.parametrize("mode", [0o640, 0o604])
    @pytest.mark.parametrize("name", ["promptwacht-ca.key.pem", "mitmproxy-ca.pem"])
    def test_whose_key_others_can_read_is_refused(self, tmp_path, mode, name):
        """
        With the command that cures it.
        """
        load_or_create_ca(tmp_path)
        (tmp_path / "ca/private" / name).chmod(mode)

        with pytest.raises(ConfigError, match="chmod 600"):
            load_or_create_ca(tmp_path)

    def test_that_expired_is_refused(self, tmp_path):
        """
        A new one is a decision: all clients must be given it.
        """
        ca = load_or_create_ca(tmp_path)

        with pytest.raises(ConfigError, match="expired"):
            load_or_create_ca(tmp_path, now=ca.not_after)

    def test_with_a_clock_far_behind_is_refused(self, tmp_path):
        """
        The clock is the likely culprit, and the complaint says so.
        """
        load_or_create_ca(tmp_path)

        with pytest.raises(ConfigError, match="clock"):
            load_or_create_ca(tmp_path, now=datetime(2020, 1, 1, tzinfo=UTC))

    def test_with_another_file_for_mitmproxy_is_refused(self, tmp_path):
        """
        mitmproxy would sign with a CA that no client was given.
        """
        load_or_create_ca(tmp_path / "one")
        load_or_create_ca(tmp_path / "two")
        (tmp_path / "one/ca/private/mitmproxy-ca.pem").write_bytes(
            (tmp_path / "two/ca/private/mitmproxy-ca.pem").read_bytes()
        )

        with pytest.raises(ConfigError, match="remove this file"):
            load_or_create_ca(tmp_path / "one")

    def test_without_its_file_for_mitmproxy_is_mended(self, tmp_path):
        """
        That file is made of the other two, so making it again changes nothing.
        """
        ca = load_or_create_ca(tmp_path)
        before = (ca.confdir / "mitmproxy-ca.pem").read_bytes()
        (ca.confdir / "mitmproxy-ca.pem").unlink()

        assert load_or_create_ca(tmp_path) == ca
        assert (ca.confdir / "mitmproxy-ca.pem").read_bytes() == before


class TestACaFromSettings:
    def test_is_used_and_its_certificate_served(self, tmp_path):
        """
        The key stays out of the file that clients download.
        """
        path, given = own_ca_file(tmp_path)

        ca = load_or_create_ca(tmp_path / "state", path)

        assert ca.certificate_pem == given.cert_pem.bytes()
        assert (tmp_path / "state/ca/promptwacht-ca.pem").read_bytes() == ca.certificate_pem
        store = CertStore.from_store(ca.confdir, "mitmproxy", 2048)
        assert store.default_ca.to_pem() == ca.certificate_pem

    def test_may_change(self, tmp_path):
        """
        The file in the settings is the truth at every start.
        """
        path, _ = own_ca_file(tmp_path)
        load_or_create_ca(tmp_path / "state", path)
        path, given = own_ca_file(tmp_path)

        assert load_or_create_ca(tmp_path / "state", path).certificate_pem == given.cert_pem.bytes()

    def test_that_is_absent_is_refused(self, tmp_path):
        """
        No CA of our own is made in its place.
        """
        with pytest.raises(ConfigError, match="cannot be read"):
            load_or_create_ca(tmp_path, tmp_path / "nowhere.pem")
        assert not files_of(tmp_path)

    def test_that_others_can_read_is_refused(self, tmp_path):
        """
        It holds a key like any other.
        """
        path, _ = own_ca_file(tmp_path, mode=0o644)

        with pytest.raises(ConfigError, match="chmod 600"):
            load_or_create_ca(tmp_path / "state", path)

    def test_beside_one_of_our_own_is_refused(self, tmp_path):
        """
        Clients trust one of them, and we cannot know which.
        """
        load_or_create_ca(tmp_path)
        path, _ = own_ca_file(tmp_path)

        with pytest.raises(ConfigError, match="PROMPTWACHT_CA_FILE"):
            load_or_create_ca(tmp_path, path)

    def test_that_is_no_ca_is_refused(self, tmp_path):
        """
        A server's certificate cannot sign others.
        """
        leaf = trustme.CA().issue_cert("filter.example")
        path = tmp_path / "leaf.pem"
        path.write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
        path.chmod(0o600)

        with pytest.raises(ConfigError, match="may not sign"):
            load_or_create_ca(tmp_path / "state", path)


def test_forged_certificates_of_a_long_lived_gateway_expire(tmp_path):
    """
    The fact about mitmproxy that makes a gateway restart within half a year; if its leaves
    get a longer life, we may rest.
    """
    now = datetime.now(UTC)
    store = CertStore.from_store(load_or_create_ca(tmp_path).confdir, "mitmproxy", 2048)
    leaf = store.get_cert("chatgpt.com", [x509.DNSName("chatgpt.com")])

    assert now < leaves_expire(now) < leaf.cert.notafter.astimezone(UTC)
