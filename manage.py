"""Django's command line: ``./manage.py migrate``, ``seed_demo``, ``createsuperuser`` ..."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.dev")
    execute_from_command_line(sys.argv)
