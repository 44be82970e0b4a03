"""
What people type into forms is looked at in another process, within a deadline, and left nowhere.
"""

from __future__ import annotations

import sys
import textwrap
import threading

import pytest

from console.text_look import LookError, ProcessLook, personal
from policy.finding import Finding, Kind


def look(script, **more):
    return ProcessLook(command=(sys.executable, "-c", textwrap.dedent(script)), **more)


ECHO = """
    import json, sys
    print('{"ready": true}', flush=True)
    for line in sys.stdin:
        texts = json.loads(line)["texts"]
        found = [["person", 0, 0, len(texts[0]), 0.9, "names"]]
        print(json.dumps({"findings": found}), flush=True)
"""


@pytest.fixture
def closing():
    """End whatever process a test leaves."""
    looks = []
    yield lambda one: looks.append(one) or one
    for one in looks:
        one.close()


def test_the_real_detectors_answer(closing):
    """
    A national register number and a name are found at their places; a clean text is clean.
    """
    one = closing(ProcessLook(deadline=120))
    text = "Mijn rijksregisternummer is 85.07.30-033.28."

    (found,) = [f for f in one.findings([text]) if f.kind is Kind.NATIONAL_NUMBER]

    assert text[found.start : found.end] == "85.07.30-033.28"
    assert one.findings(["De bibliotheek is open."]) == ()


def test_one_process_answers_many(closing):
    """
    Threads take turns; nobody gets another's answer.
    """
    one = closing(look(ECHO, deadline=60))
    lengths = {}

    def ask(n):
        lengths[n] = one.findings(["x" * n])[0].end

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert lengths == {n: n for n in range(1, 9)}


@pytest.mark.parametrize(
    "script",
    [
        "raise SystemExit(1)",
        "print('{}', flush=True)",
        "print('no json', flush=True)",
        ECHO.replace('"person"', '"unheard_of"'),
        ECHO.replace('"findings"', '"failed"'),
        "import sys; [print('x' * 10**6) for _ in range(9)]",
    ],
    ids=["ends", "not-ready", "garbage", "unknown-kind", "failed", "floods"],
)
def test_whatever_goes_wrong_nobody_has_looked(closing, script):
    """
    One error for all of it, and the next text gets a fresh process.
    """
    one = closing(look(script, deadline=60))

    with pytest.raises(LookError):
        one.findings(["Jef Peeters"])
    with pytest.raises(LookError):
        one.findings(["Jef Peeters"])


def test_a_process_that_hangs_is_ended(closing):
    """
    The deadline holds whether it hangs at its start or on a text.
    """
    one = closing(look("import time; time.sleep(600)", deadline=0.3))

    with pytest.raises(LookError):
        one.findings(["Jef Peeters"])

    assert one._process is None


def test_it_ends_when_nobody_asks(closing):
    """
    A hundred megabytes are not kept for a form that somebody sends once a week.
    """
    ended = threading.Event()
    one = closing(look(ECHO, deadline=60, idle=0.05))
    one.findings(["x"])
    process = one._process
    if process is not None:
        process.wait(60)
    ended.set()

    assert one.findings(["xx"])[0].end == 2


def test_nothing_is_told_of_a_text(closing, capfd):
    """
    Neither the error nor the log quotes it.
    """
    one = closing(look("raise SystemExit(1)", deadline=60))

    with pytest.raises(LookError) as failure:
        one.findings(["Jef Peeters"])

    said = capfd.readouterr()
    assert "Peeters" not in f"{failure.value!r}{one!r}{said.out}{said.err}"


def test_confidential_matter_is_no_personal_data():
    """
    A form may say what a file is about; it may not say about whom.
    """

    def finding(kind):
        return Finding(kind=kind, part=0, start=0, end=1, score=1.0, detector="t")

    kinds = (Kind.PERSON, Kind.PROCUREMENT, Kind.PASSWORD)

    assert [f.kind for f in personal([finding(k) for k in kinds])] == [Kind.PERSON, Kind.PASSWORD]
