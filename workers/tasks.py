"""The one task: a run's id, nothing else."""

from uuid import UUID

from celery import shared_task
from django.db import close_old_connections

from workers.attempt import attempt


@shared_task(name="explorer.run", acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run(run_id: str) -> None:
    close_old_connections()
    attempt(UUID(run_id))
