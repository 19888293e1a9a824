"""Prints the OpenAPI document of everything that is mounted.

python -m automaton.openapi > frontend/openapi.json
"""

from __future__ import annotations

import json
import sys
from typing import Any


def printed() -> str:
    """The document as text, the same each time: keys keep their order."""
    # Not at import: the URLs need Django to be set up.
    from automaton.http.openapi import document, mounted  # noqa: PLC0415 - as above
    from automaton.urls import urlpatterns  # noqa: PLC0415 - as above

    content: dict[str, Any] = document(list(mounted(urlpatterns)))
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(printed())
