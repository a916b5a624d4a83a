from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visits
from tests.browser.playable_world.dream import PATIENCE_MS
from tests.browser.visit import Visit

READBACK = "Canvas2D: Multiple readback operations"


@pytest.fixture
def visits(visits: Visits) -> Iterator[Visits]:
    made: list[Visit] = []

    def visit(*window: int, **more: object) -> Visit:
        made.append(visits(*window, **more))
        made[-1].page.set_default_timeout(PATIENCE_MS)
        return made[-1]

    yield visit
    for each in made:
        each.complaints[:] = [said for said in each.complaints if READBACK not in said]
