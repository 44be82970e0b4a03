import random

from training.name_lists import LISTS
from training.name_model import TEMPLATES, _filled, _noisy
from training.syllables import Inventor


def fillers():
    return Inventor.of(LISTS, random.Random(3)).fillers()  # noqa: S311 -- no secret


def test_labels_stand_on_the_names_that_were_filled_in():
    words = {"p": lambda: "Tobe Kerremans", "o": lambda: "Zaal Oost"}

    text, persons = _filled("Beste {p} van {o}, dag {p}", words)

    assert [text[a:b] for a, b in persons] == ["Tobe Kerremans"] * 2


def test_noise_keeps_the_length_and_the_labels():
    text, persons = "Beste Tobe Kerremans, dag", [(6, 20)]

    for seed in range(50):
        noisy, kept = _noisy(text, persons, random.Random(seed))  # noqa: S311 -- no secret

        assert (len(noisy), kept) == (len(text), persons)


def test_a_seed_gives_the_same_sentences():
    """
    Training twice must give the same model.
    """
    one, two = fillers(), fillers()

    assert [one["p"]() for _ in range(20)] == [two["p"]() for _ in range(20)]


def test_every_slot_of_the_templates_can_be_filled():
    known = fillers()

    for line in TEMPLATES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            assert _filled(line, known)[0]
