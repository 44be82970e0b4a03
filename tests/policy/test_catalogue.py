"""
The catalogue: which requests are for which AI service, and what holds for it where.
"""

from __future__ import annotations

from timeit import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.catalogue import (
    Catalogue,
    CatalogueError,
    Host,
    HostMatch,
    Service,
    Status,
    Suspension,
    readings,
)
from policy.department import Department

STAFF = Department(slug="staff", name="Staff")


def host(name: str, *paths: str, **query: str) -> Host:
    match = HostMatch.SUFFIX if name.startswith(".") else HostMatch.EXACT
    match = HostMatch.PATTERN if "*" in name else match
    return Host(domain=name.removeprefix("."), match=match, paths=paths, query=tuple(query.items()))


def service(slug: str, *hosts: Host, status: Status = Status.ALLOWED, reason: str = "") -> Service:
    return Service(
        slug=slug,
        name=slug.title(),
        vendor="V",
        category="chat",
        status=status,
        hosts=hosts,
        reason=reason,
    )


def found(catalogue: Catalogue, domain: str, path: str = "/", *query: tuple[str, str]):
    place = catalogue.find(domain, path, query)
    return place.slug if place else None


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@settings(deadline=None)
@given(st.lists(labels, min_size=1, max_size=4))
def test_every_name_below_a_suffix_belongs_to_it(below):
    """
    `.chatgpt.com` is chatgpt.com and whatever ends in `.chatgpt.com`.
    """
    catalogue = Catalogue((service("chatgpt", host(".chatgpt.com")),))

    assert found(catalogue, ".".join([*below, "chatgpt.com"])) == "chatgpt"
    assert found(catalogue, "chatgpt.com") == "chatgpt"


@settings(deadline=None)
@given(labels)
def test_name_that_only_ends_alike_does_not(prefix):
    """
    notchatgpt.com is somebody else's.
    """
    catalogue = Catalogue((service("chatgpt", host(".chatgpt.com")),))

    assert found(catalogue, f"{prefix}chatgpt.com") is None
    assert not catalogue.decrypts(f"{prefix}chatgpt.com")


@settings(deadline=None)
@given(labels)
def test_exact_name_has_nothing_below_it(below):
    """
    An exact name is that name alone.
    """
    catalogue = Catalogue((service("a", host("ai.example.com")),))

    assert found(catalogue, f"{below}.ai.example.com") is None


def test_exact_beats_suffix_and_longer_suffix_beats_shorter():
    """
    The most precise entry decides, in whatever order they stand.
    """
    entries = [
        service("vendor", host(".example.com")),
        service("labs", host(".labs.example.com")),
        service("api", host("api.labs.example.com")),
    ]

    for order in (entries, entries[::-1]):
        catalogue = Catalogue(tuple(order))
        assert found(catalogue, "api.labs.example.com") == "api"
        assert found(catalogue, "x.labs.example.com") == "labs"
        assert found(catalogue, "labs.example.com") == "labs"
        assert found(catalogue, "www.example.com") == "vendor"


@pytest.mark.parametrize(
    ("domain", "slug"),
    [
        ("bedrock-runtime.eu-south-2.amazonaws.com", "bedrock"),
        ("europe-west9-aiplatform.googleapis.com", "vertex"),
        ("s3.eu-south-2.amazonaws.com", None),
        ("bedrock-runtime.a.b.amazonaws.com", None),
        ("bedrock-runtime.eu-south-2.amazonaws.com.evil.example", None),
        ("aiplatformxgoogleapis.com", None),
    ],
)
def test_star_is_one_label(domain, slug):
    """
    Clouds have a host per region; their other products stay out of it.
    """
    catalogue = Catalogue(
        (
            service("bedrock", host("bedrock-runtime.*.amazonaws.com")),
            service("vertex", host("*-aiplatform.googleapis.com")),
        )
    )

    assert found(catalogue, domain) == slug
    assert catalogue.decrypts(domain) is (slug is not None)


def test_shared_host_is_ai_on_its_paths_only():
    """
    Mail and search on the same host are nobody's business here.
    """
    catalogue = Catalogue((service("m365", host("substrate.office.com", "/m365Copilot/*")),))

    assert found(catalogue, "substrate.office.com", "/m365Copilot/Chathub/x") == "m365"
    assert found(catalogue, "substrate.office.com", "/m365Copilot") == "m365"
    assert found(catalogue, "substrate.office.com", "/m365CopilotX") is None
    assert found(catalogue, "substrate.office.com", "/owa/m365Copilot/") is None
    assert catalogue.is_shared("substrate.office.com")
    assert not catalogue.is_shared("unknown.example")


@pytest.mark.parametrize(
    "spelling",
    [
        "/M365COPILOT/x",
        "//m365Copilot/x",
        "/./m365Copilot/x",
        "/owa/../m365Copilot/x",
        "/%6d365Copilot/x",
        "/m365Copilot%2Fx",
        "/m365Copilot;a=b/x",
        "\\m365Copilot\\x",
        "/m365Copilot/x/..%2F..%2Fowa",
        "/m365Copilot/%2e%2e/%2e%2e/owa",
    ],
)
def test_no_spelling_of_a_path_hides_it(spelling):
    """
    Servers differ in how they read a path; it is enough that one of them would.
    """
    catalogue = Catalogue((service("m365", host("substrate.office.com", "/m365Copilot/*")),))

    assert found(catalogue, "substrate.office.com", spelling) == "m365"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_every_path_has_readings_that_are_absolute(path):
    """
    No path is too odd to be read.
    """
    assert all(reading.startswith("/") for reading in readings(path))


def test_query_fields_must_be_there_too():
    """
    An ordinary search is not AI mode; the field counts wherever it stands.
    """
    catalogue = Catalogue((service("ai-mode", host("www.google.com", "/search", udm="50")),))

    assert found(catalogue, "www.google.com", "/search", ("q", "x")) is None
    assert found(catalogue, "www.google.com", "/search", ("udm", "2"), ("q", "x")) is None
    both = (("udm", "2"), ("q", "x"), ("udm", "50"))
    assert found(catalogue, "www.google.com", "/search", *both) == "ai-mode"


def test_two_services_may_share_a_host_by_path():
    """
    Each has its paths; neither gets the other's.
    """
    catalogue = Catalogue(
        (service("a", host("x.example", "/a/*")), service("b", host("x.example", "/b/*")))
    )

    assert found(catalogue, "x.example", "/a/1") == "a"
    assert found(catalogue, "x.example", "/b/1") == "b"
    assert found(catalogue, "x.example", "/c/1") is None


def test_sign_in_host_passes_unread():
    """
    It carries passwords and no prompts: not opened, and nobody's, not even over plain HTTP.
    """
    sign_in = Host(domain="auth.example.com", match=HostMatch.SUFFIX, decrypt=False)
    catalogue = Catalogue((service("chat", host(".example.com"), sign_in),))

    assert not catalogue.decrypts("auth.example.com")
    assert not catalogue.decrypts("eu.auth.example.com")
    assert found(catalogue, "auth.example.com") is None
    assert catalogue.decrypts("www.example.com")


@pytest.mark.parametrize(
    "services",
    [
        (service("a", host("x.example")), service("b", host("x.example"))),
        (service("a", host(".x.example")), service("b", host(".x.example"))),
        (service("a", host("x.example")), service("b", host("x.example", "/b"))),
        (service("a", host("x.example", "/b")), service("b", host("x.example", "/b"))),
        (service("a", host("x.*.example.com")), service("b", host("x.*.example.com"))),
        (service("a", host("x.example")), service("a", host("y.example"))),
        (service("a", host("x.*")),),
        (service("a", host("x.*.com")),),
        (service("a", Host(domain="x.example.com", match=HostMatch.PATTERN)),),
    ],
    ids=["exact", "suffix", "whole", "path", "pattern", "slug", "tail", "broad", "starless"],
)
def test_contradiction_is_refused(services):
    """
    Before it decides anything, and with the service at fault.
    """
    with pytest.raises(CatalogueError) as refused:
        Catalogue(services)

    assert refused.value.service in {"a", "b"}


@pytest.mark.parametrize("listed", [Status.ALLOWED, Status.UNLISTED, Status.FORBIDDEN])
@pytest.mark.parametrize("said", [None, *Status])
@pytest.mark.parametrize("closed", [True, False])
def test_strictest_word_holds(listed, said, closed):
    """
    List, department and closed network each may tighten, and none may loosen.
    """
    chat = service("chat", host("x.example"), status=listed)
    own = (("chat", said.value),) if said else ()
    department = Department(slug="d", name="D", services=own, closed=closed)

    status = Catalogue((chat,)).status(chat, department)

    assert status.strictness >= listed.strictness
    assert said is None or status.strictness >= said.strictness
    assert not closed or status.strictness >= Status.FORBIDDEN.strictness
    if said is None and not closed:
        assert status is listed


def test_suspension_holds_where_it_says():
    """
    For one department, or for everybody, with its own reason.
    """
    chat = service("chat", host("x.example"))
    other = Department(slug="other", name="Other")
    plain = Catalogue((chat,))

    there = plain.suspended(Suspension(service="chat", department="staff", reason="Storing"))
    everywhere = plain.suspended(Suspension(service="chat", reason="Storing"))

    assert there.status(chat, STAFF) is Status.SUSPENDED
    assert there.reason(chat, STAFF) == "Storing"
    assert there.status(chat, other) is Status.ALLOWED
    assert there.reason(chat, other) == ""
    assert everywhere.status(chat, other) is Status.SUSPENDED
    assert plain.status(chat, STAFF) is Status.ALLOWED


def test_reason_of_a_forbidden_service_is_the_list_s():
    """
    What people read comes from the list unless a suspension says otherwise.
    """
    chat = service("chat", host("x.example"), status=Status.FORBIDDEN, reason="Verboden")

    assert Catalogue((chat,)).reason(chat, STAFF) == "Verboden"


def test_suspending_what_does_not_exist_is_refused():
    """
    A typing error must not look like a suspension.
    """
    catalogue = Catalogue((service("chat", host("x.example")),))

    with pytest.raises(CatalogueError, match="no service 'caht'"):
        catalogue.suspended(Suspension(service="caht"))


def test_long_catalogue_is_searched_as_fast_as_a_short_one():
    """
    Every connection asks; a hundred times the services must not cost ten times the time.
    """

    def of(count: int) -> Catalogue:
        return Catalogue(
            tuple(
                service(f"s{i}", host(f".s{i}.example"), host(f"a.*.s{i}.example"))
                for i in range(count)
            )
        )

    def seconds(catalogue: Catalogue) -> float:
        return min(
            timeit(lambda: catalogue.find("www.news.example.org", "/"), number=300)
            for _ in range(7)
        )

    assert seconds(of(1000)) < 10 * seconds(of(10))
