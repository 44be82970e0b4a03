from __future__ import annotations

import json

import pytest
from cryptography import x509

from tests.console.portal_for_tests import broken, browse, live, portal, write_ca


@pytest.mark.parametrize("path", ["/proxy.pac", "/wpad.dat"])
def test_pac_file_names_the_address_that_the_client_used(tmp_path, path):
    """
    On all interfaces, the address that reached the portal reaches the proxy as well.
    """
    answer = browse(portal(tmp_path), base="http://10.9.8.7:8081").get(path)

    assert answer.headers["content-type"] == "application/x-ns-proxy-autoconfig"
    assert '"PROXY 10.9.8.7:8080"' in answer.text
    assert "no-store" in answer.headers["cache-control"]


def test_pac_file_names_the_listen_host_when_there_is_one(tmp_path):
    """
    A proxy on one address is only there.
    """
    answer = browse(portal(tmp_path, proxy_host="10.1.1.1")).get("/proxy.pac")

    assert '"PROXY 10.1.1.1:8080"' in answer.text


@pytest.mark.parametrize(("asked", "port"), [("8090", 8090), ("9999", 8080), ("x", 8080)])
def test_department_may_ask_for_its_own_port(tmp_path, asked, port):
    """
    Only for ports that are ours; else everybody's, for no script at all would mean DIRECT.
    """
    answer = browse(portal(tmp_path)).get("/proxy.pac", params={"port": asked})

    assert f'"PROXY 10.1.2.3:{port}"' in answer.text


def test_transparent_mode_gives_a_pac_file_without_a_proxy(tmp_path):
    """
    The network does the work then.
    """
    assert "PROXY" not in browse(portal(tmp_path, transparent=True)).get("/proxy.pac").text


def test_certificate_comes_in_both_forms_and_without_its_key(tmp_path):
    """
    PEM and DER of the same certificate; a key in the same file stays where it is.
    """
    ours = portal(tmp_path)
    certificate = write_ca(ours.ca_file)
    client = browse(ours)

    pem, der = client.get("/ca.pem"), client.get("/ca.crt")

    assert x509.load_pem_x509_certificate(pem.content) == certificate
    assert x509.load_der_x509_certificate(der.content) == certificate
    assert b"PRIVATE" not in pem.content
    assert der.headers["content-type"] == "application/x-x509-ca-cert"


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_certificate_that_is_not_there_is_a_503(tmp_path, content):
    """
    Before the gateway's first start, and when somebody put something else there.
    """
    ours = portal(tmp_path)
    if content is not None:
        ours.ca_file.write_bytes(content)

    answer = browse(ours).get("/ca.pem")

    assert answer.status_code == 503
    assert b"PRIVATE" not in answer.content


def test_health_is_this_process_and_readiness_is_the_list_and_the_certificate(tmp_path):
    """
    Alive is not yet useful.
    """
    ours = portal(tmp_path)
    client = browse(ours)
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 503

    write_ca(ours.ca_file)

    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "policy": True, "certificate": True, "policy_sound": True,
    }  # fmt: skip


def test_portal_without_a_policy_is_not_ready(tmp_path):
    """
    It says so, and does not fall over.
    """
    ours = portal(tmp_path, policy=live(broken, tmp_path))
    write_ca(ours.ca_file)

    answer = browse(ours).get("/readyz")

    assert answer.status_code == 503
    assert json.loads(answer.text)["policy"] is False


@pytest.mark.parametrize("path", ["/proxy.pac", "/ca.pem", "/lijst", "/healthz"])
def test_portal_only_reads(tmp_path, path):
    """
    Nothing can be sent to it.
    """
    # Whoever sends something without a key of ours is refused before its method is looked at.
    assert browse(portal(tmp_path)).post(path).status_code in {403, 405}
