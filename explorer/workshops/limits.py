"""Failed joins: so many from one address, and so many from everywhere, in a few minutes.

Only codes that open nothing are counted, so that a whole class behind one address joins freely.
A join link, as the QR code has it, proves itself and is never held up by others' failures.
"""

from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from explorer.workshops.models import FailedJoin, Room

WINDOW_SECONDS = 300
FAILURES_AN_ADDRESS = 60
FAILURES_EVERYWHERE = 3_000
PROOF_LENGTH = 24


class TooManyFailures(Exception):
    """Too many codes opened nothing lately."""

    def __init__(self, where: str, failures: int, most: int) -> None:
        self.retry_after_seconds = WINDOW_SECONDS
        super().__init__(
            f"{failures} codes {where} opened nothing in the last {WINDOW_SECONDS // 60} minutes, "
            f"and {most} is the most; scan your teacher's QR code, which always works, or try "
            f"again in {WINDOW_SECONDS} s"
        )


def refuse_over_failures(request: HttpRequest) -> None:
    """Raises: TooManyFailures."""
    lately = FailedJoin.objects.filter(failed_at__gt=Now() - timedelta(seconds=WINDOW_SECONDS))
    from_here = Count("id", filter=Q(address_hash=_hashed(request)))
    here, everywhere = lately.aggregate(here=from_here, everywhere=Count("id")).values()
    if here >= FAILURES_AN_ADDRESS:
        raise TooManyFailures("from your address", here, FAILURES_AN_ADDRESS)
    if everywhere >= FAILURES_EVERYWHERE:
        raise TooManyFailures("from everywhere", everywhere, FAILURES_EVERYWHERE)


def remember_failure(request: HttpRequest) -> None:
    FailedJoin.objects.create(address_hash=_hashed(request), failed_at=Now())


def forget_failures() -> int:
    """Delete what no longer counts; return how many that were."""
    past = FailedJoin.objects.filter(failed_at__lt=Now() - timedelta(seconds=WINDOW_SECONDS))
    return past.delete()[0]


def proof_of(room: Room) -> str:
    """Return what a join link carries beside the code, which nobody can guess."""
    return salted_hmac("explorer.workshops.join", room.id.bytes, algorithm="sha256").hexdigest()[
        :PROOF_LENGTH
    ]


def proves(room: Room, proof: str) -> bool:
    return constant_time_compare(proof, proof_of(room))


def _hashed(request: HttpRequest) -> str:
    """Return what an address is counted by: it is not kept itself."""
    address = request.META.get("REMOTE_ADDR", "")
    return salted_hmac("explorer.workshops.address", address, algorithm="sha256").hexdigest()
