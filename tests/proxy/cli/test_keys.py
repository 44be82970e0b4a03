"""
`promptwacht keys`: a pair of keys, of which this machine keeps the public half only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from config.excerpt_keys import key_id, recipient_keys

REPOSITORY = Path(__file__).parents[3]
PASSPHRASE = "een lange zin die niemand raadt"


@pytest.fixture
def folders(tmp_path):
    for name in ("state", "policy", "stick"):
        (tmp_path / name).mkdir()
    return tmp_path


def keys(folders, *words, typed=PASSPHRASE):
    environment = os.environ | {
        "PROMPTWACHT_STATE_DIR": str(folders / "state"),
        "PROMPTWACHT_POLICY_DIR": str(folders / "policy"),
    }
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "proxy", "keys", *words], cwd=REPOSITORY, env=environment,
        capture_output=True, text=True, check=False, input=typed + "\n",
    )  # fmt: skip


def new(folders, private, name="dpo", typed=PASSPHRASE):
    return keys(
        folders, "new", name, f"--private={private}", "--passphrase-stdin", "--json", typed=typed
    )


def test_pair(folders):
    """The private half opens with its passphrase, fits the public one, and is its owner's alone."""
    file = folders / "stick" / "dpo.json"
    told = json.loads(new(folders, file).stdout)

    assert file.stat().st_mode & 0o777 == 0o600
    document = json.loads(file.read_text())
    kept = {name: b64decode(document[name]) for name in ("salt", "nonce", "key")}
    kdf = PBKDF2HMAC(SHA256(), 32, kept["salt"], document["iterations"])
    lock = AESGCM(kdf.derive(PASSPHRASE.encode()))
    raw = lock.decrypt(kept["nonce"], kept["key"], document["kind"].encode())
    public = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    (recipient,) = recipient_keys(folders / "policy")
    assert recipient.key.public_bytes_raw() == public
    assert recipient.id == told["id"] == document["id"] == key_id(public)
    listed = json.loads(keys(folders, "list", "--json").stdout)
    assert listed == {"keys": [{"name": "dpo", "id": told["id"]}]}


def test_nothing_secret_stays_on_this_machine(folders):
    """Neither the policy nor the state folder holds the private half or the passphrase."""
    new(folders, folders / "stick" / "dpo.json")
    secret = json.loads((folders / "stick" / "dpo.json").read_text())["key"]
    for folder in ("state", "policy"):
        for file in (folders / folder).rglob("*"):
            content = file.read_text(errors="replace") if file.is_file() else ""
            assert secret not in content
            assert PASSPHRASE not in content


@pytest.mark.parametrize(
    ("private", "name", "typed", "said"),
    [
        ("state/dpo.json", "dpo", PASSPHRASE, "below the state folder"),
        ("stick/../state/dpo.json", "dpo", PASSPHRASE, "below the state folder"),
        ("nowhere/dpo.json", "dpo", PASSPHRASE, "no such folder"),
        ("stick/dpo.json", "../dpo", PASSPHRASE, "small letters"),
        ("stick/dpo.json", "dpo", "kort", "too short"),
    ],
)
def test_refused_in_one_line(folders, private, name, typed, said):
    """What would leave the key here, or weak, is refused before anything is written."""
    done = new(folders, folders / private, name, typed)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert typed not in done.stderr
    assert not list((folders / "stick").iterdir())
    assert not recipient_keys(folders / "policy")


def test_never_replaced(folders):
    """A key that is there stays: what was sealed to it could not be opened any more."""
    file = folders / "stick" / "dpo.json"
    new(folders, file)
    before = file.read_bytes()
    assert new(folders, file).returncode == 2
    assert new(folders, folders / "stick" / "other.json").returncode == 2
    assert file.read_bytes() == before
