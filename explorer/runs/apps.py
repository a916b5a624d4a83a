from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "explorer.runs"
