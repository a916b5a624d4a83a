from django.urls import include, path

from explorer.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("explorer.runs.urls")),
    path("", include("explorer.accounts.urls")),
    path("", include("explorer.experiments.urls")),
    path("", include("explorer.workshops.urls")),
    path("", include("explorer.catalog.urls")),
    path("", include("explorer.exports.urls")),
    path("", include("explorer.api.urls")),
    path("", include("explorer.patterns")),
    path("", include("explorer.stylesheet")),
]
