from django.urls import path

from explorer.catalog import views

urlpatterns = [
    path("", views.home, name="home"),
    path("about", views.about, name="about"),
    path("labs/<slug:slug>", views.lab, name="lab"),
    path("labs/<slug:slug>/preview", views.preview, name="preview"),
]
