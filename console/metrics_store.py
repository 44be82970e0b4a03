"""
What only the store knows: alarms, messages that wait, how far the logs were read.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from console.records.models import Alarm, LogPosition, Notification
from console.records.models.notification import MOOT, Delivery


def of_store() -> Iterator[Metric]:
    """Raises Django's `DatabaseError`."""
    alarms = GaugeMetricFamily(
        "promptwacht_alarms", "Alarms that are open, by kind.", labels=("kind",)
    )
    open_ones = Alarm.objects.filter(resolved_at=None).order_by().values_list("kind")
    for kind, count in open_ones.annotate(count=Count("pk")):
        alarms.add_metric((kind,), count)
    yield alarms
    messages = GaugeMetricFamily(
        "promptwacht_notifications", "Messages in the outbox.", labels=("channel", "state")
    )
    told = Notification.objects.exclude(state=Delivery.GIVEN_UP, last_error=MOOT)
    rows = told.order_by().values_list("channel", "state")
    for channel, state, count in rows.annotate(count=Count("pk")):
        messages.add_metric((channel, state), count)
    yield messages
    taken = GaugeMetricFamily(
        "promptwacht_log_taken_in_timestamp_seconds",
        "When the notifier last read a log to its end; twice a minute if nothing is new.",
        labels=("log",),
    )
    for log, at in LogPosition.objects.values_list("log", "updated_at"):
        taken.add_metric((log,), at.timestamp())
    yield taken
