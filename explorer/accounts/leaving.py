"""Deletes all that is known of somebody."""

from explorer.accounts.models import Guest
from explorer.runs.keeping import let_go
from explorer.workshops.forgetting import delete_rooms_of


def delete_everything_of(guest: Guest) -> None:
    """Delete a guest, an account, sessions, experiments, links, and runs that only they asked for.

    Workshops go too, and rooms with all that students did there. The guest goes last: where this
    is interrupted, it can be asked for again.
    """
    delete_rooms_of(guest)
    let_go(guest)
    guest.delete()
