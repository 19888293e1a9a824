"""The HTTP border: operations with their permission, bodies, pages and problem documents.

An API module needs only these names::

    @operation(permission=Permission.WORKFLOWS_READ)
    def read_workflow(actor: Actor, workflow_id: UUID) -> WorkflowDocument: ...

    urlpatterns = [path("workflows/<uuid:workflow_id>", endpoint(get=read_workflow))]
"""

from __future__ import annotations

from automaton.http.endpoints import endpoint
from automaton.http.operations import PUBLIC, SIGNED_IN, Answer, operation
from automaton.http.pages import Cursor, Page, PageQuery, page_of

__all__ = ["PUBLIC", "SIGNED_IN", "Answer", "Cursor", "Page", "PageQuery", "endpoint", "operation", "page_of"]
