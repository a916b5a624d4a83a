"""The API as a whole: its operations, and how it refuses."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError, ValidationErrorContext

from explorer.api import experiment_routes, lab_routes, run_routes, shared_routes
from explorer.api.access import PersonalToken
from explorer.api.refusing import sentences
from explorer.catalog.forms import Refused
from explorer.experiments.services import NoRoom
from explorer.experiments.words import WordsRefused
from explorer.runs.models import NotShown
from explorer.runs.services import TooManyRuns

UNAUTHORIZED, UNKNOWN, CONFLICT, WRONG_TYPE, UNPROCESSABLE, TOO_MANY = 401, 404, 409, 415, 422, 429
UNKNOWN_ASKER = (
    "this needs a personal token; make one on the page of your tokens and send it as "
    "Authorization: Bearer are_…"
)


class Api(NinjaAPI):
    """Refuses values in the words in which the pages refuse them."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        said = (each for context in error_contexts for each in sentences(context))
        return ValidationError([{"said": each} for each in said])


api = Api(
    title="AI Research Explorer",
    version="1",
    description="Run labs and read what they find. Everything a page can do, a program can.",
    docs_url=None,  # its page loads scripts from elsewhere; docs/howto/use-the-api.md explains
    urls_namespace="api",
    auth=PersonalToken(),
)
api.add_router("", lab_routes.router)
api.add_router("", run_routes.router)
api.add_router("", experiment_routes.router)
api.add_router("", shared_routes.router)


def _answer(request: HttpRequest, status: int, **said: Any) -> HttpResponse:
    return api.create_response(request, said, status=status)


@api.exception_handler(AuthenticationError)
def _ask_for_a_token(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = _answer(request, UNAUTHORIZED, detail=UNKNOWN_ASKER)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(RawPostDataException)
def _ask_for_json(request: HttpRequest, _error: RawPostDataException) -> HttpResponse:
    """A form was sent and read as one, but the operation takes JSON."""
    return _answer(request, WRONG_TYPE, detail="this address takes JSON; send application/json")


@api.exception_handler(Http404)
def _say_that_it_is_not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, UNKNOWN, detail=str(error))


@api.exception_handler(NotShown)
def _say_why_it_cannot_be_read(request: HttpRequest, error: NotShown) -> HttpResponse:
    return _answer(request, UNKNOWN, detail=str(error))


@api.exception_handler(Refused)
def _say_why_settings_are_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _answer(request, UNPROCESSABLE, errors=refused.errors)


@api.exception_handler(WordsRefused)
def _say_why_words_are_refused(request: HttpRequest, refused: WordsRefused) -> HttpResponse:
    return _answer(request, UNPROCESSABLE, errors=dict(refused.errors))


@api.exception_handler(NoRoom)
def _say_that_it_is_full(request: HttpRequest, refusal: NoRoom) -> HttpResponse:
    return _answer(request, CONFLICT, detail=str(refusal))


@api.exception_handler(TooManyRuns)
def _say_when_there_is_room(request: HttpRequest, refusal: TooManyRuns) -> HttpResponse:
    response = _answer(request, TOO_MANY, detail=str(refusal))
    response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


@api.exception_handler(ValidationError)
def _say_which_values_are_wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(request, UNPROCESSABLE, errors=dict(each["said"] for each in error.errors))
