"""
What a gateway leaves for the metrics, and what it takes away.
"""

from __future__ import annotations

from datetime import UTC, datetime

from config.metric_files import read_metrics, write_metrics
from proxy.metrics_writing import forget_workers_beyond, name_of_worker


def processes(state):
    return [file.process for file in read_metrics(state, datetime.now(UTC))]


def test_workers_that_are_no_longer_meant_to_be_are_forgotten(tmp_path):
    """
    With fewer workers than before; nobody else's file is touched.
    """
    for number in (0, 1, 2, 10):
        write_metrics(tmp_path, name_of_worker(number), "a 1\n")
    write_metrics(tmp_path, "notifier", "a 1\n")

    forget_workers_beyond(tmp_path, 2)

    assert processes(tmp_path) == ["gateway-0", "gateway-1", "notifier"]


def test_there_may_be_nothing_to_forget(tmp_path):
    """
    At the very first start.
    """
    forget_workers_beyond(tmp_path, 1)

    assert list(tmp_path.iterdir()) == []
