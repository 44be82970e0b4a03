"""
`promptwacht keys`: keys to which the text of refused prompts is sealed for the DPO.
"""

from __future__ import annotations

import getpass
import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from config.errors import ConfigError
from config.excerpt_keys import FOLDER, key_id, recipient_keys
from config.private_files import create_file
from config.settings import Settings, load_settings
from proxy import key_file
from proxy.cli.interface import OK

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PUBLIC_MODE = 0o644


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="new|list")
    new = steps.add_parser("new", help="make a pair of keys; the private one is for the DPO alone")
    new.add_argument("name", help="whose it is, such as dpo or vervanger")
    new.add_argument(
        "--private", type=Path, required=True, metavar="FILE",
        help="where the private key goes, such as a USB stick; never below the state folder",
    )  # fmt: skip
    new.add_argument(
        "--passphrase-stdin", action="store_true", help="read the passphrase from stdin"
    )
    listing = steps.add_parser("list", help="show the public keys that excerpts are sealed to")
    for step in (new, listing):
        step.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for a name, a file or a passphrase that will not do."""
    settings = load_settings()
    if args.step == "new":
        _new(args, settings)
    else:
        _list(args, settings)
    return OK


def _new(args: Namespace, settings: Settings) -> None:
    public_file = settings.policy_dir / FOLDER / f"{args.name}.pem"
    _check(args.name, args.private, public_file, settings)
    private = X25519PrivateKey.generate()
    try:
        content = key_file.locked(private, _passphrase(from_stdin=args.passphrase_stdin))
    except ValueError as wrong:
        raise ConfigError(str(wrong)) from None
    public = private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        # The private one first: a public key that nobody can open for would be worse than none.
        create_file(args.private, content)
        public_file.parent.mkdir(exist_ok=True)
        create_file(public_file, pem)
        public_file.chmod(_PUBLIC_MODE)
    except OSError as wrong:
        where = wrong.filename or args.private
        raise ConfigError(f"{where}: cannot be written: {wrong.strerror}") from None
    told = {"name": args.name, "id": key_id(public.public_bytes_raw()), "public": str(public_file)}
    _print(
        args,
        told,
        f"Public key   {public_file}\nPrivate key  {args.private}\n"
        "Keep the private key and its passphrase apart from this machine, and make a second pair "
        "for the deputy: whoever loses all keys loses all excerpts.",
    )


def _check(name: str, private: Path, public_file: Path, settings: Settings) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigError("name: small letters, digits and hyphens only (such as dpo)")
    if private.resolve().is_relative_to(settings.state_dir.resolve()):
        raise ConfigError(
            f"{private}: the private key may not be below the state folder, for then this machine "
            "could read the excerpts (name another place)"
        )
    for file in (private, public_file):
        if file.exists():
            raise ConfigError(f"{file}: is there already (choose another name)")
    if not private.resolve().parent.is_dir():
        raise ConfigError(f"{private.parent}: there is no such folder (make it first)")


def _passphrase(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Passphrase for the private key: ")
    if getpass.getpass("Once more: ") != first:
        raise ConfigError("the two passphrases are not the same")
    return first


def _list(args: Namespace, settings: Settings) -> None:
    keys = [{"name": key.name, "id": key.id} for key in recipient_keys(settings.policy_dir)]
    words = "\n".join(f"{key['name']:20} {key['id']}" for key in keys)
    _print(args, {"keys": keys}, words or "There are no keys; no excerpt can be sealed.")


def _print(args: Namespace, told: Mapping[str, object], words: str) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2) if args.json else words)
