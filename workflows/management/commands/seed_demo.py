"""``manage.py seed_demo``: accounts and a sample workflow to try the platform with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from automaton.accounts.demo import DOMAIN, PASSWORD, seed_accounts
from examples.seed import seed_sample

# What the command does, in order; each step leaves alone what it finds.
STEPS: Sequence[Callable[[], None]] = (seed_accounts, lambda: seed_sample(DOMAIN))


class Command(BaseCommand):
    help = "Make the organizations Demo and Other, their users and the sample workflow, where they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Also outside a development environment.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the interface
        if not settings.IS_DEVELOPMENT and not options["force"]:
            raise CommandError(f"Demo accounts have the known password '{PASSWORD}'; pass --force to make them here.")
        for step in STEPS:
            step()
        self.stdout.write(f"Sign in as demo@automaton.local or viewer@automaton.local, password {PASSWORD}.")
