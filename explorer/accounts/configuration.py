"""How Django and django-allauth keep accounts here. No deployment sets any of it."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
SESSION_ENGINE = "explorer.accounts.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "experiments"
ACCOUNT_ADAPTER = "explorer.accounts.adapter.Accounts"
ACCOUNT_FORMS = {"signup": "explorer.accounts.forms.SignUp"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
