"""
The counts of several processes as one page: each with the name of its process as a label, and no
department that is so small that its counts would be those of a person, or that is gone: nobody
knows any more how small it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from config.metric_files import MetricFile
from policy.canary import DEPARTMENT as CANARY

OTHERS: Final = "other"
"""Stands for all departments that are not named."""

type _Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Joining:
    """Takes files in and gives families of metrics out."""

    named: frozenset[str]
    """Departments that are named: those that there are and that are large enough."""
    _families: dict[str, Metric] = field(default_factory=dict)
    _values: dict[str, dict[_Key, float]] = field(default_factory=dict)
    _ages: dict[str, MetricFile] = field(default_factory=dict)

    def add(self, file: MetricFile) -> None:
        """What one process wrote. Half a file, or an old one, counts for nothing."""
        try:
            families = list(text_string_to_metric_families(file.text))
        except ValueError:
            return
        self._ages[file.process] = file
        if not file.is_fresh:
            return
        for family in families:
            self._families.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            values = self._values.setdefault(family.name, {})
            for sample in family.samples:
                _put(values, family.type, self._key(sample, file.process), sample.value)

    def families(self) -> Iterator[Metric]:
        """Everything, in the order in which it came."""
        up = GaugeMetricFamily(
            "promptwacht_up", "0 for a process that hangs or is gone.", labels=("process",)
        )
        age = GaugeMetricFamily(
            "promptwacht_metrics_age_seconds", "Since a process last wrote.", labels=("process",)
        )
        for process, file in self._ages.items():
            up.add_metric((process,), float(file.is_fresh))
            age.add_metric((process,), file.age_seconds)
        yield from (up, age)
        for name, family in self._families.items():
            for (sample, labels), value in self._values[name].items():
                family.samples.append(Sample(sample, dict(labels), value))
            yield family

    def _key(self, sample: Sample, process: str) -> _Key:
        labels: Mapping[str, str] = sample.labels | {"process": process}
        if "department" in labels:
            labels = {**labels, "department": self._shown(labels["department"])}
        return sample.name, tuple(labels.items())

    def _shown(self, department: str) -> str:
        is_named = department == CANARY.slug or department in self.named
        return department if is_named else OTHERS


def _put(values: dict[_Key, float], type_: str, key: _Key, value: float) -> None:
    """Of departments that are one now, counts are added up, and moments are the last of them."""
    if key not in values:
        values[key] = value
    elif type_ == "gauge":
        values[key] = max(values[key], value)
    else:
        values[key] += value
