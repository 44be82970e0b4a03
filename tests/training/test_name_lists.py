from config.lexicon_files import text_of
from training.name_lists import LISTS, LOCAL, _latin, _names, _words

LINE = "{}\t{}\t_\t{}\t_\t_\t0\troot\t_\t_\n"


def test_names_in_cyrillic_are_written_in_latin_letters():
    """
    As their bearers write them here.
    """
    assert _latin("Шевченко") == "Shevchenko"


def test_proper_nouns_are_no_ordinary_words(tmp_path):
    """
    A name in a treebank must not make itself common.
    """
    bank = tmp_path / "bank.conllu"
    bank.write_text(LINE.format(1, "zaalhuur", "NOUN") + LINE.format(2, "wyffels", "PROPN"))

    words = set(_words([bank]))

    assert "zaalhuur" in words
    assert "wyffels" not in words


def test_committed_list_is_what_the_script_makes():
    """
    Nobody edited the generated list by hand.
    """
    made = sorted({name for name in _names("first_name", LOCAL) if len(name) > 1})

    assert text_of(LISTS / "first_local.txt.gz").split("\n")[:-1] == made
