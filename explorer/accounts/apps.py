from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "explorer.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from explorer import checks  # noqa: F401 - registers them
        from explorer.accounts.merging import merge_at_login

        user_logged_in.connect(merge_at_login, dispatch_uid="a guest who logs in keeps everything")
