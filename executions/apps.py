"""Django's name for this app; executions have no tables (``store`` says where they are)."""

from __future__ import annotations

from django.apps import AppConfig


class ExecutionsConfig(AppConfig):
    name = "executions"
