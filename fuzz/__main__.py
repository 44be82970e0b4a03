"""
`python -m fuzz SECONDS [NAME …]`: each harness in a process of its own, one after the other.

Exit code 0 when no law was broken, 1 when one was (the input is then in `corpus/`), 2 where
atheris is not installed or a name is unknown.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
LONGEST = 4096
"""Bytes of one input; the examples that it changes have bytes of their own."""
GRACE_SECONDS = 120
"""Beyond its time, for a start and one slow input."""
NO_ATHERIS = (
    "fuzz: atheris is not installed; `make setup` installs it with the packages for the tests "
    "(Linux, Python 3.13). `make test TESTS=tests/fuzz` asks the same laws without it."
)


def main(arguments: list[str]) -> int:
    """The exit code; see above."""
    if find_spec("atheris") is None:
        print(NO_ATHERIS, file=sys.stderr)  # noqa: T201 -- a command
        return 2
    from fuzz.registry import HARNESSES  # noqa: PLC0415 -- takes seconds, and needs the packages

    seconds, names = int(arguments[0]), arguments[1:] or [*HARNESSES]
    if unknown := sorted(set(names) - set(HARNESSES)):
        known = ", ".join(HARNESSES)
        print(f"fuzz: no harness {', '.join(unknown)}; there are: {known}", file=sys.stderr)  # noqa: T201 -- a command
        return 2
    broken = [name for name in names if not _holds(name, seconds)]
    print(f"fuzz: {len(names)} harnesses, {len(broken)} broken", *broken)  # noqa: T201 -- a command
    return 1 if broken else 0


def _holds(name: str, seconds: int) -> bool:
    """Whether nothing was found against `name` in this time."""
    found = REPOSITORY / "fuzz" / "corpus" / name
    found.mkdir(parents=True, exist_ok=True)
    print(f"fuzz: {name}, {seconds} s", flush=True)  # noqa: T201 -- a command
    with tempfile.TemporaryDirectory() as grown:
        done = subprocess.run(  # noqa: S603 -- ourselves
            [
                *(sys.executable, "-m", "fuzz.guided", name),
                *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=60"),
                *("-rss_limit_mb=4096", "-verbosity=0", "-print_final_stats=1"),
                f"-artifact_prefix={found}/",
                *(grown, str(found)),
            ],
            cwd=REPOSITORY,
            check=False,
            timeout=seconds + GRACE_SECONDS,
        )
    if not any(found.iterdir()):
        found.rmdir()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
