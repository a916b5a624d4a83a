"""What was claimed, held against what is on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.contract import Claim, Claimed, Event, Lab, Verdict


@dataclass(frozen=True, slots=True)
class ClaimRow:
    claim: Claim
    told: Claimed | None
    """The newest measurement on the page, if there is one."""

    @property
    def measured(self) -> float | None:
        return self.told.measured if self.told else None

    @property
    def remark(self) -> str:
        return self.told.remark if self.told else ""

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on what was measured, or None where nothing was."""
        return None if self.measured is None else self.claim.verdict(self.measured)


def claim_rows(lab: Lab, events: Sequence[Event]) -> list[ClaimRow]:
    """Return every claim of a lab with the newest measurement among the events."""
    told = {event.claim: event for event in events if isinstance(event, Claimed)}
    return [ClaimRow(claim, told.get(claim.slug)) for claim in lab.claims]
