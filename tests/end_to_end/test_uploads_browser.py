"""
Files in a real browser: what a page's script may send and read across hosts.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography import x509

from tests.end_to_end.browser import browsing
from tests.end_to_end.office_files import docx
from tests.end_to_end.people import KAREL, clean, debts_of, is_dutch
from tests.end_to_end.upload_sites import BLOBS
from tests.end_to_end.web_chats import CHATGPT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPT = """async ([name, content]) => {
  const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
  const headers = {"content-type": "application/json"};
  const announced = await fetch("/backend-api/files", {method: "POST", headers,
    body: JSON.stringify({file_name: name, file_size: bytes.length, use_case: "my_files"})});
  const {file_id, upload_url} = await announced.json();
  const put = await fetch(upload_url, {method: "PUT", body: bytes,
    headers: {"content-type": "application/octet-stream", "x-ms-blob-type": "BlockBlob"}});
  return {status: put.status, text: await put.text()};
}"""


@pytest.fixture
def page(gateway, tmp_path):
    """A page of ChatGPT in a browser that goes through the gateway, and trusts its CA."""
    authority = x509.load_pem_x509_certificate(gateway.way.ca_file.read_bytes())
    proxy = [f"--proxy-server={gateway.way.proxy_url}"]
    with browsing(tmp_path, proxy, [authority]) as browser:
        shown = browser.new_page()
        shown.goto(f"https://{CHATGPT}/")
        yield shown


def upload(page: Any, name: str, content: bytes) -> dict[str, Any]:
    result: dict[str, Any] = page.evaluate(SCRIPT, [name, base64.b64encode(content).decode()])
    return result


def test_a_script_may_put_a_clean_file(internet, page):
    """
    The browser asks whether it may, and is told so; the storage gets the bytes.
    """
    content = docx(clean())

    result = upload(page, "reglement.docx", content)

    assert result["status"] == 201
    assert [r.body for r in internet.records.requests if r.host == BLOBS] == [content]


def test_a_script_may_read_why_a_file_stays(internet, gateway, page):
    """
    Without the right headers it would see a failed connection, and try for ever.
    """
    result = upload(page, "verslag.docx", docx(clean(), debts_of(KAREL)))

    assert result["status"] == 400
    assert is_dutch(result["text"])
    assert gateway.incident_behind(result["text"])["event"]["action"] == "upload-rejected"
    assert internet.connections(BLOBS) == 0
