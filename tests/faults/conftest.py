from collections.abc import Iterator
from itertools import count
from random import randrange

import pytest

from tests.faults.fixtures import gate, pytest_runtest_makereport
from tests.faults.stack import Browser, Stack

__all__ = ["gate", "pytest_runtest_makereport"]

seeds = count(randrange(10**8))


@pytest.fixture(scope="session")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home = tmp_path_factory.mktemp("stack")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o755)
    stack = Stack(home)
    stack.postgres.start()
    stack.migrate()
    try:
        yield stack
    finally:
        stack.down()


@pytest.fixture
def stack(whole_stack: Stack) -> Iterator[Stack]:
    """The site, with every process up."""
    whole_stack.up()
    yield whole_stack
    whole_stack.thaw()
    whole_stack.settle()


@pytest.fixture
def ben(stack: Stack) -> Browser:
    return stack.browser()


@pytest.fixture
def seed() -> int:
    """A seed that no other run has, so that no run is joined by chance."""
    return next(seeds)
