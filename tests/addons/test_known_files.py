"""
What is remembered of files: by client and service, for a while, and never too much.
"""

import tracemalloc
from dataclasses import replace

from addons.known_files import Answer, KnownFile, KnownFiles, digest_of
from policy.prompt import Part
from policy.rulebook import Rulebook
from tests.addons.fakes import RULES, PlainWords, a_passage

HERE = a_passage()


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def test_all_names_mean_the_same_file():
    """
    Its address, its id: what is decided under one holds under the other.
    """
    known, file = KnownFiles(Clock()), KnownFile()

    known.tie(HERE, ("file-x", "host/path?sig=1", ""), file)
    file.passed()

    assert known.named(HERE, "file-x").is_checked
    assert known.named(HERE, "host/path?sig=1").is_checked
    assert known.named(HERE, "") is None


def test_names_belong_to_a_client_and_a_service():
    """
    Another person's file, or another service's, is another file.
    """
    known = KnownFiles(Clock())
    known.tie(HERE, ("file-x",), KnownFile())
    elsewhere = replace(HERE, service=replace(HERE.service, slug="gemini"))

    assert known.named(a_passage(address="10.0.0.8"), "file-x") is None
    assert known.named(elsewhere, "file-x") is None


def test_memory_ends():
    """
    A file is known for a day, an answer for a quarter of an hour.
    """
    clock = Clock()
    known = KnownFiles(clock)
    known.tie(HERE, ("file-x",), KnownFile())
    known.remember(HERE, Answer(None, case=b"digest"))

    clock.at = 3600.0

    assert known.named(HERE, "file-x")
    assert known.answer(b"digest") is None
    clock.at = 25 * 3600.0
    assert known.named(HERE, "file-x") is None


def test_memory_is_bounded():
    """
    The oldest go first.
    """
    known = KnownFiles(Clock())

    known.tie(HERE, (f"file-{n}" for n in range(20_001)), KnownFile())

    assert known.named(HERE, "file-0") is None
    assert known.named(HERE, "file-20000")


def test_nobody_empties_the_memory_of_others():
    """
    Not with files, nor with names that nobody gave him, nor with answers.
    """
    known, busy = KnownFiles(Clock()), a_passage(address="10.0.0.8")
    notice = PlainWords().notice("file_unknown", language="nl", service_name="", code="KB-1")
    known.tie(HERE, ("file-x",), KnownFile())
    known.refused(HERE, "file-y", notice)
    known.remember(HERE, Answer(None, case=b"digest"))

    for number in range(25_000):
        known.tie(busy, (f"file-{number}",), KnownFile())
        known.refused(busy, f"file-{number}", notice)
        known.remember(busy, Answer(None, case=b"%d" % number))

    assert known.named(HERE, "file-x")
    assert known.refusal(HERE, "file-y") is notice
    assert known.answer(b"digest")


def test_a_front_that_names_nobody_is_many():
    """
    One connection through it does not empty the memory of the others; files are the front's.
    """
    known = KnownFiles(Clock())
    one, two, three = (
        replace(HERE, client=replace(HERE.client, connection=f"connection {n}")) for n in range(3)
    )
    known.tie(one, ("file-x",), KnownFile())

    known.tie(two, (f"file-{n}" for n in range(25_000)), KnownFile())

    assert known.named(three, "file-x")


def test_a_name_that_nobody_gave_is_no_file():
    """
    What was said of it is said again for a quarter of an hour, to the same client.
    """
    clock = Clock()
    known = KnownFiles(clock)
    notice = PlainWords().notice("file_unknown", language="nl", service_name="", code="KB-1")

    known.refused(HERE, "file-y", notice)

    assert known.named(HERE, "file-y") is None
    assert known.refusal(HERE, "file-y") is notice
    assert known.refusal(a_passage(address="10.0.0.8"), "file-y") is None
    clock.at = 3600.0
    assert known.refusal(HERE, "file-y") is None


def test_a_digest_tells_apart_all_that_a_verdict_depends_on():
    """
    The content, whose it is, where it goes, which rules hold, and where one piece ends.
    """
    rules = replace(HERE.policy, rulebook=Rulebook(RULES, version="rules-2"))
    digests = [
        digest_of(HERE, (), (b"ab", b"c")),
        digest_of(HERE, (), (b"a", b"bc")),
        digest_of(HERE, (), (b"abc",)),
        digest_of(HERE, (Part("/n", "abc"),), ()),
        digest_of(HERE, (Part("/n", "a"), Part("/n", "bc")), ()),
        digest_of(a_passage(address="10.0.0.8"), (), (b"abc",)),
        digest_of(replace(HERE, policy=rules), (), (b"abc",)),
        digest_of(HERE, (Part("/n", "\ud800"),), ()),
    ]

    assert len(set(digests)) == len(digests)
    assert digest_of(HERE, (), (b"abc",)) == digests[2]


def test_names_of_any_length_take_the_same_room():
    """
    They come from clients, and are kept for a day.
    """
    known = KnownFiles(Clock())
    tracemalloc.start()

    for number in range(20):
        known.tie(HERE, (f"{number}" + "x" * 1_000_000,), KnownFile())
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert known.named(HERE, "7" + "x" * 1_000_000)
    assert kept < 1_000_000
