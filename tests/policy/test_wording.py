"""
Words for people: every topic in every language, filled in, and never a word of the prompt.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.document_words import DocumentWords
from policy.documents.interface import Part, Place, Unread
from policy.finding import Finding, Kind
from policy.notice import Topic
from policy.verdict import Action, Verdict
from policy.wording import (
    PLACEHOLDERS,
    Contacts,
    Language,
    Wording,
    WordingError,
    Wordings,
    topic_for,
)

ALL = " ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))

DOCUMENTS = DocumentWords(
    unread={reason: f"Want: {reason}." for reason in Unread},
    parts={part: f"de {part}" for part in Part},
    page="pagina {number}",
    sheet="blad {number}",
    cell="cel {cell}",
    row="rij {number}",
    member="bestand {number}",
    more="nog {number}",
    name="de naam",
)


def language(code: str = "nl", **changes) -> Language:
    wording = Wording(
        title="T {service}", text="Over {kinds}.\n\n{reason}\n\nEinde.", short="{code}"
    )
    words = Language(
        code=code,
        topics=dict.fromkeys(Topic, wording),
        kinds={kind: f"een {kind.value}" for kind in Kind},
        anything="iets",
        conjunction="en",
        footer="Vragen? {ict_email} {dpo_email} {code}",
        documents=DOCUMENTS,
    )
    return replace(words, **changes)


def notice(words: Language | None = None, topic: Topic = Topic.PERSONAL, **said):
    said = {"language": "nl", "service_name": "ChatGPT", "code": "KB-1"} | said
    return Wordings(languages={"nl": words or language()}).notice(topic, **said)


def verdict(*kinds: Kind) -> Verdict:
    findings = tuple(
        Finding(kind=kind, part=0, start=0, end=1, score=1.0, detector="t") for kind in kinds
    )
    return Verdict(action=Action.REJECT, rule="r", rule_version=1, reason="r", findings=findings)


@pytest.mark.parametrize(
    ("kinds", "listed"),
    [
        ((), "iets"),
        (("person",), "een person"),
        (("person", "phone"), "een person en een phone"),
        (("person", "phone", "person", "iban"), "een person, een phone en een iban"),
        (("nieuw",), "iets"),
    ],
)
def test_kinds_are_listed_as_people_say_it(kinds, listed):
    """
    Each kind once, with "and" before the last; a kind without a name is "something".
    """
    assert notice(kinds=kinds).text.startswith(f"Over {listed}.")


def test_empty_reason_leaves_no_gap():
    """
    A paragraph of nothing is left out, one with a reason stands.
    """
    assert "\n\n\n" not in notice().text
    assert notice(reason="Verboden.").text.split("\n\n")[1] == "Verboden."


def test_footer_follows_unless_the_text_goes_without():
    """
    Contacts stand under every text but the pupils'.
    """
    bare = Wording(title="T", text="Vraag je juf.", short="S", footer=False)
    words = language(topics=dict.fromkeys(Topic, bare))

    assert notice().text.endswith("Vragen? ICT@kortenberg.be gdpr@kortenberg.be KB-1")
    assert notice(words).text == "Vraag je juf."


def test_every_placeholder_can_be_filled_in():
    """
    A text may use all of them, in title, text and line.
    """
    full = Wording(title=ALL, text=ALL, short=ALL)

    told = notice(language(topics=dict.fromkeys(Topic, full)), reason="R")

    assert "{" not in told.title + told.text + told.short
    assert "http://127.0.0.1:8081/vergissing/KB-1" in told.text


def test_links_lead_to_the_portal():
    """
    The address people reach is a setting; the code makes the link.
    """
    contacts = Contacts(portal_url="https://ai.example")

    assert contacts.fillings("KB-9")["explain_url"] == "https://ai.example/uitleg/KB-9"
    assert contacts.fillings()["list_url"] == "https://ai.example/lijst"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{prompt}", "unknown placeholder 'prompt'"),
        ("{service.__class__}", "unknown placeholder"),
        ("{code!r}", "unknown placeholder"),
        ("{code:>99999999}", "unknown placeholder"),
        ("{}", "unknown placeholder"),
        ("{code", "brace"),
        ("code}", "brace"),
    ],
)
@pytest.mark.parametrize("place", ["title", "text", "short", "footer"])
def test_unknown_placeholder_is_refused(place, template, words):
    """
    At the start, with its place; not when somebody is told no.
    """
    plain = {"title": "T", "text": "T", "short": "S"}
    if place == "footer":
        changes = {"footer": template}
    else:
        changes = {"topics": dict.fromkeys(Topic, Wording(**plain | {place: template}))}

    with pytest.raises(WordingError, match=words) as refused:
        language(**changes)

    assert refused.value.path[-1] == place


@pytest.mark.parametrize("topic", Topic)
def test_topic_without_words_is_refused(topic):
    """
    There is no case about which we are silent.
    """
    topics = {t: w for t, w in language().topics.items() if t is not topic}

    with pytest.raises(WordingError, match=f"no text for '{topic}'"):
        language(topics=topics)


@pytest.mark.parametrize("kind", Kind)
def test_kind_without_a_name_is_refused(kind):
    """
    Nor is there one that people would see as a machine word.
    """
    with pytest.raises(WordingError, match=f"no name for '{kind}'"):
        language(kinds=language().kinds | {kind: " "})


def test_dutch_is_always_there():
    """
    And answers for languages that are not.
    """
    with pytest.raises(WordingError, match="nl"):
        Wordings(languages={"fr": language("fr")})
    words = Wordings(languages={"nl": language(), "fr": language("fr")})
    assert words.language("fr-BE").code == "fr"
    assert words.language("tr").code == "nl"


@pytest.mark.parametrize(
    ("kinds", "topic"),
    [
        ((Kind.PERSON, Kind.SPECIAL_HEALTH), Topic.PERSONAL),
        ((Kind.UNDECIDED_POLICY, Kind.PERSON), Topic.UNDECIDED_POLICY),
        ((Kind.MARKING, Kind.UNDECIDED_POLICY), Topic.CONFIDENTIAL),
        ((Kind.PERSON, Kind.MARKING, Kind.PASSWORD), Topic.SECURITY),
        ((), Topic.UNCHECKED),
    ],
)
def test_gravest_finding_is_what_we_talk_about(kinds, topic):
    """
    Who typed a password and a name must change the password first.
    """
    assert topic_for(verdict(*kinds)) is topic


@settings(deadline=None)
@given(st.sampled_from(Topic), st.text(max_size=30), st.text(max_size=30))
def test_filled_in_words_are_not_read_again(topic, service, reason):
    """
    Braces in a name or a reason are text, not placeholders.
    """
    told = notice(topic=topic, service_name=service, reason=reason)

    assert told.title == " ".join(f"T {service}".split())
    assert told.topic is topic


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Place(part=Part.TABLE, sheet=2, row=14, column=2), "blad 2, cel B14"),
        (Place(part=Part.HIDDEN, sheet=1, row=3, column=28), "blad 1, cel AB3, de hidden"),
        (Place(part=Part.FOOTER, page=3), "pagina 3, de footer"),
        (Place(part=Part.TABLE, row=5, column=1), "rij 5"),
        (Place(part=Part.BODY), "de body"),
        (Place(part=Part.BODY, page=2, member=(4,)), "bestand 4, pagina 2"),
    ],
)
def test_a_place_is_told_as_people_look_for_it(place, told):
    """
    Numbers as the program shows them; the obvious is left out.
    """
    assert DOCUMENTS.where([place, place]) == told


def test_many_places_are_not_all_named():
    """
    The first few, and how many more there are; without a place it is the file's name.
    """
    places = [Place(part=Part.BODY, page=page) for page in range(1, 9)]

    assert DOCUMENTS.where(places).endswith("pagina 5; nog 3")
    assert DOCUMENTS.where(()) == "de naam"


@pytest.mark.parametrize("wrong", [{"page": "{n}"}, {"cell": "{number}"}, {"unread": {}}])
def test_words_about_files_are_checked(wrong):
    """
    A placeholder that nobody fills in, or a reason without words, is found at the start.
    """
    with pytest.raises(WordingError):
        language(documents=replace(DOCUMENTS, **wrong))
