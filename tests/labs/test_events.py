import math

import pytest
from pydantic import ValidationError

from labs.contract import Claimed


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_an_event_holds_no_number_that_cannot_be_kept(number: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Claimed(claim="a", measured=number)
