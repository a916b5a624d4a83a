from django.urls import path

from explorer.runs import views
from explorer.runs.stream import stream

urlpatterns = [
    path("labs/<slug:slug>/run", views.start, name="start_run"),
    path("runs", views.my_runs, name="runs"),
    path("runs/<uuid:run_id>", views.run_page, name="run"),
    path("runs/<uuid:run_id>/cancel", views.cancel, name="cancel_run"),
    path("r/<uuid:run_id>", views.result, name="result"),
    path("artifacts/<uuid:run_id>/<str:name>", views.artifact, name="artifact"),
    path("stream", stream, name="stream"),
]
