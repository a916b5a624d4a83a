from django.urls import path

from explorer.experiments import shared_views, views

urlpatterns = [
    path("experiments", views.experiments, name="experiments"),
    path("experiments/new", views.create, name="create_experiment"),
    path("experiments/delete", views.delete, name="delete_experiments"),
    path("experiments/<uuid:experiment_id>", views.experiment, name="experiment"),
    path("experiments/<uuid:experiment_id>/edit", views.edit, name="edit_experiment"),
    path("experiments/<uuid:experiment_id>/remove", views.remove, name="remove_runs"),
    path("experiments/<uuid:experiment_id>/share", views.share, name="share_experiment"),
    path(
        "experiments/<uuid:experiment_id>/links/<uuid:share_id>/withdraw",
        views.withdraw,
        name="withdraw_share",
    ),
    path("runs/<uuid:run_id>/keep", views.keep, name="keep_run"),
    path("compare", views.compare, name="compare"),
    path("s/<str:token>", shared_views.share, name="share"),
    path("s/<str:token>/stream", shared_views.share_stream, name="share_stream"),
    path("s/<str:token>/fork", shared_views.fork, name="fork_share"),
]
