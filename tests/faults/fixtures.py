"""What tests of the whole site have in common, whether they kill it or look at it."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Gate


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show beside a failure how the site's runs and processes stood."""
    report = yield
    given = getattr(item, "funcargs", {})
    if report.failed and (stack := given.get("whole_stack") or given.get("site")):
        report.sections += stack.account()
    return report


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """What a clockwork waits at; one that a failed test left waiting is let through."""
    gate = Gate(tmp_path / "gate")
    yield gate
    gate.open()
