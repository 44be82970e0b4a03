"""
The breaker: shut while things work, open for a while when they do not.
"""

from __future__ import annotations

from proxy.detection_breaker import Breaker


def broken(breaker, times, now=0.0):
    return [breaker.failed(now) for _ in range(times)]


def test_opens_at_the_limit_and_for_the_pause():
    """
    Not one failure sooner, not one second longer.
    """
    breaker = Breaker(limit=3, pause_seconds=2.0)

    assert broken(breaker, 2) == [False, False]
    assert not breaker.is_open(0.0)
    assert broken(breaker, 1) == [True]
    assert breaker.is_open(1.9)
    assert not breaker.is_open(2.0)


def test_one_success_starts_the_count_anew():
    """
    Only failures in a row count.
    """
    breaker = Breaker(limit=3)
    broken(breaker, 2)
    breaker.succeeded()

    assert broken(breaker, 2) == [False, False]


def test_after_the_pause_one_more_failure_opens_it_again():
    """
    It tries with one prompt, not with another eight.
    """
    breaker = Breaker(limit=3, pause_seconds=2.0)
    broken(breaker, 3)

    assert breaker.failed(5.0)
    assert breaker.is_open(6.0)
