"""What the web process does around every request."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path


def plain(_: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return HttpResponse("whole")


def streamed(_: HttpRequest) -> StreamingHttpResponse:
    connection.ensure_connection()
    return StreamingHttpResponse(iter(()))


urlpatterns = [path("plain", plain), path("streamed", streamed)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("address", "holds"), [("/plain", True), ("/streamed", False)])
def test_only_a_stream_gives_its_connection_back_at_once(
    address: str, holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_POOL", "")
    from explorer.asgi import InOneThread

    handler = InOneThread()
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        handler.load_middleware()
        handler.get_response(request)
    assert (connection.connection is not None) == holds
