"""What one is asked to sign up."""

from allauth.account.forms import SignupForm
from django import forms

from explorer.accounts.models import LONGEST_NAME


class SignUp(SignupForm):
    """E-mail and password, and a name if one likes."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        required=False,
        strip=True,
        help_text="Others read it on what you share, unless you hide it. It may stay empty.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
