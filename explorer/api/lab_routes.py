"""Labs: what there is, what each may be set to, and starting one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Status, UploadedFile
from ninja.errors import HttpError

from explorer.api.access import asker
from explorer.api.drawing import card_of, run_out
from explorer.api.schemas import REFUSALS, FileOut, LabCard, LabOut, Problem, RunOut
from explorer.catalog.forms import Refused, refuse_unreadable
from explorer.catalog.views import access_lab
from explorer.runs.services import start_run
from explorer.runs.uploads import UploadRefused, keep_upload, read_upload, upload_id
from labs.contract import Lab, Params, Upload
from labs.registry import labs

router = Router(tags=["labs"])
CREATED, TOO_MANY, UNKNOWN = 201, 429, 404


@router.get("/labs", response={200: list[LabOut], **REFUSALS}, url_name="api_labs", auth=None)
def list_labs(request: HttpRequest) -> list[Lab]:
    """List the labs."""
    return list(labs().values())


@router.get(
    "/labs/{slug}",
    response={200: LabCard, **REFUSALS},
    url_name="api_lab",
    auth=None,
)
def read_lab(request: HttpRequest, slug: str) -> LabCard:
    """Return a lab with the schemas of its settings and of its events."""
    return card_of(access_lab(slug))


@router.post(
    "/labs/{slug}/files/{setting}",
    response={CREATED: FileOut, **REFUSALS},
    url_name="api_file",
)
def bring_file(
    request: HttpRequest, slug: str, setting: str, file: File[UploadedFile]
) -> Status[FileOut]:
    """Keep a file for a setting that takes one, if the lab can read it."""
    lab = access_lab(slug)
    control = lab.params.control(setting) if setting in lab.params.model_fields else None
    if not isinstance(control, Upload):
        raise HttpError(UNKNOWN, f"{slug} takes no file of that name; see its settings")
    try:
        data = read_upload(file, control)
    except UploadRefused as refusal:
        raise Refused({setting: str(refusal)}) from refusal
    named = lab.params.model_validate({setting: upload_id(data)})
    refuse_unreadable(lab, named, {setting: data})
    return Status(CREATED, FileOut(id=keep_upload(data)))


def _starter(lab: Lab) -> Callable[..., Any]:
    """Return the operation that runs one lab, which takes exactly that lab's settings."""

    def start(request: HttpRequest, settings: Params, *, again: bool = False) -> Status[RunOut]:
        refuse_unreadable(lab, settings, {})
        run = start_run(lab, settings, asker(request), again=again)
        run.refresh_from_db()
        return Status(CREATED, run_out(request, run))

    start.__annotations__["settings"] = lab.params
    return start


for _lab in labs().values():
    router.post(
        f"/labs/{_lab.slug}/runs",
        response={CREATED: RunOut, TOO_MANY: Problem, **REFUSALS},
        url_name="api_start_run",
        operation_id=f"run_{_lab.slug}",
        summary=_lab.title,
        description="Queue the lab with these settings, or join the equal run that is there. "
        "What is left out has its default; `again` makes another run of equal settings.",
    )(_starter(_lab))
