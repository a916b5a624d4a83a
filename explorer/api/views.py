"""The page of one's personal tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from explorer.accounts.cookies import ensure_guest, guest_id
from explorer.api.models import Token
from explorer.api.tokens import LONGEST_NAME, TokenRefused, make_token, revoke_token

UNPROCESSABLE = 422


@dataclass(frozen=True)
class TokensPage:
    """``api/tokens.html``."""

    tokens: Sequence[Token]
    made: str = field(default="", repr=False)
    """The token just made: it is shown this once."""
    name: str = ""
    error: str = ""
    longest_name: int = LONGEST_NAME


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Say in JSON, for programs read it, that the API has no such address."""
    told = {"detail": "there is no such address; see /api/v1/openapi.json for those there are"}
    return JsonResponse(told, status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; make another."""
    if request.method != "POST":
        return _page(request)
    name = request.POST.get("name", "")
    try:
        return _page(request, made=make_token(ensure_guest(request), name))
    except TokenRefused as refusal:
        return _page(request, name=name[:LONGEST_NAME], error=str(refusal))


def _page(request: HttpRequest, made: str = "", name: str = "", error: str = "") -> HttpResponse:
    page = TokensPage(list(Token.objects.filter(guest=guest_id(request))), made, name, error)
    status = UNPROCESSABLE if error else 200
    return render(request, "api/tokens.html", {"page": page}, status=status)


@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Make a token worthless at once."""
    if guest_id(request) is None or not revoke_token(ensure_guest(request), token_id):
        raise Http404("no such token")
    return redirect("tokens")
