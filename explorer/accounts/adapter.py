"""How django-allauth makes an account here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from explorer.accounts.models import LONGEST_NAME, Guest, User


class Accounts(DefaultAccountAdapter):
    """Gives each new account the guest on which all that it owns will hang."""

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = " ".join(form.cleaned_data.get("name", "").split())[:LONGEST_NAME]
        user.guest = Guest.objects.create()
        super().save_user(request, user, form, commit)
        return user
