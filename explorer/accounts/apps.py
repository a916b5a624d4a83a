from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "explorer.accounts"

    def ready(self) -> None:
        from explorer import checks  # noqa: F401 - registers them
