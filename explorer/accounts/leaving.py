"""Deletes all that is known of somebody."""

from explorer.accounts.models import Guest
from explorer.runs.keeping import let_go


def delete_everything_of(guest: Guest) -> None:
    """Delete a guest, an account, sessions, experiments, links, and runs that only they asked for.

    The guest goes last: where this is interrupted, it can be asked for again.
    """
    let_go(guest)
    guest.delete()
