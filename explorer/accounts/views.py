from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do about a form whose token is missing or old."""
    return render(request, "403.html", {"reason": reason}, status=403)
