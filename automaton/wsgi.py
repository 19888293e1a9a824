"""HTTP. Built files, of the front end and of the admin, are answered before Django is asked."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.production")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings exist from here on
from whitenoise import WhiteNoise  # noqa: E402

from automaton import spa  # noqa: E402 - as above

application = spa.with_assets(django_application)
if settings.STATIC_ROOT.is_dir():
    application = WhiteNoise(application, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)
