"""
The command line: `promptwacht COMMAND …`, also `python -m proxy COMMAND …`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import cast

from config.errors import ConfigError
from proxy.cli.interface import USAGE, Command
from proxy.parentage import end_with_parent

COMMANDS = {
    "run": "start everything on this machine",
    "gateway": "start the proxy alone",
    "console": "start the portal alone",
    "notifier": "take in incidents and send notifications, alone",
    "check-config": "check settings and policy, and show what holds per department",
    "explain": "tell what would happen to a request, and why",
    "scan": "inspect text exactly as the gateway would",
    "evaluate": "measure the detectors on labelled prompts",
    "incidents": "list, export or verify the incident log",
    "hosts": "list the AI hosts, for a front proxy",
    "services": "list services; suspend or resume one",
    "registers": "import, list or remove own lists of people, as keyed hashes",
    "published": "import, list or remove the hashes of own published files, which may pass",
    "user": "make, list or reset accounts of the console",
    "keys": "make or list keys for sealed excerpts",
    "backup": "put everything that must survive into one file, while the product runs",
    "restore": "put a backup into an empty state folder",
    "doctor": "check this installation, one line for each part",
}
"""Every command with its summary; each has a module of its own in `proxy.cli`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (0 fine, 1 findings, 2 wrong usage)."""
    end_with_parent()
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="promptwacht", description="Keeps personal data out of generative AI."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        subparser = commands.add_parser(name, help=summary, description=summary.capitalize())
        # Only the command that is asked for is imported: some take seconds to load.
        if name in words[:1]:
            _module(name).arguments(subparser)
    args = parser.parse_args(words)
    try:
        return int(_module(args.command).run(args))
    except ConfigError as wrong:
        _complain(str(wrong).splitlines())
        return USAGE
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`).
        sys.stderr.close()
        return 0


def _complain(problems: list[str]) -> None:
    """One line on stderr; what else is wrong follows on stdout, for whoever mends it all."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    print(f"promptwacht: {problems[0]}{more}", file=sys.stderr)
    for problem in problems[1:]:
        print(problem)


def _module(command: str) -> Command:
    return cast("Command", importlib.import_module(f"proxy.cli.{command.replace('-', '_')}"))


if __name__ == "__main__":
    sys.exit(main())
