"""
A pytest plugin for CI: a skipped test fails the run.

On a laptop a missing browser may leave tests out; the build that others rely on may not.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return  # an xdist worker reports to its controller, which counts
    if left_out := len(reporter.stats.get("skipped", [])):
        reporter.write_line(f"{left_out} tests were left out; in CI none may be.", red=True)
        if session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
