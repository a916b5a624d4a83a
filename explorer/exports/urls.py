from django.urls import path

from explorer.exports import views

urlpatterns = [
    path("r/<uuid:run_id>/preview.png", views.preview_image, name="export_preview"),
    path("r/<uuid:run_id>/qr.svg", views.qr_code, name="export_qr"),
    path("r/<uuid:run_id>/events.csv.zip", views.events_csv, name="export_csv"),
    path("r/<uuid:run_id>/events.json", views.events_json, name="export_json"),
    path("r/<uuid:run_id>/notebook.ipynb", views.notebook_file, name="export_notebook"),
    path("r/<uuid:run_id>/cite.bib", views.citation, name="export_bibtex"),
    path("r/<uuid:run_id>/offline.html", views.offline_file, name="export_offline"),
    path("embed/r/<uuid:run_id>", views.embed, name="embed"),
    path("oembed", views.describe, name="oembed"),
]
