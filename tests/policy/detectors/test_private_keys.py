"""
Private keys.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

PRIVATE_KEY = (
    "PrivateKey = ⟦aGVsbG8gd29ybGQgdGhpcyBpcyBhIGtleSAxMjM0NTY=⟧",
    (
        "<?xml?><RSAKeyValue><Modulus>x</Modulus><D>⟦qwerty0987asdfQWERTYzxcv"
        "1234567890qwertyASDFGH⟧</D></RSAKeyValue>"
    ),
    "⟦-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQI⟧",
    "[vpn]\nPresharedKey = ⟦abcdEFGHijklMNOPqrstUVWXyz0123456789ABCDEFG=⟧",
    (
        "⟦PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\n"
        "AAAAB3NzaC1yc2EAAAABJQAAAQEA\nPrivate-Lines: 1\nAAABAQCabcdef\nPrivate-MAC: abcdef0123⟧"
    ),
    (
        "⟦-----BEGIN OPENSSH PRIVATE KEY-----\n"
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt⟧"
    ),
)


@pytest.mark.parametrize("marked", PRIVATE_KEY)
def test_private_key_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PRIVATE_KEY) == values
