"""
Departments whose refused prompts are sealed need a key to seal them to.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from config.errors import ConfigError
from config.policy_files import load_policy
from policy.department import Excerpts

SHIPPED = Path(__file__).parents[2] / "config"


@pytest.fixture
def policy(tmp_path):
    """The shipped policy, with one parent department that seals."""
    for file in ("rules.yaml", "services.yaml", "labels.yaml"):
        shutil.copy(SHIPPED / file, tmp_path)
    (tmp_path / "texts").symlink_to(SHIPPED / "texts")
    (tmp_path / "departments.yaml").write_text(
        "version: '1'\ndefault: gemeente\ndepartments:\n"
        "  gemeente:\n    name: Gemeente\n    excerpts: sealed\n"
        "  ocmw:\n    name: OCMW\n    inherit: gemeente\n"
        "  school:\n    name: School\n    inherit: gemeente\n    excerpts: none\n"
    )
    (tmp_path / "keys").mkdir()
    return tmp_path


def put_key(policy, private):
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (policy / "keys" / "dpo.pem").write_bytes(pem)


def test_with_a_key(policy):
    """Children inherit the choice, and may choose otherwise."""
    put_key(policy, X25519PrivateKey.generate())
    departments = load_policy(policy).departments
    kept = {d.slug: d.excerpts for d in departments.all}
    assert kept == {
        "gemeente": Excerpts.SEALED, "ocmw": Excerpts.SEALED, "school": Excerpts.NONE,
    }  # fmt: skip


def test_without_a_key(policy):
    """Sealing to nobody is refused at the place in the file, with what to do."""
    with pytest.raises(ConfigError, match=r"departments\.yaml:5:.*promptwacht keys new"):
        load_policy(policy)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nx\n", b"\xff\xfe"])
def test_what_is_no_key(policy, content):
    """A file that holds no key is named."""
    (policy / "keys" / "dpo.pem").write_bytes(content)
    with pytest.raises(ConfigError, match=r"dpo\.pem:1:1: not an X25519"):
        load_policy(policy)


def test_other_kind_of_key(policy):
    """So is a key of another kind."""
    put_key(policy, Ed25519PrivateKey.generate())
    with pytest.raises(ConfigError, match="not an X25519"):
        load_policy(policy)
