"""Refuses what no view could read: in one sentence, and without a traceback in the log."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.decorators import sync_and_async_middleware

from explorer.bodies import OVERSIZE, most_bytes
from explorer.runs.stage import partial

BAD, TOO_LARGE, WRONG_TYPE = 400, 413, 415
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

JSON, API = "application/json", "/api/"
LONGEST_REASON = 120
REFUSED = (
    BadRequest,
    DisallowedHost,
    MultiPartParserError,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)

Answer = Callable[[HttpRequest], HttpResponseBase]
AsyncAnswer = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class Unreadable(Exception):
    """The request cannot be read; the message names value, rule and remedy."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@sync_and_async_middleware
def readable(get_response: Answer | AsyncAnswer) -> Answer | AsyncAnswer:
    """Answer a request that cannot be read, and let all others pass."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            refuse = sync_to_async(refusal) if request.method == "POST" else _at_once
            response: HttpResponseBase = await refuse(request) or await get_response(request)
            return response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = refusal(request) or get_response(request)
        assert isinstance(response, HttpResponseBase)
        return response

    return answer


async def _at_once(request: HttpRequest) -> HttpResponse | None:
    return refusal(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a request that cannot be read; None where it can be."""
    try:
        _read(request)
    except Unreadable as unreadable:
        return _refused(request, unreadable)
    return None


def _refused(request: HttpRequest, unreadable: Unreadable) -> HttpResponse:
    if is_of_api(request):
        return JsonResponse({"detail": str(unreadable)}, status=unreadable.status)
    if "HX-Request" in request.headers:
        html = partial("refused", "catalog/notices.html", {"notices": [str(unreadable)]})
        return HttpResponse(html, status=unreadable.status)
    said = {"status": unreadable.status, "reason": str(unreadable)}
    return render(request, "400.html", said, status=unreadable.status)


def is_of_api(request: HttpRequest) -> bool:
    """Return whether a program asks, which reads JSON."""
    return request.path_info.startswith(API)


def _read(request: HttpRequest) -> None:
    """Read host, query and form as far as every view relies on. Raises: Unreadable."""
    if getattr(request, "scope", {}).get(OVERSIZE):
        most = most_bytes()
        raise Unreadable(
            TOO_LARGE,
            f"more than {most:,} bytes were sent, which is more than any lab takes; send less",
        )
    kind = request.content_type or "unknown"
    taken = (*FORMS, JSON) if is_of_api(request) else FORMS
    if request.method == "POST" and kind not in taken and request.read(1):
        raise Unreadable(
            WRONG_TYPE,
            f"the body is of type {kind[:60]}, but this address takes "
            f"a form; send it as {' or '.join(taken)}",
        )
    try:
        request.get_host()
        _ = request.GET, request.POST
        _ = kind == JSON and request.body
    except REFUSED as error:
        raise Unreadable(*_said(error)) from error


def _said(error: Exception) -> tuple[int, str]:
    match error:
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return TOO_LARGE, (
                f"the form holds more than {most:,} bytes of text, which is the most that is read; "
                "send less, or bring it as a file"
            )
        case TooManyFieldsSent():
            most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            return BAD, f"more than {most} settings were sent, and no lab has as many; send fewer"
        case TooManyFilesSent():
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return BAD, f"more than {most} files were sent, and no lab takes as many; send fewer"
        case DisallowedHost():
            return (
                BAD,
                "the site is not called that; open it under the address you were given",
            )
        case _:
            reason = str(error)[:LONGEST_REASON].rstrip(".")
            return BAD, f"the form cannot be read ({reason}); send it as a browser does"
