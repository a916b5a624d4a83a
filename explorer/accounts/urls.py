from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

from explorer.accounts import views

page = require_http_methods(["GET", "HEAD", "POST"])
only_read = require_http_methods(["GET", "HEAD"])

urlpatterns = [
    path("account", views.account, name="account"),
    path("account/name", views.rename, name="rename"),
    path("account/delete", views.delete_data, name="delete_data"),
    path("account/signup", page(allauth.signup), name="account_signup"),
    path("account/login", page(allauth.login), name="account_login"),
    path("account/logout", page(allauth.logout), name="account_logout"),
    path("account/password", page(allauth.password_reset), name="account_reset_password"),
    path(
        "account/password/sent",
        only_read(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[\w-]{1,100})$",
        page(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/changed",
        only_read(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
