"""The queue's client and configuration. Tasks are sent by name; only workers import them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explorer.settings")

app = Celery("explorer", include=["workers.tasks", "workers.presence"])


def _broker_url() -> str:
    from django.conf import settings

    return str(settings.BROKER_URL)


DAY = 86_400
# Redis holds a lock and a socket for us; waiting longer than this would keep a visitor waiting.
BROKER_TIMEOUTS = {"socket_timeout": 5, "socket_connect_timeout": 0.5}

app.conf.update(
    broker_url=_broker_url(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # A shorter visibility timeout runs a long task twice at once.
    broker_transport_options={"visibility_timeout": DAY, **BROKER_TIMEOUTS},
    task_serializer="json",
    accept_content=["json"],
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_publish_retry=False,
    task_default_queue="cpu",
    worker_prefetch_multiplier=1,
    # CUDA does not survive a fork; threads and solo pools ignore limits.
    worker_pool="prefork",
    worker_pool_start_method="spawn",
    # A fresh child loads torch before it says that it is up; Celery's 4 s would kill it for ever.
    worker_proc_alive_timeout=60,
    worker_soft_shutdown_timeout=2,
    worker_enable_soft_shutdown_on_idle=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_disable_rate_limits=True,
)
