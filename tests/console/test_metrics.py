"""
The page that Prometheus reads.
"""

from __future__ import annotations

import os
from dataclasses import replace
from ipaddress import ip_network
from time import time
from wsgiref.util import setup_testing_defaults

import httpx
import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config.errors import ConfigError
from config.metric_files import FOLDER, write_metrics
from console.records.alarms import raise_alarm
from console.records.models import Notification
from console.records.models.notification import MOOT, Delivery
from console.wsgi import with_portal
from policy.department import Department, Departments
from policy.verdict import Action
from proxy.metrics import Hours, Meters
from tests.console.portal_for_tests import live, portal

WORD = "what-prometheus-shows-us"


def ask(ours, address="10.9.8.7", **headers):
    transport = httpx.WSGITransport(app=with_portal(ours), remote_addr=address)
    with httpx.Client(transport=transport, base_url="http://10.1.2.3:8081") as client:
        return client.get("/metrics", headers=headers)


def open_portal(folder):
    return portal(folder, state_dir=folder, metrics_networks=(ip_network("10.0.0.0/8"),))


def nothing():
    raise ConfigError("departments.yaml:1:1: broken")


def samples(text):
    """Name and labels of every sample, with its value."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def counted(*departments):
    """What a gateway tells an hour after each of them sent a prompt, one an hour."""
    hours = iter(range(1, 100))
    meters = Meters(hours=Hours(lambda: 3600.0 * hour))
    for department in departments:
        hour = next(hours)
        meters.judged(department, "chatgpt", Action.ALLOW)
    hour = next(hours)
    return meters.text()


def prompts(text, process):
    labels = {"service": "chatgpt", "action": "allow", "process": process}
    return samples(text).get(("promptwacht_prompts_total", tuple(sorted(labels.items()))))


def last_hour(text, department):
    labels = {"department": department, "process": "gateway-0"}
    name = "promptwacht_last_prompt_timestamp_seconds"
    found = samples(text).get((name, tuple(sorted(labels.items()))))
    return found and found / 3600


def test_processes_are_told_apart_and_can_be_added_up(tmp_path):
    """
    Every process has a label of its own, so that a restart of one resets its own counts alone.
    """
    write_metrics(tmp_path, "gateway-0", counted("ocmw", "ocmw"))
    write_metrics(tmp_path, "gateway-1", counted("ocmw"))

    answer = ask(open_portal(tmp_path))

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert prompts(answer.text, "gateway-0") == 2
    assert prompts(answer.text, "gateway-1") == 1
    assert samples(answer.text)["promptwacht_up", (("process", "gateway-0"),)] == 1
    assert answer.text.count("# TYPE promptwacht_prompts_total counter") == 1
    assert "process_start_time_seconds{" in answer.text


def test_a_small_department_is_not_named(tmp_path):
    """
    With two members its numbers would be those of a person; so would those of one that stands
    alone behind "other".
    """
    write_metrics(tmp_path, "gateway-0", counted("archief", "gemeente", "ocmw"))

    text = ask(open_portal(tmp_path)).text

    assert "archief" not in text
    # Two small ones would be too few together, so the next larger one stands with them.
    assert last_hour(text, "gemeente") is None
    assert last_hour(text, "other") == 2
    assert last_hour(text, "ocmw") == 3


def test_a_department_that_is_gone_is_not_named(tmp_path):
    """
    It was renamed or taken out: nobody knows any more how small it was.
    """
    write_metrics(tmp_path, "gateway-0", counted("ocmw", "burgemeester"))

    text = ask(open_portal(tmp_path)).text

    assert "burgemeester" not in text
    assert last_hour(text, "other") == 2


def test_no_department_is_named_while_nobody_can_tell_their_size(tmp_path):
    """
    With broken policy files from the start.
    """
    write_metrics(tmp_path, "gateway-0", counted("ocmw"))
    broken = portal(
        tmp_path, policy=live(nothing), state_dir=tmp_path,
        metrics_networks=(ip_network("10.0.0.0/8"),),
    )  # fmt: skip

    text = ask(broken).text

    assert last_hour(text, "ocmw") is None
    assert last_hour(text, "other") == 1


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 80, "b": 30}, set()),
        ({"a": 80, "b": 2, "c": 4}, {"b", "c"}),
        ({"a": 80, "b": 2, "c": 30}, {"b", "c"}),
        ({"a": None, "b": 1}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_who_stands_behind_other_is_enough_together(sizes, hidden):
    """
    As far as there are others; one whose size nobody told is the largest.
    """
    everybody = [Department(slug="x", name="x")]
    everybody += [Department(slug=slug, name=slug, members=n) for slug, n in sizes.items()]

    assert Departments(tuple(everybody), "x").unnamed(5) == hidden


def test_a_process_that_hangs_is_down_and_counts_for_nothing(tmp_path):
    """
    Its numbers are of the past; that it is silent is the news.
    """
    write_metrics(tmp_path, "gateway-0", counted("ocmw"))
    past = time() - 600
    os.utime(tmp_path / FOLDER / "gateway-0.prom", (past, past))

    text = ask(open_portal(tmp_path)).text

    assert samples(text)["promptwacht_up", (("process", "gateway-0"),)] == 0
    assert prompts(text, "gateway-0") is None


def test_rubbish_in_the_folder_harms_nobody(tmp_path):
    """
    Half a file, another's file, bytes: the page shows the rest.
    """
    write_metrics(tmp_path, "gateway-0", counted("ocmw"))
    write_metrics(tmp_path, "gateway-1", 'promptwacht_prompts_total{department="x')
    (tmp_path / FOLDER / "gateway-2.prom").write_bytes(b"\xff\xfe")
    (tmp_path / FOLDER / "EVIL<>.prom").write_text("a 1\n")

    text = ask(open_portal(tmp_path)).text

    assert prompts(text, "gateway-0") == 1
    assert "EVIL" not in text


@pytest.mark.parametrize("address", ["192.0.2.1", "::1", "", "10.1.2.3.4"])
def test_only_named_networks_may_read(tmp_path, address):
    """
    There is no login, so the address must do.
    """
    answer = ask(open_portal(tmp_path), address)

    assert answer.status_code == 403
    assert "METRICS_NETWORKS" in answer.text


def test_an_ipv4_address_on_a_socket_for_both_is_known(tmp_path):
    """
    `::ffff:10.9.8.7` is 10.9.8.7.
    """
    assert ask(open_portal(tmp_path), "::ffff:10.9.8.7").status_code == 200


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-real-ip"]
)
def test_nobody_reads_through_a_front(tmp_path, header):
    """
    There everybody has the front's address, which is often one that may.
    """
    assert ask(open_portal(tmp_path), **{header: "10.9.8.7"}).status_code == 403


def test_a_front_that_names_nobody_is_often_old(tmp_path):
    """
    nginx' `proxy_pass` with nothing else speaks HTTP/1.0, and Prometheus never does.
    """
    answers = []
    application = with_portal(open_portal(tmp_path))
    for version in ("HTTP/1.0", "HTTP/1.1"):
        environ = {"REMOTE_ADDR": "10.9.8.7", "SERVER_PROTOCOL": version, "PATH_INFO": "/metrics"}
        setup_testing_defaults(environ)
        body = application(environ, lambda status, *_: answers.append(status[:3]))
        b"".join(body)

    assert answers == ["403", "200"]


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({}, 403),
        ({"authorization": "Bearer not-the-word-that-was-agreed"}, 403),
        ({"authorization": f"Basic {WORD}"}, 403),
        ({"authorization": WORD}, 403),
        ({"authorization": f"Bearer {WORD}"}, 200),
        ({"authorization": f"bearer  {WORD}"}, 200),
        ({"authorization": f"Bearer {WORD}", "via": "1.1 proxy"}, 403),
    ],
)
def test_a_word_may_be_asked_for_besides_the_address(tmp_path, shown, status):
    """
    For networks in which others have, or borrow, the address of whoever may read.
    """
    ours = replace(open_portal(tmp_path), metrics_token=WORD)

    assert ask(ours, **shown).status_code == status
    assert ask(ours, "192.0.2.1", authorization=f"Bearer {WORD}").status_code == 403
    assert WORD not in repr(ours)


def test_a_message_that_nobody_needs_any_more_is_no_trouble(tmp_path):
    """
    A reminder of something that was done in time: whoever watches must not be called for it.
    """
    now = timezone.now()
    for number, (state, error) in enumerate(
        [(Delivery.GIVEN_UP, MOOT), (Delivery.GIVEN_UP, "TimeoutError"), (Delivery.SENT, "")]
    ):
        Notification.objects.create(
            dedupe_key=f"{number}", kind="deadline", channel="mail", recipient="dpo@example.org",
            state=state, last_error=error, created_at=now, next_at=now,
        )  # fmt: skip

    text = ask(open_portal(tmp_path)).text

    counts = {
        key[1]: n for key, n in samples(text).items() if key[0] == "promptwacht_notifications"
    }
    assert counts == {
        (("channel", "mail"), ("state", "given-up")): 1,
        (("channel", "mail"), ("state", "sent")): 1,
    }


def test_open_alarms_are_counted(tmp_path):
    """
    From the store, by kind, without what they are about.
    """
    raise_alarm("site-silent", "archief", timezone.now())

    text = ask(open_portal(tmp_path)).text

    assert samples(text)["promptwacht_alarms", (("kind", "site-silent"),)] == 1
    assert samples(text)["promptwacht_store_up", ()] == 1
    assert "archief" not in text
