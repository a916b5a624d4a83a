from django.urls import path

from explorer.exports import views
from explorer.exports.addresses import FILES
from explorer.exports.files import MAKERS

urlpatterns = [
    *(
        path(f"r/<uuid:run_id>/{FILES[name]}", views.file_of(make), name=f"export_{name}")
        for name, make in MAKERS.items()
    ),
    *(
        path(
            f"s/<str:token>/<int:number>/{FILES[name]}",
            views.file_through(make),
            name=f"shared_{name}",
        )
        for name, make in MAKERS.items()
    ),
    path("embed/r/<uuid:run_id>", views.embed, name="embed"),
    path("embed/s/<str:token>/<int:number>", views.shared_embed, name="shared_embed"),
    path("oembed", views.describe, name="oembed"),
]
