from django.urls import path, re_path

from explorer.api import views
from explorer.api.site import api

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/", views.unknown, name="api_unknown"),
    path("account/tokens", views.tokens, name="tokens"),
    path("account/tokens/<uuid:token_id>/revoke", views.revoke, name="revoke_token"),
]
