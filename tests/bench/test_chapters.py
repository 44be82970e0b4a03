"""
A measurement writes its own chapter of the page, and leaves all others as they were.
"""

from bench.chapters import with_chapter, with_opening

PAGE = "# Costs\n\nAll of it.\n\n## Files\n\nOld.\n\n### Small ones\n\nOld.\n\n## Bounds\n\nKept.\n"


def test_a_chapter_takes_the_place_of_its_elder():
    """
    Its sections go with it; what stands before and after it stays.
    """
    page = with_chapter(PAGE, "Files", ["New."])

    assert page == "# Costs\n\nAll of it.\n\n## Files\n\nNew.\n\n## Bounds\n\nKept.\n"


def test_the_last_chapter_has_nothing_after_it():
    """
    And the page ends with the end of a line.
    """
    page = with_chapter(PAGE, "Bounds", ["New.", ""])

    assert page.endswith("Old.\n\n## Bounds\n\nNew.\n")


def test_a_new_chapter_comes_last():
    """
    What a page does not have yet is put at its end.
    """
    page = with_chapter(PAGE, "Sockets", ["New."])

    assert page == f"{PAGE}\n## Sockets\n\nNew.\n"


def test_writing_twice_is_writing_once():
    """
    The same measurement makes no second chapter.
    """
    once = with_chapter(PAGE, "Files", ["New."])

    assert with_chapter(once, "Files", ["New."]) == once


def test_an_opening_leaves_the_chapters():
    """
    The first table is written by itself.
    """
    page = with_opening(PAGE, "# Costs\n\nLess.")

    assert page == "# Costs\n\nLess.\n\n## Files\n" + PAGE.partition("## Files\n")[2]
