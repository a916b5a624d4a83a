"""What is known of one, and how to have it forgotten; and what a form without a token is told."""

from dataclasses import dataclass

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from explorer.accounts.cookies import ensure_guest, forget_guest, guest_id, user_of
from explorer.accounts.models import LONGEST_NAME, Guest, User

TOKENLESS = (
    "The form came without the token that this site puts on its own pages; "
    "go back, reload the page and send it again."
)
UNPROCESSABLE = 422


@dataclass(frozen=True)
class AccountPage:
    """``account/account.html`` and ``account/delete.html``."""

    user: User | None
    guest: Guest | None
    error: str = ""
    longest_name: int = LONGEST_NAME

    @property
    def runs(self) -> int:
        return self.guest.asks.count() if self.guest else 0

    @property
    def experiments(self) -> int:
        return self.guest.experiments.count() if self.guest else 0


def _page(request: HttpRequest, error: str = "") -> AccountPage:
    known = guest_id(request)
    guest = Guest.objects.filter(id=known).first() if known else None
    return AccountPage(user_of(request), guest, error)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "account/account.html", {"page": _page(request)})


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Change the name that others read on what one shares."""
    user = user_of(request)
    if user is None:
        return redirect("account_login")
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    if len(name) > LONGEST_NAME:
        said = f"the name has {len(name):,} characters, but {LONGEST_NAME} is the most; shorten it"
        page = _page(request, said)
        return render(request, "account/account.html", {"page": page}, status=UNPROCESSABLE)
    User.objects.filter(id=user.id).update(name=name)
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def delete_data(request: HttpRequest) -> HttpResponse:
    """Ask whether it is meant; then delete all that is known of whoever asks."""
    from explorer.accounts.leaving import delete_everything_of

    if request.method != "POST":
        return render(request, "account/delete.html", {"page": _page(request)})
    if guest_id(request):
        delete_everything_of(ensure_guest(request))
    logout(request)
    forget_guest(request)
    return render(request, "account/deleted.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do about a form whose token is missing or old. The log has the ``reason``."""
    return render(request, "403.html", {"reason": TOKENLESS}, status=403)
