"""Embedded Postgres and Valkey, and the supervisor behind ``manage.py up``."""
