"""``/api/v1/workflows`` and ``/api/v1/node-types``: translate and call."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from django.urls import path
from pydantic import Field
from rest_framework.request import Request

from automaton.accounts.access import Actor, Permission
from automaton.errors import InvalidInput
from automaton.http import Answer, Cursor, Page, PageQuery, endpoint, operation, page_of
from automaton.http.problems import Problem
from automaton.schema import Schema
from workflows import drafts, versions
from workflows.catalogue import NodeTypeDescription, catalogue
from workflows.documents import (
    Validation,
    VersionDocument,
    VersionList,
    WorkflowDocument,
    WorkflowSummary,
    document_of,
    summary_of,
    version_document_of,
    version_summary_of,
)
from workflows.drafts import Draft, DraftChanges, WorkflowFilters
from workflows.graph import Edge, Graph, Node
from workflows.models import Workflow, WorkflowStatus

Revision = Annotated[int | None, Field(ge=1, description="The revision that was changed; If-Match says the same.")]


class WorkflowQuery(PageQuery):
    status: WorkflowStatus | None = None
    search: Annotated[str, Field(max_length=200, description="Part of the name or the description.")] = ""


class NewWorkflow(Draft):
    pass


class WorkflowChanges(DraftChanges):
    """The fields to replace; those left out stay."""

    revision: Revision = None


class WholeWorkflow(Draft):
    """Everything that can be edited; what is left out becomes its default."""

    revision: Revision = None


class GraphToCheck(Schema):
    """A graph that need not be saved; without one, the saved draft is checked."""

    nodes: tuple[Node, ...] | None = None
    edges: tuple[Edge, ...] | None = None


class Publication(Schema):
    message: Annotated[str, Field(max_length=500, description="What is new, for the list of versions.")] = ""
    revision: Revision = None


class Restoration(Schema):
    revision: Revision = None


class NodeTypes(Schema):
    items: tuple[NodeTypeDescription, ...]


@operation(permission=Permission.WORKFLOWS_READ)
def list_workflows(actor: Actor, query: WorkflowQuery) -> Page[WorkflowSummary]:
    """Workflows, last saved first."""
    filters = WorkflowFilters(status=query.status, search=query.search)
    rows = drafts.get_workflows(actor, filters=filters, after=query.after, limit=query.limit + 1)
    return page_of(rows, limit=query.limit, document=summary_of, place=_place, schema=Page[WorkflowSummary])


@operation(permission=Permission.WORKFLOWS_EDIT, status=201)
def create_workflow(actor: Actor, body: NewWorkflow) -> Answer[WorkflowDocument]:
    """Create a workflow as a draft."""
    workflow = drafts.create_workflow(actor, draft=body)
    return _answer(workflow, Location=f"/api/v1/workflows/{workflow.id}")


@operation(permission=Permission.WORKFLOWS_READ)
def read_workflow(actor: Actor, workflow_id: UUID) -> Answer[WorkflowDocument]:
    """A workflow with its draft. The ETag is the draft's revision."""
    return _answer(drafts.get_workflow(actor, workflow_id))


@operation(permission=Permission.WORKFLOWS_EDIT)
def update_workflow(
    actor: Actor, workflow_id: UUID, body: WorkflowChanges, request: Request
) -> Answer[WorkflowDocument]:
    """Replace the named fields of the draft. Answers 412 when somebody saved after the revision given."""
    revision = _expected(body.revision, request)
    return _answer(drafts.update_workflow(actor, workflow_id, changes=body, expected_revision=revision))


@operation(permission=Permission.WORKFLOWS_EDIT)
def replace_workflow(
    actor: Actor, workflow_id: UUID, body: WholeWorkflow, request: Request
) -> Answer[WorkflowDocument]:
    """Replace the whole draft. Answers 412 when somebody saved after the revision given."""
    changes = DraftChanges(
        name=body.name, description=body.description, nodes=body.nodes, edges=body.edges, settings=body.settings
    )
    revision = _expected(body.revision, request)
    return _answer(drafts.update_workflow(actor, workflow_id, changes=changes, expected_revision=revision))


@operation(permission=Permission.WORKFLOWS_DELETE)
def delete_workflow(actor: Actor, workflow_id: UUID) -> None:
    """Delete a workflow: nothing starts it any more, and it is in no list."""
    drafts.delete_workflow(actor, workflow_id)


@operation(permission=Permission.WORKFLOWS_READ)
def validate_workflow(actor: Actor, workflow_id: UUID, body: GraphToCheck) -> Validation:
    """All that stands between a graph and publishing."""
    draft = drafts.graph_of(drafts.get_workflow(actor, workflow_id))
    graph = Graph(
        nodes=draft.nodes if body.nodes is None else body.nodes, edges=draft.edges if body.edges is None else body.edges
    )
    problems = drafts.validate_workflow(graph)
    is_valid = not any(problem.severity == "error" for problem in problems)
    return Validation(valid=is_valid, problems=[Problem.of(problem) for problem in problems])


@operation(permission=Permission.WORKFLOWS_PUBLISH, status=201)
def publish_workflow(actor: Actor, workflow_id: UUID, body: Publication, request: Request) -> VersionDocument:
    """Publish the draft as the next version, and arm its triggers."""
    revision = _expected(body.revision, request)
    version = versions.publish_workflow(actor, workflow_id, message=body.message, expected_revision=revision)
    return version_document_of(version)


@operation(permission=Permission.WORKFLOWS_PUBLISH)
def deactivate_workflow(actor: Actor, workflow_id: UUID) -> Answer[WorkflowDocument]:
    """Disarm a published workflow: nothing starts it until it is published again."""
    return _answer(versions.deactivate_workflow(actor, workflow_id))


@operation(permission=Permission.WORKFLOWS_READ)
def list_versions(actor: Actor, workflow_id: UUID) -> VersionList:
    """Every published version, newest first."""
    found = versions.get_versions(actor, workflow_id)
    return VersionList(items=[version_summary_of(version) for version in found])


@operation(permission=Permission.WORKFLOWS_READ)
def read_version(actor: Actor, workflow_id: UUID, number: int) -> VersionDocument:
    """A published version with its graph."""
    return version_document_of(versions.get_version(actor, workflow_id, number))


@operation(permission=Permission.WORKFLOWS_EDIT)
def restore_version(
    actor: Actor, workflow_id: UUID, number: int, body: Restoration, request: Request
) -> Answer[WorkflowDocument]:
    """Copy a version's graph and settings into the draft."""
    revision = _expected(body.revision, request)
    return _answer(versions.restore_version(actor, workflow_id, number, expected_revision=revision))


@operation(permission=Permission.WORKFLOWS_READ)
def list_node_types() -> NodeTypes:
    """Every node type that is installed, in palette order."""
    return NodeTypes(items=catalogue())


def _answer(workflow: Workflow, **headers: str) -> Answer[WorkflowDocument]:
    return Answer(document_of(workflow), headers={"ETag": f'"{workflow.revision}"', **headers})


def _expected(revision: int | None, request: Request) -> int | None:
    """The revision the caller has seen: from the body, or from If-Match."""
    header = request.headers.get("If-Match")
    if revision is not None or header is None or header == "*":
        return revision
    match = re.fullmatch(r'(?:W/)?"(\d{1,9})"', header)
    if match is None:
        raise InvalidInput("If-Match must be the ETag of a workflow, unchanged.")
    return int(match[1])


def _place(workflow: Workflow) -> Cursor:
    return Cursor(workflow.updated_at, workflow.id)


urlpatterns = [
    path("workflows", endpoint(get=list_workflows, post=create_workflow)),
    path(
        "workflows/<uuid:workflow_id>",
        endpoint(get=read_workflow, patch=update_workflow, put=replace_workflow, delete=delete_workflow),
    ),
    path("workflows/<uuid:workflow_id>/validate", endpoint(post=validate_workflow)),
    path("workflows/<uuid:workflow_id>/publish", endpoint(post=publish_workflow)),
    path("workflows/<uuid:workflow_id>/deactivate", endpoint(post=deactivate_workflow)),
    path("workflows/<uuid:workflow_id>/versions", endpoint(get=list_versions)),
    path("workflows/<uuid:workflow_id>/versions/<int:number>", endpoint(get=read_version)),
    path("workflows/<uuid:workflow_id>/versions/<int:number>/restore", endpoint(post=restore_version)),
    path("node-types", endpoint(get=list_node_types)),
]
