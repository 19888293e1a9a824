"""HTTP. Built files, of the front end and of the admin, are answered before Django is asked."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.production")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings exist from here on
from django.contrib import admin  # noqa: E402 - as above
from whitenoise import WhiteNoise  # noqa: E402 - as above

from automaton import spa  # noqa: E402 - as above

# Straight from the package: nobody has to collect them first.
_ADMIN_FILES = Path(admin.__file__).parent / "static"

application = WhiteNoise(spa.with_assets(django_application), root=_ADMIN_FILES, prefix=settings.STATIC_URL)
