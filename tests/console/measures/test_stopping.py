"""
Stopping a service takes one person and a second; opening it again takes two people.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from config.errors import ConfigError
from config.state_files import one_writer
from config.suspensions import FILE_NAME, load_suspensions, save_suspensions
from console.accounts.models import Look
from console.measures import stopping
from console.measures.granting import ChangedError
from console.measures.models import Stop
from policy.catalogue import Suspension
from tests.console.desk_for_tests import account

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHAT = Suspension(service="praatpaal", reason="Mogelijk lek bij de aanbieder.")


def stopped(folder, wanted=CHAT):
    return stopping.stop(wanted, account(), state_dir=folder, now=NOON)


def kept(folder):
    return load_suspensions(folder / FILE_NAME)


def test_stopping_needs_nobody_else(tmp_path):
    """
    The file that gateways read has it, beside what the command line stopped.
    """
    by_hand = Suspension(service="wolk", department="ocmw", reason="Met de hand.")
    save_suspensions(tmp_path / FILE_NAME, [by_hand])

    stopped(tmp_path)

    assert kept(tmp_path) == (by_hand, CHAT)
    assert Look.objects.get(deed="service-stopped").reason == CHAT.reason


def test_opening_needs_two_people(tmp_path):
    """
    Whoever asks cannot agree; another can.
    """
    row, first, second = stopped(tmp_path), account(), account()
    stopping.ask_to_reopen(row.pk, "Opgelost.", first, now=NOON)

    with pytest.raises(stopping.OwnRequestError):
        stopping.reopen(row.pk, first, state_dir=tmp_path, now=NOON)
    assert kept(tmp_path) == (CHAT,)

    stopping.reopen(row.pk, second, state_dir=tmp_path, now=NOON)
    assert kept(tmp_path) == ()
    row.refresh_from_db()
    assert (row.reopening_asked_by, row.reopened_by) == (first, second)


def test_nobody_opens_what_nobody_asked_for(tmp_path):
    """
    Nor what is open already.
    """
    row = stopped(tmp_path)

    with pytest.raises(ChangedError):
        stopping.reopen(row.pk, account(), state_dir=tmp_path, now=NOON)
    assert kept(tmp_path) == (CHAT,)


def test_a_new_stop_undoes_an_earlier_request_to_open(tmp_path):
    """
    What was asked was asked about another situation.
    """
    row, first = stopped(tmp_path), account()
    stopping.ask_to_reopen(row.pk, "Opgelost.", first, now=NOON)

    again = stopped(tmp_path, Suspension(service="praatpaal", reason="Toch niet."))

    assert again.pk == row.pk
    with pytest.raises(ChangedError):
        stopping.reopen(row.pk, account(), state_dir=tmp_path, now=NOON)


def test_a_declined_request_can_be_made_again(tmp_path):
    """
    It stays stopped meanwhile.
    """
    row = stopped(tmp_path)
    stopping.ask_to_reopen(row.pk, "Opgelost.", account(), now=NOON)

    stopping.decline(row.pk, account())

    assert kept(tmp_path) == (CHAT,)
    stopping.ask_to_reopen(row.pk, "Nu echt.", account(), now=NOON)


def test_a_service_may_be_stopped_again_later(tmp_path):
    """
    Each time is a line of its own in the history.
    """
    row = stopped(tmp_path)
    stopping.ask_to_reopen(row.pk, "Opgelost.", account(), now=NOON)
    stopping.reopen(row.pk, account(), state_dir=tmp_path, now=NOON)

    stopped(tmp_path)

    assert Stop.objects.count() == 2


def test_what_the_command_line_did_is_taken_over(tmp_path):
    """
    The file says what holds; the register follows it, and the audit record says whence.
    """
    stopped(tmp_path)
    by_hand = Suspension(service="wolk", department="ocmw", reason="Met de hand.")
    save_suspensions(tmp_path / FILE_NAME, [by_hand])

    (row,) = stopping.take_over(tmp_path, NOON)

    assert (row.service, row.department, row.stopped_by) == ("wolk", "ocmw", None)
    assert Stop.objects.get(service="praatpaal").reopened_at == NOON
    assert Look.objects.filter(account=None).count() == 2
    assert stopping.take_over(tmp_path, NOON) == [row]


def test_nothing_is_taken_over_while_somebody_changes_it(tmp_path):
    """
    Rows and file are looked at in one moment: else a stop that is just being made would seem to
    be one that the command line has opened.
    """
    holds, path = threading.Event(), tmp_path / FILE_NAME

    def change():
        with one_writer(path):
            holds.set()
            time.sleep(0.3)  # long enough for a look that does not wait to come too early
            save_suspensions(path, [CHAT])

    other = threading.Thread(target=change)
    other.start()
    holds.wait()

    rows = stopping.take_over(tmp_path, NOON)

    other.join()
    assert [row.service for row in rows] == [CHAT.service]


def test_a_long_reason_of_the_command_line_fits_the_record(tmp_path):
    """
    With the word that says where it came from.
    """
    save_suspensions(tmp_path / FILE_NAME, [Suspension(service="wolk", reason="x" * 500)])

    stopping.take_over(tmp_path, NOON)

    assert len(Look.objects.get(deed="service-stopped").reason) == 500
    assert Stop.objects.get().reason == "x" * 500


def test_a_stop_that_cannot_be_written_is_none(tmp_path):
    """
    Nobody believes that something is stopped which is not.
    """
    (tmp_path / FILE_NAME).write_text("suspensions: [")

    with pytest.raises(ConfigError):
        stopped(tmp_path)

    assert not Stop.objects.exists()
