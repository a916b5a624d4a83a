import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explorer.settings")
os.environ.setdefault("DATABASE_POOL", "true")

from explorer.bodies import bounded

application = bounded(get_asgi_application())
