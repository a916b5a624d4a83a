"""A guest who logs in keeps everything: what this browser made joins what the account has."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest

from explorer.accounts.cookies import forget_guest, guest_of_cookie
from explorer.accounts.models import Guest, User


@transaction.atomic
def merge_guests(old: Guest, into: Guest) -> None:
    """Move all that hangs on one guest to another, and delete the first."""
    Guest.objects.select_for_update().filter(id__in=(old.id, into.id)).order_by("id").first()
    for relation in Guest._meta.related_objects:
        if relation.one_to_many:
            _move(relation.related_model, relation.field.name, old, into)
    old.delete()


def _move(model: type[models.Model], name: str, old: Guest, into: Guest) -> None:
    """Move rows one by one: what the other guest has already is not there twice."""
    for row in model._default_manager.filter(**{name: old}):
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{name: into})
        except IntegrityError:
            row.delete()


def merge_at_login(request: HttpRequest, user: User, **_: Any) -> None:
    """Hear of a login, and merge the guest of its browser into the account's."""
    known = guest_of_cookie(request)
    guest = Guest.objects.filter(id=known, user=None).first() if known else None
    if guest:
        merge_guests(guest, user.guest)
    forget_guest(request)
