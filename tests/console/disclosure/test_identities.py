"""
Who a pseudonym is: kept apart, told to two people together, and destroyed in time.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from config.identity_sealing import IDENTITY_KEY, opened, sealed
from config.private_files import read_or_create_key
from config.retention import Retention
from config.settings import Settings
from console import installation
from console.accounts.roles import Role
from console.disclosure import deletion
from console.disclosure.identity_store import FILE_NAME, IdentityStore
from console.disclosure.intake import take_in
from console.disclosure.models import Disclosure, Excerpt
from console.records.models import Incident
from console.records.states import State
from console.retention.registry import Job
from tests.console.desk_for_tests import event, incident, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = NOW.date()
ACTOR = "0123456789abcdef"
WHO = "10.20.30.40"


@pytest.fixture
def state(tmp_path):
    """The state folder of an installation, with the key of identities."""
    (tmp_path / "secrets").mkdir(mode=0o700)
    read_or_create_key(tmp_path / IDENTITY_KEY)
    return tmp_path


def key(state):
    return read_or_create_key(state / IDENTITY_KEY)


def keep(state, pseudonym=ACTOR, day=TODAY, who=WHO):
    IdentityStore(state).put(pseudonym, sealed(pseudonym, who, key(state)), day)


def job(state, now=NOW):
    return Job(now=now, rules=Retention(version="1"), state_dir=state, log="test")


@pytest.fixture
def installed(state):
    """This process is a console of that folder."""
    before = installation._current
    installation.use(Settings(state_dir=state))
    yield state
    installation._current = before


def ask_and_agree(dpo, second, about):
    dpo.post(
        f"/console/incidenten/{about.number}/sleutel",
        {"wanted": f"identity {about.actor}", "reason": "subjects"},
    )
    asked = Disclosure.objects.get()
    second.post(f"/console/sleutels/{asked.pk}/beslissen", {"decision": "agree"})
    return f"/console/sleutels/{asked.pk}/openen"


def test_shown_once_to_two(installed, tmp_path):
    """After two keys the person is shown, once; a second look needs a new request."""
    keep(installed)
    dpo, director = signed_in(Role.DPO, tmp_path), signed_in(Role.DIRECTOR, tmp_path)
    opening = ask_and_agree(dpo, director, incident(actor=ACTOR))

    first = dpo.post(opening)
    again = dpo.post(opening)

    assert WHO in first.content.decode()
    assert again.status_code == 302
    assert WHO not in dpo.get(again["Location"]).content.decode()


def test_school_director_for_own_staff(installed, tmp_path):
    """A school director is the second key for the own school, and for no other."""
    keep(installed)
    dpo = signed_in(Role.DPO, tmp_path)
    other = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="school-b")
    own = signed_in(Role.SCHOOL_DIRECTOR, tmp_path, department="school-a")
    opening = ask_and_agree(dpo, other, incident(actor=ACTOR, department="school-a"))
    assert dpo.post(opening).status_code == 302

    asked = Disclosure.objects.get()
    own.post(f"/console/sleutels/{asked.pk}/beslissen", {"decision": "agree"})

    assert WHO in dpo.post(opening).content.decode()


def test_gone_is_told(installed, tmp_path):
    """What was destroyed between request and opening is said to be gone."""
    keep(installed)
    dpo, director = signed_in(Role.DPO, tmp_path), signed_in(Role.DIRECTOR, tmp_path)
    opening = ask_and_agree(dpo, director, incident(actor=ACTOR))
    (installed / FILE_NAME).unlink()
    assert "niet meer gekend" in dpo.post(opening).content.decode()


def test_noise_without_its_key(state):
    """The store alone tells nobody anything, and a wrong key opens nothing."""
    keep(state)
    assert WHO.encode() not in (state / FILE_NAME).read_bytes()
    content = sealed(ACTOR, WHO, key(state))
    assert opened(ACTOR, content, key(state)) == WHO
    for pseudonym, other in ((ACTOR, bytes(32)), ("f" * 16, key(state))):
        with pytest.raises(ValueError, match="not sealed"):
            opened(pseudonym, content, other)


def test_names_of_one_size(state):
    """An address and a short user name are equally long when sealed."""
    assert len({len(sealed(ACTOR, who, key(state))) for who in (WHO, "::1", "an.peeters")}) == 1


def test_destroyed_after_90_days(state):
    """After 90 days without an incident it is destroyed, on disk as well."""
    keep(state, "aa" * 8, date(2026, 8, 24))
    keep(state, "bb" * 8, date(2026, 8, 26))

    gone = deletion.identities(job(state))

    assert gone.count == 1
    assert not IdentityStore(state).has("aa" * 8)
    assert IdentityStore(state).has("bb" * 8)
    assert b"aa" * 8 not in (state / FILE_NAME).read_bytes()


@pytest.mark.parametrize("by", ["incident", "event"])
def test_kept_for_an_open_incident(state, by):
    """While an incident about it is open it is kept; once it is closed, it goes."""
    keep(state, ACTOR, date(2026, 6, 1))
    about = incident(actor=ACTOR if by == "incident" else "")
    event(incident=about, user_hash=ACTOR)
    assert deletion.identities(job(state)).count == 0

    Incident.objects.update(state=State.CLOSED, closed_at=NOW)

    assert deletion.identities(job(state)).count == 1


def test_legal_hold(state):
    """A closed incident under legal hold keeps it as well."""
    keep(state, ACTOR, date(2026, 6, 1))
    incident(actor=ACTOR, state=State.CLOSED, closed_at=NOW, legal_hold=True)
    assert deletion.identities(job(state)).count == 0


def test_taken_in_and_gone_from_the_folder(state):
    """Files of the gateway are taken in once and removed; seen again, the life is longer."""
    folder = state / "identities"
    folder.mkdir()
    for age in (100, 1):
        file = folder / f"{ACTOR}.sealed"
        file.write_bytes(sealed(ACTOR, WHO, key(state)))
        at = (NOW - timedelta(days=age)).timestamp()
        os.utime(file, (at, at))
        assert take_in(state, NOW) == 1
        assert not file.exists()
    assert IdentityStore(state).tell(ACTOR) == WHO
    assert deletion.identities(job(state)).count == 0
    assert (state / FILE_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("folder", "name", "content"),
    [
        ("excerpts", "KB-7F3K-9Q2M", b"{"),
        ("excerpts", "KB-7F3K-9Q2M", b'{"code": "KB-0000-0000", "recipients": [1]}'),
        ("excerpts", "KB-7F3K-9Q2M", b"\xff"),
        ("excerpts", "verzonnen", b'{"code": "verzonnen", "recipients": [1]}'),
        ("identities", "geen-pseudoniem", b"x"),
        ("identities", ACTOR, b""),
    ],
)
def test_what_is_not_ours_is_moved_aside(state, folder, name, content):
    """A file that the gateway did not write so is put aside, and does not stop the others."""
    (state / folder).mkdir()
    (state / folder / f"{name}.sealed").write_bytes(content)
    assert take_in(state, NOW) == 0
    assert [file.suffix for file in (state / folder).iterdir()] == [".unknown"]
    assert not Excerpt.objects.exists()


def kept_excerpt(code="KB-7F3K-9Q2M", days=31, **changes):
    event(code=code, incident=incident(**changes) if changes else None)
    return Excerpt.objects.create(code=code, sealed="{}", taken_at=NOW - timedelta(days=days))


def test_text_is_deleted_after_30_days(state):
    """Sealed text that belongs to no open incident is gone after 30 days."""
    kept_excerpt()
    kept_excerpt("KB-0000-0001", days=29)
    assert deletion.old_excerpts(job(state)).count == 1
    assert Excerpt.objects.get().code == "KB-0000-0001"


def test_text_of_an_open_incident_stays_until_30_days_after_it_closed(state):
    """It is there for as long as the case needs it, and 30 days longer at most."""
    kept_excerpt(state=State.INVESTIGATING)
    assert deletion.old_excerpts(job(state)).count == 0
    assert deletion.excerpts_of_closed(job(state)).count == 0

    Incident.objects.update(state=State.CLOSED, closed_at=NOW - timedelta(days=31))

    assert deletion.excerpts_of_closed(job(state)).count == 1


def test_text_under_legal_hold_stays(state):
    """A legal hold keeps the text of a closed incident."""
    kept_excerpt(state=State.CLOSED, closed_at=NOW - timedelta(days=99), legal_hold=True)
    assert deletion.old_excerpts(job(state)).count == 0
    assert deletion.excerpts_of_closed(job(state)).count == 0


def test_what_no_gateway_left_is_set_aside(state):
    """
    A pipe holds nobody up, and what a link leads to becomes nobody's identity.
    """
    folder = state / "identities"
    folder.mkdir()
    (state / "elsewhere").write_bytes(b"something else")
    (folder / f"{ACTOR}.sealed").symlink_to(state / "elsewhere")
    os.mkfifo(folder / "abcdefab.sealed")

    taken = take_in(state, NOW)

    assert taken == 0
    assert sorted(file.name for file in folder.iterdir()) == [
        f"{ACTOR}.unknown", "abcdefab.unknown",
    ]  # fmt: skip
    assert (state / "elsewhere").read_bytes() == b"something else"
