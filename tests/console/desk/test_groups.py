"""
Nobody stands alone behind "other departments" (domain rules 3.4).
"""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from console.desk.groups import OTHER, groups_of
from console.portal import PORTAL
from console.records.alarms import SITE_SILENT
from console.records.models import Incident
from policy.department import Department, Departments
from tests.console.desk_for_tests import incident
from tests.console.portal_for_tests import CATALOGUE, JustACatalogue, live, portal


def groups(folder, **sizes):
    """As a reader sees departments of these sizes, where five is enough."""
    every = tuple(Department(slug=s, name=s.title(), members=n) for s, n in sizes.items())
    policy = JustACatalogue(CATALOGUE, Departments(every, every[0].slug))
    request = RequestFactory().get("/")
    request.environ[PORTAL] = portal(folder, policy=live(lambda: policy))
    return groups_of(request)


def test_one_small_department_stands_with_the_next_larger(tmp_path):
    """
    No name, slug or filter tells the two apart.
    """
    found = groups(tmp_path, stad=80, bib=12, archief=2)

    assert {found.label(slug) for slug in ("bib", "archief")} == {found.others}
    assert {found.slug(slug) for slug in ("bib", "archief")} == {OTHER}
    assert found.members_of(OTHER) == {"bib", "archief"}
    assert found.members_of("bib") == found.members_of("archief") == frozenset()
    assert [slug for slug, _ in found.choices()] == ["stad", OTHER]


def test_small_departments_that_are_enough_together_need_nobody(tmp_path):
    """
    Two of three people are others; the large ones keep their names.
    """
    found = groups(tmp_path, stad=80, bib=12, archief=3, pers=3)

    assert found.small == {"archief", "pers"}
    assert found.label("bib") == "Bib"


def test_without_small_departments_there_are_no_others(tmp_path):
    """
    Every department has its name, and "other" is no choice.
    """
    found = groups(tmp_path, stad=80, bib=12, school=None)

    assert not found.small
    assert [slug for slug, _ in found.choices()] == ["stad", "bib", "school"]


def test_who_hides_another_is_large_enough_for_itself(tmp_path):
    """
    Its own director keeps the figures, and an incident by hand can still be recorded there.
    """
    found = groups(tmp_path, stad=80, bib=12, archief=2)

    assert [found.is_too_small(slug) for slug in ("stad", "bib", "archief")] == [False, False, True]
    assert [slug for slug, _ in found.choices_to_record()] == ["stad", "bib", OTHER]


def test_a_department_that_is_gone_is_not_named(tmp_path):
    """
    Nobody knows any more how small it was; renamed ones are known by their new name alone.
    """
    found = groups(tmp_path, stad=80, bib=12)

    assert found.slug("burgemeester") == OTHER
    assert found.label("burgemeester") == found.others
    assert found.is_too_small("burgemeester")
    assert found.members_of("burgemeester") == frozenset()


def test_what_an_alarm_is_about(tmp_path):
    """
    A department is named as elsewhere; a log or a channel keeps its name, whatever that is.
    """
    found = groups(tmp_path, stad=80, bib=12, archief=2)

    about = {subject: found.about(SITE_SILENT, subject) for subject in ("stad", "archief", "weg")}
    assert about == {"stad": "Stad", "archief": found.others, "weg": found.others}
    assert found.about("log-missing", "log-1") == "log-1"
    assert found.about("channel-down", "archief") == "archief"


@pytest.mark.django_db
def test_other_is_what_is_told_as_other(tmp_path):
    """
    Also what is gone; nobody is found by a name that is not shown.
    """
    found = groups(tmp_path, stad=80, bib=12, archief=2)
    for department in ("stad", "bib", "archief", "burgemeester"):
        incident(department=department)

    def chosen(choice):
        return set(Incident.objects.filter(found.are(choice)).values_list("department", flat=True))

    assert chosen(OTHER) == {"bib", "archief", "burgemeester"}
    assert chosen("stad") == {"stad"}
    assert chosen("bib") == chosen("burgemeester") == set()
