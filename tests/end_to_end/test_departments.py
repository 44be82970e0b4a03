"""
Whose request it is: by proxy user, by listener port, by address, and as a front passes it on.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from tests.end_to_end.clients import TIMEOUT, Way
from tests.end_to_end.gateway_process import free_port
from tests.end_to_end.web_chats import CHATGPT

URL = f"https://{CHATGPT}/"
PASSWORD = "een lange zin voor de proef"


def change_departments(policy, change):
    file = policy / "departments.yaml"
    yaml = YAML()
    document: Any = yaml.load(file)
    change(document["departments"])
    with file.open("w") as stream:
        yaml.dump(document, stream)


def department_of(gateway, client, url=URL):
    """The department that the incident of a request to a shut service names."""
    client.get(url, headers={"accept": "text/html"})
    return gateway.incidents()[-1]["promptwacht"]["department"]


@pytest.mark.slow
def test_port_and_forwarded_address_decide(start_gateway, policy_copy):
    """
    A listener of one's own beats the network; a trusted front's word on the address is taken,
    and an address that nobody claims falls to the default.
    """
    port = free_port()
    change_departments(policy_copy, lambda d: d["ocmw"].update({"ports": [port]}))
    gateway = start_gateway(
        POLICY_DIR=str(policy_copy), EXTRA_PORTS=str(port), TRUSTED_PROXIES="127.0.0.0/8"
    )
    forbidden = "https://chat.deepseek.com/"
    own_port = Way(f"http://127.0.0.1:{port}", gateway.way.ca_file)

    with own_port.client() as client:
        by_port = department_of(gateway, client, forbidden)
    with gateway.way.client() as client:
        by_default = department_of(gateway, client, forbidden)
    front = httpx.Proxy(gateway.way.proxy_url, headers={"x-forwarded-for": "10.21.1.7"})
    with httpx.Client(proxy=front, verify=gateway.way.context(), timeout=TIMEOUT) as client:
        by_address = department_of(gateway, client, URL)

    assert (by_port, by_default) == ("ocmw", "gemeente")
    assert "leerlingen" in by_address


@pytest.mark.slow
def test_user_decides_and_is_not_named(start_gateway, policy_copy, tmp_path, internet):
    """
    A proxy user belongs to a department wherever he sits; no log holds his name, and his
    password goes no further than us.
    """
    digest = base64.b64encode(hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).digest())
    users = tmp_path / "users.htpasswd"
    users.write_text(f"liesbet.proefpersoon:{{SHA}}{digest.decode()}\n")
    change_departments(policy_copy, lambda d: d["ocmw"].update({"users": ["liesbet.proefpersoon"]}))
    gateway = start_gateway(POLICY_DIR=str(policy_copy), PROXY_USERS_FILE=str(users))
    with_user = httpx.Proxy(gateway.way.proxy_url, auth=("liesbet.proefpersoon", PASSWORD))

    with httpx.Client(proxy=with_user, verify=gateway.way.context(), timeout=TIMEOUT) as client:
        department = department_of(gateway, client, "https://chat.deepseek.com/")
        allowed = client.get(URL)
    with gateway.way.client() as client, pytest.raises(httpx.ProxyError, match="407"):
        client.get(URL)

    assert department == "ocmw"
    assert allowed.status_code == 200
    assert "liesbet" not in "".join(gateway.said) + str(gateway.incidents())
    assert b"roxy-Authorization" not in internet.received(CHATGPT)
