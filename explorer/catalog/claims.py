"""What was claimed, held against what is on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.contract import Claim, Claimed, Event, Lab, Verdict


@dataclass(frozen=True, slots=True)
class ClaimRow:
    claim: Claim
    measured: float | None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on what was measured, or None where nothing was."""
        return None if self.measured is None else self.claim.verdict(self.measured)


def claim_rows(lab: Lab, events: Sequence[Event]) -> list[ClaimRow]:
    """Return every claim of a lab with the newest measurement among the events."""
    measured = {event.claim: event.measured for event in events if isinstance(event, Claimed)}
    return [ClaimRow(claim, measured.get(claim.slug)) for claim in lab.claims]
