"""
What the gateway keeps beside its log: sealed text and identities, for the console to take in.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from config.excerpt_keys import RecipientKey, key_id, recipient_keys
from proxy import excerpt_sealing
from proxy.kept_files import KeptFiles

CODE = "KB-7F3K-9Q2M"
TEXT = "Kan je de brief van Els Vermeulen herschrijven?"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def write_key(policy_dir, name):
    private = X25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (policy_dir / "keys").mkdir(exist_ok=True)
    (policy_dir / "keys" / f"{name}.pem").write_bytes(pem)
    return private


def opened(document, private, code=CODE):
    """What the browser of a DPO does."""
    bound = excerpt_sealing.INFO + code.encode()
    mine = key_id(private.public_key().public_bytes_raw())
    wrapped = next(r for r in document["recipients"] if r["key"] == mine)
    data_key = excerpt_sealing.SUITE.decrypt(b64decode(wrapped["sealed"]), private, bound)
    nonce, ciphertext = b64decode(document["nonce"]), b64decode(document["ciphertext"])
    content = AESGCM(data_key).decrypt(nonce, ciphertext, bound)
    return json.loads(content.rstrip(b"\0").removesuffix(b"\x80"))


def recipient(private):
    return RecipientKey(name="test", key=private.public_key())


@pytest.fixture
def kept(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "policy").mkdir()
    return KeptFiles(tmp_path / "state", tmp_path / "policy")


def test_every_recipient_can_open_it(kept):
    """The DPO and the deputy each open an excerpt with a key of their own."""
    dpo, deputy = write_key(kept.policy_dir, "dpo"), write_key(kept.policy_dir, "vervanger")

    asyncio.run(kept.excerpt(CODE, [TEXT, "En nog iets."]))

    file = kept.state_dir / "excerpts" / f"{CODE}.sealed"
    assert file.stat().st_mode & 0o777 == 0o600
    document = json.loads(file.read_bytes())
    for private in (dpo, deputy):
        assert opened(document, private) == {"texts": [TEXT, "En nog iets."], "cut": False}


def test_nothing_of_it_can_be_read(kept):
    """In the state folder there is no word of the text, and nobody's address."""
    write_key(kept.policy_dir, "dpo")
    asyncio.run(kept.excerpt(CODE, [TEXT]))
    asyncio.run(kept.identity("0a1b2c3d", "10.1.2.3", AT))
    for file in kept.state_dir.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"Vermeulen" not in content
        assert b"10.1.2.3" not in content


def test_bound_to_its_incident():
    """An excerpt that is put with another incident does not open."""
    private = X25519PrivateKey.generate()
    document = json.loads(excerpt_sealing.sealed(CODE, [TEXT], [recipient(private)]))
    with pytest.raises(InvalidTag):
        opened(document, private, "KB-0000-0000")


@given(st.text(max_size=900), st.text(max_size=900))
def test_length_is_hidden(one, other):
    """Sealed texts of similar length are equally long."""
    private = X25519PrivateKey.generate()
    sizes = {
        len(
            b64decode(
                json.loads(excerpt_sealing.sealed(CODE, [t], [recipient(private)]))["ciphertext"]
            )
        )
        for t in (one, other)
        if len(json.dumps(t, ensure_ascii=False).encode("utf-8", "replace")) < 900
    }
    assert len(sizes) <= 1


@given(st.lists(st.text(), max_size=5))
def test_whatever_the_text(texts):
    """Any text comes back as it was."""
    private = X25519PrivateKey.generate()
    document = json.loads(excerpt_sealing.sealed(CODE, texts, [recipient(private)]))
    assert opened(document, private)["texts"] == texts


def test_long_texts_are_cut():
    """A very long prompt is kept up to a limit, and the excerpt says so."""
    private = X25519PrivateKey.generate()
    texts = ["a" * excerpt_sealing.LONGEST, "b"]
    document = json.loads(excerpt_sealing.sealed(CODE, texts, [recipient(private)]))
    found = opened(document, private)
    assert found["cut"]
    assert sum(map(len, found["texts"])) == excerpt_sealing.LONGEST


def test_failure_raises_nothing(kept):
    """Without a key, or with a full disk, the refusal goes its way: nothing is raised or kept."""
    asyncio.run(kept.excerpt(CODE, [TEXT]))
    (kept.state_dir / "excerpts").mkdir(exist_ok=True)
    assert not list((kept.state_dir / "excerpts").iterdir())

    (kept.state_dir / "identities").write_text("not a folder")
    asyncio.run(kept.identity("0a1b2c3d", "10.1.2.3", AT))


def test_identity_once_a_day(kept):
    """Of each pseudonym the identity is written once a day, not at each incident."""
    asyncio.run(kept.identity("0a1b2c3d", "10.1.2.3", AT))
    (file,) = (kept.state_dir / "identities").iterdir()
    file.unlink()  # the console took it in

    asyncio.run(kept.identity("0a1b2c3d", "10.1.2.3", AT + timedelta(hours=3)))
    assert not file.exists()
    asyncio.run(kept.identity("0a1b2c3d", "10.1.2.3", AT + timedelta(days=1)))
    assert file.exists()


def test_keys_are_in_order_of_their_names(kept):
    """Each key has the name of its file."""
    write_key(kept.policy_dir, "b")
    write_key(kept.policy_dir, "a")
    assert [key.name for key in recipient_keys(kept.policy_dir)] == ["a", "b"]


def test_an_identity_that_could_not_be_kept_is_kept_with_the_next_incident(kept):
    """A disk that was full for a minute does not leave a pseudonym without its person all day."""
    folder = kept.state_dir / "identities"
    folder.write_text("in the way")
    asyncio.run(kept.identity("pseudonym", "els.vermeulen", AT))
    folder.unlink()

    asyncio.run(kept.identity("pseudonym", "els.vermeulen", AT))

    assert (folder / "pseudonym.sealed").exists()
