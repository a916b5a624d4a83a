from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOKENLESS = (
    "The form came without the token that this site puts on its own pages; "
    "go back, reload the page and send it again."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do about a form whose token is missing or old. The log has the ``reason``."""
    return render(request, "403.html", {"reason": TOKENLESS}, status=403)
