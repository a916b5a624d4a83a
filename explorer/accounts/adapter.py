"""How django-allauth makes an account here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from explorer.accounts.models import LONGEST_NAME, Guest, User


class Accounts(DefaultAccountAdapter):
    """Gives each new account the guest on which all that it owns will hang."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        # The password is hashed here, which may take long: no transaction may wait for it.
        super().save_user(request, user, form, commit=False)
        user.name = " ".join(form.cleaned_data.get("name", "").split())[:LONGEST_NAME]
        if commit:
            with transaction.atomic():
                user.guest = Guest.objects.create()
                user.save()
        return user
