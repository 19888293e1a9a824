"""Every address that answers HTTP."""

from __future__ import annotations

from functools import cache

import orjson
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from automaton import health, spa
from automaton.accounts import api as accounts
from automaton.http import endpoint, problems
from automaton.http.openapi import document, mounted
from executions import api as executions
from executions.triggers import webhook
from workflows import api as workflows


@cache
def _openapi() -> bytes:
    return orjson.dumps(document(list(mounted(urlpatterns))))


def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    return HttpResponse(_openapi(), content_type="application/json")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", include(accounts.urlpatterns)),
    path("api/v1/", include(workflows.urlpatterns)),
    path("api/v1/", include(executions.urlpatterns)),
    path("api/v1/config", endpoint(get=spa.get_config)),
    path("api/v1/openapi.json", openapi),
    path("", include(webhook.urlpatterns)),
    path("admin/", admin.site.urls),
    re_path(r"^(api|webhooks|admin|static|assets|ws)/", problems.not_found),
    re_path(r"", spa.page),
]

handler400 = "automaton.http.problems.bad_request"
handler403 = "automaton.http.problems.permission_denied"
handler404 = "automaton.http.problems.not_found"
handler500 = "automaton.http.problems.server_error"
