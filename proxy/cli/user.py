"""
`promptwacht user`: accounts of the console. Passwords are set by the one-time link that it prints.
"""

from __future__ import annotations

import importlib
import json
from argparse import ArgumentParser, Namespace
from typing import Any

from config.settings import load_settings
from proxy.cli.interface import OK

_COMMANDS = "console.accounts.commands"
"""By name: this floor does not know the console beside it."""
_ROLES = (
    "dpo", "deputy", "ict", "rule_owner", "security_cell", "director", "school_director",
    "auditor",
)  # fmt: skip


def arguments(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="create|list|reset|confirm")
    create = steps.add_parser("create", help="make an account and print its one-time link")
    create.add_argument("username", help="name to log in with")
    create.add_argument("--role", required=True, choices=_ROLES)
    create.add_argument("--email", required=True, help="address, also for the login provider")
    create.add_argument("--first-name", default="")
    create.add_argument("--last-name", default="")
    create.add_argument("--language", choices=["nl", "fr", "en"], default="nl")
    create.add_argument("--department", default="", help="slug of a school director's school")
    listing = steps.add_parser("list", help="show all accounts")
    reset = steps.add_parser("reset", help="print a new one-time link; the old password holds")
    reset.add_argument("username")
    confirm = steps.add_parser(
        "confirm",
        help="agree to an account that waits, where nobody is left who could; DPO is told",
    )
    confirm.add_argument("username")
    for step in (create, listing, reset, confirm):
        step.add_argument("--json", action="store_true", help="print JSON")


def run(args: Namespace) -> int:
    """Raises `ConfigError` for an account that cannot be made or is not there."""
    settings = load_settings()
    commands = importlib.import_module(_COMMANDS)
    match args.step:
        case "create":
            _print_link(args, commands.create(settings, _details(args)))
        case "reset":
            _print_link(args, commands.reset(settings, args.username))
        case "confirm":
            _print_confirmed(args, commands.confirm(settings, args.username))
        case _:
            _print_list(args, commands.listing(settings))
    return OK


def _details(args: Namespace) -> dict[str, str]:
    names = ("username", "role", "email", "first_name", "last_name", "language", "department")
    return {name: getattr(args, name) for name in names}


def _print_link(args: Namespace, told: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    print(f"{told['username']} ({told['role']}) sets a password and a second step with this link.")
    print(f"It works once, for 24 hours:\n  {told['link']}")
    if told["waiting"]:
        print("Then the account waits for the agreement of the DPO, a deputy or the director.")


def _print_confirmed(args: Namespace, told: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(f"{told['username']} ({told['role']}) waits no more. The DPO is told by mail.")


def _print_list(args: Namespace, accounts: list[dict[str, Any]]) -> None:
    if args.json:
        print(json.dumps({"users": accounts}, ensure_ascii=False, indent=2))
        return
    for account in accounts:
        state = "waits" if account["waiting"] else "open"
        print(
            f"{account['username']:30} {account['role']:16} "
            f"{state if account['open'] else 'closed':7} "
            f"last login {account['last_login'] or 'never'}"
        )
    if not accounts:
        print("There are no accounts.")
